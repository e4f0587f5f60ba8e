package server

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
)

// matrixBody is a matrix; as CSV, a row is one jurisdiction and one variable.
type matrixBody struct {
	record.Matrix

	places []record.Place // all there are, where they had to be read
}

// matrixQuery are the rows, the columns and the day of a matrix.
type matrixQuery struct {
	AsOfDay
	Jurisdiction []string     `query:"jurisdiction" was:"jurisdictions" doc:"Slugs; all if left out" example:"springfield"`
	Group        groupID      `query:"group" doc:"Heading of the codebook whose variables to take; all if left out" example:"custody"`
	Variable     []variableID `query:"variable" was:"variables" doc:"Of the codebook; all if left out" example:"detainer_compliance"`
	Formatted
	// ofCities takes cities where no place is named.
	ofCities bool
}

// forPage shows the first questions of the codebook for every city, where
// nothing else is asked for: all of them would fill no screen.
func (q *matrixQuery) forPage() {
	q.ofCities = true
	if q.Group == "" && len(q.Variable) == 0 {
		q.Group = groupID(law.TheCodebook().Groups[0].ID)
	}
}

func (q *matrixQuery) asData(query url.Values) {
	query.Set("jurisdiction", strings.Join(q.Jurisdiction, ","))
	if q.Group != "" {
		query.Set("group", string(q.Group))
	}
}

// groupID is the id of a heading of the codebook; everyGroup stands for all.
type groupID string

const everyGroup groupID = "all"

func groupIDs() []groupID {
	ids := []groupID{everyGroup}
	for _, g := range law.TheCodebook().Groups {
		ids = append(ids, groupID(g.ID))
	}
	return ids
}

func (s *Server) addMatrix() {
	add(s, resource[matrixQuery, matrixBody]{
		id: "matrix", path: "/matrix", summary: "Jurisdictions by variables on a day", example: exampleMatrix,
		about:  "The strongest value of each variable in each jurisdiction. As CSV, a row is one jurisdiction and one variable.",
		answer: s.matrix, page: "/compare", show: s.comparePage})
}

func (s *Server) matrix(ctx context.Context, in *matrixQuery) (matrixBody, error) {
	if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
		return matrixBody{}, err
	}
	var places []record.Place
	if in.ofCities && len(in.Jurisdiction) == 0 {
		var err error
		if places, err = s.store.Jurisdictions(ctx); err != nil {
			return matrixBody{}, fmt.Errorf("listing jurisdictions: %w", err)
		}
		for _, r := range places {
			if r.Kind == law.City {
				in.Jurisdiction = append(in.Jurisdiction, r.Slug)
			}
		}
	}
	var ids []string
	for _, v := range law.TheCodebook().Variables {
		if in.Group == "" || in.Group == everyGroup || v.Group == string(in.Group) {
			ids = append(ids, v.ID)
		}
	}
	if len(in.Variable) > 0 {
		ids = nil
		for _, v := range in.Variable {
			ids = append(ids, string(v))
		}
	}
	m, err := s.store.Matrix(ctx, s.day(in.AsOfDay), in.Jurisdiction, ids)
	return matrixBody{m, places}, err
}

func (s *Server) comparePage(ctx context.Context, in *matrixQuery, m matrixBody) (frontend.Page, error) {
	book := law.TheCodebook()
	rows := m.places
	if rows == nil {
		var err error
		if rows, err = s.store.Jurisdictions(ctx); err != nil {
			return nil, fmt.Errorf("listing jurisdictions: %w", err)
		}
	}
	p := &frontend.Compare{AsOf: m.AsOf, Asked: in.AsOf != "", Base: frontend.Base{Title: "Compare places", Section: "compare"}}
	named := locationIn(ctx).names("jurisdiction")
	for _, g := range placeGroups(rows) {
		out := frontend.ChoiceGroup{Words: frontend.PlacesWords(g.Kind)}
		for _, at := range g.Places {
			out.Choices = append(out.Choices, frontend.Choice{Value: at.Slug, Words: at.Name, Chosen: named && slices.Contains(in.Jurisdiction, at.Slug)})
		}
		p.Places = append(p.Places, out)
	}
	p.Groups = append(p.Groups, frontend.Choice{Value: string(everyGroup), Words: fmt.Sprintf("All %d questions", len(book.Variables)), Chosen: in.Group == everyGroup})
	for _, g := range book.Groups {
		p.Groups = append(p.Groups, frontend.Choice{Value: g.ID, Words: g.Label, Chosen: string(in.Group) == g.ID})
	}
	for _, id := range m.Variables {
		v, ok := law.VariableByID(id)
		if !ok {
			return nil, fmt.Errorf("the matrix has a variable %q that the codebook has not", id)
		}
		p.Variables = append(p.Variables, v)
	}
	for i, slug := range m.Jurisdictions {
		out := frontend.Row{Slug: slug, Name: m.Names[i]}
		for j, cell := range m.Cells[i] {
			out.Cells = append(out.Cells, frontend.Cell{Question: p.Variables[j], Cell: cell})
		}
		p.Rows = append(p.Rows, out)
	}
	return p, nil
}

// writeAs is a matrix as CSV in the long form, whose columns do not depend on
// what was asked.
func (b matrixBody) writeCSV(w io.Writer) error {
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
