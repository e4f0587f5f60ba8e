package lawtext_test

import (
	"testing"

	"refuge/law"
	"refuge/lawtext"
)

func TestSides(t *testing.T) {
	text := "any [old] new word, [and] more.\n[gone]\nend"
	marks := []law.Mark{{Start: 4, End: 9, Kind: law.Deleted}, {Start: 10, End: 13, Kind: law.Inserted}, {Start: 20, End: 25, Kind: law.Deleted}, {Start: 32, End: 38, Kind: law.Deleted}}
	b, a := lawtext.Sides(text, marks, 0, len(text))
	before, after := string(b.Text), string(a.Text)
	if before != "any old word, and more.\ngone\nend" || after != "any new word, more.\nend" {
		t.Errorf("before %q, after %q", before, after)
	}
	text = "shall ((or\nmay (not))) light"
	b, a = lawtext.Sides(text, []law.Mark{{Start: 6, End: 10, Kind: law.Deleted}, {Start: 11, End: 22, Kind: law.Deleted}}, 0, len(text))
	if string(b.Text) != "shall or\nmay (not) light" || string(a.Text) != "shall\nlight" {
		t.Errorf("double parentheses: before %q, after %q", b.Text, a.Text)
	}
}
