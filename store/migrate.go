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

// migrate brings the tables up to date. Running it again changes nothing;
// changed says that tables with rows in them were changed.
func migrate(ctx context.Context, db *gorm.DB, readOnly bool, log *slog.Logger) (changed bool, err error) {
	pool, err := db.DB()
	if err != nil {
		return false, err
	}
	held, err := heldVersion(ctx, pool)
	if err != nil {
		return false, err
	}
	files, err := fs.Sub(migrations, "migrations/"+dialectName)
	if err != nil {
		return false, err
	}
	p, err := goose.NewProvider(dialectGoose, pool, files, goose.WithSlog(log))
	if err != nil {
		return false, fmt.Errorf("reading the migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	switch {
	case held > newest:
		return false, fmt.Errorf("it has had migration %d and this program knows %d; use a newer program: %w", held, newest, law.ErrNewerDatabase)
	case held == newest:
		return false, nil
	case readOnly:
		return false, fmt.Errorf("it is older than this program; open it once for writing: %w", law.ErrUnavailable)
	}
	if _, err := p.Up(ctx); err != nil {
		return false, fmt.Errorf("bringing the tables up to date: %w", err)
	}
	return held > 0, nil
}
