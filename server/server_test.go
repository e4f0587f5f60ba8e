package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"refuge/law"
	"refuge/store"
)

func TestOpenAPIDocument(t *testing.T) {
	s := newServer(t, openRecord(t))
	w := do(s, call{request: "GET /api/v1/openapi.json"})
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("status %d, type %s", w.Code, w.Header().Get("Content-Type"))
	}
	var document map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	if document["openapi"] != "3.1.0" {
		t.Errorf("version %v", document["openapi"])
	}
	var asYAML map[string]any
	if err := yaml.Unmarshal(do(s, call{request: "GET /api/v1/openapi.yaml"}).Body.Bytes(), &asYAML); err != nil || asYAML["openapi"] != "3.1.0" {
		t.Errorf("YAML: %v, version %v", err, asYAML["openapi"])
	}
	schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); !ok || schemas[name] == nil {
					t.Errorf("%s: %s leads nowhere", path, ref)
				}
			}
			for k, sub := range v {
				walk(path+"/"+k, sub)
			}
		case []any:
			for i, sub := range v {
				walk(path+"/"+strconv.Itoa(i), sub)
			}
		}
	}
	walk("", document)
	ids := map[string]bool{}
	for path, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			if ids[op.OperationID] || op.OperationID == "" || op.Summary == "" || op.Description == "" {
				t.Errorf("%s: id %q, summary %q, description %q", path, op.OperationID, op.Summary, op.Description)
			}
			ids[op.OperationID] = true
			for _, p := range op.Parameters {
				if p.In == "path" && !strings.Contains(path, "{"+p.Name+"}") {
					t.Errorf("%s has no %s", path, p.Name)
				}
				if p.Description == "" && p.In == "query" {
					t.Errorf("%s: %s has no description", path, p.Name)
				}
				for _, example := range p.Schema.Examples {
					for _, complaint := range validate(s, p.Schema, plain(t, example)) {
						t.Errorf("%s: example of %s: %v", path, p.Name, complaint)
					}
				}
			}
			for name := range strings.SplitSeq(path, "/") {
				if inner, ok := strings.CutPrefix(name, "{"); ok && !hasParameter(op, strings.TrimSuffix(inner, "}")) {
					t.Errorf("%s does not describe %s", path, name)
				}
			}
			for status, r := range op.Responses {
				for mediaType, m := range r.Content {
					if m.Schema == nil {
						t.Errorf("%s %s %s has no schema", path, status, mediaType)
					}
					if status == "200" && mediaType == "application/json" && m.Example == nil {
						t.Errorf("%s has no example of its answer", path)
					}
					if m.Example != nil {
						for _, complaint := range validate(s, m.Schema, plain(t, m.Example)) {
							t.Errorf("%s: example of the answer: %v", path, complaint)
						}
					}
				}
			}
		}
	}
}

func hasParameter(op *huma.Operation, name string) bool {
	for _, p := range op.Parameters {
		if p.Name == name && p.In == "path" && p.Required {
			return true
		}
	}
	return false
}

// plain is a value as JSON has it.
func plain(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPages walks lists part by part by their Link header, and finds every item
// once.
func TestPages(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, path := range []string{"/api/v1/policies?off_topic=true", "/api/v1/timeline?steps=true&undated=true&off_topic=true", "/api/v1/codings", "/api/v1/mayors", "/api/v1/policies?sort=title"} {
		var all struct {
			Items []json.RawMessage
			Total int
		}
		if err := json.Unmarshal(do(s, call{request: "GET " + path}).Body.Bytes(), &all); err != nil {
			t.Fatal(err)
		}
		if len(all.Items) != all.Total || all.Total < 3 {
			t.Fatalf("%s: %d items of %d", path, len(all.Items), all.Total)
		}
		var walked []json.RawMessage
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		next := path + join + "limit=2"
		for range all.Total + 1 {
			w := do(s, call{request: "GET " + next})
			var part struct {
				Items []json.RawMessage
				Next  *string
				Total int
			}
			if err := json.Unmarshal(w.Body.Bytes(), &part); err != nil || w.Code != 200 {
				t.Fatalf("%s: %d %v", next, w.Code, err)
			}
			if part.Total != all.Total || len(part.Items) > 2 {
				t.Errorf("%s: total %d, %d items", next, part.Total, len(part.Items))
			}
			walked = append(walked, part.Items...)
			link := w.Header().Get("Link")
			if (part.Next == nil) != (link == "") {
				t.Fatalf("%s: next %v, link %q", next, part.Next, link)
			}
			if part.Next == nil {
				break
			}
			next = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
		}
		if len(walked) != len(all.Items) {
			t.Fatalf("%s: walked %d of %d", path, len(walked), len(all.Items))
		}
		for i := range walked {
			if !bytes.Equal(walked[i], all.Items[i]) {
				t.Errorf("%s: item %d is %s, want %s", path, i, walked[i], all.Items[i])
			}
		}
	}
}

func TestCSVPagesKeepTheirAddress(t *testing.T) {
	s := newServer(t, openRecord(t))
	w := do(s, call{request: "GET /policies.csv?limit=2&sort=slug"})
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("type %s", got)
	}
	link := w.Header().Get("Link")
	if !strings.HasPrefix(link, "</policies.csv?cursor=") || !strings.Contains(link, "sort=slug") {
		t.Fatalf("link %s", link)
	}
	again := do(s, call{request: "GET " + strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)})
	more, err := csv.NewReader(again.Body).ReadAll()
	if err != nil || again.Code != 200 || len(more) < 2 || more[1][0] <= rows[2][0] {
		t.Errorf("the next part: %d %v %v", again.Code, more, err)
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{"": "", "a=b": "a=b", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "§ 2": "§ 2"} {
		if got := harmless(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "cell")
		got := harmless(s)
		if got != "" && strings.ContainsRune("=+-@\t\r\n", rune(got[0])) || got != s && got != "'"+s {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

// FuzzAddress asks for any address: the answer is never a fault of ours, and on
// the API it is always what its media type says.
func FuzzAddress(f *testing.F) {
	for _, c := range calls {
		if path, ok := strings.CutPrefix(c.request, "GET "); ok && len(path) < 300 {
			at, query, _ := strings.Cut(path, "?")
			f.Add(at, query)
		}
	}
	s := newServer(f, openRecord(f))
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path, r.URL.RawQuery = path, query
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%q ? %q: %d %s", path, query, w.Code, w.Body)
		}
		if strings.Contains(w.Header().Get("Content-Type"), "json") && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%q ? %q: no JSON: %s", path, query, w.Body)
		}
	})
}

func TestETag(t *testing.T) {
	st := openRecord(t)
	s := newServer(t, st)
	const path = "GET /api/v1/policies?kind=local_law"
	first := do(s, call{request: path})
	tag := first.Header().Get("ETag")
	if tag == "" || first.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("ETag %q, Cache-Control %q", tag, first.Header().Get("Cache-Control"))
	}
	if again := do(s, call{request: path}); again.Header().Get("ETag") != tag || again.Body.String() != first.Body.String() {
		t.Error("the same request gave another answer")
	}
	for _, header := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/")} {
		w := do(s, call{request: path, header: "If-None-Match: " + header})
		if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: %d, %d bytes", header, w.Code, w.Body.Len())
		}
	}
	for _, header := range []string{`"other"`, "*", ""} {
		if w := do(s, call{request: path, header: "If-None-Match: " + header}); w.Code != 200 {
			t.Errorf("If-None-Match %s: %d", header, w.Code)
		}
	}
	for _, other := range []string{"GET /api/v1/policies?kind=ordinance", "GET /api/v1/policies.csv?kind=local_law", "GET /api/v1/timeline"} {
		if got := do(s, call{request: other}).Header().Get("ETag"); got == tag || got == "" {
			t.Errorf("%s has the tag %q", other, got)
		}
	}
	if w := do(s, call{request: "GET /api/v1/policies/none", header: "If-None-Match: *"}); w.Code != 404 || w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a failure: %d, ETag %q, Cache-Control %q", w.Code, w.Header().Get("ETag"), w.Header().Get("Cache-Control"))
	}
	if w := do(s, call{request: "GET /healthz"}); w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("health: ETag %q, Cache-Control %q", w.Header().Get("ETag"), w.Header().Get("Cache-Control"))
	}

	// What is written shows at once, under a new tag.
	more := curatedRecord()
	more.Policies[0].Slug, more.Policies[0].Number, more.Policies[0].Aliases = "springfield-ll-13-2014", "13", nil
	more.Policies = more.Policies[:1]
	if _, err := st.Import(t.Context(), more, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	w := do(s, call{request: path, header: "If-None-Match: " + tag})
	if w.Code != 200 || w.Header().Get("ETag") == tag || !strings.Contains(w.Body.String(), "springfield-ll-13-2014") {
		t.Errorf("after a write: %d, ETag %s: %s", w.Code, w.Header().Get("ETag"), w.Body)
	}

	// Another day is another answer where none was named.
	s.today = func() law.Day { return "2010-01-01" }
	if w := do(s, call{request: "GET /api/v1/matrix"}); !strings.Contains(w.Body.String(), `"as_of":"2010-01-01"`) {
		t.Errorf("the answer of another day: %.300s", w.Body)
	}
}

func TestGzip(t *testing.T) {
	s := newServer(t, openRecord(t))
	plain := do(s, call{request: "GET /api/v1/timeline"})
	for range 2 { // made, then kept
		w := do(s, call{request: "GET /api/v1/timeline", header: "Accept-Encoding: br, gzip"})
		if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
			t.Fatalf("encoding %q, length %s of %d", w.Header().Get("Content-Encoding"), w.Header().Get("Content-Length"), w.Body.Len())
		}
		if w.Header().Get("ETag") != plain.Header().Get("ETag") || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Errorf("ETag %s, Vary %s", w.Header().Get("ETag"), w.Header().Get("Vary"))
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if err != nil || string(got) != plain.Body.String() {
			t.Errorf("unpacked %d bytes, want %d: %v", len(got), plain.Body.Len(), err)
		}
	}
	for _, c := range []call{{request: "GET /api/v1/timeline", header: "Accept-Encoding: gzip;q=0"}, {request: "GET /api/v1/runs", header: "Accept-Encoding: gzip"}} {
		if w := do(s, c); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s with %s came compressed", c.request, c.header)
		}
	}
}

func TestHEAD(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, path := range []string{"/api/v1/policies", "/api/v1/policies/springfield-ll-12-2014", "/healthz", "/api/v1/openapi.json"} {
		get, head := do(s, call{request: "GET " + path}), do(s, call{request: "HEAD " + path})
		if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != strconv.Itoa(get.Body.Len()) || head.Header().Get("ETag") != get.Header().Get("ETag") {
			t.Errorf("%s: %d, %d bytes, length %s of %d", path, head.Code, head.Body.Len(), head.Header().Get("Content-Length"), get.Body.Len())
		}
	}
	if w := do(s, call{request: "HEAD /api/v1/nothing"}); w.Code != 404 || w.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestHeaders(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, path := range []string{"/api/v1/policies", "/api/v1/nothing", "/nothing", "/api/v1/policies/", "/"} {
		h := do(s, call{request: "GET " + path}).Header()
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Security-Policy": contentPolicy} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if open := h.Get("Access-Control-Allow-Origin"); (open == "*") != strings.HasPrefix(path, root) {
			t.Errorf("%s: open to %q", path, open)
		}
	}
	w := do(s, call{request: "OPTIONS /api/v1/policies", header: "Origin: https://other.example"})
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
	if w := do(s, call{request: "DELETE /api/v1/policies"}); w.Header().Get("Allow") != "GET, HEAD" || w.Header().Get("Content-Type") != problemType {
		t.Errorf("Allow %q, type %s", w.Header().Get("Allow"), w.Header().Get("Content-Type"))
	}
	if w := do(s, call{request: "GET /api/v1/diff"}); w.Header().Get("Allow") != "POST" {
		t.Errorf("Allow %q", w.Header().Get("Allow"))
	}
}

func TestRedlineHeaders(t *testing.T) {
	s := newServer(t, openRecord(t))
	for suffix, want := range map[string][3]string{
		"txt":  {"text/plain; charset=utf-8", contentPolicy, ""},
		"md":   {"text/markdown; charset=utf-8", contentPolicy, ""},
		"html": {"text/html; charset=utf-8", redlinePolicy, ""},
		"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", contentPolicy, `attachment; filename="redline.docx"`},
	} {
		for range 2 { // made, then kept
			h := do(s, call{request: "GET /api/v1/policies/springfield-ll-12-2014/diff." + suffix, header: "Accept-Encoding: gzip"}).Header()
			if got := [3]string{h.Get("Content-Type"), h.Get("Content-Security-Policy"), h.Get("Content-Disposition")}; got != want {
				t.Errorf("%s: %q", suffix, got)
			}
			if suffix == "docx" && h.Get("Content-Encoding") != "" {
				t.Error("a Word document was compressed again")
			}
		}
	}
}

func TestAliasRedirects(t *testing.T) {
	s := newServer(t, openRecord(t))
	for path, want := range map[string]string{
		"/api/v1/policies/springfield-detainer-law":                                 "/api/v1/policies/springfield-ll-12-2014",
		"/api/v1/policies/springfield-detainer-law?as_of=2015-01-01":                "/api/v1/policies/springfield-ll-12-2014?as_of=2015-01-01",
		"/api/v1/policies/springfield-detainer-law/versions.csv":                    "/api/v1/policies/springfield-ll-12-2014/versions.csv",
		"/policies/springfield-detainer-law.json":                                   "/policies/springfield-ll-12-2014.json",
		"/api/v1/policies/springfield-detainer-law/versions/enacted":                "/api/v1/policies/springfield-ll-12-2014/versions/enacted",
		"/api/v1/policies/springfield-detainer-law/diff?from=introduced&view=whole": "/api/v1/policies/springfield-ll-12-2014/diff?from=introduced&view=whole",
	} {
		w := do(s, call{request: "GET " + path})
		if w.Code != 308 || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestProblemShape(t *testing.T) {
	s := newServer(t, openRecord(t))
	w := do(s, call{request: "GET /policies/no-such-policy.json?as_of=2015-01-01"})
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	detail, ok := got["detail"].(string)
	if !ok || !strings.HasSuffix(detail, ".") || strings.Contains(detail, "not found: ") {
		t.Errorf("detail %q", detail)
	}
	delete(got, "detail")
	want := map[string]any{"type": "about:blank", "title": "Not Found", "status": 404.0, "instance": "/policies/no-such-policy.json"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if w.Header().Get("Content-Type") != problemType {
		t.Errorf("type %s", w.Header().Get("Content-Type"))
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		detail string
	}{
		{fmt.Errorf("no such thing: %w", law.ErrNotFound), 404, "No such thing."},
		{law.ErrNotFound, 404, "Not found."},
		{fmt.Errorf("reading the jurisdiction capital-city: %w", law.ErrNotFound), 404, "The jurisdiction capital-city is not found."},
		{fmt.Errorf("reading the policies: %w", fmt.Errorf("the cursor is none of this list; begin again: %w", law.ErrInvalid)), 400, "The cursor is none of this list; begin again."},
		{fmt.Errorf("bad: %w", law.ErrInvalid), 400, "Bad."},
		{fmt.Errorf("big: %w", law.ErrTooLarge), 413, "Big."},
		{fmt.Errorf("two minds: %w", law.ErrConflict), 409, "Two minds."},
		{fmt.Errorf("robots: %w", law.ErrRefused), 403, "Robots."},
		{fmt.Errorf("disk at /secret: %w", law.ErrUnavailable), 503, "This cannot be answered now. Trying again later may help."},
		{fmt.Errorf("SELECT secret: oh"), 500, "Something went wrong here. It has been written to the log."},
	} {
		if p := problemOf(c.err); p.Status != c.status || p.Detail != c.detail {
			t.Errorf("%v: %d %q", c.err, p.Status, p.Detail)
		}
	}
}

func TestPanicIsAProblemAndIsLogged(t *testing.T) {
	var log bytes.Buffer
	s, err := New(Options{Store: openRecord(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	s.engine.GET(root+"/boom", func(*gin.Context) { panic("the secret cause") })
	s.engine.GET(root+"/half", func(c *gin.Context) {
		c.String(200, "half an answer")
		panic("the secret cause")
	})
	s.engine.GET("/boom", func(*gin.Context) { panic("the secret cause") })
	for _, path := range []string{"/api/v1/boom", "/api/v1/half", "/boom"} {
		log.Reset()
		w := do(s, call{request: "GET " + path})
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "half an") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if api := strings.HasPrefix(path, root); api != (w.Header().Get("Content-Type") == problemType) {
			t.Errorf("%s: type %s", path, w.Header().Get("Content-Type"))
		}
		if !strings.Contains(log.String(), "the secret cause") || !strings.Contains(log.String(), "server_test.go") {
			t.Errorf("%s: the log says %q", path, log.String())
		}
	}
	if w := do(s, call{request: "GET /boom", header: "Accept: application/json"}); w.Header().Get("Content-Type") != problemType {
		t.Errorf("to one who asks for JSON: %s", w.Header().Get("Content-Type"))
	}
}

func TestClosedStoreIsA500WithoutInternals(t *testing.T) {
	st, err := store.Open(t.Context(), store.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	s, err := New(Options{Store: st, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	w := do(s, call{request: "GET /api/v1/policies"})
	if w.Code < 500 || strings.Contains(w.Body.String(), "sql") || w.Header().Get("ETag") != "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "request failed") {
		t.Errorf("the log says %q", log.String())
	}
}

func TestAReaderWhoLeavesIsNoError(t *testing.T) {
	var log bytes.Buffer
	s, err := New(Options{Store: openRecord(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/policies", nil).WithContext(ctx))
	if w.Code != 503 || w.Header().Get("Content-Type") != problemType || log.Len() != 0 {
		t.Errorf("%d %s; the log says %q", w.Code, w.Body, log.String())
	}
}

func TestHostileSearches(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, q := range []string{`'; DROP TABLE policies; --`, `"unbalanced`, `NEAR(a b`, `*`, `AND`, `a OR`, `(((`, `title:x`, `{a b}:c`, `^a`, "a\x00b", `a" OR "1"="1`,
		`-a`, `a NOT`, `\`, `%`, `🚔`, `a NEAR/3 b`, "\xff\xfe", `' UNION SELECT sql FROM sqlite_master --`, `<script>alert(1)</script>`} {
		w := do(s, call{request: "GET /api/v1/search?q=" + url.QueryEscape(q)})
		body := strings.ToLower(w.Body.String())
		if w.Code != 200 && w.Code != 400 {
			t.Errorf("%q: %d %s", q, w.Code, body)
		}
		for _, bad := range []string{"fts5", "sqlite", "syntax error near", "create table", "no such column"} {
			if q != `' UNION SELECT sql FROM sqlite_master --` && strings.Contains(body, bad) {
				t.Errorf("%q: %q in %s", q, bad, body)
			}
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: no JSON: %s", q, body)
		}
	}
	if w := do(s, call{request: "GET /api/v1/policies"}); !strings.Contains(w.Body.String(), `"total":5`) {
		t.Errorf("the record was changed: %s", w.Body)
	}
}

func TestHostileAddresses(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, path := range []string{"/api/v1/policies/..", "/api/v1/policies/%2e%2e%2f", "/api/v1/policies/a'b", "/api/v1/policies/" + strings.Repeat("a", 200), "/api/v1/policies/\x00",
		"/api/v1/policies/x.json.csv", "/api/v1/.json", "/x/.json", "/api.json", "//api/v1", "/api/v1/policies/<script>"} {
		w := do(s, call{request: "GET " + path})
		if w.Code >= 500 || w.Code == 200 {
			t.Errorf("%q: %d %.200s", path, w.Code, w.Body)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(10 * (overhead + 100))
	for i := range 1000 {
		c.put(strconv.Itoa(i), kept{status: 200, body: make([]byte, 100)})
		if i > 0 {
			if _, ok := c.get("0"); !ok {
				t.Fatalf("what is asked for all the time was dropped at %d", i)
			}
		}
	}
	if len(c.byKey) != 10 || c.order.Len() != 10 || c.bytes != 10*(overhead+100) {
		t.Errorf("%d kept, %d in order, %d bytes", len(c.byKey), c.order.Len(), c.bytes)
	}
	c.put("large", kept{body: make([]byte, c.most)})
	if _, ok := c.get("large"); ok {
		t.Error("an answer larger than the cache was kept")
	}
}

func TestLargeAndFlushedAnswersGoOutAsTheyCome(t *testing.T) {
	s := newServer(t, openRecord(t))
	s.engine.GET("/large", func(c *gin.Context) {
		for range 10 {
			c.Data(200, "text/plain", make([]byte, 1<<20))
		}
	})
	s.engine.GET("/flushed", func(c *gin.Context) {
		c.String(200, "one")
		c.Writer.Flush()
		c.String(200, "two")
	})
	if w := do(s, call{request: "GET /large", header: "Accept-Encoding: gzip"}); w.Body.Len() != 10<<20 || w.Header().Get("Content-Encoding") != "" || w.Header().Get("ETag") == "" {
		t.Errorf("large: %d bytes, encoding %q", w.Body.Len(), w.Header().Get("Content-Encoding"))
	}
	if w := do(s, call{request: "GET /flushed"}); w.Body.String() != "onetwo" || !w.Flushed {
		t.Errorf("flushed: %q", w.Body)
	}
	if len(s.cache.byKey) != 0 {
		t.Errorf("%d of them were kept", len(s.cache.byKey))
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	s := newServer(t, openRecord(t))
	want := do(s, call{request: "GET /api/v1/policies/springfield-ll-12-2014"}).Body.String()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				do(s, call{request: fmt.Sprintf("GET /api/v1/timeline?limit=%d", (i+j)%10+1)})
				if got := do(s, call{request: "GET /api/v1/policies/springfield-ll-12-2014"}).Body.String(); got != want {
					t.Errorf("another answer: %.200s", got)
				}
			}
		})
	}
	wg.Wait()
}

func TestServesOverTheWire(t *testing.T) {
	server := httptest.NewServer(newServer(t, openRecord(t)).Handler())
	defer server.Close()
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for path, want := range map[string]int{"/api/v1/policies.csv": 200, "/api/v1/policies/springfield-detainer-law": 308, "/api/v1/policies?x=1": 400} {
		r, err := client.Head(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Body.Close(); err != nil || r.StatusCode != want {
			t.Errorf("%s: %d %v", path, r.StatusCode, err)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"kind", "jurisdiction", "from", "to", "limit"}
	for written, want := range map[string]string{"kinds": "kind", "jurisdction": "jurisdiction", "form": "from", "limti": "limit", "x": "", "colour": "", "": "", "juris": "jurisdiction"} {
		if got := nearest(written, names); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

func TestFreshness(t *testing.T) {
	month := SourceInfo{Stale: 30 * 24 * time.Hour}
	on := func(s string) *time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	for _, c := range []struct {
		info   SourceInfo
		done   bool
		newest *time.Time
		want   Freshness
	}{
		{month, false, nil, NeverRead}, {month, true, nil, Undated}, {SourceInfo{}, true, on("2026-01-14"), Undated},
		{month, true, on("2026-01-14"), Fresh}, {month, true, on("2025-12-16"), Fresh}, {month, true, on("2025-12-15"), Stale},
	} {
		if got := freshness(c.info, c.done, c.newest, testToday); got != c.want {
			t.Errorf("done %v, newest %v: %s, want %s", c.done, c.newest, got, c.want)
		}
	}
}

// BenchmarkPolicies asks for a list of policies through the handler, first with
// every answer made anew and then with answers kept, each against the store's
// call alone.
func BenchmarkPolicies(b *testing.B) {
	st := openRecord(b)
	s := newServer(b, st)
	direct := func() time.Duration {
		began := time.Now()
		if _, err := st.Policies(b.Context(), store.PolicyFilter{}); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	handled := func() time.Duration {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/api/v1/policies", nil)
		began := time.Now()
		s.Handler().ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Code)
		}
		return time.Since(began)
	}
	for _, c := range []struct {
		name  string
		cache int
	}{{"made", 0}, {"kept", cacheBytes}} {
		b.Run(c.name, func(b *testing.B) {
			s.cache = newCache(c.cache)
			var ours, theirs time.Duration
			for b.Loop() {
				theirs += direct()
				ours += handled()
			}
			b.ReportMetric(float64(ours)/float64(theirs), "ratio")
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "handler-us")
		})
	}
}
