package newyork

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/consolidate"
	"refuge/lawtext/read"
)

type redline struct {
	Law, File, Target, Before, After string
}

func redlines(t testing.TB) []redline {
	t.Helper()
	f, err := os.Open(shared.Path(t, "real/nyc-redlines.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []redline
	s := bufio.NewScanner(z)
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		var r redline
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

var redlineToken = regexp.MustCompile(`[\p{L}\p{N}]+|[^\s\p{L}\p{N}]`)

func redlineTokens(s string) []string {
	return redlineToken.FindAllString(strings.Join(strings.Fields(s), " "), -1)
}

// The redlines name the law that was read, so the matter is found by law.
func TestClausesOfTheArchiveAgreeWithTheRedlines(t *testing.T) {
	byLaw := map[string][]redline{}
	all := redlines(t)
	for _, r := range all {
		byLaw[r.Law] = append(byLaw[r.Law], r)
	}
	found, before, after := 0, 0, 0
	for _, m := range shared.Council(t) {
		rows := byLaw[m.LocalLaw]
		if m.LocalLaw == "" || len(rows) == 0 || strings.HasPrefix(m.Path, "versions/") || rows[0].File != m.File && !strings.HasPrefix(rows[0].File, m.File) {
			continue
		}
		d, err := read.RTF([]byte(m.RTF), lawtext.NewYork)
		if err != nil {
			t.Fatal(err)
		}
		bill := ReadBill(d.Text(), d.Marks())
		for _, r := range rows {
			want := strings.Join(redlineTokens(r.Target), " ")
			var hit *lawtext.Instruction
			for i := range bill.Instructions {
				in := &bill.Instructions[i]
				if in.Action == lawtext.Amend && strings.Contains(strings.Join(redlineTokens(in.Clause), " "), want) {
					hit = in
					if slices.Equal(redlineTokens(in.After), redlineTokens(r.After)) {
						break
					}
				}
			}
			if hit == nil {
				t.Logf("%s: no instruction for %q", r.Law, r.Target)
				continue
			}
			found++
			b, a := slices.Equal(redlineTokens(hit.Before), redlineTokens(r.Before)), slices.Equal(redlineTokens(hit.After), redlineTokens(r.After))
			if b {
				before++
			}
			if a {
				after++
			}
			if !a || !b {
				x, y := redlineTokens(hit.Before), redlineTokens(r.Before)
				if b {
					x, y = redlineTokens(hit.After), redlineTokens(r.After)
				}
				k := 0
				for k < len(x) && k < len(y) && x[k] == y[k] {
					k++
				}
				t.Logf("%s %q: at %d\n  ours   %q\n  theirs %q", r.Law, lawtext.Cut(r.Target, 80), k, x[max(0, min(k, len(x))-5):min(len(x), k+12)], y[max(0, min(k, len(y))-5):min(len(y), k+12)])
			}
		}
	}
	t.Logf("%d of %d clauses found; before agrees in %d, after in %d", found, len(all), before, after)
	if found < 1500 || before < 1490 || after < 1490 {
		t.Errorf("too few of %d clauses agree", len(all))
	}
}

func TestReadClause(t *testing.T) {
	for _, c := range []struct{ clause, want string }{
		{"Subdivision b of section 9-777 of the administrative code of the city of Springfield, as amended by local law number 7 for the year 2011, is amended to read as follows:", "amend [admin 9-777 b] 2011/007"},
		{"Paragraphs (1) and (3) of subdivision a and subdivision c of section 9-777 of such code are amended to read as follows:", "amend [admin 9-777 a 1 admin 9-777 a 3 admin 9-777 c] "},
		{"The opening paragraph of subdivision b and the section heading of section 12 of the Springfield city charter are amended to read as follows:", "amend [charter 12 b opening charter 12 heading] "},
		{"The definition of “lantern” in section 9-777 of the administrative code is amended to read as follows:", "amend [admin 9-777 lantern] "},
		{"Subdivisions a through d of section 9-777 of such code are amended to read as follows:", "amend [admin 9-777 a admin 9-777 b admin 9-777 c admin 9-777 d] "},
		{"Section 9-777 of such code is amended by adding new subdivisions e and f to read as follows:", "add [admin 9-777 e admin 9-777 f] "},
		{"Chapter one of title nine of such code is amended by adding a new section 9-778 to read as follows:", "add [admin 9-778] "},
		{"Section 9-777 of such code is REPEALED and a new section 9-777 is added to read as follows:", "repeal [admin 9-777]  | add [admin 9-777] "},
		{"Subdivision f of section 9-777 of such code is relettered subdivision g and a new subdivision f is added to read as follows:", "renumber [admin 9-777 f]>[admin 9-777 g]  | add [admin 9-777 f] "},
		{"Section 9-777 of such code is amended by striking the word lamp.", "replace [admin 9-777] "},
		{"Section 2 of local law number 5 for the year 2010 is amended to read as follows:", "amend [local law 5 of 2010 2] "},
		{"Such section is amended by adding a new subdivision c to read as follows:", "add [admin 9-776 c] "},
		{"This local law takes effect immediately.", ""},
		{"The council finds that lamps are good.", ""},
	} {
		last := lastNamed{"admin", "9-776"}
		var got []string
		for _, in := range readClause(c.clause, &last) {
			var names []string
			for _, x := range in.Targets {
				names = append(names, x.String())
			}
			s := string(in.Action) + " [" + strings.Join(names, " ") + "]"
			if len(in.To) > 0 {
				s += ">[" + in.To[0].String() + "]"
			}
			s += " "
			if len(in.Last) > 0 {
				s += in.Last[0].Name()
			}
			got = append(got, s)
		}
		if strings.Join(got, " | ") != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.clause, strings.Join(got, " | "), c.want)
		}
	}
}

func TestEffect(t *testing.T) {
	const enacted = "2014-11-14"
	for _, c := range []struct{ words, from, until string }{
		{"§ 2. This local law takes effect immediately.", "2014-11-14", ""},
		{"§ 2. This local law takes effect 120 days after it becomes law.", "2015-03-14", ""},
		{"§ 2. This local law shall take effect one hundred eighty days after its enactment into law.", "2015-05-13", ""},
		{"§ 2. This local law takes effect one year after it becomes law.", "2015-11-14", ""},
		{"§ 2. This local law takes effect on January 1, 2016.", "2016-01-01", ""},
		{"§ 2. This local law shall take effect immediately and shall be retroactive to and deemed to have been in full force and effect on and after July 1, 2014.", "2014-07-01", ""},
		{"§ 2. This local law takes effect immediately and expires and is deemed repealed on December 31, 2016.", "2014-11-14", "2016-12-31"},
		{"§ 2. This local law takes effect immediately and is deemed repealed 2 years after it becomes law.", "2014-11-14", "2016-11-14"},
		{"§ 2. This local law takes effect on the same date that a local law relating to lamps, as proposed in introduction number 805-A, takes effect.", "", ""},
		{"§ 2. This local law takes effect 90 days after a local law relating to lamps, as proposed in introduction number 805-A, takes effect.", "", ""},
		{"§ 2. This local law takes effect upon the completion of the lighthouse.", "", ""},
	} {
		e, ok := readEffect(c.words)
		if !ok {
			t.Errorf("%s: nothing was read", c.words)
			continue
		}
		if from, until := e[0].From(enacted).String(), e[0].Until(e[0].From(enacted), enacted).String(); from != c.from || until != c.until {
			t.Errorf("%s\n got %q to %q (%+v)\nwant %q to %q", c.words, from, until, e[0], c.from, c.until)
		}
	}
	e, _ := readEffect("§ 6. Sections 1, 2 and 4 of this local law take effect 30 days after it becomes law, except that section 3 of this local law takes effect immediately.")
	if len(e) != 2 || !slices.Equal(e[0].Sections, []int{1, 2, 4}) || !slices.Equal(e[1].Sections, []int{3}) || e[1].Rule != "immediately" {
		t.Errorf("two effects: %+v", e)
	}
}

func FuzzReadBill(f *testing.F) {
	f.Add("Section 1. Subdivision b of section 9-777 of the administrative code is amended to read as follows:\nb. any [old] new word\n§ 2. This local law takes effect 90 days after it becomes law.", 100, 105, 106, 109)
	f.Add("§ 1. Sections 1 through 9 of such code are renumbered sections 2 and 3, respectively, and a new section 4 is added to read as follows:\n§ 4 x", 1, 2, 3, 4)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		if !utf8.ValidString(text) || len(text) > 1<<16 {
			return
		}
		var marks []law.Mark
		last := 0
		for i, p := range [][2]int{{a, b}, {c, d}} {
			if p[0] >= last && p[1] > p[0] && p[1] <= len(text) && utf8.RuneStart(text[p[0]]) && (p[1] == len(text) || utf8.RuneStart(text[p[1]])) {
				marks = append(marks, law.Mark{Start: p[0], End: p[1], Kind: []law.MarkKind{law.Deleted, law.Inserted}[i]})
				last = p[1]
			}
		}
		for _, in := range ReadBill(text, marks).Instructions {
			if in.Start < 0 || in.End > len(text) || in.Start > in.End || in.MatterStart > in.MatterEnd || in.MatterEnd > len(text) || len(in.Targets) == 0 {
				t.Fatalf("%+v", in)
			}
		}
		consolidate.Laws([]consolidate.Law{{Name: "2001/001", Enacted: "2001-01-01", Text: text, Marks: marks}, {Name: "2002/001", Enacted: "2002-01-01", Text: text, Marks: marks}}, ReadBill)
	})
}
