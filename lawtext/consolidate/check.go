package consolidate

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"refuge/law"
	"refuge/lawtext"
)

// LinkClass is how the text a clause quotes compares with what was built.
type LinkClass string

// The classes. Typographic differences are of white space, quotation marks,
// dashes and §, and of a stop that one of the two lacks at the end of a
// paragraph, behind a number or beside another stop. No word differs in them.
const (
	Exact       LinkClass = "exact"
	Typographic LinkClass = "typographic"
	Differs     LinkClass = "differs"
)

// Link is one check of the consolidation: what a clause of Law quotes as
// standing, against what earlier laws had built. Agreeing and Words count the
// quoted words that agree and all the words of the longer side.
type Link struct {
	Law    string    `json:"law"`
	Target string    `json:"target"`
	Path   string    `json:"path"`
	Date   law.Day   `json:"date"`
	Class  LinkClass `json:"class"`
	Quoted string    `json:"quoted"`
	Held   string    `json:"held"`
	Prior  string    `json:"prior,omitempty"` // the law that last touched the section, as built
	Says   string    `json:"says,omitempty"`  // the law that the clause says did
	// As is the reading that the clause quotes, where it is not the last one: the
	// law that made it; "in force", when later changes were enacted already; "as
	// passed", when the council passed the bill; or "quoted by" an earlier law.
	As       string `json:"as,omitempty"`
	Agreeing int    `json:"agreeing"`
	Words    int    `json:"words"`
}

// says is the law that an instruction says last touched a target, "" if it names
// none; "introduction 805-a" for one that had no number yet. Where it names several, each for some of the targets,
// the one for this target counts.
func says(in lawtext.Instruction, t lawtext.Target) string {
	name, own := "", ""
	for _, r := range in.Last {
		n := r.Name()
		if n == "" && r.Intro != "" {
			n = "introduction " + r.Intro
		}
		if n == "" {
			continue
		}
		if len(r.Of) == 0 {
			name = n
		} else if slices.ContainsFunc(r.Of, func(s lawtext.Step) bool { return s == t.Last() || s.Kind == "section" && s.Number == t.Section }) {
			own = n
		}
	}
	return cmp.Or(own, name)
}

// choose puts first, of several sections with this number and of several parts
// at a path, the one that a clause means: that which the law it names made, or
// else the one most like what it quotes.
func (s *section) choose(law string, quoted *part, path ...lawtext.Step) {
	if i := meant(s.roots, law, quoted, path); i > 0 {
		s.roots[0], s.roots[i] = s.roots[i], s.roots[0]
	}
	if len(s.roots) == 0 || len(path) == 0 || ownOnly(path) {
		return
	}
	up := s.roots[0].find(path[:len(path)-1])
	if up == nil {
		return
	}
	name := stepName(path[len(path)-1])
	var at []int
	var same []*part
	for i, k := range up.kids {
		if k.number == name {
			at = append(at, i)
			same = append(same, k)
		}
	}
	if i := meant(same, law, quoted, nil); i > 0 {
		up.kids[at[0]], up.kids[at[i]] = up.kids[at[i]], up.kids[at[0]]
	}
}

// meant is the index of the part that a clause means.
func meant(parts []*part, law string, quoted *part, path []lawtext.Step) int {
	if len(parts) < 2 {
		return 0
	}
	best, score := 0, -1.0
	for i, p := range parts {
		if p = p.find(path); p == nil {
			continue
		}
		n := 0.0
		if law != "" && p.madeBy(law) {
			n = 0.5
		}
		if quoted != nil {
			if h, q := common(p, quoted); h != "" && q != "" {
				if _, agreeing, words := classify(h, q); words > 0 {
					n += float64(agreeing) / float64(words)
				}
			}
		}
		if n > score {
			best, score = i, n
		}
	}
	return best
}

func (p *part) madeBy(law string) bool {
	if p.by == law {
		return true
	}
	return slices.ContainsFunc(p.kids, func(k *part) bool { return k.madeBy(law) })
}

// check compares what a clause quotes with what is held. A clause amends the
// part as it stands; but where it names the law that last amended the part, it
// quotes the reading of that law, even if a later one is known; and a bill of
// several sections may quote the part as it stood before any of them. Where the
// law it names is not among those that were read as touching the section, the
// text it amends is not held and there is nothing to check. It says whether an
// older reading than the last is what the clause quotes, word for word.
func (s *section) check(c *consolidator, l Law, in lawtext.Instruction, t lawtext.Target, quoted *part) (older bool) {
	if quoted == nil {
		return false
	}
	defer func() { s.quotes = append(s.quotes, quote{l.Name, t, quoted}) }()
	named := says(in, t)
	if named != "" && named != l.Name && len(s.past) > 0 && !slices.ContainsFunc(s.past, func(p past) bool { return p.law == named }) {
		c.unread++
		return false
	}
	s.choose(named, quoted, t.Path...)
	if s.fragment(t, quoted) {
		return false
	}
	link := Link{Law: l.Name, Target: s.code + " " + s.number, Date: l.Enacted, Prior: s.last, Says: named}
	for i, step := range t.Path {
		if i > 0 {
			link.Path += " "
		}
		link.Path += cmp.Or(step.Number, step.Kind)
	}
	compare := func(root *part, as string) {
		held := root.find(t.Path)
		if held == nil {
			return
		}
		quoted := quoted
		if ownOnly(t.Path) {
			if t.Path[len(t.Path)-1].Kind == "heading" {
				held = &part{head: held.head, known: true, whole: true}
				quoted = &part{head: quoted.head, known: true, whole: true}
			} else {
				held = &part{words: held.words, known: held.known, whole: true}
				quoted = &part{words: quoted.words, known: true, whole: true}
			}
		}
		h, q := common(held, quoted)
		if h == "" || q == "" {
			return
		}
		if len(t.Path) > 0 {
			h, q = sameNumbers(h, q)
		}
		class, agreeing, words := classify(h, q)
		if link.Class != "" && class == Differs && (as != named || agreeing*link.Words <= link.Agreeing*words) {
			return // an older reading counts if it is the one named, or the one quoted
		}
		link.Held, link.Quoted, link.Class, link.Agreeing, link.Words, link.As = h, q, class, agreeing, words, as
	}
	if len(s.roots) > 0 {
		compare(s.roots[0], "")
	}
	if link.Class == Differs {
		c.older(s, l, named, t, quoted, compare, func() bool { return link.Class != Differs })
	}
	if link.Class != "" {
		c.links = append(c.links, link)
	}
	return link.As != "" && link.Class != Differs
}

// sameNumbers leaves out a number before the words of a part that one side has
// and the other lacks: it is not quoted ("the opening paragraph of subdivision
// b"), or a clause quotes paragraph (1) without the (k) before it.
func sameNumbers(h, q string) (string, string) {
	after := func(s string) (rest string, ok bool) {
		if n := lawtext.NumberLength(s); n > 0 {
			return strings.TrimSpace(s[n:]), true
		}
		line, below, ok := strings.Cut(s, "\n")
		if ok && lawtext.NumberLength(strings.TrimSpace(line)+" x") > 0 && !strings.ContainsAny(strings.TrimSpace(line), " \t") {
			return strings.TrimSpace(below), true
		}
		return s, false
	}
	first := func(s string) string {
		w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
		return strings.TrimRight(w, ".")
	}
	hRest, hHas := after(h)
	qRest, qHas := after(q)
	switch {
	case hHas && !qHas:
		return hRest, q
	case qHas && !hHas:
		return h, qRest
	case hHas && qHas && first(h) != first(q):
		if _, deeper := after(hRest); deeper && first(hRest) == first(q) {
			return hRest, q
		}
		if _, deeper := after(qRest); deeper && first(qRest) == first(h) {
			return h, qRest
		}
	}
	return h, q
}

// older looks for the reading that a clause quotes among those before the last:
// that of the law it names, that before its own law, that in force on the day of
// its enactment, that which stood when the council passed it, and then any other
// that was built or that an earlier law quoted. Bills are drafted beside each
// other, and quote what their drafters had before them.
func (c *consolidator) older(s *section, l Law, named string, t lawtext.Target, quoted *part, compare func(root *part, as string), found func() bool) {
	try := func(roots []*part, as string) bool {
		if len(roots) > 0 {
			compare(roots[meant(roots, named, quoted, t.Path)], as)
		}
		return found()
	}
	for i := len(s.past) - 1; i >= 0; i-- {
		if p := s.past[i]; p.law == named && try(p.roots, p.law) {
			return
		}
	}
	if s.notYet(l.Enacted) && try(s.on(l.Enacted), "in force") {
		return
	}
	if day := cmp.Or(l.Passed, l.Enacted); slices.ContainsFunc(s.changes, func(c change) bool { return c.enacted >= day && c.law != l.Name }) &&
		try(s.when(func(c change) bool { return c.enacted < day }), "as passed") {
		return
	}
	for i := len(s.past) - 1; i >= 0; i-- {
		if try(s.past[i].roots, s.past[i].law) {
			return
		}
	}
	for i := len(s.quotes) - 1; i >= 0; i-- {
		q := s.quotes[i]
		if q.law == l.Name || ownOnly(t.Path) || !slices.Equal(q.target.Path, t.Path) {
			continue
		}
		then := section{number: s.number}
		if then.learn(q) && try(then.roots, "quoted by "+q.law) {
			return
		}
	}
}

// learn puts a quoted part into a section that does not hold it.
func (s *section) learn(q quote) bool {
	switch {
	case len(q.target.Path) == 0:
		s.roots = []*part{q.part.clone()}
		s.roots[0].number = "sec:" + s.number
	case ownOnly(q.target.Path):
		up := s.make(q.target.Path[:len(q.target.Path)-1])
		if q.target.Last().Kind == "heading" {
			up.head = slices.Clone(q.part.head)
		} else {
			up.words, up.known = slices.Clone(q.part.words), true
		}
	default:
		return s.insert(q.target.Path, q.part)
	}
	return true
}

// fragment says that a quoted "section" is without its head and far shorter than
// what is held: the clause quotes a part without saying which.
func (s *section) fragment(t lawtext.Target, quoted *part) bool {
	return len(t.Path) == 0 && quoted != nil && len(quoted.head) == 0 && len(s.roots) > 0 && s.roots[0].whole && 2*quoted.length() < s.roots[0].length()
}

// common are the words of what is held and of what is quoted, as far as both
// have them: parts that are not held are left out of both.
func common(held, quoted *part) (h, q string) {
	var hb, qb strings.Builder
	var walk func(h, q *part)
	walk = func(h, q *part) {
		if len(h.head) > 0 && len(q.head) > 0 {
			write(&hb, h.head)
			write(&qb, q.head)
		}
		if h.known {
			write(&hb, h.words)
			write(&qb, q.words)
		}
		switch {
		case leads(h, q):
		case h.whole && q.whole && !anyLeads(h, q):
			for _, k := range h.kids {
				k.write(&hb)
			}
			for _, k := range q.kids {
				k.write(&qb)
			}
		default:
			all := h.whole && q.whole
			for _, k := range h.kids {
				if l := q.twin(k); l != nil {
					walk(k, l)
				} else if all {
					k.write(&hb)
				}
			}
			for _, l := range q.kids {
				if all && h.twin(l) == nil {
					l.write(&qb)
				}
			}
		}
	}
	walk(held, quoted)
	return strings.TrimSpace(hb.String()), strings.TrimSpace(qb.String())
}

// foldTokens are the words and signs of a text in their plain form.
func foldTokens(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		case unicode.IsSpace(r):
			flush()
		default:
			flush()
			switch r {
			case '“', '”', '„', '‟', '"', '‘', '’', '\'', '`', '´':
				r = '\''
			case '–', '—', '‑', '‐', '−', '―', '-':
				r = '-'
			}
			if r == '\'' && len(out) > 0 && out[len(out)-1] == "'" {
				continue // '' for "
			}
			out = append(out, string(r))
		}
	}
	flush()
	return out
}
