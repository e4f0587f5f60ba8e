package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"refuge/compare"
	"refuge/compare/reuse"
	"refuge/compare/write"
	"refuge/law"
)

const (
	// maxSide bounds each of two texts to compare, maxBody a request with both
	// and what JSON adds to them.
	maxSide = compare.MaxBytes
	maxBody = 16 << 20
	// atOnce comparisons of any two texts run at a time; others wait. Each may
	// take 100 MB.
	atOnce = 2
	// maxPassage is the longest text, in bytes, that is set beside another
	// sentence by sentence.
	maxPassage = 20 << 10
)

// Redline is a comparison and the day it was asked for, which a Word document
// gives as the date of its tracked changes.
type Redline struct {
	compare.Comparison
	day law.Day
}

func (r Redline) comparison() compare.Comparison { return r.Comparison }

func (r Redline) writeWord(w io.Writer) error {
	date, err := time.Parse(time.DateOnly, string(r.day))
	if err != nil {
		return fmt.Errorf("reading the day of a redline: %w", err)
	}
	return write.Word(w, r.Comparison, "Refuge", date)
}

// diffBody is what changed between two versions of one policy.
type diffBody struct {
	Policy string `json:"policy"`
	Title  string `json:"title"`
	View   string `json:"view" enum:"sections,whole"`
	Chosen string `json:"chosen" doc:"Which versions were taken and why"`
	Redline

	of   law.Policy
	same bool // the two texts are alike
}

// comparedBody is what changed between any two versions of the record.
type comparedBody struct {
	LeftAddress  string `json:"left_address" doc:"slug@version, with the section if one was named"`
	RightAddress string `json:"right_address"`
	// Sentences sets short passages beside each other: cities say the same in
	// another order.
	Sentences []reuse.Pair `json:"sentences" doc:"The two sentence by sentence, by likeness; empty for texts over 20 kB a side"`
	Redline
}

// diffQuery names two versions of a policy, and how a page sets them out.
type diffQuery struct {
	PolicySlug
	From        string `query:"from" maxLength:"120" doc:"Label of the left version" example:"introduced"`
	To          string `query:"to" maxLength:"120" doc:"Label of the right version" example:"enacted"`
	View        string `query:"view" enum:"sections,whole" default:"sections" doc:"sections aligns the sections first; whole compares the texts as one" example:"sections"`
	Columns     int    `query:"columns" minimum:"1" maximum:"2" doc:"On the page, 2 sets the texts side by side" example:"2"`
	Typographic bool   `query:"typographic" doc:"On the page, also differences of typography"`
	Whole       bool   `query:"whole" doc:"On the page, also all that is the same"`
	Formatted
}

// sidesQuery names two texts of the record.
type sidesQuery struct {
	Left  string `query:"left" needed:"true" maxLength:"300" doc:"slug@version, or slug for its latest text; #section (written %23) for one section" example:"springfield-ll-12-2014@enacted"`
	Right string `query:"right" needed:"true" maxLength:"300" doc:"As left" example:"shelbyville-eo-3-2017@restated#sec_2"`
	Formatted
}

func (s *Server) addDiffs() {
	add(s, resource[diffQuery, diffBody]{
		id: "diff", path: "/policies/{slug}/diff", summary: "What changed between two versions", example: exampleDiff,
		about: "Without from and to, the two latest official versions are taken, else the two latest; chosen says which. " +
			"The ops of all sections, in order, rebuild both texts byte for byte.",
		answer: s.diff, page: "/policies/{slug}/diff", show: s.diffPage, instead: s.noDiffPage})

	add(s, resource[sidesQuery, comparedBody]{
		id: "compare", path: "/compare", summary: "What one text says against another", example: exampleCompared,
		about: "Any two versions of the record, whole or one section of each. A warning says so where texts of different standing meet.",
		answer: func(ctx context.Context, in *sidesQuery) (comparedBody, error) {
			return s.compared(ctx, in.Left, in.Right)
		}})

	type texts struct {
		Body struct {
			Before string `json:"before" doc:"At most 2 MB" example:"The officer may comply."`
			After  string `json:"after" doc:"At most 2 MB" example:"The officer shall not comply."`
		}
	}
	type output struct{ Body compare.Result }
	example := compare.Result{Ops: exampleOps, Stats: compare.WordStats{WordsKept: 3, WordsDeleted: 1, WordsInserted: 2, Groups: 1}, Engine: compare.Engine}
	huma.Register(s.api, huma.Operation{
		OperationID:     "diff-texts",
		Method:          http.MethodPost,
		Path:            root + "/diff",
		Summary:         "What changed between any two texts",
		Description:     "Nothing is stored. Over 2 MB a side is refused.",
		MaxBodyBytes:    maxBody,
		BodyReadTimeout: 20 * time.Second,
		Responses: s.responses(example, formats[:1], http.StatusBadRequest, http.StatusRequestEntityTooLarge,
			http.StatusUnsupportedMediaType),
	}, func(ctx context.Context, in *texts) (*output, error) {
		select {
		case s.comparing <- struct{}{}:
			defer func() { <-s.comparing }()
		case <-ctx.Done():
			return nil, s.problem(ctx, fmt.Errorf("waiting to compare: %w", ctx.Err()))
		}
		result, err := compare.Strings(in.Body.Before, in.Body.After)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &output{result}, nil
	})
}

func (s *Server) compared(ctx context.Context, left, right string) (comparedBody, error) {
	var b comparedBody
	var sides [2]compare.Text
	for i, side := range []struct {
		name, written string
		address       *string
	}{{"left", left, &b.LeftAddress}, {"right", right, &b.RightAddress}} {
		var err error
		if sides[i], *side.address, err = s.addressed(ctx, side.name, side.written); err != nil {
			return comparedBody{}, err
		}
	}
	b.Redline = Redline{compare.Compare(sides[0], sides[1]), s.today()}
	b.Sentences = []reuse.Pair{}
	if max(len(sides[0].Text), len(sides[1].Text)) <= maxPassage {
		b.Sentences = reuse.Align(sides[0].Text, sides[1].Text)
	}
	return b, nil
}

// choose completes a pair of labels: a side that is not named is the latest
// official version, or the one before that; without two official ones any two.
func choose(p law.Policy, from, to string) (left, right, words string, err error) {
	if from != "" && to != "" {
		return from, to, "Both versions were named.", nil
	}
	held := heldVersions(p)
	for _, named := range []string{from, to} {
		if named != "" && !slices.ContainsFunc(held, func(v law.Version) bool { return v.Label == named }) {
			return "", "", "", noText(p, named)
		}
	}
	official := slices.DeleteFunc(slices.Clone(held), func(v law.Version) bool {
		return v.Standing != law.Official && v.Label != from && v.Label != to
	})
	pool, kind := official, "official "
	if len(pool) < 2 {
		pool, kind = held, ""
	}
	if len(pool) < 2 {
		return "", "", "", fmt.Errorf("%s has %d texts held, and a diff needs two: %w", p.Slug, len(pool), law.ErrNotFound)
	}
	at := func(label string) int {
		return slices.IndexFunc(pool, func(v law.Version) bool { return v.Label == label })
	}
	last := len(pool) - 1
	switch {
	case to != "":
		i := max(at(to), 1)
		left = pool[i-1].Label
		if left == to {
			left = pool[i].Label
		}
		return left, to, fmt.Sprintf("Only to was named: %s is the %sversion before it.", left, kind), nil
	case from != "":
		right = pool[last].Label
		if right == from {
			right = pool[last-1].Label
		}
		return from, right, fmt.Sprintf("Only from was named: %s is the latest other %sversion.", right, kind), nil
	}
	left, right = pool[last-1].Label, pool[last].Label
	return left, right, fmt.Sprintf("Neither from nor to was named: %s and %s are the two latest %sversions held.", left, right, kind), nil
}

func noText(p law.Policy, label string) error {
	var labels []string
	for _, v := range p.Versions {
		if v.Label == label {
			return fmt.Errorf("the text of %s@%s is not held: %w", p.Slug, label, law.ErrNotFound)
		}
		labels = append(labels, v.Label)
	}
	return fmt.Errorf("%s has no version %s; it has %s: %w", p.Slug, quoted(label), strings.Join(labels, ", "), law.ErrNotFound)
}

// side is one version as a side of a comparison.
func (s *Server) side(ctx context.Context, p law.Policy, label string) (compare.Text, error) {
	i := slices.IndexFunc(p.Versions, func(v law.Version) bool { return v.Label == label })
	if i < 0 || !p.Versions[i].Held {
		return compare.Text{}, noText(p, label)
	}
	v, err := s.store.Version(ctx, p.Slug, label)
	if err != nil {
		return compare.Text{}, err
	}
	t := compare.Of(v)
	t.Name = p.Name() + ", " + label
	return t, nil
}

// addressed finds the text that slug@version#section names, and returns its
// full address beside it.
func (s *Server) addressed(ctx context.Context, parameter, written string) (compare.Text, string, error) {
	name, eid, _ := strings.Cut(written, "#")
	slug, label, _ := strings.Cut(name, "@")
	if err := law.CheckSlug(slug); err != nil {
		return compare.Text{}, "", &badParameter{name: parameter,
			words: fmt.Sprintf("%q: write slug@version or slug@version#section, not %s", parameter, quoted(written))}
	}
	p, err := s.store.Policy(ctx, slug)
	if err != nil {
		return compare.Text{}, "", fmt.Errorf("%s: %w", parameter, err)
	}
	if label == "" {
		if label = latestHeld(p); label == "" {
			return compare.Text{}, "", fmt.Errorf("no text of %s is held: %w", p.Slug, law.ErrNotFound)
		}
	}
	t, err := s.side(ctx, p, label)
	if err != nil {
		return compare.Text{}, "", fmt.Errorf("%s: %w", parameter, err)
	}
	full := p.Slug + "@" + label
	if eid == "" {
		return t, full, nil
	}
	i := slices.IndexFunc(t.Sections, func(sec law.Section) bool { return sec.EID == eid })
	if i < 0 {
		return compare.Text{}, "", fmt.Errorf("%s: %s has no section %s: %w", parameter, full, quoted(eid), law.ErrNotFound)
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
	return t, full + "#" + eid, nil
}

// latestHeld is the label of the latest official text held, else of the
// latest; "" if none is.
func latestHeld(p law.Policy) string {
	held := heldVersions(p)
	for _, v := range slices.Backward(held) {
		if v.Standing == law.Official {
			return v.Label
		}
	}
	if len(held) == 0 {
		return ""
	}
	return held[len(held)-1].Label
}
