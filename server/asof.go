package server

import (
	"cmp"
	"fmt"
	"slices"

	"refuge/law"
)

// lawOn returns the version of p that was law on a day, given that p was in
// force. It is nil where none was, or where the dates known leave open whether
// a text had begun: a text that may lie in the future is never shown. Certain
// is false where they leave open whether it had ended. The sentence says what
// was found.
//
// A version is law from its From; one that says only when it was enacted is
// law from the policy's next day of taking effect, else from its own date. Of
// several the one that began last is taken, of those that began together a
// text that is held before one that is not, and the official before the
// consolidated before the restated.
func lawOn(p law.Policy, day law.Day) (found *law.Version, certain bool, words string) {
	var began law.Date
	perhaps := false
	for i := range p.Versions {
		v := &p.Versions[i]
		from := beginning(*v, p.Events)
		switch {
		case from.IsZero() || from.Earliest() > day:
			continue
		case from.Latest() > day:
			perhaps = true
			continue
		case !v.To.IsZero() && v.To.Latest() < day:
			continue
		}
		if found == nil || prefer(*v, from, *found, began) {
			found, began = v, from
		}
	}
	switch {
	case found != nil:
		words = fmt.Sprintf("The text that was law on %s, by the dates recorded.", day)
	case perhaps:
		words = fmt.Sprintf("The dates recorded leave open whether a text of it was law on %s yet.", day)
	default:
		words = fmt.Sprintf("No text of it is recorded as law on %s.", day)
	}
	if found != nil && !found.Held {
		words += " It is not held."
	}
	if found == nil {
		return nil, !perhaps, words
	}
	return found, !mayHaveEnded(found.To, day) && !slices.ContainsFunc(p.Events, func(e law.Event) bool {
		return e.Type.Ends() && mayHaveEnded(e.Date, day)
	}), words
}

func beginning(v law.Version, events []law.Event) law.Date {
	if !v.From.IsZero() {
		return v.From
	}
	if v.Stage != law.AsEnacted && v.Stage != law.AsConsolidated && v.Stage != law.AsRestated || v.Date.IsZero() {
		return law.Date{}
	}
	begins := law.Date{}
	for _, e := range events {
		if e.Type == law.Effective && !e.Date.IsZero() && !e.Date.Before(v.Date) && (begins.IsZero() || e.Date.Compare(begins) < 0) {
			begins = e.Date
		}
	}
	if begins.IsZero() {
		return v.Date
	}
	return begins
}

func prefer(a law.Version, from law.Date, b law.Version, than law.Date) bool {
	if c := cmp.Compare(from.Latest(), than.Latest()); c != 0 {
		return c > 0
	}
	if a.Held != b.Held {
		return a.Held
	}
	return slices.Index(law.Standings, a.Standing) < slices.Index(law.Standings, b.Standing)
}

// mayHaveEnded says that the end may lie before or after the day.
func mayHaveEnded(end law.Date, day law.Day) bool {
	return !end.IsZero() && !end.IsDay() && end.Earliest() <= day && day <= end.Latest()
}
