package law

import "slices"

// Holding is a stretch of days on which a coding of a policy held: from From to
// the day before Until, LastDay where nothing ends it. On each of them it held
// with the same certainty, and its passage stood in the same version.
type Holding struct {
	Coding      int // its place in Policy.Codings
	From, Until Day
	// Certain is false where the dates known leave open whether it held.
	Certain bool
	// Version is the place in Policy.Versions of the text that was law and has
	// the coding's section, -1 where none is known to.
	Version int
}

// Holdings are the stretches in which the codings of a policy held, those of a
// coding in order.
//
// A coding holds on days on which its policy was in force, from the first day
// that its From can mean, or where that is unknown from the policy's own
// beginning, until the first day that its To can mean. Where no event says
// whether the policy was in force the coding's own dates decide, if it has
// both or the policy is not dead. A policy that never was law has none.
//
// The passage is looked for in the texts that were law on the day, the official
// before the consolidated before the restated. Has says whether a section
// stands in a version, by its place in Policy.Versions.
func Holdings(p Policy, has func(version int, section string) bool) []Holding {
	if p.Status.NeverLaw() || len(p.Codings) == 0 {
		return nil
	}
	f := ForceOf(p)
	texts := DaysOfTexts(p, f)
	laws := map[Day][]int{}
	lawOn := func(day Day) []int {
		if _, done := laws[day]; !done {
			laws[day] = p.lawOn(day, f, texts)
		}
		return laws[day]
	}
	var out []Holding
	for i, k := range p.Codings {
		for _, s := range stretches(f, texts, k.From.Earliest(), k.From.Latest(), k.To.Earliest()) {
			day := s.From
			holds, certain := k.heldOn(day, f, p.Status)
			if !holds {
				continue
			}
			h := Holding{Coding: i, From: day, Until: s.Until, Certain: certain, Version: -1}
			if k.Section != "" {
				if at := slices.IndexFunc(lawOn(day), func(v int) bool { return has(v, k.Section) }); at >= 0 {
					h.Version = lawOn(day)[at]
				}
			}
			if n := len(out); n > 0 && out[n-1].Coding == i && out[n-1].Until == h.From && out[n-1].Certain == h.Certain && out[n-1].Version == h.Version {
				out[n-1].Until = h.Until
				continue
			}
			out = append(out, h)
		}
	}
	return out
}

// stretches divides all days at those on which the force of a policy, its texts
// or what else is given may turn: inside one of them nothing changes.
func stretches(f Force, texts []TextDays, more ...Day) []Service {
	turns := append(more, FirstDay, f.Unsure)
	for _, s := range f.Spans {
		turns = append(turns, s.FromLo, s.FromHi, s.ToLo, s.ToHi)
	}
	for _, t := range texts {
		turns = append(turns, t.Law.From, t.Law.Until)
	}
	slices.Sort(turns)
	turns = slices.DeleteFunc(slices.Compact(turns), func(d Day) bool { return d == "" || d == LastDay })
	out := make([]Service, len(turns))
	for i, day := range turns {
		out[i] = Service{From: day, Until: LastDay}
		if i > 0 {
			out[i-1].Until = day
		}
	}
	return out
}

func (k Coding) heldOn(day Day, f Force, status Status) (holds, certain bool) {
	in, certain := f.On(day)
	switch {
	case !k.To.IsZero() && k.To.Earliest() <= day:
		return false, false
	case k.From.IsZero():
		return in, false
	case day < k.From.Earliest():
		return false, false
	case in:
		return true, certain && k.From.Latest() <= day
	case f.Unsaid(day):
		return !k.To.IsZero() || !status.Dead(), false
	}
	return false, false
}

// Grounds is the version whose section a coding rests on, for an answer that
// is not of one day: that of the last day on which the coding held or, where
// there is none such, the last curated one that has the section and may bear the
// coding out. -1 if there is none. Held are the policy's holdings.
func (p Policy) Grounds(coding int, held []Holding, has func(version int, section string) bool) int {
	k, last := p.Codings[coding], -1
	if k.Section == "" {
		return -1
	}
	for _, h := range held {
		if h.Coding == coding && h.Version >= 0 {
			last = h.Version
		}
	}
	if last >= 0 {
		return last
	}
	for i, v := range p.Versions {
		if p.Bears(v, k) && has(i, k.Section) && (last < 0 || p.Versions[last].From.Compare(v.From) <= 0) {
			last = i
		}
	}
	return last
}
