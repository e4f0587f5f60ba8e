package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"refuge/law"
	"refuge/seed"
	"refuge/store"
)

// open opens the database, creating it and its folder, and brings the seed in
// it up to this program's. The caller closes the store.
func (p *program) open(ctx context.Context) (*store.Store, error) {
	path := p.databasePath()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the folder %s for the database (%w); choose another with --data-dir", filepath.Dir(path), errors.Unwrap(err))
	}
	s, err := store.Open(ctx, store.Options{Path: path, Log: p.log()})
	if err != nil {
		return nil, err
	}
	if err := p.loadSeed(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// loadSeed imports the embedded record, unless this very record was the last
// one imported.
func (p *program) loadSeed(ctx context.Context, s *store.Store) error {
	held, err := s.SeedMark(ctx)
	if err != nil {
		return fmt.Errorf("asking which record the database holds: %w", err)
	}
	if held == seed.Mark() {
		return nil
	}
	began := time.Now()
	d, err := seed.Load()
	if err != nil {
		return fmt.Errorf("reading the embedded record: %w", err)
	}
	if _, err := s.Import(ctx, d, store.ImportOptions{Origin: law.Curated, Source: "seed", SeedMark: seed.Mark()}); err != nil {
		return fmt.Errorf("loading the embedded record: %w", err)
	}
	t, err := s.Totals(ctx)
	if err != nil {
		return fmt.Errorf("counting the record: %w", err)
	}
	fmt.Fprintf(p.stderr, "loaded the record in %.1f s: %s\n", time.Since(began).Seconds(), t)
	return nil
}

// today is the day the program runs on, where it runs.
func today() law.Day { return law.DayOf(time.Now()) }

// programVersion is the module's version, or the commit it was built from.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version, revision, dirty := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = " with changes"
		}
	}
	if version == "" || version == "(devel)" {
		version = "development version"
	}
	if revision == "" {
		return version
	}
	return fmt.Sprintf("%s (%s%s)", version, revision, dirty)
}

// build tells this program's file from others of the same version, so that no
// reader is given a page of an older one; "" if the file cannot be seen.
func build() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	stat, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", stat.Size(), stat.ModTime().UnixNano())
}

func isFile(path string) bool {
	stat, err := os.Stat(path)
	return err == nil && stat.Mode().IsRegular()
}

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
