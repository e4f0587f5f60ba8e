package scrapers

import (
	"regexp"
	"slices"
	"strings"
)

// Word is one word or phrase that a title on immigration is known by. Ask is
// what a server is asked for, in lower case, without regard to word bounds;
// form tells in its answer the word from its accidents ("alienation of
// parkland", "office").
type Word struct {
	Ask  string
	form *regexp.Regexp
}

func word(ask, form string) Word { return Word{ask, regexp.MustCompile(form)} }

// Words is what a run without Query.All looks for in a matter's title and name.
// It is wide on purpose: what is found is graded later, what is not found is
// never seen. A law that names none of these things is missed ("persons not to
// be detained" is found by "detain", a bill on signage in public buildings is
// not); Query.All finds it.
var Words = []Word{
	word("immigra", `(?i)\bimmigra`),
	word("migrant", `(?i)\bmigrants?\b`),
	word("noncitizen", `(?i)\bnoncitizen`),
	word("non-citizen", `(?i)\bnon-citizen`),
	word("citizenship", `(?i)\bcitizenship`),
	word("naturaliz", `(?i)\bnaturaliz`),
	word("undocumented", `(?i)\bundocumented`),
	word("permanent resident", `(?i)\bpermanent residents?\b`),
	word("alien", `(?i)\baliens?\b`),
	word("asylum", `(?i)\basylum`),
	word("refugee", `(?i)\brefugees?\b`),
	word("protected status", `(?i)\btemporary protected status`),
	word("public charge", `(?i)\bpublic charge`),
	word("foreign-born", `(?i)\bforeign-born`),
	word("dreamer", `(?i)\bdreamers?\b`),
	word("childhood arrivals", `(?i)\bchildhood arrivals`),
	word("sanctuary", `(?i)\bsanctuary\b`),
	word("city of refuge", `(?i)\bcity of refuge`),
	word("welcoming", `(?i)\bwelcoming (city|cities|ordinance|act|community)`),
	word("deport", `(?i)\bdeport(ed|ee|ing|able|ation|ations|s)?\b`),
	word("removal proceeding", `(?i)\bremoval proceedings?\b`),
	word("detain", `(?i)\bdetain`),
	word("customs enforcement", `(?i)\bcustoms enforcement`),
	word("homeland security", `(?i)\bhomeland security`),
	word("secure communities", `(?i)\bsecure communities\b`),
	word("287(g)", `(?i)\b287 ?\(g\)`),
	word("1373", `(?i)(u\.? ?s\.? ?c\.?|section|§)\s*(sections?\s*|§+\s*)?1373\b`),
	word(" ice ", `(\bICE\b|(?i)\bice (agents?|officers?|detainers?|detention)\b)`),
	word("identifying information", `(?i)\bidentifying information`),
	word("non-public areas", `(?i)\bnon-public areas`),
	word("identity card", `(?i)\b(city|municipal|community) identity card`),
	word("identification card", `(?i)\b(city|municipal|community) identification card`),
	word("idnyc", `(?i)\bidnyc\b`),
	word("language access", `(?i)\blanguage access`),
	word("language assistance", `(?i)\blanguage assistance`),
	word("limited english", `(?i)\blimited english`),
}

// OnImmigration says whether any of the texts holds one of Words.
func OnImmigration(texts ...string) bool {
	for _, t := range texts {
		lower := strings.ToLower(t)
		if slices.ContainsFunc(Words, func(w Word) bool {
			return strings.Contains(lower, strings.TrimSpace(w.Ask)) && w.form.MatchString(t)
		}) {
			return true
		}
	}
	return false
}
