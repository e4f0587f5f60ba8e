package write

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"refuge/compare"
)

// Unified writes a comparison as unified text: the names, then paragraphs
// in order, each line of a paragraph that is only on the left behind "-", only
// on the right behind "+", on both behind a space. A changed paragraph stands
// once on either side. Where typography alone differs, the right one is shown.
func Unified(w io.Writer, c compare.Comparison) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "--- %s\n+++ %s\n", oneLine(c.Left.Name), oneLine(c.Right.Name))
	for _, s := range c.Sections {
		for _, p := range s.Paragraphs {
			if p.Change > 0 {
				fmt.Fprintf(b, "@@ change %d: %s%s @@\n", p.Change, p.Kind.Label(), at(s))
			}
			left, right := compare.Before(p.Ops), compare.After(p.Ops)
			if p.Kind == compare.Same {
				unifiedLines(b, " ", right)
				continue
			}
			unifiedLines(b, "-", left)
			unifiedLines(b, "+", right)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing a redline as unified text: %w", err)
	}
	return nil
}

func at(s compare.Section) string {
	if name := s.Where(); name != "" {
		return ", " + oneLine(name)
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func unifiedLines(b *bufio.Writer, sign, text string) {
	for line := range strings.Lines(text) {
		b.WriteString(sign)
		b.WriteString(strings.TrimSuffix(line, "\n"))
		b.WriteByte('\n')
	}
}

// Markdown writes a comparison as Markdown: the summary as a list, then the
// text with what was deleted struck (~~…~~) and what was inserted in bold
// (**…**). Signs of the texts that Markdown would read are escaped.
func Markdown(w io.Writer, c compare.Comparison) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s compared with %s\n\n", markdown(oneLine(c.Left.Name)), markdown(oneLine(c.Right.Name)))
	for _, s := range c.Summary {
		fmt.Fprintf(b, "- %s\n", markdown(s))
	}
	for _, o := range c.Operative {
		fmt.Fprintf(b, "- %s\n", markdown(o.Sentence))
	}
	for _, s := range c.Sections {
		for _, p := range s.Paragraphs {
			b.WriteByte('\n')
			if p.Change > 0 {
				fmt.Fprintf(b, "*%d: %s%s*\n\n", p.Change, p.Kind.Label(), markdown(at(s)))
			}
			markdownOps(b, p.Shown())
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing a redline as Markdown: %w", err)
	}
	return nil
}

func markdownOps(b *bufio.Writer, ops []compare.Op) {
	var line strings.Builder
	for _, o := range ops {
		mark := map[compare.Sign]string{compare.Delete: "~~", compare.Insert: "**"}[o.Sign]
		if o.Typographic {
			if mark = ""; o.Sign == compare.Delete {
				continue
			}
		}
		for piece := range strings.Lines(o.Text) {
			body := strings.TrimRight(piece, " \t\r\n")
			lead := len(body) - len(strings.TrimLeft(body, " \t"))
			line.WriteString(body[:lead])
			if body = body[lead:]; body != "" {
				line.WriteString(mark + markdown(body) + mark)
			}
			line.WriteString(strings.ReplaceAll(piece[lead+len(body):], "\n", "\n\n"))
		}
	}
	for l := range strings.Lines(line.String()) {
		if l = strings.TrimSpace(l); l != "" {
			if strings.ContainsAny(l[:1], "-+=") {
				l = `\` + l // neither a list nor a heading
			} else if n, rest, ok := strings.Cut(l, ". "); ok && n != "" && strings.Trim(n, "0123456789") == "" {
				l = n + `\. ` + rest
			}
			b.WriteString(l + "\n\n")
		}
	}
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "|", `\|`)

func markdown(s string) string { return markdownEscaper.Replace(s) }
