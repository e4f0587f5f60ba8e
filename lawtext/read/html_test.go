package read

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"refuge/law"
	"refuge/lawtext"
)

func TestHTML(t *testing.T) {
	const amends = "<p>Section 1. Section 4-7 is amended to read as follows:</p>"
	const head = "Section 1. Section 4-7 is amended to read as follows:|"
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs and headings", "<h2>Lamps</h2><p>One\n two</p><p>Three<br>four</p>", "heading:Lamps|One two|Three|four"},
		{"marks", amends + "<p>old <u>new</u> <del>gone</del> <ins>come</ins> <s>x</s></p>", head + "old +new+ -gone- +come+ -x-"},
		{"underlining elsewhere", "<p>see <u>this</u></p>", "see this"},
		{"styles", amends + `<p>a <span style="text-decoration: underline">b</span> <span style="TEXT-DECORATION:line-through">c</span></p>`, head + "a +b+ -c-"},
		{"brackets", amends + "<p>a [b] c</p>", head + "a -[b]- c"},
		{"lists and tables", "<ul><li>a<ul><li>b</li></ul></li></ul><table><tr><th>c</th><td>d e</td></tr></table>", "list:a|list:b|table:c\td e"},
		{"what is no text", "<head><title>t</title></head><script>x</script><nav>n</nav><p hidden>h</p><p style='display:none'>i</p><p>a&amp;b &sect;&nbsp;4</p>", "a&b §\u00a04"},
		{"broken", "<p>a<b>b</p>c</i>", "ab|c"},
		{"a page that is one form", `<form action="x.aspx"><input type="hidden" name="__VIEWSTATE" value="x"><div><label>File:</label> <span>7</span><p>Section 1. No.</p></div><select><option>2014</option></select><input type="submit" value="Search"></form>`, "File: 7|Section 1. No."},
		{"numbers of a list", `<ol><li>one</li><li>two<ol type="a"><li>inner</li></ol></li></ol>`, "list:1. one|list:2. two|list:a. inner"},
		{"a list that starts later", `<ol type="A" start="3"><li>c</li><li value="7">g</li><li>h</li></ol>`, "list:C. c|list:G. g|list:H. h"},
		{"a list that counts down", `<ol reversed type="i"><li>three</li><li>two</li></ol>`, "list:ii. three|list:i. two"},
		{"a list that prints its own numbers", `<ol><li>(a) one</li><li><p>2. two</p></li></ol><ol style="list-style-type: none"><li>three</li></ol><ol style="list-style: lower-alpha"><li>four</li></ol>`, "list:(a) one|list:2. two|list:three|list:a. four"},
		{"empty cells", `<table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td></td><td>5</td><td> </td></tr><tr><td colspan="2">d</td><td>e</td></tr></table>`, "table:a	b	c|table:	5	|table:d		e"},
		{"paragraphs of a cell", `<table><tr><td><p>Felony</p><p>Class A</p></td><td>No hold<br>at all</td></tr></table>`, "table:Felony Class A	No hold at all"},
		{"a table that only places", `<table><tr><td><p>Section 1.</p><p>Section 2.</p></td></tr><tr><td><table><tr><td>x</td><td>y</td></tr></table></td><td>z</td></tr></table>`, "Section 1.|Section 2.|table:x	y|z"},
		{"note marks", `<p>detainer<sup>1</sup> of the 21<sup>st</sup> day, 5 ft<sup>2</sup>, section 4<sup>[2]</sup>.</p>`, "detainer 1 of the 21st day, 5 ft2, section 4 [2]."},
		{"inserted and deleted", amends + `<p>a <ins>b <del>c</del></ins> d</p>`, head + "a +b +#c# d"},
		{"characters kept as they were", "<p>de\u00adtainer of\ufb01ce cafe\u0301 a\u200bb</p>", "de\u00adtainer of\ufb01ce cafe\u0301 a\u200bb"},
		{"a stray byte", "<p>caf\xc3\xa9 the Mayor\x92s</p>", "café the Mayor’s"},
		{"a named character set", "<meta charset=windows-1251><p>\xc4\xe0</p>", "Да"},
		{"footnotes", `<p>a</p><div class="footnote">n</div>`, "a|footnote:n"},
	} {
		d, err := HTML([]byte(c.in), lawtext.NewYork)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := show(d); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	if d, err := HTML([]byte(strings.Repeat("<div>", 5000)+"x"), lawtext.NewYork); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("5000 levels: %q, %v", d.Text(), err)
	}
}

func TestHTMLCountsWhatItLeavesOut(t *testing.T) {
	d, err := HTML([]byte(`<head><title>t</title><style>p{}</style></head><nav>Home About us</nav><script>var a = 1</script><p>Words <span hidden>of a draft</span></p><img alt="the seal"><img><input type="text" value="find it"><input type="hidden" value="x y">`), lawtext.Drafting{})
	if err != nil {
		t.Fatal(err)
	}
	want := []lawtext.Left{{What: "hidden text", Count: 1, Words: 3}, {What: "image", Count: 2, Words: 2}, {What: "navigation", Count: 1, Words: 3}, {What: "script", Count: 1, Words: 4}, {What: "text field", Count: 1, Words: 2}}
	if d.Text() != "Words" || !slices.Equal(d.Left, want) {
		t.Errorf("%q, left out %v, want %v", d.Text(), d.Left, want)
	}
	if _, err := HTML([]byte(`<body><img src="scan.png"></body>`), lawtext.Drafting{}); !errors.Is(err, law.ErrNoText) {
		t.Errorf("a page that is one image: %v", err)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<p>Section 1. A is amended to read as follows:</p><p>a <u>b</u> [c] <del>d</del></p>"))
	f.Add([]byte("<table><tr><td>a<p>b</td></tr></table><pre>x\ny</pre>"))
	f.Add([]byte(`<form><ol reversed start="-2" type="a"><li value="9">a<sup>1</sup><ol><li>(b) c</ol></ol><table><tr><td colspan="99"><td></td><td><table><tr><td>x</table></form>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := HTML(b, lawtext.NewYork)
		if err != nil {
			if !foreseen(err) {
				t.Fatal(err)
			}
			return
		}
		sound(t, d)
	})
}
