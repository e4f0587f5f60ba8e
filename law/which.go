package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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

// Asked is a text of a policy as a reader asks for it: the version of a label,
// the text of a day, or with neither the one the policy had when it was made.
type Asked struct {
	Policy Policy
	Label  string
	Day    Day
}

func (a Asked) String() string {
	switch {
	case a.Label != "":
		return a.Policy.Slug + "@" + a.Label
	case a.Day != "":
		return a.Policy.Slug + " on " + string(a.Day)
	}
	return a.Policy.Slug
}

// ToCompare picks the two versions that were asked for, both held. Of a policy
// asked for against itself, with no version and one day or none, they are those
// of its last change. A version named on one side stands for its policy when the
// other side's is looked for: the two are of one standing. The error wraps
// ErrInvalid for a version and a day on one side, ErrNotFound for a label that
// the policy has not and where no text is held to choose, ErrNoText for a version
// that is not held, and ErrConflict for texts that are not to be redlined against
// each other.
func ToCompare(left, right Asked) (a, b Version, err error) {
	sides := [2]Asked{left, right}
	for i, side := range sides {
		if side.Label == "" {
			continue
		}
		v, err := side.Policy.HeldVersion(side.Label)
		if err != nil {
			return a, b, err
		}
		if side.Day != "" {
			return a, b, fmt.Errorf("%s is a version, so the text of %s cannot be asked for as well: %w", side, side.Day, ErrInvalid)
		}
		sides[i].Policy.Versions = []Version{v}
	}
	switch {
	case left.Label != "" && right.Label != "":
		a, b = sides[0].Policy.Versions[0], sides[1].Policy.Versions[0]
		return a, b, CheckStandings(left.Policy, a, right.Policy, b)
	case left.Label == "" && right.Label == "" && left.Policy.Slug == right.Policy.Slug && left.Day == right.Day:
		a, b, ok := left.Policy.LastChange(left.Day)
		if !ok {
			return a, b, fmt.Errorf("no two texts of one standing are held of %s, so there is no change to show: %w", left, ErrNotFound)
		}
		return a, b, nil
	}
	a, b, ok := SameStanding(sides[0].Policy, sides[1].Policy, left.Day, right.Day)
	if ok {
		return a, b, nil
	}
	kind := ErrConflict
	for _, side := range sides {
		if _, _, ok := SameStanding(side.Policy, side.Policy, side.Day, side.Day); !ok {
			kind = ErrNotFound
		}
	}
	return a, b, fmt.Errorf("no two texts of one standing are held of %s and %s; %s: %w", left, right, instead(left.Policy, right.Policy), kind)
}

// HeldVersion returns the version of a label. The error wraps ErrNotFound if
// there is none and names those there are, and ErrNoText if its text is not held.
func (p Policy) HeldVersion(label string) (Version, error) {
	var labels []string
	for _, v := range p.Versions {
		if v.Label == label && !v.Held {
			return v, fmt.Errorf("the text of %s@%s is not held: %w", p.Slug, label, ErrNoText)
		}
		if v.Label == label {
			return v, nil
		}
		labels = append(labels, v.Label)
	}
	return Version{}, fmt.Errorf("%s has no version %q; it has %s: %w", p.Slug, label, strings.Join(labels, ", "), ErrNotFound)
}

// Comparable are two texts that can be redlined against each other: of two
// policies those of one standing that they had when they were made, of one policy
// those of its last change. It is false where there are no such two.
func Comparable(left, right Policy) (a, b Version, ok bool) {
	if left.Slug == right.Slug {
		return left.LastChange("")
	}
	return SameStanding(left, right, "", "")
}

func instead(left, right Policy) string {
	a, b, ok := Comparable(left, right)
	if !ok {
		return "there are no two to compare instead"
	}
	return fmt.Sprintf("compare %s@%s with %s@%s, which are both %s", left.Slug, a.Label, right.Slug, b.Label, a.Standing)
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
	return fmt.Errorf("%s@%s is %s and %s@%s %s: a text restated in our words is never redlined against law; %s: %w",
		left.Slug, a.Label, a.Standing, right.Slug, b.Label, b.Standing, instead(left, right), ErrConflict)
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
