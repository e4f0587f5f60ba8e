package server

import (
	"context"
	"io"

	"refuge/law"
	"refuge/store"
)

// mayorBody is a person with the policies that mark each of their terms.
type mayorBody struct {
	law.Person
	Tenures []store.Tenure `json:"tenures"`
}

func (s *Server) routeMayors() {
	type people struct {
		Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		Q            string   `query:"q" maxLength:"200" doc:"Words of the name" example:"doe"`
		Paged
	}
	get(s, operation{id: "mayors", path: "/mayors", summary: "People who held executive office",
		about:   "Mayors, and governors, presidents and county executives, with their terms. As CSV, a row is a term.",
		example: list[store.PersonRow]{Items: []store.PersonRow{examplePerson}, Total: 1}, formats: []string{"csv"}},
		func(ctx context.Context, in *people) (list[store.PersonRow], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[store.PersonRow]{}, err
			}
			l, err := s.store.Persons(ctx, store.PersonFilter{Page: in.page(), Jurisdictions: in.Jurisdiction, Words: in.Q})
			out := listOf(l, nil)
			out.csv = func(w io.Writer, people []store.PersonRow) error {
				var terms []store.TermRow
				for _, p := range people {
					terms = append(terms, p.Terms...)
				}
				return writeRows(w, terms, termColumns)
			}
			return out, err
		})

	type one struct {
		Person string `path:"person" maxLength:"120" example:"jane-doe"`
		OnlyJSON
	}
	get(s, operation{id: "mayor", example: exampleMayor, path: "/mayors/{person}", summary: "A person and their terms",
		about: "For each term the policies issued in it, those in force on its first day, and those rescinded and vetoed in it."},
		func(ctx context.Context, in *one) (mayorBody, error) {
			person, tenures, err := s.store.Tenures(ctx, in.Person)
			return mayorBody{person, tenures}, err
		})

	type timeline struct {
		Person       string   `path:"person" maxLength:"120" example:"jane-doe"`
		Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		EventFilter
	}
	get(s, operation{id: "mayor-timeline", path: "/mayors/{person}/timeline", summary: "A person's timeline",
		about:   "Dated facts of the person's jurisdiction within their terms.",
		example: exampleTimeline, formats: []string{"csv"}},
		func(ctx context.Context, in *timeline) (list[law.Entry], error) {
			if _, _, err := s.store.Tenures(ctx, in.Person); err != nil {
				return list[law.Entry]{}, err
			}
			f := in.filter()
			f.Jurisdictions, f.Person = in.Jurisdiction, in.Person
			return s.timeline(ctx, f)
		})
}

var termColumns = []column[store.TermRow]{
	text("person", func(t store.TermRow) string { return t.Person }),
	text("name", func(t store.TermRow) string { return t.Name }),
	text("jurisdiction", func(t store.TermRow) string { return t.Jurisdiction }),
	text("jurisdiction_name", func(t store.TermRow) string { return t.JurisdictionName }),
	text("office", func(t store.TermRow) string { return t.Office }),
	text("party", func(t store.TermRow) string { return t.Party }),
	number("start", func(t store.TermRow) any { return t.Start }),
	number("end", func(t store.TermRow) any { return t.End }),
	number("acting", func(t store.TermRow) any { return t.Acting }),
	number("issued", func(t store.TermRow) any { return t.Issued }),
	number("inherited", func(t store.TermRow) any { return t.Inherited }),
	number("rescinded", func(t store.TermRow) any { return t.Rescinded }),
	number("vetoed", func(t store.TermRow) any { return t.Vetoed }),
	number("verified", func(t store.TermRow) any { return t.Verified }),
	text("note", func(t store.TermRow) string { return t.Note }),
	text("sources", func(t store.TermRow) string { return several(t.Sources) }),
}
