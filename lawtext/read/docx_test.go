package read

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
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
	want := "Section 1. Section 4-7 is amended to read as follows:|old +new+ -gone- kept|+in+-out-|list:a.\tfirst|list:(1)\tinner|list:(2)\tagain|list:b.\tsecond|table:a\tb|heading:Lamps|LOUD|footnote:A note"
	if got := show(d); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestDOCXKeepsWhatIsPrinted has the forms in which Word keeps words and numbers
// outside of plain runs.
func TestDOCXKeepsWhatIsPrinted(t *testing.T) {
	para := func(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	item := func(id, level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	level := func(n, format, text, more string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/>` + more + `</w:lvl>`
	}
	list := func(abstract string, levels ...string) string {
		return `<w:abstractNum w:abstractNumId="` + abstract + `">` + strings.Join(levels, "") + `</w:abstractNum>`
	}
	num := func(id, abstract, more string) string {
		return `<w:num w:numId="` + id + `"><w:abstractNumId w:val="` + abstract + `"/>` + more + `</w:num>`
	}
	numbering := func(inner ...string) string {
		return `<w:numbering xmlns:w="urn:w">` + strings.Join(inner, "") + `</w:numbering>`
	}
	styles := func(inner string) string { return `<w:styles xmlns:w="urn:w">` + inner + `</w:styles>` }
	for _, c := range []struct {
		name, body, numbering, styles, want string
	}{
		{"numbers from a style", styled("Sub", "a lamp") + styled("Sub", "a lantern"), numbering(list("0", level("0", "lowerLetter", "(%1)", "")), num("1", "0", "")),
			styles(`<w:style w:styleId="Sub"><w:basedOn w:val="Base"/></w:style><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`), "list:(a)\ta lamp|list:(b)\ta lantern"},
		{"levels from a style", styled("A", "one") + styled("B", "two") + styled("B", "three") + styled("A", "four"),
			numbering(list("0", level("0", "decimal", "%1.", `<w:pStyle w:val="A"/>`), level("1", "decimal", "%1.%2", `<w:pStyle w:val="B"/>`)), num("1", "0", "")),
			styles(`<w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="B"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`),
			"list:1.\tone|list:1.1\ttwo|list:1.2\tthree|list:2.\tfour"},
		{"a style without its number", `<w:p><w:pPr><w:pStyle w:val="Sub"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>no number</w:t></w:r></w:p>`,
			numbering(list("0", level("0", "lowerLetter", "(%1)", "")), num("1", "0", "")), styles(`<w:style w:styleId="Sub"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`), "no number"},
		{"lists that count together", item("1", "0", "one") + item("2", "0", "two"), numbering(list("0", level("0", "lowerLetter", "(%1)", "")), num("1", "0", ""), num("2", "0", "")), "", "list:(a)\tone|list:(b)\ttwo"},
		{"a list that starts anew", item("1", "0", "one") + item("1", "0", "two") + item("2", "0", "five") + item("2", "0", "six"),
			numbering(list("0", level("0", "lowerLetter", "(%1)", "")), num("1", "0", ""), num("2", "0", `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>`)), "", "list:(a)\tone|list:(b)\ttwo|list:(e)\tfive|list:(f)\tsix"},
		{"a list with a level of its own", item("2", "0", "one"), numbering(list("0", level("0", "lowerLetter", "(%1)", "")), num("2", "0", `<w:lvlOverride w:ilvl="0">`+level("0", "upperRoman", "%1.", "")+`</w:lvlOverride>`)), "", "list:I.\tone"},
		{"a list of a list style", item("1", "0", "one"), numbering(`<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>`, list("1", level("0", "decimal", "%1)", "")), num("1", "0", ""), num("2", "1", "")),
			styles(`<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`), "list:1)\tone"},
		{"legal numbers", item("1", "0", "one") + item("1", "1", "two"), numbering(list("0", level("0", "upperRoman", "Article %1.", ""), level("1", "decimal", "%1.%2", "<w:isLgl/>")), num("1", "0", "")), "", "list:Article I.\tone|list:1.1\ttwo"},
		{"a level that goes on", item("1", "0", "one") + item("1", "1", "two") + item("1", "0", "three") + item("1", "1", "four"),
			numbering(list("0", level("0", "upperLetter", "%1.", ""), level("1", "decimal", "Section %2.", `<w:lvlRestart w:val="0"/><w:suff w:val="space"/>`)), num("1", "0", "")), "", "list:A.\tone|list:Section 1. two|list:B.\tthree|list:Section 2. four"},
		{"words and ordinals", item("1", "0", "one") + item("1", "1", "two") + item("1", "1", "three"), numbering(list("0", level("0", "ordinalText", "%1:", ""), level("1", "ordinal", "%2", "")), num("1", "0", "")), "", "list:First:\tone|list:1st\ttwo|list:2nd\tthree"},
		{"from zero", item("1", "0", "one") + item("1", "0", "two"), numbering(list("0", `<w:lvl w:ilvl="0"><w:start w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>`), num("1", "0", "")), "", "list:0.\tone|list:1.\ttwo"},
		{"signs by their code", `<w:p><w:r><w:sym w:font="Times New Roman" w:char="00A7"/><w:t> 9 of it </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>`, "", "", "§ 9 of it ≥✓"},
		{"a hyphen that does not break", `<w:p><w:r><w:t>9</w:t><w:noBreakHyphen/><w:t>131 co</w:t><w:softHyphen/><w:t>de</w:t></w:r></w:p>`, "", "", "9-131 code"},
		{"text inserted and deleted", para("Section 1. Section 4-7 is amended to read as follows:") + `<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:del><w:r><w:delText> tried</w:delText></w:r></w:del></w:ins><w:r><w:t> b</w:t></w:r></w:p>`, "", "",
			"Section 1. Section 4-7 is amended to read as follows:|a# tried# b"},
		{"either form of a drawing", `<w:p><w:r><w:t>a</w:t></w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:r><w:drawing><w:txbxContent>` + para("in the box") + para("and below") + `</w:txbxContent></w:drawing></w:r></mc:Choice><mc:Fallback><w:r><w:pict><w:txbxContent>` + para("in the box") + `</w:txbxContent></w:pict></w:r></mc:Fallback></mc:AlternateContent><w:r><w:t> b</w:t></w:r></w:p>` + para("c"), "", "",
			"a b|in the box|and below|c"},
		{"an old text box", `<w:p><w:r><w:t>a</w:t><w:pict><w:txbxContent>` + para("boxed") + `</w:txbxContent></w:pict></w:r></w:p>`, "", "", "a|boxed"},
		{"fields", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>section 4</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t> of 9</w:t></w:r></w:fldSimple></w:p>`, "", "", "section 4 of 9"},
		{"empty cells", `<w:tbl><w:tr><w:tc>` + para("") + `</w:tc><w:tc>` + para("5") + `</w:tc><w:tc>` + para("x") + `</w:tc></w:tr><w:tr><w:tc>` + para("6") + `</w:tc><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>`, "", "", "table:\t5\tx|table:6\t\t"},
		{"cells over columns", `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + para("a") + para("b") + `</w:tc><w:tc>` + para("c") + `</w:tc></w:tr></w:tbl>`, "", "", "table:a b\t\tc"},
		{"a frame around paragraphs", `<w:tbl><w:tr><w:tc>` + para("Section 1.") + para("Section 2.") + `</w:tc></w:tr></w:tbl>` + para("after"), "", "", "Section 1.|Section 2.|after"},
		{"note marks", `<w:p><w:r><w:t>detainer</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t> and the 1</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>st</w:t></w:r></w:p>`, "", "", "detainer 1 and the 1st"},
		{"underlining by a style", para("Section 1. Section 4-7 is amended to read as follows:") + `<w:p><w:r><w:t>a </w:t></w:r><w:r><w:rPr><w:rStyle w:val="New"/></w:rPr><w:t>new</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t> link</w:t></w:r></w:p>`, "",
			styles(`<w:style w:styleId="New"><w:rPr><w:u w:val="single"/></w:rPr></w:style><w:style w:styleId="Hyperlink"><w:rPr><w:u w:val="single"/></w:rPr></w:style>`), "Section 1. Section 4-7 is amended to read as follows:|a +new+ link"},
	} {
		parts := map[string]string{"word/document.xml": wordXML(c.body)}
		if c.numbering != "" {
			parts["word/numbering.xml"] = c.numbering
		}
		if c.styles != "" {
			parts["word/styles.xml"] = c.styles
		}
		d, err := DOCX(docxOf(t, parts), lawtext.NewYork)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		sound(t, d)
		if got := show(d); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestDOCXCountsWhatItLeavesOut(t *testing.T) {
	d, err := DOCX(docxOf(t, map[string]string{
		"_rels/.rels":          `<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>`,
		"word/document2.xml":   wordXML(`<w:p><w:r><w:t>No officer shall hold a person</w:t></w:r><w:r><w:endnoteReference w:id="1"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>not seen here</w:t></w:r><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>`),
		"word/endnotes.xml":    `<w:endnotes xmlns:w="urn:w"><w:endnote w:type="separator"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:endnote><w:endnote w:id="1"><w:p><w:r><w:t>By a judge.</w:t></w:r></w:p></w:endnote></w:endnotes>`,
		"word/header1.xml":     `<w:hdr xmlns:w="urn:w"><w:p><w:r><w:t>Springfield draft</w:t></w:r></w:p></w:hdr>`,
		"word/comments.xml":    `<w:comments xmlns:w="urn:w"><w:comment><w:p><w:r><w:t>why is this so</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/media/image.gif": "GIF"}), lawtext.Drafting{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := show(d), "No officer shall hold a person|footnote:By a judge."; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	want := []lawtext.Left{{What: "comment", Count: 1, Words: 4}, {What: "header or footer", Count: 1, Words: 2}, {What: "hidden text", Count: 1, Words: 3}, {What: "image", Count: 1}}
	if !slices.Equal(d.Left, want) {
		t.Errorf("left out %v, want %v", d.Left, want)
	}
	scan := docxOf(t, map[string]string{"word/document.xml": wordXML(`<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>`)})
	if _, err := DOCX(scan, lawtext.Drafting{}); !errors.Is(err, law.ErrNoText) || !strings.Contains(err.Error(), "image (1)") {
		t.Errorf("a scan: %v", err)
	}
}

func TestListNumber(t *testing.T) {
	for _, c := range []struct {
		n            int
		format, want string
	}{
		{26, "lowerLetter", "z"}, {27, "lowerLetter", "aa"}, {28, "upperLetter", "BB"}, {28, "lowerAlpha", "ab"}, {703, "upperAlpha", "AAA"}, {4, "lowerRoman", "iv"}, {94, "upperRoman", "XCIV"},
		{1999, "lowerRoman", "mcmxcix"}, {11, "ordinal", "11th"}, {22, "ordinal", "22nd"}, {12, "ordinalText", "Twelfth"}, {20, "ordinalText", "Twentieth"}, {21, "ordinalText", "Twenty-first"},
		{40, "cardinalText", "Forty"}, {99, "cardinalText", "Ninety-nine"}, {7, "decimalZero", "07"}, {-3, "lowerLetter", "-3"}, {0, "upperRoman", "0"}, {3, "japaneseCounting", "3"}, {9, "none", ""},
	} {
		if got := listNumber(c.n, c.format); got != c.want {
			t.Errorf("%d as %s: %q, want %q", c.n, c.format, got, c.want)
		}
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
	f.Add(wordXML(`<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:pict><w:txbxContent><w:p><w:r><w:t>c</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>d</w:t><w:br/></w:r></w:p></w:tc></w:tr></w:tbl>`),
		`<w:numbering xmlns:w="urn:w"><w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>`)
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
