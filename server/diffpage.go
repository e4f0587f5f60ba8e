package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"refuge/compare"
	"refuge/frontend"
	"refuge/law"
)

// diff compares two versions of a policy.
func (s *Server) diff(ctx context.Context, in *diffQuery) (diffBody, error) {
	p, err := s.policy(ctx, in.Slug)
	if err != nil {
		return diffBody{}, err
	}
	b := diffBody{Policy: p.Slug, Title: p.Title, View: in.View, of: p}
	from, to, words, err := choose(p, in)
	if err != nil {
		return diffBody{}, err
	}
	b.Chosen, in.From, in.To = words, from.Label, to.Label
	left, err := s.side(ctx, p, in.From)
	if err != nil {
		return diffBody{}, err
	}
	right, err := s.side(ctx, p, in.To)
	if err != nil {
		return diffBody{}, err
	}
	if in.View == "whole" {
		left.Sections, right.Sections = nil, nil
	}
	b.Redline = Redline{compare.Compare(left, right), s.today()}
	return b, nil
}

// diffForm is the page of a comparison with its two versions chosen, before
// anything is compared.
func (s *Server) diffForm(ctx context.Context, policy law.Policy) (*frontend.Diff, error) {
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	p := &frontend.Diff{Policy: brief(policy, row.Name), Base: policyBase(policy, row.Name, true)}
	p.Title = "What changed: " + policy.Name()
	return p, nil
}

// noDiffPage says why two versions are not compared, and lets the reader choose
// others. It has no page for what is no version at all.
func (s *Server) noDiffPage(ctx context.Context, in *diffQuery, cause error) (frontend.Page, int, error) {
	if !errors.Is(cause, law.ErrNotFound) && !errors.Is(cause, law.ErrNoText) && !errors.Is(cause, law.ErrConflict) {
		return nil, 0, nil
	}
	policy, err := s.policy(ctx, in.Slug)
	if err != nil {
		return nil, 0, err
	}
	p, err := s.diffForm(ctx, policy)
	if err != nil {
		return nil, 0, err
	}
	p.Data = []frontend.Data{}
	if in.From == "" || in.To == "" {
		lines := versionLines(policy)
		p.Lefts, p.Rights = versionChoices(lines, in.From), versionChoices(lines, in.To)
		p.Missing = []string{problemOf(cause).Detail}
		if held := len(heldVersions(policy)); held < 2 {
			p.Missing = []string{fmt.Sprintf("The record holds %s of this policy, and a comparison needs two.", texts(held))}
		}
		return p, http.StatusOK, nil
	}
	if chosenVersions(p, policy, in) != nil {
		return nil, 0, nil // no version of that name: the cause says so
	}
	for _, v := range []law.Version{p.Left, p.Right} {
		if !v.Held {
			p.Missing = append(p.Missing, "The text of “"+frontend.LabelWords(v.Label)+"” is not held.")
		}
	}
	if p.Missing = slices.Compact(p.Missing); len(p.Missing) == 0 {
		p.Missing = []string{problemOf(cause).Detail}
	}
	if a, b, ok := policy.LastChange(""); ok && errors.Is(cause, law.ErrConflict) {
		p.Instead = insteadLink(diffAddress(policy.Slug, a.Label, b.Label), policy, a, policy, b)
	}
	return p, problemOf(cause).Status, nil
}

func (s *Server) diffPage(ctx context.Context, in *diffQuery, b diffBody) (frontend.Page, error) {
	p, err := s.diffForm(ctx, b.of)
	if err != nil {
		return nil, err
	}
	if err := chosenVersions(p, b.of, in); err != nil {
		return nil, err
	}
	p.Redline = redlinePage(b.Comparison, in.view())
	if p.Warning == "" && p.Left.Standing != p.Right.Standing {
		p.Warning = "The two texts are of different standing, so a difference between them need not be a change of law."
	}
	viewLinks(&p.Redline, policyAddress(b.Policy)+"/diff", url.Values{"from": {in.From}, "to": {in.To}}, in.view())
	return p, nil
}

// redlinePage is a comparison as a page shows it.
func redlinePage(c compare.Comparison, view frontend.DiffView) frontend.Redline {
	r := frontend.Redline{Warning: c.Warning, Summary: c.Summary, Notable: c.Operative[:min(len(c.Operative), 60)], Engine: c.Engine,
		Side: view.Side, Counts: counts(c.Stats), Same: same(c)}
	if !r.Same {
		r.Sections, r.Changes, r.Cut = frontend.DiffSections(c, view)
	}
	return r
}

// same says whether the two texts of a comparison are alike.
func same(c compare.Comparison) bool {
	for _, s := range c.Sections {
		for _, o := range s.Ops() {
			if o.Sign != compare.Keep {
				return false
			}
		}
	}
	return true
}

// chosenVersions shows the two versions that were named, and all to choose of.
func chosenVersions(p *frontend.Diff, policy law.Policy, in *diffQuery) error {
	lines := versionLines(policy)
	for side, label := range map[*law.Version]string{&p.Left: in.From, &p.Right: in.To} {
		i := slices.IndexFunc(lines, func(l frontend.VersionLine) bool { return l.Label == label })
		if i < 0 {
			_, err := policy.HeldVersion(label)
			return err
		}
		*side = lines[i].Version
	}
	p.Lefts, p.Rights = versionChoices(lines, in.From), versionChoices(lines, in.To)
	return nil
}

func diffAddress(slug, from, to string) string {
	return withQuery(policyAddress(slug)+"/diff", url.Values{"from": {from}, "to": {to}})
}

func texts(n int) string {
	switch n {
	case 0:
		return "no text"
	case 1:
		return "one text"
	}
	return strconv.Itoa(n) + " texts"
}

func versionChoices(lines []frontend.VersionLine, chosen string) []frontend.Choice {
	out := make([]frontend.Choice, len(lines))
	for i, l := range lines {
		words := frontend.LabelWords(l.Label) + " (" + plainly(l.Standing)
		if !l.Held {
			words += ", text not held"
		}
		out[i] = frontend.Choice{Value: l.Label, Words: words + ")", Chosen: l.Label == chosen}
	}
	return out
}

// counts are the numbers worth a line; a count of nothing is left out.
func counts(n compare.Stats) []frontend.Count {
	all := []frontend.Count{
		{N: n.WordsInserted, Words: "words added"}, {N: n.WordsDeleted, Words: "words removed"},
		{N: n.WordsMoved, Words: "words moved"}, {N: n.WordsKept, Words: "words kept"},
		{N: n.Added, Words: "paragraphs added"}, {N: n.Removed, Words: "paragraphs removed"},
		{N: n.Changed, Words: "paragraphs changed"}, {N: n.Moved + n.MovedChanged, Words: "paragraphs moved"},
		{N: n.Renumbered, Words: "paragraphs renumbered"}, {N: n.Typographic, Words: "typographic differences"},
	}
	for i := range all {
		if all[i].N == 1 {
			all[i].Words = strings.NewReplacer("words", "word", "paragraphs", "paragraph", "differences", "difference").Replace(all[i].Words)
		}
	}
	return slices.DeleteFunc(all, func(c frontend.Count) bool { return c.N == 0 })
}

// viewLinks are the addresses of the other ways to show a comparison.
func viewLinks(p *frontend.Redline, path string, query url.Values, view frontend.DiffView) {
	at := func(v frontend.DiffView) string {
		query.Del("columns")
		query.Del("typographic")
		query.Del("whole")
		if v.Side {
			query.Set("columns", "2")
		}
		if v.Typo {
			query.Set("typographic", "true")
		}
		if v.Whole {
			query.Set("whole", "true")
		}
		return withQuery(path, query)
	}
	other := view
	other.Side = false
	p.Inline = frontend.Link{Words: "In one column", Address: at(other)}
	other.Side = true
	p.Beside = frontend.Link{Words: "Side by side", Address: at(other)}
	other = view
	other.Typo = !view.Typo
	p.Quotes = frontend.Link{Words: "Show typographic differences", Address: at(other)}
	if view.Typo {
		p.Quotes.Words = "Hide typographic differences"
	}
	other = view
	other.Whole = !view.Whole
	p.All = frontend.Link{Words: "Show all that is the same", Address: at(other)}
	if view.Whole {
		p.All.Words = "Leave out most of what is the same"
	}
}
