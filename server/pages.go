package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
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

// choices are the entries of a form's list.
func choices[E ~string](all, chosen []E, words func(E) string) []frontend.Choice {
	out := make([]frontend.Choice, len(all))
	for i, v := range all {
		out[i] = frontend.Choice{Value: string(v), Words: words(v), Chosen: slices.Contains(chosen, v)}
	}
	return out
}

func plainly[E ~string](v E) string { return strings.ReplaceAll(string(v), "_", " ") }

func variableChoices(chosen string) []frontend.Choice {
	var out []frontend.Choice
	for _, v := range law.TheCodebook().Variables {
		out = append(out, frontend.Choice{Value: v.ID, Words: v.Label, Chosen: v.ID == chosen})
	}
	return out
}

// placeChoices lists the jurisdictions by name, those chosen marked.
func (s *Server) placeChoices(ctx context.Context, chosen []string) ([]frontend.Choice, error) {
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing jurisdictions: %w", err)
	}
	slices.SortFunc(rows, func(x, y record.Place) int { return strings.Compare(x.Name, y.Name) })
	out := make([]frontend.Choice, len(rows))
	for i, r := range rows {
		out[i] = frontend.Choice{Value: r.Slug, Words: r.Name, Chosen: slices.Contains(chosen, r.Slug)}
	}
	return out, nil
}
