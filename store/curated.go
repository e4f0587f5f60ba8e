package store

import (
	"errors"
	"fmt"
	"slices"

	"refuge/law"
)

func (im *importer) applyCurated(p *law.Policy) error {
	if p.Slug == "" {
		return fmt.Errorf("a curated policy needs a slug: %w", law.ErrInvalid)
	}
	var w *work
	if id, ok := im.bySlug[p.Slug]; ok && !im.isAlias[p.Slug] {
		w = im.works[id]
	}
	if w == nil {
		var err error
		if w, err = im.create(p); err != nil {
			return err
		}
	}
	w.given = true
	r := &w.policy.row
	*r = policyRow{ID: r.ID, Slug: r.Slug, Jurisdiction: p.Jurisdiction, Kind: p.Kind, RawKind: p.RawKind, Number: p.Number,
		NumberKey: law.NumberKey(p.Number), Year: p.Year, Citation: p.Citation, Title: p.Title, ShortTitle: p.ShortTitle,
		Abstract: p.Abstract, Issuer: p.Issuer, CodifiedAt: list(p.CodifiedAt), Status: p.Status, RawStatus: p.RawStatus,
		Modified: p.Modified, OfficialURLs: list(p.OfficialURLs), Relevance: p.Relevance, Origin: law.Curated,
		Suit: suitColumn(p.Suit), Stamps: r.Stamps,
		FirstDate: r.FirstDate, FirstLo: r.FirstLo, FirstHi: r.FirstHi, EnactedLo: r.EnactedLo, EnactedHi: r.EnactedHi, OverLo: r.OverLo}
	for _, id := range p.Identifiers {
		n, ok := im.byID[identifierKey{id.Scheme, id.Value}]
		if !ok || n == w.id() {
			continue
		}
		other := im.works[n]
		if other.curated() {
			return fmt.Errorf("the identifier %s %s is already that of %s: %w", id.Scheme, id.Value, other.policy.row.Slug, law.ErrConflict)
		}
		if err := im.merge(other, w); err != nil {
			return err
		}
	}
	for _, n := range im.byNumber[numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}] {
		if other := im.works[n]; other != nil && other != w && !other.policy.gone && !other.curated() && im.mayJoin(other, w) {
			if err := im.merge(other, w); err != nil {
				return err
			}
		}
	}
	// An alias that was a curated policy of its own is a redirect from now on.
	for _, slug := range p.Aliases {
		n, ok := im.bySlug[slug]
		if !ok || im.isAlias[slug] || n == w.id() || !im.works[n].curated() {
			continue
		}
		if im.works[n].given {
			return fmt.Errorf("the alias %s is another policy's slug: %w", slug, law.ErrConflict)
		}
		if err := im.merge(im.works[n], w); err != nil {
			return err
		}
	}
	if err := errors.Join(im.identify(w, p), im.alias(w, p.Aliases)); err != nil {
		return err
	}
	retire(w, p, im.keys)
	return im.takeFacts(w, p, func(o law.Origin) bool { return o == law.Curated })
}

// takeFacts takes over what a policy gives of everything that hangs on it.
// Facts of an origin that replaces names are removed unless given.
func (im *importer) takeFacts(w *work, p *law.Policy, replaces func(law.Origin) bool) error {
	if err := errors.Join(
		im.events.take(w, rowsOf(p.Events, rowOfEvent, im.o), func(r eventRow) bool { return replaces(r.Origin) }),
		im.relations.take(w, rowsOf(p.Relations, rowOfRelation, im.o), func(r relationRow) bool { return replaces(r.Origin) }),
		im.codings.take(w, rowsOf(p.Codings, rowOfCoding, im.o), func(r codingRow) bool { return replaces(r.Origin) }),
		im.list(w, p),
	); err != nil {
		return err
	}
	return im.addVersions(w, p)
}

// list takes over sponsors and attachments where they are given. The names of
// the curated record stand until a source gives the sponsors with its own ids.
func (im *importer) list(w *work, p *law.Policy) error {
	named := slices.ContainsFunc(w.sponsors, func(k *kept[sponsorRow]) bool { return k.row.SourceID != "" })
	if p.Sponsors != nil && (im.o.Origin == law.Collected || !named) {
		rows := make([]sponsorRow, len(p.Sponsors))
		for i, s := range p.Sponsors {
			rows[i] = sponsorRow{Pos: i, Name: s.Name, SourceID: s.ID, Ord: s.Order}
		}
		if err := im.sponsors.take(w, rows, always); err != nil {
			return err
		}
	}
	if p.Attachments == nil {
		return nil
	}
	rows := make([]attachmentRow, len(p.Attachments))
	for i, a := range p.Attachments {
		rows[i] = attachmentRow{Pos: i, Name: a.Name, URL: a.URL, SourceID: a.ID}
	}
	return im.attachments.take(w, rows, always)
}

func suitColumn(s *law.Suit) string {
	if s == nil {
		return ""
	}
	return toJSON(s)
}

// retire drops the curated versions that the record no longer has: what is ours
// to restate is ours to restate better, and the label stays with the new words.
func retire(w *work, p *law.Policy, keys map[*law.Version]textKey) {
	type expression struct{ label, hash string }
	given := map[expression]bool{}
	for i := range p.Versions {
		v := &p.Versions[i]
		given[expression{v.Label, keys[v].hash}] = true
	}
	for _, k := range w.versions {
		if k.row.Origin == law.Curated && !given[expression{k.row.Base, k.row.Hash}] {
			k.gone = true
		}
	}
}
