package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// The bounds of a search.
const (
	maxQuery = 1000 // bytes
	maxTerms = 40
	maxDepth = 20
)

// token is a word, a phrase or a sign of a search.
type token struct {
	kind   byte // 'w' words, '(' , ')', '&' AND, '|' OR, '!' NOT or a leading -
	words  []string
	prefix bool
}

// match turns what a reader typed into an FTS5 expression. It knows words (all
// must be there), "phrases", prefix* (also of a phrase's last word), AND, OR
// and NOT in capitals, -word, and brackets; NOT binds tighter than AND, AND
// than OR. A word with signs inside, as 9-131, is the phrase of its parts. What
// it makes is always sound for FTS5; the error wraps law.ErrInvalid and says
// what is wrong with the query.
func match(q string) (string, error) {
	bad := func(format string, args ...any) (string, error) {
		return "", fmt.Errorf("the search cannot be read: %s: %w", fmt.Sprintf(format, args...), law.ErrInvalid)
	}
	if len(q) > maxQuery {
		return bad("it is longer than %d bytes", maxQuery)
	}
	if !utf8.ValidString(q) || strings.IndexByte(q, 0) >= 0 {
		return bad("it is not plain text")
	}
	tokens, why := scan(q)
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
	case e.sql == "":
		return bad("it names no word")
	case e.not:
		return bad("it only says what not to find; add a word to find")
	}
	return e.sql, nil
}

// fold writes typographic signs as they are typed.
var fold = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "–", "-", "‑", "-", "−", "-", "—", " ", "§", " ", "¶", " ", "\u00a0", " ", "\u00ad", "")

func scan(q string) (tokens []token, why string) {
	q = fold.Replace(q)
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
			t := token{kind: 'w', words: words(phrase)}
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
			word := q[i : i+end]
			i += end
			switch word {
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
			t := token{kind: 'w', words: words(word), prefix: strings.HasSuffix(word, "*")}
			if len(t.words) == 0 {
				if strings.Contains(word, "*") {
					return nil, "a * needs the beginning of a word before it"
				}
				continue // a lone sign
			}
			tokens = append(tokens, t)
		}
		if len(tokens) > maxTerms {
			return nil, fmt.Sprintf("it has more than %d words and signs", maxTerms)
		}
	}
	return tokens, ""
}

// words are the letters and digits of s between everything else, as the index
// divides texts.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.Co, unicode.M)
	})
}

// expression is a part of an FTS5 expression; not says that it names what must
// not be there.
type expression struct {
	sql string
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

func (p *parser) fail(why string) expression {
	if p.why == "" {
		p.why = why
	}
	return expression{}
}

// any reads alternatives.
func (p *parser) any(depth int) expression {
	if depth > maxDepth {
		return p.fail("the brackets are too deep")
	}
	e := p.all(depth)
	for p.why == "" && p.peek() == '|' {
		p.at++
		f := p.all(depth)
		switch {
		case p.why != "":
		case e.sql == "" || f.sql == "":
			return p.fail("OR needs a word on both sides")
		case e.not || f.not:
			return p.fail("OR cannot join what must not be there; write it with NOT after the words")
		default:
			e.sql = "(" + e.sql + " OR " + f.sql + ")"
		}
	}
	return e
}

// all reads what must be there together.
func (p *parser) all(depth int) expression {
	var want, not []string
	joined := false
	for p.why == "" {
		switch p.peek() {
		case '&':
			if joined || len(want)+len(not) == 0 {
				return p.fail("AND needs a word on both sides")
			}
			joined = true
			p.at++
			continue
		case 'w', '(', '!':
			e := p.one(depth)
			if p.why != "" {
				return expression{}
			}
			if e.not {
				not = append(not, e.sql)
			} else {
				want = append(want, e.sql)
			}
			joined = false
			continue
		}
		break
	}
	switch {
	case p.why != "":
		return expression{}
	case joined:
		return p.fail("AND needs a word on both sides")
	case len(want) == 0 && len(not) == 0:
		return expression{}
	case len(want) == 0:
		return expression{"(" + strings.Join(not, " OR ") + ")", true}
	}
	sql := strings.Join(want, " AND ")
	if len(want) > 1 {
		sql = "(" + sql + ")"
	}
	if len(not) > 0 {
		sql = "(" + sql + " NOT (" + strings.Join(not, " OR ") + "))"
	}
	return expression{sql, false}
}

// one reads a word, a phrase, a bracket or a negation of one of these.
func (p *parser) one(depth int) expression {
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
		return expression{e.sql, !e.not}
	case '(':
		e := p.any(depth + 1)
		if p.why != "" {
			return expression{}
		}
		if p.peek() != ')' {
			return p.fail("a bracket is opened and not closed")
		}
		p.at++
		if e.sql == "" {
			return p.fail("the brackets hold no word")
		}
		return e
	}
	sql := `"` + strings.Join(t.words, " ") + `"`
	if t.prefix {
		sql += "*"
	}
	return expression{sql, false}
}
