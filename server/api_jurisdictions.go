package server

import (
	"context"
	"fmt"
	"slices"

	"refuge/law"
	"refuge/record"
)

// jurisdictionBody is a jurisdiction with who governed it and what it runs.
type jurisdictionBody struct {
	record.Place
	TermsHeld    []record.Term `json:"terms_held" doc:"Terms of the chief executive, oldest first"`
	ProgramsHeld []law.Program `json:"programs_held" doc:"Support programs"`
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

func (s *Server) routeJurisdictions() {
	get(s, operation{id: "jurisdictions", path: "/jurisdictions", summary: "Jurisdictions",
		about:   "Every city, county, state and other government of the record, with counts of what is held.",
		example: whole([]record.Place{exampleJurisdiction}, nil), formats: []string{"csv"}},
		func(ctx context.Context, _ *JSONOrCSV) (list[record.Place], error) {
			rows, err := s.store.Jurisdictions(ctx)
			return whole(rows, jurisdictionColumns), err
		})

	type one struct {
		BySlug
		OnlyJSON
	}
	get(s, operation{id: "jurisdiction", example: exampleJurisdictionBody, path: "/jurisdictions/{slug}", summary: "A jurisdiction",
		about: "With the terms of its chief executives and its support programs."},
		func(ctx context.Context, in *one) (jurisdictionBody, error) {
			return s.jurisdiction(ctx, in.Slug)
		})

	type state struct {
		BySlug
		AsOfDay
		OnlyJSON
	}
	get(s, operation{id: "state", example: exampleState, path: "/jurisdictions/{slug}/state", summary: "A jurisdiction on a day",
		about: "The policies in force on that day and the value of each variable of the codebook then. A variable without a " +
			"coding is unknown, which is not the value \"none\"."},
		func(ctx context.Context, in *state) (record.Snapshot, error) {
			return s.store.Snapshot(ctx, in.Slug, s.day(in.AsOfDay))
		})

	type doubts struct {
		BySlug
		JSONOrCSV
	}
	get(s, operation{id: "doubts", path: "/jurisdictions/{slug}/doubts", summary: "What is not verified of a jurisdiction",
		about:   "Every fact of the curated record that no source seen bears out, with what would settle it.",
		example: exampleDoubts, formats: []string{"csv"}},
		func(ctx context.Context, in *doubts) (list[law.Doubt], error) {
			rows, err := s.store.Doubts(ctx, in.Slug)
			return whole(rows, doubtColumns), err
		})

	type timeline struct {
		BySlug
		Mayor string `query:"mayor" maxLength:"120" doc:"Slug of a person: events in their terms" example:"jane-doe"`
		EventFilter
	}
	get(s, operation{id: "jurisdiction-timeline", path: "/jurisdictions/{slug}/timeline", summary: "A jurisdiction's timeline",
		about:   "Dated facts of its policies, each with who held office that day.",
		example: exampleTimeline, formats: []string{"csv"}},
		func(ctx context.Context, in *timeline) (list[record.Entry], error) {
			if _, err := s.store.Jurisdiction(ctx, in.Slug); err != nil {
				return list[record.Entry]{}, err
			}
			f := in.filter()
			f.Jurisdictions, f.Person = []string{in.Slug}, in.Mayor
			return s.timeline(ctx, f)
		})
}

func (s *Server) jurisdiction(ctx context.Context, slug string) (jurisdictionBody, error) {
	var b jurisdictionBody
	var err error
	if b.Place, err = s.store.Jurisdiction(ctx, slug); err != nil {
		return b, err
	}
	if b.TermsHeld, err = s.store.Terms(ctx, slug); err != nil {
		return b, err
	}
	b.ProgramsHeld, err = s.store.Programs(ctx, slug)
	return b, err
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

var doubtColumns = []column[law.Doubt]{
	text("kind", func(d law.Doubt) string { return string(d.Kind) }),
	text("jurisdiction", func(d law.Doubt) string { return d.Jurisdiction }),
	text("policy", func(d law.Doubt) string { return d.Policy }),
	text("policy_title", func(d law.Doubt) string { return d.PolicyTitle }),
	text("fact", func(d law.Doubt) string { return d.Fact }),
	text("value", func(d law.Doubt) string { return d.Value }),
	number("date", func(d law.Doubt) any { return d.Date }),
	text("note", func(d law.Doubt) string { return d.Note }),
	text("settle", func(d law.Doubt) string { return d.Settle }),
}
