package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// latestShown is how many events a page shows beside a link to all.
const latestShown = 8

func (s *Server) homePage(c *gin.Context) (frontend.Page, error) {
	ctx := c.Request.Context()
	p := &frontend.Home{Base: frontend.Base{Section: "home", JSON: "/jurisdictions.json", CSV: "/jurisdictions.csv",
		Description: "Ordinances, executive orders and other measures of American cities, counties and states on immigration enforcement: every version, who made it, and what changed."}}
	var err error
	if p.Groups, p.Totals, err = s.record(ctx); err != nil {
		return nil, err
	}
	latest, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: latestShown}, To: s.today(), Newest: true})
	if err != nil {
		return nil, fmt.Errorf("reading the latest events: %w", err)
	}
	p.Latest = latest.Items
	return p, nil
}

func (s *Server) jurisdictionsPage(c *gin.Context) (frontend.Page, error) {
	p := &frontend.Jurisdictions{Base: frontend.Base{Title: "Jurisdictions", Section: "jurisdictions",
		JSON: "/jurisdictions.json", CSV: "/jurisdictions.csv"}}
	rows, err := s.store.Jurisdictions(c.Request.Context())
	p.Groups = placeGroups(rows)
	return p, err
}

// record counts what is held, and lists the places.
func (s *Server) record(ctx context.Context) ([]frontend.PlaceGroup, frontend.Totals, error) {
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return nil, frontend.Totals{}, fmt.Errorf("listing jurisdictions: %w", err)
	}
	t := frontend.Totals{Jurisdictions: len(rows)}
	for _, r := range rows {
		t.Events += r.Events
		t.Codings += r.Codings
	}
	people, err := s.store.Persons(ctx, store.PersonFilter{Page: store.Page{Limit: 1}})
	if err != nil {
		return nil, t, fmt.Errorf("counting people: %w", err)
	}
	policies, err := s.store.Policies(ctx, store.PolicyFilter{Page: store.Page{Limit: 1}})
	if err != nil {
		return nil, t, fmt.Errorf("counting policies: %w", err)
	}
	t.People, t.Policies = people.Total, policies.Total
	return placeGroups(rows), t, nil
}

func placeGroups(rows []record.Place) []frontend.PlaceGroup {
	var out []frontend.PlaceGroup
	for _, kind := range law.JurisdictionKinds {
		g := frontend.PlaceGroup{Kind: kind}
		for _, r := range rows {
			if r.Kind == kind {
				g.Places = append(g.Places, r)
			}
		}
		slices.SortFunc(g.Places, func(a, b record.Place) int { return strings.Compare(a.Name, b.Name) })
		if len(g.Places) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (s *Server) jurisdictionPage(c *gin.Context) (frontend.Page, error) {
	ctx, slug, a := c.Request.Context(), c.Param("slug"), askedOf(c)
	day := a.day("as_of")
	if a.err != nil {
		return nil, a.err
	}
	row, err := s.store.Jurisdiction(ctx, slug)
	if err != nil {
		return nil, err
	}
	self := "/jurisdictions/" + url.PathEscape(row.Slug)
	p := &frontend.Jurisdiction{Place: row, AsOf: cmp.Or(day, s.today()), Asked: day != "",
		Base: frontend.Base{Title: row.Name, Section: "jurisdictions", JSON: data(c, self+"/state", "json"),
			CSV:         self + "/timeline.csv",
			Description: "What the policies of " + row.Name + " say about immigration enforcement, from when to when, and under whom.",
			Trail:       []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}}}}
	if p.Asked {
		p.Title += " on " + frontend.DayWords(day)
	}
	snapshot, err := s.store.Snapshot(ctx, slug, p.AsOf)
	if err != nil {
		return nil, fmt.Errorf("reading the state of %s: %w", slug, err)
	}
	p.Holders, p.InForce = snapshot.Holders, snapshot.Policies
	p.Groups, p.Known = variableGroups(snapshot.Variables)
	rows, err := s.store.Terms(ctx, slug)
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", slug, err)
	}
	latest, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: store.MaxLimit},
		Jurisdictions: []string{slug}, To: p.AsOf, Newest: true})
	if err != nil {
		return nil, fmt.Errorf("reading the timeline of %s: %w", slug, err)
	}
	p.Latest = latest.Items[:min(latestShown, len(latest.Items))]
	p.Chart = frontend.DrawChart(row.Name, row.ExecutiveTitle, latest.Items, rows, p.AsOf)
	p.Chart.Page = self + "/timeline"
	if len(latest.Items) < latest.Total {
		p.Chart.Note = fmt.Sprintf("Drawn are the latest %d of %d events.", len(latest.Items), latest.Total)
	}
	p.Gaps = frontend.TermGaps(rows)
	if p.Programs, err = s.store.Programs(ctx, slug); err != nil {
		return nil, fmt.Errorf("reading the programs of %s: %w", slug, err)
	}
	return p, nil
}

func (s *Server) doubtsPage(c *gin.Context) (frontend.Page, error) {
	ctx, slug := c.Request.Context(), c.Param("slug")
	row, err := s.store.Jurisdiction(ctx, slug)
	if err != nil {
		return nil, err
	}
	doubts, err := s.store.Doubts(ctx, slug)
	if err != nil {
		return nil, err
	}
	self := "/jurisdictions/" + url.PathEscape(row.Slug)
	p := &frontend.Doubts{Place: row, Base: frontend.Base{Title: "What is not verified of " + row.Name, Section: "jurisdictions",
		JSON: self + "/doubts.json", CSV: self + "/doubts.csv",
		Trail: []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}, {Words: row.Name, Address: self}}}}
	for _, kind := range law.FactKinds {
		g := frontend.DoubtGroup{Kind: kind}
		for _, d := range doubts {
			if d.Kind == kind {
				g.Doubts = append(g.Doubts, d)
			}
		}
		if len(g.Doubts) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return p, nil
}

// variableGroups puts the state of a jurisdiction under the headings of the
// codebook, and counts the questions with an answer.
func variableGroups(days []record.VariableDay) (groups []frontend.VariableGroup, known int) {
	book := law.TheCodebook()
	for _, g := range book.Groups {
		out := frontend.VariableGroup{ID: g.ID, Label: g.Label}
		for _, v := range book.Variables {
			if v.Group != g.ID {
				continue
			}
			state := frontend.VariableState{Variable: v}
			if i := slices.IndexFunc(days, func(d record.VariableDay) bool { return d.Variable == v.ID }); i >= 0 && days[i].Known {
				state.VariableDay = days[i]
				known++
			}
			out.Variables = append(out.Variables, state)
		}
		groups = append(groups, out)
	}
	return groups, known
}

// laneFilter reads the parameters that both timeline pages share.
func laneFilter(a *asked, executive string) (store.TimelineFilter, frontend.TimelineForm) {
	f := store.TimelineFilter{Page: store.Page{Cursor: a.words("cursor", 1000), Limit: store.MaxLimit},
		Types: oneOf(a, "type", law.EventTypes), Lanes: oneOf(a, "lane", law.Lanes),
		From: a.day("from"), To: a.day("to"), Steps: a.yes("steps"), Undated: true,
		Newest: slices.Contains(oneOf(a, "order", []string{"oldest", "newest"}), "newest")}
	if f.From != "" || f.To != "" {
		f.Undated = false
	}
	if a.err == nil {
		a.err = checkSpan(f.From, f.To)
	}
	verified := oneOf(a, "verified", []string{"true", "false"})
	if len(verified) == 1 {
		yes := verified[0] == "true"
		f.Verified = &yes
	}
	return f, frontend.TimelineForm{
		Lanes: choices(law.Lanes, f.Lanes, func(l law.Lane) string {
			if l == law.MayorLane {
				return strings.ToLower(cmp.Or(executive, "the chief executive"))
			}
			if l == law.CouncilLane {
				return "the legislature"
			}
			return plainly(l)
		}),
		Types:    choices(law.EventTypes, f.Types, plainly[law.EventType]),
		Verified: choices([]string{"true", "false"}, verified, func(v string) string { return map[string]string{"true": "verified", "false": "not verified"}[v] }),
		From:     string(f.From), To: string(f.To), Steps: f.Steps, Newest: f.Newest}
}

// undated asks the API, too, for the events without a date where the page shows
// them.
func undated(address string, f store.TimelineFilter) string {
	switch {
	case !f.Undated:
		return address
	case strings.Contains(address, "?"):
		return address + "&undated=true"
	}
	return address + "?undated=true"
}

func (s *Server) placeTimelinePage(c *gin.Context) (frontend.Page, error) {
	ctx, slug, a := c.Request.Context(), c.Param("slug"), askedOf(c)
	row, err := s.store.Jurisdiction(ctx, slug)
	if err != nil {
		return nil, err
	}
	f, form := laneFilter(a, row.ExecutiveTitle)
	if a.err != nil {
		return nil, a.err
	}
	f.Jurisdictions = []string{slug}
	events, err := s.store.Timeline(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Terms(ctx, slug)
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", slug, err)
	}
	self := "/jurisdictions/" + url.PathEscape(row.Slug)
	form.Action = self + "/timeline"
	p := &frontend.Timeline{Heading: "Timeline of " + row.Name, Place: &row, Filter: form,
		Pager: pager(c, events.Next, len(events.Items), events.Total),
		Base: frontend.Base{Title: "Timeline of " + row.Name, Section: "jurisdictions", JSON: undated(data(c, form.Action, "json"), f), CSV: undated(data(c, form.Action, "csv"), f),
			Trail: []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}, {Words: row.Name, Address: self}}}}
	// In the middle of a list, or of a selection, a term without an event says
	// nothing.
	empty := rows
	if len(events.Items) < events.Total || form.Narrow() {
		empty = nil
	}
	p.Terms = frontend.GroupByTerm(events.Items, rows, empty, f.Newest)
	p.Chart = frontend.DrawChart(row.Name, row.ExecutiveTitle, events.Items, rows, s.today())
	if len(events.Items) < events.Total {
		p.Chart.Note = fmt.Sprintf("Drawn are the %d events listed on this page, of %d.", len(events.Items), events.Total)
	}
	p.Gaps = frontend.TermGaps(rows)
	return p, nil
}

func (s *Server) timelinePage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	f, form := laneFilter(a, "")
	if a.err != nil {
		return nil, a.err
	}
	f.Limit = 100
	var err error
	if f.Jurisdictions, form.Jurisdictions, err = s.placeChoices(ctx, a, "jurisdiction"); err != nil {
		return nil, err
	}
	events, err := s.store.Timeline(ctx, f)
	if err != nil {
		return nil, err
	}
	form.Action = "/timeline"
	return &frontend.Timeline{Heading: "Timeline", Filter: form, Years: frontend.GroupByYear(events.Items),
		Pager: pager(c, events.Next, len(events.Items), events.Total),
		Base:  frontend.Base{Title: "Timeline", Section: "timeline", JSON: undated(data(c, "/timeline", "json"), f), CSV: undated(data(c, "/timeline", "csv"), f)}}, nil
}

func (s *Server) mayorsPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	f := store.PersonFilter{Page: store.Page{Cursor: a.words("cursor", 1000), Limit: 100}, Words: a.words("q", 200)}
	if a.err != nil {
		return nil, a.err
	}
	p := &frontend.Mayors{Query: f.Words, Base: frontend.Base{Title: "Mayors and other chief executives", Section: "mayors",
		JSON: data(c, "/mayors", "json"), CSV: data(c, "/mayors", "csv")}}
	var err error
	if f.Jurisdictions, p.Jurisdictions, err = s.placeChoices(ctx, a, "jurisdiction"); err != nil {
		return nil, err
	}
	people, err := s.store.Persons(ctx, f)
	if err != nil {
		return nil, err
	}
	p.People = people.Items
	p.Pager = pager(c, people.Next, len(people.Items), people.Total)
	return p, nil
}

func (s *Server) mayorPage(c *gin.Context) (frontend.Page, error) {
	person, tenures, err := s.store.Tenures(c.Request.Context(), c.Param("person"))
	if err != nil {
		return nil, err
	}
	self := "/mayors/" + url.PathEscape(person.Slug)
	p := &frontend.Mayor{Person: person, Base: frontend.Base{Title: person.Name, Section: "mayors", JSON: self + ".json",
		CSV: self + "/timeline.csv", Trail: []frontend.Link{{Words: "Mayors", Address: "/mayors"}}}}
	for _, t := range tenures {
		p.Tenures = append(p.Tenures, frontend.Tenure{Term: t.Term, Lists: []frontend.TenureList{
			{ID: "issued", Heading: "Issued or enacted", Meaning: "Measures that became rules in this term: issued by the executive, or passed and made law.", Policies: t.PoliciesIssued},
			{ID: "rescinded", Heading: "Rescinded or ended", Meaning: "Measures that were rescinded, repealed or superseded in this term.", Policies: t.PoliciesRescinded},
			{ID: "vetoed", Heading: "Vetoed", Meaning: "Measures that the executive vetoed in this term.", Policies: t.PoliciesVetoed},
			{ID: "inherited", Heading: "Inherited", Meaning: "Measures in force on the first day of this term.", Policies: t.PoliciesInherited},
		}})
	}
	return p, nil
}
