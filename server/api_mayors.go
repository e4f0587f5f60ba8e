package server

import (
	"context"
	"io"

	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// mayorBody is a person with the policies that mark each of their terms.
type mayorBody struct {
	law.Person
	Tenures []record.Tenure `json:"tenures"`
}

func (s *Server) routeMayors() {
	type people struct {
		Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		Q            string   `query:"q" maxLength:"200" doc:"Words of the name" example:"doe"`
		Paged
	}
	get(s, operation{id: "mayors", path: "/mayors", summary: "People who held executive office",
		about:   "Mayors, and governors, presidents and county executives, with their terms. As CSV, a row is a term.",
		example: whole([]record.Person{examplePerson}, nil), formats: []string{"csv"}},
		func(ctx context.Context, in *people) (list[record.Person], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.Person]{}, err
			}
			l, err := s.store.Persons(ctx, store.PersonFilter{Page: in.page(), Jurisdictions: in.Jurisdiction, Words: in.Q})
			out := listOf(l, nil)
			out.csv = func(w io.Writer, people []record.Person) error {
				var terms []record.Term
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
		func(ctx context.Context, in *timeline) (list[record.Entry], error) {
			if _, _, err := s.store.Tenures(ctx, in.Person); err != nil {
				return list[record.Entry]{}, err
			}
			f := in.filter()
			f.Jurisdictions, f.Person = in.Jurisdiction, in.Person
			return s.timeline(ctx, f)
		})
}

var termColumns = []column[record.Term]{
	text("person", func(t record.Term) string { return t.Person }),
	text("name", func(t record.Term) string { return t.Name }),
	text("jurisdiction", func(t record.Term) string { return t.Jurisdiction }),
	text("jurisdiction_name", func(t record.Term) string { return t.JurisdictionName }),
	text("office", func(t record.Term) string { return t.Office }),
	text("party", func(t record.Term) string { return t.Party }),
	number("start", func(t record.Term) any { return t.Start }),
	number("end", func(t record.Term) any { return t.End }),
	number("acting", func(t record.Term) any { return t.Acting }),
	number("issued", func(t record.Term) any { return t.Issued }),
	number("inherited", func(t record.Term) any { return t.Inherited }),
	number("rescinded", func(t record.Term) any { return t.Rescinded }),
	number("vetoed", func(t record.Term) any { return t.Vetoed }),
	number("verified", func(t record.Term) any { return t.Verified }),
	text("note", func(t record.Term) string { return t.Note }),
	text("sources", func(t record.Term) string { return several(t.Sources) }),
}
