package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// Check gives the record with what is found in it: what the rules of law.Check
// find, a term that is open being taken to run until the day, and where sources
// disagree with it, as imports have kept it. The findings are in the order of
// law.Finding.Compare.
func (s *Store) Check(ctx context.Context, day law.Day) (law.Dataset, []record.Finding, error) {
	d, err := s.Dataset(ctx)
	if err != nil {
		return d, nil, err
	}
	found := law.Check(d, day)
	err = s.reading(ctx, "the disagreements of sources", func(tx *gorm.DB) error {
		var rows []findingRow
		if err := tx.Raw("SELECT * FROM findings").Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			found = append(found, r.law())
		}
		return nil
	})
	if err != nil {
		return d, nil, err
	}
	slices.SortFunc(found, law.Finding.Compare)
	type home struct{ place, policy string }
	homes := make(map[string]home, len(d.Policies)+len(d.Jurisdictions))
	for _, p := range d.Policies {
		homes[p.Slug] = home{p.Jurisdiction, p.Slug}
		for _, alias := range p.Aliases {
			homes[alias] = home{p.Jurisdiction, p.Slug}
		}
	}
	for _, p := range d.Programs {
		homes[p.Slug] = home{place: p.Jurisdiction}
	}
	for _, j := range d.Jurisdictions {
		homes[j.Slug] = home{place: j.Slug}
	}
	out := make([]record.Finding, len(found))
	for i, f := range found {
		slug, _, _ := strings.Cut(f.Subject, " ")
		h := homes[slug]
		out[i] = record.Finding{Finding: f, Jurisdiction: h.place, Policy: h.policy}
	}
	return d, out, nil
}

// checked is what Check found in a revision of the database on a day.
type checked struct {
	revision int64
	day      law.Day
	findings []record.Finding
}

// Findings are those of Check on a day that the filter selects, in its order. A
// revision of the database is checked once; who asks meanwhile waits as long as
// the context lasts.
func (s *Store) Findings(ctx context.Context, day law.Day, f FindingFilter) (record.List[record.Finding], error) {
	out := record.List[record.Finding]{Items: []record.Finding{}}
	all, err := s.found(ctx, day)
	if err != nil {
		return out, err
	}
	// A sentence may be longer than a cursor: nth tells apart the findings of one
	// severity, rule and subject.
	type keyed struct {
		record.Finding
		nth int64
	}
	keys := func(r keyed) []any {
		return []any{int64(slices.Index(law.Severities, r.Severity)), r.Rule, r.Subject, r.nth}
	}
	var rows []keyed
	for _, one := range all {
		if !f.selects(one) {
			continue
		}
		row := keyed{Finding: one}
		if n := len(rows); n > 0 && compareKeys(keys(row)[:3], keys(rows[n-1])[:3]) == 0 {
			row.nth = rows[n-1].nth + 1
		}
		rows = append(rows, row)
	}
	page, err := inMemory(listing{name: "findings", kinds: "issi"}, f.Page, rows, keys)
	out.Total, out.Next = page.Total, page.Next
	for _, r := range page.Items {
		out.Items = append(out.Items, r.Finding)
	}
	return out, err
}

// found is what Check finds in the database as it stands.
func (s *Store) found(ctx context.Context, day law.Day) ([]record.Finding, error) {
	select {
	case s.checking <- struct{}{}:
		defer func() { <-s.checking }()
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the rules to be run: %w", ctx.Err())
	}
	revision, err := s.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if s.checked.revision != revision || s.checked.day != day {
		_, findings, err := s.Check(ctx, day)
		if err != nil {
			return nil, err
		}
		s.checked = checked{revision, day, findings}
	}
	return s.checked.findings, nil
}

func (f FindingFilter) selects(one record.Finding) bool {
	return (len(f.Jurisdictions) == 0 || slices.Contains(f.Jurisdictions, one.Jurisdiction)) &&
		(len(f.Rules) == 0 || slices.Contains(f.Rules, one.Rule)) &&
		(len(f.Severities) == 0 || slices.Contains(f.Severities, one.Severity))
}
