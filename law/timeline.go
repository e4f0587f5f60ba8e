package law

import "time"

// Holder is who held the chief executive office on an event's day. Several
// holders of one event mean that the dates known do not decide between them.
type Holder struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Office string `json:"office"`
	Party  string `json:"party,omitempty"`
	Acting bool   `json:"acting,omitempty"`
}

// Entry is one event as a timeline shows it: with its policy, its lane and the
// office-holder of its jurisdiction on that day.
type Entry struct {
	ID               int64      `json:"id"`
	Date             Date       `json:"date"`
	Type             EventType  `json:"type"`
	Lane             Lane       `json:"lane"`
	Actor            string     `json:"actor,omitempty"`
	Note             string     `json:"note,omitempty"`
	Raw              string     `json:"raw,omitempty"`
	Result           string     `json:"result,omitempty"`
	Verified         bool       `json:"verified"`
	Settle           string     `json:"settle,omitempty"` // what would settle it, if it is not verified
	Origin           Origin     `json:"origin"`
	Corroborated     bool       `json:"corroborated"` // a collected record says the same
	Sources          []string   `json:"sources"`
	Policy           string     `json:"policy"`
	PolicyTitle      string     `json:"policy_title"`
	PolicyKind       PolicyKind `json:"policy_kind"`
	Jurisdiction     string     `json:"jurisdiction"`
	JurisdictionName string     `json:"jurisdiction_name"`
	Holders          []Holder   `json:"holders"`
	Entered          *time.Time `json:"entered"` // with which import it came; null if it is not known
	Changed          *time.Time `json:"changed"` // with which import it last changed; null if it is not known
}

// Snapshot is what the record says of a jurisdiction on one day.
type Snapshot struct {
	Jurisdiction Jurisdiction  `json:"jurisdiction"`
	AsOf         Day           `json:"as_of"`
	Holders      []Holder      `json:"holders"`
	Policies     []PolicyBrief `json:"policies"` // in force on that day
	Variables    []VariableDay `json:"variables"`
}

// PolicyBrief names a policy in a list.
type PolicyBrief struct {
	Slug             string     `json:"slug"`
	Jurisdiction     string     `json:"jurisdiction"`
	JurisdictionName string     `json:"jurisdiction_name"`
	Kind             PolicyKind `json:"kind"`
	Number           string     `json:"number,omitempty"`
	Citation         string     `json:"citation,omitempty"`
	Title            string     `json:"title"`
	ShortTitle       string     `json:"short_title,omitempty"`
	Issuer           string     `json:"issuer,omitempty"`
	Status           Status     `json:"status,omitempty"`
	Origin           Origin     `json:"origin"`
	First            Date       `json:"first"` // its earliest dated event
	Versions         int        `json:"versions"`
	Unverified       int        `json:"unverified"` // events and codings not verified
	Entered          *time.Time `json:"entered"`    // with which import it came; null if it is not known
	Changed          *time.Time `json:"changed"`    // with which import it or anything of it last changed; null if it is not known
}

// Name is what to call the policy in a line: its short title, else its
// citation, else its title.
func (p PolicyBrief) Name() string {
	for _, s := range []string{p.ShortTitle, p.Citation} {
		if s != "" {
			return s
		}
	}
	return p.Title
}

// VariableDay is one codebook variable of a jurisdiction on one day: the
// codings that held then, strongest first by the codebook's order. No coding
// means unknown, which is not the same as the value "none".
type VariableDay struct {
	Variable string      `json:"variable"`
	Known    bool        `json:"known"`
	Value    string      `json:"value,omitempty"` // the strongest held
	Codings  []CodingDay `json:"codings"`
}

// CodingDay is a coding with the policy it belongs to.
type CodingDay struct {
	Coding
	Policy      string `json:"policy"`
	PolicyTitle string `json:"policy_title"`
	// Version is the label of the version in which the coding's section stands
	// (Policy.Grounds).
	Version string `json:"version,omitempty"`
	// Certain is false where the dates known leave open whether it held on the
	// day asked for.
	Certain bool `json:"certain"`
}
