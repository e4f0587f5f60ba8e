package compare

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden reads the two texts of a golden file.
func golden(t testing.TB, path string) (left, right Text) {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) < 2 || a.Files[0].Name != "left" || a.Files[1].Name != "right" {
		t.Fatalf("%s does not begin with the files left and right", path)
	}
	l, r := string(a.Files[0].Data), string(a.Files[1].Data)
	return Text{Name: "left", Text: l, Sections: lineSections(l)}, Text{Name: "right", Text: r, Sections: lineSections(r)}
}

// TestGolden compares the two texts of every file of testdata with what is
// wanted of them: each entry with its kind, place and redline, then the
// operative changes and the summary.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			left, right := golden(t, file)
			c := Compare(left, right)
			checkComparison(t, c, left.Text, right.Text)
			got := readable(c)
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				a.Files = append(a.Files[:2], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(a.Files) < 3 || !bytes.Equal(a.Files[2].Data, []byte(got)) {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

func readable(c Comparison) string {
	var b strings.Builder
	for _, s := range c.Sections {
		for _, p := range s.Paragraphs {
			fmt.Fprintf(&b, "%s", p.Kind)
			if p.End != "" {
				fmt.Fprintf(&b, " %s %d", p.End, p.Move)
			}
			if p.Kind == Renumbered {
				fmt.Fprintf(&b, " %s > %s", s.Left.Number, s.Right.Number)
			}
			fmt.Fprintf(&b, " | %s\n", strings.TrimSpace(marked(p.Shown())))
		}
	}
	for _, o := range c.Operative {
		fmt.Fprintf(&b, "operative %s: %s\n", o.Kind, o.Sentence)
	}
	for _, s := range c.Summary {
		fmt.Fprintf(&b, "summary: %s\n", s)
	}
	return b.String()
}

// marked writes [-deleted-], {+inserted+} and, for typography, [~was~now~].
func marked(ops []Op) string {
	var b strings.Builder
	for i, o := range ops {
		switch {
		case o.Sign == Keep:
			b.WriteString(o.Text)
		case o.Typographic && o.Sign == Delete:
			b.WriteString("[~" + o.Text + "~")
			if i+1 == len(ops) || ops[i+1].Sign != Insert {
				b.WriteString("~]")
			}
		case o.Typographic:
			if i == 0 || ops[i-1].Sign != Delete {
				b.WriteString("[~~")
			}
			b.WriteString(o.Text + "~]")
		case o.Sign == Delete:
			b.WriteString("[-" + o.Text + "-]")
		default:
			b.WriteString("{+" + o.Text + "+}")
		}
	}
	return strings.ReplaceAll(b.String(), "\n", "⏎")
}
