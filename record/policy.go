package record

import (
	"time"

	"refuge/law"
)

// Brief names a policy in a list.
type Brief struct {
	Slug             string         `json:"slug"`
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
	Kind             law.PolicyKind `json:"kind"`
	Number           string         `json:"number,omitempty"`
	Citation         string         `json:"citation,omitempty"`
	Title            string         `json:"title"`
	ShortTitle       string         `json:"short_title,omitempty"`
	Issuer           string         `json:"issuer,omitempty"`
	Status           law.Status     `json:"status,omitempty"`
	Origin           law.Origin     `json:"origin"`
	First            law.Date       `json:"first"` // its earliest dated event
	Enacted          law.Date       `json:"enacted" doc:"When it became law or was issued; null where that is not known or never was"`
	Effective        law.Date       `json:"effective" doc:"When it first took effect, by an event that says so; may lie ahead"`
	Ended            law.Date       `json:"ended" doc:"When it was over for good: ended as law, or failed as a bill; may lie ahead"`
	Versions         int            `json:"versions"`
	Unverified       int            `json:"unverified"` // events and codings not verified
	Entered          *time.Time     `json:"entered"`    // with which import it came; null if it is not known
	Changed          *time.Time     `json:"changed"`    // with which import it or anything of it last changed; null if it is not known
}

// Name is what to call the policy in a line (law.PolicyName).
func (b Brief) Name() string { return law.PolicyName(b.ShortTitle, b.Citation, b.Title) }

// Edge is a relation of a policy with the policy at its other end. Incoming is
// a relation that the other policy holds. Other is "" where the relation's words
// name something outside the record.
type Edge struct {
	law.Relation
	Incoming     bool   `json:"incoming"`
	Other        string `json:"other,omitempty"`        // slug
	OtherTitle   string `json:"other_title,omitempty"`  // what to call it (law.PolicyName)
	Jurisdiction string `json:"jurisdiction,omitempty"` // of the other, its name
	// NotLaw is the status of the policy that acts where it did not become law:
	// "proposed", "failed" or "vetoed" (law.NotLaw).
	NotLaw law.Status `json:"not_law,omitempty"`
}

// TextPlace is a version that carries a text.
type TextPlace struct {
	TextID           int64          `json:"-"`
	Policy           string         `json:"policy"`
	PolicyTitle      string         `json:"policy_title"`
	PolicyKind       law.PolicyKind `json:"policy_kind"`
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
	Version          string         `json:"version"`
	Standing         law.Standing   `json:"standing"`
	Date             law.Date       `json:"date" gorm:"type:text"`
}

// Hit is one place found. Snippet is plain text; Spans are the byte ranges in
// it that matched.
type Hit struct {
	Policy           string         `json:"policy"`
	PolicyTitle      string         `json:"policy_title"`
	PolicyKind       law.PolicyKind `json:"policy_kind"`
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
	Version          string         `json:"version,omitempty"` // label; "" for title and abstract
	Standing         law.Standing   `json:"standing,omitempty"`
	// WasLaw is of a text found as of a day, which stood then: whether it was law
	// too. Nil for other hits.
	WasLaw  *bool    `json:"was_law,omitempty"`
	Section string   `json:"section,omitempty"` // eId
	Number  string   `json:"number,omitempty"`
	Heading string   `json:"heading,omitempty"`
	Snippet string   `json:"snippet"`
	Spans   [][2]int `json:"spans"`
	Score   float64  `json:"score"` // bm25; lower is better
	Exact   bool     `json:"exact"` // its number, citation or name is what was typed
	// Passages counts the hits of the policy where only its best is given.
	Passages int `json:"passages,omitempty"`
}
