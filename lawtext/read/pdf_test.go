package read

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"znkr.io/diff"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

// pdfOf makes a PDF of one page for each list of lines, by hand.
func pdfOf(pages ...[]string) []byte {
	var drawn []string
	for _, lines := range pages {
		var s strings.Builder
		y := 760
		for _, l := range lines {
			if l != "" {
				fmt.Fprintf(&s, "BT /F1 10 Tf 72 %d Td (%s) Tj ET\n", y, strings.NewReplacer(`(`, `\(`, `)`, `\)`).Replace(l))
			}
			y -= 12
		}
		drawn = append(drawn, s.String())
	}
	return pdfDrawn("", drawn...)
}

// pdfDrawn makes a PDF of one page for each content stream; attr stands in the
// dictionary of every page.
func pdfDrawn(attr string, pages ...string) []byte {
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
	for i, content := range pages {
		object(4+2*i, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]%s/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", attr, 5+2*i))
		object(5+2*i, fmt.Sprintf("<</Length %d>>stream\n%sendstream", len(content), content))
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

func TestPDFReadsTurnedText(t *testing.T) {
	const one, two, want = "Section 1. Lamps shall be lit by the keepers of the lamps at dusk,", "and shall burn until the dawn.", "Section 1. Lamps shall be lit by the keepers of the lamps at dusk, and shall burn until the dawn."
	turned := func(matrix string, lines ...string) string {
		var s strings.Builder
		for i, l := range lines {
			fmt.Fprintf(&s, "q %s cm BT /F1 10 Tf 0 %d Td (%s) Tj ET Q\n", matrix, -12*i, l)
		}
		return s.String()
	}
	for name, b := range map[string][]byte{
		"it runs up":                    pdfDrawn("", turned("0 1 -1 0 300 100", one, two)),
		"it runs down":                  pdfDrawn("", turned("0 -1 1 0 300 700", one, two)),
		"it stands on its head":         pdfDrawn("/Rotate 180", turned("-1 0 0 -1 500 400", one, two)),
		"the page is turned with it":    pdfDrawn("/Rotate 90", turned("0 1 -1 0 300 100", one, two)),
		"the page is turned, it is not": pdfDrawn("/Rotate 270", turned("1 0 0 1 72 400", one, two)),
	} {
		d, err := PDF(b, lawtext.Drafting{})
		if err != nil || d.Text() != want {
			t.Errorf("%s: %q, %v", name, d.Text(), err)
		}
	}
	// A note along the margin stands behind the text.
	d, err := PDF(pdfDrawn("", turned("0 1 -1 0 40 300", "Approved as to form")+turned("1 0 0 1 72 400", one, two)), lawtext.Drafting{})
	if err != nil || d.Text() != want+"\nApproved as to form" {
		t.Errorf("a note along the margin: %q, %v", d.Text(), err)
	}
	page := turned("0 1 -1 0 40 300", "printed by hand") + turned("1 0 0 1 72 400", one, two)
	if d, err = PDF(pdfDrawn("", page, page, page), lawtext.Drafting{}); err != nil || strings.Count(show(d), "#printed by hand#") != 3 {
		t.Errorf("what the printer wrote on every page: %s, %v", show(d), err)
	}
}

func TestPDFJoinsPartedNumbersAndWords(t *testing.T) {
	d, err := PDF(pdfOf([]string{"", "", "", "", "", "", "", "", "No officer shall hold a person under section 9-", "131 of the code in the years 2014-", "2015, in a right-", "of-way or a non-", "Union ware-", "house, or a court-", "house of the court-house."}), lawtext.Drafting{})
	if want := "No officer shall hold a person under section 9-131 of the code in the years 2014-2015, in a right-of-way or a non-Union warehouse, or a court-house of the court-house."; err != nil || d.Text() != want {
		t.Errorf("%v\n got %s\nwant %s", err, d.Text(), want)
	}
}

func TestPDFOfImagesHasNoText(t *testing.T) {
	const image = "q 100 0 0 100 72 600 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n"
	_, err := PDF(pdfDrawn("", image, image), lawtext.Drafting{})
	if !errors.Is(err, law.ErrNoText) || !strings.Contains(err.Error(), "image (2), page without text (2)") {
		t.Errorf("a scan: %v", err)
	}
	d, err := PDF(pdfDrawn("/Annots[<</Type/Annot/Subtype/Text/Rect[9 9 20 20]/Contents(a note)>>]", image+"BT /F1 10 Tf 72 400 Td (Lamps are lit.) Tj ET\n"), lawtext.Drafting{})
	if want := []lawtext.Left{{What: "image", Count: 1}, {What: "note", Count: 1}}; err != nil || d.Text() != "Lamps are lit." || !slices.Equal(d.Left, want) {
		t.Errorf("%q, left out %v, want %v: %v", d.Text(), d.Left, want, err)
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
	f.Add(pdfDrawn("/Rotate 90", "q 0 1 -1 0 300 100 cm BT /F1 10 Tf 0 0 Td (Section 1. Lamps) Tj ET Q\n"))
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
