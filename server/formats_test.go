package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"refuge/law"
)

// operations are the operations of the document with the method of each.
func operations(s *Server) map[string]*huma.Operation {
	out := map[string]*huma.Operation{}
	for _, item := range s.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post} {
			if op != nil {
				out[method+" "+op.Path] = op
			}
		}
	}
	return out
}

// goodCall is a request of the cases that an operation answers, without a
// format.
func goodCall(t *testing.T, s *Server, op *huma.Operation) call {
	t.Helper()
	for _, c := range calls {
		at, query := operationAt(s, c)
		if at != op || c.status != http.StatusOK || c.header != "" {
			continue
		}
		method, path, _ := strings.Cut(c.request, " ")
		path, _, _ = strings.Cut(path, "?")
		if stem, _, ok := cutSuffix(path); ok {
			path = stem
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		values.Del("format")
		return call{request: method + " " + withQuery(s.dataPath(path, values.Has("left")), values)}
	}
	t.Fatalf("%s %s has no case", op.Method, op.Path)
	return call{}
}

// Every format that the document declares for an operation is written by it.
func TestEveryDeclaredFormatIsWritten(t *testing.T) {
	s := newServer(t, openRecord(t))
	for name, op := range operations(s) {
		if op.Path == "/healthz" || op.Method == http.MethodPost {
			continue
		}
		c := goodCall(t, s, op)
		path, query, _ := strings.Cut(c.request, "?")
		for mediaType := range op.Responses["200"].Content {
			i := slices.IndexFunc(formats, func(f format) bool { return f.mediaKey() == mediaType })
			if i < 0 {
				t.Errorf("%s declares %s, which is no format", name, mediaType)
				continue
			}
			f := formats[i]
			w := do(s, call{request: path + "?" + strings.Trim(query+"&format="+f.name, "&")})
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != f.mediaType || w.Body.Len() == 0 {
				t.Errorf("%s as %s: %d, %s, %.200s", name, f.name, w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if f.explicit {
				continue
			}
			if w := do(s, call{request: c.request, header: "Accept: " + f.mediaType}); w.Header().Get("Content-Type") != f.mediaType {
				t.Errorf("%s by Accept: %d, %s", name, w.Code, w.Header().Get("Content-Type"))
			}
		}
	}
}

// What an operation does not write it refuses in a sentence: 400 where the
// format was named, 406 where Accept asked for it.
func TestNoOtherFormatIsWritten(t *testing.T) {
	s := newServer(t, openRecord(t))
	for name, op := range operations(s) {
		if op.Path == "/healthz" || op.Method == http.MethodPost {
			continue
		}
		c := goodCall(t, s, op)
		path, query, _ := strings.Cut(c.request, "?")
		for _, f := range formats {
			if _, declared := op.Responses["200"].Content[f.mediaKey()]; declared {
				continue
			}
			if w := do(s, call{request: path + "?" + strings.Trim(query+"&format="+f.name, "&")}); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "json") {
				t.Errorf("%s as %s: %d %.200s", name, f.name, w.Code, w.Body)
			}
			if w := do(s, call{request: c.request, header: "Accept: " + f.mediaType}); w.Code != http.StatusNotAcceptable {
				t.Errorf("%s by Accept %s: %d %.200s", name, f.mediaType, w.Code, w.Body)
			}
		}
		if w := do(s, call{request: c.request, header: "Accept: image/png"}); w.Code != http.StatusNotAcceptable {
			t.Errorf("%s as a picture: %d", name, w.Code)
		}
		if w := do(s, call{request: c.request, header: "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}); w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s to a browser: %d %s", name, w.Code, w.Header().Get("Content-Type"))
		}
	}
}

// A body in any media type is read or refused; none is a fault of ours.
func TestEveryMediaTypeOfABody(t *testing.T) {
	s := newServer(t, openRecord(t))
	types := []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png", "application/xml", "text", "/", ";", "application/json; charset"}
	for _, f := range formats {
		types = append(types, f.mediaType, f.mediaKey(), strings.ToUpper(f.mediaKey()))
	}
	for name, op := range operations(s) {
		if op.RequestBody == nil {
			continue
		}
		for _, mediaType := range types {
			r := httptest.NewRequest(op.Method, op.Path, strings.NewReader(`{"before":"a","after":"b"}`))
			r.Header.Set("Content-Type", mediaType)
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			want := http.StatusUnsupportedMediaType
			if strings.EqualFold(mediaType, "application/json") {
				want = http.StatusOK
			}
			if w.Code != want {
				t.Errorf("%s with a body as %q: %d, want %d: %.200s", name, mediaType, w.Code, want, w.Body)
			}
		}
	}
}

// Every closed list of values in the document is one of law's, or a choice that
// only the server has.
func TestEveryEnumIsLaws(t *testing.T) {
	s := newServer(t, openRecord(t))
	lists := map[string]string{}
	list := func(name string, values []string) {
		slices.Sort(values)
		lists[strings.Join(values, ",")] = name
	}
	list("jurisdiction kinds", words(law.JurisdictionKinds))
	list("policy kinds", words(law.PolicyKinds))
	list("statuses", words(law.Statuses))
	list("event types", words(law.EventTypes))
	list("relation types", words(law.RelationTypes))
	list("standings", words(law.Standings))
	list("stages", words(law.Stages))
	list("bases", words(law.Bases))
	list("lanes", words(law.Lanes))
	list("program kinds", words(law.ProgramKinds))
	list("origins", words(law.Origins))
	list("relevances", words(law.Relevances))
	list("severities", words(law.Severities))
	list("mark kinds", words(law.MarkKinds))
	list("fact kinds", words(law.FactKinds))
	list("variables", words(variableIDs()))
	list("rules", words(ruleNames()))
	list("groups", words(groupIDs()))
	for _, own := range []string{"family,term", "true,false", "sections,whole", "never_read,fresh,stale,unknown", "0"} {
		list(own, strings.Split(own, ","))
	}
	list("sorts", slices.Clone(sorts))
	list("orders", slices.Clone(orders))
	for _, op := range operations(s) {
		if content := op.Responses["200"].Content; content != nil {
			var declared []string
			for _, f := range formats {
				if content[f.mediaKey()] != nil {
					declared = append(declared, f.name)
				}
			}
			list("formats", declared)
		}
	}
	seen := map[string]bool{}
	check := func(where string, schema *huma.Schema) {
		if schema == nil {
			return
		}
		if schema.Items != nil {
			schema = schema.Items
		}
		if len(schema.Enum) == 0 {
			return
		}
		values := textsOf(schema.Enum)
		slices.Sort(values)
		name, ok := lists[strings.Join(values, ",")]
		if !ok {
			t.Errorf("%s has a list of values of its own: %v", where, values)
		}
		seen[name] = true
	}
	for name, schema := range s.api.OpenAPI().Components.Schemas.Map() {
		for field, property := range schema.Properties {
			check(name+"."+field, property)
		}
	}
	for name, op := range operations(s) {
		for _, p := range op.Parameters {
			check(name+" "+p.Name, p.Schema)
		}
	}
	for _, name := range []string{"mark kinds", "statuses", "event types", "bases", "relevances"} {
		if !seen[name] {
			t.Errorf("the document has no %s", name)
		}
	}
}

func words[E ~string](values []E) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprint(v)
	}
	return out
}
