package store

import (
	"refuge/law"
)

func (im *importer) applyCollected(p *law.Policy) error {
	w := im.find(p.Identifiers)
	if w == nil && len(p.Identifiers) == 0 {
		if id, ok := im.bySlug[p.Slug]; ok {
			w = im.works[id]
		}
	}
	if w == nil {
		var err error
		if w, err = im.partner(numberOf{p.Jurisdiction, p.Kind, law.NumberKey(p.Number), p.Year}, p.Identifiers, nil); err != nil {
			return err
		}
	}
	if w == nil {
		var err error
		if w, err = im.create(p); err != nil {
			return err
		}
	}
	w.given = true
	if err := im.identify(w, p); err != nil {
		return err
	}
	if !w.curated() {
		update(&w.policy.row, p)
	}
	a, err := im.account(w)
	if err != nil {
		return err
	}
	fill(&a.Kind, p.Kind)
	fill(&a.RawKind, p.RawKind)
	fill(&a.Number, p.Number)
	fill(&a.Year, p.Year)
	fill(&a.Title, p.Title)
	fill(&a.Status, p.Status)
	fill(&a.RawStatus, p.RawStatus)
	fill(&a.Modified, p.Modified)
	if !w.curated() {
		r := w.policy.row
		c, err := im.partner(numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}, nil, w)
		if err != nil {
			return err
		}
		if c != nil {
			if err := im.merge(w, c); err != nil {
				return err
			}
			w, c.given = c, true
		}
	}
	aliases := p.Aliases
	if p.Slug != "" {
		aliases = append([]string{p.Slug}, aliases...)
	}
	if err := im.alias(w, aliases); err != nil {
		return err
	}
	return im.takeFacts(w, p, func(law.Origin) bool { return false })
}

// update takes over what a collected part has; what it lacks stays.
func update(r *policyRow, p *law.Policy) {
	fill(&r.Jurisdiction, p.Jurisdiction)
	fill(&r.Kind, p.Kind)
	if r.Kind == "" {
		r.Kind = law.OtherMeasure
	}
	fill(&r.RawKind, p.RawKind)
	fill(&r.Number, p.Number)
	r.NumberKey = law.NumberKey(r.Number)
	fill(&r.Year, p.Year)
	fill(&r.Citation, p.Citation)
	fill(&r.Title, p.Title)
	fill(&r.ShortTitle, p.ShortTitle)
	fill(&r.Abstract, p.Abstract)
	fill(&r.Issuer, p.Issuer)
	fill(&r.Status, p.Status)
	fill(&r.RawStatus, p.RawStatus)
	fill(&r.Modified, p.Modified)
	r.Relevance = r.Relevance.Stronger(p.Relevance)
	if len(p.CodifiedAt) > 0 {
		r.CodifiedAt = list(p.CodifiedAt)
	}
	if len(p.OfficialURLs) > 0 {
		r.OfficialURLs = list(p.OfficialURLs)
	}
}

func fill[T comparable](to *T, from T) {
	var none T
	if from != none {
		*to = from
	}
}
