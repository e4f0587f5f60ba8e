package store

import (
	"context"

	"gorm.io/gorm"

	"refuge/law"
)

// The facts of the curated record, one row each; the policy's columns are empty
// for terms and programs. Facts of one kind stand in the order of their dates.
const curatedFacts = `
	SELECT 1 AS ord, 'term' AS kind, t.jurisdiction, '' AS policy, '' AS name_short, '' AS name_citation, '' AS name_title, t.name AS fact, '' AS value, '' AS basis,
		t.start_date AS date, t.start_lo AS lo, t.note, t.verified, t.settle FROM terms t
	UNION ALL SELECT 5, 'program', g.jurisdiction, '', '', '', '', g.name, '', '', g.start_date, g.start_lo, g.note, g.verified, g.settle FROM programs g
	UNION ALL SELECT 2, 'event', p.jurisdiction, p.slug, p.short_title, p.citation, p.title, e.type, '', '', e.date, e.date_lo, e.note, e.verified, e.settle
		FROM policies p JOIN events e ON e.policy_id = p.id AND e.origin = 'curated' WHERE p.origin = 'curated'
	UNION ALL SELECT 3, 'coding', p.jurisdiction, p.slug, p.short_title, p.citation, p.title, c.variable, c.value, '', c.from_date, c.from_lo, c.note, c.verified, c.settle
		FROM policies p JOIN codings c ON c.policy_id = p.id AND c.origin = 'curated' WHERE p.origin = 'curated'
	UNION ALL SELECT 4, 'version', p.jurisdiction, p.slug, p.short_title, p.citation, p.title, v.label, '', v.basis, v.date, v.date_lo, '', v.verified, v.settle
		FROM policies p JOIN versions v ON v.policy_id = p.id AND v.origin = 'curated' WHERE p.origin = 'curated'`

// footings are those of the places named, or of all if none is, by slug.
func footings(tx *gorm.DB, places ...string) (map[string]law.Footing, error) {
	var rows []struct {
		Jurisdiction string
		Kind         law.FactKind
		Basis        law.Basis
		Verified     bool
		N            int
	}
	var q query
	in(&q, "jurisdiction", places)
	if err := tx.Raw("SELECT jurisdiction, kind, basis, verified, count(*) AS n FROM ("+curatedFacts+")"+q.where()+" GROUP BY 1, 2, 3, 4", q.values...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := map[string]law.Footing{}
	for _, r := range rows {
		f := out[r.Jurisdiction]
		c := f.Of(r.Kind)
		if r.Verified {
			c.Verified += r.N
		} else {
			c.Unverified += r.N
		}
		switch r.Basis {
		case law.FromText:
			f.Text += r.N
		case law.FromPart:
			f.Part += r.N
		case law.FromReports:
			f.Reports += r.N
		}
		out[r.Jurisdiction] = f
	}
	return out, nil
}

// Doubts are the facts of the curated record of a place that are not verified,
// each with what would settle it: its terms, then its events, codings, versions
// and programs, each by their dates. The error wraps law.ErrNotFound for a place
// that is not held.
func (s *Store) Doubts(ctx context.Context, jurisdiction string) ([]law.Doubt, error) {
	out := []law.Doubt{}
	err := s.reading(ctx, "the doubts of "+jurisdiction, func(tx *gorm.DB) error {
		if err := mustHold(tx, jurisdiction); err != nil {
			return err
		}
		var rows []struct {
			law.Doubt `gorm:"embedded"`
			Named     policyNamed `gorm:"embedded"`
		}
		if err := tx.Raw("SELECT * FROM ("+curatedFacts+") WHERE jurisdiction = ? AND NOT verified ORDER BY ord, coalesce(lo, '9999'), policy, fact", jurisdiction).
			Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			r.Doubt.PolicyTitle = r.Named.name()
			out = append(out, r.Doubt)
		}
		return nil
	})
	return out, err
}
