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

// codingsQuery are the filters of codings.
type codingsQuery struct {
	Jurisdiction []string     `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Policy       []string     `query:"policy" doc:"Slugs; any of them" example:"springfield-ll-12-2014"`
	Variable     []variableID `query:"variable" doc:"Of the codebook; any of them" example:"detainer_compliance"`
	Value        []string     `query:"value" doc:"Any of them" example:"judicial_warrant"`
	AsOf         law.Day      `query:"as_of" doc:"That held on this day" example:"2020-01-01"`
	Verified     string       `query:"verified" enum:"true,false" doc:"Checked against a source, or not" example:"true"`
	Paged
}

func (s *Server) addCodings() {
	add(s, resource[codingsQuery, list[record.CodingRow]]{
		id: "codings", path: "/codings", summary: "Codings", example: exampleCodings,
		about: "The value of a variable of the codebook for a policy, from one date to another, with the passage it rests on.",
		answer: func(ctx context.Context, in *codingsQuery) (list[record.CodingRow], error) {
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
		}})
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

// eitherWay is nil where a parameter of true or false was not given.
func eitherWay(written string) *bool {
	if written == "" {
		return nil
	}
	yes := written == "true"
	return &yes
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
