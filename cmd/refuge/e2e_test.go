package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"refuge/collect"
	"refuge/internal/shared"
	"refuge/law"
	"refuge/store"
)

// replay starts the server that answers like the Legistar Web API from the
// archive, and returns its base URL.
func replay(t *testing.T, flags ...string) string {
	t.Helper()
	source := shared.Path(t, "replay")
	data := shared.Path(t, "real/nyc-council.tar.gz")
	binary := filepath.Join(t.TempDir(), "replay")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the replay server: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(binary, append([]string{"-data", data, "-addr", addr}, flags...)...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Process.Kill(); err != nil {
			t.Errorf("stopping the replay server: %v", err)
		}
		if err := server.Wait(); err == nil {
			t.Error("the replay server ended before the test did")
		}
	})
	for deadline := time.Now().Add(time.Minute); ; {
		resp, err := http.Get("http://" + addr + "/__stats")
		if err == nil {
			if err := resp.Body.Close(); err != nil {
				t.Fatal(err)
			}
			return "http://" + addr
		}
		if time.Now().After(deadline) {
			t.Fatalf("the replay server does not answer: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// refuge runs the program in this process and returns what it printed.
func refuge(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// scraped runs a scrape that must succeed and returns its report.
func scraped(t *testing.T, args ...string) collect.Result {
	t.Helper()
	code, out, errs := refuge(t, append(args, "--json")...)
	if code != exitDone {
		t.Fatalf("refuge %s: exit code %d\n%s", strings.Join(args, " "), code, errs)
	}
	var res collect.Result
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	if err := d.Decode(&res); err != nil {
		t.Fatalf("the report is not one JSON object: %v\n%s", err, out)
	}
	return res
}

func opened(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "refuge.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// content is everything a reader can see of the policies of a database, one
// line each: two databases with equal content are the same record, whatever
// numbers their rows have.
func content(t *testing.T, dir string) []string {
	t.Helper()
	s := opened(t, dir)
	var lines []string
	f := store.PolicyFilter{Page: store.Page{Limit: store.MaxLimit}, OffTopic: true, Sort: "slug"}
	for {
		list, err := s.Policies(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, brief := range list.Items {
			p, err := s.Policy(t.Context(), brief.Slug)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range p.Versions {
				if p.Versions[i], err = s.Version(t.Context(), p.Slug, v.Label); err != nil {
					t.Fatal(err)
				}
			}
			line, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
		if list.Next == "" {
			return lines
		}
		f.Cursor = string(list.Next)
	}
}

func sameContent(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d policies, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			at := 0
			for at < min(len(got[i]), len(want[i])) && got[i][at] == want[i][at] {
				at++
			}
			t.Fatalf("policy %d differs:\n got …%.300s\nwant …%.300s", i, got[i][max(at-100, 0):], want[i][max(at-100, 0):])
		}
	}
}

func TestScrapeEverything(t *testing.T) {
	base := replay(t)
	dir := t.TempDir()
	first := scraped(t, "scrape", "nyc", "--base-url", base+"/v1", "--all", "--rate", "0", "--data-dir", dir)
	want := archiveCounts(t)
	if got := first.New + first.Updated + first.Unchanged; got != want.matters {
		t.Errorf("%d matters taken in, the archive has %d", got, want.matters)
	}
	// 5 matters without a text and 82 whose text only leads there name the
	// attachment that is; the server answers a file of one with a list.
	if first.Quarantined != 87 {
		t.Errorf("%d quarantined, want the 87 files it does not have", first.Quarantined)
	}
	s := opened(t, dir)
	got := collectedCounts(t, s)
	if got != want {
		t.Errorf("in the database %+v, in the archive %+v", got, want)
	}
	for _, c := range []struct {
		policy, holder string
		event          law.EventType
	}{
		{"nyc-int-1412-2025", "Eric Adams", law.VetoedEvent},
		{"nyc-int-1412-2025", "Zohran Mamdani", law.VetoOverridden},
		{"nyc-ll-58-2014", "Bill de Blasio", law.Signed},
		{"nyc-ll-228-2017", "Bill de Blasio", law.LapsedIntoLaw},
	} {
		p, err := s.Policy(t.Context(), c.policy)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Timeline(t.Context(), store.TimelineFilter{Policies: []string{p.Slug}, Types: []law.EventType{c.event}})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Items) != 1 || len(list.Items[0].Holders) != 1 || list.Items[0].Holders[0].Name != c.holder {
			t.Errorf("%s %s: %+v, want one event under %s", c.policy, c.event, list.Items, c.holder)
		}
	}
	code, out, errs := refuge(t, "diff", "nyc-int-1412-2025@introduced", "nyc-int-1412-2025@a", "--data-dir", dir)
	if code != exitDone || !strings.Contains(out, "\n+") {
		t.Errorf("diff of the two versions of Int 1412-2025: exit code %d\n%.500s\n%s", code, out, errs)
	}

	second := scraped(t, "scrape", "nyc", "--base-url", base+"/v1", "--all", "--rate", "0", "--data-dir", dir)
	if second.New != 0 || second.Updated != 0 {
		t.Errorf("the second run reports %d new and %d updated, want none", second.New, second.Updated)
	}
	if asked := texts(t, base); asked != want.versions {
		t.Errorf("%d texts were asked for in both runs, the archive has %d", asked, want.versions)
	}
}

// texts is how many requests for a text the replay server has seen.
func texts(t *testing.T, base string) int {
	t.Helper()
	resp, err := http.Get(base + "/__stats")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	}()
	var stats struct{ ByPath map[string]int }
	if err := json.NewDecoder(resp.Body).Decode(&stats); err != nil {
		t.Fatal(err)
	}
	n := 0
	for path, count := range stats.ByPath {
		if strings.Contains(strings.ToLower(path), "/texts/") {
			n += count
		}
	}
	return n
}

// counts are what an archive holds, or a database of it.
type counts struct{ matters, versions, histories int }

// archiveCounts reads the archive without our parsers.
func archiveCounts(t *testing.T) counts {
	t.Helper()
	var c counts
	type text struct {
		matter int
		label  string
	}
	seen := map[text]bool{}
	for name, body := range shared.Files(t, "real/nyc-council.tar.gz") {
		if !strings.HasSuffix(name, ".json") {
			continue
		}
		var m struct {
			ID      int
			Version string
			History []struct{ ID int }
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		seen[text{m.ID, m.Version}] = true
		if !strings.HasPrefix(name, "versions/") {
			c.matters++
			c.histories += len(m.History)
		}
	}
	c.versions = len(seen)
	return c
}

// collectedCounts counts the same in a database: a merged event names every
// history row it stands for.
func collectedCounts(t *testing.T, s *store.Store) counts {
	t.Helper()
	d, err := s.Dataset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var c counts
	for _, p := range d.Policies {
		matter := false
		for _, id := range p.Identifiers {
			matter = matter || id.Scheme == "legistar:nyc:matter"
		}
		versions, histories := 0, 0
		for _, v := range p.Versions {
			if v.Origin == law.Collected {
				versions++
			}
		}
		for _, e := range p.Events {
			if e.Origin == law.Collected {
				histories += len(strings.Split(e.SourceID, ","))
			}
		}
		if matter && versions+histories > 0 {
			c.matters++
			c.versions += versions
			c.histories += histories
		}
	}
	return c
}

// A run against a server that fails, cuts and limits, killed five times, must
// end with the database of an undisturbed run.
func TestKilledAndDisturbed(t *testing.T) {
	clean := t.TempDir()
	scraped(t, "scrape", "nyc", "--base-url", replay(t)+"/v1", "--rate", "0", "--data-dir", clean)
	want := content(t, clean)

	binary := filepath.Join(t.TempDir(), "refuge")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	base := replay(t, "-fail", "0.1", "-cut", "0.05", "-rate", "50") + "/v1"
	dir := t.TempDir()
	const seed = 20261123
	rng := rand.New(rand.NewPCG(seed, 0))
	for kills := 0; ; {
		cmd := exec.Command(binary, "scrape", "nyc", "--base-url", base, "--rate", "0", "--data-dir", dir, "--json")
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		var after <-chan time.Time
		if kills < 5 {
			after = time.After(time.Duration(500+rng.IntN(3000)) * time.Millisecond)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("after %d kills: %v\n%s", kills, err, errs.String())
			}
			if kills < 5 {
				t.Logf("the run ended after %d kills", kills)
			}
			sameContent(t, content(t, dir), want)
			return
		case <-after:
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err == nil {
				t.Log("the run ended as it was to be killed")
			}
			kills++
		}
	}
}

func TestImportArchives(t *testing.T) {
	council, orders := shared.Path(t, "real/nyc-council.tar.gz"), shared.Path(t, "real/nyc-executive-orders.tar.gz")
	dir := t.TempDir()
	first := scraped(t, "import", "nyc-council", council, "--data-dir", dir)
	want := archiveCounts(t)
	s := opened(t, dir)
	if got := collectedCounts(t, s); got != want {
		t.Errorf("in the database %+v, in the archive %+v", got, want)
	}
	if first.Quarantined != 0 {
		t.Errorf("%d quarantined, want none", first.Quarantined)
	}
	again := scraped(t, "import", "nyc-council", council, "--data-dir", dir)
	if again.New != 0 || again.Updated != 0 {
		t.Errorf("the second import reports %d new and %d updated, want none", again.New, again.Updated)
	}
	res := scraped(t, "import", "nyc-orders", orders, "--data-dir", dir)
	if got := res.New + res.Updated + res.Unchanged; got != 2291 {
		t.Errorf("%d orders taken in, the corpus has 2291", got)
	}
	for _, slug := range []string{"nyc-eo-124-1989", "nyc-eo-34-2003", "nyc-eo-41-2003"} {
		p, err := s.Policy(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		standings := map[law.Standing]string{}
		for _, v := range p.Versions {
			standings[v.Standing] = v.Label
		}
		if standings[law.Official] == "" || standings[law.Restated] == "" {
			t.Errorf("%s has texts of the standings %v, want official and restated", slug, standings)
			continue
		}
		code, out, errs := refuge(t, "diff", slug+"@"+standings[law.Restated], slug+"@"+standings[law.Official], "--format", "json", "--data-dir", dir)
		if code != exitFailed || !strings.Contains(errs, "never redlined against law") {
			t.Errorf("diff of %s, restated against official: exit code %d, not refused\n%.400s\n%s", slug, code, out, errs)
		}
	}
	mayors(t, s)
}

// mayors holds the mayor each order names against the terms of office: they
// agree, or there is a finding.
func mayors(t *testing.T, s *store.Store) {
	t.Helper()
	d, err := s.Dataset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	findings := map[string]bool{}
	for _, f := range law.Check(d, "") {
		if f.Rule == "signer-not-in-office" {
			slug, _, _ := strings.Cut(f.Subject, " ")
			findings[slug] = true
		}
	}
	f := store.TimelineFilter{Page: store.Page{Limit: store.MaxLimit}, Jurisdictions: []string{"new-york-city"},
		PolicyKinds: []law.PolicyKind{law.ExecutiveOrder, law.EmergencyOrder}, Types: []law.EventType{law.Signed}, Undated: true, OffTopic: true}
	agree, odd := 0, 0
	for {
		list, err := s.Timeline(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list.Items {
			if !strings.HasPrefix(e.Actor, "Mayor ") {
				continue // signed for the mayor, as the curated record says
			}
			surname := e.Actor[strings.LastIndexByte(e.Actor, ' ')+1:]
			if len(e.Holders) == 1 && surname != "" && strings.HasSuffix(e.Holders[0].Name, surname) {
				agree++
				continue
			}
			odd++
			if !findings[e.Policy] {
				t.Errorf("%s: signed by %q on %s, in office %v, and no finding says so", e.Policy, e.Actor, e.Date, e.Holders)
			}
		}
		if f.Cursor = string(list.Next); f.Cursor == "" {
			break
		}
	}
	t.Logf("%d orders agree with the terms of office, %d have a finding", agree, odd)
}

func TestConsolidateTheArchive(t *testing.T) {
	archive := shared.Path(t, "real/nyc-council.tar.gz")
	dir := t.TempDir()
	file := filepath.Join(dir, "links.jsonl")
	code, out, errs := refuge(t, "consolidate", "--archive", archive, "--links", file, "--json", "--data-dir", dir)
	if code != exitDone {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	var sum collect.Consolidated
	if err := json.Unmarshal([]byte(out), &sum); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", out)
	if sum.Links < 700 || float64(sum.Exact+sum.Typographic) < 0.70*float64(sum.Links) || sum.Share < 0.97 {
		t.Errorf("%+v: want 700 links, 70%% of them exact or typographic, 97%% of words", sum)
	}
	figures := fmt.Sprintf("%d links: %d exact, %d typographic, %d different; %.2f%% of %d words agree", sum.Links, sum.Exact, sum.Typographic, sum.Differs, 100*sum.Share, sum.Words)
	if !strings.Contains(contents(t, "../../README.md"), figures) {
		t.Errorf("README.md does not say %q", figures)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("\n")); n != sum.Links {
		t.Errorf("%d lines of links, want %d", n, sum.Links)
	}
	s := opened(t, dir)
	p, err := s.Policy(t.Context(), "nyc-admin-code-9-131")
	if err != nil {
		t.Fatal(err)
	}
	var laws []string
	for _, v := range p.Versions {
		laws = append(laws, v.RawLabel)
	}
	if got := strings.Join(laws, " "); got != "2011/062 2013/022 2014/058 2014/058 2017/228 2026/063" {
		t.Errorf("§ 9-131 was made by %s", got)
	}
}
