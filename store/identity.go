package store

import (
	"fmt"
	"strconv"
	"strings"

	"refuge/law"
)

// create makes a policy that is not held yet, under the slug wanted or, where
// it is taken, that with a suffix.
func (im *importer) create(p *law.Policy) (*work, error) {
	if p.Title == "" {
		return nil, fmt.Errorf("nothing is held under its name, and a new policy needs a title: %w", law.ErrInvalid)
	}
	if p.Jurisdiction == "" {
		return nil, fmt.Errorf("a new policy needs a jurisdiction: %w", law.ErrInvalid)
	}
	slug, err := im.freeSlug(p)
	if err != nil {
		return nil, err
	}
	id, err := im.id("policies")
	if err != nil {
		return nil, err
	}
	w := &work{policy: added(policyRow{ID: id, Slug: slug, Jurisdiction: p.Jurisdiction, Origin: im.o.Origin, CodifiedAt: "[]", OfficialURLs: "[]"})}
	im.works[id] = w
	im.order = append(im.order, w)
	im.bySlug[slug] = id
	delete(im.isAlias, slug)
	return w, nil
}

// freeSlug is the slug of a new policy. Where it is taken it gets the value of
// the first identifier as suffix, which does not hang on who came first; a
// curated slug is never suffixed, an alias gives way to it.
func (im *importer) freeSlug(p *law.Policy) (string, error) {
	want := p.Slug
	if want == "" {
		want = law.Slug(p.Jurisdiction, string(p.Kind), p.Number, p.Title)
	}
	if want == "" {
		return "", fmt.Errorf("a new policy needs a slug: %w", law.ErrInvalid)
	}
	holder, taken := im.bySlug[want]
	if !taken {
		if p.Slug != "" { // looked up with the rest
			return want, nil
		}
		held, err := im.slugHeld(want)
		if err != nil || !held {
			return want, err
		}
	}
	if im.o.Origin == law.Curated {
		if !im.isAlias[want] {
			return "", fmt.Errorf("the slug %s is another policy's: %w", want, law.ErrConflict)
		}
		w := im.works[holder]
		for _, a := range w.aliases {
			if a.row.Slug == want {
				a.gone = true
			}
		}
		return want, nil
	}
	suffix := ""
	if len(p.Identifiers) > 0 {
		suffix = law.Slug(p.Identifiers[0].Value)
	}
	for n := 1; ; n++ {
		try := suffix
		switch {
		case n > 1 && suffix != "":
			try = suffix + "-" + strconv.Itoa(n)
		case suffix == "":
			try = strconv.Itoa(n + 1)
		}
		base := want
		if over := len(base) + 1 + len(try) - law.MaxSlug; over > 0 {
			base = strings.TrimRight(base[:max(1, len(base)-over)], "-")
		}
		slug := base + "-" + try
		held, err := im.slugHeld(slug)
		if err != nil {
			return "", err
		}
		if !held {
			return slug, nil
		}
	}
}

// partner is the curated policy that a collected one is by its number, nil if
// there is none.
func (im *importer) partner(n numberOf, ids []law.Identifier, collected *work) (*work, error) {
	if n.number == "" || n.year == 0 || n.kind == "" {
		return nil, nil
	}
	for _, id := range im.byNumber[n] {
		if im.works[id] == nil {
			if err := im.load([]int64{id}); err != nil {
				return nil, err
			}
		}
		c := im.works[id]
		if c == nil || c.policy.gone || !c.curated() {
			continue
		}
		if collected != nil && !im.mayJoin(collected, c) || clash(ids, c) {
			continue
		}
		return c, nil
	}
	return nil, nil
}

// mayJoin says whether a collected policy can be the curated one: not if a
// source that names them both names them differently, since numbers restart.
func (im *importer) mayJoin(collected, curated *work) bool {
	var ids []law.Identifier
	for _, k := range collected.identifiers {
		ids = append(ids, law.Identifier{Scheme: k.row.Scheme, Value: k.row.Value})
	}
	return !clash(ids, curated)
}

func clash(ids []law.Identifier, w *work) bool {
	for _, id := range ids {
		for _, k := range w.identifiers {
			if !k.gone && k.row.Scheme == id.Scheme && k.row.Value != id.Value {
				return true
			}
		}
	}
	return false
}

// merge makes the policy from, a collected one or one that the curated record
// gave up, part of into. Its slug stays as a redirect. What is derived of it and
// what into has of its own goes with it.
func (im *importer) merge(from, into *work) error {
	id := into.id()
	from.policy.gone = true
	if !from.policy.fresh {
		into.taken = append(into.taken, from.id())
	}
	into.taken = append(into.taken, from.taken...)
	for _, k := range from.identifiers {
		im.byID[identifierKey{k.row.Scheme, k.row.Value}] = id
	}
	for _, k := range from.aliases {
		im.bySlug[k.row.Slug] = id
	}
	versions := from.versions
	im.identifiers.move(from, into, nil)
	im.aliases.move(from, into, nil)
	im.accounts.move(from, into, im.accounts.has(into))
	known := im.events.has(into)
	im.events.move(from, into, func(r eventRow) bool { return r.SourceID != "" && known(r) })
	im.relations.move(from, into, nil)
	im.codings.move(from, into, nil)
	for _, k := range versions {
		k.row.Label = "" // named anew beside those of the other policy
	}
	im.versions.move(from, into, im.versions.has(into))
	for _, k := range standing(versions) {
		k.row.Label = freeLabel(into, k.row.Base)
	}
	if len(standing(into.sponsors)) == 0 {
		im.sponsors.move(from, into, nil)
	}
	if len(standing(into.attachments)) == 0 {
		im.attachments.move(from, into, nil)
	}
	if slug := from.policy.row.Slug; slug != into.policy.row.Slug {
		im.bySlug[slug], im.isAlias[slug] = id, true
		_, err := im.aliases.add(into, aliasRow{Slug: slug})
		return err
	}
	return nil
}

// identify takes over the identifiers of a policy that no other one has.
func (im *importer) identify(w *work, p *law.Policy) error {
	given := map[identifierKey]bool{}
	for i, id := range p.Identifiers {
		key := identifierKey{id.Scheme, id.Value}
		given[key] = true
		if _, ok := im.byID[key]; ok {
			continue
		}
		im.byID[key] = w.id()
		if _, err := im.identifiers.add(w, identifierRow{Scheme: id.Scheme, Value: id.Value, Source: im.o.Source, Ord: i}); err != nil {
			return err
		}
	}
	if im.o.Origin != law.Curated {
		return nil
	}
	for _, k := range w.identifiers {
		if k.row.Source == "" && !given[identifierKey{k.row.Scheme, k.row.Value}] {
			k.gone = true
			delete(im.byID, identifierKey{k.row.Scheme, k.row.Value})
		}
	}
	return nil
}

// alias adds redirects; none takes the slug of a policy or another's redirect.
func (im *importer) alias(w *work, slugs []string) error {
	for _, s := range slugs {
		if _, ok := im.bySlug[s]; ok {
			continue
		}
		im.bySlug[s], im.isAlias[s] = w.id(), true
		if _, err := im.aliases.add(w, aliasRow{Slug: s}); err != nil {
			return err
		}
	}
	return nil
}

// account is what the source says of a policy, to be filled in.
func (im *importer) account(w *work) (*accountRow, error) {
	for _, k := range w.accounts {
		if k.row.Source == im.o.Source {
			return &k.row, nil
		}
	}
	k, err := im.accounts.add(w, accountRow{Source: im.o.Source})
	if err != nil {
		return nil, err
	}
	return &k.row, nil
}
