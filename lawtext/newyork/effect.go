package newyork

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

var (
	// takesEffect is a verb by which a law or a part of it begins.
	takesEffect = regexp.MustCompile(`(?i)\b(?:shall )?(?:takes?(?: full)? effect|becomes? effective|(?:be|is|are) effective)\b`)
	// whenOther stands before such a verb that is not the clause's own: "the date
	// on which this local law takes effect".
	whenOther = regexp.MustCompile(`(?i)\b(?:which|when|whenever|that|before|until|after|if|once|where|as|time|date|day)\s+(?:(?:it|they|this|such|the|that|a|an|any|section|local|law|act|subdivision)\b[^,;]*)$`)
	// ends is a verb by which it ends.
	ends = regexp.MustCompile(`(?i)\b(?:shall )?(?:expires?|(?:be |is |are )?deemed (?:to be )?repealed|(?:be|is|are) repealed|(?:remains?|continues?|be|is) in (?:full )?(?:force and effect|force|effect)(?: only)?,? (?:until|through|for)|` +
		`(?:be |is |are |be deemed to have |have )?(?:of )?no (?:longer|further)(?: be)?(?: in| of)? ?(?:full )?(?:force and|force or)? ?(?:effect|force)|sunsets?|terminates?)\b`)
	deemed = regexp.MustCompile(`(?i)\b(?:retroactive to|deemed (?:to have been |to be |to have |)?(?:in (?:full )?(?:force and effect|force|effect)|effective))`)

	ownMaking = `(?:the |its |their )?(?:date of (?:its |the )?)?(?:(?:enactment|adoption|passage|approval)(?: into law)?(?: of (?:this (?:local )?(?:law|act)|the local law that added this \w+))?|(?:the )?local law that added this \w+|being enacted|becoming (?:a )?law|(?:the )?(?:date )?(?:(?:on |upon )?which |that |when )?(?:it|they|this (?:local )?(?:law|act)) ` +
		`(?:shall (?:have |be )?|has |is |was |be )?(?:been |become |becomes |becoming )?(?:a law|law|enacted(?: into law)?|adopted|passed|approved|signed(?: into law)?))`
	ends0 = `(?:\s*$|\s*[.,;:)]|\s+(?:and|except|provided|but|or if)\b)`

	atOnce   = regexp.MustCompile(`(?i)^[ ,]*(?:immediately(?:,? (?:up)?on (?:its |the )?(?:enactment|adoption|passage|approval)(?: into law)?|,? (?:after|following|upon) ` + ownMaking + `)?|(?:up)?on ` + ownMaking + `|as of ` + ownMaking + `|as soon as it is enacted(?: into law)?|when it becomes (?:a )?law|forthwith|at once)` + ends0)
	onDate   = regexp.MustCompile(`(?i)^[ ,]*(?:on|as of|beginning(?: on)?|from|commencing(?: on)?|starting(?: on)?|effective)?,? ?(?:and after )?(?:the )?$`)
	spanOf   = regexp.MustCompile(`(?i)^[ ,]*(?:on |in |upon the expiration of )?(?:the )?(?:date (?:that|which) is )?([a-z0-9-]+(?: [a-z0-9-]+){0,4}?) ?(?:\(\d+\) ?)?(?:calendar )?(day|month|year|week)s?(?: \(\d+\))? (?:after|from|following|of|upon) (.*)$`)
	spanIn   = regexp.MustCompile(`(?i)^[ ,]*in ([a-z0-9-]+(?: [a-z0-9-]+){0,3}?) ?(?:\(\d+\) ?)?(day|month|year|week)s?[.\s]*$`)
	ofMaking = regexp.MustCompile(`(?i)^` + ownMaking + ends0)
	nextDay  = regexp.MustCompile(`(?i)^[ ,]*on the first day of (?:the )?(?:calendar )?(month|[a-z]+)(?: that)?(?: next)? (?:following|succeeding|after|next|commencing after|beginning after)(?: (?:following|after))? (.*)$`)
	withDate = regexp.MustCompile(`(?i)^[ ,]*(?:simultaneously with|(?:(?:on|at|upon|as of) )?(?:the )?(?:same (?:date|day|time)|effective date|date)\b)`)
	spanWith = regexp.MustCompile(`(?i)^[ ,]*([a-z0-9-]+(?: [a-z0-9-]+){0,3}?) ?(?:calendar )?(day|month|year|week)s? (?:after|following) (?:the effective date of |the date (?:that|on which) )?(?:a |an )?local law`)

	sectionsOf   = regexp.MustCompile(`(?i)\bsections? (` + sectionWord + `(?:(?:, and |,? and |, |,? through )` + sectionWord + `)*)( of (?:this|such|the) (?:local )?(?:law|act)| hereof| thereof)?`)
	ofLaw        = regexp.MustCompile(`(?i)\bsections? (` + sectionWord + `) of (?:such )?local law`)
	wholeLaw     = regexp.MustCompile(`(?i)^\W*(?:(?:further|however|that|and|but|also|provided|notwithstanding [^,]{0,80},)\W+)*(?:the provisions of )?(?:this (?:local )?(?:law|act)|the (?:remainder|remaining (?:sections|provisions))[^,]{0,40}|all other (?:sections|provisions)[^,]{0,40}|the local law)\W*(?:which [^,]{0,200},)?(?:and (?:the rules|any)[^,]{0,100})?\s*(?:shall)?\W*$`)
	itOnly       = regexp.MustCompile(`(?i)^\W*(?:(?:further|however|that|and|but|also|provided|which|thereafter)\W+)*(?:it|they|and|then|which|such (?:sections?|subdivisions?|paragraphs?|provisions?))?\W*(?:shall)?\W*$`)
	lawWord      = regexp.MustCompile(`(?i)\b(?:law|act|sections?|subdivisions?|paragraphs?|subparagraphs?|provisions?|amendments?|requirements?|chapters?|subchapters?|definitions?|code)\b`)
	lawNumbered  = regexp.MustCompile(`(?i)local law (?:number |no\.? )?(\d+) (?:for the year|of(?: the year)?) (\d{4})`)
	condition    = regexp.MustCompile(`(?i)\b(?:if|unless|in the event|whichever|later of|earlier of|only upon|upon the (?:expiration|completion|happening|occurrence)|contingent)\b`)
	ifMadeAfter  = regexp.MustCompile(`(?i)\b(?:if|in the event)\b[^;]{0,60}?\b(?:law|enacted|adopted|passed|it)\b[^;]{0,40}?\b(?:after|subsequent to)\s+(.*)$`)
	fromEffect   = regexp.MustCompile(`(?i)^(?:the date (?:on which |that |when )?)?(?:(?:it|this (?:local )?(?:law|act)|such (?:local )?law|they|such sections?|the (?:local )?law) (?:shall )?(?:takes?|took|taken|has taken|becomes?|became|goes into) effect(?:ive)?|(?:its|their|the|such|that) effective date(?: of this (?:local )?(?:law|act)| hereof)?|taking effect|becoming effective|the effective date)` + ends0)
	periodOf     = regexp.MustCompile(`(?i)^[ ,]*(?:only )?for (?:a (?:period|term) of )?([a-z0-9-]+(?: [a-z0-9-]+){0,2}?) ?(?:\(\d+\) ?)?(day|month|year|week)s?(?: only)?(?:\s*$|\s*[.,;]| (?:from|after|following) (.*)$)`)
	lastDay      = regexp.MustCompile(`(?i)\b(?:through|until and including|up to and including|after|following|(?:at|upon|as of) the (?:end|close|conclusion|expiration) of)\b[^,;]*$`)
	pieceEnds    = regexp.MustCompile(`\.\s+|;\s+(?:and |but )?|,? \(?(?:except|and (?:further )?provided|provided|further provided)(?:,? (?:further|however|also))*,? that,?:?\s|,? and that |,? except (?:for|as to) (?:the provisions of )?`)
	proviso      = regexp.MustCompile(`(?i)^\W*(?:and )?(?:further )?(?:provided|except)(?:,? (?:further|however|also))*,? that,?:?\s+`)
	severed      = regexp.MustCompile(`(?i)\b(?:unconstitutional|invalid|severable|unenforceable)\b`)
	passedDay    = regexp.MustCompile(`(?i)\bon the date (?:it was first passed|of its passage) by the council\b`)
	toDay        = regexp.MustCompile(`(?i)^[\s,]*(?:\b(?:on|as of|until|up to|through|after|following|effective|at|the|end|close|conclusion|expiration|of|and|including|midnight|business|day|date|that|is|only|beginning|from)\b[\s,]*)*$`)
	secondClause = regexp.MustCompile(`(?i)(?:,|\s)\s*(?:and|but|while|whereas) (?:sections?|subdivisions?|paragraphs?|the (?:remainder|remaining|amendments?|provisions?)|all other)\b[^,;]{0,200}?\b(?:(?:shall )?takes? effect|(?:is|are) (?:retroactive|deemed)|shall (?:be )?(?:retroactive|deemed|expire)|expires?)\b`)
	abbreviated  = regexp.MustCompile(`(?:\b(?:No|Nos|Int|Sec|sec|Res|St|v|U\.S)|\b[A-Z])\.\s+$`)
)

const sectionWord = `(?:(?:twenty|thirty|forty|fifty)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|\d{1,3}\b)`

const maxEffects = 50

// readEffect reads what a section of a bill says of when the law, or parts of
// it, take effect and end: one Effect for each clause of it. It is false where
// the words say nothing of it.
func readEffect(words string) ([]lawtext.Effect, bool) {
	var out []lawtext.Effect
	var last *lawtext.Effect
	for _, piece := range pieces(words[min(billSectionLength(words), len(words)):]) {
		if len(out) >= maxEffects {
			break
		}
		e, ok := oneEffect(piece.words)
		if !ok && piece.excepted && lawWord.MatchString(piece.words) && scope(piece.words, &e) {
			e.Rule, ok = lawtext.NotRead, true // what is excepted has another day
		}
		if !ok {
			continue
		}
		if itOnly.MatchString(subjectOf(piece.words)) && last != nil { // "it shall expire": what the clause before speaks of
			e.Sections, e.Of, e.InPart = last.Sections, last.Of, last.InPart
		}
		out = append(out, e)
		last = &out[len(out)-1]
	}
	return out, len(out) > 0
}

// clause is a part of a section on effect; excepted says that it names what the
// clause before does not speak of.
type clause struct {
	words    string
	excepted bool
}

// pieces parts a section on effect into its clauses.
func pieces(words string) []clause {
	var out []clause
	from, excepted := 0, false
	cut := func(end, next int) {
		for s := strings.TrimSpace(words[from:end]); s != ""; excepted = false {
			loc := secondClause.FindStringIndex(s)
			if loc == nil || loc[0] == 0 || begins(s[:loc[0]]) == nil && endsAt(s[:loc[0]], nil) == nil {
				out = append(out, clause{s, excepted})
				break
			}
			out = append(out, clause{strings.TrimSpace(s[:loc[0]]), excepted})
			_, s, _ = strings.Cut(strings.TrimLeft(s[loc[0]:], " ,"), " ") // without its "and"
		}
		from, excepted = next, false
	}
	for _, loc := range pieceEnds.FindAllStringIndex(words, 4*maxEffects) {
		if loc[0] < from || words[loc[0]] == '.' && abbreviated.MatchString(words[from:loc[1]]) {
			continue
		}
		cut(loc[0], loc[1])
		excepted = strings.Contains(words[loc[0]:loc[1]], "except for") || strings.Contains(words[loc[0]:loc[1]], "except as")
	}
	cut(len(words), len(words))
	return out
}

// begins is where a clause says that something takes effect: the verb, in bytes;
// nil where it speaks of that as of another event.
func begins(s string) []int {
	for _, loc := range takesEffect.FindAllStringIndex(s, 8) {
		if !otherEvent(s[:loc[0]]) {
			return loc
		}
	}
	return nil
}

// otherEvent says that the verb behind words is not the clause's own.
func otherEvent(words string) bool {
	return whenOther.MatchString(words) && !strings.HasSuffix(strings.TrimRight(strings.TrimSuffix(words, "shall "), " ,"), " and")
}

// endsAt is where a clause says that something ends: the verb, in bytes; nil
// where it does not. What says from when a law is deemed in force is no end.
func endsAt(s string, deemed []int) []int {
	for _, loc := range ends.FindAllStringIndex(s, 8) {
		if !otherEvent(s[:loc[0]]) && (deemed == nil || loc[0] >= deemed[1] || loc[1] <= deemed[0]) {
			return loc
		}
	}
	return nil
}

// subjectOf is what stands before the verb of a clause.
func subjectOf(s string) string {
	s = proviso.ReplaceAllString(s, "")
	at := len(s)
	back := deemed.FindStringIndex(s)
	for _, loc := range [][]int{begins(s), back, endsAt(s, back)} {
		if loc != nil {
			at = min(at, loc[0])
		}
	}
	return s[:at]
}

// oneEffect reads one clause; false if it says nothing of effect.
func oneEffect(s string) (lawtext.Effect, bool) {
	e := lawtext.Effect{Words: s}
	s = proviso.ReplaceAllString(s, "")
	begin, back := begins(s), deemed.FindStringIndex(s)
	end := endsAt(s, back)
	if begin == nil && end == nil && back == nil || severed.MatchString(s) {
		return e, false
	}
	subject := subjectOf(s)
	if m := ifMadeAfter.FindStringIndex(s); m != nil && m[0] == 0 || begin == nil && back != nil {
		subject = strings.TrimSpace(s[strings.LastIndexByte(subject, ',')+1 : len(subject)])
	}
	if !scope(subject, &e) {
		return e, false
	}
	if begin != nil {
		to := len(s)
		for _, next := range [][]int{end, back} {
			if next != nil && next[0] >= begin[1] {
				to = min(to, next[0])
			}
		}
		beginning(s[begin[1]:to], s, &e)
	}
	if back != nil {
		deemedFrom(s, s[back[0]:], begin != nil, &e)
	}
	if end != nil && (begin == nil || end[0] > begin[0]) {
		ending(s[end[0]:], s, &e)
	}
	return e, e.Rule != lawtext.OnlyEnds || e.HasEnd()
}

// scope reads what a clause speaks of; false where that is no law.
func scope(subject string, e *lawtext.Effect) bool {
	if wholeLaw.MatchString(subject) || itOnly.MatchString(subject) {
		return true
	}
	code := subject
	for _, m := range sectionsOf.FindAllStringSubmatchIndex(subject, 8) {
		tail := subject[m[1]:]
		if m[4] < 0 && (strings.HasPrefix(tail, " of ") || strings.HasPrefix(tail, "-") || numberGoesOn.MatchString(tail)) {
			continue // "section 9-131", "section 12 of the charter"
		}
		e.Sections = append(e.Sections, sectionList(subject[m[2]:m[3]])...)
		code = strings.Replace(code, subject[m[0]:m[1]], "", 1)
	}
	code = byWhichLaw.ReplaceAllString(code, "")
	if lawWord.MatchString(code) {
		e.Of = readTargets(code, &lastNamed{})
		e.Of = slices.DeleteFunc(e.Of, func(t lawtext.Target) bool { return t.Section == "" })
		// What else it names was not read: "the provisions defining primary place".
		e.InPart = len(e.Of) == 0 && len(e.Sections) == 0 || len(e.Of) == 0 && partWord.MatchString(code)
	}
	return len(e.Sections)+len(e.Of) > 0 || e.InPart
}

var (
	numberGoesOn = regexp.MustCompile(`^\.\d`)
	byWhichLaw   = regexp.MustCompile(`(?i),? ?(?:as )?(?:added|amended|renumbered|relettered|enacted|made)(?: and \w+)? by ?(?:of this (?:local )?law)?,?`)
	partWord     = regexp.MustCompile(`(?i)\b(?:subdivisions?|paragraphs?|subparagraphs?|requirements?|definitions?)\b`)
)

// sectionList reads "1, 2 and 4", "one through five".
func sectionList(words string) []int {
	var out []int
	through := false
	for _, w := range strings.Fields(strings.NewReplacer(",", " ", " and ", " ").Replace(words)) {
		if w == "through" {
			through = true
			continue
		}
		n := lawtext.Count(w)
		if n == 0 {
			continue
		}
		for k := n; through && len(out) > 0 && len(out) < 500; through = false {
			for k = out[len(out)-1] + 1; k < n && len(out) < 500; k++ {
				out = append(out, k)
			}
		}
		out = append(out, n)
	}
	return out
}

// beginning reads when a clause says that something takes effect.
func beginning(when, clause string, e *lawtext.Effect) {
	e.Rule = lawtext.NotRead
	if condition.MatchString(when) && ifMadeAfter.FindString(when) == "" {
		return
	}
	switch {
	case atOnce.MatchString(when):
		e.Rule = lawtext.AtOnce
		return
	case withDate.MatchString(when):
		e.Rule = lawtext.WithLaw
		e.With, e.WithSection = otherLaw(when)
		return
	case spanWith.MatchString(when):
		m := spanWith.FindStringSubmatch(when)
		if n := lawtext.Count(m[1]); n > 0 {
			e.Rule, e.Number, e.Unit = lawtext.WithLaw, n, strings.ToLower(m[2])
			e.With, e.WithSection = otherLaw(when)
		}
		return
	}
	if day, start, end := lawtext.FindDay(when); !day.IsZero() && onDate.MatchString(when[:start]) && !strings.HasPrefix(when[end:], " or ") {
		e.Rule, e.Date = lawtext.OnDate, day
		return
	}
	if m := nextDay.FindStringSubmatch(when); m != nil && ofMaking.MatchString(m[2]) {
		if month := lawtext.FindMonth(m[1]); month > 0 || strings.EqualFold(m[1], "month") {
			e.Rule, e.Number = lawtext.NextMonth, month
		}
		return
	}
	for _, m := range [][]string{spanOf.FindStringSubmatch(when), spanIn.FindStringSubmatch(when)} {
		if m == nil || len(m) == 4 && !ofMaking.MatchString(m[3]) {
			continue
		}
		if n := lawtext.Count(m[1]); n > 0 {
			e.Rule, e.Number, e.Unit = lawtext.AfterSpan, n, strings.ToLower(m[2])
			return
		}
	}
}

// otherLaw is the bill or law that words name, and the section of it.
func otherLaw(words string) (name string, section int) {
	if m := ofLaw.FindStringSubmatch(words); m != nil {
		section = lawtext.Count(m[1])
	}
	if m := introNumber.FindStringSubmatch(words); m != nil {
		return strings.ToLower(m[1] + m[2]), section
	}
	if m := lawNumbered.FindStringSubmatch(words); m != nil {
		n, errN := strconv.Atoi(m[1])
		y, errY := strconv.Atoi(m[2])
		if errN == nil && errY == nil {
			return lawtext.LawName(y, n), section
		}
	}
	return "", section
}

// deemedFrom reads from when a law is deemed to have been in force; also says
// that the clause has said when it takes effect.
func deemedFrom(clause, words string, also bool, e *lawtext.Effect) {
	day, _, _ := lawtext.FindDay(words)
	if m := ifMadeAfter.FindStringSubmatch(clause); m != nil {
		e.IfAfter, _, _ = lawtext.FindDay(m[1])
		if day.IsZero() && strings.Contains(words, "such date") {
			day = e.IfAfter
		}
		if e.IfAfter.IsZero() {
			day = e.IfAfter
		}
	} else if condition.MatchString(clause) {
		day = e.IfAfter
	}
	switch {
	case day.IsZero() && passedDay.MatchString(words) && (!also || e.Rule == lawtext.AtOnce):
		e.Rule = lawtext.OnPassage
	case day.IsZero():
		e.Rule = lawtext.NotRead
	case !also || e.Rule == lawtext.AtOnce:
		e.Rule, e.Date = lawtext.AtOnce, day
	default: // it begins on one day and is deemed to have begun on another
		e.Rule = lawtext.NotRead
	}
}

// forHowLong are the words that say how long something remains in effect.
var forHowLong = map[string]bool{"until": true, "through": true, "for": true}

// ending reads when a clause says that something ends: words are those from its
// verb on.
func ending(words, clause string, e *lawtext.Effect) {
	after := words
	for { // "shall expire and be deemed repealed"
		loc := ends.FindStringIndex(after)
		if loc == nil {
			break
		}
		lead := strings.Trim(after[:loc[0]], " ,")
		if after != words && lead != "and" && lead != "or" && lead != "" && lead != "and shall" {
			break
		}
		verb := after[loc[0]:loc[1]]
		after = after[loc[1]:]
		if i := strings.LastIndexByte(verb, ' '); i >= 0 && forHowLong[strings.ToLower(verb[i+1:])] {
			after = verb[i:] + after // "remain in effect until"
			break
		}
	}
	e.EndNotRead = true
	if condition.MatchString(clause) {
		return
	}
	if m := spanOf.FindStringSubmatch(after); m != nil {
		if n := lawtext.Count(m[1]); n > 0 && (fromEffect.MatchString(m[3]) || ofMaking.MatchString(m[3])) {
			e.EndsNumber, e.EndsUnit, e.EndsAsLaw, e.EndNotRead = n, strings.ToLower(m[2]), ofMaking.MatchString(m[3]), false
			return
		}
	}
	if m := periodOf.FindStringSubmatch(after); m != nil {
		if n := lawtext.Count(m[1]); n > 0 && (m[3] == "" || fromEffect.MatchString(m[3]) || ofMaking.MatchString(m[3])) {
			e.EndsNumber, e.EndsUnit, e.EndsAsLaw, e.EndNotRead = n, strings.ToLower(m[2]), m[3] != "" && ofMaking.MatchString(m[3]), false
			return
		}
	}
	if day, start, end := lawtext.FindDay(after); !day.IsZero() && toDay.MatchString(after[:start]) && !strings.HasPrefix(after[end:], " or ") {
		if lastDay.MatchString(after[:start]) && !strings.Contains(after[:start], "on and after") {
			day = law.OnDay(day.Latest().Add(1))
		}
		e.Ends, e.EndNotRead = day, false
	}
}
