package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"refuge/law"
)

// placesMeant sends a reader who names a place by a short name or by its name
// ("nyc", "Los Angeles") to the address with its slug, in a path as in the
// parameters that name places.
func (s *Server) placesMeant(c *gin.Context) {
	at := locationIn(c.Request.Context())
	if c.Request.Method != http.MethodGet || !strings.Contains(at.Path, "/jurisdictions/") && !strings.Contains(at.Query, "jurisdiction") {
		return
	}
	known, err := s.placeSlugs(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	from, to := "", ""
	meant := func(name string) string {
		if slices.Contains(known, name) {
			return name
		}
		slug := law.Slug(name)
		if called := law.PlaceCalled(slug); called != "" {
			slug = called
		}
		if !slices.Contains(known, slug) {
			return name
		}
		from, to = name, slug
		return slug
	}
	path := at.Path
	if before, after, ok := strings.Cut(path, "/jurisdictions/"); ok {
		name, rest, _ := strings.Cut(after, "/")
		if rest != "" {
			rest = "/" + rest
		}
		name, suffix, _ := strings.Cut(name, ".")
		if suffix != "" {
			suffix = "." + suffix
		}
		path = before + "/jurisdictions/" + url.PathEscape(meant(name)) + suffix + rest
	}
	query, err := url.ParseQuery(at.Query)
	if err != nil {
		return // whoever reads the query says so
	}
	for _, name := range []string{"jurisdiction", "jurisdictions"} {
		for i, values := range query[name] {
			each := strings.Split(values, ",")
			for j, v := range each {
				each[j] = meant(v)
			}
			query[name][i] = strings.Join(each, ",")
		}
	}
	if from != "" {
		s.fail(c, &moved{from: from, name: to, to: withQuery(path, query)})
	}
}

// placeSlugs are the slugs of all jurisdictions.
func (s *Server) placeSlugs(ctx context.Context) ([]string, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	known := s.known.Load()
	if known == nil || known.revision != revision {
		rows, err := s.store.Jurisdictions(ctx)
		if err != nil {
			return nil, err
		}
		known = &places{revision: revision}
		for _, row := range rows {
			known.slugs = append(known.slugs, row.Slug)
		}
		s.known.Store(known)
	}
	return known.slugs, nil
}

// slugMeant is the slug that a reader may have meant by one in the path that
// names nothing, "" if none is near.
func (s *Server) slugMeant(ctx context.Context, path string) string {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(path, root), "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	slug, _, _ := strings.Cut(parts[1], ".")
	slugs, err := s.store.SlugsLike(ctx, parts[0], slug)
	if err != nil {
		s.log.Error("looking for a slug near to one", "path", path, "error", err)
		return ""
	}
	if slices.Contains(slugs, slug) {
		return "" // it is there; what is not is below it
	}
	return nearest(slug, slugs)
}
