package frontend

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"refuge/compare"
	"refuge/law"
)

func words(passages []Passage) string {
	var b strings.Builder
	for _, p := range passages {
		for _, r := range p.Runs {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestPassages(t *testing.T) {
	text := "Preamble\n§ 1 Scope\nNo officer shall.\n(a) Exceptions\nnone\nEnd"
	at := func(s string) int { return strings.Index(text, s) }
	v := law.Version{Text: text, Held: true,
		Sections: []law.Section{{EID: "sec_1", Number: "§ 1", Heading: "Scope", Start: at("§ 1"), End: at("End")}, {EID: "sec_1__para_a", Parent: "sec_1", Start: at("(a)"), End: at("End")}},
		Marks:    []law.Mark{{Start: at("No officer"), End: at("shall"), Kind: law.Inserted}, {Start: at("none"), End: at("none") + 4, Kind: law.Deleted}, {Start: 400, End: 500, Kind: law.Deleted}}}
	got := Passages(v)
	if words(got) != text {
		t.Fatalf("the words are %q", words(got))
	}
	var ids []string
	for _, p := range got {
		ids = append(ids, p.EID)
	}
	if want := []string{"", "sec_1", "sec_1__para_a", ""}; !slices.Equal(ids, want) {
		t.Errorf("ids %q, want %q", ids, want)
	}
	if got[2].Depth != 1 {
		t.Errorf("a child stands at depth %d", got[2].Depth)
	}
	if r := got[1].Runs[0]; !r.Head || r.Text != "§ 1 Scope" {
		t.Errorf("the heading is %+v", r)
	}
	if r := got[1].Runs[2]; r.Head || r.Mark != law.Inserted || r.Text != "No officer " {
		t.Errorf("the inserted run is %+v", r)
	}
}

// Whatever the sections and marks, the runs are the text, byte for byte, and so
// are the parts.
func TestPassagesAreTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := law.Version{Text: rapid.StringN(0, 400, -1).Draw(t, "text"), Held: true}
		n := rapid.IntRange(-5, len(v.Text)+5)
		for i := range rapid.IntRange(0, 8).Draw(t, "sections") {
			v.Sections = append(v.Sections, law.Section{EID: "s" + string(rune('a'+i)), Parent: rapid.SampledFrom([]string{"", "sa", "sb"}).Draw(t, "parent"), Start: n.Draw(t, "start"), End: n.Draw(t, "end")})
		}
		for range rapid.IntRange(0, 8).Draw(t, "marks") {
			v.Marks = append(v.Marks, law.Mark{Start: n.Draw(t, "from"), End: n.Draw(t, "to"), Kind: law.Inserted})
		}
		passages := Passages(v)
		if got := words(passages); got != v.Text {
			t.Fatalf("got %q, want %q", got, v.Text)
		}
		var all []Passage
		for _, p := range Parts(passages) {
			all = append(all, p...)
		}
		if got := words(all); got != v.Text {
			t.Fatalf("parts: got %q, want %q", got, v.Text)
		}
	})
}

func TestPartsOfALongText(t *testing.T) {
	text := strings.Repeat("é one line of the text\n", 3*PartBytes/24)
	parts := Parts(Passages(law.Version{Text: text, Held: true}))
	if len(parts) < 3 {
		t.Fatalf("got %d parts", len(parts))
	}
	var all strings.Builder
	for i, p := range parts {
		if n := len(words(p)); n > PartBytes {
			t.Errorf("part %d has %d bytes", i, n)
		}
		if !utf8.ValidString(words(p)) {
			t.Errorf("part %d cuts a character", i)
		}
		all.WriteString(words(p))
	}
	if all.String() != text {
		t.Error("the parts are not the text")
	}
	if got := Parts(Passages(law.Version{})); len(got) > 1 || words(slices.Concat(got...)) != "" {
		t.Errorf("an empty text has %d parts", len(got))
	}
}

func TestFragments(t *testing.T) {
	got := Fragments("no detainer is honored", [][2]int{{3, 11}, {5, 8}, {15, 22}, {90, 99}, {-1, 2}})
	want := []Fragment{{"no ", false}, {"detainer", true}, {" is ", false}, {"honored", true}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func section(kind compare.Kind, paragraphs ...compare.Paragraph) compare.Section {
	return compare.Section{Kind: kind, Left: &compare.Place{Number: "§ 1"}, Right: &compare.Place{Number: "§ 1", Heading: "Scope"}, Paragraphs: paragraphs}
}

func TestDiffSections(t *testing.T) {
	c := compare.Comparison{Sections: []compare.Section{
		section(compare.Same, compare.Paragraph{Kind: compare.Same, Ops: []compare.Op{{Sign: compare.Keep, Text: "One.\n"}}},
			compare.Paragraph{Kind: compare.Same, Ops: []compare.Op{{Sign: compare.Keep, Text: "Two."}}}),
		section(compare.Changed, compare.Paragraph{Kind: compare.Changed, Change: 1, Ops: []compare.Op{
			{Sign: compare.Keep, Text: "An officer "}, {Sign: compare.Delete, Text: "may"}, {Sign: compare.Insert, Text: "shall not"}, {Sign: compare.Keep, Text: " comply"}}}),
		section(compare.Changed, compare.Paragraph{Kind: compare.Changed, Change: 2, Ops: []compare.Op{
			{Sign: compare.Delete, Text: "\"a\"", Typographic: true}, {Sign: compare.Insert, Text: "“a”", Typographic: true}}}),
	}}
	got, changes, cut := DiffSections(c, DiffView{Side: true})
	if len(got) != 3 || changes != 1 || cut {
		t.Fatalf("got %d sections, %d changes, cut %v", len(got), changes, cut)
	}
	if !got[0].Folded || got[0].Parts[0].Note != "§ 1 → § 1 Scope" || len(got[0].Parts) != 1 || got[0].Parts[0].Ops[0].Text != "One.\nTwo." {
		t.Errorf("what is the same is not one folded part: %+v", got[0])
	}
	if got[0].Heading != "§ 1 → § 1 Scope" {
		t.Errorf("heading %q", got[0].Heading)
	}
	part := got[1].Parts[0]
	if part.Change != 1 || len(part.Ops) != 4 || len(part.Left) != 3 || len(part.Right) != 3 || part.Left[1].Sign != "-" || part.Right[1].Sign != "+" {
		t.Errorf("the change is %+v", part)
	}
	if !got[2].Folded || got[2].Parts[0].Ops[0] != (DiffOp{"=", "“a”"}) {
		t.Errorf("a typographic change is shown: %+v", got[2])
	}
	if got, changes, _ = DiffSections(c, DiffView{Typo: true}); changes != 2 || got[2].Folded {
		t.Errorf("a typographic change is hidden though asked for: %d changes", changes)
	}
}

func TestFoldedSectionsAreJoined(t *testing.T) {
	same := func(n string) compare.Section {
		return compare.Section{Kind: compare.Same, Left: &compare.Place{Number: n}, Right: &compare.Place{Number: n},
			Paragraphs: []compare.Paragraph{{Kind: compare.Same, Ops: []compare.Op{{Sign: compare.Keep, Text: "Text of " + n}}}}}
	}
	added := section(compare.Added, compare.Paragraph{Kind: compare.Added, Change: 1, Ops: []compare.Op{{Sign: compare.Insert, Text: "new"}}})
	got, _, _ := DiffSections(compare.Comparison{Sections: []compare.Section{same("§ 1"), same("§ 2"), same("§ 3"), added, same("§ 5")}}, DiffView{})
	if len(got) != 3 || got[0].Heading != "3\u00a0sections, § 1 to § 3" || len(got[0].Parts) != 3 || got[0].Parts[1].Note != "§ 2" || got[2].Heading != "§ 5" {
		t.Errorf("got %+v", got)
	}
}

func TestLongKeptWordsAreLeftOut(t *testing.T) {
	long := strings.Repeat("kept words ", 200)
	c := compare.Comparison{Sections: []compare.Section{section(compare.Changed, compare.Paragraph{Kind: compare.Changed, Change: 1, Ops: []compare.Op{
		{Sign: compare.Delete, Text: "a"}, {Sign: compare.Keep, Text: long}, {Sign: compare.Insert, Text: "b"}}})}}
	got, _, _ := DiffSections(c, DiffView{})
	ops := got[0].Parts[0].Ops
	if len(ops) != 5 || ops[2].Sign != "…" || !strings.HasPrefix(long, ops[1].Text) || !strings.HasSuffix(long, ops[3].Text) {
		t.Fatalf("got %d ops: %+v", len(ops), ops)
	}
	got, _, _ = DiffSections(c, DiffView{Whole: true})
	if ops := got[0].Parts[0].Ops; len(ops) != 3 || ops[1].Text != long {
		t.Error("asked for whole, kept words are left out")
	}
}

func TestDiffIsBounded(t *testing.T) {
	var c compare.Comparison
	for range 20 {
		c.Sections = append(c.Sections, section(compare.Added, compare.Paragraph{Kind: compare.Added, Change: 1, Ops: []compare.Op{{Sign: compare.Insert, Text: strings.Repeat("new ", diffBytes/40)}}}))
	}
	got, _, cut := DiffSections(c, DiffView{})
	if !cut || len(got) == 0 || len(got) == 20 {
		t.Errorf("got %d sections, cut %v", len(got), cut)
	}
}
