package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"refuge/compare"
	"refuge/compare/write"
)

// format is one way to write an answer: what stands here is all that the rest
// of the server knows of it.
type format struct {
	name      string // as a suffix of an address, and as the value of "format"
	words     string // for a reader
	mediaType string
	writes    func(reflect.Type) bool // answers of this type
	write     func(io.Writer, document) error
	read      func([]byte, any) error // a body; nil reads none
	binary    bool
	policy    string // content policy of a document that is shown by itself
	file      string // under which a browser stores it
	explicit  bool   // only by name: every browser accepts it
}

// document is an answer about to be written.
type document struct {
	answer any
	server *Server
	at     location
}

// formats are all there are. JSON, the first, writes every answer.
var formats = []format{
	{name: "json", words: "JSON", mediaType: "application/json", writes: func(reflect.Type) bool { return true }, read: json.Unmarshal,
		write: func(w io.Writer, d document) error { return writeJSON(w, d.answer) }},
	{name: "csv", words: "CSV", mediaType: "text/csv; charset=utf-8", writes: implements[table],
		write: func(w io.Writer, d document) error { return as[table](w, d, table.writeCSV) }},
	{name: feedName, words: "Atom feed", mediaType: "application/atom+xml; charset=utf-8", writes: hasFeed, write: writeFeed},
	{name: "txt", words: "plain text", mediaType: "text/plain; charset=utf-8", writes: implements[compared],
		write: redline(write.Unified)},
	{name: "md", words: "Markdown", mediaType: "text/markdown; charset=utf-8", writes: implements[compared],
		write: redline(write.Markdown)},
	{name: "html", words: "a page by itself", mediaType: "text/html; charset=utf-8", writes: implements[compared], policy: redlinePolicy, explicit: true,
		write: redline(write.HTML)},
	{name: "docx", words: "Word with tracked changes", mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		writes: implements[compared], binary: true, file: "redline.docx",
		write: func(w io.Writer, d document) error { return as[compared](w, d, compared.writeWord) }},
}

// table is an answer that can be written as CSV.
type table interface{ writeCSV(io.Writer) error }

// compared is an answer that is a comparison of two texts.
type compared interface {
	comparison() compare.Comparison
	writeWord(io.Writer) error
}

func redline(set func(io.Writer, compare.Comparison) error) func(io.Writer, document) error {
	return func(w io.Writer, d document) error {
		return as[compared](w, d, func(c compared, w io.Writer) error { return set(w, c.comparison()) })
	}
}

func implements[I any](t reflect.Type) bool { return t.Implements(reflect.TypeFor[I]()) }

// as writes an answer that is an I.
func as[I any](w io.Writer, d document, set func(I, io.Writer) error) error {
	a, ok := d.answer.(I)
	if !ok {
		return fmt.Errorf("a %T is no %v", d.answer, reflect.TypeFor[I]())
	}
	return set(a, w)
}

// mediaKey is the media type without its parameters.
func (f format) mediaKey() string {
	mediaType, _, _ := strings.Cut(f.mediaType, ";")
	return mediaType
}

// schema is what the OpenAPI document says of an answer in the format.
func (f format) schema() *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	if f.binary {
		s.Format = "binary"
	}
	return s
}

// writable are the formats that write an answer of this type.
func writable(t reflect.Type) []format {
	var out []format
	for _, f := range formats {
		if f.writes(t) {
			out = append(out, f)
		}
	}
	return out
}

func names(fs []format) []string {
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.name
	}
	return out
}

// formatNamed is the format of that name.
func formatNamed(name string) (format, bool) {
	for _, f := range formats {
		if f.name == name {
			return f, true
		}
	}
	return format{}, false
}

// humaFormats are the formats as huma looks them up: by media type.
func humaFormats() map[string]huma.Format {
	out := map[string]huma.Format{}
	for _, f := range formats {
		h := huma.Format{Unmarshal: f.read, Marshal: func(w io.Writer, v any) error {
			d, ok := v.(document)
			if !ok {
				d.answer = v // a problem, which is JSON
			}
			return f.write(w, d)
		}}
		if f.read == nil {
			h.Unmarshal = func([]byte, any) error { return fmt.Errorf("a body in %s: %w", f.words, errMedia) }
		}
		out[f.mediaKey()] = h
	}
	out["json"] = out["application/json"] // of types that end in +json
	return out
}

// bodyType is the media type of a body as huma looks it up; one without a type
// is taken for JSON. The error is of one that is not read.
func bodyType(contentType string) (string, error) {
	mediaType, _, err := mime.ParseMediaType(contentType)
	var read []string
	for _, f := range formats {
		if f.read == nil {
			continue
		}
		if contentType == "" || err == nil && f.mediaKey() == mediaType {
			return f.mediaKey(), nil
		}
		read = append(read, f.mediaKey())
	}
	return "", fmt.Errorf("a body is read as %s, not as %s: %w", strings.Join(read, " or "), quoted(contentType), errMedia)
}

// location is what the reader wrote, before a suffix became a format.
type location struct {
	Path  string
	Query string
}

type locationKey struct{}

// names says whether the query names a parameter.
func (l location) names(parameter string) bool { return l.query().Has(parameter) }

// query is the query as it was written, empty where it cannot be read; the
// binder refuses such a one.
func (l location) query() url.Values {
	query, err := url.ParseQuery(l.Query)
	if err != nil {
		return url.Values{}
	}
	return query
}

// locationIn is what was asked for; every request under the handler has it.
func locationIn(ctx context.Context) location {
	a, ok := ctx.Value(locationKey{}).(location)
	if !ok {
		return location{}
	}
	return a
}

// acceptKey marks a request whose format an Accept header chose.
type acceptKey struct{}

func inAPI(path string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// formatted makes a format of a suffix: /api/v1/policies.csv is
// /api/v1/policies?format=csv, and the address of a page with a suffix or a
// format is the same question to the API. A reader of data may also ask by
// Accept.
func (s *Server) formatted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		query := u.Query()
		ctx := r.Context()
		stem := strings.TrimSuffix(u.Path, path.Ext(u.Path))
		twoTexts := query.Has("left") || query.Has("right")
		if f, known := formatNamed(strings.TrimPrefix(path.Ext(u.Path), ".")); known && stem != root+"/openapi" {
			if data := s.dataPath(stem, twoTexts); data != "" {
				u.Path, u.RawPath = data, ""
				query.Add("format", f.name)
			}
		} else if query.Has("format") && !inAPI(u.Path) {
			if data := s.dataPath(u.Path, twoTexts); data != "" {
				u.Path, u.RawPath = data, ""
			}
		} else if u.Path == "/compare" && twoTexts {
			u.Path = textsPath
		} else if inAPI(u.Path) && r.Method == http.MethodGet && !query.Has("format") {
			name, ok := negotiated(r.Header.Get("Accept"))
			if !ok {
				s.problem(ctx, fmt.Errorf("no answer is given as %s: %w", quoted(r.Header.Get("Accept")), errAccept)).write(w)
				return
			}
			if name != formats[0].name {
				query.Set("format", name)
				ctx = context.WithValue(ctx, acceptKey{}, true)
			}
		}
		if query.Encode() != r.URL.Query().Encode() {
			u.RawQuery = query.Encode()
		}
		own := r.Clone(ctx)
		own.URL, own.Header = &u, maps.Clone(r.Header)
		next.ServeHTTP(w, own)
	})
}

// dataPath is where the API answers the question of a page, "" where there is
// none. Two texts are compared at the address at which the page compares
// places.
func (s *Server) dataPath(page string, twoTexts bool) string {
	if inAPI(page) {
		return page
	}
	if page == "/index" {
		page = "/"
	}
	if at := s.elsewhere[page]; at != "" && !twoTexts {
		return root + at
	}
	if s.resources[firstPart(page)] {
		return root + page
	}
	return ""
}

// negotiated is the name of the format that an Accept header asks for first;
// JSON where it leaves the choice. It is not ok if all it names is written
// nowhere.
func negotiated(accept string) (name string, ok bool) {
	best, found := -1.0, ""
	for one := range strings.SplitSeq(accept, ",") {
		mediaType, parameters, err := mime.ParseMediaType(one)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, err := strconv.ParseFloat(parameters["q"], 64); err == nil {
			weight = q
		}
		if weight <= 0 || weight <= best {
			continue
		}
		if name := accepted(mediaType); name != "" {
			best, found = weight, name
		}
	}
	if found == "" && strings.TrimSpace(accept) != "" {
		return "", false
	}
	if found == "" {
		found = formats[0].name
	}
	return found, true
}

func accepted(mediaType string) string {
	if mediaType == "*/*" || mediaType == "application/*" || mediaType == problemType {
		return formats[0].name
	}
	for _, f := range formats {
		if f.mediaKey() == mediaType && !f.explicit {
			return f.name
		}
	}
	return ""
}
