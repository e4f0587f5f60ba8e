package collect

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"refuge/law"
	"refuge/scrapers/fetch"
	"refuge/scrapers/legistar"
	"refuge/scrapers/scrapertest"
	"refuge/store"
)

var springfieldCouncil = legistar.City{Name: "springfield", Client: "springfield", Jurisdiction: "springfield", Prefix: "springfield", Publisher: "Springfield City Council"}

// clerk is an office that collects from a Legistar server made by hand.
type clerk struct {
	*office
	server *scrapertest.Legistar
}

func newClerk(t *testing.T, matters ...*scrapertest.Matter) *clerk {
	l := &scrapertest.Legistar{Client: "springfield", Matters: matters}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	return &clerk{&office{t: t, dir: t.TempDir(), url: server.URL}, l}
}

func (c *clerk) scrape(o Options) (res Result, err error) {
	c.t.Helper()
	o.BaseURL = c.url + "/v1"
	c.open(func(col *Collector) { res, err = col.Run(c.t.Context(), legistar.New(springfieldCouncil), o) })
	return res, err
}

// done is a scrape that must end well.
func (c *clerk) done(o Options) Result {
	c.t.Helper()
	res, err := c.scrape(o)
	if err != nil {
		c.t.Fatal(err)
	}
	return res
}

// texts are the held texts by policy and label.
func (c *clerk) texts() map[string]string {
	c.t.Helper()
	texts := map[string]string{}
	c.open(func(col *Collector) {
		d, err := col.Store.Dataset(c.t.Context())
		if err != nil {
			c.t.Fatal(err)
		}
		for _, p := range d.Policies {
			for _, v := range p.Versions {
				whole, err := col.Store.Version(c.t.Context(), p.Slug, v.Label)
				if err != nil {
					c.t.Fatal(err)
				}
				if whole.Held {
					texts[p.Slug+"@"+v.Label] = whole.Text
				}
			}
		}
	})
	return texts
}

func (c *clerk) policy(slug string) (p law.Policy) {
	c.t.Helper()
	c.open(func(col *Collector) {
		var err error
		if p, err = col.Store.Policy(c.t.Context(), slug); err != nil {
			c.t.Fatal(err)
		}
	})
	return p
}

func ferry(id int) *scrapertest.Matter {
	return &scrapertest.Matter{ID: id, File: fmt.Sprintf("31-%04d", id), Title: fmt.Sprintf("Immigration detainers, part %d", id),
		Texts: []scrapertest.Text{{ID: 100 * id, Label: "1", Plain: fmt.Sprintf("Section 1. No ferry of part %d shall carry a detainer.", id)}}}
}

// An answer under a good status that is not what was asked for is no answer: it
// is asked for again in the run, and where it stays so, in the next one.
func TestNoAnswerUnderAGoodStatus(t *testing.T) {
	for name, body := range map[string]string{
		"the word for an error": `{"Message":"An error has occurred."}`,
		"another object":        `{"MatterTextId":1,"MatterTextPlain":"of another matter"}`,
		"cut short":             `{"MatterTextId":200,"MatterTextPlain":"Section 1. No fer`,
		"a list":                `[]`,
		"a page":                `<!DOCTYPE html><html><title>Welcome</title></html>`,
		"null":                  `null`,
		"nothing":               ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Run("once", func(t *testing.T) {
				c := newClerk(t, ferry(1), ferry(2))
				c.server.Fault = func(path string, n int) (int, string, bool) {
					return 200, body, path == "matters/2/texts/200" && n == 1
				}
				if res := c.done(Options{All: true}); len(res.Incomplete) != 0 || res.Quarantined != 0 || len(c.texts()) != 2 {
					t.Errorf("%+v, %v", res, c.texts())
				}
			})
			t.Run("for a whole run", func(t *testing.T) {
				c := newClerk(t, ferry(1), ferry(2))
				c.server.Fault = func(path string, _ int) (int, string, bool) { return 200, body, path == "matters/2/texts/200" }
				if res := c.done(Options{All: true}); !slices.Equal(res.Incomplete, []string{"matter 2 (31-0002)"}) || res.Quarantined != 1 || len(c.texts()) != 1 {
					t.Errorf("%+v, %v", res, c.texts())
				}
				c.server.Fault = nil
				if res := c.done(Options{All: true}); len(res.Incomplete) != 0 || len(c.texts()) != 2 {
					t.Errorf("the next run: %+v, %v", res, c.texts())
				}
				c.open(func(col *Collector) {
					if list, err := col.Store.Quarantined(t.Context(), "springfield", store.Page{}); err != nil || list.Total != 0 {
						t.Errorf("still set aside: %+v, %v", list.Items, err)
					}
				})
			})
		})
	}
}

// A list that is no list leaves the run failed and the mark where it was.
func TestNoList(t *testing.T) {
	c := newClerk(t, ferry(1))
	c.done(Options{All: true})
	c.server.Matters = append(c.server.Matters, ferry(2))
	c.server.Matters[1].Modified = "2031-06-01T10:00:00"
	c.server.Fault = func(path string, _ int) (int, string, bool) { return 200, `{"value":[]}`, path == "matters" }
	if _, err := c.scrape(Options{All: true}); !errors.Is(err, law.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	c.server.Fault = nil
	if res := c.done(Options{All: true}); res.New != 1 {
		t.Errorf("%+v", res)
	}
}

// many are matters of no interest around which the interesting ones stand: the
// server finds "alien" in them.
func many(n, from int, modified string) []*scrapertest.Matter {
	var out []*scrapertest.Matter
	for i := range n {
		out = append(out, &scrapertest.Matter{ID: from + i, File: fmt.Sprintf("Z-%d", from+i), Title: "Alienation of parkland", Modified: modified})
	}
	return out
}

// Whatever happens to a list between two of its pages, what stands in it is
// taken in.
func TestListsThatShift(t *testing.T) {
	const last = "springfield-31-9999@1"
	begin := func(t *testing.T, rows ...*scrapertest.Matter) *clerk {
		first := ferry(1)
		first.Modified = "2026-01-01T00:00:00"
		c := newClerk(t, first)
		c.done(Options{})
		late := ferry(9999)
		late.Modified = "2026-05-30T00:00:00"
		c.server.Matters = append(append(c.server.Matters, rows...), late)
		return c
	}
	shifts := map[string]func(*clerk){
		"a row of the first page is changed": func(c *clerk) { c.server.Matters[0].Modified = "2026-06-02T00:00:00" },
		"a row of the first page is deleted": func(c *clerk) { c.server.Matters = c.server.Matters[1:] },
		"a row comes before the others": func(c *clerk) {
			early := ferry(2)
			early.Modified = "2026-01-02T00:00:00"
			c.server.Matters = append(c.server.Matters, early)
		},
	}
	for name, shift := range shifts {
		for _, heedless := range []bool{false, true} {
			for modified, rows := range map[string]int{"2026-05-02T00:00:00": 999, "2026-05-02T00:00:00.5": 2500} {
				t.Run(fmt.Sprintf("%s, %d rows of one second, heedless %v", name, rows, heedless), func(t *testing.T) {
					c := begin(t, many(rows, 100, modified)...)
					c.server.Matters[0].Modified = "2026-05-01T00:00:00"
					c.server.Heedless = heedless
					c.server.AfterPage = func(string) { shift(c) }
					c.done(Options{})
					if c.texts()[last] == "" {
						t.Error("the last matter is lost")
					}
				})
			}
			t.Run(fmt.Sprintf("%s, by id, heedless %v", name, heedless), func(t *testing.T) {
				c := newClerk(t, append(append([]*scrapertest.Matter{ferry(1)}, many(2500, 100, "2026-05-02T00:00:00")...), ferry(9999))...)
				c.server.Heedless = heedless
				c.server.AfterPage = func(string) { shift(c) }
				c.done(Options{})
				if c.texts()[last] == "" {
					t.Error("the last matter is lost")
				}
			})
		}
	}
}

// since are the instants that lists of what changed were asked from.
func since(asked []string) string {
	for _, a := range asked {
		if _, rest, ok := strings.Cut(a, "MatterLastModifiedUtc gt datetime'"); ok {
			instant, _, _ := strings.Cut(rest, "'")
			return instant
		}
	}
	return "everything"
}

// The mark moves on with what was taken in, never back and never over a gap.
func TestTheMark(t *testing.T) {
	old, closed := ferry(1), ferry(2)
	old.Status, old.Modified = "In Committee", "2020-01-01T00:00:00"
	closed.Status, closed.Modified = "Withdrawn", "2024-05-01T00:00:00"
	c := newClerk(t, old, closed)
	ask := func(what string, o Options, want string) {
		t.Helper()
		c.server.Asked()
		c.done(o)
		if got := since(c.server.Asked()); got != want {
			t.Errorf("%s asked for what changed since %s, want %s", what, got, want)
		}
	}
	ask("the first run", Options{}, "everything")
	for range 3 { // the open matter alone is read again
		ask("a quiet run", Options{}, "2024-05-01T00:00:00")
	}
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	third := ferry(3)
	third.Status, third.Modified = "Withdrawn", "2025-03-01T00:00:00"
	c.server.Matters = append(c.server.Matters, third)
	ask("a run from a later day", Options{Since: day("2025-01-01")}, "2025-01-01T00:00:00")
	ask("the run after a gap", Options{}, "2024-05-01T00:00:00")
	ask("the run after that", Options{}, "2025-03-01T00:00:00")
	ask("the first run for everything", Options{All: true}, "everything")
	// A clock that runs ahead does not hide what changes until it is right.
	ahead := ferry(4)
	ahead.Status, ahead.Modified = "Withdrawn", "2099-01-01T00:00:00"
	c.server.Matters = append(c.server.Matters, ahead)
	before := time.Now().UTC()
	ask("the run that finds the clock ahead", Options{}, "2025-03-01T00:00:00")
	c.server.Asked()
	c.done(Options{})
	at, err := time.Parse("2006-01-02T15:04:05", since(c.server.Asked()))
	if err != nil || at.After(before) || at.Before(before.Add(-time.Hour)) {
		t.Errorf("asked from %v, %v; the last run began at %v", at, err, before)
	}
}

// A part that the server never gives leaves its matter incomplete and named,
// and nothing else.
func TestAPartThatNeverComes(t *testing.T) {
	for _, part := range []string{"histories", "versions", "texts/200", "sponsors", "attachments"} {
		t.Run(part, func(t *testing.T) {
			one, two := ferry(1), ferry(2)
			two.Version, two.Texts[0].Label = "2", "2"
			two.Histories = []scrapertest.History{{ID: 5, At: "2031-04-02T00:00:00", Action: "Introduced", Body: "City Council"}}
			two.Sponsors = []string{"A Member"}
			c := newClerk(t, one, two)
			c.server.Fault = func(path string, _ int) (int, string, bool) {
				return 500, `{"Message":"An error has occurred."}`, path == "matters/2/"+part
			}
			for range 2 {
				res := c.done(Options{All: true})
				if !slices.Equal(res.Incomplete, []string{"matter 2 (31-0002)"}) || res.Shortfall() != "1 record incomplete, asked for again in the next run: matter 2 (31-0002)" {
					t.Errorf("%+v", res)
				}
			}
			held := c.texts()
			if held["springfield-31-0001@1"] == "" || held["springfield-31-0002@2"] == "" != (part == "versions" || part == "texts/200") {
				t.Errorf("held %v", held)
			}
			c.open(func(col *Collector) {
				run, ok, err := col.Store.LastDone(t.Context(), "springfield")
				if err != nil || !ok || !strings.Contains(run.Error, "matter 2 (31-0002)") {
					t.Errorf("the run says %+v, %v, %v", run, ok, err)
				}
			})
			c.server.Fault = nil
			if res := c.done(Options{All: true}); len(res.Incomplete) > 0 || res.Shortfall() != "" {
				t.Errorf("the server is well again, and the run says %+v", res)
			}
			p := c.policy("springfield-31-0002")
			if len(p.Events) != 1 || len(p.Sponsors) != 1 || len(c.texts()) != 2 {
				t.Errorf("%d events, %d sponsors, texts %v", len(p.Events), len(p.Sponsors), c.texts())
			}
		})
	}
}

// What is held is not taken away by an answer that is empty, or by none.
func TestNothingIsTakenAway(t *testing.T) {
	m := ferry(1)
	m.Status = "In Committee"
	m.Histories = []scrapertest.History{{ID: 5, At: "2031-04-02T00:00:00", Action: "Introduced", Body: "City Council"}}
	m.Sponsors = []string{"A Member"}
	m.Attachments = []scrapertest.Attachment{{ID: 7, Name: "Report"}}
	c := newClerk(t, m)
	c.done(Options{})
	want, texts := c.policy("springfield-31-0001"), c.texts()
	for name, fault := range map[string]func(string, int) (int, string, bool){
		"empty":   func(path string, _ int) (int, string, bool) { return 200, "[]", strings.HasPrefix(path, "matters/1/") },
		"deleted": func(path string, _ int) (int, string, bool) { return 410, "", strings.HasPrefix(path, "matters/1/") },
		"broken":  func(path string, _ int) (int, string, bool) { return 503, "", strings.HasPrefix(path, "matters/1/") },
	} {
		m.Modified = "2031-05-02T10:00:0" + fmt.Sprint(len(name)%10)
		c.server.Fault = fault
		c.done(Options{})
		p := c.policy("springfield-31-0001")
		if len(p.Events) != len(want.Events) || len(p.Sponsors) != 1 || len(p.Attachments) != 1 || len(c.texts()) != len(texts) {
			t.Errorf("%s: %d events, %d sponsors, %d attachments, texts %v", name, len(p.Events), len(p.Sponsors), len(p.Attachments), c.texts())
		}
	}
}

// The line of docs/sources.md that adds a city makes a source that collects.
func TestTheDocumentedCity(t *testing.T) {
	doc, err := os.ReadFile("../docs/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^    (\{Name: "springfield".*\}),$`).FindSubmatch(doc)
	if line == nil {
		t.Fatal("docs/sources.md has no line that adds a city")
	}
	written, err := parser.ParseExpr("City" + string(line[1]))
	if err != nil {
		t.Fatalf("the line is no Go: %v", err)
	}
	var city legistar.City
	for _, e := range written.(*ast.CompositeLit).Elts {
		pair := e.(*ast.KeyValueExpr)
		value, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		field := reflect.ValueOf(&city).Elem().FieldByName(pair.Key.(*ast.Ident).Name)
		if !field.IsValid() {
			t.Fatalf("a city has no field %s", pair.Key)
		}
		field.SetString(value)
	}
	if !reflect.DeepEqual(city, springfieldCouncil) {
		t.Errorf("the line makes %+v, the tests collect with %+v", city, springfieldCouncil)
	}
	m := ferry(1)
	m.Type, m.Status = "Ordinance-S", "Signed by the Mayor"
	m.Histories = []scrapertest.History{
		{ID: 1, At: "2031-04-02T13:00:00", Action: "Finally Passed", Body: "City Council", Result: "Pass"},
		{ID: 2, At: "2031-04-02T00:00:00", Action: "Signed by the Mayor", Body: "Mayor"},
		{ID: 3, At: "2031-04-03T00:00:00", Action: "Conditionally Enacted", Body: "City Council"},
	}
	c := newClerk(t, m)
	res := c.done(Options{})
	if res.New != 1 || !slices.Equal(res.Unknown, []string{`action "Conditionally Enacted"`}) || !strings.Contains(res.Shortfall(), "Conditionally Enacted") {
		t.Errorf("%+v", res)
	}
	p := c.policy("springfield-31-0001")
	if p.Kind != law.Ordinance || p.Status != law.InForce || len(p.Events) != 3 || p.Events[0].Type != law.Passed || p.Events[1].Type != law.Signed || p.Events[2].Type != law.Step {
		t.Errorf("%+v", p)
	}
	// The label stays set aside for a person, once, however often it comes.
	c.open(func(col *Collector) {
		list, err := col.Store.Quarantined(t.Context(), "springfield", store.Page{})
		if err != nil || list.Total != 1 || list.Items[0].Subject != `action "Conditionally Enacted"` {
			t.Errorf("%+v, %v", list.Items, err)
		}
	})
}

// A host that cannot be reached ends the run soon and in one sentence; a run
// that had begun goes on when started again.
func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(nil)
	address := server.URL
	server.Close()
	o := &office{t: t, dir: t.TempDir(), url: address}
	var err error
	o.open(func(col *Collector) {
		_, err = col.Run(t.Context(), legistar.New(springfieldCouncil), Options{BaseURL: address + "/v1"})
	})
	var nobody *fetch.UnreachableError
	if !errors.As(err, &nobody) || !errors.Is(err, law.ErrUnavailable) || err.Error() != strings.TrimPrefix(address, "http://")+" cannot be reached: connection refused" {
		t.Errorf("%v", err)
	}
	if strings.Contains(o.log.String(), "level=WARN") {
		t.Errorf("it warns besides: %s", o.log.String())
	}
}
