package frontend

import (
	"slices"
	"strconv"
	"strings"

	"refuge/law"
	"refuge/record"
)

// Doubts lists what is not verified of a place, by kind of fact.
type Doubts struct {
	Base
	Place  record.Place
	Groups []DoubtGroup
}

// DoubtGroup is the doubts of one kind of fact.
type DoubtGroup struct {
	Kind   law.FactKind
	Doubts []law.Doubt
}

// PlaceGroup is the jurisdictions of one level of government.
type PlaceGroup struct {
	Kind   law.JurisdictionKind
	Places []record.Place
}

// Jurisdictions lists the places of the record.
type Jurisdictions struct {
	Base
	Groups []PlaceGroup
}

// VariableGroup is the questions of one heading of the codebook with what a
// jurisdiction's policies say on each.
type VariableGroup struct {
	ID, Label string
	Variables []VariableState
}

// VariableState is one question on one day. Without a coding it is unknown,
// which is not the value "none".
type VariableState struct {
	law.Variable
	record.VariableDay
}

// Jurisdiction is one place on one day.
type Jurisdiction struct {
	Base
	Place    record.Place
	AsOf     law.Day
	Asked    bool // the day was asked for; otherwise it is today
	Ahead    bool // the day is yet to come
	Holders  []record.Holder
	Groups   []VariableGroup
	Known    int // questions with an answer that day
	InForce  []record.Brief
	Others   int // policies in force that were collected and are on another subject
	Chart    Chart
	Gaps     []string // of the terms: who held office is open
	Latest   []record.Entry
	Programs []law.Program
}

// Cell is what a place says on one question in the matrix.
type Cell struct {
	Question law.Variable
	record.Cell
}

// Row is a jurisdiction of the matrix.
type Row struct {
	Slug, Name string
	Cells      []Cell
}

// Compare is the matrix of jurisdictions and questions on one day.
type Compare struct {
	Base
	AsOf      law.Day
	Asked     bool
	Groups    []Choice
	Places    []ChoiceGroup
	Variables []law.Variable
	Rows      []Row
}

// Codebook is the questions asked of each policy.
type Codebook struct {
	Base
	Version string
	About   string
	Changes []law.CodebookChange
	Groups  []CodebookGroup
}

// CodebookGroup is the questions under one heading.
type CodebookGroup struct {
	law.VariableGroup
	Variables []law.Variable
}

// Questions is how many questions the codebook has.
func (Jurisdiction) Questions() int { return len(law.TheCodebook().Variables) }

// inForceShown is how many policies in force stand open on the page.
const inForceShown = 20

// FirstInForce are the policies in force that stand open, OtherInForce those
// folded away.
func (j Jurisdiction) FirstInForce() []record.Brief {
	return j.InForce[:min(len(j.InForce), inForceShown)]
}

// OtherInForce are the policies in force after the first.
func (j Jurisdiction) OtherInForce() []record.Brief {
	return j.InForce[min(len(j.InForce), inForceShown):]
}

// Strongest is the value shown first for a question.
func (j Jurisdiction) Strongest(variable string) string {
	for _, g := range j.Groups {
		for _, v := range g.Variables {
			if v.ID == variable {
				return v.Value
			}
		}
	}
	return ""
}

// PlaceKind is the level of government as the record writes it.
func (j Jurisdiction) PlaceKind() string { return string(j.Place.Kind) }

// Wikidata is the address of the place's item, "" where its id is not known or
// is no such id.
func (j Jurisdiction) Wikidata() string {
	id := j.Place.Wikidata
	if len(id) < 2 || len(id) > 12 || id[0] != 'Q' || strings.Trim(id[1:], "0123456789") != "" {
		return ""
	}
	return "https://www.wikidata.org/wiki/" + id
}

// Shade is the class of a value of the cell: r1 to r4 for what protects, the
// strongest of the question darkest; r0 for silence; h1 and h2 for what permits
// and what requires help; none for a question without an order.
func (c Cell) Shade(value record.Optional) string {
	of, ok := c.Question.Of(string(value))
	if !ok || of.Rank == nil {
		return ""
	}
	if *of.Rank < 0 {
		return "h" + strconv.Itoa(min(-*of.Rank, 2))
	}
	most := 1
	for _, v := range c.Question.Scale {
		if v.Rank != nil {
			most = max(most, *v.Rank)
		}
	}
	return "r" + strconv.Itoa((*of.Rank*4+most-1)/most)
}

// Narrow says that places were chosen, so that the form is shown open.
func (c Compare) Narrow() bool {
	return slices.ContainsFunc(c.Places, func(g ChoiceGroup) bool { return chosen(g.Choices) })
}

// Questions is how many questions the codebook has.
func (Codebook) Questions() int { return len(law.TheCodebook().Variables) }
