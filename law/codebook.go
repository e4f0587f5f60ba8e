package law

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// Codebook is the list of questions asked of each policy.
type Codebook struct {
	Version string `json:"version"`
	About   string `json:"about"`
	// Changes say what each version of the codebook changed, newest first.
	Changes   []CodebookChange `json:"changes"`
	Groups    []VariableGroup  `json:"groups"`
	Variables []Variable       `json:"variables"`
}

// CodebookChange is a dated note on a version of the codebook.
type CodebookChange struct {
	Version string `json:"version"`
	Date    Day    `json:"date"`
	Words   string `json:"words"`
}

// VariableGroup is a heading over variables.
type VariableGroup struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Variable is one question. Values stand, where Ordered, from what requires help
// with immigration enforcement over silence to the strongest protection.
type Variable struct {
	ID       string   `json:"id"`
	Group    string   `json:"group"`
	Label    string   `json:"label"`
	Question string   `json:"question"`
	Ordered  bool     `json:"ordered"`
	Values   []string `json:"values"`
	// Order says in words where two values, or all, have no order.
	Order string  `json:"order,omitempty"`
	Scale []Value `json:"scale"` // the values again, each with what it means
}

// Value is an answer to a variable's question.
type Value struct {
	Value     string    `json:"value"`
	Label     string    `json:"label"` // how pages write it
	Direction Direction `json:"direction,omitempty"`
	// Rank is the place of the value on the scale of its variable: 0 is silence,
	// what is below it helps enforcement, what is above protects. Two values of
	// one rank have no order. Nil where the variable has none.
	Rank *int `json:"rank"`
	// Means is the definition, Example a policy of the record that has the value,
	// Border a doubtful case and the rule that decides it; policies and values
	// stand between backticks.
	Means   string `json:"means"`
	Example string `json:"example"`
	Border  string `json:"border"`
}

// Direction is what a value does to immigration enforcement; empty where the
// value goes with either.
type Direction string

// The directions, in the order of protection; Provides is a service or a right
// that the policy gives.
const (
	Requires  Direction = "requires"
	Permits   Direction = "permits"
	Silent    Direction = "silent"
	Limits    Direction = "limits"
	Prohibits Direction = "prohibits"
	Provides  Direction = "provides"
)

// Directions lists every direction.
var Directions = []Direction{Requires, Permits, Silent, Limits, Prohibits, Provides}

// Of is what the variable says of a value; ok is false if it is none of its own.
func (v Variable) Of(value string) (of Value, ok bool) {
	i := slices.Index(v.Values, value)
	if i < 0 {
		return Value{}, false
	}
	return v.Scale[i], true
}

// Compare orders two values: what protects more comes first, then what helps
// enforcement, silence last, so that no policy hides another by saying nothing.
// Values without an order between them stand as the codebook lists them.
func (v Variable) Compare(a, b string) int {
	place := func(value string) (tier, rank, index int) {
		of, ok := v.Of(value)
		switch {
		case !ok:
			return 3, 0, 0
		case of.Direction == Silent:
			return 2, 0, 0
		case of.Rank == nil:
			return 0, 0, slices.Index(v.Values, value)
		case *of.Rank < 0:
			return 1, *of.Rank, slices.Index(v.Values, value)
		}
		return 0, -*of.Rank, slices.Index(v.Values, value)
	}
	t1, r1, i1 := place(a)
	t2, r2, i2 := place(b)
	for _, d := range []int{t1 - t2, r1 - r2, i1 - i2} {
		if d != 0 {
			return d
		}
	}
	return 0
}

// ValueLabel is how pages write a value of a variable; "unknown" for "".
func ValueLabel(variable, value string) string {
	if value == "" {
		return "unknown"
	}
	if v, ok := VariableByID(variable); ok {
		if of, ok := v.Of(value); ok {
			return of.Label
		}
	}
	return strings.ReplaceAll(value, "_", " ")
}

//go:embed codebook.json
var codebookJSON []byte

// TheCodebook returns the codebook this program was built with. The caller
// must not change it.
var TheCodebook = sync.OnceValue(func() Codebook {
	var c Codebook
	if err := json.Unmarshal(codebookJSON, &c); err != nil {
		panic("law: the embedded codebook does not parse: " + err.Error())
	}
	for i := range c.Variables {
		v := &c.Variables[i]
		for _, of := range v.Scale {
			v.Values = append(v.Values, of.Value)
		}
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
