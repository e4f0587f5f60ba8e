package read

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"lines", "One\r\n\n  two \nthree", "One|two|three"},
		{"Markdown with a head", "---\nnumber: 7\n---\n# Order 7\n\nWHEREAS, lamps", "heading:Order 7|WHEREAS, lamps"},
		{"a rule is no head", "One\n---\ntwo\n---\n", "One|---|two|---"},
		{"Windows-1252", "caf\xe9 \x93q\x94", "café “q”"},
		{"brackets and furniture", "..Body\nBe it enacted by the Council as follows:\nSection 1. Section 4-7 is amended to read as follows:\nany [old] word", "furniture:#..Body#|furniture:#Be it enacted by the Council as follows:#|Section 1. Section 4-7 is amended to read as follows:|any -[old]- word"},
		{"a mark of byte order and control characters", "\ufeffa\x00b\x1b", "ab"},
	} {
		d, err := Plain([]byte(c.in), lawtext.NewYork)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := show(d); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	for _, mediaType := range []string{"application/rtf", "text/rtf", "text/plain; charset=utf-8", "text/markdown", "Text/HTML"} {
		if d, err := Read(mediaType, []byte("words"), lawtext.NewYork); err != nil || d.Text() != "words" || d.Reader == "" {
			t.Errorf("%s: %q, %q, %v", mediaType, d.Text(), d.Reader, err)
		}
	}
	for _, mediaType := range []string{"image/png", ""} {
		if _, err := Read(mediaType, []byte("x"), lawtext.NewYork); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%q: %v", mediaType, err)
		}
	}
}

// The orders are Markdown with a YAML head, the older ones OCR.
func TestSevenMayoralOrders(t *testing.T) {
	n, numbered := 0, 0
	err := fs.WalkDir(os.DirFS(shared.Path(t, "real/nyc-eo")), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		b, err := os.ReadFile(filepath.Join(shared.Path(t, "real/nyc-eo"), path))
		if err != nil {
			return err
		}
		d, err := Read("text/markdown", b, lawtext.NewYork)
		if err != nil {
			return err
		}
		sound(t, d)
		text := d.Text()
		if strings.Contains(text, "date_signed:") || len(text) < 500 {
			t.Errorf("%s: %d bytes, or its head was read as text", path, len(text))
		}
		sections := 0
		for _, s := range lawtext.Sections(text) {
			if strings.HasPrefix(s.EID, "sec_") && !strings.Contains(s.EID, "__") {
				sections++
			}
		}
		if sections > 0 {
			numbered++
		}
		n++
		return nil
	})
	if err != nil || n != 7 || numbered < 6 {
		t.Errorf("%d orders, %d with sections, %v", n, numbered, err)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("---\na: b\n---\n# Order\nWHEREAS [x]\nSection 1. A is amended to read as follows:\n[y]"))
	f.Add([]byte("caf\xe9\x00\x81"))
	f.Add([]byte("\xff\xfeS\x00e\x00c\x00t\x00\x00\xd8"))
	f.Add([]byte("the keepers of the lamps shall light them at dusk and see that-\nthey burn under 9-\n131 until dawn, and shall report each month on\n(a)\nthe number\u0085 ((old))"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Plain(b, lawtext.NewYork)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
	})
}

func TestPlainEncodings(t *testing.T) {
	const want = "The Mayor’s Office shall “report” — § 9-131."
	utf16 := func(order binary.AppendByteOrder, mark bool) []byte {
		var b []byte
		s := want
		if mark {
			s = "\ufeff" + s
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	for name, in := range map[string][]byte{
		"UTF-8":                      []byte(want),
		"a mark of byte order":       []byte("\ufeff" + want),
		"Windows-1252":               []byte("The Mayor\x92s Office shall \x93report\x94 \x97 \xa7 9-131."),
		"one stray byte":             []byte("The Mayor\x92s Office shall “report” — § 9-131."),
		"UTF-16, little end":         utf16(binary.LittleEndian, true),
		"UTF-16, big end":            utf16(binary.BigEndian, true),
		"UTF-16 without its mark":    utf16(binary.LittleEndian, false),
		"UTF-16 reversed, unmarked":  utf16(binary.BigEndian, false),
		"C1 controls":                []byte("The Mayor\u0092s Office shall \u0093report\u0094 \u0097 § 9-131."),
		"an odd byte behind UTF-16":  append(utf16(binary.LittleEndian, true), 0x20),
		"line ends of other systems": []byte(want + "\u2028\r\u0085\v"),
	} {
		d, err := Plain(in, lawtext.Drafting{})
		if err != nil || d.Text() != want {
			t.Errorf("%s: %q, %v", name, d.Text(), err)
		}
	}
	for in, want := range map[string]string{
		"one line\u0085and another":                            "one line|and another",
		"and so on\u0085 the Mayor\u0092s words":               "and so on… the Mayor’s words",
		"a\u2028b\u2029c\vd\fe\r\nf\rg":                        "a|b|c|d|e|f|g",
		"o\ufb03cer de\u00adtainer cafe\u0301 a\u200bb\u2060c": "o\ufb03cer de\u00adtainer cafe\u0301 a\u200bb\u2060c", // kept as they were
		"\uf0b7 a \uf0a7 b":                                    "• a ▪ b",
	} {
		d, err := Plain([]byte(in), lawtext.Drafting{})
		if err != nil || show(d) != want {
			t.Errorf("%q: %q, %v", in, show(d), err)
		}
	}
	if d, err := Plain([]byte("a \ue123\uf0e5 b"), lawtext.Drafting{}); err != nil || len(d.Left) != 1 || d.Left[0].Count != 2 {
		t.Errorf("signs without a meaning: %+v, %v", d, err)
	}
}

func TestPlainHead(t *testing.T) {
	for in, want := range map[string]string{
		"---\nSection 1. No officer shall ask.\n---\nSection 2. At once.": "---|Section 1. No officer shall ask.|---|Section 2. At once.",
		"---\nSection: 1\nNo officer shall ask.\n---\nmore":               "---|Section: 1|No officer shall ask.|---|more",
		"---\n---\nSection 1.": "---|---|Section 1.",
		"---\ntitle: A\n  on two lines\ntags:\n- b\n# remark\ndropped: 'x\n\n  y'\n---\nS": "S",
		"\n---\ntitle: A\n---\nS": "---|title: A|---|S",
		"---\ntitle: A\nS":        "---|title: A|S",
	} {
		d, err := Plain([]byte(in), lawtext.Drafting{})
		if err != nil || show(d) != want {
			t.Errorf("%q: %q, %v", in, show(d), err)
		}
		if head := want == "S"; head != (len(d.Left) == 1) {
			t.Errorf("%q: left out %v", in, d.Left)
		}
	}
}

// wrapped breaks each paragraph at a width, as an editor does.
func wrapped(paragraphs []string, width int, blank bool) string {
	var out []string
	for _, p := range paragraphs {
		line := ""
		for _, w := range strings.Fields(p) {
			if line != "" && len(line)+1+len(w) > width {
				out = append(out, line)
				line = ""
			}
			line = strings.TrimSpace(line + " " + w)
		}
		if out = append(out, line); blank {
			out = append(out, "")
		}
	}
	return strings.Join(out, "\n")
}

func TestWrappedTextIsParagraphs(t *testing.T) {
	paragraphs := []string{
		"Section 1. No keeper of the lamps shall ask any person in the town how long the person means to stay, unless a judge has ordered in writing that it be asked, and no keeper shall put out a lamp.",
		"(a) A lamp that is lit at dusk stays lit until the dawn. The keeper may trim it once in the night. It is not to be moved.",
		"(b) A lantern that is carried is no lamp, and the duties that this section lays on keepers do not extend to those who carry one through the town at night.",
		"Section 2. The council shall publish a report on all lamps each year, with the number of those that were lit and the reasons given for each that was not.",
	}
	want := strings.Join(paragraphs, "|")
	for width := 45; width <= 100; width++ {
		for _, blank := range []bool{true, false} {
			d, err := Plain([]byte(wrapped(paragraphs, width, blank)), lawtext.Drafting{})
			if err != nil || show(d) != want {
				t.Fatalf("at %d, blank lines %v, %v\n got %s\nwant %s", width, blank, err, show(d), want)
			}
		}
	}
}

func TestLinesThatStayApart(t *testing.T) {
	const prose = "The keepers of the lamps shall light them at dusk and shall see that\nthey burn until dawn, and shall report each month on the number that\nwere lit."
	const read = "The keepers of the lamps shall light them at dusk and shall see that they burn until dawn, and shall report each month on the number that were lit."
	for name, c := range map[string][2]string{
		"a list":                {"(a) the keeper;\n(b) the warden; and\n(c) the clerk.", "(a) the keeper;|(b) the warden; and|(c) the clerk."},
		"bullets":               {"• lamps that are lit\n• lanterns\n- and torches", "• lamps that are lit|• lanterns|- and torches"},
		"a heading":             {"DUTIES OF KEEPERS\nLamps shall be lit.", "DUTIES OF KEEPERS|Lamps shall be lit."},
		"an address":            {"Springfield Town Hall\n1 Main Street\nSpringfield", "Springfield Town Hall|1 Main Street|Springfield"},
		"a table":               {"Ward        Lamps     Lanterns\nNorth           9            7\nSouth           4            2", "Ward        Lamps     Lanterns|North           9            7|South           4            2"},
		"a rule":                {"----------\nPassed.", "----------|Passed."},
		"a first line set in":   {"Lamps shall be lit at dusk and shall burn through the night as said.\n    No keeper shall sleep.", "Lamps shall be lit at dusk and shall burn through the night as said.|No keeper shall sleep."},
		"recitals":              {"WHEREAS, lamps are dim; and\nWHEREAS, nights are long;", "WHEREAS, lamps are dim; and|WHEREAS, nights are long;"},
		"a number by itself":    {"(a)\nThe keeper shall light them.\n(b)\nThe warden shall not.", "(a) The keeper shall light them.|(b) The warden shall not."},
		"a word that is parted": {"No keeper shall put out a lamp in the town during the hours of dark-\nness, in a dim-\nly lit street, at number 9-\n131, in 2014–\n2015, or under a non-\nUnion lease and/\nor a claim.", "No keeper shall put out a lamp in the town during the hours of darkness, in a dimly lit street, at number 9-131, in 2014–2015, or under a non-Union lease and/or a claim."},
	} {
		d, err := Plain([]byte(prose+"\n\n"+c[0]), lawtext.Drafting{})
		if got := strings.TrimPrefix(show(d), read+"|"); err != nil || got != c[1] {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, c[1])
		}
	}
	// A text of one paragraph a line is left as it is, but for parted numbers.
	for in, want := range map[string]string{
		"the sheriff\nthe warden\nthe clerk of the town council":                                                "the sheriff|the warden|the clerk of the town council",
		"Section 1. " + strings.Repeat("Lamps shall be lit. ", 20) + "\nand so on\nunder section 9-\n131 of it": "Section 1. " + strings.TrimSpace(strings.Repeat("Lamps shall be lit. ", 20)) + "|and so on|under section 9-131 of it",
	} {
		if d, err := Plain([]byte(in), lawtext.Drafting{}); err != nil || show(d) != want {
			t.Errorf("%q: %v\n got %s\nwant %s", in, err, show(d), want)
		}
	}
}

// What a mark means is the convention of the place: one text, read as drafted in
// several.
func TestDraftings(t *testing.T) {
	const head = "<p>Section 1. Section 4-7 is amended to read as follows:</p>"
	const shown = "Section 1. Section 4-7 is amended to read as follows:|"
	const body = head + "<p>a <u>line</u> <i>slant</i> <s>struck</s> [square] ((double)) f((x) + ((y))) <ins>in</ins></p>"
	for _, c := range []struct {
		in   lawtext.Drafting
		want string
	}{
		{lawtext.Drafting{}, "a line slant -struck- [square] ((double)) f((x) + ((y))) +in+"},
		{lawtext.NewYork, "a +line+ slant -struck- -[square]- ((double)) f((x) + ((y))) +in+"},
		{lawtext.Washington, "a +line+ slant -struck- [square] -((double))- f((x) + -((y))-) +in+"},
		{lawtext.California, "a line +slant+ -struck- [square] ((double)) f((x) + ((y))) +in+"},
		{lawtext.Philadelphia, "a line +slant+ -struck- -[square]- ((double)) f((x) + ((y))) +in+"},
		{lawtext.Underscored, "a +line+ slant -struck- [square] ((double)) f((x) + ((y))) +in+"},
	} {
		d, err := HTML([]byte(body), c.in)
		if err != nil || show(d) != shown+c.want {
			t.Errorf("%q: %v\n got %s\nwant %s", c.in.Name, err, show(d), shown+c.want)
		}
	}
	for in, want := range map[string]string{
		"shall be((, in its best judgment, either)) lit":  "shall be-((, in its best judgment, either))- lit",
		"(((a) An old part))(a) A part (of it)":           "-(((a) An old part))-(a) A part (of it)",
		"((shall (on request) light)) lights":             "-((shall (on request) light))- lights",
		"((one))((two)) and ((three":                      "-((one))((two))- and ((three",
		"((over two\nparagraphs)) on":                     "-((over two-|-paragraphs))- on",
		"((not\nSection 2. closed)) here":                 "((not|Section 2. closed)) here",
		"is (ETo)(0.62)[(A x B) + ((1-A) x C)] and f((a)": "is (ETo)(0.62)[(A x B) + ((1-A) x C)] and f((a)",
	} {
		d, err := Plain([]byte("Section 1. Section 4-7 is amended to read as follows:\n"+in), lawtext.Washington)
		if err != nil || show(d) != shown+want {
			t.Errorf("%q: %v\n got %s\nwant %s", in, err, show(d), shown+want)
		}
		if text := d.Text(); err == nil {
			_, after := lawtext.Sides(text, d.Marks(), 0, len(text))
			if before, _ := lawtext.Sides(text, d.Marks(), 0, len(text)); strings.Contains(want, "-((") && (strings.Contains(string(before.Text), "((o") || strings.Contains(string(after.Text), "old")) {
				t.Errorf("%q: before %q, after %q", in, before.Text, after.Text)
			}
		}
	}
}
