package record

import "refuge/law"

// CodePlace is a section or chapter of a code of a jurisdiction, or a stretch of
// them, with the measures of the record that made or changed it.
type CodePlace struct {
	law.Codified
	Laws []Brief `json:"laws"` // by first event
}

// CodeSection is a section of a code as the record tells it on one day.
type CodeSection struct {
	Jurisdiction     string  `json:"jurisdiction"`
	JurisdictionName string  `json:"jurisdiction_name"`
	Number           string  `json:"number"` // without its sign: "9-131"
	AsOf             law.Day `json:"as_of"`
	// Places are where the measures say they are codified, of this number.
	Places []law.Codified `json:"places"`
	// Laws are the measures that made or changed it, by first event.
	Laws []SectionLaw `json:"laws"`
	// Entry is the section's own entry, put together from its laws; nil where none
	// was.
	Entry *Brief `json:"entry,omitempty"`
	// Passages are its words in the texts that were law on the day: the official
	// before the consolidated before the restated, the later before the earlier.
	Passages []Passage   `json:"passages"`
	Codings  []CodingRow `json:"codings"` // that rest on it and may have held on the day
}

// SectionLaw is a measure that made or changed a section.
type SectionLaw struct {
	Brief
	CodifiedAt []string `json:"codified_at"`
	Enacted    law.Date `json:"enacted"`
	Effective  law.Date `json:"effective"` // its first event of taking effect
}

// Passage is a section of a text that was law on a day.
type Passage struct {
	Policy   string       `json:"policy"`
	Name     string       `json:"name"`
	Version  string       `json:"version"`
	Standing law.Standing `json:"standing"`
	Basis    law.Basis    `json:"basis,omitempty"`
	Section  string       `json:"section"` // eId
	Number   string       `json:"number"`
	Heading  string       `json:"heading,omitempty"`
	Since    law.Day      `json:"since"` // the first day this text was law
	Words    string       `json:"words"`
}
