package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"refuge/law"
)

// The most that one text, and the names of one policy, may hold, in bytes.
const (
	maxText  = 32 << 20
	maxWords = 1 << 20
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

// kept is a row of the database or one to be: as it stands there, and as it
// shall stand.
type kept[T comparable] struct {
	row, was           T
	fresh, given, gone bool
	touched            bool // to be written though the row itself is as it was
}

func (k *kept[T]) changed() bool { return k.fresh || k.gone || k.touched || k.row != k.was }

func held[T comparable](row T) *kept[T] { return &kept[T]{row: row, was: row} }

func added[T comparable](row T) *kept[T] { return &kept[T]{row: row, fresh: true} }

// count adds what became of the given rows to c.
func count[T comparable](c *Counts, rows []*kept[T]) {
	for _, k := range rows {
		switch {
		case k.gone:
			if !k.fresh {
				c.Removed++
			}
		case !k.given:
		case k.fresh:
			c.Inserted++
		case k.row != k.was:
			c.Updated++
		default:
			c.Unchanged++
		}
	}
}

// work is one policy with all that hangs on it.
type work struct {
	policy                      *kept[policyRow]
	identifiers                 []*kept[identifierRow]
	aliases                     []*kept[aliasRow]
	accounts                    []*kept[accountRow]
	events                      []*kept[eventRow]
	relations                   []*kept[relationRow]
	codings                     []*kept[codingRow]
	versions                    []*kept[versionRow]
	findings                    []*kept[findingRow]
	sponsors, sponsorsWas       []sponsorRow
	attachments, attachmentsWas []attachmentRow
	spans, spansWas             []spanRow
	given, touched              bool
	taken                       []int64 // policies that became this one
}

func (w *work) id() int64     { return w.policy.row.ID }
func (w *work) curated() bool { return w.policy.row.Origin == law.Curated }

// changed says whether anything of the policy is not as the database has it.
func (w *work) changed() bool {
	return w.policy.changed() || anyChanged(w.identifiers) || anyChanged(w.aliases) || anyChanged(w.accounts) ||
		anyChanged(w.events) || anyChanged(w.relations) || anyChanged(w.codings) || anyChanged(w.versions) ||
		anyChanged(w.findings) || len(w.taken) > 0 || !slices.Equal(w.sponsors, w.sponsorsWas) ||
		!slices.Equal(w.attachments, w.attachmentsWas) || !slices.Equal(w.spans, w.spansWas)
}

func anyChanged[T comparable](rows []*kept[T]) bool {
	return slices.ContainsFunc(rows, func(k *kept[T]) bool { return k.changed() })
}

type identifierKey struct{ scheme, value string }

type textKey struct{ hash, shape string }

// newText is a text that the database does not hold yet.
type newText struct {
	id       int64
	key      textKey
	body     string
	sections []law.Section
}

type numberOf struct {
	jurisdiction string
	kind         law.PolicyKind
	number       string
	year         int
}

// importer takes one dataset in, inside one transaction. It reads all that the
// dataset touches, works out what shall stand, and writes what differs.
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
	next     map[string]int64
}

func newImporter(tx *gorm.DB, o ImportOptions, at time.Time) *importer {
	return &importer{tx: tx, o: o, at: at.UTC().Truncate(time.Second), places: map[string]law.JurisdictionKind{}, works: map[int64]*work{},
		byID: map[identifierKey]int64{}, bySlug: map[string]int64{}, isAlias: map[string]bool{},
		byNumber: map[numberOf][]int64{}, texts: map[textKey]int64{}, keys: map[*law.Version]textKey{}, next: map[string]int64{}}
}

func (im *importer) take(d law.Dataset) error {
	if im.o.Origin != law.Curated && im.o.Origin != law.Collected {
		return fmt.Errorf("an import needs an origin, curated or collected: %w", law.ErrInvalid)
	}
	if im.o.Origin == law.Collected && im.o.Source == "" {
		return fmt.Errorf("a collected import needs the name of its source: %w", law.ErrInvalid)
	}
	for _, step := range []func(law.Dataset) error{im.takePlaces, im.takePeople, im.takePrograms, im.takePolicies} {
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

func (im *importer) takePlaces(d law.Dataset) error {
	var rows []jurisdictionRow
	if err := im.tx.Table("jurisdictions").Find(&rows).Error; err != nil {
		return err
	}
	was := map[string]jurisdictionRow{}
	for _, r := range rows {
		was[r.Slug] = r
		im.places[r.Slug] = r.Kind
	}
	var write []jurisdictionRow
	for _, j := range d.Jurisdictions {
		if err := law.CheckSlug(j.Slug); err != nil {
			return fmt.Errorf("a jurisdiction: %w", err)
		}
		r := rowOfJurisdiction(j)
		old, ok := was[r.Slug]
		switch {
		case !ok:
			im.report.Jurisdictions.Inserted++
		case reflect.DeepEqual(old, r):
			im.report.Jurisdictions.Unchanged++
			continue
		case im.o.Origin == law.Collected: // a source does not rewrite a government
			im.report.Jurisdictions.Unchanged++
			continue
		default:
			im.report.Jurisdictions.Updated++
		}
		was[r.Slug] = r
		im.places[r.Slug] = r.Kind
		write = append(write, r)
	}
	return upsert(im, "jurisdictions", write, "slug")
}

func (im *importer) takePeople(d law.Dataset) error {
	if len(d.Persons) == 0 && len(d.Terms) == 0 {
		return nil
	}
	var rows []personRow
	if err := im.tx.Table("persons").Find(&rows).Error; err != nil {
		return err
	}
	persons := map[string]*kept[personRow]{}
	for _, r := range rows {
		persons[r.Slug] = held(r)
	}
	give := func(slug, name string, replace bool) error {
		if err := law.CheckSlug(slug); err != nil {
			return fmt.Errorf("a person: %w", err)
		}
		k := persons[slug]
		switch {
		case k == nil:
			k = added(personRow{slug, name})
			persons[slug] = k
		case replace:
			k.row.Name = name
		}
		k.given = k.given || replace || k.fresh
		return nil
	}
	for _, p := range d.Persons {
		if err := give(p.Slug, p.Name, true); err != nil {
			return err
		}
	}
	for _, t := range d.Terms {
		if err := give(t.Person, t.Name, false); err != nil {
			return fmt.Errorf("a term in %s: %w", t.Jurisdiction, err)
		}
		if _, ok := im.places[t.Jurisdiction]; !ok {
			return fmt.Errorf("the term of %s is in %q, a jurisdiction that is not held: %w", t.Person, t.Jurisdiction, law.ErrInvalid)
		}
	}
	all := inOrder(persons)
	count(&im.report.Persons, all)
	if err := upsert(im, "persons", changedRows(im, all), "slug"); err != nil {
		return err
	}
	return im.takeTerms(d)
}

func (im *importer) takeTerms(d law.Dataset) error {
	type key struct{ jurisdiction, person, start string }
	keyOf := func(r termRow) key { return key{r.Jurisdiction, r.Person, r.StartDate.String()} }
	touched := map[string]bool{}
	for _, t := range d.Terms {
		touched[t.Jurisdiction] = true
	}
	if len(touched) == 0 {
		return nil
	}
	var rows []termRow
	if err := im.tx.Table("terms").Where("jurisdiction IN ?", sortedKeys(touched)).Find(&rows).Error; err != nil {
		return err
	}
	terms := map[key]*kept[termRow]{}
	var all []*kept[termRow]
	for _, r := range rows {
		k := held(r)
		terms[keyOf(r)] = k
		all = append(all, k)
	}
	for _, t := range d.Terms {
		r := rowOfTerm(t)
		k := terms[keyOf(r)]
		if k == nil {
			var err error
			if r.ID, err = im.id("terms"); err != nil {
				return err
			}
			k = added(r)
			terms[keyOf(r)] = k
			all = append(all, k)
		}
		r.ID, r.ServesFrom, r.ServesUntil = k.row.ID, k.row.ServesFrom, k.row.ServesUntil
		k.row, k.given = r, true
	}
	whole := map[string]bool{}
	for _, j := range d.Jurisdictions {
		whole[j.Slug] = im.o.Origin == law.Curated
	}
	served := map[string][]*kept[termRow]{}
	for _, k := range all {
		if k.gone = !k.given && whole[k.row.Jurisdiction]; !k.gone {
			served[k.row.Jurisdiction] = append(served[k.row.Jurisdiction], k)
		}
	}
	for _, list := range served {
		serve(list)
	}
	count(&im.report.Terms, all)
	if err := remove(im, "terms", all, func(r termRow) any { return r.ID }); err != nil {
		return err
	}
	return upsert(im, "terms", changedRows(im, all), "id")
}

func (im *importer) takePrograms(d law.Dataset) error {
	touched, whole := map[string]bool{}, map[string]bool{}
	for i, p := range d.Programs {
		if err := law.CheckSlug(p.Slug); err != nil {
			return fmt.Errorf("program %d: %w", i+1, err)
		}
		if _, ok := im.places[p.Jurisdiction]; !ok {
			return fmt.Errorf("program %s is in %q, a jurisdiction that is not held: %w", p.Slug, p.Jurisdiction, law.ErrInvalid)
		}
		touched[p.Jurisdiction] = true
	}
	for _, j := range d.Jurisdictions {
		whole[j.Slug] = im.o.Origin == law.Curated
		touched[j.Slug] = true
	}
	if len(touched) == 0 {
		return nil
	}
	var rows []programRow
	if err := im.tx.Table("programs").Where("jurisdiction IN ?", sortedKeys(touched)).Find(&rows).Error; err != nil {
		return err
	}
	programs := map[string]*kept[programRow]{}
	for _, r := range rows {
		programs[r.Slug] = held(r)
	}
	for i, p := range d.Programs {
		r := rowOfProgram(p, i)
		k := programs[p.Slug]
		if k == nil {
			k = added(r)
			programs[p.Slug] = k
		}
		if im.o.Origin == law.Collected {
			r.Pos = k.row.Pos
		}
		k.row, k.given = r, true
	}
	all := inOrder(programs)
	for _, k := range all {
		k.gone = !k.given && whole[k.row.Jurisdiction]
	}
	count(&im.report.Programs, all)
	if err := remove(im, "programs", all, func(r programRow) any { return r.Slug }); err != nil {
		return err
	}
	return upsert(im, "programs", changedRows(im, all), "slug")
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

var labelForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// check refuses what no policy may hold.
func (im *importer) check(p *law.Policy) error {
	if p.Slug != "" {
		if err := law.CheckSlug(p.Slug); err != nil {
			return err
		}
	}
	for _, a := range p.Aliases {
		if err := law.CheckSlug(a); err != nil {
			return fmt.Errorf("an alias: %w", err)
		}
	}
	for _, s := range []string{p.Title, p.ShortTitle, p.Citation, p.Number, p.Abstract} {
		if err := checkText(s, maxWords); err != nil {
			return err
		}
	}
	if p.Jurisdiction != "" {
		if _, ok := im.places[p.Jurisdiction]; !ok {
			return fmt.Errorf("%q is no jurisdiction that is held: %w", p.Jurisdiction, law.ErrInvalid)
		}
	}
	for _, id := range p.Identifiers {
		if id.Scheme == "" || id.Value == "" {
			return fmt.Errorf("an identifier needs a scheme and a value: %w", law.ErrInvalid)
		}
	}
	for i := range p.Versions {
		v := &p.Versions[i]
		if !labelForm.MatchString(v.Label) {
			return fmt.Errorf("%q is no label of a version (letters, digits and . _ - only, at most 100): %w", v.Label, law.ErrInvalid)
		}
		if err := checkText(v.Text, maxText); err != nil {
			return fmt.Errorf("version %s: %w", v.Label, err)
		}
	}
	return nil
}

func checkText(s string, bound int) error {
	switch {
	case len(s) > bound:
		return fmt.Errorf("a text of %d bytes is over the bound of %d: %w", len(s), bound, law.ErrTooLarge)
	case strings.IndexByte(s, 0) >= 0:
		return fmt.Errorf("a text holds the byte 0: %w", law.ErrInvalid)
	case !utf8.ValidString(s):
		return fmt.Errorf("a text is not UTF-8: %w", law.ErrInvalid)
	}
	return nil
}

// look reads all that the policies may touch.
func (im *importer) look(policies []law.Policy) error {
	schemes := map[string][]string{}
	var slugs, hashes, numbers []string
	places := map[string]bool{}
	for i := range policies {
		p := &policies[i]
		for _, id := range p.Identifiers {
			schemes[id.Scheme] = append(schemes[id.Scheme], id.Value)
		}
		if p.Slug != "" {
			slugs = append(slugs, p.Slug)
		}
		slugs = append(slugs, p.Aliases...)
		if p.Number != "" {
			numbers = append(numbers, numberKey(p.Number))
		}
		places[p.Jurisdiction] = true
		for j := range p.Versions {
			v := &p.Versions[j]
			if v.Text == "" {
				continue
			}
			sum := sha256.Sum256([]byte(v.Text))
			k := textKey{hex.EncodeToString(sum[:]), shapeOf(v.Sections)}
			im.keys[v] = k
			hashes = append(hashes, k.hash)
		}
	}
	ids := map[int64]bool{}
	for _, scheme := range sortedKeys(schemes) {
		for chunk := range slices.Chunk(schemes[scheme], maxParameters) {
			var rows []identifierRow
			if err := im.tx.Table("identifiers").Where("scheme = ? AND value IN ?", scheme, chunk).Find(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				ids[r.PolicyID] = true
			}
		}
	}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(slugs))), maxParameters) {
		var rows []aliasRow
		err := im.tx.Raw("SELECT slug, id AS policy_id FROM policies WHERE slug IN ? UNION ALL SELECT slug, policy_id FROM aliases WHERE slug IN ?", chunk, chunk).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			ids[r.PolicyID] = true
		}
	}
	other := law.Curated
	if im.o.Origin == law.Curated {
		other = law.Collected
	}
	if places[""] { // a part that names no place may be of any that is held
		for p := range im.places {
			places[p] = true
		}
	}
	join := im.tx.Table("policies").Where("origin = ? AND number_key <> '' AND year <> 0 AND jurisdiction IN ?", other, sortedKeys(places))
	var rows []policyRow
	if im.o.Origin == law.Curated {
		for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(numbers))), maxParameters) {
			var part []policyRow
			if err := join.Session(&gorm.Session{}).Where("number_key IN ?", chunk).Find(&part).Error; err != nil {
				return err
			}
			rows = append(rows, part...)
		}
	} else if err := join.Find(&rows).Error; err != nil {
		return err
	}
	wanted := map[numberOf]bool{}
	for i := range policies {
		p := &policies[i]
		wanted[numberOf{p.Jurisdiction, p.Kind, numberKey(p.Number), p.Year}] = true
	}
	for _, r := range rows {
		k := numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}
		im.byNumber[k] = append(im.byNumber[k], r.ID)
		if wanted[k] {
			ids[r.ID] = true
		}
	}
	for _, list := range im.byNumber {
		slices.Sort(list)
	}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(hashes))), maxParameters) {
		var rows []textRow
		if err := im.tx.Table("texts").Select("id", "hash", "shape").Where("hash IN ?", chunk).Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			im.texts[textKey{r.Hash, r.Shape}] = r.ID
		}
	}
	return im.load(sortedKeys(ids))
}

// shapeOf names a division into sections; "" is none.
func shapeOf(sections []law.Section) string {
	if len(sections) == 0 {
		return ""
	}
	h := sha256.New()
	for _, s := range sections {
		fmt.Fprintf(h, "%q %q %q %q %d %d\n", s.EID, s.Parent, s.Number, s.Heading, s.Start, s.End)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// load reads policies with all that hangs on them, unless they are read.
func (im *importer) load(ids []int64) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return im.works[id] != nil })
	for chunk := range slices.Chunk(ids, maxParameters) {
		tx := im.tx
		steps := []error{
			loadRows(tx, "policies", "id", chunk, func(r policyRow) {
				w := &work{policy: held(r)}
				im.works[r.ID] = w
				im.order = append(im.order, w)
				im.bySlug[r.Slug] = r.ID
			}),
			loadRows(tx, "identifiers", "policy_id", chunk, func(r identifierRow) {
				w := im.works[r.PolicyID]
				w.identifiers = append(w.identifiers, held(r))
				im.byID[identifierKey{r.Scheme, r.Value}] = r.PolicyID
			}),
			loadRows(tx, "aliases", "policy_id", chunk, func(r aliasRow) {
				w := im.works[r.PolicyID]
				w.aliases = append(w.aliases, held(r))
				im.bySlug[r.Slug] = r.PolicyID
				im.isAlias[r.Slug] = true
			}),
			loadRows(tx, "accounts", "policy_id", chunk, func(r accountRow) {
				w := im.works[r.PolicyID]
				w.accounts = append(w.accounts, held(r))
			}),
			loadRows(tx, "events", "policy_id", chunk, func(r eventRow) {
				w := im.works[r.PolicyID]
				w.events = append(w.events, held(r))
			}),
			loadRows(tx, "relations", "policy_id", chunk, func(r relationRow) {
				w := im.works[r.PolicyID]
				w.relations = append(w.relations, held(r))
			}),
			loadRows(tx, "codings", "policy_id", chunk, func(r codingRow) {
				w := im.works[r.PolicyID]
				w.codings = append(w.codings, held(r))
			}),
			loadRows(tx, "versions", "policy_id", chunk, func(r versionRow) {
				w := im.works[r.PolicyID]
				w.versions = append(w.versions, held(r))
			}),
			loadRows(tx, "findings", "policy_id", chunk, func(r findingRow) {
				w := im.works[r.PolicyID]
				w.findings = append(w.findings, held(r))
			}),
			loadRows(tx, "sponsors", "policy_id", chunk, func(r sponsorRow) {
				w := im.works[r.PolicyID]
				w.sponsors = append(w.sponsors, r)
			}),
			loadRows(tx, "attachments", "policy_id", chunk, func(r attachmentRow) {
				w := im.works[r.PolicyID]
				w.attachments = append(w.attachments, r)
			}),
			loadRows(tx, "spans", "policy_id", chunk, func(r spanRow) {
				w := im.works[r.PolicyID]
				w.spans = append(w.spans, r)
			}),
		}
		for _, err := range steps {
			if err != nil {
				return err
			}
		}
		for _, id := range chunk {
			w := im.works[id]
			if w == nil {
				continue
			}
			slices.SortFunc(w.sponsors, func(a, b sponsorRow) int { return cmp.Compare(a.Pos, b.Pos) })
			slices.SortFunc(w.attachments, func(a, b attachmentRow) int { return cmp.Compare(a.Pos, b.Pos) })
			slices.SortFunc(w.spans, func(a, b spanRow) int { return cmp.Compare(a.Pos, b.Pos) })
			slices.SortFunc(w.versions, func(a, b *kept[versionRow]) int { return cmp.Compare(a.row.ID, b.row.ID) })
			slices.SortFunc(w.events, func(a, b *kept[eventRow]) int { return cmp.Compare(a.row.ID, b.row.ID) })
			w.sponsorsWas, w.attachmentsWas, w.spansWas = w.sponsors, w.attachments, w.spans
		}
	}
	return nil
}

func loadRows[T any](tx *gorm.DB, table, column string, ids []int64, each func(T)) error {
	var rows []T
	if err := tx.Table(table).Where(column+" IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		each(r)
	}
	return nil
}

// create makes a policy that is not held yet, under the slug wanted or, where
// it is taken, that with a suffix.
func (im *importer) create(p *law.Policy) (*work, error) {
	if p.Title == "" {
		return nil, fmt.Errorf("nothing is held under its name, and a new policy needs a title: %w", law.ErrInvalid)
	}
	if p.Jurisdiction == "" {
		return nil, fmt.Errorf("a new policy needs a jurisdiction: %w", law.ErrInvalid)
	}
	slug, err := im.freeSlug(p)
	if err != nil {
		return nil, err
	}
	id, err := im.id("policies")
	if err != nil {
		return nil, err
	}
	w := &work{policy: added(policyRow{ID: id, Slug: slug, Jurisdiction: p.Jurisdiction, Origin: im.o.Origin, CodifiedAt: "[]", OfficialURLs: "[]"})}
	im.works[id] = w
	im.order = append(im.order, w)
	im.bySlug[slug] = id
	delete(im.isAlias, slug)
	return w, nil
}

// freeSlug is the slug of a new policy. Where it is taken it gets the value of
// the first identifier as suffix, which does not hang on who came first; a
// curated slug is never suffixed, an alias gives way to it.
func (im *importer) freeSlug(p *law.Policy) (string, error) {
	want := p.Slug
	if want == "" {
		want = law.Slug(p.Jurisdiction, string(p.Kind), p.Number, p.Title)
	}
	if want == "" {
		return "", fmt.Errorf("a new policy needs a slug: %w", law.ErrInvalid)
	}
	holder, taken := im.bySlug[want]
	if !taken {
		if p.Slug != "" { // looked up with the rest
			return want, nil
		}
		held, err := im.slugHeld(want)
		if err != nil || !held {
			return want, err
		}
	}
	if im.o.Origin == law.Curated {
		if !im.isAlias[want] {
			return "", fmt.Errorf("the slug %s is another policy's: %w", want, law.ErrConflict)
		}
		w := im.works[holder]
		for _, a := range w.aliases {
			if a.row.Slug == want {
				a.gone = true
			}
		}
		return want, nil
	}
	suffix := ""
	if len(p.Identifiers) > 0 {
		suffix = law.Slug(p.Identifiers[0].Value)
	}
	for n := 1; ; n++ {
		try := suffix
		switch {
		case n > 1 && suffix != "":
			try = suffix + "-" + strconv.Itoa(n)
		case suffix == "":
			try = strconv.Itoa(n + 1)
		}
		base := want
		if over := len(base) + 1 + len(try) - law.MaxSlug; over > 0 {
			base = strings.TrimRight(base[:max(1, len(base)-over)], "-")
		}
		slug := base + "-" + try
		held, err := im.slugHeld(slug)
		if err != nil {
			return "", err
		}
		if !held {
			return slug, nil
		}
	}
}

func (im *importer) slugHeld(slug string) (bool, error) {
	if _, ok := im.bySlug[slug]; ok {
		return true, nil
	}
	var n int64
	err := im.tx.Raw("SELECT (SELECT count(*) FROM policies WHERE slug = ?) + (SELECT count(*) FROM aliases WHERE slug = ?)", slug, slug).Scan(&n).Error
	return n > 0, err
}

// find is the policy held under one of the identifiers. The first is the
// source's own and settles it; under a later one, such as a file number that a
// city gave twice, another record may be held, which its own identifier shows.
func (im *importer) find(ids []law.Identifier) *work {
	for i, id := range ids {
		n, ok := im.byID[identifierKey{id.Scheme, id.Value}]
		if ok && (i == 0 || !im.works[n].another(ids[0])) {
			return im.works[n]
		}
	}
	return nil
}

// another says whether w is known under id's scheme, and only by other values.
func (w *work) another(id law.Identifier) bool {
	known := false
	for _, k := range w.identifiers {
		if k.gone || k.row.Scheme != id.Scheme {
			continue
		}
		if k.row.Value == id.Value {
			return false
		}
		known = true
	}
	return known
}

func (im *importer) applyCurated(p *law.Policy) error {
	if p.Slug == "" {
		return fmt.Errorf("a curated policy needs a slug: %w", law.ErrInvalid)
	}
	var w *work
	if id, ok := im.bySlug[p.Slug]; ok && !im.isAlias[p.Slug] {
		w = im.works[id]
	}
	if w == nil {
		var err error
		if w, err = im.create(p); err != nil {
			return err
		}
	}
	w.given = true
	r := &w.policy.row
	*r = policyRow{ID: r.ID, Slug: r.Slug, Jurisdiction: p.Jurisdiction, Kind: p.Kind, RawKind: p.RawKind, Number: p.Number,
		NumberKey: numberKey(p.Number), Year: p.Year, Citation: p.Citation, Title: p.Title, ShortTitle: p.ShortTitle,
		Abstract: p.Abstract, Issuer: p.Issuer, CodifiedAt: list(p.CodifiedAt), Status: p.Status, RawStatus: p.RawStatus,
		Modified: p.Modified, OfficialURLs: list(p.OfficialURLs), Relevance: p.Relevance, Origin: law.Curated,
		Suit: suitColumn(p.Suit), Stamps: r.Stamps,
		FirstDate: r.FirstDate, FirstLo: r.FirstLo, FirstHi: r.FirstHi, EnactedLo: r.EnactedLo, EnactedHi: r.EnactedHi, OverLo: r.OverLo}
	for _, id := range p.Identifiers {
		n, ok := im.byID[identifierKey{id.Scheme, id.Value}]
		if !ok || n == w.id() {
			continue
		}
		other := im.works[n]
		if other.curated() {
			return fmt.Errorf("the identifier %s %s is already that of %s: %w", id.Scheme, id.Value, other.policy.row.Slug, law.ErrConflict)
		}
		if err := im.merge(other, w); err != nil {
			return err
		}
	}
	for _, n := range im.byNumber[numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}] {
		if other := im.works[n]; other != nil && other != w && !other.policy.gone && !other.curated() && im.mayJoin(other, w) {
			if err := im.merge(other, w); err != nil {
				return err
			}
		}
	}
	// An alias that was a curated policy of its own is a redirect from now on.
	for _, slug := range p.Aliases {
		n, ok := im.bySlug[slug]
		if !ok || im.isAlias[slug] || n == w.id() || !im.works[n].curated() {
			continue
		}
		if im.works[n].given {
			return fmt.Errorf("the alias %s is another policy's slug: %w", slug, law.ErrConflict)
		}
		if err := im.merge(im.works[n], w); err != nil {
			return err
		}
	}
	im.identify(w, p)
	im.alias(w, p.Aliases)
	retire(w, p, im.keys)
	curated := func(o law.Origin) bool { return o == law.Curated }
	steps := []error{
		reconcile(im, "events", w, &w.events, rowsOf(p.Events, rowOfEvent, im.o), eventKey, curated),
		reconcile(im, "relations", w, &w.relations, rowsOf(p.Relations, rowOfRelation, im.o), relationKey, curated),
		reconcile(im, "codings", w, &w.codings, rowsOf(p.Codings, rowOfCoding, im.o), codingKey, curated),
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	im.list(w, p)
	return im.addVersions(w, p)
}

func (im *importer) applyCollected(p *law.Policy) error {
	w := im.find(p.Identifiers)
	if w == nil && len(p.Identifiers) == 0 {
		if id, ok := im.bySlug[p.Slug]; ok {
			w = im.works[id]
		}
	}
	if w == nil {
		var err error
		if w, err = im.partner(numberOf{p.Jurisdiction, p.Kind, numberKey(p.Number), p.Year}, p.Identifiers, nil); err != nil {
			return err
		}
	}
	if w == nil {
		var err error
		if w, err = im.create(p); err != nil {
			return err
		}
	}
	w.given = true
	im.identify(w, p)
	if !w.curated() {
		update(&w.policy.row, p)
	}
	a := im.account(w)
	fill(&a.Kind, p.Kind)
	fill(&a.RawKind, p.RawKind)
	fill(&a.Number, p.Number)
	fill(&a.Year, p.Year)
	fill(&a.Title, p.Title)
	fill(&a.Status, p.Status)
	fill(&a.RawStatus, p.RawStatus)
	fill(&a.Modified, p.Modified)
	if !w.curated() {
		r := w.policy.row
		c, err := im.partner(numberOf{r.Jurisdiction, r.Kind, r.NumberKey, r.Year}, nil, w)
		if err != nil {
			return err
		}
		if c != nil {
			if err := im.merge(w, c); err != nil {
				return err
			}
			w, c.given = c, true
		}
	}
	if p.Slug != "" {
		im.alias(w, []string{p.Slug})
	}
	im.alias(w, p.Aliases)
	steps := []error{
		reconcile(im, "events", w, &w.events, rowsOf(p.Events, rowOfEvent, im.o), eventKey, nil),
		reconcile(im, "relations", w, &w.relations, rowsOf(p.Relations, rowOfRelation, im.o), relationKey, nil),
		reconcile(im, "codings", w, &w.codings, rowsOf(p.Codings, rowOfCoding, im.o), codingKey, nil),
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	im.list(w, p)
	return im.addVersions(w, p)
}

// update takes over what a collected part has; what it lacks stays.
func update(r *policyRow, p *law.Policy) {
	fill(&r.Jurisdiction, p.Jurisdiction)
	fill(&r.Kind, p.Kind)
	if r.Kind == "" {
		r.Kind = law.OtherMeasure
	}
	fill(&r.RawKind, p.RawKind)
	fill(&r.Number, p.Number)
	r.NumberKey = numberKey(r.Number)
	fill(&r.Year, p.Year)
	fill(&r.Citation, p.Citation)
	fill(&r.Title, p.Title)
	fill(&r.ShortTitle, p.ShortTitle)
	fill(&r.Abstract, p.Abstract)
	fill(&r.Issuer, p.Issuer)
	fill(&r.Status, p.Status)
	fill(&r.RawStatus, p.RawStatus)
	fill(&r.Modified, p.Modified)
	r.Relevance = r.Relevance.Stronger(p.Relevance)
	if len(p.CodifiedAt) > 0 {
		r.CodifiedAt = list(p.CodifiedAt)
	}
	if len(p.OfficialURLs) > 0 {
		r.OfficialURLs = list(p.OfficialURLs)
	}
}

func suitColumn(s *law.Suit) string {
	if s == nil {
		return ""
	}
	return toJSON(s)
}

func fill[T comparable](to *T, from T) {
	var none T
	if from != none {
		*to = from
	}
}

// partner is the curated policy that a collected one is by its number, nil if
// there is none.
func (im *importer) partner(n numberOf, ids []law.Identifier, collected *work) (*work, error) {
	if n.number == "" || n.year == 0 || n.kind == "" {
		return nil, nil
	}
	for _, id := range im.byNumber[n] {
		if im.works[id] == nil {
			if err := im.load([]int64{id}); err != nil {
				return nil, err
			}
		}
		c := im.works[id]
		if c == nil || c.policy.gone || !c.curated() {
			continue
		}
		if collected != nil && !im.mayJoin(collected, c) || clash(ids, c) {
			continue
		}
		return c, nil
	}
	return nil, nil
}

// mayJoin says whether a collected policy can be the curated one: not if a
// source that names them both names them differently, since numbers restart.
func (im *importer) mayJoin(collected, curated *work) bool {
	var ids []law.Identifier
	for _, k := range collected.identifiers {
		ids = append(ids, law.Identifier{Scheme: k.row.Scheme, Value: k.row.Value})
	}
	return !clash(ids, curated)
}

func clash(ids []law.Identifier, w *work) bool {
	for _, id := range ids {
		for _, k := range w.identifiers {
			if !k.gone && k.row.Scheme == id.Scheme && k.row.Value != id.Value {
				return true
			}
		}
	}
	return false
}

// merge makes the policy from, a collected one or one that the curated record
// gave up, part of into. Its slug stays
// as a redirect.
func (im *importer) merge(from, into *work) error {
	id := into.id()
	from.policy.gone = true
	into.touched = true
	if !from.policy.fresh {
		into.taken = append(into.taken, from.id())
	}
	into.taken = append(into.taken, from.taken...)
	for _, k := range from.identifiers {
		k.row.PolicyID = id
		im.byID[identifierKey{k.row.Scheme, k.row.Value}] = id
	}
	into.identifiers = append(into.identifiers, from.identifiers...)
	for _, k := range from.aliases {
		k.row.PolicyID = id
		im.bySlug[k.row.Slug] = id
	}
	into.aliases = append(into.aliases, from.aliases...)
	if slug := from.policy.row.Slug; slug != into.policy.row.Slug {
		into.aliases = append(into.aliases, added(aliasRow{slug, id}))
		im.bySlug[slug], im.isAlias[slug] = id, true
	}
	for _, k := range from.accounts {
		if slices.ContainsFunc(into.accounts, func(a *kept[accountRow]) bool { return a.row.Source == k.row.Source }) {
			k.gone = true
			continue
		}
		k.row.PolicyID = id
		// The key of the row changes with its policy: take it out and put it in.
		into.accounts = append(into.accounts, added(k.row))
	}
	known := map[string]bool{}
	for _, k := range into.events {
		known[eventKey(k.row)] = true
	}
	for _, k := range from.events {
		if known[eventKey(k.row)] && k.row.SourceID != "" {
			k.gone = true
		}
		k.row.PolicyID = id
	}
	into.events = append(into.events, from.events...)
	for _, k := range from.relations {
		k.row.PolicyID = id
	}
	into.relations = append(into.relations, from.relations...)
	for _, k := range from.codings {
		k.row.PolicyID = id
	}
	into.codings = append(into.codings, from.codings...)
	for _, k := range from.versions {
		k.row.PolicyID = id
		same := func(v *kept[versionRow]) bool { return v.row.Base == k.row.Base && v.row.Hash == k.row.Hash }
		if slices.ContainsFunc(into.versions, same) {
			k.gone = true
		} else {
			k.row.Label = freeLabel(into, k.row.Base)
		}
		into.versions = append(into.versions, k)
	}
	if len(into.sponsors) == 0 {
		into.sponsors = slices.Clone(from.sponsors)
		for i := range into.sponsors {
			into.sponsors[i].PolicyID = id
		}
	}
	if len(into.attachments) == 0 {
		into.attachments = slices.Clone(from.attachments)
		for i := range into.attachments {
			into.attachments[i].PolicyID = id
		}
	}
	from.identifiers, from.aliases, from.accounts, from.events, from.relations, from.codings, from.versions = nil, nil, nil, nil, nil, nil, nil
	return nil
}

func (im *importer) identify(w *work, p *law.Policy) {
	given := map[identifierKey]bool{}
	for i, id := range p.Identifiers {
		key := identifierKey{id.Scheme, id.Value}
		given[key] = true
		if _, ok := im.byID[key]; ok {
			continue
		}
		im.byID[key] = w.id()
		w.identifiers = append(w.identifiers, added(identifierRow{id.Scheme, id.Value, w.id(), im.o.Source, i}))
	}
	if im.o.Origin != law.Curated {
		return
	}
	for _, k := range w.identifiers {
		if k.row.Source == "" && !given[identifierKey{k.row.Scheme, k.row.Value}] {
			k.gone = true
			delete(im.byID, identifierKey{k.row.Scheme, k.row.Value})
		}
	}
}

// alias adds redirects; none takes the slug of a policy or another's redirect.
func (im *importer) alias(w *work, slugs []string) {
	for _, s := range slugs {
		if _, ok := im.bySlug[s]; ok {
			continue
		}
		im.bySlug[s], im.isAlias[s] = w.id(), true
		w.aliases = append(w.aliases, added(aliasRow{s, w.id()}))
	}
}

func (im *importer) account(w *work) *accountRow {
	for _, k := range w.accounts {
		if k.row.Source == im.o.Source {
			return &k.row
		}
	}
	k := added(accountRow{PolicyID: w.id(), Source: im.o.Source})
	w.accounts = append(w.accounts, k)
	return &k.row
}

// list takes over sponsors and attachments where they are given.
func (im *importer) list(w *work, p *law.Policy) {
	if p.Sponsors != nil {
		w.sponsors = nil
		for i, s := range p.Sponsors {
			w.sponsors = append(w.sponsors, sponsorRow{w.id(), i, s.Name, s.ID, s.Order})
		}
	}
	if p.Attachments != nil {
		w.attachments = nil
		for i, a := range p.Attachments {
			w.attachments = append(w.attachments, attachmentRow{w.id(), i, a.Name, a.URL, a.ID})
		}
	}
}

func rowsOf[T, R any](facts []T, row func(T, int, ImportOptions) R, o ImportOptions) []R {
	out := make([]R, len(facts))
	for i, f := range facts {
		pos := i
		if o.Origin == law.Collected {
			pos = 0
		}
		out[i] = row(f, pos, o)
	}
	return out
}

// The natural keys inside a policy. Facts of one key are told apart by order.
func eventKey(r eventRow) string {
	switch {
	case r.Origin == law.Curated:
		return "\x00" + string(r.Type) + "\x00" + r.Date.String() + "\x00" + r.Actor
	case r.SourceID != "":
		return r.SourceID
	}
	return "\x01" + r.Source + "\x00" + string(r.Type) + "\x00" + r.Date.String() + "\x00" + r.Raw + "\x00" + r.Actor
}

func relationKey(r relationRow) string {
	return string(r.Origin) + "\x00" + string(r.Type) + "\x00" + r.Target + "\x00" + r.Words
}

func codingKey(r codingRow) string {
	return string(r.Origin) + "\x00" + r.Variable + "\x00" + r.FromDate.String() + "\x00" + r.Locator
}

// part is what the facts of a policy have in common.
type part interface {
	eventRow | relationRow | codingRow
	comparable
}

// reconcile brings the facts held of a policy to those given. Those of an
// origin that replaces says are removed unless given.
func reconcile[T part](im *importer, table string, w *work, heldRows *[]*kept[T], given []T, key func(T) string, replaces func(law.Origin) bool) error {
	byKey := map[string][]*kept[T]{}
	for _, k := range *heldRows {
		if !k.gone {
			byKey[key(k.row)] = append(byKey[key(k.row)], k)
		}
	}
	seen := map[*kept[T]]bool{}
	for _, r := range given {
		n := key(r)
		if list := byKey[n]; len(list) > 0 {
			byKey[n] = list[1:]
			k := list[0]
			takeOver(&k.row, r)
			k.given, seen[k] = true, true
			continue
		}
		id, err := im.id(table)
		if err != nil {
			return err
		}
		setOwner(&r, id, w.id())
		k := added(r)
		k.given, seen[k] = true, true
		*heldRows = append(*heldRows, k)
	}
	if replaces == nil {
		return nil
	}
	for _, k := range *heldRows {
		if !seen[k] && replaces(originOf(k.row)) {
			k.gone = true
		}
	}
	return nil
}

func setOwner[T part](r *T, id, policy int64) {
	switch r := any(r).(type) {
	case *eventRow:
		r.ID, r.PolicyID = id, policy
	case *relationRow:
		r.ID, r.PolicyID = id, policy
	case *codingRow:
		r.ID, r.PolicyID = id, policy
	}
}

// takeOver replaces what a source said of a fact, keeping what is ours.
func takeOver[T part](old *T, r T) {
	switch n := any(&r).(type) {
	case *eventRow:
		o := any(old).(*eventRow)
		n.ID, n.PolicyID, n.Jurisdiction, n.DayRank, n.Lane, n.SameAs, n.Source = o.ID, o.PolicyID, o.Jurisdiction, o.DayRank, o.Lane, o.SameAs, o.Source
		n.Stamps = o.Stamps
	case *relationRow:
		o := any(old).(*relationRow)
		n.ID, n.PolicyID, n.Stamps = o.ID, o.PolicyID, o.Stamps
	case *codingRow:
		o := any(old).(*codingRow)
		n.ID, n.PolicyID, n.Stamps = o.ID, o.PolicyID, o.Stamps
	}
	*old = r
}

func originOf[T part](r T) law.Origin {
	switch r := any(r).(type) {
	case eventRow:
		return r.Origin
	case relationRow:
		return r.Origin
	case codingRow:
		return r.Origin
	}
	return ""
}

// retire drops the curated versions that the record no longer has: what is ours
// to restate is ours to restate better, and the label stays with the new words.
func retire(w *work, p *law.Policy, keys map[*law.Version]textKey) {
	type expression struct{ label, hash string }
	given := map[expression]bool{}
	for i := range p.Versions {
		v := &p.Versions[i]
		given[expression{v.Label, keys[v].hash}] = true
	}
	for _, k := range w.versions {
		if k.row.Origin == law.Curated && !given[expression{k.row.Base, k.row.Hash}] {
			k.gone = true
		}
	}
}

// addVersions adds the texts that are new. A version is the one of its label
// whose text has the same hash; another text of that label gets a suffix. What
// is said about a version may change, its text never does, except that a text
// not held is filled in.
func (im *importer) addVersions(w *work, p *law.Policy) error {
	for i := range p.Versions {
		v := &p.Versions[i]
		r := rowOfVersion(*v, im.o)
		key := im.keys[v]
		r.Hash, r.Shape = key.hash, key.shape
		k := matchVersion(w, r)
		if k == nil {
			var err error
			if r.ID, err = im.id("versions"); err != nil {
				return err
			}
			r.PolicyID = w.id()
			r.Label = freeLabel(w, r.Base)
			k = added(r)
			w.versions = append(w.versions, k)
		}
		k.given = true
		if k.row.Origin == law.Curated && im.o.Origin == law.Collected {
			continue
		}
		im.updateVersion(&k.row, r)
		if !k.row.Held || v.Text == "" {
			continue
		}
		text := textKey{k.row.Hash, k.row.Shape}
		id, ok := im.texts[text]
		if !ok {
			var err error
			if id, err = im.id("texts"); err != nil {
				return err
			}
			im.texts[text] = id
			im.pending = append(im.pending, newText{id, text, v.Text, v.Sections})
		}
		k.row.TextID = refCol(id)
	}
	return nil
}

func matchVersion(w *work, r versionRow) *kept[versionRow] {
	var empty, any *kept[versionRow]
	for _, k := range w.versions {
		if k.gone || k.row.Base != r.Base {
			continue
		}
		if k.row.Hash == r.Hash {
			return k
		}
		any = k
		if k.row.Hash == "" {
			empty = k
		}
	}
	if r.Hash == "" {
		return any
	}
	return empty
}

// updateVersion takes over what is said of a version; what is not said stays
// where it was collected, and so does what only its reading can tell.
func (im *importer) updateVersion(old *versionRow, r versionRow) {
	n := *old
	if im.o.Origin == law.Curated {
		n = r
		n.Stamps = old.Stamps
		n.ID, n.PolicyID, n.Label, n.Base, n.TextID, n.StandsLo, n.StandsTo = old.ID, old.PolicyID, old.Label, old.Base, old.TextID, old.StandsLo, old.StandsTo
		n.Hash, n.Shape, n.Held, n.Marks, n.Stretches, n.Notes = old.Hash, old.Shape, old.Held, old.Marks, old.Stretches, old.Notes
		n.Quality, n.Reader, n.Source, n.SourceID, n.Capture = old.Quality, old.Reader, old.Source, old.SourceID, old.Capture
	} else {
		fill(&n.RawLabel, r.RawLabel)
		fill(&n.Stage, r.Stage)
		fill(&n.Standing, r.Standing)
		if !r.Date.IsZero() {
			n.Date, n.DateLo, n.DateHi = r.Date, r.DateLo, r.DateHi
		}
		if !r.FromDate.IsZero() {
			n.FromDate, n.FromLo, n.FromHi = r.FromDate, r.FromLo, r.FromHi
		}
		if !r.ToDate.IsZero() {
			n.ToDate, n.ToLo, n.ToHi = r.ToDate, r.ToLo, r.ToHi
		}
		n.Verified = r.Verified
		if r.Sources != "[]" {
			n.Sources = r.Sources
		}
	}
	fill(&n.Hash, r.Hash)
	fill(&n.Shape, r.Shape)
	n.Held = n.Hash != ""
	fill(&n.Marks, r.Marks)
	fill(&n.Stretches, r.Stretches)
	fill(&n.Notes, r.Notes)
	fill(&n.Quality, r.Quality)
	fill(&n.Reader, r.Reader)
	// The same text read the same way rests on the capture it came from first.
	if old.Capture == "" || n.Hash != old.Hash || n.Reader != old.Reader {
		fill(&n.Source, r.Source)
		fill(&n.SourceID, r.SourceID)
		fill(&n.Capture, r.Capture)
	}
	*old = n
}

// freeLabel is base, or base-2, base-3 … where it is taken.
func freeLabel(w *work, base string) string {
	for n := 1; ; n++ {
		label := base
		if n > 1 {
			label = base + "-" + strconv.Itoa(n)
		}
		if !slices.ContainsFunc(w.versions, func(k *kept[versionRow]) bool { return !k.gone && k.row.Label == label }) {
			return label
		}
	}
}

// derive works out all that follows from the facts of a policy.
func (im *importer) derive(w *work) error {
	r := &w.policy.row
	events := slices.DeleteFunc(slices.Clone(w.events), func(k *kept[eventRow]) bool { return k.gone })
	place := im.places[r.Jurisdiction]
	for _, k := range events {
		k.row.Jurisdiction = r.Jurisdiction
		k.row.Lane = law.LaneOf(place, r.Kind, law.Event{Type: k.row.Type, Actor: k.row.Actor})
	}
	rankDays(events)
	corroborate(events)
	l := lifeOf(r.Kind, r.Status, r.Origin, events)
	r.FirstDate, r.FirstLo, r.FirstHi = l.first, dayCol(l.first.Earliest()), dayCol(l.first.Latest())
	r.EnactedLo, r.EnactedHi = dayCol(l.enacted.Earliest()), dayCol(l.enacted.Latest())
	r.OverLo = l.over
	for i := range l.spans {
		l.spans[i].PolicyID, l.spans[i].Pos = r.ID, i
	}
	w.spans = l.spans
	stand(slices.DeleteFunc(slices.Clone(w.versions), func(k *kept[versionRow]) bool { return k.gone }), cmp.Or(l.over, l.unsure))

	found := disagreements(*r, w.accounts, events)
	for _, k := range w.findings {
		i := slices.IndexFunc(found, func(f findingRow) bool { return f.law() == k.row.law() })
		if i < 0 {
			k.gone = true
			continue
		}
		im.report.Findings = append(im.report.Findings, found[i].law())
		found = slices.Delete(found, i, i+1)
	}
	for _, f := range found {
		var err error
		if f.ID, err = im.id("findings"); err != nil {
			return err
		}
		w.findings = append(w.findings, added(f))
		im.report.Findings = append(im.report.Findings, f.law())
	}
	return nil
}

// flush writes what differs from what the database holds.
func (im *importer) flush() error {
	var policies []*kept[policyRow]
	all := &work{}
	var gone []int64
	for _, w := range im.order {
		w.policy.given = w.given
		if w.policy.gone {
			continue
		}
		if w.given && !w.policy.fresh && w.policy.row == w.policy.was && w.changed() {
			im.report.Policies.Updated++
		} else {
			count(&im.report.Policies, []*kept[policyRow]{w.policy})
		}
		// A policy changes with whatever hangs on it.
		w.policy.touched = w.changed()
		policies = append(policies, w.policy)
		gone = append(gone, w.taken...)
		all.identifiers = append(all.identifiers, w.identifiers...)
		all.aliases = append(all.aliases, w.aliases...)
		all.accounts = append(all.accounts, w.accounts...)
		all.events = append(all.events, w.events...)
		all.relations = append(all.relations, w.relations...)
		all.codings = append(all.codings, w.codings...)
		all.versions = append(all.versions, w.versions...)
		all.findings = append(all.findings, w.findings...)
	}
	count(&im.report.Events, all.events)
	count(&im.report.Relations, all.relations)
	count(&im.report.Codings, all.codings)
	count(&im.report.Versions, all.versions)

	steps := []func() error{
		func() error { return im.unindex(policies, gone) },
		func() error { return remove(im, "aliases", all.aliases, func(r aliasRow) any { return r.Slug }) },
		func() error { return upsert(im, "policies", changedRows(im, policies), "id") },
		func() error { return im.index(policies) },
		func() error { return im.addTexts() },
		func() error { return im.removeKeyed(all) },
		func() error { return remove(im, "events", all.events, func(r eventRow) any { return r.ID }) },
		func() error { return remove(im, "relations", all.relations, func(r relationRow) any { return r.ID }) },
		func() error { return remove(im, "codings", all.codings, func(r codingRow) any { return r.ID }) },
		func() error { return remove(im, "versions", all.versions, func(r versionRow) any { return r.ID }) },
		func() error { return remove(im, "findings", all.findings, func(r findingRow) any { return r.ID }) },
		func() error { return upsert(im, "identifiers", changedRows(im, all.identifiers), "scheme", "value") },
		func() error { return upsert(im, "accounts", changedRows(im, all.accounts), "policy_id", "source") },
		func() error { return upsert(im, "events", changedRows(im, all.events), "id") },
		func() error { return upsert(im, "relations", changedRows(im, all.relations), "id") },
		func() error { return upsert(im, "codings", changedRows(im, all.codings), "id") },
		func() error { return upsert(im, "versions", changedRows(im, all.versions), "id") },
		func() error { return upsert(im, "findings", changedRows(im, all.findings), "id") },
		func() error { return im.replaceLists() },
		func() error { return im.removePolicies(gone) },
		func() error { return upsert(im, "aliases", changedRows(im, all.aliases), "slug") },
		func() error { return im.dropTexts(all.versions) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) removeKeyed(all *work) error {
	for _, k := range all.identifiers {
		if k.gone && !k.fresh {
			im.changed = true
			if err := im.tx.Exec("DELETE FROM identifiers WHERE scheme = ? AND value = ?", k.was.Scheme, k.was.Value).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceLists writes what is kept as a list by position.
func (im *importer) replaceLists() error {
	var policies [3][]int64
	var sponsors []sponsorRow
	var attachments []attachmentRow
	var spans []spanRow
	for _, w := range im.order {
		if w.policy.gone {
			continue
		}
		if !slices.Equal(w.sponsors, w.sponsorsWas) {
			policies[0] = append(policies[0], w.id())
			sponsors = append(sponsors, w.sponsors...)
		}
		if !slices.Equal(w.attachments, w.attachmentsWas) {
			policies[1] = append(policies[1], w.id())
			attachments = append(attachments, w.attachments...)
		}
		if !slices.Equal(w.spans, w.spansWas) {
			policies[2] = append(policies[2], w.id())
			spans = append(spans, w.spans...)
		}
	}
	for i, table := range []string{"sponsors", "attachments", "spans"} {
		for chunk := range slices.Chunk(policies[i], maxParameters) {
			im.changed = true
			if err := im.tx.Exec("DELETE FROM "+table+" WHERE policy_id IN ?", chunk).Error; err != nil {
				return err
			}
		}
	}
	if err := upsert(im, "sponsors", sponsors, "policy_id", "pos"); err != nil {
		return err
	}
	if err := upsert(im, "attachments", attachments, "policy_id", "pos"); err != nil {
		return err
	}
	return upsert(im, "spans", spans, "policy_id", "pos")
}

// unindex takes the names out of the full-text index that are about to change.
func (im *importer) unindex(policies []*kept[policyRow], gone []int64) error {
	ids := slices.Clone(gone)
	for _, k := range policies {
		if !k.fresh && rewordedPolicy(k) {
			ids = append(ids, k.row.ID)
		}
	}
	return im.unindexDocs("policy_id", ids)
}

func (im *importer) unindexDocs(column string, ids []int64) error {
	for chunk := range slices.Chunk(ids, maxParameters) {
		var docs []int64
		if err := im.tx.Raw("SELECT id FROM docs WHERE "+column+" IN ?", chunk).Scan(&docs).Error; err != nil {
			return err
		}
		for _, d := range docs {
			if err := im.tx.Exec(unindexHeld, d).Error; err != nil {
				return err
			}
			if err := im.tx.Exec("DELETE FROM docs WHERE id = ?", d).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

func rewordedPolicy(k *kept[policyRow]) bool {
	t1, b1 := k.row.words()
	t2, b2 := k.was.words()
	return t1 != t2 || b1 != b2
}

// index puts the names of new and reworded policies into the full-text index.
func (im *importer) index(policies []*kept[policyRow]) error {
	var docs []docRow
	var words [][2]string
	for _, k := range policies {
		if !k.fresh && !rewordedPolicy(k) {
			continue
		}
		id, err := im.id("docs")
		if err != nil {
			return err
		}
		title, body := k.row.words()
		docs = append(docs, docRow{ID: id, PolicyID: refCol(k.row.ID)})
		words = append(words, [2]string{title, body})
	}
	return im.addDocs(docs, words)
}

func (im *importer) addDocs(docs []docRow, words [][2]string) error {
	if len(docs) == 0 {
		return nil
	}
	if err := upsert(im, "docs", docs, "id"); err != nil {
		return err
	}
	put, err := im.tx.Statement.ConnPool.PrepareContext(im.tx.Statement.Context, indexDoc)
	if err != nil {
		return err
	}
	for i, d := range docs {
		if _, err := put.ExecContext(im.tx.Statement.Context, d.ID, words[i][0], words[i][1]); err != nil {
			return closing(put, err)
		}
	}
	return closing(put, nil)
}

// closing closes c after err; the first error is the one returned.
func closing(c interface{ Close() error }, err error) error {
	if cerr := c.Close(); err == nil {
		return cerr
	}
	return err
}

// addTexts writes the new texts with their sections and indexes them, some at
// a time so that no statement grows without bound.
func (im *importer) addTexts() error {
	const some = 64
	for chunk := range slices.Chunk(im.pending, some) {
		var texts []textRow
		var sections []sectionRow
		var docs []docRow
		var words [][2]string
		for _, t := range chunk {
			texts = append(texts, textRow{t.id, t.key.hash, t.key.shape, t.body})
			for i, s := range t.sections {
				sections = append(sections, sectionRow{t.id, i, s.EID, s.Parent, s.Number, s.Heading, s.Start, s.End})
			}
			for _, span := range stretches(t.body, t.sections) {
				id, err := im.id("docs")
				if err != nil {
					return err
				}
				docs = append(docs, docRow{ID: id, TextID: refCol(t.id), StartAt: span[0], EndAt: span[1]})
				words = append(words, [2]string{"", t.body[span[0]:span[1]]})
			}
		}
		if err := upsert(im, "texts", texts, "id"); err != nil {
			return err
		}
		if err := upsert(im, "sections", sections, "text_id", "pos"); err != nil {
			return err
		}
		if err := im.addDocs(docs, words); err != nil {
			return err
		}
	}
	return nil
}

// dropTexts removes texts that no version has any more: the same words, divided
// into sections anew or held by a version that was merged away.
func (im *importer) dropTexts(versions []*kept[versionRow]) error {
	left := map[int64]bool{}
	for _, k := range versions {
		if id := int64(k.was.TextID); id != 0 && (k.gone || k.row.TextID != k.was.TextID) {
			left[id] = true
		}
	}
	for chunk := range slices.Chunk(sortedKeys(left), maxParameters) {
		var ids []int64
		err := im.tx.Raw("SELECT id FROM texts WHERE id IN ? AND id NOT IN (SELECT text_id FROM versions WHERE text_id IN ?)", chunk, chunk).Scan(&ids).Error
		if err != nil {
			return err
		}
		if err := im.unindexDocs("text_id", ids); err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := im.tx.Exec("DELETE FROM texts WHERE id IN ?", ids).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) removePolicies(gone []int64) error {
	for chunk := range slices.Chunk(gone, maxParameters) {
		im.changed = true
		if err := im.tx.Exec("DELETE FROM policies WHERE id IN ?", chunk).Error; err != nil {
			return err
		}
		if err := im.tx.Exec("DELETE FROM run_policies WHERE policy_id IN ?", chunk).Error; err != nil {
			return err
		}
	}
	return nil
}

// changedRows are the rows to be written, with the instant of it where they
// bear one.
func changedRows[T comparable](im *importer, rows []*kept[T]) []T {
	var out []T
	for _, k := range rows {
		if k.gone || !k.changed() {
			continue
		}
		row := k.row
		if r, ok := any(&row).(interface{ stamp() *stamps }); ok {
			r.stamp().move(k.fresh, im.at)
		}
		out = append(out, row)
	}
	return out
}

// upsert writes rows by their key, several at a time.
func upsert[T any](im *importer, table string, rows []T, key ...string) error {
	if len(rows) == 0 {
		return nil
	}
	im.changed = true
	columns := make([]clause.Column, len(key))
	for i, k := range key {
		columns[i].Name = k
	}
	n := max(1, maxParameters/reflect.TypeFor[T]().NumField())
	return im.tx.Table(table).Clauses(clause.OnConflict{Columns: columns, UpdateAll: true}).CreateInBatches(&rows, n).Error
}

// remove deletes the rows that are gone, by their key column.
func remove[T comparable](im *importer, table string, rows []*kept[T], key func(T) any) error {
	var keys []any
	for _, k := range rows {
		if k.gone && !k.fresh {
			keys = append(keys, key(k.was))
		}
	}
	column := "id"
	if table == "aliases" || table == "programs" {
		column = "slug"
	}
	for chunk := range slices.Chunk(keys, maxParameters) {
		im.changed = true
		if err := im.tx.Exec("DELETE FROM "+table+" WHERE "+column+" IN ?", chunk).Error; err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}

func inOrder[V any](m map[string]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range sortedKeys(m) {
		out = append(out, m[k])
	}
	return out
}
