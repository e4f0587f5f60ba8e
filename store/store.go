// Package store keeps the record in a database and answers questions about it.
//
// One database file is written by one connection at a time and read by many. A
// write is one transaction: it happens whole or not at all, and one that
// changes something moves the revision in the same transaction.
//
// What was on a day is told by the rules of law (law.Force, law.DaysOfTexts,
// law.Holdings, law.Serve). An import derives the days by them and keeps them
// in columns, which the answers read; no answer holds anything from after the
// day asked for.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"refuge/law"
)

// Options say where the database stands.
type Options struct {
	// Path is the database file, created if there is none; ":memory:" is a
	// database of its own that goes with the store.
	Path string
	// Now is the clock of runs and retries, and tells what lies in the future;
	// nil is time.Now.
	Now func() time.Time
	// Log receives what is worth knowing of slow queries and migrations; nil is
	// silence.
	Log *slog.Logger
	// ReadOnly opens an existing database without writing to it, not even to
	// migrate it.
	ReadOnly bool
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	write, read *gorm.DB
	now         func() time.Time
	log         *slog.Logger
	names       atomic.Pointer[lexicon]
	searches    chan struct{} // a place for each search that runs
	checking    chan struct{} // a place for who runs the rules, or reads checked
	checked     checked
}

// Open opens the database, creates it if there is none, and brings its tables
// up to date. A database of a newer program is law.ErrNewerDatabase; a file
// that is no database, is damaged, or cannot be opened is law.ErrUnavailable,
// and nothing is written to it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Path == "" {
		return nil, fmt.Errorf("no database file was named: %w", law.ErrInvalid)
	}
	s := &Store{now: o.Now, log: o.Log, searches: make(chan struct{}, searchers()), checking: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.open(ctx, o); err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", o.Path, translate(err))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) (err error) {
	if err := checkFile(o.Path, o.ReadOnly); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.write, err = connect(o, true); err != nil {
		return err
	}
	changed, err := migrate(ctx, s.write, o.ReadOnly, s.log)
	if err != nil {
		return err
	}
	if changed {
		if err := s.deriveAll(ctx); err != nil {
			return err
		}
	}
	if err := fillIndex(ctx, s.write, o.ReadOnly, s.log); err != nil {
		return err
	}
	if o.Path == memory {
		s.read = s.write
		return nil
	}
	s.read, err = connect(o, false)
	return err
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
		CreateBatchSize:        100,
	}
}

// Close closes the database. The store must not be used after it.
func (s *Store) Close() error {
	pools := []*gorm.DB{s.write}
	if s.read != s.write {
		pools = append(pools, s.read)
	}
	var errs []error
	for _, db := range pools {
		if db == nil {
			continue
		}
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("closing the database: %w", err))
		}
	}
	return errors.Join(errs...)
}

// today is the day it is where the program runs.
func (s *Store) today() law.Day { return law.DayOf(s.now()) }

// reading runs f on one consistent state of the database.
func (s *Store) reading(ctx context.Context, what string, f func(tx *gorm.DB) error) error {
	err := s.read.WithContext(ctx).Transaction(f, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("reading %s: %w", what, translate(err))
	}
	return nil
}

// writing runs f in one transaction; f says whether it changed anything that
// an answer of the store can show, and then the revision moves on.
func (s *Store) writing(ctx context.Context, what string, f func(tx *gorm.DB) (changed bool, err error)) error {
	err := s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		changed, err := f(tx)
		if err != nil || !changed {
			return err
		}
		return tx.Exec("UPDATE revision SET number = number + 1").Error
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", what, translate(err))
	}
	return nil
}

// Revision is a number that every write which changes an answer moves on. The
// inner working of the queue (a lease, a request put off) does not move it.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	var n int64
	if err := s.read.WithContext(ctx).Raw("SELECT number FROM revision").Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("reading the revision: %w", translate(err))
	}
	return n, nil
}

// Empty says whether the database holds no jurisdiction yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var n int64
	if err := s.read.WithContext(ctx).Raw("SELECT count(*) FROM (SELECT 1 FROM jurisdictions LIMIT 1) AS j").Scan(&n).Error; err != nil {
		return false, fmt.Errorf("reading the jurisdictions: %w", translate(err))
	}
	return n == 0, nil
}
