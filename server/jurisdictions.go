package server

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// jurisdictionBody is a jurisdiction with who governed it and what it runs.
type jurisdictionBody struct {
	record.Place
	TermsHeld    []record.Term    `json:"terms_held" doc:"Terms of the chief executive, oldest first"`
	ProgramsHeld []law.Program    `json:"programs_held" doc:"Support programs"`
	AsOf         *record.Snapshot `json:"as_of,omitempty" doc:"With as_of: the policies in force that day and what they say"`
}

func (s *Server) addJurisdictions() {
	add(s, resource[Formatted, list[record.Place]]{
		id: "jurisdictions", path: "/jurisdictions", summary: "Jurisdictions", example: whole([]record.Place{exampleJurisdiction}, nil),
		about: "Every city, county, state and other government of the record, with counts of what is held.",
		answer: func(ctx context.Context, _ *Formatted) (list[record.Place], error) {
			rows, err := s.store.Jurisdictions(ctx)
			return whole(rows, jurisdictionColumns), err
		},
		page: "/jurisdictions",
		show: func(_ context.Context, _ *Formatted, l list[record.Place]) (frontend.Page, error) {
			return &frontend.Jurisdictions{Groups: placeGroups(l.Items), Base: frontend.Base{Title: "Jurisdictions", Section: "jurisdictions"}}, nil
		}})

	add(s, resource[placeQuery, jurisdictionBody]{
		id: "jurisdiction", path: "/jurisdictions/{slug}", summary: "A jurisdiction", example: exampleJurisdictionBody,
		about:  "With the terms of its chief executives, its support programs and, with as_of, its state on that day.",
		answer: s.jurisdiction, page: "/jurisdictions/{slug}", show: s.jurisdictionPage})

	add(s, resource[placeQuery, record.Snapshot]{
		id: "state", path: "/jurisdictions/{slug}/state", summary: "A jurisdiction on a day", example: exampleState,
		about: "The policies in force on that day and the value of each variable of the codebook then. A variable without a " +
			"coding is unknown, which is not the value \"none\".",
		answer: func(ctx context.Context, in *placeQuery) (record.Snapshot, error) {
			return s.store.Snapshot(ctx, in.Slug, s.day(in.AsOfDay))
		}})
}

// placeQuery names a jurisdiction and a day.
type placeQuery struct {
	BySlug
	AsOfDay
	Formatted
	// always asks for the state of today where no day is named.
	always bool
}

func (q *placeQuery) forPage() { q.always = true }

func (s *Server) jurisdiction(ctx context.Context, in *placeQuery) (b jurisdictionBody, err error) {
	if b.Place, err = s.store.Jurisdiction(ctx, in.Slug); err != nil {
		return b, err
	}
	if b.TermsHeld, err = s.store.Terms(ctx, in.Slug); err != nil {
		return b, err
	}
	if b.ProgramsHeld, err = s.store.Programs(ctx, in.Slug); err != nil {
		return b, err
	}
	if in.AsOf == "" && !in.always {
		return b, nil
	}
	state, err := s.store.Snapshot(ctx, in.Slug, s.day(in.AsOfDay))
	b.AsOf = &state
	return b, err
}

func (s *Server) jurisdictionPage(ctx context.Context, in *placeQuery, b jurisdictionBody) (frontend.Page, error) {
	self := "/jurisdictions/" + url.PathEscape(b.Slug)
	p := &frontend.Jurisdiction{Place: b.Place, AsOf: b.AsOf.AsOf, Asked: in.AsOf != "", Ahead: b.AsOf.Ahead, Holders: b.AsOf.Holders,
		InForce: b.AsOf.Policies, Others: b.AsOf.OffSubject, Programs: b.ProgramsHeld, Gaps: frontend.TermGaps(b.TermsHeld),
		Base: frontend.Base{Title: b.Name, Section: "jurisdictions",
			Description: "What the policies of " + b.Name + " say about immigration enforcement, from when to when, and under whom.",
			Trail:       []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}}}}
	if p.Asked {
		p.Title += " on " + frontend.DayWords(p.AsOf)
	}
	p.Groups, p.Known = variableGroups(b.AsOf.Variables)
	latest, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: latestShown},
		Jurisdictions: []string{b.Slug}, To: p.AsOf, Newest: true})
	if err != nil {
		return nil, fmt.Errorf("reading the timeline of %s: %w", b.Slug, err)
	}
	p.Latest = latest.Items
	p.Chart, err = s.chart(ctx, b.Place, b.TermsHeld, store.TimelineFilter{Jurisdictions: []string{b.Slug}, To: p.AsOf}, p.AsOf, func(e record.Entry) string {
		if latest.Total > store.MaxLimit { // the list is in parts
			return eventAddress(e)
		}
		return self + "/timeline#" + frontend.EntryID(e)
	})
	return p, err
}

// BySlug names a jurisdiction.
type BySlug struct {
	Slug string `path:"slug" maxLength:"120" example:"springfield"`
}

// AsOfDay asks for the record as it stood on a day.
type AsOfDay struct {
	AsOf law.Day `query:"as_of" doc:"The day asked about; today if left out" example:"2020-01-01"`
}

// day is the day asked about, today where none was.
func (s *Server) day(a AsOfDay) law.Day {
	if a.AsOf == "" {
		return s.today()
	}
	return a.AsOf
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

// places are the slugs of the jurisdictions at one revision of the store.
type places struct {
	revision int64
	slugs    []string
}

// checkPlaces refuses a slug that names no jurisdiction: a slip of the
// keyboard must not look like a place without policies.
func (s *Server) checkPlaces(ctx context.Context, parameter string, slugs []string) error {
	if len(slugs) == 0 {
		return nil
	}
	known, err := s.placeSlugs(ctx)
	if err != nil {
		return err
	}
	for _, slug := range slugs {
		if !slices.Contains(known, slug) {
			return &badParameter{name: parameter, meant: nearest(slug, known),
				words: fmt.Sprintf("%q: no jurisdiction has the slug %s", parameter, quoted(slug))}
		}
	}
	return nil
}

var jurisdictionColumns = []column[record.Place]{
	text("slug", func(r record.Place) string { return r.Slug }),
	text("name", func(r record.Place) string { return r.Name }),
	text("kind", func(r record.Place) string { return string(r.Kind) }),
	text("state", func(r record.Place) string { return r.State }),
	text("ocd_id", func(r record.Place) string { return r.OCDID }),
	text("geoid", func(r record.Place) string { return r.GEOID }),
	text("wikidata", func(r record.Place) string { return r.Wikidata }),
	number("latitude", func(r record.Place) any { return r.Latitude }),
	number("longitude", func(r record.Place) any { return r.Longitude }),
	number("population_2020", func(r record.Place) any { return r.Population2020 }),
	text("government", func(r record.Place) string { return r.Government }),
	text("executive_title", func(r record.Place) string { return r.ExecutiveTitle }),
	number("policies", func(r record.Place) any { return r.Policies }),
	number("events", func(r record.Place) any { return r.Events }),
	number("codings", func(r record.Place) any { return r.Codings }),
	number("programs", func(r record.Place) any { return r.Programs }),
	number("terms", func(r record.Place) any { return r.Terms }),
	number("unverified", func(r record.Place) any { return r.Unverified }),
	number("first", func(r record.Place) any { return r.First }),
	number("latest", func(r record.Place) any { return r.Latest }),
	text("gaps", func(r record.Place) string { return several(r.Gaps) }),
	number("terms_verified", func(r record.Place) any { return r.Footing.Terms.Verified }),
	number("events_verified", func(r record.Place) any { return r.Footing.Events.Verified }),
	number("codings_verified", func(r record.Place) any { return r.Footing.Codings.Verified }),
	number("programs_verified", func(r record.Place) any { return r.Footing.Programs.Verified }),
	number("versions_from_text", func(r record.Place) any { return r.Footing.Text }),
	number("versions_from_part", func(r record.Place) any { return r.Footing.Part }),
	number("versions_from_reports", func(r record.Place) any { return r.Footing.Reports }),
}
