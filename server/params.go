package server

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"refuge/law"
)

// badParameter is a parameter that was refused, with what would have been
// taken. It is a law.ErrInvalid.
type badParameter struct {
	name  string
	words string
	known []string
	meant string
}

func (b *badParameter) Error() string {
	if b.meant == "" {
		return b.words
	}
	return fmt.Sprintf("%s; did you mean %q?", b.words, b.meant)
}

func (b *badParameter) Unwrap() error { return law.ErrInvalid }

// params refuses a query that the operation does not know, before huma reads
// it: an unknown parameter, one given twice that has one value, a value that
// is none of those listed. A parameter with several values may be repeated or
// hold them with commas between; huma reads the latter, so it gets that.
func (s *Server) params(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		s.fail(c, fmt.Errorf("the query cannot be read (%v): %w", err, law.ErrInvalid))
		return
	}
	known := map[string]*huma.Schema{}
	for _, p := range ctx.Operation().Parameters {
		if p.In == "query" {
			known[p.Name] = p.Schema
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		schema, ok := known[name]
		if !ok {
			names := slices.Sorted(maps.Keys(known))
			s.fail(c, &badParameter{name: name, known: names, meant: nearest(name, names),
				words: fmt.Sprintf("unknown parameter %s; known here: %s", quoted(name), strings.Join(names, ", "))})
			return
		}
		values := slices.DeleteFunc(query[name], func(v string) bool { return v == "" })
		if len(values) == 0 {
			query.Del(name)
			continue
		}
		if schema.Type == huma.TypeArray {
			values = strings.Split(strings.Join(values, ","), ",")
			if len(values) > maxValues {
				s.fail(c, &badParameter{name: name, words: fmt.Sprintf("%q may have %d values, not %d", name, maxValues, len(values))})
				return
			}
			query[name] = []string{strings.Join(values, ",")}
			schema = schema.Items
		} else if len(values) > 1 {
			s.fail(c, &badParameter{name: name, words: fmt.Sprintf("parameter %q has one value and was given %d", name, len(values))})
			return
		}
		for _, v := range values {
			if err := checkValue(name, v, schema); err != nil {
				s.fail(c, err)
				return
			}
		}
	}
	c.Request.URL.RawQuery = query.Encode()
	format := query.Get("format")
	if format == "" {
		format = "json"
	}
	c.Request.Header.Set("Accept", mediaTypes[format])
	next(ctx)
}

// maxValues is how many values one parameter may have.
const maxValues = 200

// checkValue says in a sentence what is wrong with a value; what it lets pass
// huma still checks by the schema.
func checkValue(name, value string, schema *huma.Schema) error {
	if len(schema.Enum) > 0 {
		values := make([]string, len(schema.Enum))
		for i, v := range schema.Enum {
			values[i] = fmt.Sprint(v)
		}
		if !slices.Contains(values, value) {
			return &badParameter{name: name, known: values, meant: nearest(value, values),
				words: fmt.Sprintf("%q: %s is none of %s", name, quoted(value), strings.Join(values, ", "))}
		}
	}
	switch {
	case schema.Format == "date":
		if _, err := law.ParseDay(value); err != nil {
			return &badParameter{name: name, words: strings.TrimSuffix(fmt.Sprintf("%q: %v", name, err), ": "+law.ErrInvalid.Error())}
		}
	case schema.Type == huma.TypeInteger:
		n, err := strconv.Atoi(value)
		if err != nil || schema.Minimum != nil && float64(n) < *schema.Minimum || schema.Maximum != nil && float64(n) > *schema.Maximum {
			return &badParameter{name: name, words: fmt.Sprintf("%q must be a whole number%s, not %s", name, bounds(schema), quoted(value))}
		}
	case schema.Type == huma.TypeBoolean:
		if value != "true" && value != "false" {
			return &badParameter{name: name, known: []string{"true", "false"}, words: fmt.Sprintf("%q must be true or false, not %s", name, quoted(value))}
		}
	case schema.MaxLength != nil && len(value) > *schema.MaxLength:
		return &badParameter{name: name, words: fmt.Sprintf("%q may have %d bytes, not %d", name, *schema.MaxLength, len(value))}
	}
	return nil
}

func bounds(s *huma.Schema) string {
	if s.Minimum == nil || s.Maximum == nil {
		return ""
	}
	return fmt.Sprintf(" from %.0f to %.0f", *s.Minimum, *s.Maximum)
}

// quoted is what a reader wrote, for a sentence, cut where it is long.
func quoted(s string) string {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "…"
	}
	return strconv.Quote(s)
}

// nearest is the one of the names that is a slip of the keyboard away from
// what was written, "" if none is.
func nearest(written string, names []string) string {
	best, least := "", max(1, min(len(written)/3, 3))+1
	if len(written) > 60 {
		return ""
	}
	for _, name := range names {
		d := slips(written, name)
		if strings.HasPrefix(name, written) && len(written) > 2 {
			d = 1
		}
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// slips counts the letters to change, add, drop or swap with their neighbour to
// make b of a (the optimal string alignment distance).
func slips(a, b string) int {
	before, row := []int(nil), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
