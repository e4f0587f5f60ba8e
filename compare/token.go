package compare

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/compare/terms"
	"refuge/law"
)

// token is a word, number, sum of money, section number or a sign that stands
// alone; the spaces around it belong to no token. Tokens with the same id are
// equal but for their typography.
type token struct {
	start, end int32
	id         int32
	class      class
	line       bool // first on its line
}

// class is what a token is to an editor who looks for a place to begin or end a
// change.
type class uint8

const (
	clEdge    class = iota // no token: the edge of the text or of a line
	clStop                 // . and :
	clSemi                 // ;
	clComma                // ,
	clOpen                 // opening bracket
	clClose                // closing bracket
	clQuote                // quotation mark
	clSign                 // any other sign
	clNum                  // figures: a number, a sum, a section number
	clNumWord              // a number in words, a unit or a month
	clEnum                 // (a), (iv)
	clDet                  // such, any
	clArt                  // the, a
	clPrep                 // of, in, pursuant
	clConj                 // and, or
	clAux                  // shall, be, may
	clPron                 // which, that, it
	clCap                  // a word with a capital
	clWord                 // any other word
	clOnce                 // any other word that stands once on either side
	classes
)

var commonWords = func() map[string]class {
	m := map[string]class{}
	for c, words := range map[class]string{
		clArt:  "the a an",
		clDet:  "such any this these each every all said no its their his her other",
		clPrep: "of in to for by on at with from under within into upon as than if where when except until after before during through between without pursuant",
		clConj: "and or but nor and/or",
		clAux:  "shall be is are may must was were been has have had will would can could should not being does do",
		clPron: "that which who whom whose it they he she there",
		clNumWord: "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion " +
			"first second third fourth fifth sixth seventh eighth ninth tenth half dollars dollar percent percentum centum days months years hours " +
			"January February March April May June July August September October November December january february march april june july august september october november december",
	} {
		for _, w := range strings.Fields(words) {
			m[w] = c
		}
	}
	return m
}()

// CommonWords are the words that stand in any text and say little of what it is
// on: articles, prepositions, auxiliaries and the like. Each is in lower case.
func CommonWords() []string {
	var out []string
	for w, c := range commonWords {
		if c != clNumWord {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// words numbers tokens: equal tokens of both texts get the same id.
type words struct {
	ids   map[string]int32
	count [][2]uint8 // scratch: how often a token stands on either side, to 2
}

func newWords() *words { return &words{ids: map[string]int32{}} }

func (w *words) id(s string) int32 {
	id, ok := w.ids[s]
	if !ok {
		id = int32(len(w.ids))
		w.ids[s] = id
	}
	return id
}

// maxTokens is how many tokens of one text are told apart. A law of 2 MB has
// 370,000; a text beyond the bound is made of signs and single letters, and is
// compared by short runs of tokens.
const maxTokens = 450_000

// both cuts two texts that are to be compared into tokens of the same kind, fine
// ones unless one of the texts has too many. The tokens are numbered alike
// whichever text is called the left one.
func (w *words) both(before, after string) (a, b []token, fine bool) {
	if swapped(before, after) {
		b, a, fine = w.both(after, before)
		return a, b, fine
	}
	l, fine := cutText(before, false)
	r := l
	if fine {
		r, fine = cutText(after, false)
	}
	if fine {
		joinBroken(l, r)
	} else {
		l, _ = cutText(before, true)
		r, _ = cutText(after, true)
	}
	return w.number(l), w.number(r), fine
}

// cut is a text in tokens, on its way to be compared. Their offsets are of the
// folded text until they are numbered.
type cut struct {
	folded string
	at     []int32 // of a byte of the folded text, in the text; nil for the same
	flat   string  // the folded text with its wrapped lines joined, byte by byte
	tokens []token
	joined map[int32]string // the word that a broken one is, by its start
}

// cutText cuts a text. No token holds part of a rune or of a word. Coarse tokens
// are runs of tokens that end where their last one says, so that the same words
// are cut alike wherever they stand. It gives up, with false, beyond maxTokens.
func cutText(text string, coarse bool) (*cut, bool) {
	s := &cut{}
	s.folded, s.at = law.FoldAt(text)
	s.flat = unwrap(s.folded)
	text = s.flat
	out := make([]token, 0, min(len(text)/5+8, maxTokens))
	line := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			line = line || r == '\n'
			i += n
			continue
		}
		end, c := scan(text, i, r, n)
		if line && c != clEnum && end < len(text) && text[end] == '.' && end-i <= 4 && spaceAt(text, end+1) {
			end, c = end+1, clEnum
		}
		if k := len(out) - 1; coarse && k >= 0 && joinsRun(text, out[k], i) {
			out[k].end = int32(end)
		} else {
			if k > 0 && c == clNum && abbreviated(text, out[k-1], out[k]) {
				out[k-1].end = out[k].end
				out = out[:k]
			}
			if len(out) == maxTokens {
				return nil, false
			}
			out = append(out, token{start: int32(i), end: int32(end), class: c, line: line})
		}
		i, line = end, false
	}
	s.tokens = out
	return s, true
}

// abbreviated reports whether two tokens are "Sec" and its point.
func abbreviated(text string, word, point token) bool {
	return point.start == word.end && text[point.start:point.end] == "." && sectionSign(text[word.start:point.end]) != ""
}

// number gives each token its id and its place in the text as it is.
func (w *words) number(s *cut) []token {
	for i := range s.tokens {
		t := &s.tokens[i]
		form, ok := s.joined[t.start]
		if !ok {
			form = s.flat[t.start:t.end]
		}
		switch sign := sectionSign(form); {
		case form == "-":
			form = "—"
		case sign != "" && i+1 < len(s.tokens) && s.tokens[i+1].class == clNum:
			form = sign
		}
		t.id = w.id(form)
	}
	if s.at != nil {
		for i := range s.tokens {
			t := &s.tokens[i]
			t.start, t.end = s.at[t.start], s.at[t.end]
		}
	}
	return s.tokens
}

// joinsRun reports whether the token at i goes on with the run t of coarse
// tokens.
func joinsRun(text string, t token, i int) bool {
	size := int(t.end - t.start)
	return size < 64 || size < 512 && terms.Mix(uint64(text[t.end-1])<<8|uint64(text[i]))%8 != 0
}

// scan returns the end of the token that begins at i and what it is.
func scan(text string, i int, r rune, n int) (int, class) {
	switch {
	case terms.InWord(r):
		end := terms.WordEnd(text, i)
		return end, wordClass(text[i:end])
	case r == '$' && digitAt(text, i+1):
		return terms.WordEnd(text, i+1), clNum
	case r == '(':
		if end := enumerator(text, i); end > 0 {
			return end, clEnum
		}
		return i + n, clOpen
	}
	end := i + n
	switch r {
	case '.', '_', '*', '=':
		for end < len(text) && text[end] == text[i] {
			end++
		}
		if end-i < 3 {
			end = i + n
		}
	case '§':
		for strings.HasPrefix(text[end:], "§") {
			end += n
		}
	}
	for end < len(text) && text[end] >= utf8.RuneSelf { // marks on a sign
		m, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.Is(unicode.M, m) {
			break
		}
		end += size
	}
	switch r {
	case '.', ':':
		return end, clStop
	case ';':
		return end, clSemi
	case ',':
		return end, clComma
	case '[', '{':
		return end, clOpen
	case ')', ']', '}':
		return end, clClose
	case '"', '\'':
		return end, clQuote
	}
	return end, clSign
}

func digitAt(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

func spaceAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return i >= len(s) || unicode.IsSpace(r)
}

// enumerator returns the end of "(a)", "(12)" or "(iv)" that begins at i, or 0.
func enumerator(s string, i int) int {
	for k := i + 1; k < len(s) && k < i+6; k++ {
		switch c := s[k]; {
		case c == ')' && k > i+1:
			return k + 1
		case !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'):
			return 0
		}
	}
	return 0
}

func wordClass(s string) class {
	if strings.ContainsAny(s, "0123456789") {
		return clNum
	}
	if c, ok := commonWords[s]; ok {
		return c
	}
	if c := s[0]; 'A' <= c && c <= 'Z' {
		if c, ok := commonWords[strings.ToLower(s)]; ok {
			return c
		}
		return clCap
	}
	if head, _, ok := strings.Cut(s, "-"); ok && commonWords[head] == clNumWord {
		return clNumWord
	}
	return clWord
}

// sectionSign is the sign that a word stands for before a number, "§" or "§§",
// or "".
func sectionSign(s string) string {
	switch strings.TrimSuffix(s, ".") {
	case "§", "Sec", "sec", "SEC", "Sect", "Section", "section", "SECTION":
		return "§"
	case "§§", "Secs", "secs", "Sections", "sections", "SECTIONS":
		return "§§"
	}
	return ""
}
