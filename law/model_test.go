package law

import "testing"

func TestEventTypes(t *testing.T) {
	for i, e := range EventTypes {
		if e.Order() != i {
			t.Errorf("%s stands at %d and orders as %d", e, i, e.Order())
		}
		if e.Enacts() && e.Ends() {
			t.Errorf("%s both enacts and ends", e)
		}
	}
	if EventType("voted").Order() != len(EventTypes) {
		t.Error("a type that is not listed comes after all others")
	}
	for _, e := range []EventType{Signed, LapsedIntoLaw, VetoOverridden, AdoptedByVoters} {
		if !e.Enacts() {
			t.Errorf("%s makes a measure law", e)
		}
	}
	for _, e := range []EventType{Introduced, Passed, VetoedEvent, Effective, Amended} {
		if e.Enacts() || e.Ends() {
			t.Errorf("%s alone neither makes nor ends a law", e)
		}
	}
	for _, e := range []EventType{SupersededEvent, RepealedEvent, RescindedEvent, ExpiredEvent, StruckDown} {
		if !e.Ends() {
			t.Errorf("%s ends a measure's force", e)
		}
	}
}

func TestListsNameNothingTwice(t *testing.T) {
	once(t, JurisdictionKinds)
	once(t, PolicyKinds)
	once(t, Statuses)
	once(t, EventTypes)
	once(t, RelationTypes)
	once(t, Standings)
	once(t, Stages)
	once(t, Lanes)
	once(t, ProgramKinds)
}

func once[T ~string](t *testing.T, list []T) {
	t.Helper()
	seen := map[T]bool{}
	for _, v := range list {
		if seen[v] || v == "" {
			t.Errorf("%T %q is listed twice, or empty", v, v)
		}
		seen[v] = true
	}
}

func TestStatusDead(t *testing.T) {
	for _, s := range Statuses {
		want := s != InForce && s != Proposed && s != Enjoined
		if s.Dead() != want {
			t.Errorf("%s: dead %v", s, s.Dead())
		}
	}
	if Status("").Dead() {
		t.Error("an unknown status is not known to be dead")
	}
}

func TestSectionWords(t *testing.T) {
	const text = "§ 1 Words."
	for _, c := range []struct {
		start, end int
		want       string
	}{
		{0, len(text), text},
		{5, 10, "Words"},
		{3, 3, ""},
		{5, 4, ""},
		{-1, 4, ""},
		{0, len(text) + 1, ""},
	} {
		if got := (Section{Start: c.start, End: c.end}).Words(text); got != c.want {
			t.Errorf("%d to %d is %q, want %q", c.start, c.end, got, c.want)
		}
	}
}

func TestPolicyName(t *testing.T) {
	p := Policy{Title: "Title", Citation: "Citation", ShortTitle: "Short"}
	for _, want := range []string{"Short", "Citation", "Title"} {
		if got := p.Name(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if p.ShortTitle != "" {
			p.ShortTitle = ""
		} else {
			p.Citation = ""
		}
	}
}
