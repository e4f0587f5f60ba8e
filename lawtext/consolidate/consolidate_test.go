package consolidate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/newyork"
	"refuge/lawtext/read"
)

// enacted are the local laws of the archive.
func enacted(t testing.TB) []Law {
	t.Helper()
	var laws []Law
	for _, m := range shared.Council(t) {
		if m.LocalLaw == "" || m.RTF == "" || strings.HasPrefix(m.Path, "versions/") {
			continue
		}
		d, err := read.RTF([]byte(m.RTF), lawtext.NewYork)
		if errors.Is(err, law.ErrNoText) {
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", m.Path, err)
		}
		l := Law{Name: m.LocalLaw, Text: d.Text(), Marks: d.Marks()}
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
	c := Laws(enacted(t), newyork.ReadBill)
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

// foldedHash names the words of a version without keeping them.
func foldedHash(text string) string {
	sum := sha256.Sum256([]byte(strings.Join(foldTokens(text), " ")))
	return hex.EncodeToString(sum[:])[:12]
}

// The chains were read against the bills; the hashes hold their words.
func TestChainsOfNewYorkSections(t *testing.T) {
	c := Laws(enacted(t), newyork.ReadBill)
	byNumber := map[string]Section{}
	for _, s := range c.Sections {
		byNumber[s.Code+" "+s.Number] = s
	}
	b, err := os.ReadFile("testdata/chains.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	var got []string
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] != "#" {
			want[f[0]+" "+f[1]] = append(want[f[0]+" "+f[1]], strings.TrimSpace(line))
		}
	}
	for name, lines := range want {
		got = got[:0]
		for _, v := range byNumber[name].Versions {
			got = append(got, fmt.Sprintf("%s law=%s from=%s complete=%v words=%d %s", name, v.Law, v.From, v.Complete, len(strings.Fields(v.Text)), foldedHash(v.Text)))
		}
		if !slices.Equal(got, lines) {
			t.Errorf("%s:\n got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(lines, "\n"))
		}
	}
}

// bill reads a made-up law as a clerk would file it.
func bill(t *testing.T, name string, day law.Day, body string) Law {
	t.Helper()
	d, err := read.RTF([]byte(`{\rtf1\ansi\ansicpg1252\uc1\pard `+body+`}`), lawtext.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	return Law{Name: name, Enacted: day, Text: d.Text(), Marks: d.Marks()}
}

func TestConsolidate(t *testing.T) {
	laws := []Law{
		bill(t, "2003/002", "2003-03-01", `Section 1. Paragraph 2 of subdivision a of section 9-777 of the administrative code of the city of Springfield, as added by local law number 1 for the year 2001, is amended to read as follows:\par `+
			`2. Keepers shall dim lamps [daily] \ul hourly\ulnone .\par \'a7 2. Such section is amended by adding a new subdivision c to read as follows:\par \ul c. New lamps.\ulnone\par \'a7 3. This local law takes effect 10 days after it becomes law.`),
		bill(t, "2001/001", "2001-02-01", `Section 1. Chapter 1 of title 9 of the administrative code of the city of Springfield is amended by adding a new section 9-777 to read as follows:\par `+
			`\ul \'a7 9-777 Lamps. a. Duties.\par 1. Keepers shall light lamps.\par 2. Keepers shall dim lamps daily.\par b. Fines.\ulnone\par \'a7 2. This local law takes effect immediately.`),
		bill(t, "2005/003", "2005-06-01", `Section 1. Subdivision a of section 9-777 of the administrative code of the city of Springfield, as amended by local law number 2 for the year 2003, is amended to read as follows:\par `+
			`a. Duties.\par 1. Keepers shall light [lamps] \ul lanterns\ulnone .\par [2. Keepers shall dim lamps hourly.]\par \'a7 2. Subdivision b of section 9-778 of such code is amended to read as follows:\par b. Old \ul new\ulnone  text.\par \'a7 3. Section 9-777 of such code is amended and \par \'a7 4. This local law takes effect on January 1, 2006.`),
		bill(t, "2007/001", "2007-01-01", `Section 1. Subdivision b of section 9-777 of the administrative code of the city of Springfield is REPEALED.\par \'a7 2. This local law takes effect immediately and expires and is deemed repealed on January 1, 2008.`),
	}
	c := Laws(laws, newyork.ReadBill)
	var got []string
	for _, s := range c.Sections {
		for _, v := range s.Versions {
			got = append(got, fmt.Sprintf("%s %s %s %s-%s %v: %s", s.Code, s.Number, v.Law, v.From, v.To, v.Complete, strings.ReplaceAll(v.Text, "\n", "|")))
		}
	}
	want := []string{
		"admin 9-777 2001/001 2001-02-01-2003-03-11 true: § 9-777 Lamps. a. Duties.|1. Keepers shall light lamps.|2. Keepers shall dim lamps daily.|b. Fines.",
		"admin 9-777 2003/002 2003-03-11-2006-01-01 true: § 9-777 Lamps. a. Duties.|1. Keepers shall light lamps.|2. Keepers shall dim lamps hourly.|b. Fines.|c. New lamps.",
		"admin 9-777 2005/003 2006-01-01-2007-01-01 true: § 9-777 Lamps. a. Duties.|1. Keepers shall light lanterns.|b. Fines.|c. New lamps.",
		"admin 9-777 2007/001 2007-01-01-2008-01-01 true: § 9-777 Lamps. a. Duties.|1. Keepers shall light lanterns.|c. New lamps.",
		"admin 9-777 2007/001 2008-01-01- true: § 9-777 Lamps. a. Duties.|1. Keepers shall light lanterns.|b. Fines.|c. New lamps.",
		"admin 9-778  -2006-01-01 false: […]|b. Old text.|[…]",
		"admin 9-778 2005/003 2006-01-01- false: […]|b. Old new text.|[…]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, w := range []string{"2003/002 admin 9-777 a 2 exact", "2005/003 admin 9-777 a exact"} {
		if i >= len(c.Links) {
			t.Fatalf("%d links", len(c.Links))
		}
		l := c.Links[i]
		if got := fmt.Sprintf("%s %s %s %s", l.Law, l.Target, l.Path, l.Class); got != w {
			t.Errorf("link %d: %s, want %s (%q, %q)", i, got, w, l.Quoted, l.Held)
		}
	}
	// The law behind each stretch of words.
	for _, s := range c.Sections {
		if s.Number != "9-777" {
			continue
		}
		var b strings.Builder
		for _, st := range s.Versions[1].Stretches {
			fmt.Fprintf(&b, "{%s %s}", st.Law, strings.Join(strings.Fields(st.Text), " "))
		}
		if want := "{2001/001 § 9-777 Lamps. a. Duties. 1. Keepers shall light lamps. 2. Keepers shall dim lamps}{2003/002 hourly}{ .}{2001/001 b. Fines.}{2003/002 c. New lamps.}"; b.String() != want {
			t.Errorf("\n got %s\nwant %s", b.String(), want)
		}
	}
}

func TestSameNumbers(t *testing.T) {
	for _, c := range [][4]string{
		{"b. Lamps are lit.", "Lamps are lit.", "Lamps are lit.", "Lamps are lit."},
		{"Lamps are lit.", "10.\nLamps are lit.", "Lamps are lit.", "Lamps are lit."},
		{"b. Lamps are lit.", "b. Lamps are dimmed.", "b. Lamps are lit.", "b. Lamps are dimmed."},
		{"c. Lamps are lit.", "d. Lamps are lit.", "c. Lamps are lit.", "d. Lamps are lit."},
		{"Lamps are lit.", "Lamps\nare lit.", "Lamps are lit.", "Lamps\nare lit."},
	} {
		if h, q := sameNumbers(c[0], c[1]); h != c[2] || q != c[3] {
			t.Errorf("%q, %q: %q, %q", c[0], c[1], h, q)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		held, quoted string
		class        LinkClass
	}{
		{"a b c", "a  b\nc", Exact},
		{"§ 4 “lamp” — on", "Section 4 \"lamp\" - on", Typographic},
		{"the end.", "the end", Typographic},
		{"§ 4-7. Lamps", "§ 4-7 Lamps", Typographic},
		{"light; and", "light;. and", Typographic},
		{"a, b and c", "a b and c", Differs},
		{"shall light", "may light", Differs},
		{"not light", "light", Differs},
	} {
		if got, _, _ := classify(c.held, c.quoted); got != c.class {
			t.Errorf("%q against %q: %s, want %s", c.held, c.quoted, got, c.class)
		}
	}
}

// BenchmarkConsolidate puts all local laws of the archive together, beside a
// bare scan of their texts.
func BenchmarkConsolidate(b *testing.B) {
	laws := enacted(b)
	size, sum := 0, 0
	for _, l := range laws {
		size += len(l.Text)
	}
	var ours, scan time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		sum += len(Laws(laws, newyork.ReadBill).Sections)
		ours += time.Since(start)
		start = time.Now()
		for _, l := range laws {
			sum += strings.Count(l.Text, "§")
		}
		scan += time.Since(start)
	}
	b.SetBytes(int64(size))
	b.ReportMetric(float64(ours)/float64(scan), "ratio")
	if sum == 0 {
		b.Fatal("nothing was put together")
	}
}

// story writes the versions of the sections that laws make.
func story(c Codes) string {
	var b strings.Builder
	for _, s := range c.Sections {
		for _, v := range s.Versions {
			fmt.Fprintf(&b, "%s %s by %q %s/%s", s.Code, s.Number, v.Law+v.Quoted, v.From, v.To)
			if v.MovedTo+v.MovedFrom != "" {
				fmt.Fprintf(&b, " moved %s>%s", v.MovedFrom, v.MovedTo)
			}
			for _, flag := range []struct {
				on   bool
				word string
			}{{v.Repealed, " repealed"}, {v.Ended, " ended"}, {v.Partly, " partly"}, {!v.Complete && !v.Repealed, " incomplete"}} {
				if flag.on {
					b.WriteString(flag.word)
				}
			}
			fmt.Fprintf(&b, ": %s\n", strings.ReplaceAll(v.Text, "\n", "|"))
		}
	}
	for _, n := range c.Notes {
		fmt.Fprintf(&b, "note %s %s: %s\n", n.Law, n.Target, n.Why)
	}
	return b.String()
}

const (
	lampsAdded = `Section 1. Chapter 1 of title 9 of the administrative code of the city of Springfield is amended by adding a new section 9-777 to read as follows:\par ` +
		`\ul \'a7 9-777 Lamps. The keeper shall light lamps.\ulnone\par \'a7 2. This local law takes effect immediately.`
	lampsAmended = `Section 1. Section 9-777 of the administrative code of the city of Springfield, as added by local law number 1 for the year 2001, is amended to read as follows:\par ` +
		`\'a7 9-777 Lamps. The keeper shall light lamps\ul  at dusk\ulnone .\par \'a7 2. `
)

func TestRenumbering(t *testing.T) {
	two := bill(t, "2001/001", "2001-02-01", `Section 1. Chapter 1 of title 9 of the administrative code of the city of Springfield is amended by adding new sections 9-777 and 9-778 to read as follows:\par `+
		`\ul \'a7 9-777 Lamps. The keeper shall light lamps.\par \'a7 9-778 Oil. a. Pure oil.\par b. Old oil.\par c. New oil.\ulnone\par \'a7 2. This local law takes effect immediately.`)
	for _, c := range []struct {
		name string
		laws []Law
		want string
	}{
		{"and amended", []Law{bill(t, "2001/001", "2001-02-01", lampsAdded),
			bill(t, "2002/001", "2002-02-01", `Section 1. Section 9-777 of the administrative code of the city of Springfield, as added by local law number 1 for the year 2001, is renumbered section 9-801 and amended to read as follows:\par `+
				`\'a7 [9-777] \ul 9-801\ulnone  Lamps. The keeper shall light lamps\ul  at dusk\ulnone .\par \'a7 2. This local law takes effect immediately.`),
			bill(t, "2003/001", "2003-02-01", `Section 1. Section 9-801 of the administrative code of the city of Springfield, as renumbered and amended by local law number 1 for the year 2002, is amended to read as follows:\par `+
				`\'a7 9-801 Lamps. The keeper shall light lamps at [dusk] \ul night\ulnone .\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/2002-02-01: § 9-777 Lamps. The keeper shall light lamps.
admin 9-777 by "2002/001" 2002-02-01/ moved >9-801 repealed: 
admin 9-801 by "2002/001" 2002-02-01/2003-02-01 moved 9-777>: § 9-801 Lamps. The keeper shall light lamps at dusk.
admin 9-801 by "2003/001" 2003-02-01/: § 9-801 Lamps. The keeper shall light lamps at night.
`},
		{"with the number in the matter alone", []Law{bill(t, "2001/001", "2001-02-01", lampsAdded),
			bill(t, "2002/001", "2002-02-01", `Section 1. Section 9-777 of the administrative code of the city of Springfield, as added by local law number 1 for the year 2001, is renumbered and amended to read as follows:\par `+
				`\'a7 [9-777] \ul 9-801\ulnone  Lamps. The keeper shall light lamps\ul  at dusk\ulnone .\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/2002-02-01: § 9-777 Lamps. The keeper shall light lamps.
admin 9-777 by "2002/001" 2002-02-01/ moved >9-801 repealed: 
admin 9-801 by "2002/001" 2002-02-01/ moved 9-777>: § 9-801 Lamps. The keeper shall light lamps at dusk.
`},
		{"with others beside it", []Law{bill(t, "2001/001", "2001-02-01", lampsAdded),
			bill(t, "2002/001", "2002-02-01", `Section 1. Section 9-777 of the administrative code of the city of Springfield is renumbered section 9-801 and amended to read as follows:\par `+
				`\'a7 [9-777] \ul 9-801\ulnone  Lamps. The keeper shall light lamps.\par \'a7 9-802 Oil. The keeper shall buy \ul pure\ulnone  oil.\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/2002-02-01: § 9-777 Lamps. The keeper shall light lamps.
admin 9-777 by "2002/001" 2002-02-01/ moved >9-801 repealed: 
admin 9-801 by "2002/001" 2002-02-01/ moved 9-777>: § 9-801 Lamps. The keeper shall light lamps.
admin 9-802 by "2002/001" /2002-02-01: § 9-802 Oil. The keeper shall buy oil.
admin 9-802 by "2002/001" 2002-02-01/: § 9-802 Oil. The keeper shall buy pure oil.
`},
		{"several at once", []Law{two,
			bill(t, "2002/001", "2002-02-01", `Section 1. Sections 9-777 and 9-778 of the administrative code of the city of Springfield are renumbered sections 9-778 and 9-779, respectively.\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/2002-02-01: § 9-777 Lamps. The keeper shall light lamps.
admin 9-777 by "2002/001" 2002-02-01/ moved >9-778 repealed: 
admin 9-778 by "2001/001" 2001-02-01/2002-02-01: § 9-778 Oil. a. Pure oil.|b. Old oil.|c. New oil.
admin 9-778 by "2002/001" 2002-02-01/ moved 9-777>9-779: § 9-778 Lamps. The keeper shall light lamps.
admin 9-779 by "2002/001" 2002-02-01/ moved 9-778>: § 9-779 Oil. a. Pure oil.|b. Old oil.|c. New oil.
`},
		{"subdivisions, and one between them", []Law{two,
			bill(t, "2002/001", "2002-02-01", `Section 1. Subdivisions b and c of section 9-778 of the administrative code of the city of Springfield are relettered subdivisions c and d and a new subdivision b is added to read as follows:\par `+
				`\ul b. Best oil.\ulnone\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/: § 9-777 Lamps. The keeper shall light lamps.
admin 9-778 by "2001/001" 2001-02-01/2002-02-01: § 9-778 Oil. a. Pure oil.|b. Old oil.|c. New oil.
admin 9-778 by "2002/001" 2002-02-01/: § 9-778 Oil. a. Pure oil.|b. Best oil.|c. Old oil.|d. New oil.
`},
		{"one past another", []Law{two,
			bill(t, "2002/001", "2002-02-01", `Section 1. Subdivision b of section 9-778 of the administrative code of the city of Springfield is relettered subdivision d.\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/: § 9-777 Lamps. The keeper shall light lamps.
admin 9-778 by "2001/001" 2001-02-01/2002-02-01: § 9-778 Oil. a. Pure oil.|b. Old oil.|c. New oil.
admin 9-778 by "2002/001" 2002-02-01/: § 9-778 Oil. a. Pure oil.|c. New oil.|d. Old oil.
`},
		{"a chapter and its sections", []Law{bill(t, "2001/001", "2001-02-01", lampsAdded),
			bill(t, "2002/001", "2002-02-01", `Section 1. Chapter 7 of title 9 of the administrative code of the city of Springfield is renumbered chapter 8 and section 9-777 of such code is renumbered section 9-801.\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/2002-02-01: § 9-777 Lamps. The keeper shall light lamps.
admin 9-777 by "2002/001" 2002-02-01/ moved >9-801 repealed: 
admin 9-801 by "2002/001" 2002-02-01/ moved 9-777>: § 9-801 Lamps. The keeper shall light lamps.
note 2002/001 admin  9 7: a chapter is renumbered; of its sections only those that the clause names are carried over
`},
		{"a section that is not held", []Law{bill(t, "2001/001", "2001-02-01", lampsAdded),
			bill(t, "2002/001", "2002-02-01", `Section 1. Section 9-999 of the administrative code of the city of Springfield is renumbered section 9-998.\par \'a7 2. This local law takes effect immediately.`)},
			`admin 9-777 by "2001/001" 2001-02-01/: § 9-777 Lamps. The keeper shall light lamps.
note 2002/001 admin 9-999: renumber: the part is not held
`},
	} {
		if got := story(Laws(c.laws, newyork.ReadBill)); got != c.want {
			t.Errorf("%s:\n got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestEffectOfLaws(t *testing.T) {
	const before = "admin 9-777 by \"2001/001\" 2001-02-01/%s: § 9-777 Lamps. The keeper shall light lamps.\nadmin 9-777 by \"2002/001\" %s: § 9-777 Lamps. The keeper shall light lamps at dusk.\n"
	const again = "admin 9-777 by \"2002/001\" %s/ ended: § 9-777 Lamps. The keeper shall light lamps.\n"
	for _, c := range []struct{ words, from, span, ended string }{
		{"This local law takes effect immediately; provided, however, that it shall expire and be deemed repealed two years after it takes effect.", "2002-03-01", "2002-03-01/2004-03-01", "2004-03-01"},
		{"This local law takes effect immediately, except that the amendments made by section one take effect 60 days after it becomes law.", "2002-04-30", "2002-04-30/", ""},
		{"This local law takes effect on the one hundred twentieth day after it becomes law.", "2002-06-29", "2002-06-29/", ""},
		{"This local law takes effect upon the completion of the lighthouse.", "", "/", ""},
		{"Section 1 of this local law takes effect upon the completion of the lighthouse and section 2 takes effect immediately.", "", "/", ""},
		{"This local law takes effect on the same date as local law number 9 for the year 2002 takes effect.", "", "/", ""},
		{"This local law takes effect on the same date as local law number 2 for the year 2002 takes effect.", "2002-07-01", "2002-07-01/", ""},
		{"This local law takes effect immediately and is deemed repealed upon the completion of the lighthouse.", "2002-03-01", "2002-03-01/", ""},
		{"This local law takes effect immediately and remains in effect until June 30, 2003.", "2002-03-01", "2002-03-01/2003-06-30", "2003-06-30"},
	} {
		laws := []Law{bill(t, "2001/001", "2001-02-01", lampsAdded), bill(t, "2002/001", "2002-03-01", lampsAmended+c.words),
			bill(t, "2002/002", "2002-05-01", `Section 1. Section 12 of the Springfield city charter is REPEALED.\par \'a7 2. This local law takes effect July 1st, 2002.`)}
		want := fmt.Sprintf(before, c.from, c.span)
		if c.ended != "" {
			want += fmt.Sprintf(again, c.ended)
		}
		codes := Laws(laws, newyork.ReadBill)
		codes.Notes, codes.Sections = nil, slices.DeleteFunc(codes.Sections, func(s Section) bool { return s.Code != "admin" })
		if got := story(codes); got != want {
			t.Errorf("%s\n got\n%s\nwant\n%s", c.words, got, want)
		}
		if v := codes.Sections[0].Versions[1]; (c.from == "" || strings.Contains(c.words, "deemed repealed upon")) != (len(v.Notes) > 0) {
			t.Errorf("%s: notes %q", c.words, v.Notes)
		}
	}
}

// A clause that does not say which code it amends is told, and makes no section.
func TestClauseWithoutACode(t *testing.T) {
	c := Laws([]Law{bill(t, "2001/001", "2001-02-01", `Section 1. Section 3 of chapter 12 of the laws of 1960 is amended to read as follows:\par \'a7 3. No lamp \ul at night\ulnone .\par \'a7 2. This local law takes effect immediately.`)}, newyork.ReadBill)
	if got, want := story(c), "note 2001/001 3: the clause names no code\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
