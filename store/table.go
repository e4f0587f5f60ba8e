package store

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// kept is a row of the database or one to be: as it stands there, and as it
// shall stand.
type kept[R comparable] struct {
	row, was           R
	fresh, given, gone bool
	touched            bool // to be written though the row itself is as it was
	quiet              bool // what changed of it is no news
}

func (k *kept[R]) changed() bool { return k.fresh || k.gone || k.touched || k.row != k.was }

func held[R comparable](row R) *kept[R] { return &kept[R]{row: row, was: row} }

func added[R comparable](row R) *kept[R] { return &kept[R]{row: row, fresh: true} }

// standing are the rows that are not to be removed.
func standing[R comparable](rows []*kept[R]) []*kept[R] {
	return slices.DeleteFunc(slices.Clone(rows), func(k *kept[R]) bool { return k.gone })
}

// count adds what became of the given rows to c.
func count[R comparable](c *Counts, rows []*kept[R]) {
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

// table is one kind of row in an import: how the rows of that kind are told
// apart, what is held of them, and what of it differs in the end. Its columns
// and the key of the database are those of R.
type table[R comparable] struct {
	name string
	// key tells the rows of one policy apart, or all rows if none hangs on a
	// policy. Rows of one key are told apart by their order, or are one if single.
	key    func(R) string
	single bool
	id     func(*R) *int64         // the number the store gives out; nil where the key is the row's own
	policy func(*R) *int64         // the policy a row hangs on; nil if it hangs on none
	of     func(*work) *[]*kept[R] // the rows that hang on a policy
	own    []*kept[R]              // the rows that hang on none
	keep   func(given *R, held R)  // what a row given anew keeps of the one held
	im     *importer
}

// part is a table of rows that hang on policies.
type part interface {
	// read reads the rows of policies that are at hand.
	read(policies []int64) error
	// changed says whether a row of a policy is not as the database has it.
	changed(*work) bool
	// news says whether one changed by more than being read anew.
	news(*work) bool
	// remove deletes the rows of policies that are gone.
	remove([]*work) error
	// write writes the rows of policies that differ.
	write([]*work) error
}

func (t *table[R]) rows(w *work) *[]*kept[R] {
	if t.of == nil {
		return &t.own
	}
	return t.of(w)
}

// add puts in a row that is not held, under the next number if the store gives
// them out.
func (t *table[R]) add(w *work, r R) (*kept[R], error) {
	if t.id != nil {
		id, err := t.im.id(t.name)
		if err != nil {
			return nil, err
		}
		*t.id(&r) = id
	}
	if t.policy != nil {
		*t.policy(&r) = w.id()
	}
	k := added(r)
	rows := t.rows(w)
	*rows = append(*rows, k)
	return k, nil
}

// take brings the rows held to those given. Those that replaces names are
// removed unless given.
func (t *table[R]) take(w *work, given []R, replaces func(R) bool) error {
	rows := t.rows(w)
	byKey := make(map[string][]*kept[R], len(*rows))
	for _, k := range *rows {
		if !k.gone {
			n := t.key(k.row)
			byKey[n] = append(byKey[n], k)
		}
	}
	seen := make(map[*kept[R]]bool, len(given))
	for _, r := range given {
		n := t.key(r)
		if list := byKey[n]; len(list) > 0 {
			k := list[0]
			if !t.single {
				byKey[n] = list[1:]
			}
			t.restate(k, r)
			k.given, seen[k] = true, true
			continue
		}
		k, err := t.add(w, r)
		if err != nil {
			return err
		}
		k.given, seen[k] = true, true
		if t.single {
			byKey[n] = []*kept[R]{k}
		}
	}
	if replaces == nil {
		return nil
	}
	for _, k := range *rows {
		if !seen[k] && replaces(k.row) {
			k.gone = true
		}
	}
	return nil
}

// restate replaces what was said of a fact, keeping what is the store's own.
func (t *table[R]) restate(k *kept[R], r R) {
	if t.id != nil {
		*t.id(&r) = *t.id(&k.row)
	}
	if t.policy != nil {
		*t.policy(&r) = *t.policy(&k.row)
	}
	if s := stampsOf(&r); s != nil {
		*s = *stampsOf(&k.row)
	}
	if t.keep != nil {
		t.keep(&r, k.row)
	}
	k.row = r
}

// look reads the rows that hang on no policy and that tx selects.
func (t *table[R]) look(tx *gorm.DB) error {
	var rows []R
	if err := tx.Table(t.name).Order(strings.Join(t.primary(), ", ")).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		t.own = append(t.own, held(r))
	}
	return nil
}

func (t *table[R]) read(policies []int64) error {
	var rows []R
	if err := t.im.tx.Table(t.name).Where("policy_id IN ?", policies).Order("policy_id, " + strings.Join(t.primary(), ", ")).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		list := t.of(t.im.works[*t.policy(&r)])
		*list = append(*list, held(r))
	}
	return nil
}

func (t *table[R]) changed(w *work) bool {
	return slices.ContainsFunc(*t.of(w), func(k *kept[R]) bool { return k.changed() })
}

// news says that a row of a policy changed by more than being read anew.
func (t *table[R]) news(w *work) bool {
	return slices.ContainsFunc(*t.of(w), func(k *kept[R]) bool { return k.changed() && !reread(k) })
}

// has says of a row whether a policy has one of the same key.
func (t *table[R]) has(w *work) func(R) bool {
	keys := map[string]bool{}
	for _, k := range *t.of(w) {
		keys[t.key(k.row)] = true
	}
	return func(r R) bool { return keys[t.key(r)] }
}

// move hangs the rows of one policy on another; those that are double are to be
// removed. Where the policy is part of the key, what it brings is a new row.
func (t *table[R]) move(from, into *work, double func(R) bool) {
	rows, to := t.of(from), t.of(into)
	moved := *rows
	*rows = nil
	rekeyed := slices.Contains(t.primary(), "policy_id")
	for _, k := range moved {
		k.gone = k.gone || double != nil && double(k.row)
		if rekeyed {
			if k.gone {
				continue // it goes with its policy
			}
			k = added(k.row)
		}
		*t.policy(&k.row) = into.id()
		*to = append(*to, k)
	}
}

func (t *table[R]) all(works []*work) []*kept[R] {
	if t.of == nil {
		return t.own
	}
	var out []*kept[R]
	for _, w := range works {
		out = append(out, *t.of(w)...)
	}
	return out
}

func (t *table[R]) remove(works []*work) error {
	columns := t.fields()
	var keys [][]any
	for _, k := range t.all(works) {
		if !k.gone || k.fresh {
			continue
		}
		key := make([]any, len(columns))
		row := reflect.ValueOf(&k.was).Elem()
		for i, f := range columns {
			key[i], _ = f.ValueOf(context.Background(), row)
		}
		keys = append(keys, key)
	}
	marks := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	for chunk := range slices.Chunk(keys, maxParameters/len(columns)) {
		t.im.changed = true
		sql := "DELETE FROM " + t.name + " WHERE (" + strings.Join(t.primary(), ", ") + ") IN (VALUES " +
			strings.TrimSuffix(strings.Repeat(marks+", ", len(chunk)), ", ") + ")"
		if err := t.im.tx.Exec(sql, slices.Concat(chunk...)...).Error; err != nil {
			return err
		}
	}
	return nil
}

func (t *table[R]) write(works []*work) error {
	return upsert(t.im, t.name, changedRows(t.im, t.all(works)))
}

// fields are the columns of R that are the key of the database.
func (t *table[R]) fields() []*schema.Field { return fieldsOf[R](t.im.tx).PrimaryFields }

// primary are the names of fields.
func (t *table[R]) primary() []string {
	var out []string
	for _, f := range t.fields() {
		out = append(out, f.DBName)
	}
	return out
}

// fieldsOf are the columns of a row; every row has some.
func fieldsOf[R any](tx *gorm.DB) *schema.Schema {
	s := &gorm.Statement{DB: tx}
	if err := s.Parse(new(R)); err != nil {
		panic("store: a row that is none: " + err.Error())
	}
	return s.Schema
}

// reread says that a version differs only in what another reader made of the same
// bytes. Then the record is better and the law is what it was.
func reread[R comparable](k *kept[R]) bool {
	row, ok := any(k.row).(versionRow)
	was, _ := any(k.was).(versionRow)
	if !ok || k.fresh || row.Reader == was.Reader || row.Capture == "" || row.Capture != was.Capture {
		return false
	}
	row.Held, row.TextID, row.Hash, row.Shape, row.Marks, row.Reader = was.Held, was.TextID, was.Hash, was.Shape, was.Marks, was.Reader
	return row == was
}

// changedRows are the rows to be written, with the instant of the import where
// it has one and they bear one.
func changedRows[R comparable](im *importer, rows []*kept[R]) []R {
	var out []R
	for _, k := range rows {
		if k.gone || !k.changed() {
			continue
		}
		row := k.row
		if s := stampsOf(&row); s != nil && !im.at.IsZero() && !k.quiet && !reread(k) {
			s.move(k.fresh, im.at)
		}
		out = append(out, row)
	}
	return out
}

// upsert writes rows by their key, several at a time.
func upsert[R any](im *importer, table string, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	im.changed = true
	n := max(1, maxParameters/len(fieldsOf[R](im.tx).DBNames))
	return im.tx.Table(table).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(&rows, n).Error
}
