package law

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// CitedWords are the words that legal numbers come with, each first in the
// short form that Key keeps, then in the others people write. Dots, case and
// spaces between single letters do not matter.
var CitedWords = [][]string{
	{"eo", "executive order", "executive orders", "exec order", "exec orders", "exec ord", "executive ord", "ex order"},
	{"eeo", "emergency executive order", "emergency exec order", "emergency eo"},
	{"ed", "executive directive", "exec directive", "exec dir"},
	{"ll", "local law", "local laws"},
	{"int", "introduction", "intro"},
	{"res", "resolution", "resolutions", "reso", "resol"},
	{"ord", "ordinance", "ordinances"},
	{"sb", "senate bill"},
	{"hb", "house bill"},
	{"ab", "assembly bill"},
	{"cb", "council bill"},
	{"cf", "council file"},
	{"ssb", "substitute senate bill"},
	{"shb", "substitute house bill"},
	{"pa", "public act"},
	{"publ", "public law", "public laws", "pub l", "pub law", "pl"},
	{"prop", "proposition"},
	{"measure", "ballot measure"},
	{"go", "general order", "gen order", "general orders"},
	{"so", "special order", "special orders"},
	{"ao", "administrative order", "admin order"},
	{"sop", "standard operating procedure"},
	{"memo", "memorandum"},
	{"ag", "attorney general", "atty gen", "attygen"},
	{"usc", "united states code", "us code"},
	{"cfr", "code of federal regulations"},
	{"rcw", "revised code of washington"},
	{"ors", "oregon revised statutes"},
	{"crs", "colorado revised statutes"},
	{"ilcs", "illinois compiled statutes"},
	{"ch", "chapter", "chapters", "chap", "chs"},
	{"art", "article", "articles", "arts"},
	{"admin", "administrative", "adm"},
	{"mun", "municipal"},
	{"gov", "government", "govt"},
	{"gen", "general"},
	{"stat", "statutes", "stats", "statute"},
	{"dept", "department"},
}

var (
	citedShort = map[string]string{}
	citedKinds = map[string]bool{}
	// citedNoise are words that a number may or may not come with.
	citedNoise = map[string]bool{"no": true, "nos": true, "number": true, "num": true, "nr": true, "of": true, "the": true,
		"section": true, "sections": true, "sec": true, "secs": true, "sect": true, "docket": true, "case": true, "index": true}
)

// mostCited is the most words that one of CitedWords has.
const mostCited = 4

func init() {
	for _, forms := range CitedWords {
		citedKinds[forms[0]] = true
		for _, f := range forms[1:] {
			citedShort[f] = forms[0]
		}
	}
}

// Key is the form in which numbers, citations and short names are compared:
// words and figures in lower case with single spaces, without accents, signs,
// leading zeros and words that say nothing ("No.", "§", "of"), the kinds of
// number in short ("E.O. No. 0124", "executive order 124": "eo 124"). It is ""
// where nothing is left.
func Key(words string) string { return strings.Join(keyWords(words), " ") }

func keyWords(words string) []string {
	var tokens []string
	var b strings.Builder
	letters, single := false, false // of the token in the making; whether only dots and spaces came since a single letter
	spaces, joins := false, 0       // whether a space came since; 1 where letters are joined without spaces, 2 with
	flush := func() {
		t := b.String()
		b.Reset()
		switch {
		case t == "":
		case !letters:
			if t = strings.TrimLeft(t, "0"); t == "" {
				t = "0"
			}
			tokens, single = append(tokens, t), false
		case len(t) == 1 && single && (joins == 0 || (joins == 2) == spaces): // E.O., E. O., not D.C. E.O.
			tokens[len(tokens)-1] += t
			if joins = 1; spaces {
				joins = 2
			}
		default:
			tokens, single, joins = append(tokens, t), len(t) == 1, 0
		}
		spaces = false
	}
	for _, r := range norm.NFKD.String(strings.ToLower(words)) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf), r == '\'', r == '’', r == '‘', r == 'ʼ':
		case unicode.IsDigit(r), unicode.IsLetter(r):
			if l := unicode.IsLetter(r); b.Len() > 0 && l != letters {
				flush()
				letters = l
			} else {
				letters = l
			}
			b.WriteRune(r)
		default:
			flush()
			if unicode.IsSpace(r) {
				spaces = true
			} else if r != '.' {
				single = false
			}
		}
	}
	flush()
	var out []string
	for i := 0; i < len(tokens); {
		n := min(mostCited, len(tokens)-i)
		word := tokens[i]
		for ; n > 1; n-- {
			if short := citedShort[strings.Join(tokens[i:i+n], " ")]; short != "" {
				word = short
				break
			}
		}
		if n <= 1 {
			n = 1
			if short := citedShort[word]; short != "" {
				word = short
			}
		}
		i += n
		if citedNoise[word] || len(out) > 0 && out[len(out)-1] == word && !figure(word) {
			continue
		}
		out = append(out, word)
	}
	return out
}

func figure(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// kindWords are the words that the bare number of a measure of a kind goes by.
var kindWords = map[PolicyKind][]string{
	ExecutiveOrder: {"eo"}, EmergencyOrder: {"eeo", "eo"}, LocalLaw: {"ll"}, Ordinance: {"ord"}, Resolution: {"res"},
	Directive: {"directive", "ed"}, BallotMeasure: {"prop", "measure", "initiative"}, AdministrativePolicy: {"policy"}, PoliceOrder: {"policy", "order"},
}

// maxKey bounds a key, in bytes; what is longer is found by its words.
const maxKey = 160

var (
	inBrackets = regexp.MustCompile(`\s*\([^()]*\)`)
	moreThan   = regexp.MustCompile(`\s*;\s*|\s+/\s+|\s+and\s+|\s*&\s*`)
	pieces     = regexp.MustCompile(`[;,()]`)
	numbered   = regexp.MustCompile(`[A-Za-z]*[0-9][0-9A-Za-z:/.–-]*[0-9A-Za-z]`)
	aYear      = regexp.MustCompile(`^(19|20)[0-9]{2}$`)
	months     = regexp.MustCompile(`^(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*$`)
)

// Keys are the keys under which a measure is found exactly: its number with and
// without the words of its kind, its citation and the parts of it, its
// sections, identifiers, docket and short names. Sorted, each once.
func (p Policy) Keys() []string {
	k := keysOf{kind: p.Kind, found: map[string]bool{}}
	for _, n := range append(moreThan.Split(p.Number, -1), p.Number) {
		k.number(n)
	}
	k.add(p.Citation)
	for _, piece := range pieces.Split(p.Citation, -1) {
		k.piece(piece)
	}
	for _, c := range p.CodifiedAt {
		k.sections(c)
	}
	for _, id := range p.Identifiers {
		if k.add(id.Value); strings.HasSuffix(id.Scheme, ":file") {
			k.number(id.Value)
		}
	}
	for _, a := range p.Aliases {
		k.add(a)
	}
	k.add(p.Slug)
	if p.Suit != nil {
		k.add(p.Suit.Docket)
		for _, n := range numbered.FindAllString(p.Suit.Docket, -1) {
			k.docket(n)
		}
	}
	for _, name := range []string{p.ShortTitle, p.Title, inBrackets.ReplaceAllString(p.ShortTitle, "")} {
		k.add(name)
	}
	if name, _, ok := strings.Cut(p.Citation, ","); ok && strings.Contains(name, " v. ") {
		k.add(name)
	}
	out := make([]string, 0, len(k.found))
	for key := range k.found {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

type keysOf struct {
	kind  PolicyKind
	found map[string]bool
}

func (k keysOf) add(words string) { k.keep(keyWords(words)) }

func (k keysOf) keep(words []string) {
	if key := strings.Join(words, " "); key != "" && len(key) <= maxKey {
		k.found[key] = true
	}
}

// number adds a number as it is printed, without its year, and with and without
// the words of its kind.
func (k keysOf) number(printed string) {
	for _, form := range []string{printed, inBrackets.ReplaceAllString(printed, "")} {
		head, _, _ := strings.Cut(form, ",")
		for _, f := range []string{form, head} {
			words := keyWords(f)
			if !slices.ContainsFunc(words, figure) {
				continue
			}
			k.withKind(words)
			// "Int 0486-2014" is also "Int 486".
			if last := len(words) - 1; last > 1 && aYear.MatchString(words[last]) {
				k.withKind(words[:last])
			}
		}
	}
}

func (k keysOf) withKind(words []string) {
	k.keep(words)
	// A substitute or engrossed bill also goes by the bill's own name.
	for i, w := range words {
		if len(w) > 2 && (strings.HasSuffix(w, "sb") || strings.HasSuffix(w, "hb")) && i+1 < len(words) {
			k.keep(append([]string{w[len(w)-2:]}, words[i+1:]...))
		}
	}
	bare := words
	switch {
	case len(words) > 1 && citedKinds[words[0]]: // a bill's number is not the law's
		k.keep(words[1:])
		return
	case len(words) > 1 && slices.Contains([]string{"bill", "act", "policy", "law"}, words[0]):
		bare = words[1:]
		k.keep(bare)
	}
	for _, w := range kindWords[k.kind] {
		k.keep(append([]string{w}, bare...))
	}
}

// piece adds a part of a citation that holds a number: from each of its words
// up to the number, so that the place before it may be left out.
func (k keysOf) piece(piece string) {
	words := keyWords(piece)
	first := slices.IndexFunc(words, figure)
	if first < 0 || slices.ContainsFunc(words, months.MatchString) {
		return
	}
	for i := range words[:first] {
		k.keep(words[i:])
	}
	if first == 0 && len(words) > 1 {
		k.keep(words)
	}
	for _, n := range numbered.FindAllString(piece, -1) {
		if w := keyWords(n); len(w) > 1 || len(w) == 1 && len(w[0]) > 3 && !aYear.MatchString(w[0]) {
			k.keep(w)
		}
	}
}

// docket adds the number of a case, with and without the judges' letters.
func (k keysOf) docket(number string) {
	words := keyWords(number)
	k.keep(words)
	for len(words) > 1 && !figure(words[len(words)-1]) {
		words = words[:len(words)-1]
		k.keep(words)
	}
}

// sections adds the sections that a measure stands at ("Cal. Gov. Code §§ 7282,
// 7282.5", "C.R.S. §§ 24-76.6-101 to -103"), each with the words of the code
// and alone, with and without the subdivision.
func (k keysOf) sections(at string) {
	k.add(at)
	if _, later, ok := strings.Cut(at, ", since "); ok { // "art. 2.251, since 2025 art. 2A.060"
		k.piece(later)
	}
	for _, c := range ReadCodified(at) {
		for _, printed := range c.Spread() {
			section, _, _ := strings.Cut(printed, "(")
			for _, n := range []string{printed, section} {
				k.piece(c.Code + " " + n)
				_, bare, chapter := strings.Cut(n, ". ")
				if !chapter {
					bare = n
				}
				for _, alone := range [][]string{keyWords(n), keyWords(bare)} {
					if len(alone) > 1 || len(alone) == 1 && len(alone[0]) > 2 {
						k.keep(alone)
					}
				}
			}
		}
	}
}
