package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"refuge/compare"
	"refuge/compare/reuse"
	"refuge/frontend"
	"refuge/law"
)

// maxPassage is the longest text, in bytes, that is set beside another sentence
// by sentence.
const maxPassage = 20 << 10

// comparedBody is what changed between any two versions of the record.
type comparedBody struct {
	LeftAddress  string `json:"left_address" doc:"slug@version, with the section if one was named"`
	RightAddress string `json:"right_address"`
	Chosen       string `json:"chosen" doc:"Which versions were taken and why"`
	// Sentences sets short passages beside each other: cities say the same in
	// another order.
	Sentences []reuse.Pair `json:"sentences" doc:"The two sentence by sentence, by likeness; empty for texts over 20 kB a side"`
	Redline

	sides [2]textSide
}

// sidesQuery names two texts of the record.
type sidesQuery struct {
	Left      string  `query:"left" needed:"true" maxLength:"300" doc:"slug@version, or slug for the text it had when it was made; #section (written %23) for one section" example:"springfield-ll-12-2014@enacted"`
	LeftAsOf  law.Day `query:"left_as_of" doc:"Beside a slug, the text it had on that day" example:"2015-01-01"`
	Right     string  `query:"right" needed:"true" maxLength:"300" doc:"As left" example:"shelbyville-eo-3-2017@restated#sec_2"`
	RightAsOf law.Day `query:"right_as_of" doc:"As left_as_of" example:"2020-01-01"`
	Shown
	Formatted
}

// textsPath is where the page of two texts is found by the router; a reader
// finds it at /compare, with the texts named.
const textsPath = "/compare/texts"

func (s *Server) addTexts() {
	add(s, resource[sidesQuery, comparedBody]{
		id: "compare", path: "/compare", summary: "What one text says against another", example: exampleCompared,
		about: "Any two versions of the record of one standing, whole or one section of each. Of a policy named without a version the text is taken " +
			"that it had when it was made, or on the day given; of one policy against itself, its last change; chosen says which. " +
			"A restated text is not compared with law (409), nor is a text that is not held (422).",
		answer: s.compared, page: textsPath, show: s.textsPage, instead: s.noTextsPage})
}

// textSide is one side of two texts as it was asked for, and the version that
// was taken.
type textSide struct {
	parameter string // "left"
	written   string
	section   string
	law.Asked
	version law.Version // without its text
}

// sides reads what was asked for on either side, as far as it names policies.
func (s *Server) sides(ctx context.Context, in *sidesQuery) ([2]textSide, error) {
	sides := [2]textSide{{parameter: "left", written: in.Left, Asked: law.Asked{Day: in.LeftAsOf}}, {parameter: "right", written: in.Right, Asked: law.Asked{Day: in.RightAsOf}}}
	var first error
	for i := range sides {
		side := &sides[i]
		name, eid, _ := strings.Cut(side.written, "#")
		slug, label, _ := strings.Cut(name, "@")
		side.section, side.Label = eid, label
		err := law.CheckSlug(slug)
		if err != nil {
			err = &badParameter{name: side.parameter,
				words: fmt.Sprintf("%q: write slug@version or slug@version#section, not %s", side.parameter, quoted(side.written))}
		} else if side.Policy, err = s.store.Policy(ctx, slug); errors.Is(err, law.ErrNotFound) {
			err = s.noPolicy(ctx, side.parameter, slug)
		}
		if first == nil {
			first = err
		}
	}
	return sides, first
}

// noPolicy says that a slug in a parameter names nothing, and what is near.
func (s *Server) noPolicy(ctx context.Context, parameter, slug string) error {
	slugs, err := s.store.SlugsLike(ctx, "policies", slug)
	if err != nil {
		return err
	}
	meant := ""
	if near := nearest(slug, slugs); near != "" {
		meant = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%q: there is no policy %s%s: %w", parameter, quoted(slug), meant, law.ErrNotFound)
}

func (s *Server) compared(ctx context.Context, in *sidesQuery) (comparedBody, error) {
	sides, err := s.sides(ctx, in)
	if err != nil {
		return comparedBody{}, err
	}
	if sides[0].version, sides[1].version, err = law.ToCompare(sides[0].Asked, sides[1].Asked); err != nil {
		return comparedBody{}, err
	}
	b := comparedBody{Chosen: whyTaken(sides), Sentences: []reuse.Pair{}, sides: sides}
	var texts [2]compare.Text
	for i, address := range []*string{&b.LeftAddress, &b.RightAddress} {
		if texts[i], err = s.side(ctx, sides[i].Policy, sides[i].version.Label); err != nil {
			return comparedBody{}, err
		}
		*address = sides[i].address()
		if sides[i].section == "" {
			continue
		}
		if texts[i], err = sectionOf(texts[i], sides[i].section); err != nil {
			return comparedBody{}, fmt.Errorf("%s: %s@%s %w", sides[i].parameter, sides[i].Policy.Slug, sides[i].version.Label, err)
		}
	}
	b.Redline = Redline{compare.Compare(texts[0], texts[1]), s.today()}
	if max(len(texts[0].Text), len(texts[1].Text)) <= maxPassage {
		b.Sentences = reuse.Align(texts[0].Text, texts[1].Text)
	}
	return b, nil
}

// whyTaken says which versions were taken and why.
func whyTaken(sides [2]textSide) string {
	l, r := sides[0], sides[1]
	if l.Label == "" && r.Label == "" && l.Day == r.Day && l.Policy.Slug == r.Policy.Slug {
		by := ""
		if l.Day != "" {
			by = " by " + string(l.Day)
		}
		return fmt.Sprintf("No version was named: %s and %s are the two latest %s texts held%s.", l.version.Label, r.version.Label, r.version.Standing, by)
	}
	var said []string
	for i, side := range sides {
		why := "as named"
		switch {
		case side.Label != "":
		case side.Day != "":
			why = "the " + string(side.version.Standing) + " text of " + string(side.Day)
		case side.Policy.Status.NeverLaw():
			why = "the latest " + string(side.version.Standing) + " text of what never was law"
		default:
			why = "the " + string(side.version.Standing) + " text from when it was made"
		}
		said = append(said, fmt.Sprintf("%s: %s, %s.", []string{"Left", "Right"}[i], side.version.Label, why))
	}
	return strings.Join(said, " ")
}

// address names the text that was taken.
func (t textSide) address() string {
	full := t.Policy.Slug + "@" + t.version.Label
	if t.section != "" {
		full += "#" + t.section
	}
	return full
}

// sectionOf is one section of a text as a side of a comparison.
func sectionOf(t compare.Text, eid string) (compare.Text, error) {
	i := slices.IndexFunc(t.Sections, func(sec law.Section) bool { return sec.EID == eid })
	if i < 0 {
		return compare.Text{}, fmt.Errorf("has no section %s: %w", quoted(eid), law.ErrNotFound)
	}
	whole := t.Sections[i]
	t.Name += ", " + strings.TrimSpace(whole.Number+" "+whole.Heading)
	var inside []law.Section
	for _, sec := range t.Sections {
		if sec.Start >= whole.Start && sec.End <= whole.End {
			sec.Start, sec.End = sec.Start-whole.Start, sec.End-whole.Start
			inside = append(inside, sec)
		}
	}
	t.Text, t.Sections, t.Furniture = whole.Words(t.Text), inside, nil
	return t, nil
}

// textsForm is the page of two texts with its form, before anything is compared.
func (s *Server) textsForm(ctx context.Context, sides [2]textSide) (*frontend.Texts, error) {
	p := &frontend.Texts{Base: frontend.Base{Title: "Compare two texts", Section: "compare"}}
	for _, side := range sides {
		out := frontend.TextSide{Name: side.parameter, Written: side.written, Day: side.Day, Version: side.version, Section: side.section}
		if policy := side.Policy; policy.Slug != "" {
			row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
			if err != nil {
				return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
			}
			out.Policy = brief(policy, row.Name)
			if side.version.Label != "" {
				out.Address = policyAddress(policy.Slug) + "/versions/" + url.PathEscape(side.version.Label)
				if side.section != "" {
					out.Address = frontend.PassageAddress(policy.Slug, side.version.Label, side.section)
				}
			}
			out.Choices = []frontend.Choice{{Value: policy.Slug, Words: "as it was made, or on the day given", Chosen: side.Label == ""}}
			for _, c := range versionChoices(versionLines(policy), side.Label) {
				if c.Value = policy.Slug + "@" + c.Value; c.Chosen {
					c.Value = side.written
				}
				out.Choices = append(out.Choices, c)
			}
		}
		p.Sides = append(p.Sides, out)
	}
	return p, nil
}

func (s *Server) textsPage(ctx context.Context, in *sidesQuery, b comparedBody) (frontend.Page, error) {
	p, err := s.textsForm(ctx, b.sides)
	if err != nil {
		return nil, err
	}
	p.Chosen = b.Chosen
	p.Redline = redlinePage(b.Comparison, in.view())
	query := locationIn(ctx).query()
	viewLinks(&p.Redline, "/compare", query, in.view())
	return p, nil
}

// noTextsPage says why two texts are not compared, and lets the reader choose
// others.
func (s *Server) noTextsPage(ctx context.Context, in *sidesQuery, cause error) (frontend.Page, int, error) {
	problem := problemOf(cause)
	if problem.Status >= http.StatusInternalServerError {
		return nil, 0, nil
	}
	sides, err := s.sides(ctx, in)
	if err != nil && problemOf(err).Status >= http.StatusInternalServerError {
		return nil, 0, err
	}
	p, err := s.textsForm(ctx, sides)
	if err != nil {
		return nil, 0, err
	}
	p.Data = []frontend.Data{}
	if in.Left == "" || in.Right == "" {
		return p, http.StatusOK, nil
	}
	p.Missing = []string{problem.Detail}
	left, right := sides[0].Policy, sides[1].Policy
	if a, b, ok := law.Comparable(left, right); ok && errors.Is(cause, law.ErrConflict) {
		p.Instead = insteadLink(withQuery("/compare", url.Values{"left": {left.Slug + "@" + a.Label}, "right": {right.Slug + "@" + b.Label}}), left, a, right, b)
	}
	return p, problem.Status, nil
}

// insteadLink leads to two texts that can be compared.
func insteadLink(address string, left law.Policy, a law.Version, right law.Policy, b law.Version) frontend.Link {
	of := func(p law.Policy, v law.Version) string {
		if left.Slug == right.Slug {
			return frontend.LabelWords(v.Label)
		}
		return frontend.LabelWords(v.Label) + " of " + p.Name()
	}
	return frontend.Link{Words: fmt.Sprintf("Compare %s with %s, both %s", of(left, a), of(right, b), plainly(a.Standing)), Address: address}
}
