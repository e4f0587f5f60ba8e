package server

import (
	"bytes"
	"compress/gzip"
	chain "container/list"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

const (
	cacheBytes = 32 << 20 // of all answers kept
	keepBytes  = 4 << 20  // of one answer kept
	holdBytes  = 8 << 20  // of one answer held back to be measured and compressed
	gzipFrom   = 1 << 10
)

// answers gives every answer of a GET its ETag, made of the store's revision,
// the program's version, the day and the address, so that a reader who holds
// it is answered without a query; keeps the bytes of answers until something
// is written; and compresses text.
//
// The tag is weak: the compressed and the plain answer share it. A revision
// read before a query may be older than what the query sees; the tag is then
// never given again once the new revision is read, so no reader keeps the old
// one for longer.
func (s *Server) answers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{w: w, gzip: acceptsGzip(r.Header.Get("Accept-Encoding")), cache: s.cache}
		if r.Method == http.MethodGet {
			w.Header().Set("Vary", "Accept, Accept-Encoding")
			if r.URL.Path != "/healthz" {
				// Where the revision cannot be read, neither can the answer; the
				// handler finds and tells the cause.
				if revision, err := s.store.Revision(r.Context()); err == nil {
					a.tag = s.tag(revision, r)
				}
			}
			if a.tag != "" && holds(r.Header.Get("If-None-Match"), a.tag) {
				w.Header().Set("ETag", a.tag)
				w.Header().Set("Cache-Control", "no-cache")
				w.WriteHeader(http.StatusNotModified)
				return
			}
			if k, ok := s.cache.get(a.key()); ok {
				k.write(w)
				return
			}
		}
		next.ServeHTTP(a, r.WithContext(context.WithValue(r.Context(), answerKey{}, a)))
		a.finish()
	})
}

// tag is the ETag of an address, "" of one whose query cannot be read. Page
// handlers must let nothing else decide their answer: no cookie, no other
// header.
func (s *Server) tag(revision int64, r *http.Request) string {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s\n%s\n%s\n%s", revision, s.version, s.build, s.today(), r.URL.Path, query.Encode()))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// holds says whether an If-None-Match header names the tag. "*" is not taken:
// whether there is an answer at all only the handler knows.
func holds(header, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for one := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == opaque {
			return true
		}
	}
	return false
}

func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, found := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		if !found {
			return true
		}
		n, err := strconv.ParseFloat(q, 64)
		return err == nil && n > 0
	}
	return false
}

type answerKey struct{}

func answerOf(ctx context.Context) *answer {
	a, ok := ctx.Value(answerKey{}).(*answer)
	if !ok {
		return nil
	}
	return a
}

// answer holds an answer back until its handler is done. One that grows over
// holdBytes, or is flushed, goes out as it comes: neither kept nor compressed.
type answer struct {
	w      http.ResponseWriter
	cache  *cache
	tag    string // "" gives none
	gzip   bool   // the reader takes it
	status int
	body   bytes.Buffer
	out    bool // going out as it comes
}

func (a *answer) Header() http.Header { return a.w.Header() }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if !a.out && a.body.Len()+len(b) > holdBytes {
		if err := a.release(); err != nil {
			return 0, err
		}
	}
	if a.out {
		return a.w.Write(b)
	}
	return a.body.Write(b)
}

// Flush sends what is held, and from now on everything as it comes.
func (a *answer) Flush() {
	a.WriteHeader(http.StatusOK)
	if !a.out {
		if err := a.release(); err != nil {
			return // the reader has left
		}
	}
	if f, ok := a.w.(http.Flusher); ok {
		f.Flush()
	}
}

func (a *answer) Unwrap() http.ResponseWriter { return a.w }

func (a *answer) release() error {
	a.out = true
	a.mark()
	a.w.WriteHeader(a.status)
	_, err := a.w.Write(a.body.Bytes())
	a.body = bytes.Buffer{}
	return err
}

// reset forgets what was answered so far; false if some of it has gone out.
func (a *answer) reset() bool {
	if a.out {
		return false
	}
	a.status = 0
	a.body.Reset()
	for _, name := range []string{"Content-Type", "Content-Disposition", "Content-Encoding", "Link", "Location"} {
		a.Header().Del(name)
	}
	return true
}

// mark sets what caches are told.
func (a *answer) mark() {
	h := a.Header()
	switch {
	case a.status >= 400:
		h.Set("Cache-Control", "no-store")
	case h.Get("Cache-Control") == "":
		h.Set("Cache-Control", "no-cache")
	}
	if a.tag != "" && a.status == http.StatusOK && !strings.Contains(h.Get("Cache-Control"), "no-store") {
		h.Set("ETag", a.tag)
	}
}

func (a *answer) key() string {
	if a.tag == "" {
		return ""
	}
	return a.tag + strconv.FormatBool(a.gzip)
}

func (a *answer) finish() {
	if a.out {
		return
	}
	a.WriteHeader(http.StatusOK)
	a.mark()
	h := a.Header()
	k := kept{status: a.status, body: a.body.Bytes()}
	if a.gzip && len(k.body) > gzipFrom && h.Get("Content-Encoding") == "" && isText(h.Get("Content-Type")) {
		k.body = compressed(k.body)
		h.Set("Content-Encoding", "gzip")
	}
	if h.Get("ETag") != "" && len(k.body) <= keepBytes {
		k.header, k.body = h.Clone(), bytes.Clone(k.body)
		a.cache.put(a.key(), k)
	}
	k.send(a.w)
}

func isText(mediaType string) bool {
	return strings.HasPrefix(mediaType, "text/") || strings.Contains(mediaType, "json") ||
		strings.Contains(mediaType, "xml") && !strings.Contains(mediaType, "officedocument") ||
		strings.Contains(mediaType, "javascript") || strings.Contains(mediaType, "yaml")
}

var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

func compressed(b []byte) []byte {
	var out bytes.Buffer
	z := writers.Get().(*gzip.Writer)
	defer writers.Put(z)
	z.Reset(&out)
	if _, err := z.Write(b); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// kept is an answer as it went out.
type kept struct {
	status int
	header http.Header
	body   []byte
}

func (k kept) write(w http.ResponseWriter) {
	for name, values := range k.header {
		w.Header()[name] = values
	}
	k.send(w)
}

func (k kept) send(w http.ResponseWriter) {
	w.Header().Set("Content-Length", strconv.Itoa(len(k.body)))
	w.WriteHeader(k.status)
	if _, err := w.Write(k.body); err != nil {
		return // the reader has left
	}
}

// cache keeps the answers asked for last, up to a number of bytes.
type cache struct {
	mu    sync.Mutex
	most  int
	bytes int
	byKey map[string]*chain.Element
	order chain.List // of *cached, the one asked for last in front
}

type cached struct {
	key  string
	kept kept
}

// overhead stands for the headers and the bookkeeping of one answer.
const overhead = 1 << 10

func newCache(most int) *cache { return &cache{most: most, byKey: map[string]*chain.Element{}} }

func (c *cache) get(key string) (kept, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return kept{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).kept, true
}

func (c *cache) put(key string, k kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || len(k.body)+overhead > c.most {
		return
	}
	c.byKey[key] = c.order.PushFront(&cached{key, k})
	c.bytes += len(k.body) + overhead
	for c.bytes > c.most {
		last := c.order.Back()
		old := c.order.Remove(last).(*cached)
		delete(c.byKey, old.key)
		c.bytes -= len(old.kept.body) + overhead
	}
}
