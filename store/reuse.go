package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"refuge/law"
	"refuge/record"
)

// Text is the text of one or more versions, by its number in the database.
type Text struct {
	ID   int64
	Body string
}

// Unsigned are up to n texts of laws, official or consolidated, that have no
// signatures of an engine yet, from the one after a number on.
func (s *Store) Unsigned(ctx context.Context, engine string, after int64, n int) ([]Text, error) {
	var out []Text
	err := s.read.WithContext(ctx).Raw(`SELECT t.id, t.body FROM texts t
		WHERE t.id > ? AND EXISTS (SELECT 1 FROM versions v WHERE v.text_id = t.id AND v.standing <> ?)
			AND NOT EXISTS (SELECT 1 FROM signatures g WHERE g.text_id = t.id AND g.engine = ?)
		ORDER BY t.id LIMIT ?`, after, law.Restated, engine, n).Scan(&out).Error
	if err != nil {
		return nil, fmt.Errorf("reading the texts without signatures: %w", translate(err))
	}
	return out, nil
}

// Sign keeps the packed signatures of texts, by their numbers.
func (s *Store) Sign(ctx context.Context, engine string, packed map[int64][]byte) error {
	type signatureRow struct {
		TextID int64
		Engine string
		Packed []byte
	}
	rows := make([]signatureRow, 0, len(packed))
	for _, id := range sortedKeys(packed) {
		rows = append(rows, signatureRow{id, engine, packed[id]})
	}
	return s.writing(ctx, "signatures", func(tx *gorm.DB) (bool, error) {
		newer := clause.OnConflict{Columns: []clause.Column{{Name: "text_id"}}, DoUpdates: clause.AssignmentColumns([]string{"engine", "packed"})}
		return len(rows) > 0, tx.Table("signatures").Clauses(newer).CreateInBatches(rows, maxParameters/3).Error
	})
}

// Signatures gives the packed signatures of every text that an engine has read,
// by the texts' numbers.
func (s *Store) Signatures(ctx context.Context, engine string, each func(id int64, packed []byte) error) error {
	return s.reading(ctx, "the signatures", func(tx *gorm.DB) (err error) {
		rows, err := tx.Raw("SELECT text_id, packed FROM signatures WHERE engine = ? ORDER BY text_id", engine).Rows()
		if err != nil {
			return err
		}
		defer func() { err = closing(rows, err) }()
		for rows.Next() {
			var id int64
			var packed []byte
			if err := rows.Scan(&id, &packed); err != nil {
				return err
			}
			if err := each(id, packed); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// TextOf is the number of a version's text; law.ErrNotFound if there is no such
// version, 0 if its text is not held.
func (s *Store) TextOf(ctx context.Context, slug, label string) (int64, error) {
	var id refCol
	err := s.reading(ctx, "version "+label+" of "+slug, func(tx *gorm.DB) error {
		policy, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		var rows []versionRow
		if err := tx.Raw("SELECT * FROM versions WHERE policy_id = ? AND label = ?", policy, label).Scan(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("no such version: %w", law.ErrNotFound)
		}
		id = rows[0].TextID
		return nil
	})
	return int64(id), err
}

// Texts are texts by their numbers, at most MaxLimit, with the versions that
// carry them by policy and label.
func (s *Store) Texts(ctx context.Context, ids []int64) (texts []Text, places []record.TextPlace, err error) {
	if len(ids) > MaxLimit {
		return nil, nil, fmt.Errorf("%d texts at once, more than %d: %w", len(ids), MaxLimit, law.ErrInvalid)
	}
	err = s.reading(ctx, "texts", func(tx *gorm.DB) error {
		if err := tx.Raw("SELECT id, body FROM texts WHERE id IN ? ORDER BY id", ids).Scan(&texts).Error; err != nil {
			return err
		}
		var rows []struct {
			record.TextPlace `gorm:"embedded"`
			Named            policyNamed `gorm:"embedded"`
		}
		if err := tx.Raw(`SELECT v.text_id, p.slug AS policy, `+naming+`,
				p.kind AS policy_kind, j.slug AS jurisdiction, j.name AS jurisdiction_name, v.label AS version, v.standing, v.date
			FROM versions v JOIN policies p ON p.id = v.policy_id JOIN jurisdictions j ON j.slug = p.jurisdiction
			WHERE v.text_id IN ? ORDER BY p.slug, v.label`, ids).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			r.TextPlace.PolicyTitle = r.Named.name()
			places = append(places, r.TextPlace)
		}
		return nil
	})
	return texts, places, err
}

// Namesakes are the groups of policies of one jurisdiction that a source gives
// the same title, each by the slugs in the order of their first events. A bill
// filed again in a new term is one of such a group.
func (s *Store) Namesakes(ctx context.Context) ([][]string, error) {
	var rows []struct{ Slug, Place, Title string }
	err := s.read.WithContext(ctx).Raw(`WITH named AS (
			SELECT DISTINCT p.slug, p.jurisdiction AS place, a.title, p.first_lo FROM accounts a JOIN policies p ON p.id = a.policy_id
			WHERE a.title <> '' AND p.kind NOT IN ?)
		SELECT slug, place, title FROM named
		WHERE (place, title) IN (SELECT place, title FROM named GROUP BY place, title HAVING count(DISTINCT slug) > 1)
		ORDER BY place, title, first_lo IS NULL, first_lo, slug`,
		[]law.PolicyKind{law.CodeSection, law.ExecutiveOrder, law.EmergencyOrder}).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("reading policies of one title: %w", translate(err))
	}
	var out [][]string
	for i, r := range rows {
		if i == 0 || r.Place != rows[i-1].Place || r.Title != rows[i-1].Title {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], r.Slug)
	}
	return out, nil
}
