package server

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

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

// bind makes the query of a resource ready to be read, for the API and for
// pages: it refuses an unknown parameter, one given twice that has one value,
// one that is missing, and a value that is none of those listed. A parameter
// with several values may be repeated or hold them with commas between; huma
// reads the latter, so it gets that. A page without its empty parameters, as
// forms send them, stands at the address to cite.
func (s *Server) bind(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	op := ctx.Operation()
	if op.RequestBody != nil {
		mediaType, err := bodyType(c.GetHeader("Content-Type"))
		if err != nil {
			s.fail(c, err)
			return
		}
		c.Request.Header.Set("Content-Type", mediaType)
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		s.fail(c, fmt.Errorf("the query cannot be read (%v): %w", err, law.ErrInvalid))
		return
	}
	onPage := op.Hidden
	at := *c.Request.URL
	at.Path, at.RawPath = locationIn(c.Request.Context()).Path, ""
	if to, ok := cleaned(&at); onPage && ok {
		c.Redirect(http.StatusSeeOther, to)
		return
	}
	if renamed(query, op.Metadata[formerNames]) && onPage {
		c.Redirect(http.StatusPermanentRedirect, withQuery(c.Request.URL.EscapedPath(), query))
		return
	}
	if err := checkQuery(c, op.Parameters, query); err != nil {
		s.fail(c, err)
		return
	}
	c.Request.URL.RawQuery = query.Encode()
	if f, ok := formatNamed(cmp.Or(query.Get("format"), formats[0].name)); ok && !onPage {
		c.Request.Header.Set("Accept", f.mediaType)
	}
	next(ctx)
}

// formerNames is under which an operation's metadata holds the names its
// parameters had, with those they have.
const formerNames = "former names"

// formerly reads the names that parameters had from the tag "was".
func formerly(t reflect.Type) map[string]string {
	out := map[string]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			maps.Copy(out, formerly(f.Type))
		}
		if was := f.Tag.Get("was"); was != "" {
			out[was] = f.Tag.Get("query")
		}
	}
	return out
}

// renamed gives parameters under a former name the one they have, and says
// whether there was one.
func renamed(query url.Values, names any) (changed bool) {
	former, _ := names.(map[string]string)
	for was, is := range former {
		if query.Has(was) {
			query[is] = append(query[is], query[was]...)
			query.Del(was)
			changed = true
		}
	}
	return changed
}

// documented gives the parameters of an operation what only the answer knows,
// the formats, and what huma is not to enforce itself.
func documented(parameters []*huma.Param, t reflect.Type, written []format) []*huma.Param {
	needed := neededIn(t)
	for _, p := range parameters {
		if p.Name == "format" && p.In == "query" {
			p.Schema.Enum = nil
			for _, name := range names(written) {
				p.Schema.Enum = append(p.Schema.Enum, name)
			}
		}
		p.Required = p.Required || needed[p.Name]
	}
	return parameters
}

// neededIn are the parameters without which the API has no answer, by the tag
// "needed". A page has a form without them.
func neededIn(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			maps.Copy(out, neededIn(f.Type))
		}
		if f.Tag.Get("needed") == "true" {
			out[f.Tag.Get("query")] = true
		}
	}
	return out
}

// checkQuery refuses what an operation does not know.
func checkQuery(c *gin.Context, parameters []*huma.Param, query url.Values) error {
	known := map[string]*huma.Schema{}
	for _, p := range parameters {
		switch p.In {
		case "query":
			known[p.Name] = p.Schema
		case "path":
			if err := checkValue(p.Name, c.Param(p.Name), p.Schema); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		schema, ok := known[name]
		if !ok {
			all := slices.Sorted(maps.Keys(known))
			return &badParameter{name: name, known: all, meant: nearest(name, all),
				words: fmt.Sprintf("unknown parameter %s; known here: %s", quoted(name), strings.Join(all, ", "))}
		}
		values := slices.DeleteFunc(query[name], func(v string) bool { return v == "" })
		if len(values) == 0 {
			query.Del(name)
			continue
		}
		if schema.Type == huma.TypeArray {
			values = strings.Split(strings.Join(values, ","), ",")
			if len(values) > maxValues {
				return &badParameter{name: name, words: fmt.Sprintf("%q may have %d values, not %d", name, maxValues, len(values))}
			}
			query[name] = []string{strings.Join(values, ",")}
			schema = schema.Items
		} else if len(values) > 1 {
			return &badParameter{name: name, words: fmt.Sprintf("parameter %q has one value and was given %d", name, len(values))}
		}
		for _, v := range values {
			if err := checkValue(name, v, schema); err != nil {
				if name == "format" && c.Request.Context().Value(acceptKey{}) != nil {
					return fmt.Errorf("this is given as %s, not as %s: %w", strings.Join(textsOf(schema.Enum), ", "), v, errAccept)
				}
				return err
			}
		}
	}
	for _, p := range parameters {
		if p.In == "query" && p.Required && query.Get(p.Name) == "" {
			return &badParameter{name: p.Name, words: fmt.Sprintf("%q is needed: %s", p.Name, p.Description)}
		}
	}
	return nil
}

func textsOf(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprint(v)
	}
	return out
}

// cleaned is the address without its empty parameters; ok says that it had
// some. Beside a place alone (/search?q=) the path is left.
func cleaned(u *url.URL) (string, bool) {
	query := u.Query()
	empty := false
	for name, values := range query {
		full := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
		if len(full) == len(values) {
			continue
		}
		empty = true
		if len(full) == 0 {
			query.Del(name)
		} else {
			query[name] = full
		}
	}
	if !empty {
		return "", false
	}
	return withQuery(u.EscapedPath(), query), true
}

// maxValues is how many values one parameter may have.
const maxValues = 200

// checkValue says in a sentence what is wrong with a value; what it lets pass
// huma still checks by the schema.
func checkValue(name, value string, schema *huma.Schema) error {
	if len(schema.Enum) > 0 {
		values := textsOf(schema.Enum)
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
