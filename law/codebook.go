package law

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// Codebook is the list of questions asked of each policy.
type Codebook struct {
	Version   string          `json:"version"`
	About     string          `json:"about"`
	Groups    []VariableGroup `json:"groups"`
	Variables []Variable      `json:"variables"`
}

// VariableGroup is a heading over variables.
type VariableGroup struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Variable is one question. Values stand from weakest to strongest protection
// where Ordered.
type Variable struct {
	ID       string   `json:"id"`
	Group    string   `json:"group"`
	Label    string   `json:"label"`
	Question string   `json:"question"`
	Ordered  bool     `json:"ordered"`
	Values   []string `json:"values"`
}

// Rank is the place of value among v's values, or -1 if it is none of them.
func (v Variable) Rank(value string) int { return slices.Index(v.Values, value) }

//go:embed codebook.json
var codebookJSON []byte

// TheCodebook returns the codebook this program was built with. The caller
// must not change it.
var TheCodebook = sync.OnceValue(func() Codebook {
	var c Codebook
	if err := json.Unmarshal(codebookJSON, &c); err != nil {
		panic("law: the embedded codebook does not parse: " + err.Error())
	}
	return c
})

// VariableByID finds a variable of the codebook.
func VariableByID(id string) (Variable, bool) {
	for _, v := range TheCodebook().Variables {
		if v.ID == id {
			return v, true
		}
	}
	return Variable{}, false
}
