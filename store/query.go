package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// The bounds of a search.
const (
	maxQuery = 1000 // bytes
	maxTerms = 64
	maxDepth = 20
	// minPrefix is the fewest letters before a *: shorter ones stand for a good
	// part of all words.
	minPrefix = 3
	// maxFormed is the most words of a search whose other forms are looked for.
	maxFormed = 12
)

// sign is what a node of a search asks for.
type sign byte

const (
	aWord    sign = 'w' // the words beside each other, the last one perhaps the beginning of a word
	allOf    sign = '&'
	anyOf    sign = '|'
	exceptOf sign = '-' // the first and none of the others
)

// wanted is a search as a tree: what a reader typed, in no database's language.
// The zero value asks for nothing.
type wanted struct {
	sign   sign
	words  []string
	prefix bool
	quoted bool // a phrase, to be found as it stands
	of     []wanted
}

func (w wanted) none() bool { return w.sign == 0 }

func word(words ...string) wanted { return wanted{sign: aWord, words: words} }

// joined is a node of the parts that ask for something; one alone needs no node.
func joined(s sign, parts ...wanted) wanted {
	parts = slices.DeleteFunc(parts, wanted.none)
	if len(parts) == 0 {
		return wanted{}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return wanted{sign: s, of: parts}
}

// token is a word, a phrase or a sign of a search.
type token struct {
	kind byte // 'w' words, '(' , ')', '&' AND, '|' OR, '!' NOT or a leading -
	wanted
}

// asked is what a reader typed, understood.
type asked struct {
	all wanted // with every word
	// plain says that there are only words, perhaps in brackets: no sign, no
	// phrase, no *. terms are then its words in order.
	plain bool
	terms []wanted
}

// parse reads what a reader typed. It knows words (all must be there),
// "phrases", prefix* (also of a phrase's last word), AND, OR and NOT in
// capitals, -word, and brackets; NOT binds tighter than AND, AND than OR. A
// word with signs inside, as 9-131, is the phrase of its parts. The error wraps
// law.ErrInvalid and says what is wrong with the query.
func parse(q string) (asked, error) {
	bad := func(format string, args ...any) (asked, error) {
		return asked{}, fmt.Errorf("the search cannot be read: %s: %w", fmt.Sprintf(format, args...), law.ErrInvalid)
	}
	if len(q) > maxQuery {
		return bad("it is longer than %d bytes", maxQuery)
	}
	if !utf8.ValidString(q) || strings.IndexByte(q, 0) >= 0 {
		return bad("it is not plain text")
	}
	tokens, why := scan(law.Fold(q))
	if why != "" {
		return bad("%s", why)
	}
	p := parser{tokens: tokens}
	e := p.any(0)
	switch {
	case p.why != "":
		return bad("%s", p.why)
	case p.at < len(p.tokens):
		return bad("a bracket closes that was not opened")
	case e.none():
		return bad("it names no word")
	case e.not:
		return bad("it only says what not to find; add a word to find")
	}
	out := asked{all: e.wanted, plain: true}
	for _, t := range tokens {
		switch {
		case t.kind == '(' || t.kind == ')':
			continue
		case t.kind != 'w' || t.quoted || t.prefix:
			out.plain = false
		}
		out.terms = append(out.terms, t.wanted)
	}
	return out, nil
}

func scan(q string) (tokens []token, why string) {
	for i := 0; i < len(q); {
		r, n := utf8.DecodeRuneInString(q[i:])
		switch {
		case unicode.IsSpace(r):
			i += n
		case r == '(' || r == ')':
			tokens = append(tokens, token{kind: byte(r)})
			i += n
		case r == '"':
			end := strings.IndexByte(q[i+1:], '"')
			if end < 0 {
				return nil, "a quotation mark is opened and not closed"
			}
			phrase := q[i+1 : i+1+end]
			i += end + 2
			t := token{'w', wanted{sign: aWord, words: words(phrase), quoted: true}}
			if i < len(q) && q[i] == '*' {
				t.prefix = true
				i++
			} else {
				t.prefix = strings.HasSuffix(strings.TrimSpace(phrase), "*")
			}
			if len(t.words) == 0 {
				return nil, "a phrase between quotation marks holds no word"
			}
			tokens = append(tokens, t)
		case r == '-' && i+1 < len(q) && !unicode.IsSpace(rune(q[i+1])):
			tokens = append(tokens, token{kind: '!'})
			i += n
		default:
			end := strings.IndexFunc(q[i:], func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '(' || r == ')' })
			if end < 0 {
				end = len(q) - i
			}
			if end > 0 && q[i+end-1] >= '0' && q[i+end-1] <= '9' { // 287(g)
				end += len(subsection.FindString(q[i+end:]))
			}
			written := q[i : i+end]
			i += end
			switch written {
			case "AND":
				tokens = append(tokens, token{kind: '&'})
				continue
			case "OR":
				tokens = append(tokens, token{kind: '|'})
				continue
			case "NOT":
				tokens = append(tokens, token{kind: '!'})
				continue
			}
			t := token{'w', wanted{sign: aWord, words: words(written), prefix: strings.HasSuffix(written, "*")}}
			if len(t.words) == 0 {
				if strings.Contains(written, "*") {
					return nil, "a * needs the beginning of a word before it"
				}
				continue // a lone sign
			}
			tokens = append(tokens, t)
		}
		if last := len(tokens) - 1; last >= 0 && tokens[last].prefix {
			if w := tokens[last].words; utf8.RuneCountInString(w[len(w)-1]) < minPrefix {
				return nil, fmt.Sprintf("a * needs at least %d letters before it", minPrefix)
			}
		}
		if len(tokens) > maxTerms {
			return nil, fmt.Sprintf("it has more than %d words and signs", maxTerms)
		}
	}
	return tokens, ""
}

// subsection is what follows the number of a section without a space.
var subsection = regexp.MustCompile(`^(\([0-9A-Za-z]{1,4}\))+`)

// words are the letters and digits of s between everything else, as the index
// divides texts.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.Co, unicode.M)
	})
}

// share is a part of a search; not says that it names what must not be there.
type share struct {
	wanted
	not bool
}

type parser struct {
	tokens []token
	at     int
	why    string
}

func (p *parser) peek() byte {
	if p.at < len(p.tokens) {
		return p.tokens[p.at].kind
	}
	return 0
}

func (p *parser) fail(why string) share {
	if p.why == "" {
		p.why = why
	}
	return share{}
}

// any reads alternatives.
func (p *parser) any(depth int) share {
	if depth > maxDepth {
		return p.fail("the brackets are too deep")
	}
	e := p.all(depth)
	for p.why == "" && p.peek() == '|' {
		p.at++
		f := p.all(depth)
		switch {
		case p.why != "":
		case e.none() || f.none():
			return p.fail("OR needs a word on both sides")
		case e.not || f.not:
			return p.fail("OR cannot join what must not be there; write it with NOT after the words")
		default:
			e.wanted = joined(anyOf, e.wanted, f.wanted)
		}
	}
	return e
}

// all reads what must be there together.
func (p *parser) all(depth int) share {
	var want, not []wanted
	joining := false
	for p.why == "" {
		switch p.peek() {
		case '&':
			if joining || len(want)+len(not) == 0 {
				return p.fail("AND needs a word on both sides")
			}
			joining = true
			p.at++
			continue
		case 'w', '(', '!':
			e := p.one(depth)
			if p.why != "" {
				return share{}
			}
			if e.not {
				not = append(not, e.wanted)
			} else {
				want = append(want, e.wanted)
			}
			joining = false
			continue
		}
		break
	}
	switch {
	case p.why != "":
		return share{}
	case joining:
		return p.fail("AND needs a word on both sides")
	case len(want) == 0 && len(not) == 0:
		return share{}
	case len(want) == 0:
		return share{joined(anyOf, not...), true}
	case len(not) == 0:
		return share{joined(allOf, want...), false}
	}
	return share{wanted{sign: exceptOf, of: append([]wanted{joined(allOf, want...)}, not...)}, false}
}

// one reads a word, a phrase, a bracket or a negation of one of these.
func (p *parser) one(depth int) share {
	if depth > maxDepth {
		return p.fail("the brackets are too deep")
	}
	t := p.tokens[p.at]
	p.at++
	switch t.kind {
	case '!':
		switch p.peek() {
		case 'w', '(', '!':
		default:
			return p.fail("NOT needs a word after it")
		}
		e := p.one(depth + 1)
		return share{e.wanted, !e.not}
	case '(':
		e := p.any(depth + 1)
		if p.why != "" {
			return share{}
		}
		if p.peek() != ')' {
			return p.fail("a bracket is opened and not closed")
		}
		p.at++
		if e.none() {
			return p.fail("the brackets hold no word")
		}
		return e
	}
	return share{t.wanted, false}
}
