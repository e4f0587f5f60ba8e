package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/seed"
	"refuge/store"
)

// read is a page as a reader gets it. It is checked for what every page must
// have.
type read struct {
	*goquery.Document
	t    *testing.T
	path string
}

// readPage asks for a page and wants a status.
func readPage(t *testing.T, s *Server, path string, status int) read {
	t.Helper()
	w := do(s, call{request: "GET " + path})
	if w.Code != status {
		t.Fatalf("%s: status %d, want %d (to %q)", path, w.Code, status, w.Header().Get("Location"))
	}
	if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("%s: type %q", path, got)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := read{doc, t, path}
	p.checkBasics()
	return p
}

// words are the words of what a selector finds, single-spaced.
func (p read) words(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// says wants words in what a selector finds.
func (p read) says(selector, words string) {
	p.t.Helper()
	if got := p.words(selector); !strings.Contains(got, words) {
		p.t.Errorf("%s: %q says %q, want %q in it", p.path, selector, got, words)
	}
}

// count wants so many elements.
func (p read) count(selector string, want int) {
	p.t.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.t.Errorf("%s: %d of %q, want %d", p.path, got, selector, want)
	}
}

// entry is the event of a list that has all of these words.
func (p read) entry(words ...string) *goquery.Selection {
	p.t.Helper()
	found := p.Find(".entry").FilterFunction(func(_ int, e *goquery.Selection) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(e.Text(), w) })
	})
	if found.Length() == 0 {
		p.t.Errorf("%s: no event with %q", p.path, words)
	}
	return found
}

// checkBasics holds what every page must have: one first heading, headings in
// order, landmarks, labels, captions, names of links, ids once, no inline style
// or script, and outside links that carry no referrer.
func (p read) checkBasics() {
	t, fault := p.t, func(format string, args ...any) {
		p.t.Helper()
		p.t.Errorf(p.path+": "+format, args...)
	}
	t.Helper()
	if lang, _ := p.Find("html").Attr("lang"); lang != "en" {
		fault("language %q", lang)
	}
	if !strings.Contains(p.words("title"), "Refuge") {
		fault("title %q", p.words("title"))
	}
	for _, landmark := range []string{"header", "main#main", "footer", `nav[aria-label="Main"]`, "form[role=search]"} {
		if p.Find(landmark).Length() == 0 {
			fault("no %s", landmark)
		}
	}
	if first := p.Find("body a").First(); first.AttrOr("href", "") != "#main" {
		fault("the first link does not skip to the content")
	}
	if n := p.Find("h1").Length(); n != 1 {
		fault("%d first headings", n)
	}
	level := 0
	p.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, h *goquery.Selection) {
		this := int(goquery.NodeName(h)[1] - '0')
		if this > level+1 {
			fault("heading %q skips from %d to %d", h.Text(), level, this)
		}
		if strings.TrimSpace(h.Text()) == "" {
			fault("an empty heading")
		}
		level = this
	})
	ids := map[string]bool{}
	p.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if ids[id] {
			fault("the id %q stands twice", id)
		}
		ids[id] = true
	})
	p.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, e *goquery.Selection) {
		if p.Find(`label[for="`+e.AttrOr("id", "-")+`"]`).Length() == 0 {
			fault("a field %s has no label", e.AttrOr("name", "?"))
		}
	})
	p.Find("table").Each(func(_ int, e *goquery.Selection) {
		if strings.TrimSpace(e.Find("caption").Text()) == "" {
			fault("a table has no caption")
		}
		if e.Find("th:not([scope])").Length() > 0 || e.Find("th").Length() == 0 {
			fault("a table's headings have no scope")
		}
	})
	p.Find("[aria-labelledby]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("aria-labelledby", ""); !ids[id] {
			fault("labelled by %q, which is not there", id)
		}
	})
	p.Find("img:not([alt]), [style], style, script:not([src]), [onclick]").Each(func(_ int, e *goquery.Selection) {
		fault("an inline style, a script without source, or an image without words: %s", goquery.NodeName(e))
	})
	p.Find("script[src], link[rel=stylesheet], link[rel=icon]").Each(func(_ int, e *goquery.Selection) {
		if at := e.AttrOr("src", e.AttrOr("href", "")); !strings.HasPrefix(at, "/static/") {
			fault("a file from %q", at)
		}
	})
	p.Find("a").Each(func(_ int, a *goquery.Selection) {
		to, name := a.AttrOr("href", ""), strings.TrimSpace(a.Text())
		switch {
		case name == "":
			fault("a link without words to %q", to)
		case strings.HasPrefix(to, "#"):
			if !ids[to[1:]] && p.Find(`[id="`+unescaped(to[1:])+`"]`).Length() == 0 {
				fault("a link to %q, which is not on the page", to)
			}
		case strings.HasPrefix(to, "/"):
		case strings.HasPrefix(to, "http://"), strings.HasPrefix(to, "https://"):
			if a.AttrOr("rel", "") != "noopener nofollow noreferrer" {
				fault("an outside link to %q with rel %q", to, a.AttrOr("rel", ""))
			}
		default:
			fault("a link to %q", to)
		}
	})
}

func unescaped(s string) string {
	out, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return out
}

func TestPagesOfASmallRecord(t *testing.T) {
	s := newServer(t, openRecord(t))
	for path, heading := range map[string]string{
		"/":                          "Local sanctuary law through time",
		"/jurisdictions":             "Jurisdictions",
		"/jurisdictions/springfield": "Springfield",
		"/jurisdictions/springfield?as_of=2015-01-01":                      "Springfield",
		"/jurisdictions/springfield/timeline":                              "Timeline of Springfield",
		"/jurisdictions/ogdenville":                                        "Ogdenville",
		"/jurisdictions/ogdenville/timeline":                               "Timeline of Ogdenville",
		"/mayors":                                                          "Mayors and other chief executives",
		"/policies/springfield-ll-12-2014/shared":                          "Shared language: Detainer law",
		"/mayors/jane-doe":                                                 "Jane Doe",
		"/policies":                                                        "Policies",
		"/policies?kind=local_law&year=2014":                               "Policies",
		"/policies/springfield-ll-12-2014":                                 "Detainer law",
		"/policies/springfield-ll-12-2014/versions/enacted":                "Enacted: Detainer law",
		"/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted": "What changed: Detainer law",
		"/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted&columns=2": "What changed: Detainer law",
		"/policies/springfield-ll-12-2014/diff":                                      "What changed: Detainer law",
		"/policies/springfield-eo-3-2006/diff":                                       "What changed: Executive Order 3 of 2006",
		"/timeline":                                                                  "Timeline",
		"/timeline?lane=mayor&order=newest":                                          "Timeline",
		"/compare":                                                                   "Compare places",
		"/compare?group=all&as_of=2015-01-01":                                        "Compare places",
		"/search":                                                                    "Search",
		"/search?q=detainer":                                                         "Search",
		"/codebook":                                                                  "Codebook",
		"/sources":                                                                   "Sources",
		"/about":                                                                     "About Refuge",
	} {
		p := readPage(t, s, path, http.StatusOK)
		if got := p.words("h1"); got != heading {
			t.Errorf("%s: heading %q, want %q", path, got, heading)
		}
	}
}

func TestHomePageLabelsNoPlace(t *testing.T) {
	p := readPage(t, newServer(t, openRecord(t)), "/", 200)
	p.says("aside", "has no legal definition")
	p.says("aside", "Refuge labels no place")
	p.says(".totals", "Jurisdictions3")
	if p.Find(`a[href="/jurisdictions/springfield"]`).Length() == 0 {
		t.Error("no way to a jurisdiction")
	}
}

func TestJurisdictionPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/jurisdictions/springfield", 200)
	p.says(".opening", "John Roe, Mayor")
	p.says("#in-force + ul", "Detainer law")
	p.says("#gaps + ul", "The order of 1989 was not found.")
	p.says(".programs", "Office of Newcomers")
	p.says(".programs", "not verified")
	p.says("#footing ~ .scroll", "Codings12")
	p.says("#footing ~ p", "1 from reports alone")
	detainers := p.Find(".question").FilterFunction(func(_ int, q *goquery.Selection) bool {
		return strings.Contains(q.Find("dt").Text(), "Honoring ICE detainers")
	})
	for _, want := range []string{"judicial warrant", "Only with a judicial warrant.", "Detainer law", "§ 2", "springfield.example"} {
		if !strings.Contains(detainers.Text(), want) {
			t.Errorf("the question on detainers does not say %q: %s", want, detainers.Text())
		}
	}
	if got := p.Find(".question.unknown").Length(); got != len(law.TheCodebook().Variables)-2 {
		t.Errorf("%d questions are unknown", got)
	}
	p.says(".question.unknown .answer", "unknown")

	p = readPage(t, s, "/jurisdictions/springfield?as_of=2007-01-01", 200)
	p.says(".opening", "January 1, 2007")
	p.says(".opening", "Ann Poe")
	p.says("#in-force + ul", "Executive Order 3 of 2006 today: rescinded")
	if strings.Contains(p.words("main"), "Detainer law") {
		t.Error("as of 2007 the page names a law of 2014")
	}
	if got := p.Find("#as-of").AttrOr("value", ""); got != "2007-01-01" {
		t.Errorf("the form shows %q", got)
	}

	p = readPage(t, s, "/jurisdictions/ogdenville", 200)
	p.says(".opening", "nobody is recorded in office")
	p.says("#facts + dl", "Population, 2020unknown")
}

func TestTimelinePage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/jurisdictions/springfield/timeline", 200)
	var order []string
	p.Find(".term > h2").Each(func(_ int, h *goquery.Selection) { order = append(order, strings.TrimSpace(h.Text())) })
	if want := []string{"Ann Poe", "Jane Doe", "John Roe", "Date unknown"}; !slices.Equal(order, want) {
		t.Errorf("terms %q, want %q", order, want)
	}
	under := func(name string) string {
		return p.Find(".term").FilterFunction(func(_ int, e *goquery.Selection) bool { return strings.TrimSpace(e.Find("h2").Text()) == name }).Text()
	}
	if got := under("Jane Doe"); !strings.Contains(got, "Vetoed") || !strings.Contains(got, "November 14, 2014") {
		t.Errorf("under Jane Doe: %s", got)
	}
	if got := under("Date unknown"); !strings.Contains(got, "date unknown") || !strings.Contains(got, "not verified") {
		t.Errorf("without a date: %s", got)
	}
	if got := p.entry("Signed", "Detainer law").Find("time").AttrOr("datetime", ""); got != "2014-11-14" {
		t.Errorf("the machine date is %q", got)
	}
	marks := p.Find("svg[data-chart] a")
	if marks.Length() < 6 {
		t.Fatalf("%d marks are drawn", marks.Length())
	}
	marks.Each(func(_ int, m *goquery.Selection) {
		if to := m.AttrOr("href", ""); p.Find(to).Length() != 1 || m.Find("title").Text() == "" {
			t.Errorf("a mark leads to %q and is called %q", to, m.Find("title").Text())
		}
	})
	if label := p.Find("svg[data-chart]").AttrOr("aria-label", ""); !strings.Contains(label, "Springfield") {
		t.Errorf("the drawing is called %q", label)
	}

	p = readPage(t, s, "/timeline?type=vetoed", 200)
	p.count(".entry", 1)
	p.entry("Springfield", "Vetoed", "In office: Jane Doe")
	p = readPage(t, s, "/timeline?steps=true&jurisdiction=springfield", 200)
	p.entry("Referred to Comm")
}

func TestMayorPage(t *testing.T) {
	p := readPage(t, newServer(t, openRecord(t)), "/mayors/jane-doe", 200)
	p.says("h2", "Mayor, Springfield")
	for id, want := range map[string]string{"issued": "Detainer law", "vetoed": "Ordinance 77 of 2016", "inherited": "Executive Order 3 of 2006"} {
		list := p.Find("#" + id + "-0").NextAllFiltered("ul").First()
		if !strings.Contains(list.Text(), want) {
			t.Errorf("%s: %q, want %q in it", id, list.Text(), want)
		}
	}
}

func TestPolicyPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/policies/springfield-ll-12-2014", 200)
	p.says("#summary ~ p", "Restated by Refuge, not law")
	p.says(".abstract", "No detainer is honored without a judicial warrant.")
	p.says("dl.facts", "Local Law 12 of 2014")
	p.says("dl.facts", "Code § 9-101")
	if got := p.entry("Signed").Text(); !strings.Contains(got, "Jane Doe") {
		t.Errorf("signed under: %s", got)
	}
	p.says(".codings", "§ 3")
	p.says(".codings", "not verified")
	if got := p.Find(`.codings td[data-label=Passage] a[href="/policies/springfield-ll-12-2014/versions/enacted?section=sec_2#sec_2"]`).Length(); got == 0 {
		t.Error("the official passage is not offered")
	}
	p.says(".versions", "Official text")
	p.says(".versions", "Restated by Refuge, not law")
	if p.Find(`.versions a[href="/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted"]`).Length() != 1 {
		t.Error("no comparison of the two official texts")
	}
	if p.Find(`.versions a[href*="to=restated-2014-12-14"]`).Length() > 0 {
		t.Error("our words are to be compared with law")
	}
	p.says(".edges", "Supersedes Executive Order 3 of 2006")
	if p.Find(`.edges a[href="/policies/springfield-eo-3-2006"]`).Length() != 1 {
		t.Error("the relation leads nowhere")
	}

	p = readPage(t, s, "/policies/springfield-ord-77-2016", 200)
	p.says(".versions", "text not held")
	p.says("#codings + p", "unknown here")
	p.entry("Challenged", "date unknown")

	w := do(s, call{request: "GET /policies/springfield-detainer-law"})
	if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/policies/springfield-ll-12-2014" {
		t.Errorf("under its other name: %d to %q", w.Code, w.Header().Get("Location"))
	}
	p = readPage(t, s, "/policies/springfield-res-1001-2020", 200)
	p.says("table", "Committee")
	p.says("details", "Referred to Comm")
}

func TestVersionPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/policies/springfield-ll-12-2014/versions/enacted", 200)
	p.says(".standingbar", "Official text")
	if got := p.Find(".lawtext ins").First(); got.Find(".unseen").Text() != "added: " {
		t.Errorf("a drafter's mark is read as %q", got.Text())
	}
	p.Find(".lawtext .unseen").Remove()
	if got := strings.TrimSpace(p.Find(".lawtext").Text()); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(enactedText), " ") {
		t.Errorf("the text is %q", got)
	}
	p.says("#sec_2", "without a judicial warrant")
	p.says(".contents", "3 sections")
	p = readPage(t, s, "/policies/springfield-ll-12-2014/versions/restated-2014-12-14", 200)
	p.says(".standingbar", "They are not the law")
	p = readPage(t, s, "/policies/springfield-ord-77-2016/versions/introduced", 200)
	p.says(".notheld", "Text not held")
	readPage(t, s, "/policies/springfield-ll-12-2014/versions/nothing", 404)
	readPage(t, s, "/policies/springfield-ll-12-2014/versions/enacted?part=9", 404)
}

func TestDiffPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted", 200)
	p.count(".warning", 0)
	for tag, hidden := range map[string]string{".change ins": "added: ", ".change del": "removed: "} {
		if got := p.Find(tag).First().Find(".unseen").Text(); got != hidden {
			t.Errorf("%s is read as %q", tag, got)
		}
	}
	p.Find(".unseen").Remove()
	p.says(".change del", "may")
	p.says(".change ins", "judicial warrant")
	p.says(".counts", "words added")
	if p.Find(".diffsection.same").Length() == 0 {
		t.Error("what is the same is not folded")
	}
	p = readPage(t, s, "/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted&columns=2", 200)
	if p.Find(".left ins").Length()+p.Find(".right del").Length() > 0 || p.Find(".left del").Length() == 0 || p.Find(".right ins").Length() == 0 {
		t.Error("side by side, a word stands on the wrong side")
	}
	p = readPage(t, s, "/policies/springfield-ll-12-2014/diff?from=enacted&to=restated-2014-12-14", 409)
	p.says(".notheld", "never redlined against law")
	p.count(`.notheld a[href="/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted"]`, 1)
	p.count(`select option[selected][value="restated-2014-12-14"]`, 1)
	p = readPage(t, s, "/policies/springfield-ll-12-2014/diff?from=enacted&to=enacted", 200)
	p.says("#summary ~ p", "the same, word for word")
	p = readPage(t, s, "/policies/springfield-ord-77-2016/diff?from=introduced&to=introduced", 422)
	p.says(".notheld", "is not held")
	p = readPage(t, s, "/policies/springfield-eo-3-2006/diff", 200)
	p.says(".notheld", "one text")
	readPage(t, s, "/policies/springfield-ll-12-2014/diff?from=introduced&to=nothing", 404)
}

func TestTextsPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/compare?left=springfield-ll-12-2014&right=shelbyville-eo-1-2019&right_as_of=2020-01-01", 200)
	p.says("main", "Left: enacted, the official text from when it was made. Right: enacted, the official text of 2020-01-01.")
	p.count(`select[name=left] option`, 4)
	p.count(`select[name=left] option[selected][value="springfield-ll-12-2014"]`, 1)
	p.count(`select[name=right] option[value="shelbyville-eo-1-2019@enacted"]`, 1)
	p.count(`input[name=right_as_of][value="2020-01-01"]`, 1)
	p.count(`.sides a[href="/policies/shelbyville-eo-1-2019/versions/enacted"]`, 1)
	p.count(`a[href^="/compare.json?left=springfield-ll-12-2014"]`, 1)
	p.count(".views a[href^='/compare?columns=2&left=']", 1)
	if p.Find(".change ins").Length() == 0 {
		t.Error("no change is shown")
	}
	p = readPage(t, s, "/compare?left=springfield-ll-12-2014@restated-2014-12-14&right=shelbyville-eo-1-2019", 409)
	p.says(".notheld", "No two texts of one standing")
	p.count(`.notheld a[href="/compare?left=springfield-ll-12-2014%40enacted&right=shelbyville-eo-1-2019%40enacted"]`, 1)
	p.count(`select[name=left] option[selected][value="springfield-ll-12-2014@restated-2014-12-14"]`, 1)
	readPage(t, s, "/compare?left=springfield-ll-12-2014@enacted&left_as_of=2020-01-01&right=shelbyville-eo-1-2019", 400).says(".notheld", "is a version")
	readPage(t, s, "/compare?left=springfield-ord-77-2016@introduced&right=shelbyville-eo-1-2019", 422).says(".notheld", "is not held")
	readPage(t, s, "/compare?left=nowhere&right=shelbyville-eo-1-2019", 404).count(`input[name=left][value="nowhere"]`, 1)
	p = readPage(t, s, "/compare?left=springfield-ll-12-2014", 200)
	p.count("input[name=right]", 1)
	p.count(".notheld", 0)
	if w := do(s, call{request: "GET /compare?left=springfield-ll-12-2014&left_as_of=&right=shelbyville-eo-1-2019"}); w.Code != 303 ||
		w.Header().Get("Location") != "/compare?left=springfield-ll-12-2014&right=shelbyville-eo-1-2019" {
		t.Errorf("a form without days: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestATextOfSpacesIsNotCompared(t *testing.T) {
	d := springfield.Record()
	d.Policies[0].Versions[0].Text = " \n\t\n"
	st, err := store.Open(t.Context(), store.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := st.Import(t.Context(), d, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, st)
	for _, address := range []string{"/compare?left=springfield-ll-58-2014@introduced&right=springfield-ll-58-2014@enacted", "/policies/springfield-ll-58-2014/diff?from=introduced&to=enacted"} {
		readPage(t, s, address, 422).says(".notheld", "has no words")
	}
}

func TestComparePage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/compare?as_of=2020-01-01&jurisdiction=springfield&jurisdiction=ogdenville", 200)
	p.count(".matrix tbody tr", 2)
	row := func(name string) *goquery.Selection {
		return p.Find(".matrix tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool { return r.Find("th").Text() == name })
	}
	if got := row("Springfield").Find("td").First(); strings.TrimSpace(got.Text()) != "judicial warrant" || !strings.HasPrefix(got.Find("a").AttrOr("href", ""), "/policies/springfield-ll-12-2014/versions/enacted?section=sec_2") {
		t.Errorf("Springfield on detainers: %q", got.Text())
	}
	if got := row("Ogdenville").Find("td").First().Text(); got != "unknown" {
		t.Errorf("Ogdenville on detainers: %q", got)
	}
	p.count(".choices input:checked", 2)
	if got := p.Find(".matrix thead th").Length(); got != 6 {
		t.Errorf("%d columns for the questions on custody", got)
	}
	readPage(t, s, "/compare?jurisdiction=springfeild", 400).says(".opening", "springfield")
}

func TestSearchPage(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/search?q=warrant", 200)
	if p.Find(".hits li").Length() == 0 {
		t.Fatal("nothing is found")
	}
	p.says(".snippet mark", "warrant")
	if got := p.Find("#q").AttrOr("value", ""); got != "warrant" {
		t.Errorf("the form shows %q", got)
	}
	p.Find(".hits a").Each(func(_ int, a *goquery.Selection) {
		if w := do(s, call{request: "GET " + a.AttrOr("href", "")}); w.Code != 200 {
			t.Errorf("a hit leads to %s: %d", a.AttrOr("href", ""), w.Code)
		}
	})
	w := do(s, call{request: "GET /search?q=" + url.QueryEscape("Local Law No. 12 of 2014")})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/policies/springfield-ll-12-2014" {
		t.Errorf("a number does not open what it names: %d %s", w.Code, w.Header().Get("Location"))
	}
	readPage(t, s, "/search?jump=0&q="+url.QueryEscape("Local Law No. 12 of 2014"), 200).says(".hits li:first-child .facts", "exactly this")
	readPage(t, s, "/search?q=Jane+Doe", 200).says(".named", "Jane Doe")
	readPage(t, s, "/search?q=warrant+quokka", 200).says(".warning", "any of them")
	readPage(t, s, "/search?q=nothinglikethis", 200).says(".pager", "Nothing found")
	if got := readPage(t, s, "/search?q="+url.QueryEscape(`"an open phrase`), 400).words("[role=alert]"); got == "" {
		t.Error("a malformed query gets no answer")
	}
}

// A query as forms send it leads to the address without its empty parameters.
func TestEmptyParametersAreLeftOut(t *testing.T) {
	s := newServer(t, openRecord(t))
	for from, to := range map[string]string{
		"/policies?q=&kind=local_law&status=": "/policies?kind=local_law",
		"/search?q=":                          "/search",
		"/timeline?lane=&from=2014-01-01":     "/timeline?from=2014-01-01",
	} {
		w := do(s, call{request: "GET " + from})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", from, w.Code, w.Header().Get("Location"), to)
		}
	}
}

func TestPagesRefuseWhatTheyCannotRead(t *testing.T) {
	s := newServer(t, openRecord(t))
	for path, words := range map[string]string{
		"/jurisdictions/springfield?as_of=2015-02-30": "2015-02-30",
		"/policies?kind=local_lawn":                   `did you mean "local_law"`,
		"/policies?year=soon":                         "whole number",
		"/policies?jurisdiction=springfeild":          "springfield",
		"/timeline?from=2015-01-01&to=2014-01-01":     "lies before",
		"/timeline?steps=perhaps":                     "true or false",
		"/timeline?verified=maybe":                    "none of",
		"/compare?group=things":                       "none of",
		"/policies?q=a&q=b":                           "one value",
		"/policies?value=never":                       "needs",
		"/policies?cursor=nonsense":                   "",
		"/mayors?q=" + strings.Repeat("a", 201):       "200 bytes",
	} {
		p := readPage(t, s, path, http.StatusBadRequest)
		p.says("h1", "That could not be read")
		p.says(".opening", words)
	}
	for _, path := range []string{"/jurisdictions/nowhere", "/jurisdictions/nowhere/timeline", "/mayors/nobody", "/policies/none",
		"/policies/none/diff", "/policies/none/versions/a", "/nothing", "/static/refuge.css", "/static/none.0123.css"} {
		readPage(t, s, path, http.StatusNotFound).says("h1", "Not in the record")
	}
}

func TestStaticFilesMayBeKept(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/", 200)
	w := do(s, call{request: "GET " + p.Find("link[rel=stylesheet]").AttrOr("href", "")})
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
}

// What is not verified is listed with what would settle it, here and beside the
// fact itself.
func TestDoubtsAreInTheOpen(t *testing.T) {
	s := newServer(t, openRecord(t))
	p := readPage(t, s, "/jurisdictions/springfield/doubts", 200)
	p.says("h1", "What is not verified of Springfield")
	p.says("#event ~ ul", "Challenged, Ordinance 77 of 2016, date unknown")
	p.says("#event ~ ul", "To settle it: The docket of the district court.")
	p.says("#coding ~ ul", "To settle it: The rules of the department.")
	p.says("#coding ~ ul", "nothing is noted yet")
	if p.Find(`#coding ~ ul a[href="/policies/springfield-ll-12-2014"]`).Length() == 0 {
		t.Error("no way to the policy whose coding is in doubt")
	}
	readPage(t, s, "/jurisdictions/nowhere/doubts", 404)
	p = readPage(t, s, "/jurisdictions/ogdenville/doubts", 200)
	p.says("main", "Every curated fact of this place is borne out")

	p = readPage(t, s, "/policies/springfield-ll-12-2014", 200)
	p.says(".codings", "To settle it: The rules of the department.")
	p.says(".versions", "from reports; text not held")
	p.says(".versions", "To settle it: The clerk's copy.")
	p = readPage(t, s, "/policies/springfield-ll-12-2014/versions/restated-2014-12-14", 200)
	p.says(".standingbar", "this is what reports say of it")
}

// A coding opens the passage it rests on.
func TestCodingsOpenTheirPassage(t *testing.T) {
	s := newServer(t, openRecord(t))
	links := readPage(t, s, "/policies/springfield-ll-12-2014", 200).Find(".codings td a[href*='#sec_']")
	if links.Length() != 2 {
		t.Fatalf("%d codings lead to a passage", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		to, fragment, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if readPage(t, s, to, 200).Find("#"+fragment).Length() != 1 {
			t.Errorf("%s leads to no passage", a.AttrOr("href", ""))
		}
	})
}

func TestSuitPage(t *testing.T) {
	st := openRecord(t)
	suit := law.Policy{Slug: "moe-v-shelbyville-2020", Jurisdiction: "shelbyville", Kind: law.CourtRuling, Title: "Moe v. Shelbyville",
		Status: law.Failed, Suit: &law.Suit{Court: "Shelby County Court", Plaintiffs: []string{"Max Moe", "Ann Poe"},
			Defendants: []string{"City of Shelbyville"}, Outcome: "Dismissed as moot."}}
	if _, err := st.Import(t.Context(), law.Dataset{Policies: []law.Policy{suit}}, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, st)
	p := readPage(t, s, "/policies/moe-v-shelbyville-2020", 200)
	for _, want := range []string{"CourtShelby County Court", "Docketunknown", "Who suedMax Moe; Ann Poe", "Who was suedCity of Shelbyville", "OutcomeDismissed as moot."} {
		p.says("#suit + dl", want)
	}
	if w := do(s, call{request: "GET /policies/moe-v-shelbyville-2020.json"}); !strings.Contains(w.Body.String(), `"suit":{"court":"Shelby County Court","plaintiffs":["Max Moe","Ann Poe"]`) {
		t.Errorf("the suit as data: %s", w.Body)
	}
}

// Every page says where the same stands as data, and there it does.
func TestPagesLeadToTheirData(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, path := range []string{"/", "/jurisdictions", "/jurisdictions/springfield?as_of=2015-01-01", "/jurisdictions/springfield/timeline?lane=mayor&steps=true&order=newest", "/jurisdictions/springfield/doubts", "/findings",
		"/mayors?q=doe", "/mayors/jane-doe", "/policies?kind=local_law&q=detainer", "/policies/springfield-ll-12-2014", "/policies/springfield-ll-12-2014/versions/enacted",
		"/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted&columns=2&whole=true", "/timeline?verified=true", "/compare?group=all", "/search?q=detainer&standing=official", "/codebook", "/sources"} {
		links := readPage(t, s, path, 200).Find(".data a")
		if links.Length() == 0 {
			t.Errorf("%s: no data", path)
		}
		links.Each(func(_ int, a *goquery.Selection) {
			w := do(s, call{request: "GET " + a.AttrOr("href", "")})
			i := slices.IndexFunc(formats, func(f format) bool { return f.words == a.Text() })
			want := formats[max(i, 0)].mediaType
			if w.Code != 200 || w.Header().Get("Content-Type") != want {
				t.Errorf("%s: %s leads to %s: %d, %s", path, a.Text(), a.AttrOr("href", ""), w.Code, w.Header().Get("Content-Type"))
			}
		})
	}
}

// hostile is a record in which every word a source could choose is an attack.
func hostile() law.Dataset {
	const attack = `<script>alert(1)</script><img src=x onerror=alert(2)>"'>`
	sources := []string{"javascript:alert(3)", "JaVaScRiPt:alert(4)", "data:text/html,<script>alert(5)</script>", "https://example.org/\"onmouseover=\"alert(6)", attack}
	d := law.Dataset{
		Jurisdictions: []law.Jurisdiction{{Slug: "springfield", Name: attack, Kind: law.City, OCDID: attack, Wikidata: `Q1" onclick="alert(7)`, GEOID: attack, Government: attack, ExecutiveTitle: attack, Gaps: []string{attack}}},
		Persons:       []law.Person{{Slug: "ann-poe", Name: attack}},
		Terms:         []law.Term{{Jurisdiction: "springfield", Person: "ann-poe", Name: attack, Office: attack, Party: attack, Start: law.MustDate("2000"), Note: attack, Sources: sources}},
		Programs:      []law.Program{{Slug: "p", Jurisdiction: "springfield", Name: attack, Kind: law.Office, Note: attack, Mayor: attack, Sources: sources}},
		Policies: []law.Policy{{Slug: "springfield-1", Jurisdiction: "springfield", Kind: law.Ordinance, RawKind: attack, Number: attack, Citation: attack, Title: attack,
			Suit:     &law.Suit{Court: attack, Docket: attack, Plaintiffs: []string{attack}, Defendants: []string{attack}, Outcome: attack},
			Abstract: attack, Issuer: attack, CodifiedAt: []string{attack}, Status: law.InForce, RawStatus: attack, OfficialURLs: sources,
			Identifiers: []law.Identifier{{Scheme: "x", Value: attack}}, Sponsors: []law.Sponsor{{Name: attack}},
			Attachments: []law.Attachment{{Name: attack, URL: "javascript:alert(8)"}}, Origin: law.Curated,
			Events:    []law.Event{{Date: law.MustDate("2001"), Type: law.Signed, Actor: attack, Note: attack, Settle: attack, Raw: attack, Result: attack, Origin: law.Curated, Sources: sources}},
			Relations: []law.Relation{{Type: law.Amends, Words: attack, Proof: attack, Origin: law.Curated, Sources: sources}},
			Codings:   []law.Coding{{Variable: "municipal_id", Value: "issued", From: law.MustDate("2001"), Locator: attack, Paraphrase: attack, Note: attack, Settle: attack, Origin: law.Curated, Sources: sources}},
			Versions: []law.Version{
				{Label: "a", RawLabel: attack, Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2001"), Text: attack + " one", Held: true, Quality: attack, Origin: law.Curated, Sources: sources,
					Sections: []law.Section{{EID: `x" onclick="alert(9)`, Heading: attack, End: 10}}},
				{Label: "b", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2002"), Text: attack + " two", Held: true, Origin: law.Curated, Sources: sources}},
		}},
	}
	return d
}

func TestHostileWordsStayWords(t *testing.T) {
	st, err := store.Open(t.Context(), store.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := st.Import(t.Context(), hostile(), store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, st)
	for _, path := range []string{"/", "/jurisdictions", "/jurisdictions/springfield", "/jurisdictions/springfield/timeline", "/jurisdictions/springfield/doubts", "/findings", "/mayors", "/mayors/ann-poe",
		"/policies", "/policies/springfield-1", "/policies/springfield-1/versions/a", "/policies/springfield-1/versions/b", "/policies/springfield-1/diff?from=a&to=b",
		"/timeline", "/compare?group=all", "/search?q=alert"} {
		p := readPage(t, s, path, 200)
		// The scripts of the pages have a source; checkBasics refuses all others,
		// and every link that is neither ours nor of the web.
		p.count("main script, main img, main [onerror], main [onclick], main [onmouseover]", 0)
	}
	p := readPage(t, s, "/policies/springfield-1", 200)
	p.says("h1", "<script>alert(1)</script>")
	p.says(".sources", "javascript:alert(3)")
	for _, path := range []string{"/search?q=" + url.QueryEscape(`<script>alert(1)</script>`), "/%3Cscript%3Ealert(1)%3C/script%3E",
		"/policies?kind=" + url.QueryEscape(`<script>alert(1)</script>`)} {
		w := do(s, call{request: "GET " + path})
		if strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s: the address comes back as a script", path)
		}
	}
}

// maxCrawled bounds the walk over the shipped record.
const maxCrawled = 400

// From the home page every link inside the site leads to a page without fault.
func TestCrawlOfTheShippedRecord(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the whole record")
	}
	s := newServer(t, openSeed(t))
	queue, seen := []string{"/"}, map[string]bool{"/": true}
	kinds := map[string]int{}
	for n := 0; len(queue) > 0 && n < maxCrawled; n++ {
		// A page of the kind met least comes first, so that a bounded walk meets
		// all kinds.
		next := 0
		for i, path := range queue {
			if kinds[shape(path)] < kinds[shape(queue[next])] {
				next = i
			}
		}
		path := queue[next]
		queue = slices.Delete(queue, next, next+1)
		kinds[shape(path)]++
		readPage(t, s, path, 200).Find("a[href^='/']").Each(func(_ int, a *goquery.Selection) {
			to, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			if _, _, data := cutSuffix(strings.Split(to, "?")[0]); to != "" && !seen[to] && !data {
				seen[to] = true
				queue = append(queue, to)
			}
		})
	}
	for _, kind := range []string{"/", "/jurisdictions", "/jurisdictions/*", "/jurisdictions/*/timeline", "/mayors", "/mayors/*", "/policies", "/policies/*",
		"/policies/*/versions/*", "/policies/*/diff", "/timeline", "/compare", "/codebook", "/sources", "/about", "/search"} {
		if kinds[kind] == 0 {
			t.Errorf("the walk met no page %q: %v", kind, kinds)
		}
	}
}

// shape is the kind of page at an address: "/policies/*/versions/*".
func shape(address string) string {
	path, _, _ := strings.Cut(address, "?")
	parts := strings.Split(path, "/")
	for i := range parts {
		if i > 1 && i%2 == 0 {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// openSeed is a store that holds the record the program ships.
func openSeed(t testing.TB) *store.Store {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, store.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	d, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Import(ctx, d, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	return st
}
