package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"refuge/law"
)

// Kinds of failure that only HTTP has.
var (
	errMethod      = errors.New("method not allowed")
	errLongAddress = errors.New("address too long")
	errMedia       = errors.New("media type not read here")
	errAccept      = errors.New("not a format of this answer")
	errPanic       = errors.New("panic")
)

// statuses says which status each kind of failure has. What is not listed is a
// 500.
var statuses = []struct {
	err    error
	status int
}{
	{law.ErrNotFound, http.StatusNotFound},
	{law.ErrNoText, http.StatusUnprocessableEntity},
	{law.ErrTooLarge, http.StatusRequestEntityTooLarge},
	{law.ErrConflict, http.StatusConflict},
	{law.ErrRefused, http.StatusForbidden},
	{law.ErrInvalid, http.StatusBadRequest},
	{law.ErrBusy, http.StatusServiceUnavailable},
	{law.ErrUnavailable, http.StatusServiceUnavailable},
	{context.DeadlineExceeded, http.StatusServiceUnavailable},
	{context.Canceled, http.StatusServiceUnavailable},
	{errMethod, http.StatusMethodNotAllowed},
	{errLongAddress, http.StatusRequestURITooLong},
	{errMedia, http.StatusUnsupportedMediaType},
	{errAccept, http.StatusNotAcceptable},
}

// Problem is a failure as RFC 9457 writes it. Parameter, Known and DidYouMean
// are there where a parameter of the query was refused.
type Problem struct {
	Type       string   `json:"type" doc:"about:blank: the status says what kind of problem it is" example:"about:blank"`
	Title      string   `json:"title" example:"Bad Request"`
	Status     int      `json:"status" example:"400"`
	Detail     string   `json:"detail" doc:"A sentence for the reader" example:"Unknown parameter \"kinds\"; did you mean \"kind\"?"`
	Instance   string   `json:"instance" doc:"The path that was asked for" example:"/api/v1/policies"`
	Parameter  string   `json:"parameter,omitempty" doc:"The parameter that was refused" example:"kinds"`
	Known      []string `json:"known,omitempty" doc:"The parameters, or the values, that are known here"`
	DidYouMean string   `json:"did_you_mean,omitempty" example:"kind"`

	location string // of a redirect
}

// problem makes a problem of an error, and logs the error where the fault is
// ours; of such a one the reader learns no more than that it happened.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && ctx.Err() != nil {
		p = problemOf(ctx.Err()) // a database that was interrupted does not say why
	}
	p.Instance = locationIn(ctx).Path
	if p.Status == http.StatusNotFound {
		if p.DidYouMean = s.slugMeant(ctx, p.Instance); p.DidYouMean != "" {
			p.Detail += fmt.Sprintf(" Did you mean %q?", p.DidYouMean)
		}
	}
	switch {
	case p.Status < 500:
	case errors.Is(ctx.Err(), context.Canceled):
		s.log.Debug("the reader left", "path", p.Instance)
	case errors.Is(err, law.ErrBusy):
		s.log.Warn("refused", "path", p.Instance, "error", err)
	case !errors.Is(err, errPanic): // logged with its stack where it was caught
		s.log.Error("request failed", "path", p.Instance, "status", p.Status, "error", err)
	}
	return p
}

func problemOf(err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		p := *ready
		return &p
	}
	var m *moved
	if errors.As(err, &m) {
		return &Problem{Type: "about:blank", Title: http.StatusText(http.StatusPermanentRedirect),
			Status: http.StatusPermanentRedirect, Detail: sentence(m.Error()), location: m.to}
	}
	var other *seeOther
	if errors.As(err, &other) {
		return &Problem{Type: "about:blank", Title: http.StatusText(http.StatusSeeOther), Status: http.StatusSeeOther,
			Detail: sentence(other.Error()), location: other.to}
	}
	p := &Problem{Type: "about:blank", Status: http.StatusInternalServerError}
	var kind error
	for _, row := range statuses {
		if errors.Is(err, row.err) {
			p.Status, kind = row.status, row.err
			break
		}
	}
	p.Title = http.StatusText(p.Status)
	switch {
	case kind == law.ErrBusy:
		p.Detail = sentence(forReader(err, kind))
	case p.Status == http.StatusInternalServerError:
		p.Detail = "Something went wrong here. It has been written to the log."
	case p.Status == http.StatusServiceUnavailable:
		p.Detail = "This cannot be answered now. Trying again later may help."
	default:
		p.Detail = sentence(forReader(err, kind))
	}
	var bad *badParameter
	if errors.As(err, &bad) {
		p.Parameter, p.Known, p.DidYouMean = bad.name, bad.known, bad.meant
	}
	return p
}

// forReader is an error without the name of its kind and without what the
// store was doing when it came up, which the reader knows.
func forReader(err, kind error) string {
	words := strings.TrimSuffix(err.Error(), ": "+kind.Error())
	doing, ok := strings.CutPrefix(words, "reading ")
	if !ok {
		return words
	}
	if what, cause, ok := strings.Cut(doing, ": "); ok && what != "" {
		return cause
	}
	return doing + " is " + kind.Error()
}

// sentence begins an error's words with a capital and ends them with a stop.
func sentence(words string) string {
	r, n := utf8.DecodeRuneInString(words)
	words = string(unicode.ToUpper(r)) + words[n:]
	if !strings.HasSuffix(words, "?") && !strings.HasSuffix(words, ".") {
		words += "."
	}
	return words
}

// moved says that what was asked for stands at another address.
type moved struct{ from, name, to string }

func (m *moved) Error() string { return m.from + " is called " + m.name + " here" }

// seeOther says that the answer to a question stands at an address of its own.
type seeOther struct{ to string }

func (o *seeOther) Error() string { return "what was asked for stands at " + o.to }

// fail answers a request with an error: as a problem on the API and to those
// who ask for JSON, otherwise as a page.
func (s *Server) fail(c *gin.Context, err error) {
	c.Abort()
	p := s.problem(c.Request.Context(), err)
	if p.location == "" && !inAPI(c.Request.URL.Path) && !strings.Contains(c.GetHeader("Accept"), "json") {
		for name, values := range p.GetHeaders() {
			c.Writer.Header()[name] = values
		}
		s.errorPage(c, p.Status, p.Detail)
		return
	}
	p.write(c.Writer)
}

func (p *Problem) write(w http.ResponseWriter) {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // a struct of strings
	}
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	if _, err := w.Write(append(b, '\n')); err != nil {
		return // the reader has left
	}
}

const problemType = "application/problem+json"

// Error is the sentence of the problem.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the problem's status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders is where a redirect leads, or when to ask again, for huma.
func (p *Problem) GetHeaders() http.Header {
	switch {
	case p.location != "":
		return http.Header{"Location": {p.location}}
	case p.Status == http.StatusServiceUnavailable:
		return http.Header{"Retry-After": {"5"}}
	}
	return nil
}

// ContentType is that of a problem whatever was asked for, for huma.
func (p *Problem) ContentType(string) string { return problemType }

// humaProblem makes a problem of what huma itself refuses: a body that is not
// what the schema says.
func humaProblem(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	p := &Problem{Type: "about:blank", Status: status, Detail: message}
	switch status {
	case http.StatusUnprocessableEntity:
		p.Status = http.StatusBadRequest
	case http.StatusRequestEntityTooLarge:
		p.Detail = "The body is too large"
	}
	if p.Status < 500 {
		for i, err := range errs {
			switch d, ok := err.(*huma.ErrorDetail); {
			case i > 4:
			case ok && d.Location != "":
				p.Detail += "; " + d.Location + ": " + d.Message
			case err != nil:
				p.Detail += "; " + err.Error()
			}
		}
	} else {
		p.Detail = "Something went wrong here"
	}
	p.Detail = sentence(p.Detail)
	p.Title = http.StatusText(p.Status)
	if ctx != nil {
		p.Instance = locationIn(ctx.Context()).Path
	}
	return p
}
