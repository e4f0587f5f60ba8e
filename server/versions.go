package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"refuge/frontend"
	"refuge/law"
)

// versionRow is a version without its text.
type versionRow struct {
	law.Version
	Text *string `json:"text,omitempty" hidden:"true"`
}

// versionBody is a version with its text, which is null where it is not held.
type versionBody struct {
	Policy       string `json:"policy"`
	PolicyTitle  string `json:"policy_title"`
	Jurisdiction string `json:"jurisdiction"`
	law.Version
	Text     *string       `json:"text"`
	Sections []law.Section `json:"sections"`
	Marks    []law.Mark    `json:"marks" doc:"The drafter's own marks, as half-open byte ranges of the text"`

	of law.Policy
}

// versionsQuery names a policy whose versions are asked for.
type versionsQuery struct {
	PolicySlug
	Formatted
}

// versionQuery names a version.
type versionQuery struct {
	PolicySlug
	Label   string `path:"label" maxLength:"120" example:"enacted"`
	Part    int    `query:"part" minimum:"1" maximum:"100000" doc:"On the page, which part of a long text" example:"1"`
	Section string `query:"section" maxLength:"400" doc:"On the page, the eId of a section whose part to show" example:"sec_2"`
	Formatted
}

func (s *Server) addVersions() {
	add(s, resource[versionsQuery, list[versionRow]]{
		id: "versions", path: "/policies/{slug}/versions", summary: "A policy's versions", example: whole([]versionRow{{Version: exampleVersion}}, nil),
		about: "Without their texts. standing says whether a text is official, consolidated by Refuge, or restated in plain words.",
		answer: func(ctx context.Context, in *versionsQuery) (list[versionRow], error) {
			p, err := s.policy(ctx, in.Slug)
			return whole(versionRows(p), versionColumns), err
		}})

	add(s, resource[versionQuery, versionBody]{
		id: "version", path: "/policies/{slug}/versions/{label}", summary: "A version with its text", example: exampleVersionBody,
		about: "Sections and marks are byte ranges of the text. A text that is not held is null.",
		answer: func(ctx context.Context, in *versionQuery) (versionBody, error) {
			p, err := s.policy(ctx, in.Slug)
			if err != nil {
				return versionBody{}, err
			}
			return s.versionOf(ctx, p, in.Label)
		},
		page: "/policies/{slug}/versions/{label}", show: s.versionPage})
}

func versionRows(p law.Policy) []versionRow {
	rows := make([]versionRow, len(p.Versions))
	for i, v := range p.Versions {
		v.Sections, v.Marks = nil, nil
		rows[i] = versionRow{Version: v}
	}
	return rows
}

func (s *Server) versionOf(ctx context.Context, p law.Policy, label string) (versionBody, error) {
	v, err := s.store.Version(ctx, p.Slug, label)
	if err != nil {
		return versionBody{}, err
	}
	b := versionBody{Policy: p.Slug, PolicyTitle: p.Title, Jurisdiction: p.Jurisdiction, Version: v, Sections: v.Sections, Marks: v.Marks, of: p}
	if v.Held {
		b.Text = &v.Text
	}
	return b, nil
}

// heldVersions are the versions whose text is held, oldest first; those
// without a date stand first.
func heldVersions(p law.Policy) []law.Version {
	held := slices.DeleteFunc(slices.Clone(p.Versions), func(v law.Version) bool { return !v.Held })
	when := func(v law.Version) law.Day {
		if !v.Date.IsZero() {
			return v.Date.Earliest()
		}
		return v.From.Earliest()
	}
	slices.SortStableFunc(held, func(a, b law.Version) int {
		if c := strings.Compare(string(when(a)), string(when(b))); c != 0 {
			return c
		}
		return slices.Index(law.Stages, a.Stage) - slices.Index(law.Stages, b.Stage)
	})
	return held
}

// versionLines are the versions in the order of a measure's life and, within a
// stage, of their dates, each with the address of its comparison with the one
// before: law with law, our words with our words. A date that is not known does not put an amended text before the
// introduced one.
func versionLines(p law.Policy) []frontend.VersionLine {
	sorted := slices.Clone(p.Versions)
	slices.SortStableFunc(sorted, func(a, b law.Version) int {
		return cmp.Or(cmp.Compare(slices.Index(law.Stages, a.Stage), slices.Index(law.Stages, b.Stage)), cmp.Compare(began(a), began(b)), cmp.Compare(a.Label, b.Label))
	})
	lines := make([]frontend.VersionLine, len(sorted))
	before := map[bool]int{false: -1, true: -1} // by whether it is restated
	for i, v := range sorted {
		lines[i].Version = v
		if !v.Held {
			continue
		}
		ours := v.Standing == law.Restated
		if b := before[ours]; b >= 0 {
			lines[i].Before, lines[i].Mixed = sorted[b].Label, sorted[b].Standing != v.Standing
			lines[i].Compare = diffAddress(p.Slug, sorted[b].Label, v.Label)
		}
		before[ours] = i
	}
	return lines
}

func began(v law.Version) law.Day {
	if !v.Date.IsZero() {
		return v.Date.Earliest()
	}
	return v.From.Earliest()
}

// lawsOf are the laws that put the words of a consolidated text there, each
// once.
func lawsOf(v law.Version) []frontend.Link {
	var out []frontend.Link
	for _, s := range v.Stretches {
		link := frontend.Link{Words: s.Law}
		if law.CheckSlug(s.Law) == nil {
			link.Address = policyAddress(s.Law)
		}
		if !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	return out
}

func (s *Server) versionPage(ctx context.Context, in *versionQuery, b versionBody) (frontend.Page, error) {
	policy, v := b.of, b.Version
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	self := policyAddress(policy.Slug) + "/versions/" + url.PathEscape(v.Label)
	p := &frontend.VersionPage{Policy: brief(policy, row.Name), Version: v, Part: 1,
		Base: policyBase(policy, row.Name, true)}
	p.Title = frontend.LabelWords(v.Label) + ": " + policy.Name()
	p.Version.Text = ""
	for _, other := range versionLines(policy) {
		if other.Label != v.Label {
			p.Others = append(p.Others, frontend.Link{Words: frontend.LabelWords(other.Label), Address: policyAddress(policy.Slug) + "/versions/" + url.PathEscape(other.Label)})
		}
		if other.Label == v.Label && other.Compare != "" {
			p.Others = append(p.Others, frontend.Link{Words: "What changed since " + frontend.LabelWords(other.Before), Address: other.Compare})
		}
	}
	p.Laws = lawsOf(v)
	if !v.Held {
		return p, nil
	}
	parts := frontend.Parts(frontend.Passages(v))
	where := map[string]int{} // eId to part
	for i, passages := range parts {
		for _, passage := range passages {
			if passage.EID != "" {
				where[passage.EID] = i + 1
			}
		}
	}
	p.Part = max(in.Part, 1)
	if in.Part == 0 && where[in.Section] > 0 {
		p.Part = where[in.Section]
	}
	if len(parts) == 0 {
		return p, nil
	}
	if p.Part > len(parts) {
		return nil, fmt.Errorf("the text has %d parts: %w", len(parts), law.ErrNotFound)
	}
	p.Passages = parts[p.Part-1]
	partAddress := func(n int) string { return self + "?part=" + strconv.Itoa(n) }
	if len(parts) > 1 {
		for i := range parts {
			l := frontend.Link{Words: "Part " + strconv.Itoa(i+1), Address: partAddress(i + 1)}
			if i+1 == p.Part {
				l.Address = ""
			}
			p.Parts = append(p.Parts, l)
		}
	}
	p.Contents = contents(v, where, p.Part, partAddress)
	return p, nil
}

// maxContents is how long a table of contents may be.
const maxContents = 400

func contents(v law.Version, where map[string]int, shown int, partAddress func(int) string) []frontend.Contents {
	var out []frontend.Contents
	for _, sec := range v.Sections {
		words := frontend.SectionName(sec.Number, sec.Heading)
		n, ok := where[sec.EID]
		if !ok || words == "" || len(out) == maxContents {
			continue
		}
		to := "#" + url.PathEscape(sec.EID)
		if n != shown {
			to = partAddress(n) + to
		}
		out = append(out, frontend.Contents{EID: sec.EID, Words: words, Address: to})
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

var versionColumns = []column[versionRow]{
	text("label", func(v versionRow) string { return v.Label }),
	text("raw_label", func(v versionRow) string { return v.RawLabel }),
	text("stage", func(v versionRow) string { return string(v.Stage) }),
	text("standing", func(v versionRow) string { return string(v.Standing) }),
	number("date", func(v versionRow) any { return v.Date }),
	number("from", func(v versionRow) any { return v.From }),
	number("to", func(v versionRow) any { return v.To }),
	number("held", func(v versionRow) any { return v.Held }),
	text("quality", func(v versionRow) string { return v.Quality }),
	text("reader", func(v versionRow) string { return v.Reader }),
	text("capture", func(v versionRow) string { return v.Capture }),
	number("verified", func(v versionRow) any { return v.Verified }),
	text("origin", func(v versionRow) string { return string(v.Origin) }),
	text("sources", func(v versionRow) string { return several(v.Sources) }),
}
