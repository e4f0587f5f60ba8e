package newyork

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"refuge/lawtext"
)

// verbPhrase is the operative verb of an amending clause.
var verbPhrase = regexp.MustCompile(`,?\s*\b(?:is|are|shall be|be)\s+(?:hereby\s+|further\s+|both\s+)*(amended|added|REPEALED|[Rr]epealed|renumbered|relettered|re-lettered|redesignated|reenacted|re-numbered)\b`)

// lastNamed is the code and the section that a bill named last.
type lastNamed struct{ code, section string }

var suchSection = regexp.MustCompile(`(?i)^\W*(?:such|said|this) section\b`)

// readClause reads the operative sentence of a section of a bill: the changes
// it orders, nil if it orders none. last is what was named last, for
// "such code" and "such section".
func readClause(clause string, last *lastNamed) []lawtext.Instruction {
	clause = typistsOne.ReplaceAllStringFunc(clause, func(s string) string { return strings.ReplaceAll(s, "l", "1") })
	loc := verbPhrase.FindStringSubmatchIndex(clause)
	if loc == nil || loc[0] > 3000 {
		return nil
	}
	subject, verb, rest := clause[:loc[0]], strings.ToLower(clause[loc[2]:loc[3]]), clause[loc[3]:]
	refs := lawRefs(subject)
	subject = withoutRefs(subject)
	targets := readTargets(subject, last)
	if len(targets) == 0 {
		return nil
	}
	var out []lawtext.Instruction
	then := func(action lawtext.Action, t []lawtext.Target) {
		if len(t) > 0 {
			out = append(out, lawtext.Instruction{Action: action, Targets: t, Last: refs})
		}
	}
	lower := strings.ToLower(rest)
	switch verb {
	case "repealed":
		then(lawtext.Repeal, targets)
		if added := addedTargets(rest, targets, last); len(added) > 0 {
			then(lawtext.Add, added)
		} else if strings.Contains(lower, "reenacted") {
			out = out[:0]
			then(lawtext.Amend, targets)
		}
	case "renumbered", "relettered", "re-lettered", "redesignated", "re-numbered":
		to := renumbered(rest, targets)
		out = append(out, lawtext.Instruction{Action: lawtext.Renumber, Targets: targets, To: to, Last: refs})
		if strings.Contains(lower, "amended to read") || strings.Contains(lower, "amended, to read") {
			if len(to) == len(targets) {
				targets = to
			}
			then(lawtext.Amend, targets)
		}
		if added := addedTargets(rest, targets, last); len(added) > 0 {
			then(lawtext.Add, added)
		}
		out = append(out, readClause(renumberedToo(rest), last)...)
	case "added":
		then(lawtext.Add, targets)
	default:
		added := addedTargets(rest, targets, last)
		reads := strings.Contains(lower, "read")
		switch {
		case len(added) > 0 && bothAmended.MatchString(rest):
			then(lawtext.Amend, targets)
			then(lawtext.Add, added)
		case len(added) > 0:
			then(lawtext.Add, added)
		case wordsOnly.MatchString(lower):
			then(lawtext.Replace, targets)
		case reads || followsPhrase.MatchString(rest) || strings.Contains(lower, "as follows"):
			then(lawtext.Amend, targets)
		default:
			then(lawtext.Replace, targets)
		}
	}
	return out
}

var (
	// "is amended and a new section 4-7 is added to read as follows"
	bothAmended = regexp.MustCompile(`^\s*(?:,? ?and|to read as follows and) (?:a |two |three |four )?new `)
	wordsOnly   = regexp.MustCompile(`^ by (?:striking|deleting|inserting|substituting|adding the words|replacing)`)
	newWords    = regexp.MustCompile(`(?i)\b(?:adding|to add|and|by the addition of)(?: thereto| to such \w+)?,?(?: of)?(?: (?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten))?(?: (?:new|additional|following))+,? |\b(?:adding|to add) (?:thereto )?(?:an? |the )?(definitions? of|section|subdivision|paragraph)`)
	endOfAdded  = regexp.MustCompile(`(?i),? (?:is|are) (?:hereby )?added|,? (?:to read|as follows|in alphabetical|in appropriate|immediately|following (?:the|such)|after (?:the|such))|:`)
)

// addedTargets are the parts that "by adding a new …" names, under the targets
// of the clause.
func addedTargets(rest string, under []lawtext.Target, last *lastNamed) []lawtext.Target {
	var out []lawtext.Target
	for at := 0; at < len(rest); {
		loc := newWords.FindStringSubmatchIndex(rest[at:])
		if loc == nil {
			break
		}
		from := at + loc[1]
		if loc[2] >= 0 {
			from = at + loc[2]
		}
		words := rest[from:]
		if end := endOfAdded.FindStringIndex(words); end != nil {
			words = words[:end[0]]
		}
		at = from + max(len(words), 1)
		groups := readGroups(words)
		if len(groups) == 0 {
			continue
		}
		out = append(out, placeGroups(groups, under, last, codeOf(words, ""))...)
	}
	return out
}

// renumberedToo is what a clause renumbers behind its first verb: "chapter 10 is
// renumbered chapter 13 and sections 17-914 and 17-915 are renumbered …".
func renumberedToo(rest string) string {
	loc := verbPhrase.FindStringSubmatchIndex(rest)
	if loc == nil || !strings.HasPrefix(strings.ToLower(rest[loc[2]:]), "re") || strings.EqualFold(rest[loc[2]:loc[3]], "repealed") {
		return ""
	}
	from := 0
	for _, sign := range []string{"respectively, ", "; ", " and section", " and subdivision", " and paragraph"} {
		if i := strings.LastIndex(rest[:loc[0]], sign); i >= 0 {
			if strings.HasPrefix(sign, " and ") {
				i -= len(sign) - len(" and ")
			}
			from = max(from, i+len(sign))
		}
	}
	if from == 0 {
		return ""
	}
	return rest[from:]
}

// newNumbers stands before the new numbers of what is renumbered.
var newNumbers = regexp.MustCompile(`^(?:(?:as|to be|to),? )?(?:respectively,? )?(?:as )?(?:be )?`)

// renumbered are the names that renumbered targets take, in step with them;
// nil where the clause does not give one for each.
func renumbered(rest string, from []lawtext.Target) []lawtext.Target {
	words := newNumbers.ReplaceAllString(strings.TrimSpace(rest), "")
	for _, stop := range []string{", respectively", " respectively", " and amended", ", and amended", " and a new", ", and a new", ", a new", " and new", ", and new", ", amended"} {
		if i := strings.Index(words, stop); i >= 0 {
			words = words[:i]
		}
	}
	if loc := groupStart.FindStringIndex(words); loc == nil || loc[0] > 0 {
		words = from[0].Last().Kind + " " + words // "are relettered e through h"
	}
	groups := readGroups(words)
	if len(groups) == 0 {
		return nil
	}
	kind, numbers := groups[0].kind, groups[0].numbers
	if kind != from[0].Last().Kind {
		return nil // it moves to another level
	}
	if len(numbers) != len(from) {
		return nil
	}
	out := make([]lawtext.Target, len(from))
	for i, t := range from {
		t.Path = append([]lawtext.Step(nil), t.Path...)
		if n := len(t.Path); n > 0 && kind != "section" {
			t.Path[n-1].Number = numbers[i]
		} else {
			t.Section = lawtext.SectionNumber(numbers[i])
		}
		out[i] = t
	}
	return out
}

// group is what one word of a path names: "subdivisions a and b".
type group struct {
	kind    string
	numbers []string
	nested  bool // followed by "of" or "in": the next group is around it
	end     int
}

const kindWords = `headings?|title headings?|section headings?|sections?|subsections?|subdivisions?|paragraphs?|subparagraphs?|clauses?|subclauses?|items?|subitems?|definitions?|` +
	`chapters?|subchapters?|articles?|subarticles?|titles?|subtitles?|parts?|subparts?|tables?|exceptions?|exemptions?|figures?|` +
	`opening paragraph|undesignated paragraph|unnumbered paragraph|first paragraph|introductory paragraph|opening paragraphs|closing paragraph|final paragraph|lead-in paragraph|first unnumbered paragraph`

var (
	oneNumber  = `(?:\(?(?:(?:FC|BC|GC|PC|MC|EC|CC|SBC|AC|ECC)\s)?[0-9]+[A-Za-z]?(?:[-.–][0-9A-Za-z]+)*\)?|\(?[a-zA-Z]{1,4}(?:-[0-9]{1,2}(?:\.[0-9]+)?)?\)?(?:-[0-9])?|(?:` + lawtext.NumberWords + `)(?:-(?:` + lawtext.NumberWords + `))?)`
	groupStart = regexp.MustCompile(`(?i)\b(` + kindWords + `)\b`)
	numberHere = regexp.MustCompile(`^(?:number(?:ed)? |no\. )?(` + oneNumber + `)(?:[\s,;.:]|$)`)
	numberNext = regexp.MustCompile(`^(?:, and |,? and |, |,? through |,? to | or )(` + oneNumber + `)(?:[\s,;.:]|$)`)
	quotedTerm = regexp.MustCompile(`^(?:, and |,? and |, | or |\s)*(?:of |for )?(?:the )?(?:terms? )?[“"]([^”"]{1,200}?)[,.]?[”"]`)
	skipWord   = map[string]bool{"of": true, "and": true, "in": true, "to": true, "or": true, "the": true, "is": true, "are": true, "as": true, "by": true, "on": true, "such": true, "for": true, "new": true, "with": true, "from": true, "a new": true, "be": true, "at": true, "an": true, "this": true, "both": true, "read": true, "each": true, "said": true, "that": true}
)

// readGroups reads the words that name parts, in their order.
func readGroups(s string) []group {
	var out []group
	at := 0
	for at < len(s) && len(out) < 64 {
		loc := groupStart.FindStringIndex(s[at:])
		if loc == nil {
			break
		}
		kind := partKind(strings.ToLower(s[at+loc[0] : at+loc[1]]))
		at += loc[1]
		g := group{kind: kind, end: at}
		switch kind {
		case "definition":
			for {
				m := quotedTerm.FindStringSubmatchIndex(s[at:])
				if m == nil {
					break
				}
				g.numbers = append(g.numbers, lawtext.Term(s[at+m[2]:at+m[3]]))
				at += m[1]
			}
		case "heading", "opening", "closing":
		default:
			rest := strings.TrimLeft(s[at:], " ")
			skipped := len(s[at:]) - len(rest)
			m := numberHere.FindStringSubmatchIndex(rest)
			for m != nil {
				n := rest[m[2]:m[3]]
				if skipWord[strings.ToLower(n)] {
					break
				}
				g.numbers = append(g.numbers, lawtext.PartNumber(n))
				at += skipped + m[3]
				skipped = 0
				rest = s[at:]
				m = numberNext.FindStringSubmatchIndex(rest)
				if m != nil && strings.Contains(rest[:m[2]], "through") && len(g.numbers) > 0 {
					g.numbers = append(g.numbers, between(g.numbers[len(g.numbers)-1], lawtext.PartNumber(rest[m[2]:m[3]]))...)
				}
			}
			if len(g.numbers) == 0 {
				continue // "such section", "this chapter"
			}
		}
		g.end = at
		after := strings.TrimLeft(s[at:], " ,")
		g.nested = strings.HasPrefix(after, "of ") || strings.HasPrefix(after, "in ") || strings.HasPrefix(after, "to ") || strings.HasPrefix(after, "set forth in ") ||
			strings.HasPrefix(after, "as set forth in ") || strings.HasPrefix(after, "contained in ") || strings.HasPrefix(after, "from ") || strings.HasPrefix(after, "under ")
		out = append(out, g)
	}
	return out
}

// between are the numbers that "a through d" leaves out.
func between(from, to string) []string {
	if len(from) == 1 && len(to) == 1 && from[0] < to[0] {
		var out []string
		for c := from[0] + 1; c < to[0]; c++ {
			out = append(out, string(c))
		}
		return out
	}
	same := 0 // "9-101 through 9-104" have the chapter in common
	if i := strings.LastIndexAny(from, "-."); i > 0 && strings.HasPrefix(to, from[:i+1]) {
		same = i + 1
	}
	a, errA := strconv.Atoi(from[same:])
	b, errB := strconv.Atoi(to[same:])
	var out []string
	for n := a + 1; errA == nil && errB == nil && n < b && n-a < 200; n++ {
		out = append(out, from[:same]+strconv.Itoa(n))
	}
	return out
}

// partKind is the one word for a kind of part.
func partKind(s string) string {
	switch s {
	case "heading", "title heading", "section heading", "headings", "section headings", "title headings":
		return "heading"
	case "opening paragraph", "undesignated paragraph", "unnumbered paragraph", "first paragraph", "introductory paragraph", "opening paragraphs",
		"lead-in paragraph", "first unnumbered paragraph":
		return "opening"
	case "closing paragraph", "final paragraph":
		return "closing"
	}
	return strings.TrimSuffix(s, "s")
}

// typistsOne is a number that was typed with the letter l for one.
var typistsOne = regexp.MustCompile(`\bl{1,2}-[0-9]`)

// rank is how deep a kind of part stands; 0 for one that may stand anywhere.
var rank = map[string]int{"section": 1, "subsection": 2, "subdivision": 2, "paragraph": 3, "subparagraph": 4, "clause": 5, "subclause": 6, "item": 7, "subitem": 8}

// containers stand around sections; the path of a target leaves them out where
// a section is named.
var containers = map[string]bool{"chapter": true, "subchapter": true, "title": true, "subtitle": true, "article": true, "subarticle": true,
	"part": true, "subpart": true}

// readTargets reads the subject of a clause.
func readTargets(subject string, last *lastNamed) []lawtext.Target {
	groups := readGroups(subject)
	c := codeOf(subject, last.code)
	if len(groups) == 0 {
		if suchSection.MatchString(subject) && last.section != "" {
			return []lawtext.Target{{Code: c, Section: last.section}}
		}
		if c != "" && codeWord.MatchString(subject) {
			last.code = c
			return []lawtext.Target{{Code: c}}
		}
		return nil
	}
	return placeGroups(groups, nil, last, c)
}

// placeGroups builds the targets that groups name: each stands in those after
// it that "of" ties to it, and beside those that "and" ties. Where no section
// is named, the targets stand under those given.
func placeGroups(groups []group, under []lawtext.Target, last *lastNamed, c string) []lawtext.Target {
	type place struct {
		section string
		path    []lawtext.Step
	}
	around := make([]int, len(groups)) // the group that each stands in, -1 for none
	own := make([][]place, len(groups))
	for i := len(groups) - 1; i >= 0; i-- {
		g := groups[i]
		around[i] = -1
		switch {
		case i == len(groups)-1 || g.kind == "section":
		case g.nested:
			around[i] = i + 1
		default: // beside the next, or beside what the next stands in
			around[i] = around[i+1]
			for around[i] >= 0 && rank[groups[around[i]].kind] >= rank[g.kind] && rank[g.kind] > 0 {
				around[i] = around[around[i]]
			}
		}
		in := []place{{}}
		if around[i] >= 0 {
			in = own[around[i]]
		}
		numbers := g.numbers
		if len(numbers) == 0 {
			numbers = []string{""}
		}
		for _, o := range in {
			for _, n := range numbers {
				p := place{o.section, append([]lawtext.Step(nil), o.path...)}
				if g.kind == "section" {
					p.section, p.path = lawtext.SectionNumber(n), nil
				} else {
					p.path = append(p.path, lawtext.Step{Kind: g.kind, Number: n})
				}
				if len(own[i]) < 200 {
					own[i] = append(own[i], p)
				}
			}
		}
	}
	// The targets are the groups that no group before them stands in.
	var out []lawtext.Target
	for i := range groups {
		if i > 0 && groups[i-1].nested {
			continue
		}
		for _, p := range own[i] {
			t := lawtext.Target{Code: c, Section: p.section, Path: p.path}
			if t.Section == "" && len(under) > 0 {
				switch {
				case len(t.Path) > 0 && containers[t.Path[0].Kind] && under[0].Section == "":
				case len(under) > 0:
					for _, u := range under {
						path := u.Path
						if n := len(path); n > 0 && len(t.Path) > 0 && path[n-1].Kind == t.Path[0].Kind {
							path = path[:n-1] // beside the one named, not in it
						}
						v := lawtext.Target{Code: u.Code, Section: u.Section, Path: append(append([]lawtext.Step(nil), path...), t.Path...)}
						if v.Code == "" {
							v.Code = c
						}
						out = append(out, v)
						break
					}
					continue
				}
			}
			if t.Code == "" && len(under) > 0 {
				t.Code = under[0].Code
			}
			if t.Section != "" {
				var kept []lawtext.Step
				for _, s := range t.Path {
					if !containers[s.Kind] {
						kept = append(kept, s)
					}
				}
				t.Path = kept
			}
			out = append(out, t)
		}
	}
	for i := range out {
		if out[i].Code == "" {
			out[i].Code = last.code
			if adminNumber.MatchString(out[i].Section) {
				out[i].Code = "admin"
			}
		}
		last.code = out[i].Code
		last.section = cmp.Or(out[i].Section, last.section)
	}
	return out
}

var (
	adminNumber = regexp.MustCompile(`^\d{1,2}(?:-[a-z])?-\d`)
	codeWord    = regexp.MustCompile(`(?i)\bcode\b|\bcharter\b`)
	codeNames   = []struct {
		find *regexp.Regexp
		name string
	}{
		{regexp.MustCompile(`(?i)\blocal law (?:number |no\.? )?(\d+) (?:for the year|of(?: the year)?) (\d{4})`), ""},
		{regexp.MustCompile(`(?i)\b(building|fire|plumbing|mechanical|fuel gas|electrical|energy conservation|energy|health|zoning|construction|housing maintenance) code\b`), "%s code"},
		{regexp.MustCompile(`(?i)\badministrative code\b|\badministrative of the city\b`), "admin"},
		{regexp.MustCompile(`(?i)\bcharter\b`), "charter"},
		{regexp.MustCompile(`(?i)\brules of the city\b`), "rules"},
	}
)

// codeOf is the code that words name, or last for "such code".
func codeOf(words, last string) string {
	for i, c := range codeNames {
		m := c.find.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		switch {
		case i == 0:
			if strings.Contains(strings.ToLower(words), "section") && !adminNumber.MatchString(words) && !codeWord.MatchString(words) {
				return "local law " + m[1] + " of " + m[2]
			}
		case i == 1:
			return strings.ToLower(m[1]) + " code"
		default:
			return c.name
		}
	}
	return last
}

var lawRef = regexp.MustCompile(`(?i)(?:, |\b)(?:as )?(?:last |most recently |so )?(added|amended|renumbered|relettered|re-lettered|redesignated|separately amended|enacted|reenacted|repealed and reenacted|designated)(?:,? (?:and|by) [^,;]{0,60}?)??` +
	` (?:by|pursuant to|in) ((?:an? )?local laws?(?: number| no\.?| numbers)?(?: (\d+))?(?: (?:for|of)(?: the)?(?: year)? (\d{4}))?|sections? \d+ of this local law|sections? [\w ,]+ of this local law|chapter \d+[^,]{0,60}|referendum[^,]{0,80}|(?:a )?vote of the electors[^,]{0,80})`)

var introNumber = regexp.MustCompile(`(?i)introduct\w+ (?:number|no\.?|bill)?(?: number)? ?(\d+)((?:-[a-z])?)`)

// lawRefs are the laws that a clause says touched its target last.
func lawRefs(subject string) []lawtext.LawRef {
	var out []lawtext.LawRef
	at := 0
	for i, m := range lawRef.FindAllStringSubmatchIndex(subject, 32) {
		r := lawtext.LawRef{Verb: strings.ToLower(subject[m[2]:m[3]]), Words: strings.TrimLeft(subject[m[0]:m[1]], ", ")}
		if m[6] >= 0 {
			r.Number = lawtext.Digits(subject[m[6]:m[7]])
		}
		if m[8] >= 0 {
			r.Year = lawtext.Digits(subject[m[8]:m[9]])
		}
		r.Within = strings.Contains(subject[m[4]:m[5]], "this local law")
		if r.Number == 0 {
			if i := introNumber.FindStringSubmatch(lawtext.Cut(subject[m[1]:], 500)); i != nil {
				r.Intro = strings.ToLower(i[1] + i[2])
			}
		}
		// "…, subdivision b as amended by …": what stands between the refs.
		if i == 0 {
			at = min(len(withoutRefs(subject[:m[1]])), m[0])
		}
		between := subject[min(at, m[0]):m[0]]
		at = m[1]
		if i > 0 && strings.Trim(between, " ,") == "and" {
			r.Of = out[i-1].Of // "as amended by … and relettered by …"
		}
		for _, g := range readGroups(between) {
			for _, n := range g.numbers {
				if g.kind != "section" || i > 0 {
					r.Of = append(r.Of, lawtext.Step{Kind: g.kind, Number: n})
				}
			}
			if g.nested {
				break
			}
		}
		out = append(out, r)
	}
	return out
}

// withoutRefs cuts from a subject what it says of earlier laws, so that their
// words are not read as targets.
func withoutRefs(subject string) string {
	cut := -1
	for _, sign := range []string{", as ", ", subdivision", ", subdivisions", ", paragraph", ", paragraphs", ", subparagraph", ", such ", ", section ", ", the opening", ", the definition", ", the section heading", " as amended by", " as added by", " as last amended", " as renumbered", " as relettered"} {
		at := 0
		for {
			i := strings.Index(subject[at:], sign)
			if i < 0 {
				break
			}
			i += at
			tail := subject[i:]
			if lawRef.MatchString(lawtext.Cut(tail, 400)) && (strings.HasPrefix(tail, ", as ") || strings.HasPrefix(tail, " as ") || refComes(tail[2:])) {
				if cut < 0 || i < cut {
					cut = i
				}
				break
			}
			at = i + len(sign)
		}
	}
	if cut >= 0 {
		return subject[:cut]
	}
	return subject
}

// refComes says that a tail such as "subdivision b as added by local law …"
// speaks of earlier laws and names no target.
func refComes(tail string) bool {
	m := lawRef.FindStringIndex(tail)
	if m == nil {
		return false
	}
	between := tail[:m[0]]
	return !strings.Contains(between, "section ") && !strings.Contains(between, " code") && !strings.Contains(between, "charter") || strings.HasPrefix(tail, "section ") && len(between) < 30
}
