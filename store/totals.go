package store

import (
	"context"

	"gorm.io/gorm"

	"refuge/record"
)

// Totals counts the record, with what the counts leave out.
func (s *Store) Totals(ctx context.Context) (record.Totals, error) {
	var out record.Totals
	err := s.reading(ctx, "the totals", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT
			(SELECT count(*) FROM jurisdictions) AS jurisdictions,
			(SELECT count(*) FROM policies p WHERE ` + onTopic + `) AS policies,
			(SELECT count(*) FROM codings c JOIN policies p ON p.id = c.policy_id) AS codings,
			(SELECT count(*) FROM persons n WHERE EXISTS (SELECT 1 FROM terms t WHERE t.person = n.slug)) AS people,
			(SELECT count(*) FROM policies p WHERE NOT (` + onTopic + `)) AS off_subject_policies,
			e.* FROM (SELECT
				coalesce(sum(` + shown + ` AND ` + onTopic + `), 0) AS events,
				coalesce(sum(` + shown + ` AND ` + onTopic + ` AND e.date_lo IS NULL), 0) AS undated,
				coalesce(sum(e.same_as IS NULL AND e.type = 'step' AND ` + onTopic + `), 0) AS steps,
				coalesce(sum(e.same_as IS NOT NULL AND ` + onTopic + `), 0) AS repeats,
				coalesce(sum(NOT (` + onTopic + `)), 0) AS off_subject_events
				FROM events e JOIN policies p ON p.id = e.policy_id) e`).Scan(&out).Error
	})
	return out, err
}
