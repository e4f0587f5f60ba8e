package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// EventFilter are the filters of timelines.
type EventFilter struct {
	Policy   []string         `query:"policy" doc:"Slugs; any of them" example:"springfield-ll-12-2014"`
	Kind     []law.PolicyKind `query:"kind" doc:"Kind of the policy; any of them" example:"local_law"`
	Type     []law.EventType  `query:"type" doc:"What happened; any of them" example:"signed"`
	Lane     []law.Lane       `query:"lane" doc:"Whose act it is; any of them" example:"mayor"`
	Origin   []law.Origin     `query:"origin" doc:"Who put it into the record" example:"curated"`
	Variable variableID       `query:"variable" doc:"Of policies with a coding of this variable of the codebook" example:"detainer_compliance"`
	From     law.Day          `query:"from" doc:"On this day or later" example:"2010-01-01"`
	To       law.Day          `query:"to" doc:"On this day or earlier" example:"2020-12-31"`
	Verified string           `query:"verified" enum:"true,false" doc:"Checked against a source, or not" example:"true"`
	Steps    bool             `query:"steps" doc:"Also recorded actions that change neither status nor text"`
	OffTopic bool             `query:"off_topic" doc:"Also collected measures that are not on the subject"`
	Undated  bool             `query:"undated" doc:"Also events whose day is not known; they come last"`
	Order    string           `query:"order" enum:"oldest,newest,changed" doc:"Which come first, the oldest if left out; changed: last changed first" example:"oldest"`
	Paged
}

func (f EventFilter) filter() store.TimelineFilter {
	return store.TimelineFilter{Page: f.page(), Policies: f.Policy, PolicyKinds: f.Kind, Types: f.Type, Lanes: f.Lane,
		Origins: f.Origin, Variable: string(f.Variable), From: f.From, To: f.To, Verified: eitherWay(f.Verified),
		Steps: f.Steps, OffTopic: f.OffTopic, Undated: f.Undated, Newest: f.Order == "newest", ByChange: f.Order == "changed" || f.Order == "" && f.Format == feedName}
}

// timelineQuery are the filters of a timeline of any selection.
type timelineQuery struct {
	Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Mayor        string   `query:"mayor" maxLength:"120" doc:"Slug of a person: events of their jurisdiction in their terms" example:"jane-doe"`
	EventFilter
}

func (q timelineQuery) filter() store.TimelineFilter {
	f := q.EventFilter.filter()
	f.Jurisdictions, f.Person = q.Jurisdiction, q.Mayor
	return f
}

func (q *timelineQuery) forPage() { q.EventFilter.forPage(100) }

// placeTimelineQuery are the filters of a jurisdiction's timeline.
type placeTimelineQuery struct {
	BySlug
	Mayor string `query:"mayor" maxLength:"120" doc:"Slug of a person: events in their terms" example:"jane-doe"`
	EventFilter
}

func (q placeTimelineQuery) filter() store.TimelineFilter {
	f := q.EventFilter.filter()
	f.Jurisdictions, f.Person = []string{q.Slug}, q.Mayor
	return f
}

func (q *placeTimelineQuery) forPage() { q.EventFilter.forPage(store.MaxLimit) }

// mayorTimelineQuery are the filters of a person's timeline.
type mayorTimelineQuery struct {
	ByPerson
	Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	EventFilter
}

// forPage shows more at a time than the API, and the undated too where no span
// of days is asked for.
func (f *EventFilter) forPage(limit int) {
	f.Limit = cmp.Or(f.Limit, limit)
	f.Undated = f.Undated || f.From == "" && f.To == ""
}

func (f *EventFilter) asData(query url.Values) {
	if f.Undated {
		query.Set("undated", "true")
	}
}

// orders are the orders of a timeline.
var orders = []string{"oldest", "newest", "changed"}

func (s *Server) addTimelines() {
	add(s, resource[timelineQuery, list[record.Entry]]{
		id: "timeline", path: "/timeline", summary: "Timeline", example: exampleTimeline,
		about: "Dated facts of any selection, each with whose act it was and who held the jurisdiction's executive office that day. " +
			"Two holders mean that the dates known do not decide between them.",
		answer: func(ctx context.Context, in *timelineQuery) (list[record.Entry], error) {
			return s.timeline(ctx, in.filter())
		},
		page: "/timeline",
		show: func(ctx context.Context, in *timelineQuery, l list[record.Entry]) (frontend.Page, error) {
			form := timelineForm(in.EventFilter, "")
			form.Action = "/timeline"
			var err error
			if form.Jurisdictions, err = s.placeChoices(ctx, in.Jurisdiction); err != nil {
				return nil, err
			}
			return &frontend.Timeline{Heading: "Timeline", Filter: form, Years: frontend.GroupByYear(l.Items), Pager: pager(ctx, l.List),
				Base: frontend.Base{Title: "Timeline", Section: "timeline"}}, nil
		}})

	add(s, resource[placeTimelineQuery, list[record.Entry]]{
		id: "jurisdiction-timeline", path: "/jurisdictions/{slug}/timeline", summary: "A jurisdiction's timeline", example: exampleTimeline,
		about: "Dated facts of its policies, each with who held office that day.",
		answer: func(ctx context.Context, in *placeTimelineQuery) (list[record.Entry], error) {
			if _, err := s.store.Jurisdiction(ctx, in.Slug); err != nil {
				return list[record.Entry]{}, err
			}
			return s.timeline(ctx, in.filter())
		},
		page: "/jurisdictions/{slug}/timeline", show: s.placeTimelinePage})

	add(s, resource[mayorTimelineQuery, list[record.Entry]]{
		id: "mayor-timeline", path: "/mayors/{person}/timeline", summary: "A person's timeline", example: exampleTimeline,
		about: "Dated facts of the person's jurisdiction within their terms.",
		answer: func(ctx context.Context, in *mayorTimelineQuery) (list[record.Entry], error) {
			if _, _, err := s.store.Tenures(ctx, in.Person); err != nil {
				return list[record.Entry]{}, err
			}
			f := in.filter()
			f.Jurisdictions, f.Person = in.Jurisdiction, in.Person
			return s.timeline(ctx, f)
		}})
}

func (s *Server) placeTimelinePage(ctx context.Context, in *placeTimelineQuery, l list[record.Entry]) (frontend.Page, error) {
	row, err := s.store.Jurisdiction(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	terms, err := s.store.Terms(ctx, in.Slug)
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", in.Slug, err)
	}
	self := "/jurisdictions/" + url.PathEscape(row.Slug)
	form := timelineForm(in.EventFilter, row.ExecutiveTitle)
	form.Action = self + "/timeline"
	p := &frontend.Timeline{Heading: "Timeline of " + row.Name, Place: &row, Filter: form, Pager: pager(ctx, l.List), Gaps: frontend.TermGaps(terms),
		Base: frontend.Base{Title: "Timeline of " + row.Name, Section: "jurisdictions",
			Trail: []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}, {Words: row.Name, Address: self}}}}
	// In the middle of a list, or of a selection, a term without an event says
	// nothing.
	empty := terms
	if len(l.Items) < l.Total || form.Narrow() {
		empty = nil
	}
	p.Terms = frontend.GroupByTerm(l.Items, terms, empty, in.Order == "newest")
	listed := map[int64]bool{}
	for _, e := range l.Items {
		listed[e.ID] = true
	}
	p.Chart, err = s.chart(ctx, row, terms, in.filter(), s.today(), func(e record.Entry) string {
		if !listed[e.ID] {
			return eventAddress(e)
		}
		return "#" + frontend.EntryID(e)
	})
	return p, err
}

// eventAddress is where an event stands among those of its policy.
func eventAddress(e record.Entry) string {
	return "/policies/" + url.PathEscape(e.Policy) + "#" + frontend.EntryID(e)
}

// chart draws the events of a place that a filter selects, to the latest of
// them. Where they are too many for one drawing, those of the curated record
// come first, then the latest; the drawing says what it leaves out.
func (s *Server) chart(ctx context.Context, place record.Place, terms []record.Term, f store.TimelineFilter, day law.Day,
	address func(record.Entry) string) (frontend.Chart, error) {
	f.Page, f.Newest, f.ByChange = store.Page{Limit: frontend.MaxMarks}, true, false
	events, err := s.store.Timeline(ctx, f)
	if err != nil {
		return frontend.Chart{}, fmt.Errorf("reading the events of %s: %w", place.Slug, err)
	}
	note := ""
	if all := events.Total; all > len(events.Items) {
		note = fmt.Sprintf("Drawn are the latest %d of %d events.", len(events.Items), all)
		if len(f.Origins) == 0 {
			f.Origins = []law.Origin{law.Curated}
			curated, err := s.store.Timeline(ctx, f)
			if err != nil {
				return frontend.Chart{}, fmt.Errorf("reading the curated events of %s: %w", place.Slug, err)
			}
			if n := len(curated.Items); n > 0 && n == curated.Total {
				events = curated
				note = fmt.Sprintf("Drawn are the %d events of the curated record; %d that were collected stand in the list only.", n, all-n)
			}
		}
	}
	c := frontend.DrawChart(place.Name, place.ExecutiveTitle, events.Items, terms, day, address)
	if note != "" {
		c.Note = note
	}
	return c, nil
}

// timelineForm is the form of a timeline's page, filled in as it was asked.
func timelineForm(f EventFilter, executive string) frontend.TimelineForm {
	var verified []string
	if f.Verified != "" {
		verified = []string{f.Verified}
	}
	return frontend.TimelineForm{
		Lanes: choices(law.Lanes, f.Lane, func(l law.Lane) string {
			if l == law.MayorLane {
				return strings.ToLower(cmp.Or(executive, "the chief executive"))
			}
			if l == law.CouncilLane {
				return "the legislature"
			}
			return plainly(l)
		}),
		Types:    choices(law.EventTypes, f.Type, plainly[law.EventType]),
		Verified: choices([]string{"true", "false"}, verified, func(v string) string { return map[string]string{"true": "verified", "false": "not verified"}[v] }),
		From:     string(f.From), To: string(f.To), Steps: f.Steps, Newest: f.Order == "newest"}
}

func (s *Server) timeline(ctx context.Context, f store.TimelineFilter) (list[record.Entry], error) {
	if err := checkSpan(f.From, f.To); err != nil {
		return list[record.Entry]{}, err
	}
	if err := s.checkPlaces(ctx, "jurisdiction", f.Jurisdictions); err != nil {
		return list[record.Entry]{}, err
	}
	l, err := s.store.Timeline(ctx, f)
	return listOf(l, entryColumns), err
}

var entryColumns = []column[record.Entry]{
	number("date", func(e record.Entry) any { return e.Date }),
	number("earliest", func(e record.Entry) any { return e.Date.Earliest() }),
	number("latest", func(e record.Entry) any { return e.Date.Latest() }),
	text("jurisdiction", func(e record.Entry) string { return e.Jurisdiction }),
	text("jurisdiction_name", func(e record.Entry) string { return e.JurisdictionName }),
	text("type", func(e record.Entry) string { return string(e.Type) }),
	text("lane", func(e record.Entry) string { return string(e.Lane) }),
	text("policy", func(e record.Entry) string { return e.Policy }),
	text("policy_title", func(e record.Entry) string { return e.PolicyTitle }),
	text("policy_kind", func(e record.Entry) string { return string(e.PolicyKind) }),
	text("holders", func(e record.Entry) string {
		names := make([]string, len(e.Holders))
		for i, h := range e.Holders {
			names[i] = h.Name
		}
		return several(names)
	}),
	text("actor", func(e record.Entry) string { return e.Actor }),
	text("note", func(e record.Entry) string { return e.Note }),
	text("raw", func(e record.Entry) string { return e.Raw }),
	text("result", func(e record.Entry) string { return e.Result }),
	number("verified", func(e record.Entry) any { return e.Verified }),
	text("origin", func(e record.Entry) string { return string(e.Origin) }),
	number("corroborated", func(e record.Entry) any { return e.Corroborated }),
	text("sources", func(e record.Entry) string { return several(e.Sources) }),
	text("settle", func(e record.Entry) string { return e.Settle }),
	number("vote_yes", func(e record.Entry) any { return voteOf(e).Yes }),
	number("vote_no", func(e record.Entry) any { return voteOf(e).No }),
	number("vote_abstain", func(e record.Entry) any { return voteOf(e).Abstain }),
	number("vote_absent", func(e record.Entry) any { return voteOf(e).Absent }),
}

// voteOf is the vote of an event, all unknown where there is none.
func voteOf(e record.Entry) law.Vote {
	if e.Vote == nil {
		return law.Vote{}
	}
	return *e.Vote
}
