package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// SeedMark is the mark of the curated record imported last (ImportOptions), ""
// if none was.
func (s *Store) SeedMark(ctx context.Context) (string, error) {
	var mark string
	if err := s.read.WithContext(ctx).Raw("SELECT mark FROM seeds").Scan(&mark).Error; err != nil {
		return "", fmt.Errorf("reading the mark of the record: %w", translate(err))
	}
	return mark, nil
}

func keepSeedMark(tx *gorm.DB, mark string) error {
	if mark == "" {
		return nil
	}
	return tx.Exec("INSERT INTO seeds (id, mark) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark", mark).Error
}
