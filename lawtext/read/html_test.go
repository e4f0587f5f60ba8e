package read

import (
	"errors"
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

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<p>Section 1. A is amended to read as follows:</p><p>a <u>b</u> [c] <del>d</del></p>"))
	f.Add([]byte("<table><tr><td>a<p>b</td></tr></table><pre>x\ny</pre>"))
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
