package law

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Rule is one thing the record must keep to. Name is permanent and stands in
// every Finding of the rule; Sentence says what the rule asks.
type Rule struct {
	Name     string `json:"name"`
	Sentence string `json:"sentence"`

	check func(*checker)
}

// Rules returns every rule, in the order the documentation lists them.
func Rules() []Rule {
	return []Rule{
		{"slug-form", "A slug is made of lower-case letters, digits and single hyphens.", checkSlugForm},
		{"slug-duplicate", "A slug, an alias or the label of a policy's version names one thing only.", checkSlugDuplicates},
		{"unknown-value", "A kind, type, status, standing, stage, origin or relevance is one that the model lists.", checkListedValues},
		{"jurisdiction-unknown", "A term, a policy or a program belongs to a jurisdiction of the record.", checkJurisdictions},
		{"person-unknown", "A term belongs to a person of the record.", checkPersons},
		{"relation-unknown-target", "A relation leads to another policy of the record, or says in words what lies outside it.", checkRelations},
		{"coding-outside-codebook", "A coding gives a variable of the codebook one of that variable's values.", checkCodebook},
		{"policy-without-version", "A curated policy has a version for each text it had, or for what is known of it.", checkVersioned},
		{"version-overlap", "A restated version ends before the next one of its policy begins.", checkVersionOverlaps},
		{"coding-section-unknown", "A curated coding rests on a section, unless it codes silence, and the section stands in every version that held while it did.", checkCodingSections},
		{"coding-without-text", "A verified coding was coded from a text that was read.", checkCodingTexts},
		{"coding-values-conflict", "A policy has one value of a variable on a day.", checkOneValue},
		{"coding-before-law", "A coding begins no earlier than the measure was made, and a verified one on a verified day.", checkCodingBeginnings},
		{"range-ends-before-it-begins", "A term, a program, a coding or a version does not end before it begins.", checkRanges},
		{"event-before-cause", "Nothing is signed before it is introduced, overridden before it is vetoed, or in effect before it is enacted.", checkCauses},
		{"status-contradicts-events", "A policy's status fits what its events say became of it.", checkStatuses},
		{"end-without-event", "A policy whose status says that it ended has the event that ended it.", checkEnds},
		{"term-overlap", "No two terms in one office certainly share a day.", checkTermOverlaps},
		{"term-gap", "Between two terms in one office there is no day that certainly belongs to nobody.", checkTermGaps},
		{"fact-without-source", "A curated fact names a source; one marked verified must.", checkSources},
		{"verified-in-doubt", "A fact marked verified has no note that says it was inferred, remembered or not found.", checkDoubts},
		{"doubt-without-remedy", "A curated fact that is not verified says what would settle it, and a verified one has nothing to settle.", checkRemedies},
		{"suit-incomplete", "A court ruling names its court, its docket, who sued whom and how it ended.", checkSuits},
		{"dead-policy-open-coding", "The codings of a policy that lost its force have an end.", checkOpenCodings},
		{"first-term-late", "The holders of each office are known from 1971, or at least from the place's first event, to today.", checkFirstTerms},
		{"signer-not-in-office", "Whoever signs as the chief executive held the office on that day.", checkSigners},
		{"event-in-future", "An event lies in the past; only a day of taking effect or of expiry may be known ahead.", checkFuture},
	}
}

// Check applies every rule to a whole data set and returns what they find: the
// errors first, then by rule, subject and sentence. Places in a subject count
// from 1. An empty today leaves out the rule on the future.
//
// Dates known only in part give no finding unless the rule is broken whatever
// they mean. What a source's own record contradicts in itself is a warning and
// not an error: it is kept as the source has it.
func Check(d Dataset, today Day) []Finding {
	c := checker{data: d, today: today, jurisdictions: map[string]bool{}, persons: map[string]bool{}, policies: map[string]bool{}}
	for _, j := range d.Jurisdictions {
		c.jurisdictions[j.Slug] = true
	}
	for _, p := range d.Persons {
		c.persons[p.Slug] = true
	}
	for _, p := range d.Policies {
		c.policies[p.Slug] = true
		for _, alias := range p.Aliases {
			c.policies[alias] = true
		}
	}
	for _, r := range Rules() {
		c.rule = r.Name
		r.check(&c)
	}
	slices.SortFunc(c.found, Finding.Compare)
	return c.found
}

type checker struct {
	data                             Dataset
	today                            Day
	jurisdictions, persons, policies map[string]bool
	rule                             string // the rule at work
	found                            []Finding
}

func (c *checker) find(s Severity, subject, sentence string, args ...any) {
	c.found = append(c.found, Finding{s, c.rule, subject, fmt.Sprintf(sentence, args...)})
}

// place is the subject of the n-th (from 0) part of a policy or jurisdiction.
func place(slug, part string, n int) string { return fmt.Sprintf("%s %s %d", slug, part, n+1) }

// eachTerm calls f with every term and its subject.
func (c *checker) eachTerm(f func(subject string, t Term)) {
	n := map[string]int{}
	for _, t := range c.data.Terms {
		f(place(t.Jurisdiction, "term", n[t.Jurisdiction]), t)
		n[t.Jurisdiction]++
	}
}

func checkSlugForm(c *checker) {
	form := func(what, slug string) {
		if err := CheckSlug(slug); err != nil {
			c.find(SevError, slug, "The slug of the %s has not the form of a slug: use lower-case letters, digits and single hyphens, at most %d.", what, MaxSlug)
		}
	}
	for _, j := range c.data.Jurisdictions {
		form("jurisdiction", j.Slug)
	}
	for _, p := range c.data.Persons {
		form("person", p.Slug)
	}
	for _, p := range c.data.Policies {
		form("policy", p.Slug)
		for _, alias := range p.Aliases {
			form("policy's alias", alias)
		}
	}
	for _, p := range c.data.Programs {
		form("program", p.Slug)
	}
}

func checkSlugDuplicates(c *checker) {
	once := func(what string) func(string) {
		seen := map[string]int{}
		return func(slug string) {
			if seen[slug]++; seen[slug] == 2 {
				c.find(SevError, slug, "More than one %s has this name: give each its own.", what)
			}
		}
	}
	jurisdiction, person, policy, program := once("jurisdiction"), once("person"), once("policy or alias of a policy"), once("program")
	for _, j := range c.data.Jurisdictions {
		jurisdiction(j.Slug)
	}
	for _, p := range c.data.Persons {
		person(p.Slug)
	}
	for _, p := range c.data.Policies {
		policy(p.Slug)
		for _, alias := range p.Aliases {
			policy(alias)
		}
		labels := map[string]int{}
		for _, v := range p.Versions {
			if labels[v.Label]++; labels[v.Label] == 2 {
				c.find(SevError, p.Slug, "More than one version of the policy has the label %q: give each its own.", v.Label)
			}
		}
	}
	for _, p := range c.data.Programs {
		program(p.Slug)
	}
}

// listed finds a value that is none of those listed.
func listed[T ~string](c *checker, subject, what string, value T, list []T) {
	if !slices.Contains(list, value) {
		c.find(SevError, subject, "The %s %q is none of %s.", what, value, oneOf(list))
	}
}

func oneOf[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

func checkListedValues(c *checker) {
	origin := func(subject string, o Origin) {
		if o != "" {
			listed(c, subject, "origin", o, []Origin{Curated, Collected})
		}
	}
	for _, j := range c.data.Jurisdictions {
		listed(c, j.Slug, "kind", j.Kind, JurisdictionKinds)
	}
	for _, p := range c.data.Programs {
		listed(c, p.Slug, "kind", p.Kind, ProgramKinds)
	}
	for _, p := range c.data.Policies {
		listed(c, p.Slug, "kind", p.Kind, PolicyKinds)
		if p.Status != "" {
			listed(c, p.Slug, "status", p.Status, Statuses)
		}
		if p.Relevance != "" {
			listed(c, p.Slug, "relevance", p.Relevance, []Relevance{Core, Support, OffTopic})
		}
		origin(p.Slug, p.Origin)
		for i, e := range p.Events {
			listed(c, place(p.Slug, "event", i), "type", e.Type, EventTypes)
			origin(place(p.Slug, "event", i), e.Origin)
		}
		for i, r := range p.Relations {
			listed(c, place(p.Slug, "relation", i), "type", r.Type, RelationTypes)
			origin(place(p.Slug, "relation", i), r.Origin)
		}
		for i, k := range p.Codings {
			origin(place(p.Slug, "coding", i), k.Origin)
		}
		for i, v := range p.Versions {
			subject := place(p.Slug, "version", i)
			listed(c, subject, "stage", v.Stage, Stages)
			listed(c, subject, "standing", v.Standing, Standings)
			origin(subject, v.Origin)
		}
	}
}

func checkJurisdictions(c *checker) {
	known := func(subject, slug string) {
		if !c.jurisdictions[slug] {
			c.find(SevError, subject, "The jurisdiction %q is not in the record.", slug)
		}
	}
	c.eachTerm(func(subject string, t Term) { known(subject, t.Jurisdiction) })
	for _, p := range c.data.Policies {
		known(p.Slug, p.Jurisdiction)
	}
	for _, p := range c.data.Programs {
		known(p.Slug, p.Jurisdiction)
	}
}

func checkPersons(c *checker) {
	c.eachTerm(func(subject string, t Term) {
		if !c.persons[t.Person] {
			c.find(SevError, subject, "The term of %s belongs to the person %q, who is not in the record.", t.Name, t.Person)
		}
	})
}

func checkRelations(c *checker) {
	for _, p := range c.data.Policies {
		for i, r := range p.Relations {
			subject := place(p.Slug, "relation", i)
			switch {
			case r.Target == "" && r.Words == "":
				c.find(SevError, subject, "The relation %q leads nowhere: name a policy's slug as its target, or say in words what it means.", r.Type)
			case r.Target == "":
			case r.Target == p.Slug:
				c.find(SevError, subject, "The policy cannot be the target of its own relation %q.", r.Type)
			case !c.policies[r.Target]:
				c.find(SevError, subject, "The target %q is no policy of the record: correct the slug, or say in words what it means.", r.Target)
			}
		}
	}
}

func checkCodebook(c *checker) {
	variables := map[string]Variable{}
	for _, v := range TheCodebook().Variables {
		variables[v.ID] = v
	}
	for _, p := range c.data.Policies {
		for i, k := range p.Codings {
			subject := place(p.Slug, "coding", i)
			v, ok := variables[k.Variable]
			switch {
			case !ok:
				c.find(SevError, subject, "The codebook has no variable %q.", k.Variable)
			case !slices.Contains(v.Values, k.Value):
				c.find(SevError, subject, "The variable %s has no value %q; it has %s.", k.Variable, k.Value, oneOf(v.Values))
			}
		}
	}
}

func checkRanges(c *checker) {
	inOrder := func(subject, what string, from, to Date) {
		if to.Before(from) {
			c.find(SevError, subject, "The %s ends on %s before it begins on %s.", what, to, from)
		}
	}
	c.eachTerm(func(subject string, t Term) { inOrder(subject, "term of "+t.Name, t.Start, t.End) })
	for _, p := range c.data.Programs {
		inOrder(p.Slug, "program", p.Start, p.End)
	}
	for _, p := range c.data.Policies {
		for i, k := range p.Codings {
			inOrder(place(p.Slug, "coding", i), "coding of "+k.Variable, k.From, k.To)
		}
		for i, v := range p.Versions {
			inOrder(place(p.Slug, "version", i), "version "+v.Label, v.From, v.To)
		}
	}
}

var (
	introducing = []EventType{Introduced, SuitFiled}
	passing     = []EventType{Passed}
	vetoing     = []EventType{VetoedEvent}
	enacting    = []EventType{Signed, LapsedIntoLaw, VetoOverridden, AdoptedByVoters}
)

// causes says what must not come after an event: for each kind of cause, the
// event may not lie before the first of them. A suit is no cause here, because
// a ruling may come from one that the record does not name.
var causes = map[EventType][][]EventType{
	Passed:          {introducing},
	FailedEvent:     {introducing},
	Returned:        {introducing, passing},
	VetoedEvent:     {introducing, passing},
	VetoOverridden:  {introducing, passing, vetoing},
	Signed:          {introducing, passing},
	LapsedIntoLaw:   {introducing, passing},
	AdoptedByVoters: {introducing},
	Effective:       {introducing, enacting},
	Amended:         {introducing},
	EnjoinedEvent:   {introducing},
	Upheld:          {introducing},
	StruckDown:      {introducing},

	Denied:                {introducing},
	PreliminaryInjunction: {introducing},
	Dismissed:             {introducing},
	Settled:               {introducing},
	Appealed:              {introducing},
	Affirmed:              {introducing},
	AffirmedInPart:        {introducing},
	Reversed:              {introducing},
	Vacated:               {introducing},
	Remanded:              {introducing},
	RehearingDenied:       {introducing},
	CertiorariDenied:      {introducing},

	SupersededEvent: {introducing, enacting},
	RepealedEvent:   {introducing, enacting},
	RescindedEvent:  {introducing, enacting},
	ExpiredEvent:    {introducing},
	Withdrawn:       {introducing},
	Filed:           {introducing},
}

func checkCauses(c *checker) {
	for _, p := range c.data.Policies {
		for i, e := range p.Events {
			for _, types := range causes[e.Type] {
				cause, ok := firstOf(p.Events, types)
				if !ok || !e.Date.Before(cause.Date) {
					continue
				}
				severity := SevError
				// A law may take effect back in time, and a source may err.
				if e.Type == Effective || e.Origin == Collected || cause.Origin == Collected {
					severity = SevWarning
				}
				c.find(severity, place(p.Slug, "event", i), "It is %s on %s, before it is %s on %s.", words(e.Type), e.Date, words(cause.Type), cause.Date)
			}
		}
	}
}

// firstOf is the earliest event of the given types; false if there is none or
// the day of one is not known.
func firstOf(events []Event, types []EventType) (first Event, ok bool) {
	for _, e := range events {
		if !slices.Contains(types, e.Type) {
			continue
		}
		if e.Date.IsZero() {
			return Event{}, false
		}
		if !ok || e.Date.Compare(first.Date) < 0 {
			first, ok = e, true
		}
	}
	return first, ok
}

func words[T ~string](v T) string { return strings.ReplaceAll(string(v), "_", " ") }

// ending and reviving are the events that take a measure's force and that show
// it has force. A veto takes none from what was law before.
var (
	ending   = []EventType{SupersededEvent, RepealedEvent, RescindedEvent, ExpiredEvent, StruckDown, FailedEvent, Withdrawn}
	reviving = []EventType{Signed, LapsedIntoLaw, VetoOverridden, AdoptedByVoters, Effective, Amended, Reaffirmed, Upheld}
)

func checkStatuses(c *checker) {
	for _, p := range c.data.Policies {
		severity := SevError
		if p.Origin == Collected {
			severity = SevWarning
		}
		switch p.Status {
		case Proposed, Failed, Vetoed:
			if e, ok := anyOf(p.Events, enacting); ok {
				c.find(severity, p.Slug, "The status is %s, but the measure became law: it was %s on %s.", words(p.Status), words(e.Type), on(e.Date))
			}
		case InForce:
			if e, ok := lastWord(p, ending, reviving); ok {
				c.find(SevWarning, p.Slug, "The status is in force, but it was %s on %s and no later event gives it force again.", words(e.Type), on(e.Date))
			}
			_, vetoed := anyOf(p.Events, vetoing)
			if _, revived := anyOf(p.Events, reviving); vetoed && !revived {
				c.find(SevWarning, p.Slug, "The status is in force, but it was vetoed and no event makes it law.")
			}
		case Superseded, Repealed, Rescinded, Expired:
			_, ended := anyOf(p.Events, ending)
			if e, ok := lastWord(p, reviving, ending); ok && ended {
				c.find(SevWarning, p.Slug, "The status is %s, but it was %s on %s, after the last event that took its force.", words(p.Status), words(e.Type), on(e.Date))
			}
		}
	}
}

// ends are the events that agree with a status that says how a measure ended.
// A suit ends in the ways suits do.
func ends(p Policy) []EventType {
	if p.Kind == CourtRuling && p.Status.Dead() {
		return []EventType{Dismissed, Denied, Affirmed, Reversed, Vacated, Settled, Withdrawn, SupersededEvent, RepealedEvent}
	}
	switch p.Status {
	case Superseded:
		return []EventType{SupersededEvent}
	case Repealed:
		return []EventType{RepealedEvent}
	case Rescinded:
		return []EventType{RescindedEvent}
	case Expired:
		return []EventType{ExpiredEvent}
	case Vetoed:
		return []EventType{VetoedEvent}
	case Failed:
		return []EventType{FailedEvent, Withdrawn, Filed}
	case Enjoined:
		return []EventType{EnjoinedEvent, PreliminaryInjunction, StruckDown}
	}
	return nil
}

func checkEnds(c *checker) {
	for _, p := range c.data.Policies {
		want := ends(p)
		if want == nil || p.Origin == Collected {
			continue
		}
		if _, ok := anyOf(p.Events, want); !ok {
			c.find(SevWarning, p.Slug, "The status is %s, but no event says when that happened.", words(p.Status))
		}
	}
}

// anyOf is the first in the list of events of the given types.
func anyOf(events []Event, types []EventType) (Event, bool) {
	i := slices.IndexFunc(events, func(e Event) bool { return slices.Contains(types, e.Type) })
	if i < 0 {
		return Event{}, false
	}
	return events[i], true
}

// on names a day that may be unknown.
func on(d Date) string {
	if d.IsZero() {
		return "a day not known"
	}
	return d.String()
}

// lastWord is the latest event among types that certainly lies after every
// event among others; false if there is none. A court's own ruling is not
// struck down by striking something down.
func lastWord(p Policy, types, others []EventType) (last Event, ok bool) {
	for _, e := range p.Events {
		if e.Type == StruckDown && p.Kind == CourtRuling {
			continue
		}
		if slices.Contains(types, e.Type) && (!ok || e.Date.Compare(last.Date) > 0) {
			last, ok = e, true
		}
	}
	for _, e := range p.Events {
		if slices.Contains(others, e.Type) && !e.Date.Before(last.Date) {
			return Event{}, false
		}
	}
	return last, ok
}

// office is the key under which terms follow one another.
type office struct{ jurisdiction, title string }

type placedTerm struct {
	Term
	subject string
}

// offices groups the terms by office, each group by beginning.
func (c *checker) offices() map[office][]placedTerm {
	m := map[office][]placedTerm{}
	c.eachTerm(func(subject string, t Term) {
		k := office{t.Jurisdiction, t.Office}
		m[k] = append(m[k], placedTerm{t, subject})
	})
	for _, terms := range m {
		slices.SortStableFunc(terms, func(a, b placedTerm) int { return a.Start.Compare(b.Start) })
	}
	return m
}

func checkTermOverlaps(c *checker) {
	for _, terms := range c.offices() {
		for i, a := range terms {
			for _, b := range terms[i+1:] {
				if a.Start.IsZero() || b.Start.IsZero() {
					continue
				}
				// The day a term ends is its successor's.
				from := max(a.Start.Latest(), b.Start.Latest())
				to := min(firstEnd(a.End), firstEnd(b.End))
				if from >= to {
					continue
				}
				if a.End.IsZero() {
					c.find(SevError, a.subject, "The term of %s has no end, but that of %s began on %s.", a.Name, b.Name, b.Start)
					continue
				}
				c.find(SevError, b.subject, "The terms of %s (to %s) and %s (from %s) overlap.", a.Name, a.End, b.Name, b.Start)
			}
		}
	}
}

// firstEnd is the first day on which a term may have ended.
func firstEnd(d Date) Day {
	if d.IsZero() {
		return LastDay
	}
	return d.Earliest()
}

func checkTermGaps(c *checker) {
	for _, terms := range c.offices() {
		if slices.ContainsFunc(terms, func(t placedTerm) bool { return t.Start.IsZero() }) {
			continue
		}
		var last placedTerm
		var end Day // the last day on which anybody so far may have held the office
		for i, t := range terms {
			if i > 0 && end.Add(1) < t.Start.Earliest() {
				c.find(SevWarning, t.subject, "Nobody is known to have held the office between %s (to %s) and %s (from %s).", last.Name, last.End, t.Name, t.Start)
			}
			e := t.End.Latest()
			if t.End.IsZero() {
				e = LastDay
			}
			if i == 0 || e > end {
				end, last = e, t
			}
		}
	}
}

// fact is one fact that a source can bear out, with what the record says of its
// own footing. A term or a program has no origin: both are curated.
type fact struct {
	subject, what string
	verified      bool
	origin        Origin
	sources       []string
	words         string // the note and what else tells how it was come by
	settle        string
}

// eachFact calls f with every term, program, event, coding and version.
func (c *checker) eachFact(f func(fact)) {
	c.eachTerm(func(subject string, t Term) {
		f(fact{subject, "term of " + t.Name, t.Verified, "", t.Sources, t.Note, t.Settle})
	})
	for _, p := range c.data.Programs {
		f(fact{p.Slug, "program", p.Verified, "", p.Sources, p.Note, p.Settle})
	}
	for _, p := range c.data.Policies {
		for i, e := range p.Events {
			f(fact{place(p.Slug, "event", i), "event " + words(e.Type) + " " + e.Date.String(), e.Verified, e.Origin, e.Sources, e.Note, e.Settle})
		}
		for i, k := range p.Codings {
			f(fact{place(p.Slug, "coding", i), "coding of " + k.Variable, k.Verified, k.Origin, k.Sources, k.Note + "\n" + k.Paraphrase, k.Settle})
		}
		for i, v := range p.Versions {
			f(fact{place(p.Slug, "version", i), "version " + v.Label, v.Verified, v.Origin, v.Sources, "", v.Settle})
		}
	}
}

// checkSources leaves collected facts out: they rest on the capture they were
// read from.
func checkSources(c *checker) {
	named := func(sources []string) bool {
		return slices.ContainsFunc(sources, func(s string) bool { return strings.TrimSpace(s) != "" })
	}
	c.eachFact(func(f fact) {
		switch {
		case f.origin == Collected || named(f.sources):
		case f.verified:
			c.find(SevError, f.subject, "The %s is marked verified and names no source: name one, or mark it unverified.", f.what)
		default:
			c.find(SevNote, f.subject, "The %s names no source.", f.what)
		}
	})
	for _, p := range c.data.Policies {
		for i, r := range p.Relations {
			// An edge follows from the two measures; only a claim that it was
			// checked needs a source of its own.
			if r.Verified != nil && *r.Verified && r.Origin != Collected && !named(r.Sources) {
				c.find(SevError, place(p.Slug, "relation", i), "The relation %s is marked verified and names no source: name one, or mark it unverified.", words(r.Type))
			}
		}
	}
}

var (
	doubtful = regexp.MustCompile(`(?i)\b(inferred|an inference|from memory|general knowledge)\b`)
	missing  = regexp.MustCompile(`(?i)\bnot (found|confirmed)\b`)
)

func checkDoubts(c *checker) {
	c.eachFact(func(f fact) {
		if !f.verified {
			return
		}
		if m := doubtful.FindString(f.words); m != "" {
			c.find(SevWarning, f.subject, "The %s is marked verified, but its note says %q.", f.what, strings.ToLower(m))
		} else if m := missing.FindString(f.words); m != "" {
			c.find(SevNote, f.subject, "The %s is marked verified, but its note says %q of a part of it.", f.what, strings.ToLower(m))
		}
	})
}

func checkOpenCodings(c *checker) {
	for _, p := range c.data.Policies {
		// What never was law has no days on which its codings held.
		if !p.Status.Dead() || p.Status.NeverLaw() {
			continue
		}
		for i, k := range p.Codings {
			if k.To.IsZero() {
				c.find(SevWarning, place(p.Slug, "coding", i), "The policy is %s, but its coding of %s has no end.", words(p.Status), k.Variable)
			}
		}
	}
}

func checkFuture(c *checker) {
	if c.today == "" {
		return
	}
	for _, p := range c.data.Policies {
		for i, e := range p.Events {
			if e.Date.Earliest() <= c.today {
				continue
			}
			severity := SevWarning
			if e.Type == Effective || e.Type == ExpiredEvent {
				severity = SevNote
			}
			c.find(severity, place(p.Slug, "event", i), "The event %s is dated %s, after today (%s).", words(e.Type), e.Date, c.today)
		}
	}
}
