package write

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"refuge/compare"
	"refuge/compare/comparetest"
	"refuge/law"
)

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// moved are two texts of which the second has a paragraph elsewhere, and words
// changed in another.
func moved() (left, right compare.Text) {
	const keep = "The bureau of lamps keeps a list of every lamp that was lit in the year."
	const dusk = "A keeper of the watch lights each lamp at dusk and puts it out at dawn."
	const fine = "Whoever breaks a lamp pays %s to the bureau within thirty days of the deed."
	a, b := strings.ReplaceAll(fine, "%s", "five dollars"), strings.ReplaceAll(fine, "%s", "ten dollars")
	return compare.Text{Name: "left", Text: dusk + "\n" + keep + "\n" + a + "\n"},
		compare.Text{Name: "right", Text: keep + "\n" + b + "\n" + dusk + "\n"}
}

// wordText reads a Word document back as a person who accepts, or rejects, all
// changes would have it.
func wordText(t failer, doc []byte, accept bool) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatalf("%v", err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatalf("%v", err)
	}
	gone := map[string]bool{"ins": !accept, "moveTo": !accept, "del": accept, "moveFrom": accept}
	var out strings.Builder
	depth := 0 // of elements that are gone
	mark := true
	marks, ranges := false, map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(b))
	paragraphs := []string{""}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch n := e.Name.Local; {
			case n == "pPr":
				marks = true
			case marks && n != "rPr":
				mark = !gone[n]
			case n == "tab" && depth == 0:
				paragraphs[len(paragraphs)-1] += "\t"
			case strings.HasSuffix(n, "RangeStart"):
				ranges[n]++
			case strings.HasSuffix(n, "RangeEnd"):
				ranges[n]++
			case !marks && gone[n]:
				depth++
			}
		case xml.EndElement:
			switch n := e.Name.Local; {
			case n == "pPr":
				marks = false
			case n == "p":
				if mark {
					paragraphs = append(paragraphs, "")
				}
				mark = true
			case !marks && gone[n]:
				depth--
			}
		case xml.CharData:
			if depth == 0 {
				paragraphs[len(paragraphs)-1] += string(e)
			}
		}
	}
	for _, n := range []string{"moveFrom", "moveTo"} {
		if ranges[n+"RangeStart"] != ranges[n+"RangeEnd"] {
			t.Fatalf("the ranges of %s do not close: %v", n, ranges)
		}
	}
	if ranges["moveFromRangeStart"] != ranges["moveToRangeStart"] {
		t.Fatalf("a move has one end only: %v", ranges)
	}
	// the last paragraph mark is Word's own
	out.WriteString(strings.Join(paragraphs[:len(paragraphs)-1], "\n"))
	return strings.TrimPrefix(out.String(), "\n")
}

func TestWordHoldsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := comparetest.Draft(t)
		before, after = "A. "+before, "A. "+after
		var b bytes.Buffer
		if err := Word(&b, compare.Compare(compare.Text{Text: before}, compare.Text{Text: after}), "A. Reader", time.Time{}); err != nil {
			t.Fatal(err)
		}
		if got := wordText(t, b.Bytes(), false); got != before {
			t.Fatalf("rejecting all gives %q, want %q", got, before)
		}
		if got := wordText(t, b.Bytes(), true); got != after {
			t.Fatalf("accepting all gives %q, want %q", got, after)
		}
	})
}

func TestWordOfAMove(t *testing.T) {
	left, right := moved()
	c := compare.Compare(left, right)
	var b bytes.Buffer
	if err := Word(&b, c, `R & "D"`, time.Date(2014, 12, 14, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if to := os.Getenv("WORD_TO"); to != "" {
		if err := os.WriteFile(to, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if wordText(t, b.Bytes(), false) != left.Text || wordText(t, b.Bytes(), true) != right.Text {
		t.Errorf("the document does not hold the two texts")
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	x, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<w:moveFromRangeStart`, `<w:moveToRangeStart`, `w:name="move1"`, `w:author="R &amp; &#34;D&#34;"`, `w:date="2014-12-14T00:00:00Z"`, `<w:delText`} {
		if !bytes.Contains(x, []byte(want)) {
			t.Errorf("no %s in the document", want)
		}
	}
	if err := Word(io.Discard, c, " ", time.Time{}); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("without an author: %v", err)
	}
}

func TestHTMLIsSafe(t *testing.T) {
	bad := `<script>alert("1")</script> & </ins><img src=x onerror=a>`
	c := compare.Compare(compare.Text{Name: bad, Text: "The officer may " + bad + " hold."}, compare.Text{Name: "b", Text: "The officer shall hold " + bad})
	for name, write := range map[string]func(io.Writer, compare.Comparison) error{"inline": HTML, "side by side": SideBySide} {
		var b bytes.Buffer
		if err := write(&b, c); err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		var seen = map[string]int{}
		ids := map[string]bool{}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode {
				seen[n.Data]++
				for _, a := range n.Attr {
					if a.Key == "id" {
						ids[a.Val] = true
					}
				}
			}
		}
		if seen["script"]+seen["img"] > 0 {
			t.Errorf("%s: words of the text became elements: %v", name, seen)
		}
		if seen["ins"] == 0 || seen["del"] == 0 || !ids["change-1"] || !strings.Contains(b.String(), "[deleted: ") {
			t.Errorf("%s: no ins, del, label or id of a change", name)
		}
	}
}

func TestPlainWriters(t *testing.T) {
	c := compare.Compare(compare.Text{Name: "old *law*", Text: "§ 1. The mayor may act.\n§ 2. Fees are $5.\n"}, compare.Text{Name: "new law", Text: "§ 1. The mayor shall act.\n§ 2. Fees are $5.\n"})
	for name, w := range map[string]struct {
		write func(io.Writer, compare.Comparison) error
		want  string
	}{
		"unified": {Unified, `--- old *law*
+++ new law
@@ change 1: changed @@
-§ 1. The mayor may act.
+§ 1. The mayor shall act.
 § 2. Fees are $5.
`},
		"markdown": {Markdown, `# old \*law\* compared with new law

- Of 2 paragraphs: 1 changed; 1 the same.
- 1 word deleted and 1 word inserted in 1 place.
- 1 change may alter what the law does: see the list.
- “may” became “shall”.

*1: changed*

§ 1. The mayor ~~may~~**shall** act.


§ 2. Fees are $5.

`},
	} {
		var b strings.Builder
		if err := w.write(&b, c); err != nil {
			t.Fatal(err)
		}
		if b.String() != w.want {
			t.Errorf("%s: got\n%s", name, b.String())
		}
	}
}

// broken fails after some bytes, as a closed connection does.
type broken int

func (b *broken) Write(p []byte) (int, error) {
	if *b -= broken(len(p)); *b < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestWritersTellOfABrokenConnection(t *testing.T) {
	left, right := moved()
	c := compare.Compare(left, right)
	for name, write := range map[string]func(io.Writer, compare.Comparison) error{
		"html": HTML, "side by side": SideBySide, "unified": Unified, "markdown": Markdown,
		"word": func(w io.Writer, c compare.Comparison) error { return Word(w, c, "A. Reader", time.Time{}) },
	} {
		b := broken(100)
		if err := write(&b, c); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
