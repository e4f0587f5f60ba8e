package server

import (
	"cmp"
	"context"
	"io"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// mayorBody is a person with the policies that mark each of their terms.
type mayorBody struct {
	law.Person
	Tenures []record.Tenure `json:"tenures"`
}

// mayorsQuery are the filters of people.
type mayorsQuery struct {
	Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Q            string   `query:"q" maxLength:"200" doc:"Words of the name" example:"doe"`
	Sort         string   `query:"sort" enum:"family,term" doc:"family, if left out: by family name; term: latest to take office first" example:"family"`
	Reverse      bool     `query:"reverse" doc:"The other way round; who has no known term comes last either way"`
	Paged
}

func (q *mayorsQuery) forPage() { q.Limit = cmp.Or(q.Limit, 100) }

// ByPerson names a person.
type ByPerson struct {
	Person string `path:"person" maxLength:"120" example:"jane-doe"`
}

// mayorQuery names a person whose terms are asked for.
type mayorQuery struct {
	ByPerson
	Formatted
}

func (s *Server) addMayors() {
	add(s, resource[mayorsQuery, list[record.Person]]{
		id: "mayors", path: "/mayors", summary: "People who held executive office", example: whole([]record.Person{examplePerson}, nil),
		about: "Mayors, and governors, presidents and county executives, with their terms. As CSV, a row is a term.",
		answer: func(ctx context.Context, in *mayorsQuery) (list[record.Person], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.Person]{}, err
			}
			l, err := s.store.Persons(ctx, store.PersonFilter{Page: in.page(), Jurisdictions: in.Jurisdiction, Words: in.Q, Sort: in.Sort, Reverse: in.Reverse})
			return list[record.Person]{l, writeTerms}, err
		},
		page: "/mayors",
		show: func(ctx context.Context, in *mayorsQuery, l list[record.Person]) (frontend.Page, error) {
			places, err := s.placeChoices(ctx, in.Jurisdiction)
			return &frontend.Mayors{Query: in.Q, People: l.Items, Pager: pager(ctx, l.List), Jurisdictions: places, ByTerm: in.Sort == "term", Reverse: in.Reverse,
				Base: frontend.Base{Title: "Mayors and other chief executives", Section: "mayors"}}, err
		}})

	add(s, resource[mayorQuery, mayorBody]{
		id: "mayor", path: "/mayors/{person}", summary: "A person and their terms", example: exampleMayor,
		about: "For each term the policies that the person issued or signed, those that became law without them, those in force on its first day, and those rescinded and vetoed in it.",
		answer: func(ctx context.Context, in *mayorQuery) (mayorBody, error) {
			person, tenures, err := s.store.Tenures(ctx, in.Person)
			return mayorBody{person, tenures}, err
		},
		page: "/mayors/{person}", show: mayorPage})
}

func mayorPage(_ context.Context, _ *mayorQuery, b mayorBody) (frontend.Page, error) {
	p := &frontend.Mayor{Person: b.Person, Base: frontend.Base{Title: b.Name, Section: "mayors",
		Trail: []frontend.Link{{Words: "Mayors", Address: "/mayors"}}}}
	for _, t := range b.Tenures {
		p.Tenures = append(p.Tenures, frontend.Tenure{Term: t.Term, Lists: []frontend.TenureList{
			{ID: "issued", Heading: "Issued or signed", Meaning: "Orders of the executive, and measures that they signed.", Policies: t.PoliciesIssued},
			{ID: "lapsed", Heading: "Became law unsigned", Meaning: "Measures that the executive let become law without a signature.", Policies: t.PoliciesLapsed},
			{ID: "overridden", Heading: "Became law over a veto", Meaning: "Measures that were vetoed and passed again.", Policies: t.PoliciesOverridden},
			{ID: "adopted", Heading: "Adopted by voters", Meaning: "Measures that voters adopted in this term.", Policies: t.PoliciesAdopted},
			{ID: "otherwise", Heading: "Made by others", Meaning: "Measures of the legislature, the police or an agency in which the record names no part of the executive.", Policies: t.PoliciesOtherwise},
			{ID: "rescinded", Heading: "Rescinded or ended", Meaning: "Measures that were rescinded, repealed or superseded in this term.", Policies: t.PoliciesRescinded},
			{ID: "vetoed", Heading: "Vetoed", Meaning: "Measures that the executive vetoed in this term.", Policies: t.PoliciesVetoed},
			{ID: "inherited", Heading: "Inherited", Meaning: "Measures in force on the first day of this term.", Policies: t.PoliciesInherited},
		}})
	}
	return p, nil
}

// writeTerms is a list of people as CSV: a row is a term.
func writeTerms(w io.Writer, people []record.Person) error {
	var terms []record.Term
	for _, p := range people {
		terms = append(terms, p.Terms...)
	}
	return writeRows(w, terms, termColumns)
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
