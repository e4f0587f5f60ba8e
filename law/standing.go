package law

import (
	"cmp"
	"fmt"
	"slices"
)

// Two things can be said of a text on a day. It stood: it was the latest text
// of its standing, whether or not the measure was in force; a bill's text
// stands. It was law: the measure was in force, and this was its text. Neither
// is ever said of a text that may be from after the day.

// TextDays is when the text of a version stood, and when it was law if the
// measure was in force. From is the first day, Until the first no longer;
// LastDay where nothing ends it, both empty where it never did.
type TextDays struct {
	Stood, Law Service
}

// DaysOfTexts gives the days of each version of a policy whose force is f.
//
// A text stands from the last day that its From can mean, else its Date, to the
// last that its To can mean, the day the next text of its standing that is held
// stands, or the day the measure was over. It is law from its From; an enacted,
// consolidated or restated one that says only when it came to be, from the
// measure's next day of taking effect, else from its own date; one that passed
// likewise, of a measure that nobody signs. It is law until its To, until a text
// that began later, or until the measure was over. Of a measure of which no
// event says when it ended, the To of the text decides.
func DaysOfTexts(p Policy, f Force) []TextDays {
	out := make([]TextDays, len(p.Versions))
	for i, v := range p.Versions {
		stood := v.From
		if stood.IsZero() {
			stood = v.Date
		}
		out[i].Stood.From = stood.Latest()
		if !p.Status.NeverLaw() {
			out[i].Law.From = lawFrom(p, v).Latest()
		}
	}
	for i, v := range p.Versions {
		end := LastDay
		switch {
		case !v.To.IsZero():
			end = v.To.Latest()
		case f.Unsure != "":
			end = f.Unsure
		}
		if f.Over != "" {
			end = min(end, f.Over)
		}
		if s := &out[i].Stood; s.From != "" {
			s.Until = end
			for j, w := range p.Versions {
				next := out[j].Stood.From
				if next == "" || !w.Held || w.Standing != v.Standing {
					continue
				}
				if later := cmp.Or(cmp.Compare(next, s.From), slices.Index(Stages, w.Stage)-slices.Index(Stages, v.Stage), w.Date.Compare(v.Date), j-i); later > 0 {
					s.Until = min(s.Until, next)
				}
			}
		}
		if s := &out[i].Law; s.From != "" {
			s.Until = end
			for j := range p.Versions {
				if next := out[j].Law.From; next > s.From {
					s.Until = min(s.Until, next)
				}
			}
		}
	}
	for i := range out {
		out[i].Stood = out[i].Stood.orNone()
		out[i].Law = out[i].Law.orNone()
	}
	return out
}

// lawFrom is when the text of a version began to be the law, unknown for one
// that never did by itself.
func lawFrom(p Policy, v Version) Date {
	switch {
	case !v.From.IsZero():
		return v.From
	case v.Stage == AsPassed && p.Kind.unsigned():
	case v.Stage != AsEnacted && v.Stage != AsConsolidated && v.Stage != AsRestated:
		return Date{}
	}
	from := Date{}
	for _, e := range p.Events {
		if e.Type == Effective && !e.Date.IsZero() && !v.Date.IsZero() && !e.Date.Before(v.Date) && (from.IsZero() || e.Date.Compare(from) < 0) {
			from = e.Date
		}
	}
	if from.IsZero() {
		return v.Date
	}
	return from
}

// Then is what can be said of a policy on a day.
type Then struct {
	Day     Day
	InForce bool
	// Certain is false where the dates known leave open whether it was in force
	// or which text was law.
	Certain bool
	// Law are the versions whose text was law, Stood those held whose text stood:
	// the official before the consolidated before the restated, a text that is
	// held before all that are not.
	Law, Stood []Version
	// Sentence says what was found.
	Sentence string
}

// On says what a policy was on a day. All its events must be given, also those
// that repeat another; texts may be left out.
func (p Policy) On(day Day) Then {
	f := ForceOf(p)
	texts := DaysOfTexts(p, f)
	then := Then{Day: day}
	then.InForce, then.Certain = f.On(day)
	perhaps := false
	for _, i := range p.lawOn(day, f, texts) {
		v := p.Versions[i]
		then.Law = append(then.Law, v)
		if !v.To.IsZero() && v.To.Earliest() <= day {
			then.Certain = false
		}
	}
	var stood []int
	for i, v := range p.Versions {
		if texts[i].Stood.Covers(day, day) && v.Held {
			stood = append(stood, i)
		}
		if from := lawFrom(p, v); then.InForce && !from.IsZero() && from.Earliest() <= day && day < from.Latest() {
			perhaps = true
		}
	}
	for _, i := range p.bestFirst(stood) {
		then.Stood = append(then.Stood, p.Versions[i])
	}
	then.Certain = then.Certain && !perhaps
	then.Sentence = then.sentence(f.Unsaid(day), perhaps)
	return then
}

// lawOn are the versions whose text was law on a day, best first.
func (p Policy) lawOn(day Day, f Force, texts []TextDays) []int {
	if in, _ := f.On(day); !in && !f.Unsaid(day) {
		return nil
	}
	var out []int
	for i, t := range texts {
		if t.Law.Covers(day, day) {
			out = append(out, i)
		}
	}
	return p.bestFirst(out)
}

// LawDays is a stretch of days on which the text of a version was law.
type LawDays struct {
	Version int // its place in Policy.Versions
	Service
}

// DaysOfLaw are the days on which texts of a policy were law, in order: those on
// which Policy.On names them.
func DaysOfLaw(p Policy) []LawDays {
	f := ForceOf(p)
	texts := DaysOfTexts(p, f)
	if !slices.ContainsFunc(texts, func(t TextDays) bool { return t.Law.From != "" }) {
		return nil
	}
	var out []LawDays
	last := map[int]int{} // by version, its place in out
	for _, s := range stretches(f, texts) {
		for _, v := range p.lawOn(s.From, f, texts) {
			if at, ok := last[v]; ok && out[at].Until == s.From {
				out[at].Until = s.Until
				continue
			}
			last[v] = len(out)
			out = append(out, LawDays{v, s})
		}
	}
	return out
}

func (p Policy) bestFirst(versions []int) []int {
	slices.SortStableFunc(versions, func(i, j int) int {
		a, b := p.Versions[i], p.Versions[j]
		return cmp.Or(compareBool(b.Held, a.Held), slices.Index(Standings, a.Standing)-slices.Index(Standings, b.Standing))
	})
	return versions
}

func (t Then) sentence(unsaid, perhaps bool) string {
	said := ""
	switch {
	case unsaid && len(t.Law) > 0:
		said = fmt.Sprintf("No event says whether it was in force on %s; by its own dates this text was law then.", t.Day)
	case unsaid:
		said = fmt.Sprintf("No event says whether it was in force on %s, and no text of it is recorded as law then.", t.Day)
	case !t.InForce && t.Certain:
		said = fmt.Sprintf("By its recorded events it was not in force on %s.", t.Day)
	case !t.InForce:
		said = fmt.Sprintf("The dates recorded leave open whether it was still in force on %s.", t.Day)
	case len(t.Law) > 0:
		said = fmt.Sprintf("The text that was law on %s, by the dates recorded.", t.Day)
	case perhaps:
		said = fmt.Sprintf("The dates recorded leave open whether a text of it was law on %s yet.", t.Day)
	default:
		said = fmt.Sprintf("No text of it is recorded as law on %s.", t.Day)
	}
	if len(t.Law) > 0 && !t.Law[0].Held {
		said += " It is not held."
	}
	if len(t.Law) == 0 && len(t.Stood) > 0 {
		said += fmt.Sprintf(" The text that stood then (%s) was not law.", t.Stood[0].Label)
	}
	return said
}
