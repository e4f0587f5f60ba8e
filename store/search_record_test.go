package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"refuge/law"
	"refuge/record"
	"refuge/seed"
	"refuge/store"
)

// asking is a question of the test with what it should find.
type asking struct {
	query string
	// policy is the slug to be found; person or place where that is none.
	policy, person, place string
}

// TestSearchFindsTheRecord asks for every measure of the record by its number
// in the forms in which people write it, by its identifiers and names, for
// every person, for every court, docket and party, and for every place with its
// subject.
func TestSearchFindsTheRecord(t *testing.T) {
	s, d := theRecord(t)
	kinds := map[string][]asking{}
	for _, p := range d.Policies {
		at := placeNamed(d, p.Jurisdiction)
		for i, form := range numberForms(p) {
			kinds["numbers"] = append(kinds["numbers"], asking{query: form, policy: p.Slug})
			if i%4 == 0 { // also with the place before it, or after it
				kinds["numbers"] = append(kinds["numbers"], asking{query: []string{at + " " + form, form + " " + at}[i/4%2], policy: p.Slug})
			}
		}
		for _, form := range codeForms(p) {
			kinds["code sections"] = append(kinds["code sections"], asking{query: form, policy: p.Slug})
		}
		for _, form := range []string{p.Slug, p.Citation} {
			if form != "" {
				kinds["slugs and citations"] = append(kinds["slugs and citations"], asking{query: form, policy: p.Slug})
			}
		}
		for _, id := range p.Identifiers {
			kinds["identifiers"] = append(kinds["identifiers"], asking{query: id.Value, policy: p.Slug})
		}
		for _, name := range []string{p.ShortTitle, p.Title} {
			if name != "" {
				kinds["names"] = append(kinds["names"], asking{query: name, policy: p.Slug})
			}
		}
		for _, who := range suitWords(p) {
			kinds["suits"] = append(kinds["suits"], asking{query: who, policy: p.Slug})
		}
		for _, e := range p.Events {
			if judge := judgeIn(e.Actor); judge != "" {
				kinds["judges"] = append(kinds["judges"], asking{query: judge, policy: p.Slug})
			}
		}
	}
	for _, p := range d.Persons {
		kinds["people"] = append(kinds["people"], asking{query: p.Name, person: p.Slug})
	}
	for _, j := range d.Jurisdictions {
		kinds["places with a subject"] = append(kinds["places with a subject"], asking{query: j.Name + " detainer", place: j.Slug},
			asking{query: "ICE in " + j.Name, place: j.Slug}, asking{query: strings.ToLower(j.Name) + " immigration status", place: j.Slug})
	}
	exact := []string{"numbers", "slugs and citations", "identifiers", "code sections"}
	for _, kind := range slices.Sorted(mapKeys(kinds)) {
		var lost []string
		for _, a := range kinds[kind] {
			if !s.finds(t, a) {
				lost = append(lost, fmt.Sprintf("%q (%s%s%s)", a.query, a.policy, a.person, a.place))
			}
		}
		n := len(kinds[kind])
		share := float64(n-len(lost)) / float64(n)
		t.Logf("%s: %d of %d found", kind, n-len(lost), n)
		least := 0.95
		if slices.Contains(exact, kind) {
			least = 1
		}
		if share < least {
			t.Errorf("%s: %.1f%% found, not %.0f%%; lost: %s", kind, 100*share, 100*least, strings.Join(lost[:min(len(lost), 40)], ", "))
		}
	}
}

// TestSearchFindsCarelessForms asks for numbers as they come from the
// keyboard: any case, signs and spaces, and other words for the same kind.
func TestSearchFindsCarelessForms(t *testing.T) {
	s, d := theRecord(t)
	for _, round := range []uint64{1, 2, 3} {
		rng := rand.New(rand.NewPCG(round, 9))
		var asked int
		var lost []string
		for _, p := range d.Policies {
			forms := numberForms(p)
			if len(forms) == 0 {
				continue
			}
			a := asking{query: careless(rng, forms[rng.IntN(len(forms))]), policy: p.Slug}
			asked++
			if !s.finds(t, a) {
				lost = append(lost, fmt.Sprintf("%q (%s)", a.query, a.policy))
			}
		}
		t.Logf("%d of %d found", asked-len(lost), asked)
		if len(lost) > 0 {
			t.Errorf("%d of %d lost: %s", len(lost), asked, strings.Join(lost[:min(len(lost), 30)], ", "))
		}
	}
}

// TestSearchFormsFindTheSame: a citation finds as much in one spelling as in
// another.
func TestSearchFormsFindTheSame(t *testing.T) {
	s, _ := theRecord(t)
	for _, forms := range [][]string{
		{"§ 9-131", "9-131", "sec. 9-131", "section 9-131", "Sec 9-131", "§9‑131"},
		{"8 U.S.C. 1373", "8 USC 1373", "8 U.S.C. § 1373", "8 usc § 1373", "8 U. S. C. 1373"},
		{"287(g)", "287g", "§ 287(g)", "section 287(g)"},
		{"fingerprint", "fingerprints", "FINGERPRINTING"},
	} {
		var want int
		for i, form := range forms {
			f, err := s.Search(context.Background(), store.SearchFilter{Query: form})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				want = f.Total
			}
			if f.Total != want || want == 0 {
				t.Errorf("%q finds %d, %q %d", form, f.Total, forms[0], want)
			}
		}
	}
}

// careless writes a form as people do who are in a hurry.
func careless(rng *rand.Rand, form string) string {
	switch rng.IntN(4) {
	case 0:
		form = strings.ToLower(form)
	case 1:
		form = strings.ToUpper(form)
	}
	if rng.IntN(3) == 0 {
		form = strings.ReplaceAll(form, ".", "")
	}
	if rng.IntN(3) == 0 {
		form = strings.ReplaceAll(form, "-", "–")
	}
	if rng.IntN(3) == 0 {
		form = strings.ReplaceAll(form, " ", "  ")
	}
	if rng.IntN(3) == 0 {
		form = regexp.MustCompile(`([A-Za-z.]) +(\d)`).ReplaceAllString(form, "$1\u00a0$2")
	}
	if rng.IntN(4) == 0 {
		form = regexp.MustCompile(`([A-Z])\.? (\d)`).ReplaceAllString(form, "$1$2")
	}
	return form + []string{"", "", " ", ".", ","}[rng.IntN(5)]
}

var plainNumber = regexp.MustCompile(`^[0-9][0-9.-]*$`)

// numberForms are the usual ways to write the number of a measure.
func numberForms(p law.Policy) []string {
	n := p.Number
	if n == "" {
		return nil
	}
	out := []string{}
	bare := strings.TrimSpace(regexp.MustCompile(`\s*\([^)]*\)$`).ReplaceAllString(n, ""))
	add := func(forms ...string) {
		for _, f := range forms {
			out = append(out, strings.ReplaceAll(f, "@", bare))
		}
	}
	switch {
	case p.Kind == law.ExecutiveOrder && plainNumber.MatchString(n):
		add("Executive Order @", "EO @", "E.O. @", "Exec. Order No. @", "executive order no. @", "EO #@")
		if p.Year > 0 && !strings.Contains(bare, fmt.Sprint(p.Year)) {
			add(fmt.Sprintf("Executive Order @ of %d", p.Year), fmt.Sprintf("EO @ (%d)", p.Year), fmt.Sprintf("EO @/%d", p.Year))
		}
		if p.Jurisdiction == "washington-dc" {
			add("Mayor's Order @")
		}
	case p.Kind == law.LocalLaw && plainNumber.MatchString(n):
		y := strconv.Itoa(p.Year)
		add("Local Law @ of "+y, "LL @/"+y, "LL @ of "+y, "L.L. @-"+y, "Local Law No. @ ("+y+")", "Local Law "+y+"/@")
	case strings.HasPrefix(n, "Int "), strings.HasPrefix(n, "Res "):
		kind, number, _ := strings.Cut(n, " ")
		number = strings.TrimLeft(number, "0")
		alone, _, _ := strings.Cut(number, "-")
		for _, w := range map[string][]string{"Int": {"Int", "Int.", "Int. No.", "Intro", "Introduction"}, "Res": {"Res", "Res.", "Res. No.", "Resolution"}}[kind] {
			out = append(out, w+" "+number, w+" "+alone)
		}
		add("@")
	case p.Kind == law.Ordinance && !strings.Contains(n, "."):
		bare = strings.TrimPrefix(bare, "Bill No. ")
		add("Ordinance @", "Ord. @", "Ord. No. @", "ordinance no. @", "@")
	case p.Kind == law.Resolution:
		add("Resolution @", "Res. @", "Res. No. @", "@")
	case p.Kind == law.Directive && plainNumber.MatchString(n) && p.Jurisdiction == "los-angeles":
		add("Executive Directive @", "Exec. Directive No. @")
	case regexp.MustCompile(`^[A-Z](\.[A-Z])?\.? ?B\.? \d`).MatchString(bare):
		for _, one := range strings.Split(bare, ";") {
			m := regexp.MustCompile(`^\s*([A-Z])\.?B\.? ([0-9A-Z-]+)`).FindStringSubmatch(one)
			if m == nil {
				continue
			}
			house := map[string]string{"S": "Senate", "H": "House", "A": "Assembly"}[m[1]]
			out = append(out, m[1]+"B "+m[2], m[1]+"."+"B. "+m[2], m[1]+"B"+m[2], house+" Bill "+m[2], house+" Bill No. "+m[2])
		}
	case regexp.MustCompile(`^E?2?S[SH]?B \d+`).MatchString(n):
		kind, number, _ := strings.Cut(n, " ")
		plain := kind[len(kind)-2:]
		add("@", plain+" "+number)
	case strings.HasPrefix(n, "Pub. L."):
		pl := strings.Fields(n)[2]
		add("@")
		out = append(out, "Public Law "+pl, "P.L. "+pl, "Pub. L. No. "+pl)
	case strings.HasPrefix(n, "P.A. "):
		add("@")
		out = append(out, "Public Act "+n[5:], "PA "+strings.ReplaceAll(n[5:], "-0", "-"))
	case p.Kind == law.CourtRuling:
		number := regexp.MustCompile(`[0-9A-Z][0-9:./-]*[0-9A-Za-z-]*\d[0-9A-Za-z-]*`).FindString(n)
		add("@")
		out = append(out, number, "No. "+number)
	case p.Kind == law.BallotMeasure && plainNumber.MatchString(n):
		if p.Jurisdiction == "california" {
			add("Proposition @", "Prop @", "Prop. @")
		}
	default:
		add("@")
	}
	return out
}

// codeForms are the usual ways to write the sections a measure stands at.
func codeForms(p law.Policy) []string {
	var out []string
	for _, c := range p.CodifiedAt {
		if !strings.ContainsAny(c, "0123456789") {
			continue
		}
		c = strings.TrimSuffix(strings.TrimSuffix(c, " et seq."), " (proposed)")
		out = append(out, c, strings.ReplaceAll(c, "§ ", "§"))
		if !strings.Contains(c, "§§") {
			out = append(out, strings.ReplaceAll(c, "§ ", "sec. "))
		}
		if m := regexp.MustCompile(`^(?:.*) § ([0-9A-Za-z.-]+)$`).FindStringSubmatch(c); m != nil {
			out = append(out, "§ "+m[1], "section "+m[1], "sec. "+m[1], "§"+m[1])
		}
	}
	if p.Jurisdiction == "federal" && p.Kind == law.Statute && len(p.CodifiedAt) > 0 {
		c := p.CodifiedAt[0]
		plain := strings.ReplaceAll(strings.ReplaceAll(c, ".", ""), "§ ", "")
		out = append(out, plain, strings.ReplaceAll(c, "§ ", ""))
	}
	return out
}

// suitWords are the court, the docket numbers and the parties of a suit.
func suitWords(p law.Policy) []string {
	if p.Suit == nil {
		return nil
	}
	out := regexp.MustCompile(`[0-9A-Z]*\d[0-9A-Z:/a-z]*-[0-9A-Za-z/-]+`).FindAllString(p.Suit.Docket, -1)
	for _, party := range append(slices.Clone(p.Suit.Plaintiffs), p.Suit.Defendants...) {
		if !strings.Contains(party, "United States") && !strings.Contains(party, "other ") {
			out = append(out, party)
		}
	}
	return out
}

var (
	bench = regexp.MustCompile(`\(([^,()]+), C?J\.\)|P\.J\.\)`)
	judge = regexp.MustCompile(`Judge ([A-Z][A-Za-z. ]+)$`)
)

func judgeIn(actor string) string {
	if m := judge.FindStringSubmatch(actor); m != nil {
		return m[1]
	}
	if m := bench.FindStringSubmatch(actor); m != nil {
		return m[1]
	}
	return ""
}

// held is the curated record in a store of its own.
type held struct{ *store.Store }

func theRecord(t *testing.T) (held, law.Dataset) {
	t.Helper()
	d, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), store.Options{Path: filepath.Join(t.TempDir(), "refuge.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Import(context.Background(), d, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	return held{s}, d
}

func placeNamed(d law.Dataset, slug string) string {
	for _, j := range d.Jurisdictions {
		if j.Slug == slug {
			return j.Name
		}
	}
	return slug
}

func mapKeys[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// finds says whether the first page has what was asked for.
func (r held) finds(t *testing.T, a asking) bool {
	t.Helper()
	l, err := r.Search(context.Background(), store.SearchFilter{Query: a.query, ByPolicy: true, Page: store.Page{Limit: 20}})
	if err != nil {
		t.Errorf("%q: %v", a.query, err)
		return false
	}
	for _, h := range l.Items {
		if h.Policy == a.policy || a.place != "" && h.Jurisdiction == a.place {
			return true
		}
	}
	return slices.ContainsFunc(l.People, func(n record.Named) bool { return n.Slug == a.person })
}
