package consolidate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"znkr.io/diff"

	"refuge/lawtext"
)

// merge carries a clause's changes over to a reading that it did not know: both
// laws stand. It takes what is held, what the clause quotes and what it makes of
// that. nil where the two change the same words, so that they cannot both be
// carried out.
func merge(held, quoted, reading *part, lawName string, t lawtext.Target) *part {
	if held == nil || quoted == nil {
		return nil
	}
	base, ours, theirs := quoted.tokens(), held.tokens(), reading.tokens()
	a, kept := hunks(base, ours)
	b, _ := hunks(base, theirs)
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	var out []stretch
	i := 0
	copyTo := func(end int) {
		for ; i < end; i++ {
			out = append(out, kept[i])
		}
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].before(b[0]):
			copyTo(a[0].from)
			out = append(out, a[0].with...)
			i, a = a[0].to, a[1:]
		case len(a) == 0 || b[0].before(a[0]):
			copyTo(b[0].from)
			out = append(out, madeBy(b[0].with, lawName)...)
			i, b = b[0].to, b[1:]
		case a[0].from == b[0].from && a[0].to == b[0].to && sameWords(a[0].with, b[0].with):
			copyTo(a[0].from)
			out = append(out, a[0].with...)
			i, a, b = a[0].to, a[1:], b[1:]
		case a[0].from == a[0].to && b[0].from == b[0].to: // both only insert here
			copyTo(a[0].from)
			out = append(out, a[0].with...)
			out = append(out, madeBy(b[0].with, lawName)...)
			a, b = a[1:], b[1:]
		default:
			return nil
		}
	}
	copyTo(len(base))
	var text []byte
	var laws []string
	for i, s := range out {
		if i+1 < len(out) && isWord(lastRune(s.text)) && isWord(firstRune(out[i+1].text)) {
			s.text += " " // a word was put before a stop
		}
		text = append(text, s.text...)
		for range len(s.text) {
			laws = append(laws, s.law)
		}
	}
	own := func(start, end int) []stretch {
		var out []stretch
		for at := start; at < end; {
			to := at + 1
			for to < end && laws[to] == laws[at] {
				to++
			}
			out = append(out, stretch{string(text[at:to]), laws[at]})
			at = to
		}
		return out
	}
	parts := parseParts(text, []lawtext.Target{t}, own, func(int) int { return 0 }, lawName)
	if n := len(t.Path); n > 0 && !strings.HasPrefix(reading.number, "def:") && reading.number != "" {
		t.Path = append(slices.Clone(t.Path[:n-1]), lawtext.Step{Kind: t.Path[n-1].Kind, Number: reading.number})
	}
	return pick(parts, t, true)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// before says that a change ends before another begins, so that both can be
// carried out one after the other.
func (h hunk) before(g hunk) bool {
	return h.to < g.from || h.to == g.from && h.from < h.to && g.from < g.to
}

func madeBy(words []stretch, name string) []stretch {
	out := slices.Clone(words)
	for i := range out {
		if out[i].law == "" {
			out[i].law = name
		}
	}
	return out
}

func sameWords(a, b []stretch) bool {
	return slices.EqualFunc(a, b, func(x, y stretch) bool { return plainToken(x.text) == plainToken(y.text) })
}

// hunk is a stretch of the base's tokens and what stands in its place.
type hunk struct {
	from, to int
	with     []stretch
}

// hunks are the changes from one list of tokens to another; kept are the base's
// tokens as the other has them.
func hunks(base, other []stretch) ([]hunk, []stretch) {
	x, y := make([]string, len(base)), make([]string, len(other))
	for i, s := range base {
		x[i] = plainToken(s.text)
	}
	for i, s := range other {
		y[i] = plainToken(s.text)
	}
	kept := slices.Clone(base)
	var out []hunk
	open := false
	i, j := 0, 0
	for _, e := range diff.Edits(x, y) {
		if e.Op == diff.Match {
			kept[i] = other[j]
			open = false
			i++
			j++
			continue
		}
		if !open {
			out = append(out, hunk{from: i, to: i})
			open = true
		}
		h := &out[len(out)-1]
		if e.Op == diff.Delete {
			i++
			h.to = i
		} else {
			h.with = append(h.with, other[j])
			j++
		}
	}
	return out, kept
}

// plainToken is a token as it is compared: without white space, quotation marks
// and dashes in one form.
func plainToken(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	if t := foldTokens(s); len(t) == 1 {
		return t[0]
	}
	return s
}

// tokens are a part's words and signs, each with the white space behind it and
// the law that put it there.
func (p *part) tokens() []stretch {
	var out []stretch
	add := func(words []stretch) {
		for _, w := range words {
			for s := w.text; s != ""; {
				n := 0
				for n < len(s) {
					r, size := utf8.DecodeRuneInString(s[n:])
					if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
						if n == 0 && !unicode.IsSpace(r) {
							n = size
						}
						break
					}
					n += size
				}
				end := n + len(s[n:]) - len(strings.TrimLeftFunc(s[n:], unicode.IsSpace))
				if n == 0 && len(out) > 0 { // white space at the head of a stretch
					out[len(out)-1].text += s[:end]
				} else {
					out = append(out, stretch{s[:end], w.law})
				}
				s = s[end:]
			}
		}
	}
	var walk func(p *part)
	walk = func(p *part) {
		if n := len(out); n > 0 && len(p.words)+len(p.head) > 0 {
			if last := out[n-1].text; last[len(last)-1] != '\n' && last[len(last)-1] != ' ' {
				out[n-1].text += "\n"
			}
		}
		add(p.head)
		add(p.words)
		for _, k := range p.kids {
			walk(k)
		}
	}
	walk(p)
	return out
}
