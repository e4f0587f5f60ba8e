package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"refuge/law"
)

// clock is a time that passes only by sleeping.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// site is a server on loopback: what it answers by path, and what it was asked.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	pages  map[string]http.HandlerFunc
	asked  []*http.Request
	robots string
}

func newSite(t testing.TB) *site {
	s := &site{pages: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(s)
	// The server writes to standard error what tests provoke on purpose.
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	page := s.pages[r.URL.Path]
	s.mu.Unlock()
	switch {
	case page != nil:
		page(w, r)
	case r.URL.Path == "/robots.txt":
		if s.robots == "" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, s.robots)
	default:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprintf(w, `{"path":%q}`, r.URL.Path)
	}
}

// count is how often a path was asked for.
func (s *site) count(path string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.asked {
		if r.URL.Path == path {
			n++
		}
	}
	return n
}

func (s *site) last() *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[len(s.asked)-1]
}

// bench is a client with all that it writes to.
type bench struct {
	*Client
	clock    *clock
	dir      string
	captures *Captures
	log      *bytes.Buffer
}

func newClient(t testing.TB, o Options, allow ...*site) *bench {
	t.Helper()
	b := &bench{clock: &clock{now: noon}, dir: t.TempDir(), log: new(bytes.Buffer)}
	b.captures = openCaptures(t, b.dir, CaptureOptions{})
	o.Name, o.Version, o.Contact = "Refuge", "0.1", "https://springfield.example/contact"
	o.Captures, o.Now, o.Sleep = b.captures, b.clock.Now, b.clock.Sleep
	o.Log = slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, s := range allow {
		o.Allow = append(o.Allow, s.URL+"/v1")
	}
	if o.Rate == nil {
		o.Rate = new(0.0)
	}
	var err error
	if b.Client, err = New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Client.Close)
	return b
}

func TestGet(t *testing.T) {
	s := newSite(t)
	c := newClient(t, Options{}, s)
	r, err := c.Get(context.Background(), Request{URL: s.URL + "/matters?$filter=a eq 'b'#top"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != 200 || r.MediaType != "application/json" || string(r.Body) != `{"path":"/matters"}` || r.Attempts != 1 || r.NotModified {
		t.Errorf("response is %+v", r)
	}
	if want := s.URL + "/matters?$filter=a%20eq%20'b'"; r.URL != want || r.Capture.URL != want {
		t.Errorf("address is %s, kept as %s, want %s", r.URL, r.Capture.URL, want)
	}
	if b, err := c.captures.Body(context.Background(), r.Capture); err != nil || !bytes.Equal(b, r.Body) {
		t.Errorf("captured is %q, %v", b, err)
	}
	q := s.last()
	for name, want := range map[string]string{
		"User-Agent": "Refuge/0.1 (+https://springfield.example/contact)", "Accept": "application/json", "Accept-Encoding": "gzip, deflate",
	} {
		if got := q.Header.Get(name); got != want {
			t.Errorf("%s was %q, want %q", name, got, want)
		}
	}
	if got := fmt.Sprint(readAll(t, c.dir)); got != "[response]" {
		t.Errorf("kept are %s", got)
	}
	if !strings.Contains(gunzipAll(t, filepath.Join(c.dir, filepath.FromSlash(r.Capture.File))), "WARC-IP-Address: 127.0.0.1\r\n") {
		t.Error("the address that answered is not kept")
	}
}

func TestNewRefuses(t *testing.T) {
	good := Options{Name: "Refuge", Contact: "mail@springfield.example", Captures: &Captures{}}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Options){
		"no name":              func(o *Options) { o.Name = "" },
		"name of two lines":    func(o *Options) { o.Name = "Refuge\r\nX" },
		"no contact":           func(o *Options) { o.Contact = "" },
		"contact of two lines": func(o *Options) { o.Contact = "a@b.example\r\nX: 1" },
		"contact closes":       func(o *Options) { o.Contact = "a@b) evil (c" },
		"version of two words": func(o *Options) { o.Version = "0.1 x" },
		"no store":             func(o *Options) { o.Captures = nil },
		"rate below zero":      func(o *Options) { o.Rate = new(-1.0) },
		"attempts below zero":  func(o *Options) { o.Attempts = -1 },
		"base of a file":       func(o *Options) { o.Allow = []string{"file:///etc/passwd"} },
		"base with a password": func(o *Options) { o.Allow = []string{"http://a:b@127.0.0.1/"} },
	} {
		o := good
		change(&o)
		if _, err := New(o); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v, want not valid", name, err)
		}
	}
}

// hijack breaks a connection after writing some bytes to it.
func hijack(t testing.TB, w http.ResponseWriter, reset bool, text string) {
	conn, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, err = buf.WriteString(text)
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		err = errors.Join(err, tcp.SetLinger(0))
	}
	if err = errors.Join(err, buf.Flush(), conn.Close()); err != nil {
		t.Error(err)
	}
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

func page(media, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		fmt.Fprint(w, body)
	}
}

// TestFailures has every way in which an answer is none. After a failure that
// may pass, the same server answers well the second time.
func TestFailures(t *testing.T) {
	long := strings.Repeat("Whereas ", 2000)
	for _, f := range []struct {
		name     string
		bad      http.HandlerFunc
		accept   string
		attempts int // when it always fails
		kept     int // captures then
		kind     error
		says     string
	}{
		{"400", status(400, `{"Message":"bad filter"}`), "", 1, 1, law.ErrInvalid, "bad filter"},
		{"401", status(401, "key?"), "", 1, 1, law.ErrRefused, "HTTP 401 Unauthorized"},
		{"403", status(403, "Token is required"), "", 1, 1, law.ErrRefused, "Token is required"},
		{"404", status(404, "none"), "", 1, 1, law.ErrNotFound, "HTTP 404"},
		{"410", status(410, "deleted"), "", 1, 1, law.ErrNotFound, "HTTP 410"},
		{"418", status(418, ""), "", 1, 1, law.ErrInvalid, "HTTP 418"},
		{"206", status(206, "par"), "", 1, 1, law.ErrUnavailable, "HTTP 206"},
		{"300 without a place", status(300, ""), "", 1, 1, law.ErrUnavailable, "HTTP 300"},
		{"304 unasked", status(304, ""), "", 1, 1, law.ErrUnavailable, "HTTP 304"},
		{"429", status(429, "slow"), "", 4, 1, law.ErrUnavailable, "HTTP 429 Too Many Requests after 4 attempts"},
		{"500", status(500, `{"Message":"An error has occurred."}`), "", 4, 1, law.ErrUnavailable, "An error has occurred."},
		{"503", status(503, ""), "", 4, 1, law.ErrUnavailable, "HTTP 503"},
		{"no answer", func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, false, "") }, "", 4, 0, law.ErrUnavailable, "cut off in the last of 4 attempts"},
		{"reset", func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, true, "") }, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"half a header", func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, false, "HTTP/1.1 200 OK\r\nConte") }, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"body too short", func(w http.ResponseWriter, _ *http.Request) {
			hijack(t, w, false, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"MatterId\":1")
		}, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"chunks cut", func(w http.ResponseWriter, _ *http.Request) {
			hijack(t, w, false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1234\r\n")
		}, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"gzip cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			if b := gzipped("[1]"); w != nil {
				if _, err := w.Write(b[:len(b)-4]); err != nil {
					t.Error(err)
				}
			}
		}, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"gzip damaged", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			b := gzipped("[1]")
			b[len(b)-6] ^= 1
			if _, err := w.Write(b); err != nil {
				t.Error(err)
			}
		}, "", 4, 0, law.ErrUnavailable, "cut off"},
		{"no gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "plain text here")
		}, "", 4, 0, law.ErrUnavailable, "no gzip"},
		{"strange encoding", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			fmt.Fprint(w, "[1]")
		}, "", 1, 0, law.ErrInvalid, "not asked for"},
		{"not HTTP", func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, false, "SSH-2.0-x\r\n\r\n") }, "", 4, 0, law.ErrUnavailable, "malformed HTTP"},
		{"large by its length", func(w http.ResponseWriter, _ *http.Request) {
			hijack(t, w, false, "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")
		}, "", 1, 0, law.ErrTooLarge, "100001 bytes"},
		{"large without a length", page("application/json", strings.Repeat("1", 100001)), "", 1, 0, law.ErrTooLarge, "over the bound"},
		{"large when unpacked", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			if _, err := w.Write(gzipped(strings.Repeat("1", 100001))); err != nil {
				t.Error(err)
			}
		}, "", 1, 0, law.ErrTooLarge, "over the bound"},
		{"header too long", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", maxHead+1))
			fmt.Fprint(w, "[1]")
		}, "", 1, 0, law.ErrUnavailable, "header"},
		{"empty", page("application/json", ""), "", 2, 2, law.ErrUnavailable, "the body is empty"},
		{"blank", page("application/json", "\ufeff \r\n"), "", 2, 2, law.ErrUnavailable, "the body is empty"},
		{"page for JSON", page("text/html", "<html>"+long), "", 2, 2, law.ErrUnavailable, "an HTML page came where application/json"},
		{"page said to be JSON", page("application/json", "\n<!DOCTYPE html><p>"+long), "", 2, 2, law.ErrUnavailable, "an HTML page came"},
		{"page for a PDF", page("text/html; charset=utf-8", "<p>"+long), "application/pdf", 2, 2, law.ErrUnavailable, "an HTML page came where application/pdf"},
		{"firewall", page("text/html", long+"Incapsula incident ID: 1"), "text/html", 2, 2, law.ErrUnavailable, "incapsula incident id"},
		{"firewall as text", page("text/plain", "Request unsuccessful. Incapsula incident ID: 1"), "text/plain", 2, 2, law.ErrUnavailable, "incapsula"},
		{"maintenance in a short page", page("text/html", "<p>Our site is down for maintenance."), "text/html", 2, 2, law.ErrUnavailable, "down for maintenance"},
		{"maintenance in a title", page("text/html", "<title>Site Maintenance</title>"+long), "*/*", 2, 2, law.ErrUnavailable, "site maintenance"},
	} {
		t.Run(f.name, func(t *testing.T) {
			s := newSite(t)
			s.pages["/x"] = f.bad
			c := newClient(t, Options{Attempts: 4, MaxBytes: 100000}, s)
			r, err := c.Get(context.Background(), Request{URL: s.URL + "/x", Accept: f.accept})
			if !errors.Is(err, f.kind) || !strings.Contains(err.Error(), f.says) || !strings.Contains(err.Error(), s.URL) {
				t.Errorf("error is %v, want %v and %q", err, f.kind, f.says)
			}
			// net/http itself asks once more where a connection it kept open is
			// closed before it says a word (RFC 9112 § 9.3.1).
			kept := 0
			if f.name == "no answer" || f.name == "reset" {
				kept = 1
			}
			if r.Attempts != f.attempts || s.count("/x") < f.attempts || s.count("/x") > f.attempts+kept {
				t.Errorf("%d attempts told, %d made, want %d", r.Attempts, s.count("/x"), f.attempts)
			}
			if got := len(readAll(t, c.dir)); got != f.kept {
				t.Errorf("%d captures kept, want %d", got, f.kept)
			}
			if (r.Capture != law.Capture{}) != (f.kept > 0) {
				t.Errorf("capture is %+v", r.Capture)
			}
			for _, d := range c.clock.slept {
				if d <= 0 || d > maxBackoff {
					t.Errorf("waited %v", d)
				}
			}

			n := 0
			s.pages["/x"] = func(w http.ResponseWriter, q *http.Request) {
				if n++; n == 1 {
					f.bad(w, q)
					return
				}
				fmt.Fprint(w, "[1]")
			}
			r, err = c.Get(context.Background(), Request{URL: s.URL + "/x"})
			if f.attempts == 1 {
				if err == nil || r.Attempts != 1 {
					t.Errorf("tried again: %d attempts, %v", r.Attempts, err)
				}
			} else if err != nil || string(r.Body) != "[1]" || r.Attempts != 2 && kept == 0 {
				t.Errorf("the second attempt gives %q, %v after %d", r.Body, err, r.Attempts)
			}
		})
	}
}

func TestStatusError(t *testing.T) {
	s := newSite(t)
	s.pages["/x"] = status(500, "The cast to value type\r\n\x00 'System.Int32'   failed "+strings.Repeat("§", 400))
	c := newClient(t, Options{}, s)
	r, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
	var e *StatusError
	if !errors.As(err, &e) {
		t.Fatalf("error is %v", err)
	}
	if e.Status != 500 || e.URL != s.URL+"/x" || e.Attempts != DefaultAttempts || len(e.Snippet) > maxSnippet ||
		!strings.HasPrefix(e.Snippet, "The cast to value type") || !strings.HasSuffix(e.Snippet, "§") {
		t.Errorf("error is %+v", e)
	}
	if r.Status != 500 || !bytes.HasPrefix(r.Body, []byte("The cast")) {
		t.Errorf("response is %+v", r)
	}
	if len(c.clock.slept) != DefaultAttempts-1 {
		t.Errorf("waited %v", c.clock.slept)
	}
	for i, d := range c.clock.slept {
		if full := DefaultBackoff << i; d < full/2 || d > full {
			t.Errorf("wait %d is %v, want %v to %v", i+1, d, full/2, full)
		}
	}
}

func TestSoundAnswersThatLookOdd(t *testing.T) {
	long := strings.Repeat("Whereas ", 2000)
	for name, f := range map[string]struct {
		page   http.HandlerFunc
		accept string
	}{
		"law on maintenance":     {page("text/html", "<title>Local Law 1</title>"+long+"access denied, scheduled maintenance"), "text/html"},
		"JSON on a firewall":     {page("application/json", `{"t":"Incapsula incident ID"}`), ""},
		"text on maintenance":    {page("text/plain", "temporarily unavailable"), "text/plain"},
		"XML for JSON":           {page("application/xml", "<ArrayOfGranicusMatter/>"), ""},
		"page for anything":      {page("text/html", long), "*/*"},
		"no type":                {func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil; fmt.Fprint(w, "[1]") }, ""},
		"bytes, blank beginning": {page("application/pdf", strings.Repeat(" ", 2000)+"x"), ""},
		"201":                    {status(201, "[1]"), ""},
	} {
		s := newSite(t)
		s.pages["/x"] = f.page
		c := newClient(t, Options{}, s)
		if r, err := c.Get(context.Background(), Request{URL: s.URL + "/x", Accept: f.accept}); err != nil || r.Attempts != 1 {
			t.Errorf("%s: %v after %d", name, err, r.Attempts)
		}
	}
}

func TestConditional(t *testing.T) {
	s := newSite(t)
	s.pages["/x"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "Mon, 23 Nov 2026 10:00:00 GMT" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "[1]")
	}
	c := newClient(t, Options{}, s)
	ctx := context.Background()
	first, err := c.Get(ctx, Request{URL: s.URL + "/x"})
	if err != nil || first.Capture.ETag != `"v1"` || first.Capture.Modified == "" {
		t.Fatalf("%+v, %v", first.Capture, err)
	}
	r, err := c.Get(ctx, Request{URL: s.URL + "/x", ETag: first.Capture.ETag, LastModified: first.Capture.Modified})
	if err != nil || !r.NotModified || r.Status != 304 || len(r.Body) != 0 || r.Capture != (law.Capture{}) {
		t.Errorf("not modified is %+v, %v", r, err)
	}
	// The server takes no notice of the condition and sends the same bytes.
	again, err := c.Get(ctx, Request{URL: s.URL + "/x", Refers: &first.Capture})
	if err != nil || again.Capture.Offset != first.Capture.Offset || string(again.Body) != "[1]" {
		t.Errorf("the same bytes are %+v, %v", again.Capture, err)
	}
	if got := fmt.Sprint(readAll(t, c.dir)); got != "[response revisit]" {
		t.Errorf("kept are %s", got)
	}
}

func TestEncodings(t *testing.T) {
	const body = `{"MatterTitle":"Oversight § 9-131"}`
	deflated := func(bare bool) []byte {
		var b bytes.Buffer
		var z io.WriteCloser = zlib.NewWriter(&b)
		if bare {
			var err error
			if z, err = flate.NewWriter(&b, 5); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.WriteString(z, body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, f := range map[string]struct {
		encoding string
		body     []byte
	}{
		"gzip": {"gzip", gzipped(body)}, "x-gzip": {"X-GZip", gzipped(body)}, "identity": {"identity", []byte(body)},
		"deflate": {"deflate", deflated(false)}, "bare deflate": {"deflate", deflated(true)},
		"two members": {"gzip", append(gzipped(body[:9]), gzipped(body[9:])...)},
	} {
		s := newSite(t)
		s.pages["/x"] = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", f.encoding)
			if _, err := w.Write(f.body); err != nil {
				t.Error(err)
			}
		}
		c := newClient(t, Options{}, s)
		r, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
		if err != nil || string(r.Body) != body {
			t.Errorf("%s: %q, %v", name, r.Body, err)
			continue
		}
		raw := gunzipAll(t, filepath.Join(c.dir, filepath.FromSlash(r.Capture.File)))
		if !strings.Contains(raw, "X-Archive-Orig-Content-Encoding: "+f.encoding+"\r\n") || strings.Contains(raw, "\r\nContent-Encoding:") {
			t.Errorf("%s: the record does not say how the body came", name)
		}
		readAll(t, c.dir)
	}
}

func TestRobots(t *testing.T) {
	for name, f := range map[string]struct {
		robots string
		page   http.HandlerFunc
		path   string
		kind   error
	}{
		"none":                  {"", nil, "/x", nil},
		"closed":                {"", status(403, ""), "/x", nil},
		"all":                   {"User-agent: *\nDisallow:\n", nil, "/x", nil},
		"nothing":               {"User-agent: *\nDisallow: /\n", nil, "/x", law.ErrRefused},
		"a path":                {"User-agent: *\nDisallow: /private\n", nil, "/private/1", law.ErrRefused},
		"another path":          {"User-agent: *\nDisallow: /private\n", nil, "/public", nil},
		"an exception":          {"User-agent: *\nDisallow: /v1\nAllow: /v1/open\n", nil, "/v1/open/1", nil},
		"by query":              {"User-agent: *\nDisallow: /*?token=\n", nil, "/x", law.ErrRefused},
		"us by name":            {"User-agent: refuge\nDisallow: /\nUser-agent: *\nAllow: /\n", nil, "/x", law.ErrRefused},
		"others by name":        {"User-agent: Other\nDisallow: /\n", nil, "/x", nil},
		"rules nobody has":      {"Disallow: /\nnonsense\nUser-agent: *\nCrawl-delay: soon\nDisallow: /private\n", nil, "/private", law.ErrRefused},
		"rules before an agent": {"Disallow: /\nUser-agent: *\nCrawl-delay: soon\n", nil, "/x", nil},
		"a page":                {"<html><body>Welcome</body></html>", nil, "/x", nil},
		"broken":                {"", status(500, ""), "/x", law.ErrUnavailable},
		"too many":              {"", status(429, ""), "/x", law.ErrUnavailable},
		"cut off":               {"", func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, false, "") }, "/x", law.ErrUnavailable},
		"a delay beyond all":    {"User-agent: *\nCrawl-delay: 86400\n", nil, "/x", law.ErrRefused},
		"redirected": {"", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/other.txt", http.StatusMovedPermanently)
		}, "/x", law.ErrRefused},
		"redirected in a ring": {"", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/robots.txt", http.StatusMovedPermanently)
		}, "/x", law.ErrUnavailable},
		"redirected to the inside": {"", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusMovedPermanently)
		}, "/x", law.ErrRefused},
		"long": {"User-agent: *\nDisallow: /x\n" + strings.Repeat("# \n", maxRobots), nil, "/x", law.ErrRefused},
	} {
		s := newSite(t)
		s.robots = f.robots
		s.pages["/robots.txt"] = f.page
		s.pages["/other.txt"] = page("text/plain", "User-agent: *\nDisallow: /\n")
		c := newClient(t, Options{}, s)
		_, err := c.Get(context.Background(), Request{URL: s.URL + f.path, Secret: Secret{Param: "token", Value: "very-secret-1"}})
		if !errors.Is(err, f.kind) || f.kind == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, f.kind)
		}
		if asked := s.count(f.path); (asked == 1) != (f.kind == nil) {
			t.Errorf("%s: asked %d times", name, asked)
		}
		if kept := len(readAll(t, c.dir)); (kept == 1) != (f.kind == nil) {
			t.Errorf("%s: %d captures", name, kept)
		}
	}
}

func TestRobotsOnceADay(t *testing.T) {
	s := newSite(t)
	s.robots = "User-agent: *\nDisallow: /private\nCrawl-delay: 10\n"
	c := newClient(t, Options{}, s)
	ctx := context.Background()
	get := func(path string) {
		t.Helper()
		if _, err := c.Get(ctx, Request{URL: s.URL + path}); err != nil {
			t.Fatal(err)
		}
	}
	get("/a")
	begin := c.clock.Now()
	get("/b")
	get("/c")
	if d := c.clock.Now().Sub(begin); d != 20*time.Second {
		t.Errorf("two requests took %v at a crawl-delay of 10 s", d)
	}
	if n := s.count("/robots.txt"); n != 1 {
		t.Errorf("robots.txt asked for %d times", n)
	}
	c.clock.now = c.clock.now.Add(robotsFor)
	s.robots = "User-agent: *\nDisallow: /private\n"
	get("/d")
	begin = c.clock.Now()
	get("/e")
	if n := s.count("/robots.txt"); n != 2 {
		t.Errorf("robots.txt asked for %d times after a day", n)
	}
	if d := c.clock.Now().Sub(begin); d != 0 {
		t.Errorf("a request took %v after the crawl-delay was taken back", d)
	}
	// One that could not be had is asked for again a minute later, and what
	// was known before does not count.
	c.clock.now = c.clock.now.Add(robotsFor)
	s.pages["/robots.txt"] = status(503, "")
	for range 2 {
		if _, err := c.Get(ctx, Request{URL: s.URL + "/f"}); !errors.Is(err, law.ErrUnavailable) {
			t.Errorf("without robots.txt: %v", err)
		}
	}
	if n := s.count("/robots.txt"); n != 2+DefaultAttempts {
		t.Errorf("robots.txt asked for %d times", n)
	}
	delete(s.pages, "/robots.txt")
	c.clock.now = c.clock.now.Add(robotsAgain)
	get("/f")
}

func TestRate(t *testing.T) {
	s, other := newSite(t), newSite(t)
	c := newClient(t, Options{Rate: new(2.0)}, s, other)
	ctx := context.Background()
	for i := range 5 { // and robots.txt once
		if _, err := c.Get(ctx, Request{URL: fmt.Sprintf("%s/%d", s.URL, i)}); err != nil {
			t.Fatal(err)
		}
	}
	if d := c.clock.Now().Sub(noon); d != 2500*time.Millisecond {
		t.Errorf("6 requests took %v at 2 a second", d)
	}
	if _, err := c.Get(ctx, Request{URL: other.URL + "/x"}); err != nil {
		t.Fatal(err)
	}
	if d := c.clock.Now().Sub(noon); d != 3*time.Second {
		t.Errorf("2 requests to another host took %v", d-2500*time.Millisecond)
	}
	o := Options{Name: "Refuge", Contact: "mail@springfield.example", Captures: c.captures}
	polite, err := New(o)
	if err != nil || polite.interval != time.Second || polite.concurrent != 1 {
		t.Errorf("the default is %v between requests, %d at once, %v", polite.interval, polite.concurrent, err)
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	for _, want := range []int{1, 3} {
		s := newSite(t)
		var mu sync.Mutex
		now, most := 0, 0
		full := make(chan struct{})
		s.pages["/x"] = func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			now++
			most = max(most, now)
			if now == want {
				select {
				case <-full:
				default:
					close(full)
				}
			}
			mu.Unlock()
			<-full // as many as may run do run at once
			mu.Lock()
			now--
			mu.Unlock()
			fmt.Fprint(w, "[1]")
		}
		c := newClient(t, Options{Concurrent: want}, s)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if _, err := c.Get(context.Background(), Request{URL: s.URL + "/x"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most != want || s.count("/robots.txt") != 1 {
			t.Errorf("%d at once, want %d; robots.txt asked for %d times", most, want, s.count("/robots.txt"))
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	for _, f := range []struct {
		value string
		least time.Duration
	}{{"30", 30 * time.Second}, {noon.Add(90 * time.Second).Format(http.TimeFormat), 89 * time.Second}, {"soon", 0}, {"-5", 0}, {"0", 0}} {
		s := newSite(t)
		n := 0
		s.pages["/x"] = func(w http.ResponseWriter, _ *http.Request) {
			if n++; n == 1 {
				w.Header().Set("Retry-After", f.value)
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			fmt.Fprint(w, "[1]")
		}
		c := newClient(t, Options{}, s)
		if _, err := c.Get(context.Background(), Request{URL: s.URL + "/x"}); err != nil {
			t.Fatal(err)
		}
		if d := c.clock.Now().Sub(noon); d < f.least || d > f.least+time.Second {
			t.Errorf("Retry-After %q: waited %v", f.value, d)
		}
	}
	s := newSite(t)
	s.pages["/x"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	c := newClient(t, Options{}, s)
	_, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
	var e *StatusError
	if !errors.As(err, &e) || e.RetryAfter != 2*time.Hour || e.Attempts != 1 || c.clock.Now() != noon {
		t.Errorf("a wait of two hours: %v after %v", err, c.clock.Now().Sub(noon))
	}
	if _, err := c.Get(context.Background(), Request{URL: s.URL + "/y"}); !errors.Is(err, law.ErrUnavailable) || s.count("/y") != 0 {
		t.Errorf("another request within the two hours: %v", err)
	}
	c.clock.now = c.clock.now.Add(2 * time.Hour)
	if _, err := c.Get(context.Background(), Request{URL: s.URL + "/y"}); err != nil {
		t.Errorf("after the two hours: %v", err)
	}
}

func TestRedirects(t *testing.T) {
	s, other, secretive := newSite(t), newSite(t), newSite(t)
	const key = "very-secret-1"
	to := func(target string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) }
	}
	s.pages["/here"] = to("/there?a=1")
	s.pages["/away"] = to(other.URL + "/there")
	s.pages["/away-with-key"] = func(w http.ResponseWriter, r *http.Request) { to(other.URL+"/there?"+r.URL.RawQuery)(w, r) }
	s.pages["/inside"] = to(secretive.URL + "/there")
	s.pages["/metadata"] = to("http://169.254.169.254/latest")
	s.pages["/file"] = to("file:///etc/passwd")
	s.pages["/user"] = to("http://a:b@springfield.example/")
	s.pages["/ring"] = to("/ring")
	s.pages["/broken"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://[::1")
		w.WriteHeader(302)
	}
	s.pages["/refused"] = to("/private/x")
	s.robots = "User-agent: *\nDisallow: /private\n"
	other.pages["/back"] = to(s.URL + "/there")
	s.pages["/away-and-back"] = to(other.URL + "/back")
	ctx := context.Background()
	for _, secret := range []Secret{{Param: "token", Value: key}, {Header: "X-Api-Key", Value: key}, {}} {
		c := newClient(t, Options{}, s, other)
		for _, f := range []struct {
			path, end string
			knows     bool // the last server is told the key
			kind      error
		}{
			{"/here", s.URL + "/there?a=1", true, nil},
			{"/away", other.URL + "/there", false, nil},
			{"/away-with-key", other.URL + "/there", false, nil},
			{"/away-and-back", s.URL + "/there", true, nil},
			{"/inside", "", false, law.ErrRefused},
			{"/metadata", "", false, law.ErrRefused},
			{"/file", "", false, law.ErrInvalid},
			{"/user", "", false, law.ErrInvalid},
			{"/broken", "", false, law.ErrInvalid},
			{"/refused", "", false, law.ErrRefused},
			{"/ring", "", false, law.ErrUnavailable},
		} {
			r, err := c.Get(ctx, Request{URL: s.URL + f.path, Secret: secret})
			if !errors.Is(err, f.kind) || f.kind == nil && (err != nil || r.URL != f.end || r.Capture.URL != f.end) {
				t.Errorf("%s: at %s, %v, want %s, %v", f.path, r.URL, err, f.end, f.kind)
			}
			if f.kind != nil {
				continue
			}
			server := s
			if strings.HasPrefix(f.end, other.URL) {
				server = other
			}
			q := server.last()
			knows := strings.Contains(q.URL.RawQuery+fmt.Sprint(q.Header), key)
			if knows != (f.knows && secret.Value != "") {
				t.Errorf("%s: the last server knows the key: %v", f.path, knows)
			}
		}
	}
	if n := s.count("/ring"); n != 3*(maxRedirects+1) {
		t.Errorf("the ring was gone round %d times", n)
	}
	if secretive.count("/there")+secretive.count("/robots.txt") > 0 {
		t.Error("a server inside was asked because of a redirect")
	}
}

func TestTrusted(t *testing.T) {
	for _, f := range []struct {
		at, to string
		want   bool
	}{
		{"http://a.example/x", "http://a.example/y", true},
		{"http://a.example/x", "https://a.example/y", true},
		{"http://a.example:80/x", "http://a.example/y", true},
		{"https://a.example/x", "http://a.example/y", false},
		{"http://a.example:8080/x", "https://a.example/y", false},
		{"http://a.example/x", "https://a.example:8443/y", false},
		{"http://a.example/x", "http://a.example:81/y", false},
		{"http://a.example/x", "http://b.a.example/y", false},
	} {
		at, err1 := url.Parse(f.at)
		to, err2 := url.Parse(f.to)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if got := trusted(at, to); got != f.want {
			t.Errorf("what %s may know, %s may: %v", f.at, f.to, got)
		}
	}
}

// TestSecretIsNowhere sends a key in every way to a server that repeats it
// wherever it can, and looks for it in everything that was written.
func TestSecretIsNowhere(t *testing.T) {
	const key = "s3cret/key+with&signs"
	s := newSite(t)
	forms := []string{key, url.QueryEscape(key), url.PathEscape(key)}
	repeat := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			got := r.URL.Query().Get("token") + r.Header.Get("X-Api-Key")
			if got != key {
				t.Errorf("%s: the server is told %q", r.URL.Path, got)
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Link", "<"+r.URL.String()+">; rel=next")
			w.Header().Set("ETag", `"`+key+`"`)
			w.Header().Set("Set-Cookie", "k="+url.QueryEscape(key))
			w.WriteHeader(code)
			fmt.Fprintf(w, `{"key":%q,"next":%q,"path":%q}`, forms[0], forms[1], forms[2])
		}
	}
	for code := range map[int]bool{200: true, 400: true, 403: true, 500: true} {
		s.pages[fmt.Sprint("/", code)] = repeat(code)
	}
	s.pages["/cut"] = func(w http.ResponseWriter, r *http.Request) { hijack(t, w, false, "HTTP/1.1 200 "+r.URL.RawQuery) }
	s.pages["/nonsense"] = func(w http.ResponseWriter, r *http.Request) { hijack(t, w, false, key+" "+r.URL.RawQuery+"\r\n\r\n") }
	s.pages["/redirect"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/200?x=1&"+r.URL.RawQuery, http.StatusFound)
	}
	s.pages["/into"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+url.PathEscape("s3cret")+".example/"+url.PathEscape(key), http.StatusFound)
	}
	c := newClient(t, Options{Attempts: 2}, s)
	ctx := context.Background()
	var said strings.Builder
	for _, secret := range []Secret{{Param: "token", Value: key}, {Header: "X-Api-Key", Value: key}} {
		for _, path := range []string{"/200", "/400", "/403", "/500", "/cut", "/nonsense", "/redirect", "/into", "/200?token=old&a=b"} {
			q := Request{URL: s.URL + path, Secret: secret}
			if path == "/200?token=old&a=b" && secret.Param == "" {
				continue
			}
			r, err := c.Get(ctx, q)
			if (err == nil) != strings.HasPrefix(path, "/200") && path != "/redirect" {
				t.Errorf("%s: %v", path, err)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				fmt.Fprintf(&said, "%v %+v %#v\n", e, e, e)
			}
			var joined interface{ Unwrap() []error }
			if errors.As(err, &joined) {
				fmt.Fprintln(&said, joined.Unwrap())
			}
			fmt.Fprintf(&said, "%+v %#v %s\n", r, r, r.Body)
			if strings.Contains(q.URL, "token=") {
				continue // the caller's own address is the caller's to print
			}
			fmt.Fprintf(&said, "%v %+v %#v %s %d %x\n", q, q, q, q.Secret, q.Secret, q.Secret)
			slog.New(slog.NewJSONHandler(&said, nil)).Info("asked", "request", q, "secret", q.Secret)
			slog.New(slog.NewTextHandler(&said, nil)).Info("asked", "request", q, "secret", q.Secret)
		}
	}
	said.WriteString(c.log.String())
	if err := c.captures.Close(); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(c.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasSuffix(p, ".gz") {
			said.WriteString(gunzipAll(t, p))
		}
		b, err := os.ReadFile(p)
		said.Write(b)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, f := range append(forms, "token=old", fmt.Sprintf("%x", key)) {
		if at := strings.Index(said.String(), f); at >= 0 {
			t.Errorf("the key is written as %s: …%q", f, said.String()[max(0, at-80):min(said.Len(), at+80)])
		}
	}
	if strings.Count(said.String(), removed) < 6 || strings.Count(c.log.String(), "trying again") < 2 {
		t.Error("the test wrote nothing in which a key could stand")
	}
	readAll(t, c.dir)
}

func TestHTTPS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "[%q]", r.Proto)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	defer s.Close()
	c := newClient(t, Options{Allow: []string{s.URL}})
	r, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
	if !errors.Is(err, law.ErrUnavailable) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate nobody vouches for: %v", err)
	}
	if len(c.clock.slept) > 0 {
		t.Error("it was tried again")
	}
	c.transport.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
	c.clock.now = c.clock.now.Add(robotsAgain)
	r, err = c.Get(context.Background(), Request{URL: s.URL + "/x"})
	if err != nil || !bytes.HasPrefix(r.Body, []byte(`["HTTP/`)) {
		t.Errorf("%q, %v", r.Body, err)
	}
	readAll(t, c.dir)
}

func TestRequestIsChecked(t *testing.T) {
	s := newSite(t)
	c := newClient(t, Options{}, s)
	for name, r := range map[string]Request{
		"no address":         {},
		"scheme":             {URL: "ftp://springfield.example/"},
		"line in a key":      {URL: s.URL, Secret: Secret{Header: "X", Value: "a\r\nb"}},
		"line in an accept":  {URL: s.URL, Accept: "a\r\nb"},
		"line in an etag":    {URL: s.URL, ETag: "a\nb"},
		"key without place":  {URL: s.URL, Secret: Secret{Value: "very-secret-1"}},
		"key in two places":  {URL: s.URL, Secret: Secret{Param: "a", Header: "b", Value: "very-secret-1"}},
		"header of two":      {URL: s.URL, Secret: Secret{Header: "a b", Value: "very-secret-1"}},
		"user in an address": {URL: "http://a:b@" + strings.TrimPrefix(s.URL, "http://")},
	} {
		if _, err := c.Get(context.Background(), r); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v, want not valid", name, err)
		}
	}
	if len(s.asked) > 0 {
		t.Errorf("%d requests were sent", len(s.asked))
	}
}

func TestTimeIsBounded(t *testing.T) {
	s := newSite(t)
	end := make(chan struct{})
	defer close(end)
	hang := func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-end:
		case <-r.Context().Done():
		}
	}
	s.pages["/x"] = hang
	s.pages["/y"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		fmt.Fprint(w, "[1")
		w.(http.Flusher).Flush()
		hang(w, r)
	}
	c := newClient(t, Options{Timeout: 50 * time.Millisecond, Attempts: 2}, s)
	for _, path := range []string{"/x", "/y"} {
		if r, err := c.Get(context.Background(), Request{URL: s.URL + path}); !errors.Is(err, law.ErrUnavailable) || r.Attempts != 2 {
			t.Errorf("%s: a server that hangs: %v after %d", path, err, r.Attempts)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	slow := newClient(t, Options{}, s)
	s.pages["/x"] = func(w http.ResponseWriter, r *http.Request) { cancel(); hang(w, r) }
	if _, err := slow.Get(ctx, Request{URL: s.URL + "/x"}); !errors.Is(err, context.Canceled) || errors.Is(err, law.ErrUnavailable) {
		t.Errorf("cancelled: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	s.pages["/x"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503); cancel() }
	if _, err := slow.Get(ctx, Request{URL: s.URL + "/x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in a wait: %v", err)
	}
}

func TestAnswerThatCannotBeKept(t *testing.T) {
	s := newSite(t)
	c := newClient(t, Options{}, s)
	if err := c.captures.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
	if !errors.Is(err, fs.ErrClosed) || len(r.Body) > 0 {
		t.Errorf("an answer that is not kept: %q, %v", r.Body, err)
	}
}

func TestHostsAreForgotten(t *testing.T) {
	c := newClient(t, Options{})
	for i := range maxHosts {
		c.clock.now = c.clock.now.Add(time.Second)
		c.leave(c.enter(fmt.Sprint("host", i, ":80")))
	}
	c.pause("host0:80", time.Hour)
	busy := c.enter("host1:80")
	c.clock.now = c.clock.now.Add(time.Second)
	c.leave(c.enter("new:80"))
	if len(c.hosts) != maxHosts || c.hosts["host0:80"] == nil || c.hosts["host1:80"] != busy || c.hosts["host2:80"] != nil {
		t.Errorf("%d hosts are remembered, want %d without the one longest unused", len(c.hosts), maxHosts)
	}
}
