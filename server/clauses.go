package server

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"refuge/compare/reuse"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// clausesBody is what every jurisdiction says on one variable on one day.
type clausesBody struct {
	Variable law.Variable  `json:"variable"`
	AsOf     law.Day       `json:"as_of"`
	Groups   []clauseGroup `json:"groups" doc:"By value, from the strongest to the weakest"`
	Unknown  []string      `json:"unknown" doc:"Jurisdictions without a coding of the variable that day"`
	Found    []record.Hit  `json:"found" doc:"Of those, the nearest passage by a search for the variable's words, if any: found, not coded, and perhaps on something else"`
}

type clauseGroup struct {
	Value   string   `json:"value"`
	Clauses []clause `json:"clauses"`
}

// clause is the passage a coding rests on.
type clause struct {
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
	Policy           string         `json:"policy"`
	PolicyTitle      string         `json:"policy_title"`
	PolicyKind       law.PolicyKind `json:"policy_kind"`
	Layer            law.Layer      `json:"layer" doc:"Whose law the policy is"`
	law.Coding
	Standing law.Standing `json:"standing,omitempty" doc:"What that text is"`
	Words    *string      `json:"words" doc:"The passage; null where it is not known or not held"`
	Alike    int          `json:"alike" doc:"The clauses of one number are close to one another in their words; 0 without words"`
}

// clausesQuery names a variable and a day.
type clausesQuery struct {
	Variable variableID `query:"variable" needed:"true" doc:"Of the codebook" example:"detainer_compliance"`
	AsOfDay
	Formatted
}

func (s *Server) addClauses() {
	add(s, resource[clausesQuery, clausesBody]{
		id: "clauses", path: "/clauses", summary: "The same clause across jurisdictions", example: exampleClauses,
		about: "Each jurisdiction's passage on a variable on a day, by its codings, from the strongest value to the weakest. " +
			"words is the passage in the text that was law then; null where it is not held or the coding names no section of it.",
		answer: func(ctx context.Context, in *clausesQuery) (clausesBody, error) {
			return s.clauses(ctx, string(in.Variable), s.day(in.AsOfDay))
		}})
}

func (s *Server) clauses(ctx context.Context, id string, day law.Day) (clausesBody, error) {
	variable, ok := law.VariableByID(id)
	if !ok {
		return clausesBody{}, fmt.Errorf("the codebook has no variable %s: %w", quoted(id), law.ErrNotFound)
	}
	b := clausesBody{Variable: variable, AsOf: day}
	rows, err := s.codingsOn(ctx, id, day)
	if err != nil {
		return b, err
	}
	slices.SortStableFunc(rows, func(a, c record.CodingRow) int { return variable.Compare(a.Value, c.Value) })
	texts := textsOn{server: s, read: map[[2]string]law.Version{}}
	spoke := map[string]bool{}
	for _, row := range rows {
		spoke[row.Jurisdiction] = true
		c := clause{Jurisdiction: row.Jurisdiction, JurisdictionName: row.JurisdictionName, Policy: row.Policy,
			PolicyTitle: row.PolicyTitle, PolicyKind: row.PolicyKind, Layer: row.Layer, Coding: row.Coding}
		if row.Version != "" {
			v, err := texts.of(ctx, row.Policy, row.Version)
			if err != nil {
				return b, err
			}
			c.Standing = v.Standing
			if i := slices.IndexFunc(v.Sections, func(sec law.Section) bool { return sec.EID == row.Section }); i >= 0 {
				words := v.Sections[i].Words(v.Text)
				c.Words = &words
			}
		}
		if n := len(b.Groups); n == 0 || b.Groups[n-1].Value != row.Value {
			b.Groups = append(b.Groups, clauseGroup{Value: row.Value})
		}
		last := &b.Groups[len(b.Groups)-1]
		last.Clauses = append(last.Clauses, c)
	}
	cluster(b.Groups)
	places, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return b, err
	}
	for _, place := range places {
		if !spoke[place.Slug] {
			b.Unknown = append(b.Unknown, place.Slug)
		}
	}
	b.Found, err = s.foundClauses(ctx, id, day, b.Unknown)
	return b, err
}

// foundClauses searches the texts of jurisdictions that nobody coded on a
// variable for its words.
func (s *Server) foundClauses(ctx context.Context, variable string, day law.Day, places []string) ([]record.Hit, error) {
	found := []record.Hit{}
	for _, place := range places {
		list, err := s.store.Search(ctx, store.SearchFilter{Page: store.Page{Limit: 5}, Query: law.SearchWords(variable), Jurisdictions: []string{place}, AsOf: day, Standings: law.Standings})
		if err != nil {
			return nil, err
		}
		for _, hit := range list.Items {
			if hit.Version != "" { // a title is no passage
				found = append(found, hit)
				break
			}
		}
	}
	return found, nil
}

// codingsOn reads every coding of a variable that held on a day.
func (s *Server) codingsOn(ctx context.Context, variable string, day law.Day) ([]record.CodingRow, error) {
	f := store.CodingFilter{Page: store.Page{Limit: store.MaxLimit}, Variables: []string{variable}, AsOf: day}
	var rows []record.CodingRow
	for {
		part, err := s.store.Codings(ctx, f)
		if err != nil {
			return nil, err
		}
		rows = append(rows, part.Items...)
		if part.Next == "" {
			return rows, nil
		}
		f.Cursor = string(part.Next)
	}
}

// textsOn reads versions, each once.
type textsOn struct {
	server *Server
	read   map[[2]string]law.Version // by policy and label
}

func (t textsOn) of(ctx context.Context, slug, label string) (law.Version, error) {
	at := [2]string{slug, label}
	if v, ok := t.read[at]; ok {
		return v, nil
	}
	v, err := t.server.store.Version(ctx, slug, label)
	if err != nil {
		return v, err
	}
	t.read[at] = v
	return v, nil
}

// cluster numbers the clauses that are close to one another in words, from 1;
// 0 is a clause without words.
func cluster(groups []clauseGroup) {
	var passages []reuse.Passage
	var of []*clause
	for g := range groups {
		for c := range groups[g].Clauses {
			if k := &groups[g].Clauses[c]; k.Words != nil {
				passages = append(passages, reuse.Passage{Key: strconv.Itoa(len(of)), Text: *k.Words})
				of = append(of, k)
			}
		}
	}
	for n, group := range reuse.Group(passages, closeWords) {
		for _, p := range group {
			if i, err := strconv.Atoi(p.Key); err == nil {
				of[i].Alike = n + 1
			}
		}
	}
}

// closeWords is the likeness from which two clauses stand in one group.
const closeWords = 0.45

func (b clausesBody) writeCSV(w io.Writer) error {
	var rows []clause
	for _, g := range b.Groups {
		rows = append(rows, g.Clauses...)
	}
	return writeRows(w, rows, clauseColumns)
}

var clauseColumns = []column[clause]{
	text("variable", func(c clause) string { return c.Variable }),
	text("value", func(c clause) string { return c.Value }),
	text("jurisdiction", func(c clause) string { return c.Jurisdiction }),
	text("jurisdiction_name", func(c clause) string { return c.JurisdictionName }),
	text("policy", func(c clause) string { return c.Policy }),
	text("policy_title", func(c clause) string { return c.PolicyTitle }),
	text("policy_kind", func(c clause) string { return string(c.PolicyKind) }),
	number("from", func(c clause) any { return c.From }),
	number("to", func(c clause) any { return c.To }),
	text("locator", func(c clause) string { return c.Locator }),
	text("section", func(c clause) string { return c.Section }),
	text("version", func(c clause) string { return c.Version }),
	text("standing", func(c clause) string { return string(c.Standing) }),
	text("words", func(c clause) string {
		if c.Words == nil {
			return ""
		}
		return *c.Words
	}),
	number("alike", func(c clause) any { return c.Alike }),
	text("paraphrase", func(c clause) string { return c.Paraphrase }),
	number("verified", func(c clause) any { return c.Verified }),
	text("sources", func(c clause) string { return several(c.Sources) }),
	text("layer", func(c clause) string { return string(c.Layer) }),
}
