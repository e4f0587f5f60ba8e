package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	Mayor        string           `query:"mayor" maxLength:"120" doc:"Slug of a person: measures issued or enacted in their terms" example:"jane-doe"`
	Variable     variableID       `query:"variable" doc:"With a coding of this variable of the codebook" example:"detainer_compliance"`
	Value        string           `query:"value" maxLength:"60" doc:"And, with variable, of this value" example:"judicial_warrant"`
	From         law.Day          `query:"from" doc:"First dated event on this day or later" example:"2010-01-01"`
	To           law.Day          `query:"to" doc:"First dated event on this day or earlier" example:"2020-12-31"`
	InForceOn    law.Day          `query:"in_force_on" doc:"In force on this day, by its events" example:"2020-01-01"`
	Q            string           `query:"q" maxLength:"200" doc:"Every word in title, citation, number or short title" example:"detainer"`
	OffTopic     bool             `query:"off_topic" doc:"Also collected measures that are not on the subject"`
	Sort         string           `query:"sort" enum:"date,slug,title" default:"date" doc:"date: newest first event first" example:"date"`
	Paged
}

// filter is what the store is asked; the error is of a parameter.
func (q PolicyQuery) filter() (store.PolicyFilter, error) {
	if err := checkCoding(string(q.Variable), q.Value); err != nil {
		return store.PolicyFilter{}, err
	}
	return store.PolicyFilter{Page: q.page(), Jurisdictions: q.Jurisdiction, Kinds: q.Kind, Statuses: q.Status,
		Origins: q.Origin, Number: q.Number, Year: q.Year, Person: q.Mayor, Variable: string(q.Variable), Value: q.Value,
		From: q.From, To: q.To, InForceOn: q.InForceOn, Words: q.Q, OffTopic: q.OffTopic, Sort: q.Sort}, checkSpan(q.From, q.To)
}

func checkSpan(from, to law.Day) error {
	if from != "" && to != "" && to < from {
		return &badParameter{name: "to", words: fmt.Sprintf("\"to\" (%s) lies before \"from\" (%s)", to, from)}
	}
	return nil
}

func checkCoding(variable, value string) error {
	if value == "" {
		return nil
	}
	v, ok := law.VariableByID(variable)
	if !ok {
		return &badParameter{name: "value", words: `"value" needs "variable" beside it`}
	}
	if !slices.Contains(v.Values, value) {
		return &badParameter{name: "value", known: v.Values, meant: nearest(value, v.Values),
			words: fmt.Sprintf("\"value\": %s is none of %s", quoted(value), strings.Join(v.Values, ", "))}
	}
	return nil
}

// policyBody is a policy with everything but its texts.
type policyBody struct {
	law.Policy
	Events    []law.Event    `json:"events"`
	Relations []law.Relation `json:"relations"`
	Codings   []law.Coding   `json:"codings"`
	Versions  []versionRow   `json:"versions"`
	AsOf      *lawThen       `json:"as_of,omitempty" doc:"With as_of: the version that was law then"`
}

// versionRow is a version without its text.
type versionRow struct {
	law.Version
	Text *string `json:"text,omitempty" hidden:"true"`
}

// versionBody is a version with its text, which is null where it is not held.
type versionBody struct {
	Policy       string `json:"policy"`
	PolicyTitle  string `json:"policy_title"`
	Jurisdiction string `json:"jurisdiction"`
	law.Version
	Text     *string       `json:"text"`
	Sections []law.Section `json:"sections"`
	Marks    []law.Mark    `json:"marks" doc:"The drafter's own marks, as half-open byte ranges of the text"`
}

// lawThen is the version of a policy that was law on a day.
type lawThen struct {
	Day      law.Day      `json:"day"`
	InForce  bool         `json:"in_force" doc:"By its recorded events"`
	Certain  bool         `json:"certain" doc:"False where the dates known leave it open"`
	Sentence string       `json:"sentence"`
	Version  *versionBody `json:"version,omitempty" doc:"The text that was law; left out where none is known to have been"`
	Stood    []string     `json:"stood" doc:"Labels of the texts that stood, each the latest of its standing, whether or not the measure was in force"`
}

// PolicySlug names a policy.
type PolicySlug struct {
	Slug string `path:"slug" maxLength:"120" example:"springfield-ll-12-2014"`
}

func (s *Server) routePolicies() {
	get(s, operation{id: "policies", path: "/policies", summary: "Policies",
		about:   "Measures of every kind. Values of one filter are alternatives, filters are joined by and.",
		example: whole([]record.Brief{examplePolicy}, nil), formats: []string{"csv"}},
		func(ctx context.Context, in *PolicyQuery) (list[record.Brief], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.Brief]{}, err
			}
			f, err := in.filter()
			if err != nil {
				return list[record.Brief]{}, err
			}
			l, err := s.store.Policies(ctx, f)
			return listOf(l, policyColumns), err
		})

	type one struct {
		PolicySlug
		AsOf law.Day `query:"as_of" doc:"Adds the version that was law on this day, and never one from after it" example:"2015-01-01"`
		OnlyJSON
	}
	get(s, operation{id: "policy", example: examplePolicyBody, path: "/policies/{slug}", summary: "A policy",
		about: "With its events, relations, codings and versions, without texts. An older name leads to the lasting one (308)."},
		func(ctx context.Context, in *one) (policyBody, error) {
			p, err := s.policy(ctx, in.Slug)
			if err != nil {
				return policyBody{}, err
			}
			b := policyBody{Policy: p, Events: p.Events, Relations: p.Relations, Codings: p.Codings, Versions: versionRows(p)}
			if in.AsOf != "" {
				b.AsOf, err = s.lawThen(ctx, p, in.AsOf)
			}
			return b, err
		})

	type versions struct {
		PolicySlug
		JSONOrCSV
	}
	get(s, operation{id: "versions", example: whole([]versionRow{{Version: exampleVersion}}, nil), path: "/policies/{slug}/versions", summary: "A policy's versions", formats: []string{"csv"},
		about: "Without their texts. standing says whether a text is official, consolidated by Refuge, or restated in plain words."},
		func(ctx context.Context, in *versions) (list[versionRow], error) {
			p, err := s.policy(ctx, in.Slug)
			return whole(versionRows(p), versionColumns), err
		})

	type version struct {
		PolicySlug
		Label string `path:"label" maxLength:"120" example:"enacted"`
		OnlyJSON
	}
	get(s, operation{id: "version", example: exampleVersionBody, path: "/policies/{slug}/versions/{label}", summary: "A version with its text",
		about: "Sections and marks are byte ranges of the text. A text that is not held is null."},
		func(ctx context.Context, in *version) (versionBody, error) {
			p, err := s.policy(ctx, in.Slug)
			if err != nil {
				return versionBody{}, err
			}
			return s.versionOf(ctx, p, in.Label)
		})
}

// policy reads a policy; under an alias the error says where it stands now.
func (s *Server) policy(ctx context.Context, slug string) (law.Policy, error) {
	p, err := s.store.Policy(ctx, slug)
	if err != nil || p.Slug == slug {
		return p, err
	}
	at := locationIn(ctx)
	to := strings.Replace(at.Path, "/policies/"+slug, "/policies/"+p.Slug, 1)
	if at.Query != "" {
		to += "?" + at.Query
	}
	return law.Policy{}, &moved{from: slug, name: p.Slug, to: to}
}

func versionRows(p law.Policy) []versionRow {
	rows := make([]versionRow, len(p.Versions))
	for i, v := range p.Versions {
		v.Sections, v.Marks = nil, nil
		rows[i] = versionRow{Version: v}
	}
	return rows
}

func (s *Server) versionOf(ctx context.Context, p law.Policy, label string) (versionBody, error) {
	v, err := s.store.Version(ctx, p.Slug, label)
	if err != nil {
		return versionBody{}, err
	}
	b := versionBody{Policy: p.Slug, PolicyTitle: p.Title, Jurisdiction: p.Jurisdiction, Version: v, Sections: v.Sections, Marks: v.Marks}
	if v.Held {
		b.Text = &v.Text
	}
	return b, nil
}

func (s *Server) lawThen(ctx context.Context, p law.Policy, day law.Day) (*lawThen, error) {
	on, err := s.store.On(ctx, p.Slug, day)
	if err != nil {
		return nil, err
	}
	then := &lawThen{Day: day, InForce: on.InForce, Certain: on.Certain, Sentence: on.Sentence, Stood: []string{}}
	for _, v := range on.Stood {
		then.Stood = append(then.Stood, v.Label)
	}
	if len(on.Law) == 0 {
		return then, nil
	}
	b, err := s.versionOf(ctx, p, on.Law[0].Label)
	then.Version = &b
	return then, err
}

// heldVersions are the versions whose text is held, oldest first; those
// without a date stand first.
func heldVersions(p law.Policy) []law.Version {
	held := slices.DeleteFunc(slices.Clone(p.Versions), func(v law.Version) bool { return !v.Held })
	when := func(v law.Version) law.Day {
		if !v.Date.IsZero() {
			return v.Date.Earliest()
		}
		return v.From.Earliest()
	}
	slices.SortStableFunc(held, func(a, b law.Version) int {
		if c := strings.Compare(string(when(a)), string(when(b))); c != 0 {
			return c
		}
		return slices.Index(law.Stages, a.Stage) - slices.Index(law.Stages, b.Stage)
	})
	return held
}

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
}

var versionColumns = []column[versionRow]{
	text("label", func(v versionRow) string { return v.Label }),
	text("raw_label", func(v versionRow) string { return v.RawLabel }),
	text("stage", func(v versionRow) string { return string(v.Stage) }),
	text("standing", func(v versionRow) string { return string(v.Standing) }),
	number("date", func(v versionRow) any { return v.Date }),
	number("from", func(v versionRow) any { return v.From }),
	number("to", func(v versionRow) any { return v.To }),
	number("held", func(v versionRow) any { return v.Held }),
	text("quality", func(v versionRow) string { return v.Quality }),
	text("reader", func(v versionRow) string { return v.Reader }),
	text("capture", func(v versionRow) string { return v.Capture }),
	number("verified", func(v versionRow) any { return v.Verified }),
	text("origin", func(v versionRow) string { return string(v.Origin) }),
	text("sources", func(v versionRow) string { return several(v.Sources) }),
}
