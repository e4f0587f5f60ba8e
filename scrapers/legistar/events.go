package legistar

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"refuge/law"
)

// Events are the rows of a matter's history in order: those without date, name
// and body are dropped, and rows that report one act are merged, the ids of
// merged rows joined by a comma in SourceID. So the ids in SourceID and the rows
// dropped add up to the rows given.
func (c City) Events(m Matter, actions []Action) []law.Event {
	var events []law.Event
	var times []time.Time // of events, as the rows told them
	for _, a := range c.inOrder(actions) {
		e := law.Event{
			Date: day(a.At), Actor: line(a.Body, maxName), Note: line(a.Text, maxNote), Raw: line(a.Name, maxName), Result: line(a.Result, maxName),
			Vote: a.Vote, SourceID: strconv.Itoa(a.ID), Verified: true, Origin: law.Collected, Sources: c.sources(m), Seq: 1,
		}
		e.Type = c.act(e.Raw, e.Actor, e.Result)
		first := len(events)
		for first > 0 && events[first-1].Date == e.Date {
			first--
		}
		i := first
		for i < len(events) && !oneAct(&events[i], &e, times[i], a.At) {
			i++
		}
		if i < len(events) {
			c.merge(&events[i], &e)
			if !timed(times[i]) {
				times[i] = a.At
			}
			continue
		}
		if n := len(events); n > first {
			e.Seq = events[n-1].Seq + 1
		}
		events, times = append(events, e), append(times, a.At)
	}
	return events
}

// once are the acts that happen to a measure once on a day, whatever hour each
// body that tells of them gives: the mayor's, and what ends a veto.
var once = []law.EventType{law.Introduced, law.Signed, law.Returned, law.LapsedIntoLaw, law.VetoedEvent, law.VetoOverridden}

// oneAct says whether two rows of a day report one act: a row entered twice, or
// an act told by another body, too. Two votes of a day with times or results of
// their own are two acts.
func oneAct(e, f *law.Event, at, ft time.Time) bool {
	switch {
	case e.Result != f.Result && e.Result != "" && f.Result != "":
		return false
	case e.Raw == f.Raw && e.Actor == f.Actor && at.Equal(ft):
		return true
	case e.Type != f.Type || e.Type == law.Step || e.Date.IsZero():
		return false
	case slices.Contains(once, e.Type):
		return true
	}
	return e.Raw == f.Raw && !(timed(at) && timed(ft) && !at.Equal(ft))
}

// merge makes f part of e. Where two bodies tell of an act of the mayor, it is
// the mayor's.
func (c City) merge(e, f *law.Event) {
	e.SourceID += "," + f.SourceID
	e.Note, e.Result, e.Vote = cmp.Or(e.Note, f.Note), cmp.Or(e.Result, f.Result), cmp.Or(e.Vote, f.Vote)
	mayor := func(s string) bool { return strings.Contains(strings.ToLower(s), "mayor") }
	if e.Actor == "" || mayor(f.Actor) && !mayor(e.Actor) {
		e.Actor = cmp.Or(f.Actor, e.Actor)
	}
	if e.Raw == f.Raw {
		e.Type = c.act(e.Raw, e.Actor, e.Result)
	}
}

// timed says whether a wall time tells more than the day: midnight is how the
// source writes a day alone.
func timed(t time.Time) bool { return !t.Truncate(24 * time.Hour).Equal(t) }

// inOrder drops the rows that say nothing and puts the rest in order: by day,
// those without one last. Inside a day rows with a time go by it; one without
// stands where its number puts it among the others, unless the law's own order
// says otherwise: nothing is signed before it is passed.
func (c City) inOrder(actions []Action) []Action {
	byDay := map[law.Day][]Action{}
	for _, a := range actions {
		if a.At.IsZero() && strings.TrimSpace(a.Name) == "" && strings.TrimSpace(a.Body) == "" {
			continue
		}
		d := law.Day("")
		if !a.At.IsZero() {
			d = law.DayOf(a.At)
		}
		byDay[d] = append(byDay[d], a)
	}
	var out []Action
	var undated []Action
	days := make([]law.Day, 0, len(byDay))
	for d := range byDay {
		days = append(days, d)
	}
	slices.Sort(days)
	for _, d := range days {
		rows := c.day(byDay[d])
		if d == "" {
			undated = rows
			continue
		}
		out = append(out, rows...)
	}
	return append(out, undated...)
}

// day orders the rows of one day.
func (c City) day(rows []Action) []Action {
	slices.SortStableFunc(rows, func(a, b Action) int { return cmp.Compare(a.ID, b.ID) })
	var out, loose []Action
	for _, a := range rows {
		if timed(a.At) {
			out = append(out, a)
		} else {
			loose = append(loose, a)
		}
	}
	slices.SortStableFunc(out, func(a, b Action) int { return a.At.Compare(b.At) })
	for _, a := range loose {
		rank := c.rank(a)
		at, from, to := len(out), 0, len(out)
		for i, o := range out {
			if o.ID > a.ID && i < at {
				at = i
			}
			other := c.rank(o)
			if rank > 0 && other > 0 && other < rank {
				from = i + 1
			}
			if rank > 0 && other > rank && i < to {
				to = i
			}
		}
		if from <= to {
			at = min(max(at, from), to)
		}
		out = slices.Insert(out, at, a)
	}
	return out
}

// rank is the place of an act in the making of a law, 0 of a step, which may
// stand anywhere.
func (c City) rank(a Action) int {
	switch c.act(line(a.Name, maxName), line(a.Body, maxName), line(a.Result, maxName)) {
	case law.Introduced:
		return 1
	case law.Passed, law.FailedEvent:
		return 2
	case law.Signed, law.Returned, law.LapsedIntoLaw, law.VetoedEvent:
		return 3
	case law.VetoOverridden:
		return 4
	}
	return 0
}
