package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"refuge/law"
)

// What the store derives from the facts of one policy or one office. All of it
// is made anew whenever the facts it rests on change.

// serve sets from when to when each term of one office was served, the terms
// in order of their start. Ends are written either as the last day or as the
// successor's first: an end that is the successor's start is no longer served,
// any other end known to the day is. An end known to the month or the year
// covers all of it, up to a successor's start inside it; a start known to the
// month or the year begins at a predecessor's end inside it.
func serve(terms []*kept[termRow]) {
	slices.SortFunc(terms, func(a, b *kept[termRow]) int {
		return cmp.Or(a.row.StartDate.Compare(b.row.StartDate), cmp.Compare(a.row.ID, b.row.ID))
	})
	for i, t := range terms {
		r := &t.row
		r.ServesFrom, r.ServesUntil = r.StartLo, ""
		if r.StartDate.IsZero() {
			continue
		}
		if i > 0 {
			before := terms[i-1].row.EndDate
			if !r.StartDate.IsDay() && before.Overlaps(r.StartDate) {
				r.ServesFrom = max(r.ServesFrom, dayCol(before.Earliest()))
			}
		}
		r.ServesUntil = dayCol(law.LastDay)
		if r.EndDate.IsZero() {
			continue
		}
		r.ServesUntil = dayCol(r.EndDate.Latest().Add(1))
		for _, next := range terms[i+1:] {
			if next.row.StartDate == r.StartDate {
				continue
			}
			if next.row.StartDate.Overlaps(r.EndDate) {
				r.ServesUntil = min(r.ServesUntil, next.row.StartHi)
			}
			break
		}
	}
}

// rankDays sets the order of the events of one day: the legal order of their
// types, except that where the source orders them itself none comes before one
// it puts earlier.
func rankDays(events []*kept[eventRow]) {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b *kept[eventRow]) int {
		return cmp.Or(cmp.Compare(a.row.DateLo, b.row.DateLo), cmp.Compare(a.row.Source, b.row.Source), cmp.Compare(a.row.Seq, b.row.Seq))
	})
	for i, e := range sorted {
		e.row.DayRank = e.row.Type.Order()
		if i == 0 || e.row.Seq == 0 {
			continue
		}
		if p := sorted[i-1].row; p.Seq != 0 && p.DateLo == e.row.DateLo && p.Source == e.row.Source {
			e.row.DayRank = max(e.row.DayRank, p.DayRank)
		}
	}
}

// corroborate points each collected event at the curated one it repeats: of
// the same type, on a day that may be the same.
func corroborate(events []*kept[eventRow]) {
	for _, e := range events {
		e.row.SameAs = 0
		if e.row.Origin != law.Collected {
			continue
		}
		var best *eventRow
		for _, c := range events {
			if c.row.Origin != law.Curated || c.row.Type != e.row.Type || !c.row.Date.Overlaps(e.row.Date) {
				continue
			}
			if best == nil || cmp.Or(c.row.Date.Compare(best.Date), cmp.Compare(c.row.ID, best.ID)) < 0 {
				best = &c.row
			}
		}
		if best != nil {
			e.row.SameAs = refCol(best.ID)
		}
	}
}

// life is what the events and the status of a policy say of its force.
type life struct {
	spans    []spanRow
	enacted  law.Date
	over     dayCol // the first day on which it is over for good; "" if it is not, or nobody knows since when
	unsure   dayCol // of a dead policy whose end is not known: the first day not known to be of its force
	first    law.Date
	original []eventRow // the dated events that decide, in order
}

// lifeOf derives when a policy was in force.
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
func lifeOf(kind law.PolicyKind, status law.Status, origin law.Origin, events []*kept[eventRow]) life {
	var l life
	var all, curated []eventRow
	for _, e := range events {
		if e.row.Date.IsZero() {
			continue
		}
		if l.first.IsZero() || e.row.Date.Compare(l.first) < 0 {
			l.first = e.row.Date
		}
		if e.row.Type == law.Step || e.row.SameAs != 0 {
			continue
		}
		all = append(all, e.row)
		if e.row.Origin == law.Curated {
			curated = append(curated, e.row)
		}
	}
	byDay := func(a, b eventRow) int {
		return cmp.Or(cmp.Compare(a.DateLo, b.DateLo), cmp.Compare(a.DayRank, b.DayRank), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.DateHi, b.DateHi))
	}
	slices.SortStableFunc(all, byDay)
	slices.SortStableFunc(curated, byDay)
	l.original = all
	if origin == law.Curated && beginning(kind, status, curated) >= 0 {
		l.original = curated
	}
	if len(l.original) == 0 {
		return l
	}
	ev := l.original
	last := dayCol(law.Day(ev[len(ev)-1].DateHi).Add(1))
	switch status {
	case law.Proposed:
		return l
	case law.Failed, law.Vetoed:
		l.over = last
		for _, e := range slices.Backward(ev) {
			if e.Type.Ends() || e.Type == law.FailedEvent || e.Type == law.VetoedEvent || e.Type == law.Withdrawn || e.Type == law.Filed {
				l.over = e.DateLo
				break
			}
		}
		return l
	}
	begin := beginning(kind, status, ev)
	if begin < 0 {
		if status.Dead() {
			l.unsure = last
		}
		return l
	}
	l.enacted = enactment(kind, ev)
	from := ev[begin]
	open, struck := true, false
	closeAt := func(lo, hi dayCol) {
		open, l.over = false, lo
		if lo > from.DateLo {
			l.spans = append(l.spans, spanRow{FromLo: from.DateLo, FromHi: from.DateHi, ToLo: lo, ToHi: hi})
		}
	}
	for i, e := range ev {
		switch {
		case i == begin || e.DateLo < from.DateLo:
		case open && ends(kind, status, e.Type):
			struck = e.Type == law.StruckDown
			closeAt(e.DateLo, e.DateHi)
		case !open && revives(e.Type, struck) && (!status.Dead() || slices.ContainsFunc(ev[i+1:], func(f eventRow) bool { return ends(kind, status, f.Type) })):
			open, from, l.over = true, e, ""
		}
	}
	switch {
	case open && status.Dead():
		closeAt(last, dayCol(law.LastDay))
		l.over, l.unsure = "", last
	case open:
		closeAt(dayCol(law.LastDay), dayCol(law.LastDay))
		l.over = ""
	}
	return l
}

func ends(kind law.PolicyKind, status law.Status, t law.EventType) bool {
	if t == law.StruckDown {
		return kind != law.CourtRuling && status != law.InForce
	}
	return t.Ends()
}

func revives(t law.EventType, struck bool) bool {
	return t == law.Effective || t == law.Reaffirmed || t.Enacts() || struck && t == law.Upheld
}

// beginning is the index of the event by which a policy came into force, -1 if
// none is known.
func beginning(kind law.PolicyKind, status law.Status, ev []eventRow) int {
	is := func(types ...law.EventType) func(eventRow) bool {
		return func(e eventRow) bool { return slices.Contains(types, e.Type) }
	}
	if kind == law.CourtRuling {
		return slices.IndexFunc(ev, func(e eventRow) bool { return e.Type.Decides() })
	}
	if i := slices.IndexFunc(ev, is(law.Effective)); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(ev, func(e eventRow) bool { return e.Type.Enacts() }); i >= 0 {
		return i
	}
	if unsigned(kind) || status != "" {
		for i, e := range slices.Backward(ev) {
			if e.Type == law.Passed {
				return i
			}
		}
	}
	if status != "" {
		return slices.IndexFunc(ev, is(law.Reaffirmed, law.Amended))
	}
	return -1
}

// enactment is when a policy became law or was issued; a ruling never was.
func enactment(kind law.PolicyKind, ev []eventRow) law.Date {
	if kind == law.CourtRuling {
		return law.Date{}
	}
	for _, e := range ev {
		if e.Type.Enacts() {
			return e.Date
		}
	}
	for _, e := range slices.Backward(ev) {
		if e.Type == law.Passed {
			return e.Date
		}
	}
	for _, e := range ev {
		if e.Type == law.Effective {
			return e.Date
		}
	}
	return law.Date{}
}

// unsigned says whether measures of a kind stand by being passed alone.
func unsigned(kind law.PolicyKind) bool {
	switch kind {
	case law.Resolution, law.AdministrativePolicy, law.PoliceOrder, law.Directive:
		return true
	}
	return false
}

// stand sets from when to when each version's text stood: from the last day its
// From, else its Date, can mean, to the first day its To can mean, the day the
// next text of the same standing stood, or the day the policy was over.
func stand(versions []*kept[versionRow], over dayCol) {
	for _, v := range versions {
		v.row.StandsLo, v.row.StandsTo = v.row.FromHi, ""
		if v.row.FromDate.IsZero() {
			v.row.StandsLo = v.row.DateHi
		}
	}
	for _, v := range versions {
		if v.row.StandsLo == "" {
			continue
		}
		until := dayCol("")
		sooner := func(d dayCol) {
			if d != "" && (until == "" || d < until) {
				until = d
			}
		}
		sooner(v.row.ToLo)
		sooner(over)
		for _, w := range versions {
			if w.row.Standing != v.row.Standing || w.row.StandsLo == "" {
				continue
			}
			later := cmp.Or(cmp.Compare(w.row.StandsLo, v.row.StandsLo),
				cmp.Compare(slices.Index(law.Stages, w.row.Stage), slices.Index(law.Stages, v.row.Stage)),
				cmp.Compare(w.row.ID, v.row.ID))
			if later > 0 && w.row.Held {
				sooner(w.row.StandsLo)
			}
		}
		v.row.StandsTo = until
	}
}

// single are the events that happen to a measure once.
var single = []law.EventType{law.Introduced, law.Passed, law.Signed, law.LapsedIntoLaw, law.VetoedEvent, law.VetoOverridden}

// disagreements are the findings on a curated policy of which sources say
// something else. Titles are not compared, and numbers only within one series
// (a bill's number is no disagreement with the law's).
func disagreements(p policyRow, accounts []*kept[accountRow], events []*kept[eventRow]) []findingRow {
	var out []findingRow
	say := func(rule, place, sentence string, args ...any) {
		out = append(out, findingRow{PolicyID: p.ID, Severity: law.SevWarning, Rule: rule,
			Subject: strings.TrimSpace(p.Slug + " " + place), Sentence: fmt.Sprintf(sentence, args...)})
	}
	if p.Origin != law.Curated {
		return nil
	}
	for _, k := range accounts {
		if k.gone {
			continue
		}
		a := k.row
		if a.Kind != "" && a.Kind != law.OtherMeasure && a.Kind != p.Kind {
			say("source-kind", "", "The record says that it is of kind %s, %s says %s.", p.Kind, a.Source, a.Kind)
		}
		if n := numberKey(a.Number); n != "" && p.NumberKey != "" && n != p.NumberKey && series(n) == series(p.NumberKey) {
			say("source-number", "", "The record says that its number is %s, %s says %s.", p.Number, a.Source, a.Number)
		}
		if a.Status != "" && p.Status != "" && a.Status != p.Status {
			say("source-status", "", "The record says that its status is %s, %s says %s.", p.Status, a.Source, a.Status)
		}
	}
	dates := map[string]map[law.EventType][]law.Date{} // "" is the record
	for _, k := range events {
		if k.gone || k.row.Date.IsZero() {
			continue
		}
		who := k.row.Source
		if k.row.Origin == law.Curated {
			who = ""
		}
		if dates[who] == nil {
			dates[who] = map[law.EventType][]law.Date{}
		}
		dates[who][k.row.Type] = append(dates[who][k.row.Type], k.row.Date)
	}
	ours := dates[""]
	for _, source := range sortedKeys(dates) {
		if source == "" {
			continue
		}
		theirs := dates[source]
		for _, t := range single {
			a, b := ours[t], theirs[t]
			if len(a) == 0 || len(b) == 0 {
				continue
			}
			if !slices.ContainsFunc(a, func(x law.Date) bool { return slices.ContainsFunc(b, x.Overlaps) }) {
				say("source-date", string(t), "The record dates the event %s, %s dates it %s.", written(a), source, written(b))
			}
		}
		a, b := enacting(ours), enacting(theirs)
		if len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(t law.EventType) bool { return slices.Contains(b, t) }) {
			say("source-enactment", string(a[0]), "The record says that it became law by being %s, %s says %s.", a[0], source, b[0])
		}
	}
	return out
}

func enacting(dates map[law.EventType][]law.Date) []law.EventType {
	var out []law.EventType
	for _, t := range law.EventTypes {
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

func written(dates []law.Date) string {
	dates = slices.Clone(dates)
	slices.SortFunc(dates, law.Date.Compare)
	var out []string
	for _, d := range slices.Compact(dates) {
		out = append(out, d.String())
	}
	return strings.Join(out, " and ")
}

// stretches divides a text into what is searched as one: its top sections and
// what stands between them, or all of it where it has none. No word is in two.
func stretches(text string, sections []law.Section) [][2]int {
	var out [][2]int
	add := func(start, end int) {
		if start < end && strings.TrimSpace(text[start:end]) != "" {
			out = append(out, [2]int{start, end})
		}
	}
	at := 0
	for _, s := range sections {
		if s.Parent != "" || s.Start < at || s.End > len(text) {
			continue
		}
		add(at, s.Start)
		add(s.Start, s.End)
		at = s.End
	}
	add(at, len(text))
	return out
}
