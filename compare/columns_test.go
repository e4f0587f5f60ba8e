package compare

import "testing"

func TestEmptyCellsKeepTheirColumns(t *testing.T) {
	const head = "Agency\tHeld\tReleased\n"
	for name, c := range map[string]struct {
		before, after string
		kind          Kind // of the second line
	}{
		"an empty cell moved":      {"\t5\t7", "5\t7\t", Changed},
		"with a line break":        {"\t5\t7\n", "5\t7\t\n", Changed},
		"inside":                   {"a\t\t5\n", "a\t5\t\n", Changed},
		"the same":                 {"\t5\t7\n", "\t5\t7\n", Same},
		"spaces in empty cells":    {"\t5\t7\n", " \t5 \t 7\n", Same},
		"no table: an indentation": {"\t(a) Held\n", "(a) Held\n", Same},
		"no table: a tab":          {"(a)\tHeld\n", "(a) Held\n", Same},
		"no table: indented":       {"\t(a)\tHeld\n", "(a)\tHeld\n", Same},
		"spaces at the end":        {"5\t7\n", "5\t7\t\n", Same},
	} {
		got := Compare(Text{Text: head + c.before}, Text{Text: head + c.after})
		var kinds []Kind
		for _, s := range got.Sections {
			if Before(s.Ops())+After(s.Ops()) != head+c.before+head+c.after {
				t.Errorf("%s: the ops do not rebuild the texts", name)
			}
			for _, p := range s.Paragraphs {
				kinds = append(kinds, p.Kind)
			}
		}
		if kinds[len(kinds)-1] != c.kind {
			t.Errorf("%s: %v", name, kinds)
		}
		if c.kind == Changed && (got.Stats.Changed != 1 || got.Stats.WordsDeleted == 0 || got.Stats.WordsDeleted != got.Stats.WordsInserted || got.Stats.Groups != 1) {
			t.Errorf("%s: %+v", name, got.Stats)
		}
	}
}
