package server

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

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
	Order    string           `query:"order" enum:"oldest,newest" default:"oldest" doc:"Which come first" example:"oldest"`
	Paged
}

func (f EventFilter) filter() store.TimelineFilter {
	return store.TimelineFilter{Page: f.page(), Policies: f.Policy, PolicyKinds: f.Kind, Types: f.Type, Lanes: f.Lane,
		Origins: f.Origin, Variable: string(f.Variable), From: f.From, To: f.To, Verified: eitherWay(f.Verified),
		Steps: f.Steps, OffTopic: f.OffTopic, Undated: f.Undated, Newest: f.Order == "newest"}
}

// eitherWay is nil where a parameter of true or false was not given.
func eitherWay(written string) *bool {
	if written == "" {
		return nil
	}
	yes := written == "true"
	return &yes
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

// matrixBody is a matrix; as CSV, a row is one jurisdiction and one variable.
type matrixBody struct{ record.Matrix }

func (s *Server) routeRecord() {
	type timeline struct {
		Jurisdiction []string `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		Mayor        string   `query:"mayor" maxLength:"120" doc:"Slug of a person: events of their jurisdiction in their terms" example:"jane-doe"`
		EventFilter
	}
	get(s, operation{id: "timeline", path: "/timeline", summary: "Timeline", formats: []string{"csv"}, example: exampleTimeline,
		about: "Dated facts of any selection, each with whose act it was and who held the jurisdiction's executive office that day. " +
			"Two holders mean that the dates known do not decide between them."},
		func(ctx context.Context, in *timeline) (list[record.Entry], error) {
			f := in.filter()
			f.Jurisdictions, f.Person = in.Jurisdiction, in.Mayor
			return s.timeline(ctx, f)
		})

	type codings struct {
		Jurisdiction []string     `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		Policy       []string     `query:"policy" doc:"Slugs; any of them" example:"springfield-ll-12-2014"`
		Variable     []variableID `query:"variable" doc:"Of the codebook; any of them" example:"detainer_compliance"`
		Value        []string     `query:"value" doc:"Any of them" example:"judicial_warrant"`
		AsOf         law.Day      `query:"as_of" doc:"That held on this day" example:"2020-01-01"`
		Verified     string       `query:"verified" enum:"true,false" doc:"Checked against a source, or not" example:"true"`
		Paged
	}
	get(s, operation{id: "codings", example: exampleCodings, path: "/codings", summary: "Codings", formats: []string{"csv"},
		about: "The value of a variable of the codebook for a policy, from one date to another, with the passage it rests on."},
		func(ctx context.Context, in *codings) (list[record.CodingRow], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.CodingRow]{}, err
			}
			f := store.CodingFilter{Page: in.page(), Jurisdictions: in.Jurisdiction, Policies: in.Policy, Values: in.Value,
				AsOf: in.AsOf, Verified: eitherWay(in.Verified)}
			for _, v := range in.Variable {
				f.Variables = append(f.Variables, string(v))
			}
			if err := checkValues(f.Variables, f.Values); err != nil {
				return list[record.CodingRow]{}, err
			}
			l, err := s.store.Codings(ctx, f)
			return listOf(l, codingColumns), err
		})

	type matrix struct {
		AsOfDay
		Jurisdictions []string     `query:"jurisdictions" doc:"Slugs; all if left out" example:"springfield"`
		Variables     []variableID `query:"variables" doc:"Of the codebook; all if left out" example:"detainer_compliance"`
		JSONOrCSV
	}
	get(s, operation{id: "matrix", example: exampleMatrix, path: "/matrix", summary: "Jurisdictions by variables on a day", formats: []string{"csv"},
		about: "The strongest value of each variable in each jurisdiction. As CSV, a row is one jurisdiction and one variable."},
		func(ctx context.Context, in *matrix) (matrixBody, error) {
			return s.matrix(ctx, s.day(in.AsOfDay), in.Jurisdictions, in.Variables)
		})

	type search struct {
		Q            string           `query:"q" required:"true" maxLength:"400" doc:"Words, \"phrases\", prefix*, AND, OR, NOT, brackets" example:"\"judicial warrant\" AND detain*"`
		Jurisdiction []string         `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
		Kind         []law.PolicyKind `query:"kind" doc:"Any of them" example:"local_law"`
		Standing     []law.Standing   `query:"standing" doc:"What the text is; any of them" example:"official"`
		AsOf         law.Day          `query:"as_of" doc:"Only texts that stood on this day, never one from after it" example:"2020-01-01"`
		Policy       string           `query:"policy" maxLength:"200" doc:"A slug: only places in this policy" example:"springfield-ll-12-2014"`
		ByPolicy     bool             `query:"by_policy" doc:"One hit for each policy, its best, with the count of its passages"`
		OffTopic     bool             `query:"off_topic" doc:"Also collected measures that are not on the subject; what is named exactly is always found"`
		Paged
	}
	get(s, operation{id: "search", example: exampleSearch, path: "/search", summary: "Search", formats: []string{"csv"},
		about: "What has the words in its names, summary, story or the sections of its texts: first what is named exactly, then names, then passages, each best first. " +
			"A place among plain words is taken for the place. Spans are the byte ranges of the snippet that matched."},
		func(ctx context.Context, in *search) (foundBody, error) {
			if strings.TrimSpace(in.Q) == "" {
				return foundBody{}, &badParameter{name: "q", words: `"q" is needed: the words to look for`}
			}
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return foundBody{}, err
			}
			return s.found(ctx, store.SearchFilter{Page: in.page(), Query: in.Q, Policy: in.Policy, Jurisdictions: in.Jurisdiction,
				Kinds: in.Kind, Standings: in.Standing, AsOf: in.AsOf, OffTopic: in.OffTopic, ByPolicy: in.ByPolicy})
		})

	get(s, operation{id: "findings", example: exampleFindings, path: "/findings", summary: "Findings", formats: []string{"csv"},
		about: "Where a source disagrees with the record."},
		func(ctx context.Context, in *Paged) (list[law.Finding], error) {
			l, err := s.store.Findings(ctx, in.page())
			return listOf(l, findingColumns), err
		})

	type clauses struct {
		Variable variableID `query:"variable" required:"true" doc:"Of the codebook" example:"detainer_compliance"`
		AsOfDay
		JSONOrCSV
	}
	get(s, operation{id: "clauses", example: exampleClauses, path: "/clauses", summary: "The same clause across jurisdictions", formats: []string{"csv"},
		about: "Each jurisdiction's passage on a variable on a day, by its codings, from the strongest value to the weakest. " +
			"words is the passage in the text that was law then; null where it is not held or the coding names no section of it."},
		func(ctx context.Context, in *clauses) (clausesBody, error) {
			return s.clauses(ctx, string(in.Variable), s.day(in.AsOfDay))
		})
}

// checkValues refuses a value that none of the variables asked about has.
func checkValues(variables, values []string) error {
	var known []string
	for _, v := range law.TheCodebook().Variables {
		if len(variables) == 0 || slices.Contains(variables, v.ID) {
			known = append(known, v.Values...)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, value := range values {
		if !slices.Contains(known, value) {
			return &badParameter{name: "value", known: known, meant: nearest(value, known),
				words: fmt.Sprintf("\"value\": %s is none of %s", quoted(value), strings.Join(known, ", "))}
		}
	}
	return nil
}

func (s *Server) matrix(ctx context.Context, day law.Day, jurisdictions []string, variables []variableID) (matrixBody, error) {
	if err := s.checkPlaces(ctx, "jurisdictions", jurisdictions); err != nil {
		return matrixBody{}, err
	}
	var ids []string
	for _, v := range variables {
		ids = append(ids, string(v))
	}
	m, err := s.store.Matrix(ctx, day, jurisdictions, ids)
	if err != nil {
		return matrixBody{}, err
	}
	return matrixBody{m}, nil
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

var codingColumns = []column[record.CodingRow]{
	text("jurisdiction", func(c record.CodingRow) string { return c.Jurisdiction }),
	text("jurisdiction_name", func(c record.CodingRow) string { return c.JurisdictionName }),
	text("policy", func(c record.CodingRow) string { return c.Policy }),
	text("policy_title", func(c record.CodingRow) string { return c.PolicyTitle }),
	text("policy_kind", func(c record.CodingRow) string { return string(c.PolicyKind) }),
	text("variable", func(c record.CodingRow) string { return c.Variable }),
	text("value", func(c record.CodingRow) string { return c.Value }),
	number("from", func(c record.CodingRow) any { return c.From }),
	number("to", func(c record.CodingRow) any { return c.To }),
	text("locator", func(c record.CodingRow) string { return c.Locator }),
	text("section", func(c record.CodingRow) string { return c.Section }),
	text("paraphrase", func(c record.CodingRow) string { return c.Paraphrase }),
	text("note", func(c record.CodingRow) string { return c.Note }),
	number("verified", func(c record.CodingRow) any { return c.Verified }),
	text("origin", func(c record.CodingRow) string { return string(c.Origin) }),
	text("sources", func(c record.CodingRow) string { return several(c.Sources) }),
	text("settle", func(c record.CodingRow) string { return c.Settle }),
	text("version", func(c record.CodingRow) string { return c.Version }),
	text("layer", func(c record.CodingRow) string { return string(c.Layer) }),
}

var hitColumns = []column[record.Hit]{
	text("policy", func(h record.Hit) string { return h.Policy }),
	text("policy_title", func(h record.Hit) string { return h.PolicyTitle }),
	text("policy_kind", func(h record.Hit) string { return string(h.PolicyKind) }),
	text("jurisdiction", func(h record.Hit) string { return h.Jurisdiction }),
	text("jurisdiction_name", func(h record.Hit) string { return h.JurisdictionName }),
	text("version", func(h record.Hit) string { return h.Version }),
	text("standing", func(h record.Hit) string { return string(h.Standing) }),
	text("section", func(h record.Hit) string { return h.Section }),
	text("number", func(h record.Hit) string { return h.Number }),
	text("heading", func(h record.Hit) string { return h.Heading }),
	text("snippet", func(h record.Hit) string { return h.Snippet }),
	number("score", func(h record.Hit) any { return h.Score }),
}

var findingColumns = []column[law.Finding]{
	text("severity", func(f law.Finding) string { return string(f.Severity) }),
	text("rule", func(f law.Finding) string { return f.Rule }),
	text("subject", func(f law.Finding) string { return f.Subject }),
	text("sentence", func(f law.Finding) string { return f.Sentence }),
}

// writeAs is a matrix as CSV in the long form, whose columns do not depend on
// what was asked.
func (b matrixBody) writeAs(w io.Writer, _ string) error {
	var rows []panelRow
	for i, cells := range b.Cells {
		for j, cell := range cells {
			rows = append(rows, panelRow{b.AsOf, b.Jurisdictions[i], b.Names[i], b.Variables[j], cell})
		}
	}
	return writeRows(w, rows, panelColumns)
}

type panelRow struct {
	day                          law.Day
	jurisdiction, name, variable string
	record.Cell
}

var panelColumns = []column[panelRow]{
	number("as_of", func(r panelRow) any { return r.day }),
	text("jurisdiction", func(r panelRow) string { return r.jurisdiction }),
	text("jurisdiction_name", func(r panelRow) string { return r.name }),
	text("variable", func(r panelRow) string { return r.variable }),
	text("value", func(r panelRow) string { return string(r.Value) }),
	text("policy", func(r panelRow) string { return r.Policy }),
	number("verified", func(r panelRow) any { return r.Verified }),
	number("certain", func(r panelRow) any { return r.Certain }),
	text("values", func(r panelRow) string {
		var all []string
		for _, v := range r.Values {
			all = append(all, string(v.Value))
		}
		return several(all)
	}),
	text("layer", func(r panelRow) string { return string(r.Layer) }),
	text("version", func(r panelRow) string { return r.Version }),
	text("section", func(r panelRow) string { return r.Section }),
}
