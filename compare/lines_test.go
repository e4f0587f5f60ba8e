package compare

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"refuge/law"
)

// lamps is a text of two paragraphs, one a line.
const lamps = "Section 1. No keeper of the watch shall put out a lamp on the street before dawn unless the master of lamps " +
	"has signed an order for it, and no keeper shall hold a lamp at the watch house for longer than one night.\n\n" +
	"Section 2. The bureau shall print a list of the twenty-one lamps of the north side in each of the years 2014-2015, " +
	"with the reasons under section 9-131 for each.\n"

// wrapAt breaks the lines of a text at a width.
func wrapAt(text string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		n := 0
		for _, w := range strings.Fields(line) {
			switch {
			case n == 0:
			case n+1+len(w) > width:
				b.WriteByte('\n')
				n = 0
			default:
				b.WriteByte(' ')
				n++
			}
			b.WriteString(w)
			n += len(w)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestWrappedAnewIsNoChange(t *testing.T) {
	for _, widths := range [][2]int{{60, 72}, {45, 80}, {100, 50}, {72, 10_000}} {
		left, right := wrapAt(lamps, widths[0]), wrapAt(lamps, widths[1])
		c := Compare(Text{Text: left}, Text{Text: right})
		checkComparison(t, c, left, right)
		if c.Stats.Same != 2 || c.Stats.WordsDeleted+c.Stats.WordsInserted+c.Stats.Typographic+len(c.Operative) != 0 {
			t.Errorf("wrapped at %v: %+v", widths, c.Stats)
		}
		if len(c.Summary) != 1 || c.Summary[0] != "The two texts are the same but for spaces and line breaks." {
			t.Errorf("wrapped at %v: %q", widths, c.Summary)
		}
		changed := strings.Replace(right, "shall print a", "may print a", 1)
		if changed == right {
			changed = strings.Replace(right, "bureau shall", "bureau may", 1)
		}
		c = Compare(Text{Text: left}, Text{Text: changed})
		if c.Stats.WordsDeleted != 1 || c.Stats.WordsInserted != 1 || c.Stats.Changed != 1 || c.Stats.Same != 1 {
			t.Errorf("wrapped at %v, one word changed: %+v", widths, c.Stats)
		}
	}
}

func TestLinesThatAreParagraphsStayApart(t *testing.T) {
	for name, text := range map[string]string{
		"short lines":       "the bureau of lamps\nthe watch house\n",
		"paragraphs":        strings.ReplaceAll(lamps, "\n\n", "\n"),
		"items of a list":   "The master keeps, for each lamp of the north side of the city:\n(a) the hour at which it was lit on each day of the year;\n(b) the name of the keeper who lit it on that day; and\n(c) the oil.\n",
		"blank lines":       wrapAt("The bureau of lamps keeps a list of the lamps.\n\nthe watch house keeps a list of the keepers of lamps.\n", 80),
		"one line":          "The bureau of lamps keeps a list of every lamp that was lit in the year.",
		"nothing":           "",
		"nothing but lines": "\n\n\n",
	} {
		if got := unwrap(text); got != text {
			t.Errorf("%s: %q", name, got)
		}
	}
	const list = "The master of lamps keeps, for each of the lamps on the north\nside of the city, a list of\n(a) the hour at which it was lit on each of the days of the\nyear;\n(b) the name of the keeper who lit it on that day of the year; and\n(c) the oil.\n"
	if got, want := unwrap(list), strings.ReplaceAll(strings.ReplaceAll(list, "north\nside", "north side"), "the\nyear", "the year"); got != want {
		t.Errorf("a wrapped list: %q", got)
	}
}

func TestWordsBrokenAtALinesEnd(t *testing.T) {
	for name, c := range map[string]struct {
		left, right string
		same        bool
	}{
		"a word":               {"No keeper asks for a deten-\ntion order.", "No keeper asks for a detention order.", true},
		"a compound":           {"There are twenty-\none lamps.", "There are twenty-one lamps.", true},
		"a number":             {"See section 9-\n131 and the years 2014-\n2015.", "See section 9-131 and the years 2014-2015.", true},
		"another place":        {"The immi-\ngration office.", "The immigra-\ntion office.", true},
		"on the right":         {"The immigration office.", "The immi-\r\n  gration office.", true},
		"a soft hyphen":        {"The immi\u00ad\ngration office.", "The immigration office.", true},
		"a hyphen that hangs":  {"A two-\nand three-year term.", "A two- and three-year term.", true},
		"no number of its own": {"See 9-\n131.", "See 9131.", false},
		"another word":         {"The deten-\ntion order.", "The retention order.", false},
		"a new paragraph":      {"The deten-\n\ntion order.", "The detention order.", false},
	} {
		comparison := Compare(Text{Text: c.left}, Text{Text: c.right})
		checkComparison(t, comparison, c.left, c.right)
		if s := comparison.Stats; (s.WordsDeleted+s.WordsInserted == 0) != c.same {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestOtherTypographyIsNoChangeOfWords writes each sign of a text in another of
// its forms.
func TestOtherTypographyIsNoChangeOfWords(t *testing.T) {
	forms := [][]string{
		{"'", "’", "‘", "ʼ", "\u0092"}, {"\"", "“", "”", "„", "''", "\u0093"}, {"-", "‐", "\u2011", "–", "\u00ad-"}, {" ", "\u00a0", "\u2009", "\u202f", "\u00ad "},
		{"ffi", "\ufb03"}, {"fi", "\ufb01"}, {"é", "e\u0301", "e\u200b\u0301"}, {"Á", "A\u0301"}, {"...", "…", ". . ."}, {" — ", "—", " -- ", " – "},
		{"§ 9", "Section 9", "Sec. 9", "section 9", "\u00a7 9"}, {"\n", "\r\n", "\u2028"}, {"detain", "de\u00adtain", "de\u200btain"}, {"§§ 3", "Sections 3"},
	}
	const text = "§ 9-131 \"Official\" files ... of the Director José Álvarez — or a deputy's — shall detain 'none'.\nSee §§ 3-5, an office-holder's.\n"
	rapid.Check(t, func(t *rapid.T) {
		left, right := text, text
		for _, f := range forms {
			for _, side := range []*string{&left, &right} {
				*side = strings.ReplaceAll(*side, f[0], rapid.SampledFrom(f).Draw(t, "form"))
			}
		}
		c := Compare(Text{Text: left}, Text{Text: right})
		checkComparison(t, c, left, right)
		if s := c.Stats; s.WordsDeleted+s.WordsInserted+len(c.Operative) > 0 || s.Same != 2 {
			t.Fatalf("%q\n%q\n%+v\n%v", left, right, s, c.Ops())
		}
		if law.Fold(left) == law.Fold(right) && left != right && c.Stats.Typographic == 0 && strings.Join(strings.Fields(left), "") != strings.Join(strings.Fields(right), "") {
			t.Fatalf("%q\n%q\ncount no place of typography", left, right)
		}
	})
}

func TestFoldedTextIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		signs := rapid.SampledFrom([]string{"a", "fi", "ﬁ", "e\u0301", "§", "9", "-", "–", "—", "'", "’", "“", ".", "…", " ", " ", "\n", "\u00a0", "\u00ad", "\u200b", "\u0092", "(a)", "Sec"})
		text := strings.Join(rapid.SliceOfN(signs, 0, 40).Draw(t, "text"), "")
		c := Compare(Text{Text: text}, Text{Text: law.Fold(text)})
		checkComparison(t, c, text, law.Fold(text))
		if s := c.Stats; s.WordsDeleted+s.WordsInserted+s.Changed+s.Added+s.Removed > 0 {
			t.Fatalf("%q folded is not the same: %+v", text, s)
		}
	})
}

func TestNothingThatDiffersIsNoTypography(t *testing.T) {
	const one, two = "Draft of 19 November\n", "Seen by the clerk on 20 November\n"
	c := Compare(Text{Text: one}, Text{Text: one + two})
	if c.Stats.Typographic != 0 || c.Stats.Added != 1 || c.Stats.Same != 1 {
		t.Errorf("%+v", c.Stats)
	}
	for _, s := range c.Summary {
		if strings.Contains(s, "ypograph") {
			t.Errorf("%q", s)
		}
	}
	if c := Compare(Text{Text: one}, Text{Text: strings.TrimSpace(one)}); c.Summary[0] != "The two texts are the same but for spaces and line breaks." {
		t.Errorf("%q", c.Summary)
	}
}
