package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"refuge/law"
	"refuge/store"
)

// root is where the API stands.
const root = "/api/v1"

// The bounds of one request.
const (
	maxAddress = 8 << 10 // bytes of path and query
	maxTime    = 30 * time.Second
)

// contentPolicy allows a page what this server itself serves, and no inline
// script or style.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// redlinePolicy is for a stand-alone redline, which brings its own style and
// nothing else.
const redlinePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Options are what a server needs.
type Options struct {
	Store   *store.Store
	Sources []SourceInfo
	// Version is the program's version, as pages show it. Build tells one build
	// of a version from another; both are part of every ETag.
	Version, Build string
	// Site is the address at which readers find the site, "https://refuge.example";
	// "" is not known, and links that leave the site are then relative. What a
	// request says of its host is never trusted.
	Site string
	// Today is the day that stands where a request names none; nil is the
	// calendar day of the machine.
	Today func() law.Day
	// Log receives what went wrong; nil is silence.
	Log *slog.Logger
}

// Server answers requests from one store.
type Server struct {
	store   *store.Store
	sources []SourceInfo
	version string
	build   string
	today   func() law.Day
	log     *slog.Logger

	engine    *gin.Engine
	api       huma.API
	cache     *cache
	language  language
	known     atomic.Pointer[places]
	comparing chan struct{}     // a place for each comparison under way
	resources map[string]bool   // first parts of the API's paths: "policies"
	elsewhere map[string]string // pages whose data stand at another path of the API
	site      string            // address of the site without a slash at the end, "" if it is not known
	routes    []route
	handler   http.Handler
}

// The libraries keep these in package variables. Lists are never null here, so
// the schemas say so; gin's debug mode prints every route.
func init() {
	gin.SetMode(gin.ReleaseMode)
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = humaProblem
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return humaProblem(nil, status, message, errs...)
	}
}

// New builds a server over an open store. The error wraps law.ErrInvalid if an
// option is missing.
func New(o Options) (*Server, error) {
	if o.Store == nil {
		return nil, fmt.Errorf("a server needs a store: %w", law.ErrInvalid)
	}
	s := &Server{store: o.Store, sources: o.Sources, version: o.Version, build: o.Build, today: o.Today, log: o.Log,
		cache: newCache(cacheBytes), resources: map[string]bool{}, elsewhere: map[string]string{}, comparing: make(chan struct{}, atOnce)}
	var err error
	if s.site, err = siteAddress(o.Site); err != nil {
		return nil, err
	}
	if s.today == nil {
		s.today = func() law.Day { return law.DayOf(time.Now()) }
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.engine = gin.New()
	s.engine.HandleMethodNotAllowed = true
	s.engine.Use(s.recovered, s.placesMeant)
	s.engine.NoRoute(func(c *gin.Context) {
		s.fail(c, fmt.Errorf("there is nothing at this address: %w", law.ErrNotFound))
	})
	s.engine.NoMethod(s.wrongMethod)
	if err := s.openAPI(); err != nil {
		return nil, err
	}
	s.engine.GET("/static/:file", s.staticFile)
	site()
	s.handler = s.bounded(s.formatted(s.answers(s.engine)))
	return s, nil
}

// siteAddress is the address of the site without a slash at its end. The error
// wraps law.ErrInvalid for one that is no whole address of the web.
func siteAddress(written string) (string, error) {
	if written == "" {
		return "", nil
	}
	u, err := url.Parse(written)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("the address of the site must be like https://refuge.example, not %q: %w", written, law.ErrInvalid)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// Handler answers every request of the site.
func (s *Server) Handler() http.Handler { return s.handler }

// bounded sets what every answer carries, and bounds what a request may cost.
// A HEAD is a GET whose body is dropped.
func (s *Server) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Security-Policy", contentPolicy)
		if inAPI(r.URL.Path) {
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Access-Control-Expose-Headers", "ETag, Link")
			if r.Method == http.MethodOptions {
				h.Set("Allow", "GET, HEAD, OPTIONS")
				h.Set("Access-Control-Allow-Methods", "GET, HEAD")
				h.Set("Access-Control-Max-Age", "86400")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		ctx, cancel := context.WithTimeout(r.Context(), maxTime)
		defer cancel()
		r = r.WithContext(context.WithValue(ctx, locationKey{}, location{r.URL.Path, r.URL.RawQuery}))
		if r.Method == http.MethodHead {
			r.Method = http.MethodGet
			w = headWriter{w}
		}
		if len(r.URL.Path)+len(r.URL.RawQuery) > maxAddress {
			s.problem(ctx, fmt.Errorf("an address may have %d bytes: %w", maxAddress, errLongAddress)).write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// headWriter drops the body of an answer.
type headWriter struct{ http.ResponseWriter }

func (w headWriter) Write(b []byte) (int, error) { return len(b), nil }

func (w headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recovered makes a 500 of a panic.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.log.Error("panic", "path", c.Request.URL.Path, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			s.fail(c, errPanic)
			return
		}
		if a := answerOf(c.Request.Context()); a != nil && a.reset() {
			s.problem(c.Request.Context(), errPanic).write(a)
		}
	}()
	c.Next()
}

// wrongMethod answers a method that the address does not know; gin has set
// Allow. Whatever can be read can also be asked for by HEAD.
func (s *Server) wrongMethod(c *gin.Context) {
	allow := c.Writer.Header().Get("Allow")
	if allow == http.MethodGet {
		c.Header("Allow", "GET, HEAD")
	}
	s.fail(c, fmt.Errorf("%s is not answered at this address: %w", c.Request.Method, errMethod))
}
