package store

import (
	"context"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// Related are the relations a policy holds, in its own order, and after them
// those that other policies hold to it, by slug; at most MaxEdges. The error
// wraps law.ErrNotFound if there is no such policy.
func (s *Store) Related(ctx context.Context, slug string) ([]record.Edge, error) {
	edges := []record.Edge{}
	err := s.reading(ctx, "the relations of "+slug, func(tx *gorm.DB) error {
		id, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		var rows []struct {
			RelationRow  relationRow `gorm:"embedded"`
			Incoming     bool
			Other        string
			Named        policyNamed `gorm:"embedded"` // of the other
			Jurisdiction string
			Acting       law.Status // of the policy that holds the relation
		}
		// A target may be written as an alias; a dangling one leads nowhere.
		err = tx.Raw(`
			SELECT r.*, 0 AS incoming, o.slug AS other, o.short_title AS name_short, o.citation AS name_citation, o.title AS name_title,
				j.name AS jurisdiction, '' AS holder, me.status AS acting
			FROM relations r JOIN policies me ON me.id = r.policy_id
			LEFT JOIN aliases a ON a.slug = r.target
			LEFT JOIN policies o ON o.slug = r.target OR o.id = a.policy_id
			LEFT JOIN jurisdictions j ON j.slug = o.jurisdiction
			WHERE r.policy_id = ?
			UNION ALL
			SELECT r.*, 1, o.slug, o.short_title, o.citation, o.title, j.name, o.slug, o.status
			FROM relations r
			JOIN policies o ON o.id = r.policy_id
			JOIN jurisdictions j ON j.slug = o.jurisdiction
			WHERE r.target IN (SELECT slug FROM policies WHERE id = ? UNION ALL SELECT slug FROM aliases WHERE policy_id = ?)
			ORDER BY holder, pos LIMIT ?`, id, id, id, MaxEdges).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			relation, err := r.RelationRow.law()
			if err != nil {
				return err
			}
			edges = append(edges, record.Edge{Relation: relation, Incoming: r.Incoming, Other: r.Other, OtherTitle: r.Named.name(), Jurisdiction: r.Jurisdiction,
				NotLaw: law.NotLaw(relation.Type, r.Acting)})
		}
		return nil
	})
	return edges, err
}
