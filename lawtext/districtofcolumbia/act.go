// Package districtofcolumbia reads what the acts of the Council of the District
// of Columbia order of its code, and which reading of a section is in force on a
// day beside emergency and temporary acts.
package districtofcolumbia

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
)

// Act is a law, an act or a code section of the District of Columbia as its
// Council publishes it in XML (DCCouncil/law-xml).
type Act struct {
	Kind      string // "law", "act", "section"
	Number    string // "23-282", "24-211.07"
	Title     string
	Enacted   law.Day
	Effective law.Day
	// Days is how long an emergency act (90) or a temporary law (225) lasts, by
	// D.C. Official Code § 1-204.12(a) and § 1-204.46; 0 for one without end.
	Days int
	// Changes are its changes to sections of the D.C. Code as a whole or by a new
	// part; Applies is what it orders of when another act applies.
	Changes  []Change
	Applies  []Applies
	Document lawtext.Document
	// Annotations are the editors' notes, which are no words of the law.
	Annotations []string
}

// Change puts a new reading in the place of a section of the code, or adds a
// part to it. Printed is the matter as the act prints it; Codified writes the
// code's number and citations, where the publisher marks them.
type Change struct {
	Section  string // of the code: "24-211.07"
	Insert   bool   // Printed is a part to be added, not the whole section
	Marked   bool   // by a codify: instruction, and not by the clause alone
	Printed  lawtext.Document
	Codified lawtext.Document
}

// Applies says from which day another act, named by its title, applies.
type Applies struct {
	Title string
	From  law.Day
}

// Read reads a law, an act or a code section with its instructions.
func Read(b []byte) (Act, error) {
	root, err := read.DCTree(b)
	if err != nil {
		return Act{}, err
	}
	var a Act
	if root.Name == "section" {
		a.Kind = "section"
	}
	for _, k := range root.Kids {
		switch {
		case k.Name == "num" && a.Kind == "section":
			a.Number = k.Words()
		case k.Name == "num" && (k.Attr("type") == "law" || k.Attr("type") == "act" && a.Kind != "law"):
			a.Kind, a.Number = k.Attr("type"), k.Words()
		case k.Name == "heading" && k.Attr("type") != "long":
			a.Title = k.Words()
		case k.Name == "meta":
			a.meta(k)
		}
	}
	switch {
	case strings.Contains(a.Title, "Emergency"):
		a.Days = 90
	case strings.Contains(a.Title, "Temporary"):
		a.Days = 225
	}
	a.annotations(root)
	// An act may be published with nothing but data about it.
	if a.Document, err = root.Document(false); err != nil && !errors.Is(err, law.ErrNoText) {
		return Act{}, err
	}
	if err := a.instructions(root, ""); err != nil {
		return Act{}, err
	}
	return a, nil
}

// annotations collects the editors' notes below an element.
func (a *Act) annotations(n *read.Element) {
	for _, k := range n.Kids {
		switch {
		case k.Name == "meta" || k.Name == "find-replace":
		case k.Name == "annotation" || n.Name == "annotations" && k.Name != "":
			if s := k.Words(); s != "" {
				a.Annotations = append(a.Annotations, s)
			}
		default:
			a.annotations(k)
		}
	}
}

func (a *Act) meta(n *read.Element) {
	for _, k := range n.Kids {
		switch k.Name {
		case "effective":
			if d, err := law.ParseDay(k.Words()); err == nil {
				a.Effective = d
			}
		case "enacted":
			if d, err := law.ParseDay(k.Words()); err == nil {
				a.Enacted = d
			}
		case "history":
			a.meta(k)
		}
	}
}

var (
	codeSection = regexp.MustCompile(`D\.C\. Official Code § (\d[\dA-Za-z.-]*[\dA-Za-z])`)
	actTitle    = regexp.MustCompile(`^The ([A-Z][^,]{5,150} Act of \d{4})\b`)
	appliesAsOf = regexp.MustCompile(`This act shall apply as of ([A-Z][a-z]+ \d{1,2}, \d{4})`)
)

// instructions collects the changes of the act's sections: those the publisher
// marks (codify:replace, codify:insert), and those a clause orders in words.
func (a *Act) instructions(n *read.Element, clause string) error {
	for _, k := range n.Kids {
		if k.Name == "text" {
			clause = k.Words()
		}
	}
	for _, k := range n.Kids {
		switch k.Name {
		case "include":
			if err := a.included(k, clause); err != nil {
				return err
			}
		case "section", "para", "division", "title", "part", "container":
			if err := a.instructions(k, clause); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Act) included(n *read.Element, clause string) error {
	for _, k := range n.Kids {
		if k.Name != "section" && k.Name != "para" {
			continue
		}
		c := Change{Insert: k.Name == "para" || strings.Contains(clause, "by adding")}
		for _, i := range k.Kids {
			if (i.Name == "replace" || i.Name == "insert") && i.Attr("doc") == "D.C. Code" {
				c.Section, _, _ = strings.Cut(strings.TrimPrefix(i.Attr("path"), "§"), "|")
				c.Insert, c.Marked = i.Name == "insert", true
			}
		}
		if c.Section == "" {
			if m := codeSection.FindStringSubmatch(clause); m != nil {
				c.Section = m[1]
			}
		}
		if m := actTitle.FindStringSubmatch(clause); m != nil {
			if d := appliesAsOf.FindStringSubmatch(k.Words()); d != nil {
				day, _, _ := lawtext.FindDay(d[1])
				a.Applies = append(a.Applies, Applies{m[1], day.Earliest()})
				continue
			}
		}
		if c.Section == "" {
			continue
		}
		var err error
		if c.Printed, err = k.Document(false); err != nil {
			return err
		}
		if c.Codified, err = k.Document(true); err != nil {
			return err
		}
		a.Changes = append(a.Changes, c)
	}
	return nil
}

// Reading is a reading of a section of the D.C. Code and the span in which an
// act gives it: from a day on, up to but without another ("" for no end). Known
// is the day from which one could know so; Doubt is why it may not be the law.
type Reading struct {
	Act   string // "Act 23-131", "" for the reading before all acts
	From  law.Day
	To    law.Day
	Known law.Day
	Text  string
	Doubt string
}

// Readings are the readings that acts give a section of the code, by their
// effective days, beside the lasting reading before them. Emergency acts end
// after 90 days and temporary laws after 225; between them the lasting reading
// is in force again. An act that another applies to an earlier day is listed
// twice: as it was known first, and as it is known since.
func Readings(section, base string, acts []Act) []Reading {
	out := []Reading{{From: law.FirstDay, Known: law.FirstDay, Text: base}}
	acts = slices.Clone(acts)
	slices.SortStableFunc(acts, func(a, b Act) int { return strings.Compare(string(a.Effective), string(b.Effective)) })
	lasting := law.Day("")
	for _, a := range acts {
		for _, c := range a.Changes {
			if c.Section != section || c.Insert || a.Effective == "" {
				continue
			}
			name := strings.TrimSpace(strings.ToUpper(a.Kind[:min(1, len(a.Kind))]) + a.Kind[min(1, len(a.Kind)):] + " " + a.Number)
			r := Reading{Act: name, From: a.Effective, Known: a.Effective, Text: c.Codified.Text()}
			if a.Days > 0 {
				r.To = a.Effective.Add(a.Days)
				if lasting != "" && a.Effective > lasting {
					r.Doubt = "a temporary act took effect after a lasting law of another reading"
				}
			} else {
				lasting = a.Effective
			}
			out = append(out, r)
			for _, b := range acts {
				for _, ap := range b.Applies {
					if ap.Title == a.Title && ap.From != "" && ap.From < r.From && b.Effective != "" {
						earlier := r
						earlier.From, earlier.Known = ap.From, b.Effective
						out = append(out, earlier)
					}
				}
			}
		}
	}
	return out
}

// On is the reading in force on a day as it could be known on another day: of
// the acts that give one, the last to take effect; but a lasting law yields to
// no temporary one of a later day, which only puts it in doubt. Its text is not
// the law if Doubt says so. known may be empty for what is known at last.
func On(readings []Reading, day, known law.Day) (Reading, bool) {
	best, found := Reading{}, false
	doubt := ""
	for _, r := range readings {
		if r.From > day || r.To != "" && r.To <= day || known != "" && r.Known > known {
			continue
		}
		if r.Doubt != "" {
			doubt = r.Act + ": " + r.Doubt
			continue
		}
		if !found || r.From >= best.From {
			best, found = r, true
		}
	}
	if doubt != "" {
		best.Doubt = doubt
	}
	return best, found
}
