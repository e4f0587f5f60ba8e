package store

import (
	"context"

	"gorm.io/gorm"

	"refuge/record"
)

// Runs are the runs of a source, "" of all, newest first.
func (s *Store) Runs(ctx context.Context, source string, p Page) (record.List[Run], error) {
	out := record.List[Run]{Items: []Run{}}
	err := s.reading(ctx, "the runs", func(tx *gorm.DB) error {
		var q query
		if source != "" {
			q.and("r.source = ?", source)
		}
		l := listing{name: "runs", columns: "r.*", from: "runs r", keys: []string{"r.id"}, kinds: "i", down: true}
		var rows []runRow
		total, limit, err := l.read(tx, q, p, &rows)
		if err != nil {
			return err
		}
		out.Total = total
		rows, out.Next = cut(l, rows, limit, func(r runRow) []any { return []any{r.ID} })
		for _, r := range rows {
			out.Items = append(out.Items, r.run())
		}
		return nil
	})
	return out, err
}

// Quarantined are the records of a source, "" of all, that could not be taken
// in, newest first.
func (s *Store) Quarantined(ctx context.Context, source string, p Page) (record.List[Quarantine], error) {
	out := record.List[Quarantine]{Items: []Quarantine{}}
	err := s.reading(ctx, "the quarantine", func(tx *gorm.DB) error {
		var q query
		if source != "" {
			q.and("r.source = ?", source)
		}
		l := listing{name: "quarantine", columns: "r.*", from: "quarantine r", keys: []string{"r.id"}, kinds: "i", down: true}
		var rows []quarantineRow
		total, limit, err := l.read(tx, q, p, &rows)
		if err != nil {
			return err
		}
		out.Total = total
		rows, out.Next = cut(l, rows, limit, func(r quarantineRow) []any { return []any{r.ID} })
		for _, r := range rows {
			out.Items = append(out.Items, Quarantine{ID: r.ID, Run: r.RunID, Source: r.Source, Subject: r.Subject, Cause: r.Cause,
				Capture: r.Capture, URL: r.URL, At: r.At})
		}
		return nil
	})
	return out, err
}

// OpenMatters are the source's own ids (the first identifier it gave of each)
// of the policies of which it says "proposed" or says no status: those that may
// still change.
func (s *Store) OpenMatters(ctx context.Context, source string) ([]string, error) {
	out := []string{}
	err := s.reading(ctx, "the open matters of "+source, func(tx *gorm.DB) error {
		return tx.Raw(`SELECT i.value FROM accounts a JOIN identifiers i ON i.policy_id = a.policy_id AND i.source = a.source
			WHERE a.source = ? AND a.status IN ('', 'proposed')
			AND i.ord = (SELECT min(k.ord) FROM identifiers k WHERE k.policy_id = a.policy_id AND k.source = a.source)
			ORDER BY i.value`, source).Scan(&out).Error
	})
	return out, err
}
