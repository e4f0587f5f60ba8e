package newyork

import (
	"regexp"
	"strconv"
	"strings"

	"refuge/lawtext"
)

var (
	effectSpan   = regexp.MustCompile(`(?i)(?:takes? effect|effective|is in effect)[ ,]*(?:on the date that is |on the |in |upon the expiration of )?((?:one )?(?:hundred(?: and)? )?[a-z0-9-]+(?: [a-z0-9-]+)?(?: [a-z0-9-]+)?) ?(?:\(\d+\) )?(?:calendar |business )?(day|days|month|months|year|years|weeks|week)\b(?: \(\d+\))?(?: (?:after|from|following|of)|\.)`)
	effectNow    = regexp.MustCompile(`(?i)takes? effect[ ,]*(?:immediately|upon (?:its |the )?enactment|as of the date of enactment|upon (?:it )?becoming)`)
	effectDate   = regexp.MustCompile(`(?i)takes? effect(?: on| as of| beginning)?,? ?(?:and after )?((?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?,? \d{4})`)
	effectWith   = regexp.MustCompile(`(?i)takes? effect (?:on|at|upon) (?:the )?same (?:date|day|time)(?: as| that| on which)?`)
	deemedDate   = regexp.MustCompile(`(?i)deemed (?:to have been |to be |to have |)?(?:in (?:full )?force|in full force and effect|in effect|effective)[^.;]{0,60}?((?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?,? \d{4})`)
	retroactive  = regexp.MustCompile(`(?i)retroactive to(?: and deemed to have been in (?:full )?(?:force and )?effect on and after)? ((?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2},? \d{4})`)
	endsDate     = regexp.MustCompile(`(?i)(?:expires?|deemed (?:to be )?repealed|(?:remains?|be) in (?:full )?(?:force|effect)[^.;]{0,30} (?:until|through)|is repealed|no longer in effect)[^.;]{0,80}?((?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2},? \d{4})`)
	endsSpan     = regexp.MustCompile(`(?i)(?:expires?|deemed repealed|is repealed|remains? in (?:effect|force)(?: for)?)(?: and (?:is|be|shall be) deemed repealed)? (?:on the date that is )?([a-z0-9-]+(?: [a-z0-9-]+)?) ?(?:\(\d+\) )?(days?|months?|years?) (?:after|from)`)
	effectOf     = regexp.MustCompile(`(?i)\bsections? ((?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)(?:(?:, and |,? and |, |,? through )(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+))*) of (?:this|such) local law`)
	anyEffect    = regexp.MustCompile(`(?i)\btakes? effect|\bexpires?\b|\bdeemed repealed|\bdeemed to (?:have been|be) in\b`)
	lawNumbered  = regexp.MustCompile(`(?i)local law (?:number |no\.? )?(\d+) (?:for the year|of(?: the year)?) (\d{4})`)
	sentenceEnds = regexp.MustCompile(`\.\s+|;\s+(?:and|provided)?|, (?:except that|provided(?:,? however,?)? that|provided,? however,?|and that) `)
)

// readEffect reads the sentences of a section on effect. It is false where the
// words say nothing of it.
func readEffect(words string) (effects, bool) {
	if !anyEffect.MatchString(words) {
		return nil, false
	}
	var out effects
	rest := words[billSectionLength(words):]
	for rest != "" && len(out) < 50 {
		part := rest
		if loc := sentenceEnds.FindStringIndex(rest); loc != nil {
			part, rest = rest[:loc[1]], rest[loc[1]:]
		} else {
			rest = ""
		}
		if !anyEffect.MatchString(part) {
			continue
		}
		out = append(out, oneEffect(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(part), ";"))))
	}
	return out, len(out) > 0
}

type effects []lawtext.Effect

func oneEffect(s string) lawtext.Effect {
	e := lawtext.Effect{Words: s, Rule: "other"}
	if m := effectOf.FindStringSubmatch(s); m != nil {
		list := strings.Fields(strings.NewReplacer(",", " ", " and ", " ").Replace(m[1]))
		for i, w := range list {
			if w == "through" && i+1 < len(list) && len(e.Sections) > 0 {
				to, err := strconv.Atoi(lawtext.PartNumber(list[i+1]))
				for n := e.Sections[len(e.Sections)-1] + 1; err == nil && n < to && n < 500; n++ {
					e.Sections = append(e.Sections, n)
				}
				continue
			}
			if n, err := strconv.Atoi(lawtext.PartNumber(w)); err == nil {
				e.Sections = append(e.Sections, n)
			}
		}
	}
	switch {
	case effectWith.MatchString(s):
		e.Rule = "with"
		if m := introNumber.FindStringSubmatch(s); m != nil {
			e.With = strings.ToLower(m[1] + m[2])
		} else if m := lawNumbered.FindStringSubmatch(s); m != nil {
			n, errN := strconv.Atoi(m[1])
			y, errY := strconv.Atoi(m[2])
			if errN == nil && errY == nil {
				e.With = lawtext.LawName(y, n)
			}
		}
	case effectDate.MatchString(s):
		e.Rule = "date"
		e.Date = lawtext.WordDate(effectDate.FindStringSubmatch(s)[1])
	case effectNow.MatchString(s):
		e.Rule = "immediately"
		for _, find := range []*regexp.Regexp{deemedDate, retroactive} {
			if m := find.FindStringSubmatch(s); m != nil {
				e.Date = lawtext.WordDate(m[1])
				break
			}
		}
	default:
		if m := effectSpan.FindStringSubmatch(s); m != nil && ofItself(s) {
			if n := countWords(m[1]); n > 0 {
				e.Rule, e.Number, e.Unit = "after", n, strings.TrimSuffix(strings.ToLower(m[2]), "s")
			}
		}
	}
	if m := endsDate.FindStringSubmatch(s); m != nil {
		e.Ends = lawtext.WordDate(m[1])
	} else if m := endsSpan.FindStringSubmatch(s); m != nil {
		if n := countWords(m[1]); n > 0 {
			e.EndsNumber, e.EndsUnit = n, strings.TrimSuffix(strings.ToLower(m[2]), "s")
		}
	}
	return e
}

// ofItself says that a span is counted from the law's own making and not from
// some other law's effect.
func ofItself(s string) bool {
	return !strings.Contains(s, "proposed in introduction") && !strings.Contains(s, "days after the effective date of") && !strings.Contains(s, "after the promulgation")
}

// countWords reads "120", "ninety", "one hundred eighty", 0 if it is no number.
func countWords(s string) int {
	n, seen := 0, false
	for _, w := range strings.Fields(strings.NewReplacer("-", " ", "(", " ", ")", " ").Replace(strings.ToLower(s))) {
		switch {
		case w == "hundred":
			n = max(n, 1) * 100
			seen = true
		case w == "and":
		case w == "sixty", w == "seventy", w == "eighty", w == "ninety":
			n += map[string]int{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}[w]
			seen = true
		case lawtext.WordNumber(w) > 0:
			n += lawtext.WordNumber(w)
			seen = true
		default:
			d, err := strconv.Atoi(w)
			if err != nil || d <= 0 || d > 10000 {
				return 0
			}
			n += d
			seen = true
		}
	}
	if !seen {
		return 0
	}
	return n
}
