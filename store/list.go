package store

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// maxCursor bounds what is read as a cursor, in bytes.
const maxCursor = 4096

// limit is the size of the page asked for.
func (p Page) limit() (int, error) {
	switch {
	case p.Limit == 0:
		return DefaultLimit, nil
	case p.Limit < 0 || p.Limit > MaxLimit:
		return 0, fmt.Errorf("a page holds 1 to %d, not %d: %w", MaxLimit, p.Limit, law.ErrInvalid)
	}
	return p.Limit, nil
}

// cursorOf writes the place after the row with these sort keys in the list of
// that name: strings, int64, float64 or time.Time.
func cursorOf(list string, keys ...any) string {
	return base64.RawURLEncoding.EncodeToString([]byte(toJSON(append([]any{list}, keys...))))
}

// readCursor reads what cursorOf wrote for the list; kinds has a letter for
// each key: s, i, f or t. The error wraps law.ErrInvalid.
func readCursor(list, cursor, kinds string) ([]any, error) {
	bad := fmt.Errorf("the cursor is none of this list; begin again without it: %w", law.ErrInvalid)
	if len(cursor) > maxCursor {
		return nil, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return nil, bad
	}
	var keys []json.RawMessage
	var name string
	if json.Unmarshal(b, &keys) != nil || len(keys) != len(kinds)+1 || json.Unmarshal(keys[0], &name) != nil || name != list {
		return nil, bad
	}
	out := make([]any, len(kinds))
	for i, kind := range kinds {
		var err error
		switch kind {
		case 's':
			var v *string
			if err = json.Unmarshal(keys[i+1], &v); err == nil && v != nil {
				out[i] = *v
			}
		case 'i':
			var v *int64
			if err = json.Unmarshal(keys[i+1], &v); err == nil && v != nil {
				out[i] = *v
			}
		case 'f':
			var v *float64
			if err = json.Unmarshal(keys[i+1], &v); err == nil && v != nil {
				out[i] = *v
			}
		case 't':
			var v *time.Time
			if err = json.Unmarshal(keys[i+1], &v); err == nil && v != nil {
				out[i] = v.UTC()
			}
		}
		if err != nil || out[i] == nil {
			return nil, bad
		}
	}
	return out, nil
}

// query is a selection in the making: conditions joined by and, and the values
// of their placeholders.
type query struct {
	conditions []string
	values     []any
}

func (q *query) and(condition string, values ...any) {
	q.conditions = append(q.conditions, condition)
	q.values = append(q.values, values...)
}

// in adds a condition that a column has one of the values, if there are any.
func in[T ~string](q *query, column string, values []T) {
	if len(values) > 0 {
		q.and(column+" IN ?", values)
	}
}

func (q *query) where() string {
	if len(q.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.conditions, " AND ")
}

// changedOf is when a row of a table last changed, as a key to sort by: before
// every instant where it is not known.
func changedOf(table string) string {
	return "coalesce(" + table + ".changed_at, '0001-01-01 00:00:00+00:00')"
}

// instantOr is the value of changedOf for a row.
func instantOr(changed *time.Time) time.Time {
	if changed == nil {
		return time.Time{}
	}
	return changed.UTC()
}

// changedSince adds the condition that a row of a table changed at an instant
// or later, if there is an instant.
func changedSince(q *query, table string, at time.Time) {
	if !at.IsZero() {
		q.and(changedOf(table)+" >= ?", at.UTC())
	}
}

// listing is a list to be read a page at a time.
type listing struct {
	name    string // with the sort, so that a cursor of another sort is refused
	columns string
	from    string
	keys    []string // the sort keys as they stand in SQL, the last one unique
	kinds   string   // of the keys, for the cursor
	down    bool     // all keys descending
}

// read reads one page of rows and counts the whole list. The caller cuts the
// one row too many with cut.
func (l listing) read(tx *gorm.DB, q query, p Page, rows any) (total, limit int, err error) {
	if limit, err = p.limit(); err != nil {
		return 0, 0, err
	}
	var after []any
	if p.Cursor != "" {
		if after, err = readCursor(l.name, p.Cursor, l.kinds); err != nil {
			return 0, 0, err
		}
	}
	if err := tx.Raw("SELECT count(*) FROM "+l.from+q.where(), q.values...).Scan(&total).Error; err != nil {
		return 0, 0, err
	}
	sign, direction := ">", ""
	if l.down {
		sign, direction = "<", " DESC"
	}
	if after != nil {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(after)), ", ")
		q.and("("+strings.Join(l.keys, ", ")+") "+sign+" ("+marks+")", after...)
	}
	order := strings.Join(l.keys, direction+", ") + direction
	sql := "SELECT " + l.columns + " FROM " + l.from + q.where() + " ORDER BY " + order + " LIMIT ?"
	return total, limit, tx.Raw(sql, append(q.values, limit+1)...).Scan(rows).Error
}

// cut keeps the rows of the page and makes the cursor of the next.
func cut[T any](l listing, rows []T, limit int, keys func(T) []any) ([]T, record.Optional) {
	if len(rows) <= limit {
		return rows, ""
	}
	rows = rows[:limit]
	return rows, record.Optional(cursorOf(l.name, keys(rows[limit-1])...))
}

// inMemory is one page of a short list that is not sorted by the database; keys
// gives the sort keys of a row, strings and int64.
func inMemory[T any](l listing, p Page, rows []T, keys func(T) []any) (record.List[T], error) {
	out := record.List[T]{Items: []T{}, Total: len(rows)}
	limit, err := p.limit()
	if err != nil {
		return out, err
	}
	order := compareKeys
	if l.down {
		order = func(a, b []any) int { return compareKeys(b, a) }
	}
	rows = slices.SortedFunc(slices.Values(rows), func(a, b T) int { return order(keys(a), keys(b)) })
	if p.Cursor != "" {
		after, err := readCursor(l.name, p.Cursor, l.kinds)
		if err != nil {
			return out, err
		}
		rows = slices.DeleteFunc(rows, func(r T) bool { return order(keys(r), after) <= 0 })
	}
	rows, out.Next = cut(l, rows, limit, keys)
	out.Items = append(out.Items, rows...)
	return out, nil
}

func compareKeys(a, b []any) int {
	for i := range a {
		c := 0
		switch v := a[i].(type) {
		case string:
			c = cmp.Compare(v, b[i].(string))
		case int64:
			c = cmp.Compare(v, b[i].(int64))
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
