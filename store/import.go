package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"refuge/law"
)

// Import takes a dataset in, whole or not at all, by natural keys: the same
// dataset again changes nothing, says so, and does not move the revision.
//
// A curated dataset gives policies whole: their curated fields, events,
// relations, codings and versions become exactly what is given, and the terms
// and programs of each jurisdiction it gives as well. A collected one gives them in
// parts, each named by an identifier: what a part has is added or updated, what
// it lacks stays. A collected policy that is a curated one joins it, by
// identifier or else by jurisdiction, kind, number and year; a curated fact is
// never overwritten, and a disagreement is a finding. Collected texts are
// only ever added. A slug never changes; one that is taken gets a suffix; one
// that a curated policy gives as its alias becomes a redirect to it.
//
// The error wraps law.ErrInvalid for a dataset that cannot be taken in and
// names the culprit, law.ErrConflict where it contradicts what is held.
func (s *Store) Import(ctx context.Context, d law.Dataset, o ImportOptions) (Report, error) {
	var rep Report
	err := s.writing(ctx, "an import", func(tx *gorm.DB) (bool, error) {
		im := newImporter(tx, o, s.now())
		if err := im.take(d); err != nil {
			return false, err
		}
		rep = im.report
		return im.changed, keepSeedMark(tx, o.SeedMark)
	})
	if err != nil {
		return Report{}, err
	}
	return rep, nil
}

// importer takes one dataset in, inside one transaction. It reads all that the
// dataset touches (lookup.go), works out what shall stand (places.go; for
// policies identity.go, then curated.go or collected.go with texts.go, and
// derive), and writes what differs (writing.go, indexing.go).
type importer struct {
	tx *gorm.DB
	o  ImportOptions
	// at is the instant of the import. It is looked up inside the transaction, so
	// that of two imports the later one has the later instant.
	at      time.Time
	report  Report
	changed bool
	// reject takes a policy that cannot be taken in; where nil, the import fails.
	reject func(subject string, cause error)
	next   map[string]int64
	tables

	places   map[string]law.JurisdictionKind
	works    map[int64]*work
	order    []*work
	byID     map[identifierKey]int64
	bySlug   map[string]int64 // slugs and aliases
	isAlias  map[string]bool
	byNumber map[numberOf][]int64 // of the other origin, to be joined
	texts    map[textKey]int64
	pending  []newText
	keys     map[*law.Version]textKey
}

type identifierKey struct{ scheme, value string }

type numberOf struct {
	jurisdiction string
	kind         law.PolicyKind
	number       string
	year         int
}

// work is one policy with all that hangs on it.
type work struct {
	policy      *kept[policyRow]
	identifiers []*kept[identifierRow]
	aliases     []*kept[aliasRow]
	accounts    []*kept[accountRow]
	sponsors    []*kept[sponsorRow]
	attachments []*kept[attachmentRow]
	spans       []*kept[spanRow]
	holdings    []*kept[holdingRow]
	lawDays     []*kept[lawDayRow]
	events      []*kept[eventRow]
	relations   []*kept[relationRow]
	codings     []*kept[codingRow]
	versions    []*kept[versionRow]
	findings    []*kept[findingRow]
	given       bool
	taken       []int64 // policies that became this one
}

func (w *work) id() int64     { return w.policy.row.ID }
func (w *work) curated() bool { return w.policy.row.Origin == law.Curated }

func newImporter(tx *gorm.DB, o ImportOptions, at time.Time) *importer {
	im := &importer{tx: tx, o: o, at: at.UTC().Truncate(time.Second), places: map[string]law.JurisdictionKind{}, works: map[int64]*work{},
		byID: map[identifierKey]int64{}, bySlug: map[string]int64{}, isAlias: map[string]bool{},
		byNumber: map[numberOf][]int64{}, texts: map[textKey]int64{}, keys: map[*law.Version]textKey{}, next: map[string]int64{}}
	im.tables = tablesOf(im)
	return im
}

func (im *importer) take(d law.Dataset) error {
	if im.o.Origin != law.Curated && im.o.Origin != law.Collected {
		return fmt.Errorf("an import needs an origin, curated or collected: %w", law.ErrInvalid)
	}
	if im.o.Origin == law.Collected && im.o.Source == "" {
		return fmt.Errorf("a collected import needs the name of its source: %w", law.ErrInvalid)
	}
	for _, step := range []func(law.Dataset) error{im.takePlaces, im.takePeople, im.takeTerms, im.takePrograms, im.takePolicies} {
		if err := step(d); err != nil {
			return err
		}
	}
	return nil
}

// id gives out the next id of a table.
func (im *importer) id(table string) (int64, error) {
	n, ok := im.next[table]
	if !ok {
		var err error
		if n, err = nextID(im.tx, table); err != nil {
			return 0, err
		}
	}
	im.next[table] = n + 1
	return n, nil
}

func (im *importer) takePolicies(d law.Dataset) error {
	if len(d.Policies) == 0 {
		return nil
	}
	if err := im.look(d.Policies); err != nil {
		return err
	}
	for i := range d.Policies {
		p := &d.Policies[i]
		apply := im.applyCurated
		if im.o.Origin == law.Collected {
			apply = im.applyCollected
		}
		err := im.check(p)
		if err == nil {
			err = apply(p)
		}
		if err == nil {
			continue
		}
		err = fmt.Errorf("policy %s: %w", nameOf(p), err)
		if im.reject == nil || !isRejectable(err) {
			return err
		}
		im.reject(nameOf(p), err)
	}
	for _, w := range im.order {
		if !w.policy.gone {
			if err := im.derive(w); err != nil {
				return err
			}
		}
	}
	return im.flush()
}

// isRejectable says whether an error is the fault of one policy alone.
func isRejectable(err error) bool {
	return errors.Is(err, law.ErrInvalid) || errors.Is(err, law.ErrTooLarge)
}

// nameOf is what to call a part of a policy in a message.
func nameOf(p *law.Policy) string {
	switch {
	case p.Slug != "":
		return p.Slug
	case len(p.Identifiers) > 0:
		return p.Identifiers[0].Scheme + " " + p.Identifiers[0].Value
	}
	return "without a name"
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
