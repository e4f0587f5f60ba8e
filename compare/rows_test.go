package compare

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"refuge/compare/comparetest"
)

func TestRowsHoldTheParagraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		for _, s := range Compare(Text{Text: before}, Text{Text: after}).Sections {
			for _, p := range s.Paragraphs {
				var l, r strings.Builder
				for _, row := range p.Rows() {
					l.WriteString(Before(row.Left))
					r.WriteString(After(row.Right))
				}
				if l.String() != Before(p.Shown()) || r.String() != After(p.Shown()) {
					t.Fatalf("the rows lost words of %v", p.Shown())
				}
			}
		}
	})
}

func TestSentencesCoverTheText(t *testing.T) {
	got := Sentences("No officer shall hold a person. See 8 U.S.C. 1373; except that a warrant suffices. (a) One.\nTwo")
	want := []string{"No officer shall hold a person. ", "See 8 U.S.C. 1373; ", "except that a warrant suffices. ", "(a) One.\n", "Two"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}
