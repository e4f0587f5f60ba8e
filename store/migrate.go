package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"refuge/law"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Running it again changes nothing.
func migrate(ctx context.Context, db *gorm.DB, readOnly bool, log *slog.Logger) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	held, err := heldVersion(ctx, pool)
	if err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations/"+dialectName)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialectGoose, pool, files, goose.WithSlog(log))
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	switch {
	case held > newest:
		return fmt.Errorf("it has had migration %d and this program knows %d; use a newer program: %w", held, newest, law.ErrNewerDatabase)
	case held == newest:
		return nil
	case readOnly:
		return fmt.Errorf("it is older than this program; open it once for writing: %w", law.ErrUnavailable)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bringing the tables up to date: %w", err)
	}
	return nil
}
