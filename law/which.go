package law

import (
	"cmp"
	"fmt"
	"slices"
)

// Which of a policy's texts are compared where none is named. The rules give a
// version only where its text is held.

// Made returns the text of one standing that the policy had when it was made:
// the enacted one, of a measure without it the one that passed, else the first
// that is law; of one that never was law the last text it had. It is false where
// none of that standing is held.
func (p Policy) Made(s Standing) (Version, bool) {
	held := p.heldOf(s)
	if len(held) == 0 {
		return Version{}, false
	}
	for _, stage := range []Stage{AsEnacted, AsPassed, AsConsolidated, AsRestated} {
		if i := slices.IndexFunc(held, func(v Version) bool { return v.Stage == stage }); i >= 0 {
			return held[i], true
		}
	}
	return held[len(held)-1], true
}

// LastChange returns the two latest texts of one standing, in order: official
// ones where two are held, else consolidated, else restated. Given a day, only
// texts that stood by it count. It is false where no standing has two.
func (p Policy) LastChange(day Day) (before, after Version, ok bool) {
	texts := DaysOfTexts(p, ForceOf(p))
	for _, s := range Standings {
		held := p.heldOf(s)
		if day != "" {
			held = slices.DeleteFunc(held, func(v Version) bool {
				i := slices.IndexFunc(p.Versions, func(w Version) bool { return w.Label == v.Label })
				return texts[i].Stood.From == "" || texts[i].Stood.From > day
			})
		}
		if n := len(held); n > 1 {
			return held[n-2], held[n-1], true
		}
	}
	return Version{}, Version{}, false
}

// TextOn returns the text of one standing that was the policy's on a day: the
// one that was law, else the one that stood. It is false where none was, or
// where it is not held.
func (p Policy) TextOn(day Day, s Standing) (Version, bool) {
	then := p.On(day)
	for _, v := range slices.Concat(then.Law, then.Stood) {
		if v.Held && v.Standing == s {
			return v, true
		}
	}
	return Version{}, false
}

// SameStanding picks a text of each of two policies that can be redlined against
// each other: both of the first standing of which both have one. The texts are
// those of the day given, or, with none, those the policies had when they were
// made. It is false where they have none of one standing.
func SameStanding(left, right Policy, leftDay, rightDay Day) (a, b Version, ok bool) {
	which := func(p Policy, day Day, s Standing) (Version, bool) {
		if day == "" {
			return p.Made(s)
		}
		return p.TextOn(day, s)
	}
	for _, s := range Standings {
		a, haveA := which(left, leftDay, s)
		b, haveB := which(right, rightDay, s)
		if haveA && haveB {
			return a, b, true
		}
	}
	return Version{}, Version{}, false
}

// CheckStandings refuses to redline a restated text, which is in our words,
// against law. The error wraps ErrConflict and names two texts of one standing
// that can be compared, where there are any.
func CheckStandings(left Policy, a Version, right Policy, b Version) error {
	if (a.Standing == Restated) == (b.Standing == Restated) {
		return nil
	}
	instead := "no two texts of one standing are held"
	x, y, ok := SameStanding(left, right, "", "")
	if left.Slug == right.Slug {
		x, y, ok = left.LastChange("")
	}
	if ok {
		instead = fmt.Sprintf("compare %s@%s with %s@%s, which are both %s", left.Slug, x.Label, right.Slug, y.Label, x.Standing)
	}
	return fmt.Errorf("%s@%s is %s and %s@%s %s: a text restated in our words is never redlined against law; %s: %w",
		left.Slug, a.Label, a.Standing, right.Slug, b.Label, b.Standing, instead, ErrConflict)
}

// heldOf are the texts of one standing that are held, by date and stage.
func (p Policy) heldOf(s Standing) []Version {
	held := slices.DeleteFunc(slices.Clone(p.Versions), func(v Version) bool { return !v.Held || v.Standing != s })
	when := func(v Version) Day {
		if !v.Date.IsZero() {
			return v.Date.Earliest()
		}
		return v.From.Earliest()
	}
	slices.SortStableFunc(held, func(a, b Version) int {
		return cmp.Or(cmp.Compare(when(a), when(b)), slices.Index(Stages, a.Stage)-slices.Index(Stages, b.Stage))
	})
	return held
}
