package law

import (
	"fmt"
	"slices"
	"strings"
)

// Repeats says of each event which curated one it repeats, as its index, -1
// for none: a collected event repeats a curated one of the same type on a day
// that may be the same, the earliest of several.
func Repeats(events []Event) []int {
	out := make([]int, len(events))
	for i, e := range events {
		out[i] = -1
		if e.Origin != Collected {
			continue
		}
		for j, c := range events {
			if c.Origin != Curated || c.Type != e.Type || !c.Date.Overlaps(e.Date) {
				continue
			}
			if out[i] < 0 || c.Date.Compare(events[out[i]].Date) < 0 {
				out[i] = j
			}
		}
	}
	return out
}

// Account is what one source says of a policy, beside the record's own words;
// what it does not say is empty.
type Account struct {
	Source string
	Kind   PolicyKind
	Number string
	Status Status
}

// single are the events that happen to a measure once.
var single = []EventType{Introduced, Passed, Signed, LapsedIntoLaw, VetoedEvent, VetoOverridden}

// SourceRules are the rules of Disagreements, in the order the documentation
// lists them.
func SourceRules() []Rule {
	return []Rule{
		{Name: "source-kind", Sentence: "A source gives a curated policy the kind that the record gives it."},
		{Name: "source-number", Sentence: "A source gives a curated policy the number that the record gives it, where both number it in one series."},
		{Name: "source-status", Sentence: "A source gives a curated policy the status that the record gives it."},
		{Name: "source-date", Sentence: "A source dates what happens to a measure once as the curated record does."},
		{Name: "source-enactment", Sentence: "A source tells of the same act that made a curated policy law."},
	}
}

// Disagreements are the findings on a curated policy of which sources say
// something else, in their accounts or by the events that they tell. Titles are
// not compared, and numbers only within one series (a bill's number is no
// disagreement with the law's).
func Disagreements(p Policy, accounts []Account) []Finding {
	if p.Origin != Curated {
		return nil
	}
	var out []Finding
	say := func(rule, place, sentence string, args ...any) {
		out = append(out, Finding{SevWarning, rule, strings.TrimSpace(p.Slug + " " + place), fmt.Sprintf(sentence, args...)})
	}
	number := NumberKey(p.Number)
	for _, a := range accounts {
		if a.Kind != "" && a.Kind != OtherMeasure && a.Kind != p.Kind {
			say("source-kind", "", "The record says that it is of kind %s, %s says %s.", p.Kind, a.Source, a.Kind)
		}
		if n := NumberKey(a.Number); n != "" && number != "" && n != number && series(n) == series(number) {
			say("source-number", "", "The record says that its number is %s, %s says %s.", p.Number, a.Source, a.Number)
		}
		if a.Status != "" && p.Status != "" && a.Status != p.Status {
			say("source-status", "", "The record says that its status is %s, %s says %s.", p.Status, a.Source, a.Status)
		}
	}
	told := map[string]map[EventType][]Date{}
	var sources []string
	for _, e := range p.Events {
		if e.Date.IsZero() {
			continue
		}
		who := e.Source
		if e.Origin == Curated {
			who = ""
		}
		if told[who] == nil {
			told[who] = map[EventType][]Date{}
			sources = append(sources, who)
		}
		told[who][e.Type] = append(told[who][e.Type], e.Date)
	}
	slices.Sort(sources)
	ours := told[""]
	for _, source := range sources {
		if source == "" {
			continue
		}
		theirs := told[source]
		for _, t := range single {
			a, b := ours[t], theirs[t]
			if len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(d Date) bool { return slices.ContainsFunc(b, d.Overlaps) }) {
				say("source-date", string(t), "The record dates the event %s, %s dates it %s.", written(a), source, written(b))
			}
		}
		a, b := enactments(ours), enactments(theirs)
		if len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(t EventType) bool { return slices.Contains(b, t) }) {
			say("source-enactment", string(a[0]), "The record says that it became law by being %s, %s says %s.", a[0], source, b[0])
		}
	}
	return out
}

// enactments are the types among dated events that made a measure law.
func enactments(dates map[EventType][]Date) []EventType {
	var out []EventType
	for _, t := range EventTypes {
		if t.Enacts() && len(dates[t]) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// series is what a number has beside its figures.
func series(key string) string {
	return strings.Join(strings.FieldsFunc(key, func(r rune) bool { return r < 'a' || r > 'z' }), " ")
}

func written(dates []Date) string {
	dates = slices.Clone(dates)
	slices.SortFunc(dates, Date.Compare)
	var out []string
	for _, d := range slices.Compact(dates) {
		out = append(out, d.String())
	}
	return strings.Join(out, " and ")
}
