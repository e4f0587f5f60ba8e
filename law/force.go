package law

import (
	"cmp"
	"slices"
)

// Span is a stretch of days on which a measure was in force. It began on a day
// from FromLo to FromHi, and on a day from ToLo to ToHi it no longer was;
// LastDay stands for an end that nothing names.
type Span struct {
	FromLo, FromHi, ToLo, ToHi Day
}

// Force is when a measure was in force, as far as its events and its status
// say.
type Force struct {
	Spans   []Span // in order, none over another
	Enacted Date   // when it became law or was issued; a ruling never was
	First   Date   // its earliest dated event
	Over    Day    // the first day on which it is over for good; "" if it is not, or nobody knows since when
	Unsure  Day    // of a dead measure whose end is not known, the first day not known to be of its force

	status Status
	began  bool // an event says how it came into force
}

// NeverLaw says that a measure of this status has no days on which it was law.
func (s Status) NeverLaw() bool { return s == Proposed || s == Failed || s == Vetoed }

// NotLaw is the status of a measure that acts on another and did not become law
// itself: it would amend or repeal and does not. "" where it became law, where
// that is not known, or where a relation of the type says nothing of law.
func NotLaw(t RelationType, acting Status) Status {
	switch t {
	case Amends, Supersedes, Repeals, Implements, Codifies, Reaffirms:
		if acting.NeverLaw() {
			return acting
		}
	}
	return ""
}

// On says whether the measure was in force on a day. A stretch of force is
// taken to begin on the first day that its beginning can mean and to end on the
// first that its end can mean; certain is false where the dates known leave it
// open, or where no event says when the measure was in force.
func (f Force) On(day Day) (in, certain bool) {
	certain = !f.Unsaid(day)
	for _, s := range f.Spans {
		switch {
		case s.FromLo <= day && day < s.ToLo:
			return true, s.FromHi <= day
		case s.ToLo <= day && day < s.ToHi:
			certain = false
		}
	}
	return false, certain
}

// Unsaid says that no event tells whether the measure, which was law at some
// time, was in force on a day. The dates of its texts and codings are then all
// that is known of it.
func (f Force) Unsaid(day Day) bool {
	if f.status.NeverLaw() {
		return false
	}
	return !f.began || f.Unsure != "" && f.Unsure <= day
}

// ForceOf derives when a policy was in force from its events, in any order.
//
// It begins by its first effective event; else by the first event that made it
// law (signed, lapsed into law, veto overridden, adopted by voters); else, for
// kinds that nobody signs or where its status says that it became law, by the
// last time it passed; a ruling by its first decision; and a policy of which
// nothing of this is known by the first event that presupposes its force
// (reaffirmed, amended). It ends by being superseded, repealed, rescinded,
// expired or struck down. A ruling that struck down a policy whose status is
// "in force" reached only a part or was reversed, and ends nothing; a policy
// that is itself a ruling is not struck down by what it decides. After an end,
// it is in force again from a later effective, enacting or reaffirming event,
// or from being upheld if it had been struck down, provided that its status is
// not dead or that another end follows. A dead policy without a known end is
// over after its last dated event. A proposed, failed or vetoed one was never
// in force.
//
// Of a curated policy the curated events decide if they say how it began.
func ForceOf(p Policy) Force {
	f := Force{status: p.Status}
	ev := f.deciding(p)
	if len(ev) == 0 {
		return f
	}
	last := ev[len(ev)-1].Date.Latest().Add(1)
	switch p.Status {
	case Proposed:
		return f
	case Failed, Vetoed:
		f.Over = last
		for _, e := range slices.Backward(ev) {
			if e.Type.Ends() || e.Type == FailedEvent || e.Type == VetoedEvent || e.Type == Withdrawn || e.Type == Filed {
				f.Over = e.Date.Earliest()
				break
			}
		}
		return f
	}
	begin := beginning(p.Kind, p.Status, ev)
	if begin < 0 {
		if p.Status.Dead() {
			f.Unsure = last
		}
		return f
	}
	f.began = true
	f.Enacted = enactment(p.Kind, ev)
	f.run(p, ev, begin, last)
	return f
}

// deciding sets the earliest event and returns the dated events that decide,
// in order.
func (f *Force) deciding(p Policy) []Event {
	var all, curated []Event
	repeats := Repeats(p.Events)
	for _, i := range InOrder(p.Events) {
		e := p.Events[i]
		if e.Date.IsZero() {
			continue
		}
		if f.First.IsZero() || e.Date.Compare(f.First) < 0 {
			f.First = e.Date
		}
		if e.Type == Step || repeats[i] >= 0 {
			continue
		}
		all = append(all, e)
		if e.Origin == Curated {
			curated = append(curated, e)
		}
	}
	if p.Origin == Curated && beginning(p.Kind, p.Status, curated) >= 0 {
		return curated
	}
	return all
}

// run goes through the events from the one that began the measure's force.
func (f *Force) run(p Policy, ev []Event, begin int, last Day) {
	from := ev[begin].Date
	open, struck := true, false
	closeAt := func(lo, hi Day) {
		open, f.Over = false, lo
		if lo > from.Earliest() {
			f.Spans = append(f.Spans, Span{FromLo: from.Earliest(), FromHi: from.Latest(), ToLo: lo, ToHi: hi})
		}
	}
	for i, e := range ev {
		switch {
		case i == begin || e.Date.Earliest() < from.Earliest():
		case open && endsForce(p, e.Type):
			struck = e.Type == StruckDown
			closeAt(e.Date.Earliest(), e.Date.Latest())
		case !open && revives(e.Type, struck) && (!p.Status.Dead() || slices.ContainsFunc(ev[i+1:], func(e Event) bool { return endsForce(p, e.Type) })):
			open, from, f.Over = true, e.Date, ""
		}
	}
	switch {
	case open && p.Status.Dead():
		closeAt(last, LastDay)
		f.Over, f.Unsure = "", last
	case open:
		closeAt(LastDay, LastDay)
		f.Over = ""
	}
}

func endsForce(p Policy, t EventType) bool {
	if t == StruckDown {
		return p.Kind != CourtRuling && p.Status != InForce
	}
	return t.Ends()
}

func revives(t EventType, struck bool) bool {
	return t == Effective || t == Reaffirmed || t.Enacts() || struck && t == Upheld
}

// beginning is the index of the event by which a policy came into force, -1 if
// none is known.
func beginning(kind PolicyKind, status Status, ev []Event) int {
	first := func(types ...EventType) int {
		return slices.IndexFunc(ev, func(e Event) bool { return slices.Contains(types, e.Type) })
	}
	if kind == CourtRuling {
		return slices.IndexFunc(ev, func(e Event) bool { return e.Type.Decides() })
	}
	if i := first(Effective); i >= 0 {
		return i
	}
	if i := first(enacting...); i >= 0 {
		return i
	}
	if kind.unsigned() || status != "" {
		for i, e := range slices.Backward(ev) {
			if e.Type == Passed {
				return i
			}
		}
	}
	if status != "" {
		return first(Reaffirmed, Amended)
	}
	return -1
}

// enactment is when a policy became law or was issued; a ruling never was.
func enactment(kind PolicyKind, ev []Event) Date {
	if kind == CourtRuling {
		return Date{}
	}
	for _, e := range ev {
		if e.Type.Enacts() {
			return e.Date
		}
	}
	for _, e := range slices.Backward(ev) {
		if e.Type == Passed {
			return e.Date
		}
	}
	for _, e := range ev {
		if e.Type == Effective {
			return e.Date
		}
	}
	return Date{}
}

// unsigned says whether measures of a kind stand by being passed alone.
func (k PolicyKind) unsigned() bool {
	switch k {
	case Resolution, AdministrativePolicy, PoliceOrder, Directive:
		return true
	}
	return false
}

// DayRanks ranks the events of one day, one rank for each event: the legal
// order of their types, except that where the source orders them itself none
// comes before one it puts earlier.
func DayRanks(events []Event) []int {
	order := make([]int, len(events))
	for i := range events {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := events[i], events[j]
		return cmp.Or(cmp.Compare(a.Date.Earliest(), b.Date.Earliest()), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Seq, b.Seq))
	})
	ranks := make([]int, len(events))
	for n, i := range order {
		e := events[i]
		ranks[i] = e.Type.Order()
		if n == 0 || e.Seq == 0 {
			continue
		}
		before := events[order[n-1]]
		if before.Seq != 0 && before.Date.Earliest() == e.Date.Earliest() && before.Source == e.Source {
			ranks[i] = max(ranks[i], ranks[order[n-1]])
		}
	}
	return ranks
}

// InOrder is the order in which events happened, as indexes: by their earliest
// days, those of one day by their ranks, undated ones first.
func InOrder(events []Event) []int {
	ranks := DayRanks(events)
	order := make([]int, len(events))
	for i := range events {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := events[i], events[j]
		return cmp.Or(cmp.Compare(a.Date.Earliest(), b.Date.Earliest()), cmp.Compare(ranks[i], ranks[j]), cmp.Compare(a.Seq, b.Seq),
			cmp.Compare(a.Date.Latest(), b.Date.Latest()))
	})
	return order
}
