package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
)

// site is the pages this program was built with.
var site = sync.OnceValue(func() *frontend.Site {
	s, err := frontend.New()
	if err != nil {
		panic("server: the embedded pages do not parse: " + err.Error())
	}
	return s
})

// pages hangs the pages and their static files on the engine.
func (s *Server) pages(g *gin.Engine) {
	for path, build := range map[string]func(*gin.Context) (frontend.Page, error){
		"/":                               s.homePage,
		"/jurisdictions":                  s.jurisdictionsPage,
		"/jurisdictions/:slug":            s.jurisdictionPage,
		"/jurisdictions/:slug/timeline":   s.placeTimelinePage,
		"/jurisdictions/:slug/doubts":     s.doubtsPage,
		"/mayors":                         s.mayorsPage,
		"/mayors/:person":                 s.mayorPage,
		"/policies":                       s.policiesPage,
		"/policies/:slug":                 s.policyPage,
		"/policies/:slug/versions/:label": s.versionPage,
		"/policies/:slug/diff":            s.diffPage,
		"/policies/:slug/shared":          s.sharedPage,
		"/timeline":                       s.timelinePage,
		"/compare":                        s.comparePage,
		"/search":                         s.searchPage,
		"/codebook":                       s.codebookPage,
		"/sources":                        s.sourcesPage,
		"/about":                          s.aboutPage,
	} {
		g.GET(path, s.page(build))
	}
	g.GET("/static/:file", s.staticFile)
	site()
}

// page answers with a page, or with what went wrong. A query with an empty
// parameter, as forms send it, leads to the same address without: that is the
// one to cite.
func (s *Server) page(build func(*gin.Context) (frontend.Page, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		if to, ok := cleaned(c.Request.URL); ok {
			c.Redirect(http.StatusSeeOther, to)
			return
		}
		p, err := build(c)
		if err != nil {
			s.fail(c, err)
			return
		}
		if c.Writer.Written() {
			return
		}
		status := http.StatusOK
		if q, ok := p.(*frontend.Search); ok && q.Complaint != "" {
			status = http.StatusBadRequest
		}
		s.render(c, status, p)
	}
}

func (s *Server) render(c *gin.Context, status int, p frontend.Page) {
	b, err := site().Render(p)
	if err != nil {
		s.log.Error("page failed", "path", c.Request.URL.Path, "error", err)
		c.String(http.StatusInternalServerError, "Something went wrong here. It has been written to the log.\n")
		return
	}
	c.Data(status, "text/html; charset=utf-8", b)
}

// errorPage answers with the page of an error.
func (s *Server) errorPage(c *gin.Context, status int, sentence string) {
	heading := http.StatusText(status)
	switch status {
	case http.StatusNotFound:
		heading = "Not in the record"
	case http.StatusBadRequest:
		heading = "That could not be read"
	case http.StatusInternalServerError:
		heading = "Something went wrong"
	case http.StatusServiceUnavailable:
		heading = "Not available now"
	}
	s.render(c, status, &frontend.Problem{Base: frontend.Base{Title: heading}, Status: status, Heading: heading, Sentence: sentence})
}

// staticFile serves a file whose name carries the hash of its bytes.
func (s *Server) staticFile(c *gin.Context) {
	f, ok := site().File(c.Request.URL.Path)
	if !ok {
		s.fail(c, fmt.Errorf("there is no such file: %w", law.ErrNotFound))
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, f.MediaType, f.Bytes)
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

// withQuery joins a path and a query.
func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// asked reads the parameters of a page. Its first failure stands in err.
type asked struct {
	url.Values
	err error
}

func askedOf(c *gin.Context) *asked { return &asked{Values: c.Request.URL.Query()} }

func (a *asked) refuse(b *badParameter) {
	if a.err == nil {
		a.err = b
	}
}

// words is a parameter of one value, of at most n bytes.
func (a *asked) words(name string, n int) string {
	values := a.Values[name]
	switch {
	case len(values) == 0:
		return ""
	case len(values) > 1:
		a.refuse(&badParameter{name: name, words: fmt.Sprintf("parameter %q has one value and was given %d", name, len(values))})
	case len(values[0]) > n:
		a.refuse(&badParameter{name: name, words: fmt.Sprintf("%s may have %d bytes, not %d", name, n, len(values[0]))})
		return ""
	}
	return values[0]
}

// many is a parameter of any number of values, repeated or with commas.
func (a *asked) many(name string) []string {
	values := slices.DeleteFunc(strings.Split(strings.Join(a.Values[name], ","), ","), func(v string) bool { return v == "" })
	if len(values) > maxValues {
		a.refuse(&badParameter{name: name, words: fmt.Sprintf("%s may have %d values, not %d", name, maxValues, len(values))})
		return nil
	}
	return values
}

// day is a day, "" where none was asked for.
func (a *asked) day(name string) law.Day {
	value := a.words(name, 60)
	if value == "" {
		return ""
	}
	d, err := law.ParseDay(value)
	if err != nil {
		a.refuse(&badParameter{name: name, words: strings.TrimSuffix(fmt.Sprintf("%s: %v", name, err), ": "+law.ErrInvalid.Error())})
	}
	return d
}

// yes is a parameter that is true or left out.
func (a *asked) yes(name string) bool {
	switch v := a.words(name, 60); v {
	case "true":
		return true
	case "", "false":
		return false
	default:
		a.refuse(&badParameter{name: name, words: fmt.Sprintf("%s must be true or false, not %s", name, quoted(v))})
		return false
	}
}

// whole is a whole number from least to most, 0 where none was asked for.
func (a *asked) whole(name string, least, most int) int {
	v := a.words(name, 60)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		a.refuse(&badParameter{name: name, words: fmt.Sprintf("%s must be a whole number from %d to %d, not %s", name, least, most, quoted(v))})
		return 0
	}
	return n
}

// oneOf is the values of a parameter, each of which must stand in known.
func oneOf[E ~string](a *asked, name string, known []E) []E {
	var out []E
	for _, v := range a.many(name) {
		if !slices.Contains(known, E(v)) {
			names := make([]string, len(known))
			for i, k := range known {
				names[i] = string(k)
			}
			a.refuse(&badParameter{name: name, known: names, meant: nearest(v, names),
				words: fmt.Sprintf("%s: %s is none of %s", name, quoted(v), strings.Join(names, ", "))})
			return nil
		}
		out = append(out, E(v))
	}
	return out
}

// choices are the entries of a form's list.
func choices[E ~string](all, chosen []E, words func(E) string) []frontend.Choice {
	out := make([]frontend.Choice, len(all))
	for i, v := range all {
		out[i] = frontend.Choice{Value: string(v), Words: words(v), Chosen: slices.Contains(chosen, v)}
	}
	return out
}

func plainly[E ~string](v E) string { return strings.ReplaceAll(string(v), "_", " ") }

// placeChoices lists the jurisdictions, and refuses a slug that names none.
func (s *Server) placeChoices(ctx context.Context, a *asked, name string) ([]string, []frontend.Choice, error) {
	slugs := a.many(name)
	if err := s.checkPlaces(ctx, name, slugs); err != nil {
		return nil, nil, err
	}
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("listing jurisdictions: %w", err)
	}
	slices.SortFunc(rows, func(x, y record.Place) int { return strings.Compare(x.Name, y.Name) })
	out := make([]frontend.Choice, len(rows))
	for i, r := range rows {
		out[i] = frontend.Choice{Value: r.Slug, Words: r.Name, Chosen: slices.Contains(slugs, r.Slug)}
	}
	return slugs, out, nil
}

// pager leads through a list at this address.
func pager(c *gin.Context, next record.Optional, shown, total int) frontend.Pager {
	p := frontend.Pager{Shown: shown, Total: total}
	query := c.Request.URL.Query()
	if query.Has("cursor") {
		query.Del("cursor")
		p.First = withQuery(c.Request.URL.Path, query)
	}
	if next != "" {
		query.Set("cursor", string(next))
		p.Next = withQuery(c.Request.URL.Path, query)
	}
	return p
}

// data is the address of a page's answer as data, with its query but for what
// only the page knows.
func data(c *gin.Context, path, suffix string, without ...string) string {
	query := c.Request.URL.Query()
	for _, name := range append(without, "cursor") {
		query.Del(name)
	}
	return withQuery(path+"."+suffix, query)
}
