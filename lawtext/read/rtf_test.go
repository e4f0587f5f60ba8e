package read

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

// serverPage is what the server's text may end with: the numbers of pages.
var serverPage = regexp.MustCompile(`(\n\s*(-? ?\d{1,3} ?-?|0{8}))+\s*$`)

// printedLink is the address of a link that the RTF prints and the server's text
// leaves out.
var printedLink = regexp.MustCompile(`<https?://[^>]*>`)

// serverFooter is how many letters of page header and footer the server or
// the RTF may have behind the end.
const serverFooter = 120

// serverForms are signs the server's text spells out.
var serverForms = strings.NewReplacer("©", "(c)", "®", "(r)", "™", "(tm)", "½", "1/2", "¼", "1/4", "¾", "3/4", "…", "...", "º", "", "°", "")

// lettersOf folds a text to its letters and digits. U+FFFD stays, as the damage
// of the server's plain text; white space goes, for that text breaks lines and
// cells where the RTF has nothing.
func lettersOf(s string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, serverForms.Replace(s)))
}

// sameButDamage compares a reading with the server's plain text, in which each
// U+FFFD stands for one letter or none. It says how far the two agree.
func sameButDamage(ours, theirs string) (int, bool) {
	a, b := lettersOf(printedLink.ReplaceAllString(ours, "")), lettersOf(serverPage.ReplaceAllString(theirs, ""))
	a, b = sameHead(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i++
			j++
		case j < len(b) && b[j] == utf8.RuneError:
			j++
			if i < len(a) && !agreesFor(a[i:], b[j:], 12) && agreesFor(a[i+1:], b[j:], 12) {
				i++
			}
		case i == len(a) && len(b)-j <= serverFooter, j == len(b) && len(a)-i <= serverFooter:
			return i, true
		default:
			return i, false
		}
	}
	return i, true
}

// sameHead drops the head of a bill (its number and sponsors) where only one of
// the two texts has it.
func sameHead(a, b []rune) ([]rune, []rune) {
	drop := func(long, short []rune) []rune {
		if len(short) < 20 {
			return long
		}
		if at := strings.Index(string(long[:min(len(long), 1500)]), string(short[:20])); at > 0 {
			return long[len([]rune(string(long)[:at])):]
		}
		return long
	}
	return drop(a, b), drop(b, a)
}

// goesOn says that n more letters of both agree.
func agreesFor(a, b []rune, n int) bool {
	switch {
	case n == 0 || len(a) == 0 && len(b) == 0:
		return true
	case len(b) > 0 && b[0] == utf8.RuneError:
		return agreesFor(a, b[1:], n-1) || len(a) > 0 && agreesFor(a[1:], b[1:], n-1)
	case len(a) == 0 || len(b) == 0 || a[0] != b[0]:
		return false
	}
	return agreesFor(a[1:], b[1:], n-1)
}

func TestRTFOfTheArchiveSaysWhatTheServersPlainTextSays(t *testing.T) {
	same, all := 0, 0
	for _, m := range shared.Council(t) {
		if m.RTF == "" {
			continue
		}
		d, err := Read("application/rtf", []byte(m.RTF), lawtext.NewYork)
		if err != nil && !errors.Is(err, law.ErrNoText) {
			t.Errorf("%s: %v", m.Path, err)
			continue
		}
		text := d.Text()
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Errorf("%s: the text is not clean", m.Path)
		}
		if text == "" && len(lettersOf(m.Text)) > serverFooter {
			t.Errorf("%s: nothing was read", m.Path)
		}
		if strings.TrimSpace(m.Text) == "" {
			continue
		}
		all++
		if at, ok := sameButDamage(text, m.Text); ok {
			same++
		} else if testing.Verbose() {
			t.Logf("%s differs at letter %d", m.Path, at)
		}
	}
	share := float64(same) / float64(all)
	t.Logf("%d of %d texts have the server's words (%.2f%%)", same, all, 100*share)
	if share < 0.96 {
		t.Errorf("only %.2f%% of the texts have the server's words", 100*share)
	}
}

// rtfOf is a document around a body.
func rtfOf(body string) string {
	return `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}{\f3\fcharset2 Symbol;}}{\colortbl;\red0\green0\blue0;}\uc1\pard ` + body + `}`
}

// show writes a document's paragraphs with its marks: +inserted+, -deleted-,
// #furniture#.
func show(d lawtext.Document) string {
	var b strings.Builder
	for i, p := range d.Paragraphs {
		if i > 0 {
			b.WriteString("|")
		}
		if p.Kind != lawtext.Body {
			b.WriteString(string(p.Kind) + ":")
		}
		for _, r := range p.Runs {
			sign := map[law.MarkKind]string{law.Inserted: "+", law.Deleted: "-", law.Furniture: "#"}[r.Mark]
			b.WriteString(sign + r.Text + sign)
		}
	}
	return b.String()
}

func TestRTF(t *testing.T) {
	const amends = `Section 1. Section 4-7 of the code is amended to read as follows:\par `
	const head = "Section 1. Section 4-7 of the code is amended to read as follows:|"
	for _, c := range []struct{ name, body, want string }{
		{"plain words and escapes", `A \{b\} \\ c\par d`, `A {b} \ c|d`},
		{"line ends mean nothing", "one\r\n two\nthree", "one twothree"},
		{"cp1252", `\'a7 4\'964 \'93q\'94 caf\'e9`, "§ 4–4 “q” café"},
		{"another code page by the font", `{\f1 \'c4\'e0} \'c4`, "Да Ä"},
		{"two-byte characters", `{\f2 \'93\'fa\'96\'7b}`, "日本"},
		{"a symbol font", `{\f3\'b7} point`, "• point"},
		{"unicode with its stand-in", `\u167 ? 9 \u8217\'92s {\uc2 \u233 ab}c {\uc0\u233 x}`, "§ 9 ’s éc éx"},
		{"a negative number", `\u-4051 ?x`, "-x"},
		{"a surrogate pair", `\u-10187 ?\u-8962 ?`, "𝓾"},
		{"half a pair", `a\u-10187 ?b\u-8962 ?c`, "abc"},
		{"underline inserts where a bill amends", amends + `old \ul new\ulnone  end \ulw more\ul0 .`, head + "old +new+ end +more+."},
		{"underline stresses elsewhere", `\ul Findings\ulnone . The council finds`, "Findings. The council finds"},
		{"brackets delete where a bill amends", amends + `any [old] \ul new\ulnone  word`, head + "any -[old]- +new+ word"},
		{"brackets are text elsewhere", `any [sic] word`, "any [sic] word"},
		{"nested brackets", amends + `a [b [c] d] e`, head + "a -[b [c] d]- e"},
		{"a bracket that is never closed", amends + `a [b c\par § 2. This local law takes effect [d] now.`, head + "a [b c|§ 2. This local law takes effect -[d]- now."},
		{"a bracket that was never opened", amends + `a] b`, head + "a] b"},
		{"brackets over paragraphs", amends + `a [b\par c] d`, head + "a -[b-|-c]- d"},
		{"new brackets are new matter", amends + `a \ul [b] c\ulnone`, head + "a +[b] c+"},
		{"strike deletes anywhere", `a {\strike b} c`, "a -b- c"},
		{"tracked changes", `a {\revised b}{\deleted c} d`, "a +b+-c- d"},
		{"hidden words", `a {\v secret} b`, "a  b"},
		{"a hidden marker", `{\v ..Body}\par Words`, "furniture:#..Body#|Words"},
		{"destinations", `{\info{\author A}}{\*\unknown x}{\header h}{\pict ffd8}{\object{\result r}}a`, "a"},
		{"a field", `see {\field{\*\fldinst HYPERLINK "x"}{\fldrslt the page}} now`, "see the page now"},
		{"binary", "a{\\pict\\bin5 }}}}}}b", "ab"},
		{"a table", `\trowd\cellx1\cellx2\pard\intbl a\par b\cell c\cell\row\pard d`, "table:a b\tc|d"},
		{"capitals", `{\caps heat illness}. x`, "HEAT ILLNESS. x"},
		{"a printed number", `{\pntext\f0 1.\tab}{\*\pn\pnstart1}word`, "1.\tword"},
		{"a footnote", `a{\super 1}{\footnote \pard 1 note} b\par c`, "a 1 b|c|footnote:1 note"},
		{"either form", `{\upr{a}{\*\ud{b}}}`, "b"},
		{"a text box", `{\shp{\*\shpinst{\sp{\sn k}{\sv v}}{\shptxt in}}{\shprslt x}} out`, "in out"},
		{"empty cells", `\trowd\cellx1\cellx2\cellx3\pard\intbl\cell 5\cell x\cell\row\intbl 6\cell\cell\cell\row\pard d`, "table:\t5\tx|table:6\t\t|d"},
		{"note marks and ordinals", `detainer{\super 2} on the 1{\super st}, 5 ft{\super 2}`, "detainer 2 on the 1st, 5 ft2"},
		{"inserted and deleted", amends + `a {\revised b {\deleted c}} d`, head + "a +b +#c# d"},
		{"italics are no mark here", amends + `a {\i b} c`, head + "a b c"},
		{"C1 controls and symbols", `the Mayor\u146 ?s \u-3913 ?`, "the Mayor’s •"},
		{"groups that end too soon", `a}b}}`, "a"},
		{"special spaces", `a\~b\_c\-d\emdash e`, "a\u00a0b-cd—e"},
		{"NUL and control characters", "a\x00\x01b\x7f", "ab"},
	} {
		d, err := RTF([]byte(rtfOf(c.body)), lawtext.NewYork)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := show(d); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestRTFCountsWhatItLeavesOut(t *testing.T) {
	d, err := RTF([]byte(rtfOf(`{\header Springfield draft}{\footer page}Words {\v of a draft} here{\*\annotation why so}{\pict ffd8 ffe0}{\*\shppict{\pict 00}}{\object{\*\objdata 00}{\result r}}`)), lawtext.Drafting{})
	if err != nil {
		t.Fatal(err)
	}
	want := []lawtext.Left{{What: "embedded object", Count: 1}, {What: "header or footer", Count: 2, Words: 3}, {What: "hidden text", Count: 1, Words: 3}, {What: "image", Count: 2}}
	if d.Text() != "Words  here" || !slices.Equal(d.Left, want) {
		t.Errorf("%q, left out %v, want %v", d.Text(), d.Left, want)
	}
	if _, err := RTF([]byte(rtfOf(`{\pict ffd8}\par 1`)), lawtext.Drafting{}); !errors.Is(err, law.ErrNoText) || !strings.Contains(err.Error(), "image (1)") {
		t.Errorf("a scan: %v", err)
	}
}

func TestRTFTellsFurnitureFromLaw(t *testing.T) {
	d, err := RTF([]byte(rtfOf(`Int. No. 77-A\par By Council Members Alder and Birch\par ..Title\par A Local Law to amend the code\par ..Body\par `+
		`\ul Be it enacted by the Council as follows\ulnone :\par Section 1. Section 4-7 is amended to read as follows:\par \ul a. New.\ulnone\par `+
		`\'a7 2. This local law takes effect immediately.\par QRS/tuv\par LS #1234\par 10/14/14 9:00 PM`)), lawtext.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	want := "furniture:#Int. No. 77-A#|furniture:#By Council Members Alder and Birch#|furniture:#..Title#|A Local Law to amend the code|furniture:#..Body#|" +
		"furniture:#Be it enacted by the Council as follows:#|Section 1. Section 4-7 is amended to read as follows:|+a. New.+|" +
		"§ 2. This local law takes effect immediately.|furniture:#QRS/tuv#|furniture:#LS #1234#|furniture:#10/14/14 9:00 PM#"
	if got := show(d); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestRTFBounds(t *testing.T) {
	if _, err := RTF([]byte(`{\rtf1 `+strings.Repeat("{", 2000)), lawtext.NewYork); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("2000 nested groups: %v", err)
	}
	if _, err := RTF(make([]byte, maxInput+1), lawtext.NewYork); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("too many bytes: %v", err)
	}
	d, err := RTF([]byte("Int. No. 7\n\nBe it resolved"), lawtext.NewYork)
	if err != nil || d.Text() != "Int. No. 7\nBe it resolved" || d.Reader != plainReader {
		t.Errorf("bytes that are not RTF: %q, %q, %v", d.Text(), d.Reader, err)
	}
}

// sound checks what must hold of any document that was read.
func sound(t *testing.T, d lawtext.Document) {
	t.Helper()
	text := d.Text()
	if !utf8.ValidString(text) {
		t.Fatal("the text is not UTF-8")
	}
	for _, r := range text {
		if r != '\n' && !printable(r) {
			t.Fatalf("the text holds %U", r)
		}
	}
	last := 0
	for _, m := range d.Marks() {
		if m.Start < last || m.End <= m.Start || m.End > len(text) || !utf8.RuneStart(text[m.Start]) {
			t.Fatalf("mark %v of %d bytes after %d", m, len(text), last)
		}
		last = m.End
	}
	for _, p := range d.Paragraphs {
		if len(p.Runs) == 0 || strings.ContainsAny(p.Text(), "\n\r") {
			t.Fatalf("paragraph %q", p.Text())
		}
	}
}

func FuzzRTF(f *testing.F) {
	for _, s := range []string{`a`, `\ul new\ulnone  [old]`, `{\f2 \'93\'fa}`, `\u167 ?{\upr{a}{\*\ud b}}`, `\trowd\cell\row`, `\bin9 x`, `{\*\shppict{\pict 0}}{\super 1}{\v h}{\header x}`, `{\footnote a}`, `\u-10187 ?\u-8962 ?`} {
		f.Add([]byte(rtfOf(`Section 1. Section 4 is amended to read as follows:\par ` + s)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := RTF(b, lawtext.NewYork)
		if err != nil {
			if !foreseen(err) {
				t.Fatal(err)
			}
			return
		}
		sound(t, d)
	})
}

// BenchmarkRTF reads every RTF text of the archive, beside a bare scan of the
// same bytes.
func BenchmarkRTF(b *testing.B) {
	var texts [][]byte
	size := 0
	for _, m := range shared.Council(b) {
		if strings.HasPrefix(m.RTF, `{\rtf`) {
			texts = append(texts, []byte(m.RTF))
			size += len(m.RTF)
		}
	}
	var ours, scan time.Duration
	sum := 0
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		for _, t := range texts {
			d, err := RTF(t, lawtext.NewYork)
			if err != nil && !errors.Is(err, law.ErrNoText) { // a dozen files of the archive hold nothing
				b.Fatal(err)
			}
			sum += len(d.Paragraphs)
		}
		ours += time.Since(start)
		start = time.Now()
		for _, t := range texts {
			for _, c := range t {
				sum += int(c)
			}
		}
		scan += time.Since(start)
	}
	b.ReportMetric(float64(ours)/float64(scan), "ratio")
	b.ReportMetric(float64(size)*float64(b.N)/1e6/ours.Seconds(), "rtf-MB/s")
	b.ReportMetric(float64(size)*float64(b.N)/1e6/scan.Seconds(), "scan-MB/s")
	if sum == 0 {
		b.Fatal("nothing was read")
	}
}

// BenchmarkLargeBill reads one bill of 2.4 MB.
func BenchmarkLargeBill(b *testing.B) {
	para := `\pard\fi720\sl480\slmult1\qj (1) \ldblquote Term\rdblquote  means any [former] \ul later\ulnone  word of section 1-23 \'a7 4, as such words are used in the chapter.\par` + "\n"
	doc := []byte(rtfOf(`Section 1. Section 4-7 is amended to read as follows:\par ` + strings.Repeat(para, 2400000/len(para))))
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := RTF(doc, lawtext.NewYork); err != nil {
			b.Fatal(err)
		}
	}
}
