package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"

	"refuge/law"
)

// What a client does where Options do not say otherwise.
const (
	DefaultRate     = 1.0 // requests a second to one host
	DefaultAttempts = 6
	DefaultMaxBytes = 64 << 20
	DefaultTimeout  = 2 * time.Minute
	DefaultBackoff  = time.Second
	DefaultMaxWait  = 5 * time.Minute
)

const (
	defaultAccept = "application/json"
	dialTimeout   = 10 * time.Second
	maxRedirects  = 5
	maxHops       = 64 << 10  // bytes read of a redirect's own body
	maxHead       = 256 << 10 // bytes of an answer's header
	maxHosts      = 256       // hosts remembered
)

// Options configure a Client.
type Options struct {
	// Name is the product token we are known by, to robots.txt too ("Refuge").
	// Contact is how a publisher reaches whoever runs it, a mail or web
	// address, or words that say why nobody need. Both are required.
	Name    string
	Version string // "0.1"
	Contact string
	// Captures is where every answer is kept. Required.
	Captures *Captures
	// Allow are base URLs named by the operator. Their exact host and port may
	// be private; nothing else may.
	Allow []string
	// Rate is how many requests a second go to one host: nil is DefaultRate,
	// 0 no limit of ours (a crawl-delay still counts).
	Rate *float64
	// Concurrent is how many requests to one host run at once; 0 is 1.
	Concurrent int
	// Attempts bounds the tries of one request; 0 is DefaultAttempts.
	Attempts int
	// Backoff is the wait after the first failed attempt, doubled after each
	// further one; 0 is DefaultBackoff.
	Backoff time.Duration
	// MaxWait bounds how long a Retry-After is waited for. If a server asks
	// for more, the request fails at once and says so (StatusError).
	// 0 is DefaultMaxWait.
	MaxWait time.Duration
	// MaxBytes bounds a decoded body; 0 is DefaultMaxBytes.
	MaxBytes int64
	// Timeout bounds one attempt from the connection to the last byte; 0 is
	// DefaultTimeout.
	Timeout time.Duration
	Log     *slog.Logger                               // nil: none
	Now     func() time.Time                           // nil: time.Now
	Sleep   func(context.Context, time.Duration) error // nil: sleeps
}

// Client asks servers, politely. Its methods may be called from several
// goroutines.
type Client struct {
	name, agent string
	captures    *Captures
	allow       map[string]bool
	interval    time.Duration // between requests to one host
	concurrent  int
	tries       int
	backoff     time.Duration
	maxWait     time.Duration
	maxBytes    int64
	timeout     time.Duration
	log         *slog.Logger
	now         func() time.Time
	sleep       func(context.Context, time.Duration) error
	transport   *http.Transport

	mu    sync.Mutex
	hosts map[string]*host // by host:port
}

// Request is one GET.
type Request struct {
	URL string
	// Accept is the Accept header; "" asks for JSON.
	Accept string
	// ETag and LastModified, as an earlier answer sent them, make the request
	// conditional.
	ETag         string
	LastModified string
	Secret       Secret
	// MaxBytes bounds the decoded body; 0 is the client's own bound.
	MaxBytes int64
	// Refers is an earlier capture of this address; an answer with the same
	// payload is then kept as a reference to it.
	Refers *law.Capture
}

// Response is what a server said.
type Response struct {
	URL       string // that gave the answer, after redirects, without secrets
	Status    int
	MediaType string // in lower case, without parameters
	Body      []byte // decoded; the key, should the server repeat it, taken out
	// Capture is where the answer is kept; the zero Capture if NotModified.
	Capture     law.Capture
	NotModified bool
	Attempts    int
}

var (
	nameForm    = regexp.MustCompile(`^[A-Za-z][A-Za-z_-]*$`) // RFC 9309 § 2.2.1
	versionForm = regexp.MustCompile(`^[0-9A-Za-z.+-]*$`)
	contactForm = regexp.MustCompile(`^[!-'*-~][ -'*-~]*$`) // one line, no brackets
)

// New returns a client. The error wraps law.ErrInvalid if the name, the
// contact, the capture store or a base URL is missing or malformed.
func New(o Options) (*Client, error) {
	switch {
	case !nameForm.MatchString(o.Name):
		return nil, fmt.Errorf("the fetcher needs a name of letters to go by, not %q: %w", o.Name, law.ErrInvalid)
	case !contactForm.MatchString(o.Contact):
		return nil, fmt.Errorf("the fetcher needs a contact, a mail or web address in one line without brackets, not %q: %w", o.Contact, law.ErrInvalid)
	case !versionForm.MatchString(o.Version):
		return nil, fmt.Errorf("version %q cannot stand in a User-Agent: %w", o.Version, law.ErrInvalid)
	case o.Captures == nil:
		return nil, fmt.Errorf("the fetcher needs a store to keep answers in: %w", law.ErrInvalid)
	case o.Rate != nil && !(*o.Rate >= 0):
		return nil, fmt.Errorf("rate %v: requests a second, 0 for no limit: %w", *o.Rate, law.ErrInvalid)
	case o.Concurrent < 0 || o.Attempts < 0 || o.Backoff < 0 || o.MaxWait < 0 || o.MaxBytes < 0 || o.Timeout < 0:
		return nil, fmt.Errorf("a bound of the fetcher is below zero: %w", law.ErrInvalid)
	}
	c := &Client{
		name:       o.Name,
		agent:      o.Name + " (+" + o.Contact + ")",
		captures:   o.Captures,
		allow:      map[string]bool{},
		concurrent: max(o.Concurrent, 1),
		tries:      or(o.Attempts, DefaultAttempts),
		backoff:    or(o.Backoff, DefaultBackoff),
		maxWait:    or(o.MaxWait, DefaultMaxWait),
		maxBytes:   or(o.MaxBytes, DefaultMaxBytes),
		timeout:    or(o.Timeout, DefaultTimeout),
		log:        o.Log,
		now:        o.Now,
		sleep:      o.Sleep,
		hosts:      map[string]*host{},
	}
	if o.Version != "" {
		c.agent = o.Name + "/" + o.Version + " (+" + o.Contact + ")"
	}
	r := DefaultRate
	if o.Rate != nil {
		r = *o.Rate
	}
	if r > 0 {
		c.interval = time.Duration(float64(time.Second) / r)
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	for _, raw := range o.Allow {
		u, err := parseURL(raw)
		if err != nil {
			return nil, fmt.Errorf("base URL: %w", err)
		}
		c.allow[hostPort(u)] = true
	}
	c.transport = &http.Transport{
		// No proxy, not even one of the environment: behind it the check of
		// the address we connect to would see the proxy's alone.
		Proxy:                  nil,
		DialContext:            dialer{allow: c.allow, timeout: dialTimeout}.dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  c.timeout,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    c.concurrent,
		MaxResponseHeaderBytes: maxHead,
		// We decode ourselves, to bound what comes out and to say in the
		// capture how it came.
		DisableCompression: true,
	}
	return c, nil
}

func or[T int | int64 | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// Close lets go of idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Get asks for an address and keeps the answer in the capture store before it
// returns it. Statuses 429 and 5xx and connections that were cut are tried
// again with growing waits, a page that gives itself away as no answer once.
//
// With an error the Response still holds the last answer, if there was one,
// and its capture. The error is a *StatusError for a status that is no
// success. It wraps law.ErrRefused if robots.txt or our own rules forbid the
// address, law.ErrInvalid if it is malformed or the answer cannot be decoded,
// law.ErrTooLarge if the body is over the bound, law.ErrUnavailable for all
// that may be better later (an *UnreachableError where no connection came
// about), or the context's error. None says the secret.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	out, err := c.get(ctx, r)
	if err != nil {
		return out, withoutSecret(err, r.Secret)
	}
	return out, nil
}

func (c *Client) get(ctx context.Context, r Request) (Response, error) {
	if r.Accept == "" {
		r.Accept = defaultAccept
	}
	if r.MaxBytes <= 0 {
		r.MaxBytes = c.maxBytes
	}
	s := r.Secret
	for _, v := range []string{r.Accept, r.ETag, r.LastModified, s.Value} {
		if v != oneLine(v) {
			return Response{}, fmt.Errorf("a header of the request has a control character or space at its edge: %w", law.ErrInvalid)
		}
	}
	if s.Value != "" && (s.Param == "") == (s.Header == "") || s.Header != "" && !token(s.Header) {
		return Response{}, fmt.Errorf("a key needs either a parameter or a header to stand in: %w", law.ErrInvalid)
	}
	u, err := parseURL(r.URL)
	if err != nil {
		return Response{}, err
	}
	x := exchange{Request: r}
	if s.Param != "" {
		x.at = u
		u = s.onto(u)
	}
	if s.Header != "" {
		x.at = u
	}
	a, n, err := c.attempts(ctx, u, x)
	out := Response{Attempts: n}
	if a == nil {
		return out, err
	}
	out.URL, out.Status, out.MediaType, out.Body, out.Capture = s.clean(a.url), a.status, a.media, a.body, a.capture
	out.NotModified = err == nil && a.status == http.StatusNotModified
	return out, err
}

// exchange is a request with what the client itself knows of it.
type exchange struct {
	Request
	at     *url.URL // where the secret may be sent; nil: nowhere
	robots bool     // the request is for robots.txt: not asked for leave, cut at its bound, not kept
}

// answer is one answer, with its body read to the end.
type answer struct {
	url     *url.URL
	at      time.Time
	ip      string
	status  int
	header  http.Header
	media   string
	body    []byte
	partial bool // the body was longer
	capture law.Capture
}

// attempts makes the exchange until it succeeds, fails for good or the tries
// are used up. It returns the last answer, if any, and the number of tries.
func (c *Client) attempts(ctx context.Context, u *url.URL, x exchange) (*answer, int, error) {
	clean := legible(x.Secret.clean(u))
	odd := 0
	for n := 1; ; n++ {
		a, err := c.follow(ctx, u, x)
		if ctx.Err() != nil {
			return nil, n, fmt.Errorf("fetch %s: %w", clean, ctx.Err())
		}
		var wait time.Duration
		var cause string
		var nobody *UnreachableError
		switch {
		case errors.As(err, &nobody):
			return nil, n, nobody
		case err != nil && !cut(err):
			if kindless(err) {
				err = fmt.Errorf("%w: %w", err, law.ErrUnavailable)
			}
			return nil, n, fmt.Errorf("fetch %s: %w", clean, err)
		case err != nil && n == c.tries:
			return nil, n, fmt.Errorf("fetch %s: cut off in the last of %d attempts: %w: %w", clean, n, err, law.ErrUnavailable)
		case err != nil:
			cause = err.Error()
		case again(a.status):
			wait = retryAfter(a.header.Get("Retry-After"), c.now())
			c.pause(hostPort(a.url), wait)
			if n == c.tries || wait > c.maxWait {
				return c.failed(ctx, a, x, n, wait)
			}
			cause = "HTTP " + strconv.Itoa(a.status)
		case a.status == http.StatusNotModified && (x.ETag != "" || x.LastModified != ""):
			return a, n, nil
		case a.status < 200 || a.status > 299 || a.status == http.StatusPartialContent:
			return c.failed(ctx, a, x, n, 0)
		default:
			if x.robots {
				return a, n, nil
			}
			if err := c.keep(ctx, a, x); err != nil {
				return nil, n, err
			}
			cause = telltale(x.Accept, a.media, a.body)
			if cause == "" {
				c.log.DebugContext(ctx, "fetched", "url", clean, "status", a.status, "bytes", len(a.body), "attempt", n)
				return a, n, nil
			}
			if odd++; odd == 2 || n == c.tries {
				return a, n, fmt.Errorf("fetch %s: HTTP %d, but %s: %w", clean, a.status, cause, law.ErrUnavailable)
			}
		}
		wait = max(wait, backoff(c.backoff, n))
		c.log.InfoContext(ctx, "trying again", "url", clean, "cause", x.Secret.strip(cause), "attempt", n, "wait", wait)
		if err := c.sleep(ctx, wait); err != nil {
			return nil, n, fmt.Errorf("fetch %s: %w", clean, err)
		}
	}
}

// kindless says whether an error does not yet say which kind of failure it is.
func kindless(err error) bool {
	return !errors.Is(err, law.ErrRefused) && !errors.Is(err, law.ErrTooLarge) &&
		!errors.Is(err, law.ErrInvalid) && !errors.Is(err, law.ErrUnavailable)
}

// failed keeps an answer that is no success and makes its error.
func (c *Client) failed(ctx context.Context, a *answer, x exchange, n int, wait time.Duration) (*answer, int, error) {
	e := &StatusError{Status: a.status, URL: x.Secret.clean(a.url), Snippet: snippet(a.body), Attempts: n}
	if wait > c.maxWait {
		e.RetryAfter = wait
	}
	if x.robots {
		return a, n, e
	}
	if err := c.keep(ctx, a, x); err != nil {
		return nil, n, err
	}
	return a, n, e
}

func (c *Client) keep(ctx context.Context, a *answer, x exchange) (err error) {
	a.capture, err = c.captures.Put(ctx, Record{
		URL: x.Secret.clean(a.url), At: a.at, Status: a.status, Header: a.header,
		Body: a.body, Truncated: a.partial, IP: a.ip, Refers: x.Refers,
	})
	return err
}

// follow sends the request and goes where redirects lead, asking robots.txt
// and checking the address anew at every step.
func (c *Client) follow(ctx context.Context, u *url.URL, x exchange) (*answer, error) {
	for hop := 0; ; hop++ {
		if !c.allow[hostPort(u)] {
			if err := checkHost(u); err != nil {
				return nil, err
			}
		}
		h := c.enter(hostPort(u))
		a, err := c.step(ctx, h, u, x)
		c.leave(h)
		if err != nil {
			return nil, err
		}
		to := a.header.Get("Location")
		if a.status < 300 || a.status > 399 || a.status == http.StatusNotModified || to == "" {
			return a, nil
		}
		if hop == maxRedirects {
			return nil, fmt.Errorf("more than %d redirects: %w", maxRedirects, law.ErrUnavailable)
		}
		if u, err = redirect(u, to, x); err != nil {
			return nil, err
		}
	}
}

// redirect returns the address a redirect leads to, with the key only where
// the key may be sent.
func redirect(from *url.URL, location string, x exchange) (*url.URL, error) {
	to, err := from.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("a redirect leads to what is no address: %w", law.ErrInvalid)
	}
	to, err = parseURL(to.String())
	if err != nil {
		return nil, fmt.Errorf("a redirect: %w", err)
	}
	s := x.Secret
	if s.Value == "" {
		return to, nil
	}
	to.RawQuery = dropParams(to.RawQuery, []string{s.Param})
	if strings.Contains(to.String(), s.Value) || strings.Contains(to.String(), url.QueryEscape(s.Value)) {
		return nil, fmt.Errorf("a redirect to %s carries the key in its address: %w", to.Host, law.ErrRefused)
	}
	if trusted(x.at, to) {
		to = s.onto(to)
	}
	return to, nil
}

// trusted says whether what is sent to one address may be sent to the other:
// the same server, or its encrypted side.
func trusted(at, to *url.URL) bool {
	if at == nil || at.Hostname() != to.Hostname() {
		return false
	}
	if at.Scheme == to.Scheme {
		return hostPort(at) == hostPort(to)
	}
	return at.Scheme == "http" && at.Port() == "" && to.Scheme == "https" && to.Port() == ""
}

// step makes one request to one host, in its turn.
func (c *Client) step(ctx context.Context, h *host, u *url.URL, x exchange) (*answer, error) {
	if !x.robots {
		asked := u
		if x.Secret.Param != "" && x.Secret.Value != "" && u.Query().Has(x.Secret.Param) {
			asked = Secret{Param: x.Secret.Param, Value: "x"}.onto(u)
		}
		if err := c.permitted(ctx, h, asked); err != nil {
			return nil, err
		}
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := h.wait(ctx, c); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	a := &answer{url: u, at: c.now()}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		if t, ok := i.Conn.RemoteAddr().(*net.TCPAddr); ok {
			a.ip = t.IP.String()
		}
	}})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("the request cannot be made: %w", law.ErrInvalid)
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", x.Accept)
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	if x.ETag != "" {
		req.Header.Set("If-None-Match", x.ETag)
	}
	if x.LastModified != "" {
		req.Header.Set("If-Modified-Since", x.LastModified)
	}
	if x.Secret.Header != "" && x.Secret.Value != "" && trusted(x.at, u) {
		req.Header.Set(x.Secret.Header, x.Secret.Value)
	}
	// Not through http.Client: it follows redirects its own way and writes the
	// whole address, with the key, into its errors.
	resp, err := c.transport.RoundTrip(req)
	if e := unreachable(u.Host, err); e != nil {
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	err = a.read(resp, x)
	if e := resp.Body.Close(); err == nil && e != nil {
		err = fmt.Errorf("close the connection: %w", e)
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// read takes over an answer, its body decoded and bounded.
func (a *answer) read(resp *http.Response, x exchange) error {
	a.status, a.header, a.media = resp.StatusCode, resp.Header, mediaType(resp.Header.Get("Content-Type"))
	for _, values := range a.header {
		for i, v := range values {
			values[i] = x.Secret.strip(v)
		}
	}
	max := x.MaxBytes
	if a.status >= 300 && a.status <= 399 {
		max = min(max, maxHops)
	}
	partly := x.robots || a.status >= 300 // what is no answer needs no full reading
	if resp.ContentLength > max && !partly {
		return fmt.Errorf("the body has %d bytes, the bound is %d: %w", resp.ContentLength, max, law.ErrTooLarge)
	}
	if resp.ContentLength >= 0 && len(resp.TransferEncoding) == 0 {
		// net/http takes the line out of some answers.
		a.header.Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
	for _, e := range resp.TransferEncoding {
		a.header.Add("Transfer-Encoding", e)
	}
	body, err := decode(resp)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if resp.ContentLength > 0 {
		b.Grow(int(min(resp.ContentLength, 1<<20)) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(body, max+1))
	switch {
	case n > max && !partly:
		return fmt.Errorf("the body is over the bound of %d bytes: %w", max, law.ErrTooLarge)
	case err != nil && n <= max:
		return fmt.Errorf("read the body: %w", err)
	}
	a.partial = n > max
	a.body = x.Secret.stripBody(b.Bytes()[:min(n, max)])
	return nil
}

// decode takes the Content-Encoding off a body.
func decode(resp *http.Response) (io.Reader, error) {
	var encodings []string
	for e := range strings.SplitSeq(strings.Join(resp.Header.Values("Content-Encoding"), ","), ",") {
		if e = strings.ToLower(strings.TrimSpace(e)); e != "" && e != "identity" {
			encodings = append(encodings, e)
		}
	}
	if len(encodings) == 0 || resp.StatusCode == http.StatusNotModified {
		return resp.Body, nil
	}
	in := bufio.NewReader(resp.Body)
	first, err := in.Peek(2)
	if err == io.EOF && len(first) == 0 {
		return in, nil
	}
	switch {
	case len(encodings) > 1:
	case encodings[0] == "gzip" || encodings[0] == "x-gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("the body is no gzip: %w", cutShort(err))
		}
		return z, nil
	case encodings[0] == "deflate":
		// Meant is zlib (RFC 9110 § 8.4.1.2); some servers send it bare.
		if len(first) == 2 && first[0]&0x0f == 8 && (int(first[0])<<8|int(first[1]))%31 == 0 {
			z, err := zlib.NewReader(in)
			if err != nil {
				return nil, fmt.Errorf("the body is no deflate: %w", cutShort(err))
			}
			return z, nil
		}
		return flate.NewReader(in), nil
	}
	return nil, fmt.Errorf("the body comes as %q, which was not asked for: %w", strings.Join(encodings, ", "), law.ErrInvalid)
}
