package legistar

import (
	"regexp"
	"slices"
	"strings"

	"refuge/law"
)

// What a city calls its acts, statuses and types is its own. Here stand the
// words that mean the same wherever they were seen; a city's tables (cities.go)
// go before them, and hold what is meant otherwise there. A label that neither
// knows is a step, and told if it may name an act (City.Unknown).

// generalActs are acts by their bare label. They were seen in Pittsburgh
// ("Passed Finally", "Veto was overridden"), Milwaukee ("ADOPTED", "SIGNED"),
// Philadelphia ("Introduced and Referred"), Chicago ("Passed as Substitute") and
// San José ("Adopted"), or leave no doubt.
var generalActs = map[string]law.EventType{
	"introduced":              law.Introduced,
	"introduced and referred": law.Introduced,

	"passed":           law.Passed,
	"passed finally":   law.Passed,
	"finally passed":   law.Passed,
	"final passage":    law.Passed,
	"passed, final":    law.Passed,
	"read and passed":  law.Passed,
	"read and adopted": law.Passed,
	"adopted":          law.Passed,
	"adopted finally":  law.Passed,
	"finally adopted":  law.Passed,
	"final adoption":   law.Passed,

	"failed":          law.FailedEvent,
	"failed finally":  law.FailedEvent,
	"failed to pass":  law.FailedEvent,
	"failed to adopt": law.FailedEvent,
	"failed passage":  law.FailedEvent,
	"failed adoption": law.FailedEvent,
	"defeated":        law.FailedEvent,
	"rejected":        law.FailedEvent,
	"not passed":      law.FailedEvent,
	"not adopted":     law.FailedEvent,

	"signed":                   law.Signed,
	"signed by mayor":          law.Signed,
	"signed into law":          law.Signed,
	"mayor signed":             law.Signed,
	"approved by mayor":        law.Signed,
	"mayor approved":           law.Signed,
	"signed by executive":      law.Signed,
	"signed into law by mayor": law.Signed,

	"returned unsigned":                   law.Returned,
	"returned unsigned by mayor":          law.Returned,
	"mayor returned unsigned":             law.Returned,
	"returned by mayor unsigned":          law.Returned,
	"returned without signature":          law.Returned,
	"returned without mayor's signature":  law.Returned,
	"returned by mayor without signature": law.Returned,

	"lapsed into law":                      law.LapsedIntoLaw,
	"became law without signature":         law.LapsedIntoLaw,
	"became law without mayor's signature": law.LapsedIntoLaw,
	"enacted without signature":            law.LapsedIntoLaw,
	"enacted without mayor's signature":    law.LapsedIntoLaw,

	"vetoed":          law.VetoedEvent,
	"vetoed by mayor": law.VetoedEvent,
	"mayor vetoed":    law.VetoedEvent,
	"mayor's veto":    law.VetoedEvent,

	"veto overridden":          law.VetoOverridden,
	"veto was overridden":      law.VetoOverridden,
	"mayor's veto overridden":  law.VetoOverridden,
	"overridden":               law.VetoOverridden,
	"passed over veto":         law.VetoOverridden,
	"passed over mayor's veto": law.VetoOverridden,
	"adopted over veto":        law.VetoOverridden,

	"withdrawn":            law.Withdrawn,
	"withdrawn by sponsor": law.Withdrawn,
	"placed on file":       law.Filed,
	"repealed":             law.RepealedEvent,
}

// generalStates are statuses by their bare label (Philadelphia's are the same
// words in capitals). "Passed" says no more than that the text was passed: the
// bill may wait for the mayor. "Filed" means nothing in general: a communication
// is filed when it is done.
var generalStates = map[string]State{
	"introduced":        {Status: law.Proposed},
	"in committee":      {Status: law.Proposed},
	"in council":        {Status: law.Proposed},
	"agenda ready":      {},
	"passed":            {Stage: law.AsPassed},
	"passed finally":    {Stage: law.AsPassed},
	"finally passed":    {Stage: law.AsPassed},
	"read and passed":   {Stage: law.AsPassed},
	"returned unsigned": {Stage: law.AsPassed},
	"adopted":           {law.InForce, law.AsPassed},
	"finally adopted":   {law.InForce, law.AsPassed},
	"enacted":           {law.InForce, law.AsEnacted},
	"signed":            {law.InForce, law.AsEnacted},
	"signed by mayor":   {law.InForce, law.AsEnacted},
	"signed into law":   {law.InForce, law.AsEnacted},
	"lapsed into law":   {law.InForce, law.AsEnacted},
	"repealed":          {law.Repealed, law.AsEnacted},
	"vetoed":            {law.Vetoed, law.AsPassed},
	"vetoed by mayor":   {law.Vetoed, law.AsPassed},
	"withdrawn":         {Status: law.Failed},
	"failed":            {Status: law.Failed},
	"failed to pass":    {Status: law.Failed},
	"not passed":        {Status: law.Failed},
	"not adopted":       {Status: law.Failed},
	"rejected":          {Status: law.Failed},
	"defeated":          {Status: law.Failed},
	"lapsed":            {Status: law.Failed},
}

var (
	// qualifiers say how an act was done, not which it was.
	qualifiers = regexp.MustCompile(`[ ,-]+(as (amended|a substitute|substituted?|corrected|revised|recommended|presented|read)|with amendments?|` +
		`on (the )?consent( agenda| calendar)?|(on|after) (second|third|final|2nd|3rd|second and third)( and final)? reading|` +
		`under suspension( of( the)? rules)?|unanimously|by (the )?(city |common )?council|by (the )?board of supervisors|\([^()]*\))$`)
	// acting are the words of acts, in any form.
	acting = regexp.MustCompile(`\b(sign(s|ed|ing)?|unsigned|veto(es|ed)?|approv\w*|disapprov\w*|adopt\w*|pass(es|ed|age)?|return\w*|overr[io]d\w*|` +
		`enact\w*|repeal\w*|rescind\w*|fail(s|ed|ure)?|defeat\w*|reject\w*|lapse[sd]?|became|becomes)\b`)
	// weighty are those by which a committee does nothing.
	weighty = regexp.MustCompile(`\b(sign(s|ed)?|unsigned|veto(es|ed)?|overr[io]d\w*|enact\w*|repeal\w*|lapse[sd]?|became|becomes)\b`)
	// steps are labels that hold such a word and name a step on the way all the
	// same.
	steps = regexp.MustCompile(`\b(recommend(s|ed|ation|ing)?|refer(red|ral)?|re-?referred|forward(ed)?|schedul\w+|hearing|first reading|by (sub)?comm(ittee)?|motion to|` +
		`(for|awaiting) (signature|approval|adoption|passage)|to mayor|veto (message|sustained|was sustained|upheld)|returned to|` +
		`(passed|adopted|approved) to print|for lack of)\b|^(motion|amendment|substitute|minutes|report)\b`)
	committee = regexp.MustCompile(`(?i)\b(sub)?committee\b|\btask force\b|\bcommission on\b`)
	council   = regexp.MustCompile(`(?i)\b(council|board of (supervisors|aldermen|alders|commissioners)|county board|assembly|city commission)\b`)
)

// bare is a label in lower case without its articles, its last stop and the
// words for how the act was done.
func bare(label string) string {
	label = strings.ToLower(strings.ReplaceAll(line(label, maxName), "’", "'"))
	label = strings.TrimRight(strings.ReplaceAll(" "+label, " the ", " "), " .:;")
	for {
		shorter := qualifiers.ReplaceAllString(label, "")
		if shorter == label || strings.TrimSpace(shorter) == "" {
			return strings.TrimSpace(label)
		}
		label = shorter
	}
}

// act is what a row of history is. An act that failed did not happen: a vote to
// pass that failed is a failure, any other a step. By a label of the general
// table only the whole body passes, fails or files; a committee recommends.
func (c City) act(name, body, result string) law.EventType {
	t, _ := c.knownAct(name, body, result)
	return t
}

// knownAct also says whether the label is known: as an act, as a step, or as
// one that names no act.
func (c City) knownAct(name, body, result string) (t law.EventType, known bool) {
	t, own := c.Acts[strings.ToLower(strings.ReplaceAll(name, "’", "'"))]
	if own {
		if strings.EqualFold(result, "fail") {
			return ofFailed(t, law.Passed), true
		}
		return t, true
	}
	whole := !committee.MatchString(body)
	b := bare(name)
	if t, known = generalActs[b]; !known {
		t, known = approval(b, body, result)
	}
	switch {
	case !known:
		return law.Step, !acting.MatchString(b) || steps.MatchString(b) || !whole && !weighty.MatchString(b)
	case !whole && slices.Contains([]law.EventType{law.Passed, law.FailedEvent, law.Filed, law.RepealedEvent}, t):
		return law.Step, true
	case strings.EqualFold(result, "fail"):
		return ofFailed(t, law.Passed, law.FailedEvent), true
	}
	return t, true
}

// ofFailed is what an act became whose vote failed.
func ofFailed(t law.EventType, failures ...law.EventType) law.EventType {
	if slices.Contains(failures, t) {
		return law.FailedEvent
	}
	return law.Step
}

// approval reads "Approved", which every body says of everything: by the whole
// council with a vote that passed it is the passage, by the mayor the signature.
func approval(bare, body, result string) (law.EventType, bool) {
	switch {
	case bare != "approved":
		return law.Step, false
	case strings.Contains(strings.ToLower(body), "mayor"):
		return law.Signed, true
	case committee.MatchString(body):
		return law.Step, true
	case council.MatchString(body) && strings.EqualFold(result, "pass"):
		return law.Passed, true
	case council.MatchString(body) && strings.EqualFold(result, "fail"):
		return law.Passed, true // and failed
	}
	return law.Step, false
}

// status is what a status says, and whether it is known.
func (c City) status(raw string) (State, bool) {
	name := strings.ToLower(line(raw, maxName))
	if s, ok := c.States[name]; ok {
		return s, true
	}
	b := bare(name)
	s, ok := generalStates[b]
	return s, ok || !acting.MatchString(b)
}

var (
	ordinance  = regexp.MustCompile(`\bordinances?\b|^(council )?bill\b`)
	resolution = regexp.MustCompile(`\bresolutions?\b`)
	papers     = regexp.MustCompile(`\b(reports?|communications?|notices?|requests?|presentations?|petitions?|memorand(um|a)|committee|discussion|hearing)\b`)
	lawful     = regexp.MustCompile(`\b(laws?|acts?|orders?|charter|ordinances?|resolutions?|bills?)\b`)
)

// kind is what a type of matter is: by the city's table, else by its words
// ("Ordinance-S", "City Resolution").
func (c City) kind(raw string) Type {
	t, _ := c.knownKind(raw)
	return t
}

// knownKind also says whether the type is known; one that has no word of law in
// it is a paper of the council's and known for that.
func (c City) knownKind(raw string) (Type, bool) {
	name := strings.ToLower(line(raw, maxName))
	if t, ok := c.Types[name]; ok {
		return t, true
	}
	o, r := ordinance.MatchString(name), resolution.MatchString(name)
	switch {
	case papers.MatchString(name):
		return Type{Kind: law.OtherMeasure}, true
	case r && !o:
		return Type{Kind: law.Resolution}, true
	case o && !r:
		return Type{Kind: law.Ordinance}, true
	}
	return Type{Kind: law.OtherMeasure}, !lawful.MatchString(name)
}

// Unknown names the labels of a matter and its history that are not known and
// may name an act, a status or a kind of law.
func (c City) Unknown(m Matter, actions []Action) []string {
	var out []string
	tell := func(what, label string) {
		if told := what + ` "` + clip(label, 120) + `"`; !slices.Contains(out, told) {
			out = append(out, told)
		}
	}
	kind, known := c.knownKind(m.Type)
	if !known {
		tell("type", line(m.Type, maxName))
	}
	if _, ok := c.status(m.Status); !ok && kind.Kind != law.OtherMeasure {
		tell("status", line(m.Status, maxName))
	}
	for _, a := range actions {
		name, body := line(a.Name, maxName), line(a.Body, maxName)
		if _, ok := c.knownAct(name, body, line(a.Result, maxName)); !ok {
			tell("action", name)
		}
	}
	return out
}
