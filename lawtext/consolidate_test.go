package lawtext

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"refuge/law"
)

// enacted are the local laws of the archive.
func enacted(t testing.TB) []EnactedLaw {
	t.Helper()
	var laws []EnactedLaw
	for _, m := range archive(t) {
		if m.LocalLaw == "" || m.RTF == "" || strings.HasPrefix(m.path, "versions/") {
			continue
		}
		d, err := ReadRTF([]byte(m.RTF))
		if err != nil {
			t.Fatalf("%s: %v", m.path, err)
		}
		l := EnactedLaw{Name: m.LocalLaw, Text: d.Text(), Marks: d.Marks()}
		// "Int 0486-2014-A" was proposed as introduction number 486-A.
		if p := strings.Split(strings.TrimPrefix(m.File, "Int "), "-"); len(p) >= 2 {
			l.Intro = strings.TrimLeft(p[0], "0")
			if m.Version != "" && m.Version != "*" {
				l.Intro += "-" + strings.ToLower(m.Version)
			}
		}
		if len(m.EnactmentDate) >= 10 {
			l.Enacted = law.Day(m.EnactmentDate[:10])
		}
		for _, h := range m.History {
			if h.Action == "Approved by Council" && len(h.Date) >= 10 {
				l.Passed = law.Day(h.Date[:10])
			}
		}
		laws = append(laws, l)
	}
	return laws
}

func TestConsolidationOfTheArchiveChecksItself(t *testing.T) {
	c := Consolidate(enacted(t))
	class := map[LinkClass]int{}
	agreeing, words := 0, 0
	for _, l := range c.Links {
		class[l.Class]++
		agreeing += l.Agreeing
		words += l.Words
	}
	n := len(c.Links)
	t.Logf("%d links: %d exact, %d typographic, %d differ; %.2f%% of %d words agree; %d sections, %d notes", n, class[Exact], class[Typographic], class[Differs],
		100*float64(agreeing)/float64(words), words, len(c.Sections), len(c.Notes))
	if out := os.Getenv("LINKS"); out != "" {
		b, err := json.MarshalIndent(c.Links, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(out, b, 0o644); err != nil {
			t.Fatal(err)
		}
		b, err = json.MarshalIndent(c.Notes, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(out+".notes", b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if n < 700 || float64(class[Exact]+class[Typographic]) < 0.70*float64(n) || float64(agreeing) < 0.97*float64(words) {
		t.Errorf("below 700 links, 70%% exact or typographic, 97%% of words")
	}
}
