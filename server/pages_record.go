package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"refuge/frontend"
	"refuge/law"
	"refuge/store"
)

func (s *Server) comparePage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	book := law.TheCodebook()
	day := a.day("as_of")
	groups := []string{"all"}
	for _, g := range book.Groups {
		groups = append(groups, g.ID)
	}
	group := cmp.Or(strings.Join(oneOf(a, "group", groups), ""), book.Groups[0].ID)
	if a.err != nil {
		return nil, a.err
	}
	slugs := a.many("jurisdictions")
	if err := s.checkPlaces(ctx, "jurisdictions", slugs); err != nil {
		return nil, err
	}
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing jurisdictions: %w", err)
	}
	p := &frontend.Compare{AsOf: cmp.Or(day, s.today()), Asked: day != "", Base: frontend.Base{Title: "Compare places", Section: "compare"}}
	for _, g := range placeGroups(rows) {
		out := frontend.ChoiceGroup{Words: frontend.PlacesWords(g.Kind)}
		for _, at := range g.Places {
			out.Choices = append(out.Choices, frontend.Choice{Value: at.Slug, Words: at.Name, Chosen: slices.Contains(slugs, at.Slug)})
			if len(a.many("jurisdictions")) == 0 && g.Kind == law.City {
				slugs = append(slugs, at.Slug)
			}
		}
		p.Places = append(p.Places, out)
	}
	p.Groups = append(p.Groups, frontend.Choice{Value: "all", Words: fmt.Sprintf("All %d questions", len(book.Variables)), Chosen: group == "all"})
	for _, g := range book.Groups {
		p.Groups = append(p.Groups, frontend.Choice{Value: g.ID, Words: g.Label, Chosen: group == g.ID})
	}
	var ids []string
	for _, v := range book.Variables {
		if group == "all" || v.Group == group {
			p.Variables = append(p.Variables, v)
			ids = append(ids, v.ID)
		}
	}
	if len(slugs) == 0 {
		return p, nil
	}
	m, err := s.store.Matrix(ctx, p.AsOf, slugs, ids)
	if err != nil {
		return nil, err
	}
	for i, slug := range m.Jurisdictions {
		out := frontend.Row{Slug: slug, Name: m.Names[i]}
		for j, cell := range m.Cells[i] {
			out.Cells = append(out.Cells, frontend.Cell{Question: p.Variables[j], Cell: cell})
		}
		p.Rows = append(p.Rows, out)
	}
	query := url.Values{"as_of": {string(p.AsOf)}, "jurisdictions": {strings.Join(slugs, ",")}, "variables": {strings.Join(ids, ",")}}
	p.JSON, p.CSV = withQuery("/matrix.json", query), withQuery("/matrix.csv", query)
	return p, nil
}

func (s *Server) searchPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	f := store.SearchFilter{Page: store.Page{Cursor: a.words("cursor", 1000), Limit: 20}, Query: a.words("q", 400),
		Kinds: oneOf(a, "kind", law.PolicyKinds), Standings: oneOf(a, "standing", law.Standings), AsOf: a.day("as_of"),
		Policy: a.words("policy", law.MaxSlug), OffTopic: a.yes("off_topic"), ByPolicy: a.words("policy", law.MaxSlug) == ""}
	jump := a.words("jump", 10)
	if a.err != nil {
		return nil, a.err
	}
	p := &frontend.Search{Query: f.Query, AsOf: string(f.AsOf), Kinds: choices(law.PolicyKinds, f.Kinds, plainly[law.PolicyKind]),
		Standings: choices(law.Standings, f.Standings, plainly[law.Standing]), Base: frontend.Base{Title: "Search", Words: f.Query}}
	var err error
	if f.Jurisdictions, p.Jurisdictions, err = s.placeChoices(ctx, a, "jurisdiction"); err != nil {
		return nil, err
	}
	p.Narrow = len(f.Jurisdictions)+len(f.Kinds)+len(f.Standings) > 0 || f.AsOf != ""
	if strings.TrimSpace(f.Query) == "" {
		return p, nil
	}
	p.Title = "Search: " + f.Query
	found, err := s.store.Search(ctx, f)
	if errors.Is(err, law.ErrInvalid) {
		p.Complaint = problemOf(err).Detail
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	if found.Jump != "" && jump != "0" && !p.Narrow && f.ByPolicy && f.Cursor == "" {
		return nil, &seeOther{"/policies/" + found.Jump}
	}
	if p.Note, err = s.foundNote(ctx, found); err != nil {
		return nil, err
	}
	p.Beside, p.Policy, p.Wider = found.Beside, f.Policy, searchOf(c, "")
	p.JSON, p.CSV = data(c, "/search", "json", "jump"), data(c, "/search", "csv", "jump")
	for _, h := range found.Items {
		hit := frontend.Hit{Hit: h, Fragments: frontend.Fragments(h.Snippet, h.Spans)}
		if h.Passages > 1 {
			hit.More = searchOf(c, h.Policy)
		}
		p.Hits = append(p.Hits, hit)
	}
	p.Pager = pager(c, found.Next, len(found.Items), found.Total)
	return p, nil
}

// searchOf is the address of the same search in one policy, or in all.
func searchOf(c *gin.Context, policy string) string {
	query := c.Request.URL.Query()
	query.Del("cursor")
	query.Set("jump", "0")
	query.Del("policy")
	if policy != "" {
		query.Set("policy", policy)
	}
	return withQuery("/search", query)
}

func (s *Server) codebookPage(*gin.Context) (frontend.Page, error) {
	book := law.TheCodebook()
	p := &frontend.Codebook{Version: book.Version, About: book.About, Changes: book.Changes, Base: frontend.Base{Title: "Codebook", Section: "about",
		JSON: "/codebook.json", CSV: "/codebook.csv", Trail: []frontend.Link{{Words: "About", Address: "/about"}}}}
	for _, g := range book.Groups {
		out := frontend.CodebookGroup{VariableGroup: g}
		for _, v := range book.Variables {
			if v.Group == g.ID {
				out.Variables = append(out.Variables, v)
			}
		}
		p.Groups = append(p.Groups, out)
	}
	return p, nil
}

func (s *Server) sourcesPage(c *gin.Context) (frontend.Page, error) {
	ctx := c.Request.Context()
	p := &frontend.Sources{Base: frontend.Base{Title: "Sources", Section: "about", JSON: "/sources.json", CSV: "/sources.csv",
		Trail: []frontend.Link{{Words: "About", Address: "/about"}}}}
	var err error
	if _, p.Totals, err = s.record(ctx); err != nil {
		return nil, err
	}
	rows, err := s.sourceRows(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		line := frontend.SourceLine{Name: r.Name, Title: r.Title, Publisher: r.Publisher, Address: r.BaseURL, Terms: r.Terms,
			Archive: r.Archive, NeedsToken: r.NeedsToken, Notes: r.Notes, Freshness: freshWords(r.Freshness)}
		if r.Newest != nil {
			line.Newest = law.OnDay(law.DayOf(r.Newest.UTC()))
		}
		if run := r.LastDone; run != nil {
			line.Counts = fmt.Sprintf("%d new, %d updated, %d unchanged, %d set aside", run.New, run.Updated, run.Unchanged, run.Quarantined)
			if run.Error != "" { // of a run that ended well: what it did not bring
				line.Counts += "; " + run.Error
			}
			if run.Ended != nil {
				line.Last = law.OnDay(law.DayOf(run.Ended.UTC()))
			}
		}
		p.Sources = append(p.Sources, line)
	}
	return p, nil
}

func freshWords(f Freshness) string {
	if f == Undated {
		return "freshness unknown"
	}
	return plainly(f)
}

func (s *Server) aboutPage(*gin.Context) (frontend.Page, error) {
	return &frontend.About{Version: s.version, Base: frontend.Base{Title: "About", Section: "about"}}, nil
}
