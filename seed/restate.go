package seed

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"refuge/law"
)

// compose is the text of a version as a file gives its sections, a paragraph a
// line: for each section its number and heading, then its words. A parent, which
// stands before its children, spans them. The marks lie on the words of sections
// of which it is not known what they say. The error names the place in the
// version.
func compose(parts []section) (string, []law.Section, []law.Mark, error) {
	var text strings.Builder
	at := map[string]int{} // the place of each eId
	sections := make([]law.Section, 0, len(parts))
	var marks []law.Mark
	for i, p := range parts {
		if _, ok := at[p.Parent]; !ok && p.Parent != "" {
			return "", nil, nil, fmt.Errorf("/sections/%d: the parent %q does not stand before it: %w", i, p.Parent, law.ErrInvalid)
		}
		if _, ok := at[p.EID]; ok || p.EID == "" {
			return "", nil, nil, fmt.Errorf("/sections/%d: the eid %q is missing or taken: give each section its own: %w", i, p.EID, law.ErrInvalid)
		}
		at[p.EID] = i
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		start := text.Len()
		heading := strings.TrimSpace(p.Number + " " + p.Heading)
		text.WriteString(heading)
		if heading != "" && p.Text != "" {
			text.WriteByte('\n')
		}
		if p.Unknown {
			marks = append(marks, law.Mark{Start: text.Len(), End: text.Len() + len(p.Text), Kind: law.NotHeld})
		}
		text.WriteString(p.Text)
		sections = append(sections, law.Section{EID: p.EID, Parent: p.Parent, Number: p.Number, Heading: p.Heading, Start: start, End: text.Len()})
	}
	for i := len(sections) - 1; i >= 0; i-- {
		if parent, ok := at[sections[i].Parent]; ok {
			sections[parent].End = max(sections[parent].End, sections[i].End)
		}
	}
	return text.String(), sections, marks, nil
}

// layOut is compose for sections that the caller made, none inside another.
func layOut(parts []section) (string, []law.Section) {
	text, sections, _, err := compose(parts)
	if err != nil {
		panic("seed: " + err.Error())
	}
	return text, sections
}

// restate gives a policy versions in the project's own words: one for each span
// in which the same codings held, its sections being their paraphrases, and the
// codings their sections. A policy without codings gets its abstract as one.
func restate(p *law.Policy) {
	nameSections(p.Codings)
	dates := bounds(p.Codings)
	for i, from := range dates {
		held := slices.DeleteFunc(slices.Clone(p.Codings), func(k law.Coding) bool { return !holds(k, from) })
		if len(held) == 0 {
			continue
		}
		v := restated(held)
		v.Date = from
		// What was never law has no days on which it was.
		if !slices.Contains([]law.Status{law.Proposed, law.Failed, law.Vetoed}, p.Status) {
			v.From = from
			if i+1 < len(dates) {
				v.To = dates[i+1]
			}
		}
		p.Versions = append(p.Versions, v)
	}
	if len(p.Versions) == 0 && p.Abstract != "" {
		p.Versions = []law.Version{abstract(*p)}
	}
	for i := range p.Versions {
		v := &p.Versions[i]
		v.Label, v.Stage, v.Standing, v.Held, v.Origin = "restated", law.AsRestated, law.Restated, true, law.Curated
		if len(p.Versions) > 1 {
			v.Label = law.Slug(v.Label, v.Date.String())
		}
	}
}

// bounds are the dates on which what held changed, in order. Of two that begin
// on one day, the one known more exactly stands for both.
func bounds(codings []law.Coding) []law.Date {
	first := map[law.Day]law.Date{}
	bound := func(d law.Date) {
		if have, ok := first[d.Earliest()]; !ok || d.Compare(have) < 0 {
			first[d.Earliest()] = d
		}
	}
	for _, k := range codings {
		bound(k.From)
		if !k.To.IsZero() {
			bound(k.To)
		}
	}
	list := make([]law.Date, 0, len(first))
	for _, d := range first {
		list = append(list, d)
	}
	// A beginning not known comes before all others.
	slices.SortFunc(list, func(a, b law.Date) int { return cmp.Compare(a.Earliest(), b.Earliest()) })
	return list
}

// holds says whether a coding held when the span that begins with from began. A
// coding whose ends are not told apart held in the span it began.
func holds(k law.Coding, from law.Date) bool {
	if k.Paraphrase == "" || k.From.Earliest() > from.Earliest() {
		return false
	}
	return k.To.IsZero() || from.Earliest() < k.To.Earliest() ||
		k.To.Earliest() <= k.From.Earliest() && from.Earliest() == k.From.Earliest()
}

// restated is the text of codings that held together. Two of one section and
// variable are paragraphs of one.
func restated(codings []law.Coding) law.Version {
	v := law.Version{Verified: true}
	var parts []section
	for _, k := range codings {
		v.Verified = v.Verified && k.Verified
		v.Sources = union(v.Sources, k.Sources)
		if i := slices.IndexFunc(parts, func(s section) bool { return s.EID == k.Section }); i >= 0 {
			if !slices.Contains(strings.Split(parts[i].Text, "\n"), k.Paraphrase) {
				parts[i].Text += "\n" + k.Paraphrase
			}
			continue
		}
		variable, _ := law.VariableByID(k.Variable)
		parts = append(parts, section{EID: k.Section, Number: k.Locator, Heading: variable.Label, Text: k.Paraphrase})
	}
	v.Text, v.Sections = layOut(parts)
	return v
}

// abstract is the text of a policy without codings. Its words rest on what the
// policy's other facts rest on.
func abstract(p law.Policy) law.Version {
	v := law.Version{
		Text:     p.Abstract,
		Sections: []law.Section{{EID: "abstract", End: len(p.Abstract)}},
		Sources:  union(nil, p.OfficialURLs),
	}
	for _, e := range p.Events {
		v.Sources = union(v.Sources, e.Sources)
	}
	return v
}

func union(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// nameSections gives each coding that says something the eId of its section:
// from the locator where there is one, else its variable. Where codings of
// several variables have one locator, the variable tells their sections apart.
func nameSections(codings []law.Coding) {
	variables := map[string][]string{}
	for i := range codings {
		k := &codings[i]
		if k.Paraphrase == "" {
			continue
		}
		k.Section = cmp.Or(eID(k.Locator), k.Variable, "section")
		variables[k.Section] = union(variables[k.Section], []string{k.Variable})
	}
	for i := range codings {
		if k := &codings[i]; len(variables[k.Section]) > 1 {
			k.Section += "__" + k.Variable
		}
	}
}

var (
	sectionForm = regexp.MustCompile(`^(?:[A-Z][A-Za-z.]* )*(?:§ )?([0-9][0-9A-Za-z.:-]*)((?:\([0-9A-Za-z]+\))*)$`)
	largerForm  = regexp.MustCompile(`^(ch|art|part)\.? ([0-9A-Za-z.-]+)$`)
	larger      = map[string]string{"ch": "chp", "art": "art", "part": "part"}
	levels      = []string{"subsec", "para", "subpara", "cl", "subcl"}
)

// eID makes an Akoma Ntoso eId of a section as a citation prints it:
// "§ 9-131(b)(1)" is sec_9-131__subsec_b__para_1. A form it does not know gives
// an id that only has to be stable.
func eID(locator string) string {
	locator = strings.ReplaceAll(locator, "\u00a0", " ")
	if m := sectionForm.FindStringSubmatch(locator); m != nil {
		id := "sec_" + strings.ToLower(m[1])
		inner := strings.FieldsFunc(m[2], func(r rune) bool { return r == '(' || r == ')' })
		if len(inner) <= len(levels) {
			for i, s := range inner {
				id += "__" + levels[i] + "_" + strings.ToLower(s)
			}
			return id
		}
	}
	if m := largerForm.FindStringSubmatch(locator); m != nil {
		return larger[m[1]] + "_" + strings.ToLower(m[2])
	}
	if s := law.Slug(locator); s != "" {
		return "loc_" + s
	}
	return ""
}
