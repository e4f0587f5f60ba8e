package compare

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"refuge/compare/comparetest"
	"refuge/law"
)

func TestWordsRebuildBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		checkOps(t, Words(before, after), before, after)
	})
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func checkOps(t failer, ops []Op, before, after string) {
	t.Helper()
	if got := Before(ops); got != before {
		t.Fatalf("the left text is rebuilt as %q, want %q", got, before)
	}
	if got := After(ops); got != after {
		t.Fatalf("the right text is rebuilt as %q, want %q", got, after)
	}
	for i, o := range ops {
		if o.Text == "" {
			t.Fatalf("operation %d is empty", i)
		}
		if utf8.ValidString(before) && utf8.ValidString(after) && !utf8.ValidString(o.Text) {
			t.Fatalf("operation %d cuts a rune: %q", i, o.Text)
		}
		if i > 0 && ops[i-1].Sign == o.Sign && ops[i-1].Typographic == o.Typographic {
			t.Fatalf("operations %d and %d could be one", i-1, i)
		}
	}
}

func TestWordsMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		there, back := Words(before, after), Words(after, before)
		count := func(ops []Op, s Sign) (n int) {
			for _, o := range ops {
				if o.Sign == s {
					n += len(o.Text)
				}
			}
			return n
		}
		if count(there, Delete) != count(back, Insert) || count(there, Insert) != count(back, Delete) || count(there, Keep) != count(back, Keep) {
			t.Fatalf("%v there, %v back", there, back)
		}
	})
}

func TestCompareRebuildsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		c := Compare(Text{Text: before}, Text{Text: after})
		checkComparison(t, c, before, after)
		again := Compare(Text{Text: before}, Text{Text: after})
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("the same texts gave two comparisons")
		}
	})
}

func checkComparison(t failer, c Comparison, before, after string) {
	t.Helper()
	ops := c.Ops()
	if got := Before(ops); got != before {
		t.Fatalf("the left text is rebuilt as %q, want %q", got, before)
	}
	if got := After(ops); got != after {
		t.Fatalf("the right text is rebuilt as %q, want %q", got, after)
	}
	ends := map[int][2]string{}
	change := 0
	for _, s := range c.Sections {
		if s.Kind == "" || len(s.Paragraphs) == 0 {
			t.Fatalf("a section without kind or paragraphs: %+v", s)
		}
		for _, p := range s.Paragraphs {
			if p.Kind == Same && before != "" && len(typographicOnly(p.Ops)) > 0 {
				t.Fatalf("a paragraph called the same has %v", p.Ops)
			}
			if p.Kind != Same {
				change++
				if p.Change != change {
					t.Fatalf("change %d stands as number %d", p.Change, change)
				}
			}
			e := ends[p.Move]
			switch p.End {
			case From:
				e[0] += Before(p.Ops)
			case To:
				e[1] += After(p.Ops)
				if p.Kind == MovedChanged && After(p.Changes) != After(p.Ops) {
					t.Fatalf("the changes of a move do not rebuild it")
				}
			}
			ends[p.Move] = e
		}
	}
	for move, e := range ends {
		if move != 0 && (e[0] == "" || e[1] == "") {
			t.Fatalf("move %d has one end only", move)
		}
	}
	if _, err := json.Marshal(c); err != nil {
		t.Fatalf("%v", err)
	}
}

// typographicOnly returns the operations that change more than typography.
func typographicOnly(ops []Op) []Op {
	var out []Op
	for _, o := range ops {
		if o.Sign != Keep && !o.Typographic && strings.TrimSpace(o.Text) != "" {
			out = append(out, o)
		}
	}
	return out
}

func TestCompareCountsMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		checkMirror(t, Text{Text: before}, Text{Text: after})
	})
}

// TestCountsMirror are pairs whose counts once hung on the direction.
func TestCountsMirror(t *testing.T) {
	for _, p := range [][2]string{
		{"Sec 9-131 custody", "§ 9-131 custody"},
		{"Section 9-131 of this title.\nSec. 2 of it.", "§ 9-131 of this title.\n§ 2 of it."},
		{"2014–2015 and a person’s", "2014-2015 and a person's"},
		{"(a) Section 4 holds the lamps of the city at the gate.\nOne lamp more is lit by the keeper of the watch.\nTwo lamps are lit by the clerk at night.\n",
			"One lamp more is lit by the keeper of the watch.\nTwo lamps are lit by the clerk at night.\n(a) § 4 holds the lamps of the city at the gate.\n"},
	} {
		checkMirror(t, Text{Text: p[0]}, Text{Text: p[1]})
	}
}

// checkMirror compares two texts both ways: what was deleted is then inserted,
// and all else counts the same.
func checkMirror(t failer, left, right Text) {
	t.Helper()
	there, back := Compare(left, right).Stats, Compare(right, left).Stats
	back.Added, back.Removed = back.Removed, back.Added
	back.Split, back.Merged = back.Merged, back.Split
	back.WordsDeleted, back.WordsInserted = back.WordsInserted, back.WordsDeleted
	if there != back {
		t.Fatalf("%+v there, %+v back, of\n%q\n%q", there, back, left.Text, right.Text)
	}
}

func TestOpJSON(t *testing.T) {
	in := []Op{{Sign: Keep, Text: "The city "}, {Sign: Delete, Text: "may"}, {Sign: Insert, Text: "shall"}}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[["=","The city "],["-","may"],["+","shall"]]`; string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
	var out []Op
	if err := json.Unmarshal(b, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("read back as %v, %v", out, err)
	}
	for _, bad := range []string{`[["?","x"]]`, `[["="]]`, `[{"a":1}]`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s was read without an error", bad)
		}
	}
}

func TestComparisonJSON(t *testing.T) {
	left, right := "§ 1. The “mayor” may act.\n", "§ 1. The \"mayor\" shall act.\n"
	c := Compare(Text{Name: "Old", Label: "a", Standing: law.Official, Text: left, Sections: lineSections(left)},
		Text{Name: "New", Label: "b", Standing: law.Official, Text: right, Sections: lineSections(right)})
	b, err := json.Marshal(c.Sections)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"kind":"changed","left":{"eid":"§ 1.-1","number":"§ 1.","where":"§ 1","start":0,"end":31},"right":{"eid":"§ 1.-1","number":"§ 1.","where":"§ 1","start":0,"end":29},` +
		`"ops":[["=","§ 1. The "],["-","“"],["+","\""],["=","mayor"],["-","”"],["+","\""],["=","` + ` "],["-","may"],["+","shall"],["="," act.\n"]],` +
		`"typographic":[1,2,4,5],"paragraphs":[{"kind":"changed","change":1,"ops":[0,10]}]}]`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var all map[string]any
	b, err = json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"left", "right", "sections", "stats", "summary", "operative", "engine"} {
		if _, ok := all[key]; !ok {
			t.Errorf("no %q in %s", key, b)
		}
	}
}

func TestWarningOfStanding(t *testing.T) {
	a, b := Text{Standing: law.Official, Text: "x"}, Text{Standing: law.Restated, Text: "x"}
	if w := Compare(a, b).Warning; !strings.Contains(w, "official") || !strings.Contains(w, "restated") {
		t.Errorf("the warning is %q", w)
	}
	if w := Compare(a, a).Warning; w != "" {
		t.Errorf("two official texts are warned of: %q", w)
	}
}
