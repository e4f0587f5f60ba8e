package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"refuge/law"
	"refuge/record"
	"refuge/scrapers/all"
	"refuge/server"
)

var update = flag.Bool("update", false, "write docs/rules.md anew")

func contents(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The documents name what the program has.
func TestDocuments(t *testing.T) {
	readme := contents(t, "../../README.md")
	for _, c := range (&program{}).root().Commands() {
		if c.Name() != "help" && c.Name() != "completion" && !strings.Contains(readme, "`refuge "+c.Name()) {
			t.Errorf("README.md does not list refuge %s", c.Name())
		}
	}
	s, d := shippedRecord(t)
	totals, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts := map[law.Severity]int{}
	for _, f := range law.Check(d, "2026-11-23") {
		counts[f.Severity]++
	}
	f := law.TotalFooting(d)
	for _, want := range []string{
		fmt.Sprintf("%d facts verified, %d not; %d versions restated from the text, %d from a part of it, %d from reports",
			f.Verified(), f.Unverified(), f.Text, f.Part, f.Reports),
		totals.String(),
		fmt.Sprintf("%d errors, %d warnings, %d notes", counts[law.SevError], counts[law.SevWarning], counts[law.SevNote]),
	} {
		if !strings.Contains(readme, want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
	sources := contents(t, "../../docs/sources.md")
	for _, src := range all.Sources() {
		if !strings.Contains(sources, "`"+src.Info().Name+"`") {
			t.Errorf("docs/sources.md does not name the source %s", src.Info().Name)
		}
	}
	for _, code := range []int{exitDone, exitFailed, exitUsage, exitSource, exitInterrupted} {
		if !strings.Contains(readme, fmt.Sprintf("%d ", code)) {
			t.Errorf("README.md does not tell the exit code %d", code)
		}
	}
}

// Every command of docs/sources.md that needs no network does what it says.
func TestCommandsOfSources(t *testing.T) {
	archive := map[string]string{"nyc-council": t.TempDir(), "nyc-orders": t.TempDir()}
	for at, from := range map[string]string{
		"nyc-council/introduction/2031/0007.json": "nyccouncil/testdata/nyc-council-matter.body.json",
		"nyc-orders/corpus/1988/1988-EO-007.md":   "nycorders/testdata/nyc-orders-ocr.body.md",
	} {
		source, path, _ := strings.Cut(at, "/")
		path = filepath.Join(archive[source], filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(contents(t, "../../scrapers/"+from)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	commands := regexp.MustCompile("(?m)^ {4,}((?:refuge|go) .+)$|`(refuge [^`]+)`").FindAllStringSubmatch(contents(t, "../../docs/sources.md"), -1)
	ran := 0
	dir := t.TempDir()
	for _, c := range commands {
		words := strings.Fields(c[1] + c[2])
		switch {
		case words[0] == "go":
			// No test is chosen: the command must be sound, the answers stay.
			cmd := exec.Command("go", append(words[1:], "-run", "^$")...)
			cmd.Dir = "../.."
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", strings.Join(words, " "), err, out)
			}
		case words[1] == "scrape":
			continue // asks a server
		default:
			for i, w := range words {
				if w == "PATH|URL" {
					words[i] = archive[words[i-1]]
				}
			}
			if code, out, errs := refuge(t, append(words[1:], "--data-dir", dir)...); code != exitDone {
				t.Errorf("%s: exit code %d\n%s%s", strings.Join(words, " "), code, out, errs)
			}
		}
		ran++
	}
	if ran < 4 {
		t.Errorf("%d commands of docs/sources.md were run, there are more", ran)
	}
}

// Every address of the tour answers, from the record the program carries.
func TestTour(t *testing.T) {
	p := &program{stdout: io.Discard, stderr: io.Discard, dataDir: t.TempDir()}
	s, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	site, err := server.New(server.Options{Store: s, Sources: sourceInfos(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	addresses := regexp.MustCompile(`'http://127\.0\.0\.1:8080([^']*)'`).FindAllStringSubmatch(contents(t, "../../README.md"), -1)
	if len(addresses) < 5 {
		t.Fatalf("%d addresses in README.md", len(addresses))
	}
	for _, a := range addresses {
		if strings.Contains(a[1], "nyc-admin-code") {
			continue // there once the code has been consolidated
		}
		w := httptest.NewRecorder()
		site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, strings.ReplaceAll(a[1], `"`, "%22"), nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d: %.300s", a[1], w.Code, w.Body)
		}
	}
}

func TestRulesDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n\n`refuge check` holds the database to these rules. An error breaks the model and\nmakes the check fail; a warning is likely wrong and for a person to read; a note\nis a doubt that is known.\n\n| rule | what it asks |\n| --- | --- |\n")
	for _, r := range law.Rules() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Name, r.Sentence)
	}
	b.WriteString("\nWhere a source disagrees with the curated record, a warning is kept: the curated\nfact stands, and a person decides. `/api/v1/findings` and the page `/findings` give\nall of these.\n\n| rule | what it asks |\n| --- | --- |\n")
	for _, r := range law.SourceRules() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Name, r.Sentence)
	}
	const path = "../../docs/rules.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if contents(t, path) != b.String() {
		t.Error("docs/rules.md does not say what law.Rules says; run go test ./cmd/refuge -run RulesDocument -update")
	}
}

// The home page, the API, the places together and the line that serve prints
// say the same numbers.
func TestOneCountOfEvents(t *testing.T) {
	s, _ := shippedRecord(t)
	totals, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site, err := server.New(server.Options{Store: s, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	get := func(address string) []byte {
		t.Helper()
		w := httptest.NewRecorder()
		site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		if w.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %.300s", address, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	var overview struct {
		Totals record.Totals
		Places []record.Place `json:"jurisdictions"`
		Latest []record.Entry
	}
	if err := json.Unmarshal(get("/api/v1/overview"), &overview); err != nil || overview.Totals != totals {
		t.Errorf("the API says %+v, the store %+v, %v", overview.Totals, totals, err)
	}
	events := 0
	for _, p := range overview.Places {
		events += p.Events
	}
	var timeline struct{ Total int }
	if err := json.Unmarshal(get("/api/v1/timeline?undated=true&limit=1"), &timeline); err != nil || timeline.Total != totals.Events || events != totals.Events {
		t.Errorf("the timeline lists %d events, the places have %d, the totals say %d, %v", timeline.Total, events, totals.Events, err)
	}
	day := today()
	for _, e := range overview.Latest {
		if e.Ahead || e.Date.Earliest() > day {
			t.Errorf("among the latest is %s of %s", e.Policy, e.Date)
		}
	}
	home := string(get("/"))
	for _, n := range []int{totals.Policies, totals.Events, totals.LeftOut.Steps} {
		if n >= 1000 {
			n %= 1000 // the end of "1,035"
		}
		if !strings.Contains(home, fmt.Sprint(n)) {
			t.Errorf("the home page does not say %d", n)
		}
	}
}

// What refuge check prints is what the site answers.
func TestFindingsAgree(t *testing.T) {
	dir := t.TempDir()
	_, out, _ := refuge(t, "check", "--json", "--data-dir", dir)
	var printed []record.Finding
	for line := range strings.Lines(out) {
		var f record.Finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if f.Rule != "" { // the last line counts
			printed = append(printed, f)
		}
	}
	s, err := (&program{stdout: io.Discard, stderr: io.Discard, dataDir: dir}).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	site, err := server.New(server.Options{Store: s, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string) (found []record.Finding, total int) {
		t.Helper()
		for cursor := ""; ; {
			w := httptest.NewRecorder()
			site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/findings?limit=40"+query+cursor, nil))
			var l record.List[record.Finding]
			if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil || w.Code != http.StatusOK {
				t.Fatalf("status %d: %.300s", w.Code, w.Body)
			}
			found, total = append(found, l.Items...), l.Total
			if l.Next == "" {
				return found, total
			}
			cursor = "&cursor=" + string(l.Next)
		}
	}
	got, total := ask("")
	if len(printed) < 50 || total != len(printed) || !slices.Equal(got, printed) {
		t.Errorf("refuge check prints %d findings, the API gives %d of %d, or others", len(printed), len(got), total)
	}
	for query, selects := range map[string]func(record.Finding) bool{
		"&severity=warning":    func(f record.Finding) bool { return f.Severity == law.SevWarning },
		"&rule=" + got[0].Rule: func(f record.Finding) bool { return f.Rule == got[0].Rule },
		"&jurisdiction=chicago,new-york-city": func(f record.Finding) bool {
			return f.Jurisdiction == "chicago" || f.Jurisdiction == "new-york-city"
		},
	} {
		want := slices.DeleteFunc(slices.Clone(printed), func(f record.Finding) bool { return !selects(f) })
		if got, total := ask(query); len(want) == 0 || total != len(want) || !slices.Equal(got, want) {
			t.Errorf("%s: %d of %d, want %d", query, len(got), total, len(want))
		}
	}
	for _, f := range printed {
		if f.Jurisdiction == "" {
			t.Errorf("%s of %q belongs nowhere", f.Rule, f.Subject)
		}
	}
}
