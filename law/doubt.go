package law

// FactKind is a kind of fact that a source can bear out.
type FactKind string

// The kinds of fact, in the order in which doubts are listed.
const (
	TermFact    FactKind = "term"
	EventFact   FactKind = "event"
	CodingFact  FactKind = "coding"
	VersionFact FactKind = "version"
	ProgramFact FactKind = "program"
)

// FactKinds lists every kind.
var FactKinds = []FactKind{TermFact, EventFact, CodingFact, VersionFact, ProgramFact}

// Checked counts facts by whether a source that was seen bears them out.
type Checked struct {
	Verified   int `json:"verified"`
	Unverified int `json:"unverified"`
}

// Footing is what the curated record of a place rests on. Restated versions are
// counted once more by what they were written from: their whole text, a part of
// it, or reports alone, the text not being held.
type Footing struct {
	Terms    Checked `json:"terms"`
	Events   Checked `json:"events"`
	Codings  Checked `json:"codings"`
	Versions Checked `json:"versions"`
	Programs Checked `json:"programs"`
	Text     int     `json:"versions_from_text"`
	Part     int     `json:"versions_from_part"`
	Reports  int     `json:"versions_from_reports"`
}

// Doubt is a fact of the curated record that is not verified, and what would
// settle it. Policy is empty for a term or a program.
type Doubt struct {
	Kind         FactKind `json:"kind"`
	Jurisdiction string   `json:"jurisdiction"`
	Policy       string   `json:"policy,omitempty"`
	PolicyTitle  string   `json:"policy_title,omitempty"`
	// Fact is what is in doubt: an event's type, a coding's variable, a
	// version's label, a person or a program by name; Value is a coding's value.
	Fact   string `json:"fact"`
	Value  string `json:"value,omitempty"`
	Date   Date   `json:"date"` // of the event, or the first day of the rest
	Note   string `json:"note,omitempty"`
	Settle string `json:"settle,omitempty"`
}

// Of is the count of one kind of fact, to be added to.
func (f *Footing) Of(kind FactKind) *Checked {
	switch kind {
	case TermFact:
		return &f.Terms
	case EventFact:
		return &f.Events
	case CodingFact:
		return &f.Codings
	case VersionFact:
		return &f.Versions
	}
	return &f.Programs
}

// Verified counts the facts of every kind that are verified.
func (f Footing) Verified() (n int) {
	for _, kind := range FactKinds {
		n += f.Of(kind).Verified
	}
	return n
}

// Unverified counts the facts of every kind that are not verified.
func (f Footing) Unverified() (n int) {
	for _, kind := range FactKinds {
		n += f.Of(kind).Unverified
	}
	return n
}

func (c *Checked) add(verified bool) {
	if verified {
		c.Verified++
	} else {
		c.Unverified++
	}
}

// Footings is what a data set says of its own footing, by jurisdiction. Collected
// facts are left out: they rest on their captures.
func Footings(d Dataset) map[string]Footing {
	m := map[string]Footing{}
	in := func(jurisdiction string, change func(f *Footing)) {
		f := m[jurisdiction]
		change(&f)
		m[jurisdiction] = f
	}
	for _, t := range d.Terms {
		in(t.Jurisdiction, func(f *Footing) { f.Terms.add(t.Verified) })
	}
	for _, p := range d.Programs {
		in(p.Jurisdiction, func(f *Footing) { f.Programs.add(p.Verified) })
	}
	for _, p := range d.Policies {
		if p.Origin == Collected {
			continue
		}
		in(p.Jurisdiction, func(f *Footing) {
			for _, e := range p.Events {
				if e.Origin != Collected {
					f.Events.add(e.Verified)
				}
			}
			for _, k := range p.Codings {
				if k.Origin != Collected {
					f.Codings.add(k.Verified)
				}
			}
			for _, v := range p.Versions {
				if v.Origin == Collected {
					continue
				}
				f.Versions.add(v.Verified)
				switch v.Basis {
				case FromText:
					f.Text++
				case FromPart:
					f.Part++
				case FromReports:
					f.Reports++
				}
			}
		})
	}
	return m
}

// TotalFooting is the footing of a whole data set.
func TotalFooting(d Dataset) (all Footing) {
	for _, f := range Footings(d) {
		for _, kind := range FactKinds {
			all.Of(kind).Verified += f.Of(kind).Verified
			all.Of(kind).Unverified += f.Of(kind).Unverified
		}
		all.Text, all.Part, all.Reports = all.Text+f.Text, all.Part+f.Part, all.Reports+f.Reports
	}
	return all
}
