package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"refuge/compare"
	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// maxEvents is how many events of one policy a page shows.
const maxEvents = 2000

func (s *Server) policiesPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	sorts := []string{"date", "slug", "title"}
	var variables []string
	for _, v := range law.TheCodebook().Variables {
		variables = append(variables, v.ID)
	}
	origins := []law.Origin{law.Curated, law.Collected}
	f := store.PolicyFilter{Page: store.Page{Cursor: a.words("cursor", 1000)}, Words: a.words("q", 200),
		Kinds: oneOf(a, "kind", law.PolicyKinds), Statuses: oneOf(a, "status", law.Statuses), Origins: oneOf(a, "origin", origins),
		Number: a.words("number", 60), Year: a.whole("year", 1700, 2999), Person: a.words("mayor", 120), Value: a.words("value", 60),
		From: a.day("from"), To: a.day("to"), InForceOn: a.day("in_force_on"), OffTopic: a.yes("off_topic")}
	if v := oneOf(a, "variable", variables); len(v) > 0 {
		f.Variable = v[0]
	}
	sort := oneOf(a, "sort", sorts)
	if len(sort) > 0 {
		f.Sort = sort[0]
	}
	if a.err == nil {
		a.err = firstOf(checkCoding(f.Variable, f.Value), checkSpan(f.From, f.To))
	}
	if a.err != nil {
		return nil, a.err
	}
	form := frontend.PoliciesForm{Words: f.Words, InForceOn: string(f.InForceOn), OffTopic: f.OffTopic,
		Kinds:     choices(law.PolicyKinds, f.Kinds, plainly[law.PolicyKind]),
		Statuses:  choices(law.Statuses, f.Statuses, plainly[law.Status]),
		Origins:   choices(origins, f.Origins, plainly[law.Origin]),
		Variables: variableChoices(f.Variable),
		Sorts: choices(sorts, sort, func(v string) string {
			return map[string]string{"date": "newest first event first", "slug": "by address", "title": "by title"}[v]
		}),
	}
	if f.Year > 0 {
		form.Year = strconv.Itoa(f.Year)
	}
	var err error
	if f.Jurisdictions, form.Jurisdictions, err = s.placeChoices(ctx, a, "jurisdiction"); err != nil {
		return nil, err
	}
	form.Narrow = len(f.Jurisdictions)+len(f.Kinds)+len(f.Statuses)+len(f.Origins)+len(sort)+f.Year > 0 ||
		f.Variable != "" || f.InForceOn != "" || f.OffTopic
	found, err := s.store.Policies(ctx, f)
	if err != nil {
		return nil, err
	}
	return &frontend.Policies{Items: found.Items, Filter: form, Pager: pager(c, found.Next, len(found.Items), found.Total),
		Base: frontend.Base{Title: "Policies", Section: "policies", JSON: data(c, "/policies", "json"), CSV: data(c, "/policies", "csv")}}, nil
}

// firstOf is the first failure.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func variableChoices(chosen string) []frontend.Choice {
	var out []frontend.Choice
	for _, v := range law.TheCodebook().Variables {
		out = append(out, frontend.Choice{Value: v.ID, Words: v.Label, Chosen: v.ID == chosen})
	}
	return out
}

func (s *Server) policyPage(c *gin.Context) (frontend.Page, error) {
	ctx := c.Request.Context()
	policy, err := s.policy(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	p := &frontend.PolicyPage{Policy: policy, Place: row.Jurisdiction, Codings: codingLines(policy), Labels: labels(policy),
		Versions: versionLines(policy)}
	p.Base = policyBase(policy, row.Name, "")
	if p.Entries, p.Steps, err = s.policyEvents(ctx, policy.Slug); err != nil {
		return nil, err
	}
	if p.Edges, err = s.store.Related(ctx, policy.Slug); err != nil {
		return nil, err
	}
	return p, nil
}

// codingLines are the codings with the passages they rest on.
func codingLines(p law.Policy) []frontend.CodingLine {
	out := make([]frontend.CodingLine, len(p.Codings))
	for i, k := range p.Codings {
		out[i].Coding = k
		if k.Version != "" {
			out[i].Passage = frontend.PassageAddress(p.Slug, k.Version, k.Section)
		}
	}
	return out
}

func policyAddress(slug string) string { return "/policies/" + url.PathEscape(slug) }

func policyBase(p law.Policy, place, suffix string) frontend.Base {
	self := policyAddress(p.Slug)
	b := frontend.Base{Title: p.Name(), Section: "policies", JSON: self + suffix + ".json",
		Trail: []frontend.Link{{Words: "Policies", Address: "/policies"},
			{Words: place, Address: withQuery("/policies", url.Values{"jurisdiction": {p.Jurisdiction}})}}}
	if suffix != "" {
		b.Trail = append(b.Trail, frontend.Link{Words: p.Name(), Address: self})
	}
	return b
}

// policyEvents are a policy's events with who held office then, and apart from
// them its steps.
func (s *Server) policyEvents(ctx context.Context, slug string) (events, steps []record.Entry, err error) {
	f := store.TimelineFilter{Page: store.Page{Limit: store.MaxLimit}, Policies: []string{slug}, Steps: true, OffTopic: true, Undated: true}
	for len(events)+len(steps) < maxEvents {
		part, err := s.store.Timeline(ctx, f)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the events of %s: %w", slug, err)
		}
		for _, e := range part.Items {
			if e.Type == law.Step {
				steps = append(steps, e)
			} else {
				events = append(events, e)
			}
		}
		if f.Cursor = string(part.Next); f.Cursor == "" {
			break
		}
	}
	return events, steps, nil
}

// versionLines are the versions in the order of a measure's life and, within a
// stage, of their dates, each with the address of its comparison with the one
// before. A date that is not known does not put an amended text before the
// introduced one.
func versionLines(p law.Policy) []frontend.VersionLine {
	sorted := slices.Clone(p.Versions)
	slices.SortStableFunc(sorted, func(a, b law.Version) int {
		return cmp.Or(cmp.Compare(slices.Index(law.Stages, a.Stage), slices.Index(law.Stages, b.Stage)), cmp.Compare(began(a), began(b)), cmp.Compare(a.Label, b.Label))
	})
	lines := make([]frontend.VersionLine, len(sorted))
	before := -1
	for i, v := range sorted {
		lines[i].Version = v
		if !v.Held {
			continue
		}
		if before >= 0 {
			lines[i].Before, lines[i].Mixed = sorted[before].Label, sorted[before].Standing != v.Standing
			lines[i].Compare = diffAddress(p.Slug, sorted[before].Label, v.Label)
		}
		before = i
	}
	return lines
}

func began(v law.Version) law.Day {
	if !v.Date.IsZero() {
		return v.Date.Earliest()
	}
	return v.From.Earliest()
}

func diffAddress(slug, from, to string) string {
	return withQuery(policyAddress(slug)+"/diff", url.Values{"from": {from}, "to": {to}})
}

// labels are a source's own labels beside what they were read as.
func labels(p law.Policy) []frontend.RawLabel {
	var out []frontend.RawLabel
	add := func(field, raw, read string) {
		l := frontend.RawLabel{Field: field, Raw: raw, Read: read}
		if raw != "" && !slices.Contains(out, l) && len(out) < 100 {
			out = append(out, l)
		}
	}
	add("Kind", p.RawKind, plainly(p.Kind))
	add("Status", p.RawStatus, plainly(cmp.Or(p.Status, "unknown")))
	for _, e := range p.Events {
		if e.Type != law.Step {
			add("Event", e.Raw, plainly(e.Type))
		}
	}
	for _, v := range p.Versions {
		add("Version", v.RawLabel, v.Label)
	}
	return out
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

func (s *Server) versionPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	part, section := a.whole("part", 1, 100_000), a.words("section", 400)
	if a.err != nil {
		return nil, a.err
	}
	policy, err := s.policy(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	v, err := s.store.Version(ctx, policy.Slug, c.Param("label"))
	if err != nil {
		return nil, err
	}
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	self := policyAddress(policy.Slug) + "/versions/" + url.PathEscape(v.Label)
	p := &frontend.VersionPage{Policy: brief(policy, row.Name), Version: v, Part: 1,
		Base: policyBase(policy, row.Name, "/versions/"+url.PathEscape(v.Label))}
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
	p.Part = max(part, 1)
	if part == 0 && where[section] > 0 {
		p.Part = where[section]
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

func brief(p law.Policy, place string) record.Brief {
	return record.Brief{Slug: p.Slug, Jurisdiction: p.Jurisdiction, JurisdictionName: place, Kind: p.Kind, Number: p.Number,
		Citation: p.Citation, Title: p.Title, ShortTitle: p.ShortTitle, Issuer: p.Issuer, Status: p.Status, Origin: p.Origin,
		Versions: len(p.Versions)}
}

func (s *Server) diffPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	from, to := a.words("from", 120), a.words("to", 120)
	view := frontend.DiffView{Side: a.whole("columns", 1, 2) == 2, Typo: a.yes("typographic"), Whole: a.yes("whole")}
	if a.err != nil {
		return nil, a.err
	}
	policy, err := s.policy(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	p := &frontend.Diff{Policy: brief(policy, row.Name), Base: policyBase(policy, row.Name, "/diff"), Side: view.Side}
	p.Title, p.JSON = "What changed: "+policy.Name(), ""
	lines := versionLines(policy)
	if from == "" || to == "" {
		held := 0
		for _, l := range lines {
			if l.Held {
				held++
			}
		}
		if held < 2 {
			p.Missing = []string{fmt.Sprintf("The record holds %s of this policy, and a comparison needs two.", texts(held))}
			return p, nil
		}
		if from, to, _, err = choose(policy, from, to); err != nil {
			return nil, err
		}
	}
	for side, label := range map[*law.Version]string{&p.Left: from, &p.Right: to} {
		i := slices.IndexFunc(lines, func(l frontend.VersionLine) bool { return l.Label == label })
		if i < 0 {
			return nil, noText(policy, label)
		}
		*side = lines[i].Version
	}
	p.Lefts, p.Rights = versionChoices(lines, from), versionChoices(lines, to)
	for _, v := range []law.Version{p.Left, p.Right} {
		if !v.Held {
			p.Missing = append(p.Missing, "The text of “"+frontend.LabelWords(v.Label)+"” is not held.")
		}
	}
	if len(p.Missing) > 0 {
		p.Missing = slices.Compact(p.Missing)
		return p, nil
	}
	left, err := s.side(ctx, policy, from)
	if err != nil {
		return nil, err
	}
	right, err := s.side(ctx, policy, to)
	if err != nil {
		return nil, err
	}
	if len(left.Text) > maxSide || len(right.Text) > maxSide {
		return nil, fmt.Errorf("one of the texts has more than %d bytes and cannot be compared on a page: %w", maxSide, law.ErrTooLarge)
	}
	left.Name, right.Name = frontend.LabelWords(from), frontend.LabelWords(to)
	compared := compare.Compare(left, right)
	p.JSON = policyAddress(policy.Slug) + "/diff.json?" + url.Values{"from": {from}, "to": {to}}.Encode()
	p.Same = left.Text == right.Text
	p.Warning, p.Summary, p.Notable, p.Engine = compared.Warning, compared.Summary, compared.Operative[:min(len(compared.Operative), 60)], compared.Engine
	if p.Warning == "" && p.Left.Standing != p.Right.Standing {
		p.Warning = "The two texts are of different standing, so a difference between them need not be a change of law."
	}
	p.Counts = counts(compared.Stats)
	if !p.Same {
		p.Sections, p.Changes, p.Cut = frontend.DiffSections(compared, view)
	}
	s.diffLinks(p, policy.Slug, from, to, view)
	return p, nil
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
	return slices.DeleteFunc(all, func(c frontend.Count) bool { return c.N == 0 })
}

// diffLinks are the addresses of the other ways to show a comparison.
func (s *Server) diffLinks(p *frontend.Diff, slug, from, to string, view frontend.DiffView) {
	at := func(v frontend.DiffView) string {
		query := url.Values{"from": {from}, "to": {to}}
		if v.Side {
			query.Set("columns", "2")
		}
		if v.Typo {
			query.Set("typographic", "true")
		}
		if v.Whole {
			query.Set("whole", "true")
		}
		return withQuery(policyAddress(slug)+"/diff", query)
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
