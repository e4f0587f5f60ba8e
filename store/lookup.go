package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"gorm.io/gorm"

	"refuge/law"
)

// look reads all that the policies may touch.
func (im *importer) look(policies []law.Policy) error {
	schemes := map[string][]string{}
	var slugs, hashes, numbers []string
	places := map[string]bool{}
	for i := range policies {
		p := &policies[i]
		for _, id := range p.Identifiers {
			schemes[id.Scheme] = append(schemes[id.Scheme], id.Value)
		}
		if p.Slug != "" {
			slugs = append(slugs, p.Slug)
		}
		slugs = append(slugs, p.Aliases...)
		if p.Number != "" {
			numbers = append(numbers, law.NumberKey(p.Number))
		}
		places[p.Jurisdiction] = true
		for j := range p.Versions {
			v := &p.Versions[j]
			if v.Text == "" {
				continue
			}
			sum := sha256.Sum256([]byte(v.Text))
			k := textKey{hex.EncodeToString(sum[:]), shapeOf(v.Sections)}
			im.keys[v] = k
			hashes = append(hashes, k.hash)
		}
	}
	ids := map[int64]bool{}
	for _, scheme := range sortedKeys(schemes) {
		for chunk := range slices.Chunk(schemes[scheme], maxParameters) {
			var rows []identifierRow
			if err := im.tx.Table("identifiers").Where("scheme = ? AND value IN ?", scheme, chunk).Find(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				ids[r.PolicyID] = true
			}
		}
	}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(slugs))), maxParameters) {
		var rows []aliasRow
		err := im.tx.Raw("SELECT slug, id AS policy_id FROM policies WHERE slug IN ? UNION ALL SELECT slug, policy_id FROM aliases WHERE slug IN ?", chunk, chunk).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			ids[r.PolicyID] = true
		}
	}
	other := law.Curated
	if im.o.Origin == law.Curated {
		other = law.Collected
	}
	if places[""] { // a part that names no place may be of any that is held
		for p := range im.places {
			places[p] = true
		}
	}
	join := im.tx.Table("policies").Where("origin = ? AND number_key <> '' AND year <> 0 AND jurisdiction IN ?", other, sortedKeys(places))
	var rows []policyRow
	if im.o.Origin == law.Curated {
		for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(numbers))), maxParameters) {
			var part []policyRow
			if err := join.Session(&gorm.Session{}).Where("number_key IN ?", chunk).Find(&part).Error; err != nil {
				return err
			}
			rows = append(rows, part...)
		}
	} else if err := join.Find(&rows).Error; err != nil {
		return err
	}
	wanted := map[numberOf]bool{}
	for i := range policies {
		p := &policies[i]
		wanted[numberOf{p.Jurisdiction, p.Kind, law.NumberKey(p.Number), p.Year}] = true
	}
	for _, r := range rows {
		k := numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}
		im.byNumber[k] = append(im.byNumber[k], r.ID)
		if wanted[k] {
			ids[r.ID] = true
		}
	}
	for _, list := range im.byNumber {
		slices.Sort(list)
	}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(hashes))), maxParameters) {
		var rows []textRow
		if err := im.tx.Table("texts").Select("id", "hash", "shape").Where("hash IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			im.texts[textKey{r.Hash, r.Shape}] = r.ID
		}
	}
	return im.load(sortedKeys(ids))
}

// load reads policies with all that hangs on them, unless they are read.
func (im *importer) load(ids []int64) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return im.works[id] != nil })
	for chunk := range slices.Chunk(ids, maxParameters) {
		var rows []policyRow
		if err := im.tx.Table("policies").Where("id IN ?", chunk).Order("id").Find(&rows).Error; err != nil {
			return err
		}
		read := make([]int64, len(rows))
		for i, r := range rows {
			w := &work{policy: held(r)}
			read[i] = r.ID
			im.works[r.ID], im.bySlug[r.Slug] = w, r.ID
			im.order = append(im.order, w)
		}
		for _, t := range im.parts {
			if err := t.read(read); err != nil {
				return err
			}
		}
		for _, id := range read {
			w := im.works[id]
			for _, k := range w.identifiers {
				im.byID[identifierKey{k.row.Scheme, k.row.Value}] = id
			}
			for _, k := range w.aliases {
				im.bySlug[k.row.Slug], im.isAlias[k.row.Slug] = id, true
			}
		}
	}
	return nil
}

// find is the policy held under one of the identifiers. The first is the
// source's own and settles it; under a later one, such as a file number that a
// city gave twice, another record may be held, which its own identifier shows.
func (im *importer) find(ids []law.Identifier) *work {
	for i, id := range ids {
		n, ok := im.byID[identifierKey{id.Scheme, id.Value}]
		if ok && (i == 0 || !im.works[n].another(ids[0])) {
			return im.works[n]
		}
	}
	return nil
}

// another says whether w is known under id's scheme, and only by other values.
func (w *work) another(id law.Identifier) bool {
	known := false
	for _, k := range w.identifiers {
		if k.gone || k.row.Scheme != id.Scheme {
			continue
		}
		if k.row.Value == id.Value {
			return false
		}
		known = true
	}
	return known
}

func (im *importer) slugHeld(slug string) (bool, error) {
	if _, ok := im.bySlug[slug]; ok {
		return true, nil
	}
	var n int64
	err := im.tx.Raw("SELECT (SELECT count(*) FROM policies WHERE slug = ?) + (SELECT count(*) FROM aliases WHERE slug = ?)", slug, slug).Scan(&n).Error
	return n > 0, err
}
