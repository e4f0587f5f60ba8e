package read

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"refuge/law"
	"refuge/lawtext"
)

// docxOf packs parts into a document.
func docxOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordXML(body string) string {
	return `<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body>` + body + `</w:body></w:document>`
}

const docxNumbering = `<w:numbering xmlns:w="urn:w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1."/></w:lvl>` +
	`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

func TestDOCX(t *testing.T) {
	run := func(props, text string) string {
		return `<w:r><w:rPr>` + props + `</w:rPr><w:t>` + text + `</w:t></w:r>`
	}
	para := func(inner string) string { return `<w:p>` + inner + `</w:p>` }
	item := func(level, inner string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="5"/></w:numPr></w:pPr>` + inner + `</w:p>`
	}
	body := para(run("", "Section 1. Section 4-7 is amended to read as follows:")) +
		para(run("", "old ")+run(`<w:u w:val="single"/>`, "new")+run(`<w:u w:val="none"/>`, " ")+run(`<w:strike/>`, "gone")+run(`<w:strike w:val="0"/>`, " kept")+run(`<w:vanish/>`, "hidden")) +
		para(`<w:ins>`+run("", "in")+`</w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del>`) +
		item("0", run("", "first")) + item("1", run("", "inner")) + item("1", run("", "again")) + item("0", run("", "second")) +
		`<w:tbl><w:tr><w:tc>` + para(run("", "a")) + `</w:tc><w:tc>` + para(run("", "b")) + `</w:tc></w:tr></w:tbl>` +
		`<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>` + run("", "Lamps") + `</w:p>` +
		para(`<w:r><w:instrText>PAGE</w:instrText></w:r>`+run(`<w:caps/>`, "loud"))
	d, err := DOCX(docxOf(t, map[string]string{"word/document.xml": wordXML(body), "word/numbering.xml": docxNumbering,
		"word/footnotes.xml": `<w:footnotes xmlns:w="urn:w"><w:footnote w:type="separator"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote></w:footnotes>`}), lawtext.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	want := "Section 1. Section 4-7 is amended to read as follows:|old +new+ -gone- kept|+in+-out-|list:a.\tfirst|list:(1)\tinner|list:(2)\tagain|list:b.\tsecond|table:a \tb|heading:Lamps|LOUD|footnote:A note"
	if got := show(d); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestDOCXBounds(t *testing.T) {
	bomb := docxOf(t, map[string]string{"word/document.xml": wordXML(strings.Repeat(" ", maxDOCXPart+10))})
	if _, err := DOCX(bomb, lawtext.NewYork); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("%d bytes that unpack to %d: %v", len(bomb), maxDOCXPart, err)
	}
	for name, b := range map[string][]byte{"no archive": []byte("PK"), "no document": docxOf(t, map[string]string{"x": "y"}),
		"broken": docxOf(t, map[string]string{"word/document.xml": "<w:p>"})} {
		if _, err := DOCX(b, lawtext.NewYork); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	deep := docxOf(t, map[string]string{"word/document.xml": strings.Repeat("<a>", 1000)})
	if _, err := DOCX(deep, lawtext.NewYork); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("1000 levels: %v", err)
	}
}

func FuzzDOCX(f *testing.F) {
	f.Add(wordXML(`<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`), docxNumbering)
	f.Add(wordXML(`<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>b</w:t></w:r></w:p>`), docxNumbering)
	f.Fuzz(func(t *testing.T, document, numbering string) {
		d, err := DOCX(docxOf(t, map[string]string{"word/document.xml": document, "word/numbering.xml": numbering}), lawtext.NewYork)
		if err != nil {
			if !foreseen(err) {
				t.Fatal(err)
			}
			return
		}
		sound(t, d)
	})
}
