package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/fetch"
	"refuge/store"
)

// springfield is a source made for these tests: /list names matters, each of
// /matter/N answers with a title, and names its text once.
type springfield struct{}

type listed struct {
	ID       int
	Modified time.Time
}

func (springfield) Info() scrapers.Info {
	return scrapers.Info{Name: "springfield", Jurisdiction: "springfield", BaseURL: "https://springfield.example", TokenParam: "token"}
}

func (springfield) Start(q scrapers.Query) ([]scrapers.Request, error) {
	since := q.Since.UTC().Format(time.RFC3339Nano)
	out := []scrapers.Request{{Key: "list", Kind: "list", URL: q.BaseURL + "/list?since=" + since, Context: map[string]string{"base": q.BaseURL}}}
	for _, id := range q.Open {
		out = append(out, matterRequest(q.BaseURL, id, ""))
	}
	return out, nil
}

func matterRequest(base, id, modified string) scrapers.Request {
	return scrapers.Request{Key: "matter/" + id, Kind: "matter", URL: base + "/matter/" + id, Context: map[string]string{"base": base, "id": id, "modified": modified}}
}

func (springfield) Parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	id := law.Identifier{Scheme: "springfield", Value: r.Context["id"]}
	switch r.Kind {
	case "list":
		var rows []listed
		if err := json.Unmarshal(a.Body, &rows); err != nil {
			return scrapers.Page{}, fmt.Errorf("reading the list: %w", err)
		}
		page := scrapers.Page{Rows: len(rows)}
		for _, row := range rows {
			page.Next = append(page.Next, matterRequest(r.Context["base"], fmt.Sprint(row.ID), row.Modified.Format(time.RFC3339Nano)))
			if row.Modified.After(page.Newest) {
				page.Newest = row.Modified
			}
		}
		return page, nil
	case "matter":
		var m struct{ Title, Status, Fault string }
		if err := json.Unmarshal(a.Body, &m); err != nil {
			return scrapers.Page{}, fmt.Errorf("reading the matter: %w", err)
		}
		if m.Fault == "panic" {
			panic("an index out of range")
		}
		p := law.Policy{Slug: "springfield-" + id.Value, Jurisdiction: "springfield", Kind: law.Ordinance, Title: m.Title, Status: law.Status(m.Status),
			Identifiers: []law.Identifier{id}, Origin: law.Collected,
			Events: []law.Event{{Date: law.MustDate("2020-01-02"), Type: law.Introduced, SourceID: "1", Origin: law.Collected}}}
		if m.Fault == "slug" {
			p.Slug = "No Slug"
		}
		next := scrapers.Request{Key: "text/" + id.Value + "@" + r.Context["modified"], Kind: "text", URL: r.Context["base"] + "/text/" + id.Value,
			Accept: "text/plain", Context: r.Context, Once: true}
		return scrapers.Page{Data: law.Dataset{Policies: []law.Policy{p}}, Next: []scrapers.Request{next}}, nil
	case "text":
		v := law.Version{Label: "introduced", Stage: law.AsIntroduced, Standing: law.Official, Text: string(a.Body), Held: true,
			Capture: a.Capture.SHA256, Origin: law.Collected}
		return scrapers.Page{Data: law.Dataset{Policies: []law.Policy{{Identifiers: []law.Identifier{id}, Origin: law.Collected, Versions: []law.Version{v}}}}}, nil
	}
	return scrapers.Page{}, fmt.Errorf("kind %q: %w", r.Kind, law.ErrInvalid)
}

func (springfield) Without(r scrapers.Request) scrapers.Gap {
	id := r.Context["id"]
	switch r.Kind {
	case "list":
		return scrapers.Gap{}
	case "summary":
		next := scrapers.Request{Key: "text/" + id + "@late", Kind: "text", URL: r.Context["base"] + "/text/" + id, Accept: "text/plain", Context: r.Context, Once: true}
		return scrapers.Gap{Name: "matter " + id, ID: id, Next: []scrapers.Request{next}}
	}
	return scrapers.Gap{Name: "matter " + id, ID: id}
}

// council is the server behind the source.
type council struct {
	mu      sync.Mutex
	matters []listed
	faults  map[int]string // of a matter: "slug", "panic", "down", "gone"
	status  int            // of every answer, where not 0
	flaky   float64        // share of answers that are 503 or cut off
	rng     *rand.Rand
	asked   map[string]int
}

func newCouncil(n int) *council {
	c := &council{faults: map[int]string{}, asked: map[string]int{}, rng: rand.New(rand.NewPCG(1, 2))}
	for i := range n {
		c.matters = append(c.matters, listed{i + 1, time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC)})
	}
	return c
}

func (c *council) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[r.URL.Path]++
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	if c.status != 0 {
		http.Error(w, "not now", c.status)
		return
	}
	if luck := c.rng.Float64(); luck < c.flaky {
		if luck < c.flaky/2 {
			http.Error(w, "Runtime Error", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Length", "10000")
		if _, err := w.Write([]byte("[")); err != nil {
			return
		}
		panic(http.ErrAbortHandler)
	}
	var n int
	switch {
	case r.URL.Path == "/list":
		since, err := time.Parse(time.RFC3339Nano, r.URL.Query().Get("since"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		rows := []listed{}
		for _, m := range c.matters {
			if m.Modified.After(since) {
				rows = append(rows, m)
			}
		}
		answer(w, "application/json", rows)
	case scan(r.URL.Path, "/matter/%d", &n):
		switch c.faults[n] {
		case "down":
			http.Error(w, "Runtime Error", http.StatusInternalServerError)
			return
		case "gone":
			http.NotFound(w, r)
			return
		}
		status := "in_force"
		if n == 1 {
			status = "proposed"
		}
		answer(w, "application/json", map[string]string{"Title": fmt.Sprintf("Immigration detainers, part %d", n), "Status": status, "Fault": c.faults[n]})
	case scan(r.URL.Path, "/text/%d", &n):
		w.Header().Set("Content-Type", "text/plain")
		if _, err := fmt.Fprintf(w, "Section 1. No one is held, part %d.", n); err != nil {
			return
		}
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, mediaType string, v any) {
	w.Header().Set("Content-Type", mediaType)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return
	}
}

func scan(path, format string, n *int) bool {
	_, err := fmt.Sscanf(path, format, n)
	return err == nil
}

func (c *council) times(prefix string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for path, k := range c.asked {
		if strings.HasPrefix(path, prefix) {
			n += k
		}
	}
	return n
}

// office is a collector with its database and captures in one folder.
type office struct {
	t   *testing.T
	dir string
	url string
	log bytes.Buffer
}

func newOffice(t *testing.T, c *council) *office {
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	return &office{t: t, dir: t.TempDir(), url: server.URL}
}

// collect opens everything, runs once, and closes everything, as a process
// does.
func (o *office) collect(ctx context.Context, opts Options) (Result, error) {
	o.t.Helper()
	opts.BaseURL = o.url
	var res Result
	var runErr error
	o.open(func(c *Collector) { res, runErr = c.Run(ctx, springfield{}, opts) })
	return res, runErr
}

func (o *office) open(do func(*Collector)) {
	o.t.Helper()
	s, err := store.Open(o.t.Context(), store.Options{Path: filepath.Join(o.dir, "refuge.db")})
	if err != nil {
		o.t.Fatal(err)
	}
	d := law.Dataset{Jurisdictions: []law.Jurisdiction{{Slug: "springfield", Name: "Springfield", Kind: law.City, ExecutiveTitle: "Mayor"}}}
	if _, err := s.Import(o.t.Context(), d, store.ImportOptions{Origin: law.Curated}); err != nil {
		o.t.Fatal(err)
	}
	captures, err := fetch.OpenCaptures(o.dir, fetch.CaptureOptions{Software: "Refuge/test"})
	if err != nil {
		o.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&o.log, nil))
	none := 0.0
	client, err := fetch.New(fetch.Options{Name: "Refuge", Version: "test", Contact: "test@springfield.example", Rate: &none, Concurrent: 4, Attempts: 2,
		Backoff: time.Millisecond, Allow: []string{o.url}, Captures: captures, Log: log})
	if err != nil {
		o.t.Fatal(err)
	}
	do(&Collector{Store: s, Captures: captures, Client: client, Log: log, Workers: 4, Backoff: time.Millisecond})
	client.Close()
	if err := errors.Join(captures.Close(), s.Close()); err != nil {
		o.t.Fatal(err)
	}
}

// content is the whole record of an office as text.
func (o *office) content() string {
	o.t.Helper()
	var lines []string
	o.open(func(c *Collector) {
		d, err := c.Store.Dataset(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		for _, p := range d.Policies {
			for i, v := range p.Versions {
				if p.Versions[i], err = c.Store.Version(o.t.Context(), p.Slug, v.Label); err != nil {
					o.t.Fatal(err)
				}
			}
			b, err := json.Marshal(p)
			if err != nil {
				o.t.Fatal(err)
			}
			lines = append(lines, string(b))
		}
	})
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func TestRunTwice(t *testing.T) {
	c := newCouncil(30)
	o := newOffice(t, c)
	res, err := o.collect(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.New != 30 || res.Updated != 0 || res.Quarantined != 0 || res.Fetched != 61 || res.Requests != 61 || res.Bytes == 0 {
		t.Errorf("first run: %+v", res)
	}
	texts := c.times("/text/")
	res, err = o.collect(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Matter 1 is open and read again though nothing says that it changed.
	if res.New != 0 || res.Updated != 0 || res.Unchanged != 1 {
		t.Errorf("second run: %+v", res)
	}
	if again := c.times("/text/"); again != texts+1 {
		// Its key carries no instant of change when it is read as an open matter.
		t.Errorf("%d texts asked for again, want the open matter's", again-texts)
	}
	if !strings.Contains(o.content(), "Immigration detainers, part 30") {
		t.Error("a matter is missing")
	}
}

func TestWhatChangedIsAskedForAgain(t *testing.T) {
	c := newCouncil(5)
	o := newOffice(t, c)
	if _, err := o.collect(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	c.matters[3].Modified = c.matters[3].Modified.Add(time.Hour)
	c.matters = append(c.matters, listed{6, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)})
	c.asked = map[string]int{}
	c.mu.Unlock()
	res, err := o.collect(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.New != 1 || res.Updated != 0 || c.times("/matter/4") != 1 || c.times("/text/4") != 1 || c.times("/matter/3") != 0 {
		t.Errorf("%+v, asked %v", res, c.asked)
	}
}

// Whatever the server does, and wherever the run is cut off, the record is that
// of an undisturbed run.
func TestDisturbedAndInterrupted(t *testing.T) {
	calm := newOffice(t, newCouncil(40))
	if _, err := calm.collect(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	want := calm.content()

	c := newCouncil(40)
	c.flaky = 0.3
	o := newOffice(t, c)
	interrupted := 0
	for wait := time.Millisecond; ; wait = wait * 3 / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		_, err := o.collect(ctx, Options{})
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		interrupted++
	}
	if interrupted < 3 {
		t.Errorf("interrupted %d times only", interrupted)
	}
	if got := o.content(); got != want {
		t.Errorf("the record differs after %d interruptions:\n%.2000s\nwant\n%.2000s", interrupted, got, want)
	}
}

func TestBadRecordsAreQuarantined(t *testing.T) {
	c := newCouncil(6)
	c.faults = map[int]string{2: "slug", 3: "panic", 4: "gone"}
	o := newOffice(t, c)
	res, err := o.collect(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// The text of matter 2 has no policy to belong to.
	if res.New != 3 || res.Quarantined != 4 {
		t.Errorf("%+v, want 3 new and 4 quarantined", res)
	}
	o.open(func(c *Collector) {
		list, err := c.Store.Quarantined(t.Context(), "springfield", store.Page{})
		if err != nil {
			t.Fatal(err)
		}
		causes := map[string]bool{}
		for _, q := range list.Items {
			causes[q.Subject] = true
			if q.Capture == "" && !strings.Contains(q.Cause, "404") {
				t.Errorf("%s has no capture: %s", q.Subject, q.Cause)
				continue
			}
			if q.Capture == "" {
				continue
			}
			held, err := c.Store.Capture(t.Context(), q.Capture)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Captures.Body(t.Context(), held); err != nil {
				t.Errorf("the bytes of %s: %v", q.Subject, err)
			}
		}
		if !causes["matter/3"] || !causes["matter/4"] {
			t.Errorf("quarantined: %+v", list.Items)
		}
	})
}

func TestFailedRuns(t *testing.T) {
	t.Run("nothing where there should be something", func(t *testing.T) {
		_, err := newOffice(t, newCouncil(0)).collect(t.Context(), Options{})
		if !errors.Is(err, law.ErrUnavailable) || !strings.Contains(err.Error(), "no record") {
			t.Errorf("%v", err)
		}
	})
	t.Run("a closed door", func(t *testing.T) {
		c := newCouncil(3)
		c.status = http.StatusForbidden
		_, err := newOffice(t, c).collect(t.Context(), Options{})
		if !errors.Is(err, law.ErrRefused) || c.times("/list") != 1 {
			t.Errorf("%v after %d requests", err, c.times("/list"))
		}
	})
	t.Run("no answer", func(t *testing.T) {
		c := newCouncil(3)
		c.faults[2] = "down"
		o := newOffice(t, c)
		res, err := o.collect(t.Context(), Options{})
		if err != nil || res.New != 2 || res.Quarantined != 1 || !slices.Equal(res.Incomplete, []string{"matter 2"}) {
			t.Errorf("%+v, %v", res, err)
		}
		// The next run asks for it again, beside the open matter.
		c.mu.Lock()
		c.faults = map[int]string{}
		c.mu.Unlock()
		if res, err := o.collect(t.Context(), Options{}); err != nil || res.New != 1 || res.Unchanged != 1 || len(res.Incomplete) != 0 {
			t.Errorf("%+v, %v", res, err)
		}
	})
}

func TestNoSecretIsWritten(t *testing.T) {
	const secret = "s3cret-of-springfield"
	c := newCouncil(3)
	c.faults[2] = "down"
	o := newOffice(t, c)
	_, err := o.collect(t.Context(), Options{Secret: fetch.Secret{Param: "token", Value: secret}})
	if err != nil {
		t.Error(err)
	}
	if strings.Contains(o.log.String(), secret) {
		t.Error("the log holds the secret")
	}
	err = filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s holds the secret", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
