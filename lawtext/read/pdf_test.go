package read

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"znkr.io/diff"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

// pdfOf makes a PDF of one page for each list of lines, by hand.
func pdfOf(pages ...[]string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(n int, body string) {
		for len(offsets) <= n {
			offsets = append(offsets, 0)
		}
		offsets[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	b.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object(1, "<</Type/Catalog/Pages 2 0 R>>")
	object(2, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(pages)))
	object(3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, lines := range pages {
		var s strings.Builder
		y := 760
		for _, l := range lines {
			if l != "" {
				fmt.Fprintf(&s, "BT /F1 10 Tf 72 %d Td (%s) Tj ET\n", y, strings.NewReplacer(`(`, `\(`, `)`, `\)`).Replace(l))
			}
			y -= 12
		}
		object(4+2*i, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		object(5+2*i, fmt.Sprintf("<</Length %d>>stream\n%sendstream", s.Len(), s.String()))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
	for _, o := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets), start)
	return b.Bytes()
}

func TestPDF(t *testing.T) {
	d, err := PDF(pdfOf(
		[]string{"Springfield Council", "", "", "", "", "", "", "", "Section 1. Lamps shall be lit by the keepers of the lamps at the hour when it grows dark, and the con-",
			"stant keeper shall walk the town each night for as long as it stays dark there, and longer.", "", "(a) A second part."},
		[]string{"Springfield Council", "", "", "", "", "", "", "", "(b) A third part."}), lawtext.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	want := "furniture:#Springfield Council#|Section 1. Lamps shall be lit by the keepers of the lamps at the hour when it grows dark, and the constant keeper shall walk the town each night for as long as it stays dark there, and longer.|(a) A second part.|(b) A third part."
	if got := show(d); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for name, b := range map[string][]byte{"no PDF": []byte("words"), "cut": pdfOf([]string{"a"})[:60]} {
		if _, err := PDF(b, lawtext.NewYork); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBrokenPDFs(t *testing.T) {
	whole := pdfOf([]string{"a lamp", "(b)"}, []string{"c"})
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		b := bytes.Clone(whole)
		for range 1 + r.IntN(20) {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		b = b[:len(b)-r.IntN(len(b)/3)]
		d, err := PDF(b, lawtext.NewYork)
		if err == nil {
			sound(t, d)
		} else if !foreseen(err) {
			t.Errorf("%v", err)
		}
	}
}

func TestPDFDropsLineNumbers(t *testing.T) {
	var lines []string
	for i := range 20 {
		lines = append(lines, fmt.Sprintf("%2d  words of line %s of the bill, which runs on and on over the page and", i+1, strings.Repeat("x", i+1)))
	}
	d, err := PDF(pdfOf(append([]string{"", "", "", "", "", "", ""}, lines...)), lawtext.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	if text := d.Text(); strings.ContainsAny(text, "0123456789") || !strings.Contains(text, "words of line xxx of") {
		t.Errorf("%s", text)
	}
}

// The Federal Register prints the orders whose words the text files have.
func TestPDFOfTheFederalRegisterHasTheWordsOfTheText(t *testing.T) {
	dir := shared.Path(t, "real/federal-register")
	for pdf, text := range map[string]string{"2025-02006": "2025-01-20-executive-order-14159", "2025-03137": "2025-02-19-executive-order-14218"} {
		b, err := os.ReadFile(filepath.Join(dir, "pdf", pdf+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := PDF(b, lawtext.NewYork)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
		m, err := os.ReadFile(filepath.Join(dir, "text", text+".md"))
		if err != nil {
			t.Fatal(err)
		}
		md := string(m)
		if i := strings.Index(md, "By the authority"); i >= 0 {
			md = md[i:]
		}
		want, got := wordsOf(md), wordsOf(d.Text())
		same := 0
		for _, e := range diff.Edits(want, got) {
			if e.Op == diff.Match {
				same++
			}
		}
		share := float64(same) / float64(len(want))
		t.Logf("%s: %.2f%% of %d words of the text", pdf, 100*share, len(want))
		if share < 0.97 {
			t.Errorf("%s: %.2f%% of the text's words", pdf, 100*share)
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(pdfOf([]string{"a b c"}, []string{"d"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := PDF(b, lawtext.NewYork)
		if err != nil {
			if !foreseen(err) {
				t.Fatal(err)
			}
			return
		}
		sound(t, d)
	})
}
