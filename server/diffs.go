package server

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"refuge/compare"
	"refuge/compare/write"
	"refuge/frontend"
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

	of law.Policy
}

// diffQuery names two versions of a policy, and how a page sets them out.
type diffQuery struct {
	PolicySlug
	From string  `query:"from" maxLength:"120" doc:"Label of the left version" example:"introduced"`
	To   string  `query:"to" maxLength:"120" doc:"Label of the right version" example:"enacted"`
	AsOf law.Day `query:"as_of" doc:"Where neither from nor to is named, the last change by that day" example:"2020-01-01"`
	View string  `query:"view" enum:"sections,whole" default:"sections" doc:"sections aligns the sections first; whole compares the texts as one" example:"sections"`
	Shown
	Formatted
}

// Shown is how a page sets a comparison out.
type Shown struct {
	Columns     int  `query:"columns" minimum:"1" maximum:"2" doc:"On the page, 2 sets the texts side by side" example:"2"`
	Typographic bool `query:"typographic" doc:"On the page, also differences of typography"`
	Whole       bool `query:"whole" doc:"On the page, also all that is the same"`
}

func (in Shown) view() frontend.DiffView {
	return frontend.DiffView{Side: in.Columns == 2, Typo: in.Typographic, Whole: in.Whole}
}

func (s *Server) addDiffs() {
	s.addTexts()
	add(s, resource[diffQuery, diffBody]{
		id: "diff", path: "/policies/{slug}/diff", summary: "What changed between two versions", example: exampleDiff,
		about: "Without from and to, the two latest versions of one standing are taken, official ones before consolidated before restated; chosen says which. A restated text is not compared with law (409). " +
			"The ops of all sections, in order, rebuild both texts byte for byte.",
		answer: s.diff, page: "/policies/{slug}/diff", show: s.diffPage, instead: s.noDiffPage})

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

// choose completes a pair of versions of one standing: without names those of
// the last change; beside one that is named the one before it, or the latest
// other.
func choose(p law.Policy, in *diffQuery) (left, right law.Version, words string, err error) {
	switch {
	case in.AsOf != "" && (in.From != "" || in.To != ""):
		return left, right, "", &badParameter{name: "as_of", words: "\"as_of\" asks for the last change by a day, so it is not given with from or to"}
	case in.From != "" && in.To != "":
		left, right, err = law.ToCompare(law.Asked{Policy: p, Label: in.From}, law.Asked{Policy: p, Label: in.To})
		return left, right, "Both versions were named.", err
	case in.From == "" && in.To == "":
		before, after, ok := p.LastChange(in.AsOf)
		if !ok {
			return left, right, "", fewTexts(p, in.AsOf)
		}
		by := ""
		if in.AsOf != "" {
			by = " by " + string(in.AsOf)
		}
		return before, after, fmt.Sprintf("Neither from nor to was named: %s and %s are the two latest %s versions held%s.", before.Label, after.Label, after.Standing, by), nil
	}
	named, err := p.HeldVersion(cmp.Or(in.From, in.To))
	if err != nil {
		return left, right, "", err
	}
	pool := slices.DeleteFunc(heldVersions(p), func(v law.Version) bool { return v.Standing != named.Standing })
	if len(pool) < 2 {
		return left, right, "", fewTexts(p, "")
	}
	at := slices.IndexFunc(pool, func(v law.Version) bool { return v.Label == named.Label })
	last := len(pool) - 1
	switch {
	case in.From != "" && at == last:
		return named, pool[last-1], fmt.Sprintf("Only from was named: %s is the latest other %s version.", pool[last-1].Label, named.Standing), nil
	case in.From != "":
		return named, pool[last], fmt.Sprintf("Only from was named: %s is the latest %s version.", pool[last].Label, named.Standing), nil
	case at == 0:
		return pool[1], named, fmt.Sprintf("Only to was named: %s is the %s version after it; there is none before it.", pool[1].Label, named.Standing), nil
	}
	return pool[at-1], named, fmt.Sprintf("Only to was named: %s is the %s version before it.", pool[at-1].Label, named.Standing), nil
}

func fewTexts(p law.Policy, day law.Day) error {
	by := ""
	if day != "" {
		by = " by " + string(day)
	}
	return fmt.Errorf("no two texts of one standing are held of %s%s, and a diff needs two: %w", p.Slug, by, law.ErrNotFound)
}

// side is one version as a side of a comparison. The error wraps law.ErrNoText
// if it has no words, law.ErrTooLarge if it has too many.
func (s *Server) side(ctx context.Context, p law.Policy, label string) (compare.Text, error) {
	v, err := s.store.Version(ctx, p.Slug, label)
	if err != nil {
		return compare.Text{}, err
	}
	if strings.TrimSpace(v.Text) == "" {
		return compare.Text{}, fmt.Errorf("the text of %s@%s has no words: %w", p.Slug, label, law.ErrNoText)
	}
	if len(v.Text) > maxSide {
		return compare.Text{}, fmt.Errorf("%s@%s has more than %d bytes and cannot be compared: %w", p.Slug, label, maxSide, law.ErrTooLarge)
	}
	t := compare.Of(v)
	t.Name = p.Name() + ", " + label
	return t, nil
}
