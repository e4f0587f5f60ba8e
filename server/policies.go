package server

import (
	"context"
	"strconv"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// PolicyQuery are the filters of policies.
type PolicyQuery struct {
	Jurisdiction []string         `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Kind         []law.PolicyKind `query:"kind" doc:"Any of them" example:"local_law"`
	Status       []law.Status     `query:"status" doc:"As it stands today; any of them" example:"in_force"`
	Origin       []law.Origin     `query:"origin" doc:"Who put it into the record" example:"curated"`
	Number       string           `query:"number" maxLength:"60" doc:"As printed, without the year" example:"12"`
	Year         int              `query:"year" minimum:"1700" maximum:"2999" doc:"The year its number belongs to" example:"2014"`
	Mayor        string           `query:"mayor" maxLength:"120" doc:"Slug of a person: measures they issued or signed" example:"jane-doe"`
	Variable     variableID       `query:"variable" doc:"With a coding of this variable of the codebook" example:"detainer_compliance"`
	Value        string           `query:"value" maxLength:"60" doc:"And, with variable, of this value" example:"judicial_warrant"`
	From         law.Day          `query:"from" doc:"First dated event on this day or later" example:"2010-01-01"`
	To           law.Day          `query:"to" doc:"First dated event on this day or earlier" example:"2020-12-31"`
	InForceOn    law.Day          `query:"in_force_on" doc:"In force on this day, by its events" example:"2020-01-01"`
	Q            string           `query:"q" maxLength:"200" doc:"Every word in title, citation, number or short title" example:"detainer"`
	OffTopic     bool             `query:"off_topic" doc:"Also collected measures that are not on the subject"`
	Sort         string           `query:"sort" enum:"date,enacted,effective,ended,slug,title,changed" doc:"date, if left out: newest first event first; enacted, effective, ended: latest first; changed: last changed first" example:"date"`
	Reverse      bool             `query:"reverse" doc:"The other way round; what has no such day comes last either way"`
	Paged
}

// filter is what the store is asked; the error is of a parameter.
func (q PolicyQuery) filter() (store.PolicyFilter, error) {
	if err := checkCoding(string(q.Variable), q.Value); err != nil {
		return store.PolicyFilter{}, err
	}
	sort := q.Sort
	if sort == "" && q.Format == feedName {
		sort = "changed"
	}
	return store.PolicyFilter{Page: q.page(), Jurisdictions: q.Jurisdiction, Kinds: q.Kind, Statuses: q.Status,
		Origins: q.Origin, Number: q.Number, Year: q.Year, Person: q.Mayor, Variable: string(q.Variable), Value: q.Value,
		From: q.From, To: q.To, InForceOn: q.InForceOn, Words: q.Q, OffTopic: q.OffTopic, Sort: sort, Reverse: q.Reverse}, checkSpan(q.From, q.To)
}

func (s *Server) addPolicies() {
	add(s, resource[PolicyQuery, list[record.Brief]]{
		id: "policies", path: "/policies", summary: "Policies", example: whole([]record.Brief{examplePolicy}, nil),
		about: "Measures of every kind. Values of one filter are alternatives, filters are joined by and.",
		answer: func(ctx context.Context, in *PolicyQuery) (list[record.Brief], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.Brief]{}, err
			}
			f, err := in.filter()
			if err != nil {
				return list[record.Brief]{}, err
			}
			l, err := s.store.Policies(ctx, f)
			return listOf(l, policyColumns), err
		},
		page: "/policies", show: s.policiesPage})
}

func (s *Server) policiesPage(ctx context.Context, in *PolicyQuery, l list[record.Brief]) (frontend.Page, error) {
	sorted := []string{}
	if in.Sort != "" {
		sorted = append(sorted, in.Sort)
	}
	form := frontend.PoliciesForm{Words: in.Q, InForceOn: string(in.InForceOn), OffTopic: in.OffTopic, Reverse: in.Reverse,
		Kinds:     choices(law.PolicyKinds, in.Kind, plainly[law.PolicyKind]),
		Statuses:  choices(law.Statuses, in.Status, plainly[law.Status]),
		Origins:   choices(law.Origins, in.Origin, plainly[law.Origin]),
		Variables: variableChoices(string(in.Variable)),
		Sorts:     choices(sorts, sorted, func(v string) string { return sortWords[v] }),
	}
	if in.Year > 0 {
		form.Year = strconv.Itoa(in.Year)
	}
	var err error
	if form.Jurisdictions, err = s.placeChoices(ctx, in.Jurisdiction); err != nil {
		return nil, err
	}
	form.Narrow = len(in.Jurisdiction)+len(in.Kind)+len(in.Status)+len(in.Origin)+len(sorted)+in.Year > 0 ||
		in.Variable != "" || in.InForceOn != "" || in.OffTopic || in.Reverse
	return &frontend.Policies{Items: l.Items, Filter: form, Pager: pager(ctx, l.List), Base: frontend.Base{Title: "Policies", Section: "policies"}}, nil
}

// sorts are the orders of a list of policies, sortWords what they are called.
var (
	sorts     = []string{"date", "enacted", "effective", "ended", "slug", "title", "changed"}
	sortWords = map[string]string{"date": "newest first event first", "enacted": "enacted last first", "effective": "took effect last first", "ended": "ended last first", "slug": "by address", "title": "by title", "changed": "last changed first"}
)

var policyColumns = []column[record.Brief]{
	text("slug", func(p record.Brief) string { return p.Slug }),
	text("jurisdiction", func(p record.Brief) string { return p.Jurisdiction }),
	text("jurisdiction_name", func(p record.Brief) string { return p.JurisdictionName }),
	text("kind", func(p record.Brief) string { return string(p.Kind) }),
	text("number", func(p record.Brief) string { return p.Number }),
	text("citation", func(p record.Brief) string { return p.Citation }),
	text("title", func(p record.Brief) string { return p.Title }),
	text("short_title", func(p record.Brief) string { return p.ShortTitle }),
	text("issuer", func(p record.Brief) string { return p.Issuer }),
	text("status", func(p record.Brief) string { return string(p.Status) }),
	text("origin", func(p record.Brief) string { return string(p.Origin) }),
	number("first", func(p record.Brief) any { return p.First }),
	number("versions", func(p record.Brief) any { return p.Versions }),
	number("unverified", func(p record.Brief) any { return p.Unverified }),
	number("enacted", func(p record.Brief) any { return p.Enacted }),
	number("effective", func(p record.Brief) any { return p.Effective }),
	number("ended", func(p record.Brief) any { return p.Ended }),
}
