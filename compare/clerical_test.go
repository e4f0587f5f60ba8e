package compare

import (
	"strings"
	"testing"

	"refuge/law"
)

// filed makes a text whose lines that begin with "~" are clerk's notes.
func filed(lines ...string) Text {
	var b strings.Builder
	var t Text
	for _, line := range lines {
		note, clerk := strings.CutPrefix(line, "~")
		if clerk {
			t.Furniture = append(t.Furniture, law.Mark{Start: b.Len(), End: b.Len() + len(note), Kind: law.Furniture})
		}
		b.WriteString(note + "\n")
	}
	t.Text = b.String()
	return t
}

func TestClerksNotesAreNoChange(t *testing.T) {
	const one, two = "Section 1. Lamps are lit at dusk by the watch.", "Section 2. Keepers dim the lamps at ten."
	before := filed(one, two, "~ABC", "~LS #1111", "~01/02/2020 10:00 AM")
	c := Compare(before, filed(one, two, "~ABC/DEF", "~LS #1111/2222", "~03/04/2020 9:00 PM"))
	if c.Stats.Clerical == 0 || c.Stats.Changed+c.Stats.Added+c.Stats.Removed != 0 || c.Stats.WordsInserted != 0 {
		t.Errorf("%+v", c.Stats)
	}
	if len(c.Summary) != 1 || !strings.Contains(c.Summary[0], "clerk's notes") {
		t.Errorf("%q", c.Summary)
	}
	right := filed(one, "Section 2. Keepers dim the lamps at nine.", "~DEF", "~03/04/2020 9:00 PM")
	c = Compare(before, right)
	if c.Stats.Changed != 1 || c.Stats.Clerical == 0 {
		t.Errorf("%+v", c.Stats)
	}
	if Before(c.Ops()) != before.Text || After(c.Ops()) != right.Text {
		t.Error("the operations do not rebuild the texts")
	}
	// Words of law beside a note are no note.
	c = Compare(filed(one, "~ABC"), filed(one, two, "~ABC"))
	if c.Stats.Added != 1 || c.Stats.Clerical != 0 {
		t.Errorf("%+v", c.Stats)
	}
}
