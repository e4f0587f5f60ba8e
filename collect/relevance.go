package collect

import (
	"regexp"
	"strings"

	"refuge/law"
)

// The words that decide whether a collected measure belongs to the record. A
// measure is core if it speaks of immigration enforcement or of a city's
// dealings with it; support if it speaks of immigrants, their languages,
// status or papers; otherwise off topic. The rule reads what the source prints
// as title, name and summary, and for core also the text of the law, where an
// enforcement phrase must come four times: a bill that names a detainer in
// passing is not about detainers.
//
// It is a rule in words, not a judgement of the measure, and no curated policy
// is touched by it. docs/methods.md says how well it agrees with labels set by
// hand.
var (
	coreTitle = words(
		`immigration (?:and customs )?(?:enforcement|detainers?|detention|detainees?|jails?|raids?|arrests?|authorit(?:y|ies)|hold)`,
		`(?:federal|customs and border|u\.?s\.?) immigrations?`, `immigrations? (?:and|&) customs`, `customs and border protection`,
		`civil immigration`, `detainers?`, `deport(?:ation|ations|ed|ing)?`, `removal proceedings`,
		`sanctuary (?:cit(?:y|ies)|states?|jurisdictions?|polic(?:y|ies)|values|laws?)`, `287 ?\(g`, `secure communities`, `8 u\.?s\.?c\.? ?(?:§ ?)?(?:1373|1644)`,
		`persons not to be detained`, `laken riley`, `new york for all`, `ice out`, `immigration status of a crime victim`,
		`non-?public areas of city property`, `sections? 9-131`, `immigrant detainees?`)
	coreText = words(
		`civil immigration detainers?`, `federal immigration (?:authorit(?:y|ies)|enforcement|law enforcement)`,
		`immigration enforcement`, `immigrations? and customs enforcement`, `immigration detainers?`,
		`enforcement of (?:federal )?(?:civil )?immigration laws?`)
	supportTitle = words(
		`immigra(?:nt|nts|tion)`, `migrants?`, `non-?citizens?`, `undocumented`, `aliens?`, `refugees?`, `asyl(?:um|ees?)`,
		`citizenship (?:status|requirement)`, `proof of citizenship`, `naturaliz(?:ation|ed)`, `lawful permanent residents?`, `permanent residents?`,
		`temporary protected status`, `daca`, `dream act`, `dreamers?`, `u-?visas?`, `t-?visas?`, `visa protection`, `public charge`, `inadmissibility`,
		`idnyc`, `municipal identification`, `i-765`, `uscis`, `citizenship act`)
	// Words that name the subject of a measure in its title, and too much
	// besides in a summary, where every notice is in "the designated citywide
	// languages".
	supportName = words(
		`language (?:access|assistance|services?|accessib\w+)`, `(?:interpretation|translation) services?`,
		`(?:office of )?translation and interpretation`, `translat(?:ing|e)`, `providing interpreters`,
		`(?:multiple|commonly spoken|citywide) languages`, `identity cards?`, `limited english`)
)

func words(alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(alternatives, "|") + `)\b`)
}

// maxRelevanceText bounds how much of a text the rule reads, in bytes.
const maxRelevanceText = 1 << 20

// Relevance says how a measure bears on the record's subject, by the words a
// source prints of it: heading is its title and name, summary the source's own
// abstract. Any of the three may be empty, and the parts may be judged apart:
// the strongest answer is the measure's.
func Relevance(heading, summary, text string) law.Relevance {
	about := heading + "\n" + summary
	switch {
	case coreTitle.MatchString(about), repeated(coreText, text):
		return law.Core
	case supportTitle.MatchString(about), supportName.MatchString(heading):
		return law.Support
	}
	return law.OffTopic
}

// repeated says whether re matches four times or more.
func repeated(re *regexp.Regexp, text string) bool {
	if len(text) > maxRelevanceText {
		text = text[:maxRelevanceText]
	}
	return len(re.FindAllStringIndex(text, 4)) == 4
}
