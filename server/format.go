package server

import (
	"context"
	"maps"
	"net/http"
	"path"
	"strings"
)

// mediaTypes are the formats of answers by the name they have as a suffix and
// as the value of "format".
var mediaTypes = map[string]string{
	"json": "application/json",
	"csv":  "text/csv; charset=utf-8",
	"txt":  "text/plain; charset=utf-8",
	"md":   "text/markdown; charset=utf-8",
	"html": "text/html; charset=utf-8",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// mediaKey is a media type without its parameters, as huma looks formats up.
func mediaKey(format string) string {
	mediaType, _, _ := strings.Cut(mediaTypes[format], ";")
	return mediaType
}

// location is what the reader wrote, before a suffix became a format.
type location struct {
	Path  string
	Query string
}

type locationKey struct{}

// locationIn is what was asked for; every request under the handler has it.
func locationIn(ctx context.Context) location {
	a, ok := ctx.Value(locationKey{}).(location)
	if !ok {
		return location{}
	}
	return a
}

func inAPI(path string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// formats makes a format of a suffix: /api/v1/policies.csv is
// /api/v1/policies?format=csv, and the address of a page with a suffix is the
// same address of the API. A reader of lists may also ask by Accept: text/csv.
func (s *Server) formats(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		query := u.Query()
		ext := path.Ext(u.Path)
		format := strings.TrimPrefix(ext, ".")
		_, known := mediaTypes[format]
		stem := strings.TrimSuffix(u.Path, ext)
		if known && !inAPI(stem) && s.resources[firstPart(stem)] {
			stem = root + stem
		}
		changed := true
		switch {
		case known && inAPI(stem) && stem != root+"/openapi":
			u.Path, u.RawPath = stem, ""
			query.Add("format", format)
		case inAPI(u.Path) && r.Method == http.MethodGet && !query.Has("format") && prefersCSV(r.Header.Get("Accept")):
			query.Set("format", "csv")
		default:
			changed = false
		}
		if changed {
			u.RawQuery = query.Encode()
		}
		own := *r
		own.URL, own.Header = &u, maps.Clone(r.Header)
		next.ServeHTTP(w, &own)
	})
}

func firstPart(p string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return first
}

// prefersCSV says whether an Accept header names CSV and does not name JSON
// before it.
func prefersCSV(accept string) bool {
	at := strings.Index(accept, "text/csv")
	if at < 0 {
		return false
	}
	json := strings.Index(accept, "json")
	return json < 0 || at < json
}
