package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// searchQuery is what to look for, and where.
type searchQuery struct {
	Q            string           `query:"q" needed:"true" maxLength:"400" doc:"Words, \"phrases\", prefix*, AND, OR, NOT, brackets" example:"\"judicial warrant\" AND detain*"`
	Jurisdiction []string         `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Kind         []law.PolicyKind `query:"kind" doc:"Any of them" example:"local_law"`
	Standing     []law.Standing   `query:"standing" doc:"What the text is; any of them" example:"official"`
	AsOf         law.Day          `query:"as_of" doc:"Only texts that stood on this day, never one from after it" example:"2020-01-01"`
	Policy       string           `query:"policy" maxLength:"200" doc:"A slug: only places in this policy" example:"springfield-ll-12-2014"`
	ByPolicy     bool             `query:"by_policy" doc:"One hit for each policy, its best, with the count of its passages"`
	OffTopic     bool             `query:"off_topic" doc:"Also collected measures that are not on the subject; what is named exactly is always found"`
	Jump         string           `query:"jump" enum:"0" doc:"On the page, 0 lists what is found where one measure is named exactly, instead of opening it" example:"0"`
	Paged
}

func (q *searchQuery) forPage() {
	q.Limit = cmp.Or(q.Limit, 20)
	q.ByPolicy = q.ByPolicy || q.Policy == ""
}

func (q *searchQuery) asData(query url.Values) {
	query.Del("jump")
	if q.ByPolicy {
		query.Set("by_policy", "true")
	}
}

func (s *Server) addSearch() {
	add(s, resource[searchQuery, foundBody]{
		id: "search", path: "/search", summary: "Search", example: exampleSearch,
		about: "What has the words in its names, summary, story or the sections of its texts: first what is named exactly, then names, then passages, each best first. " +
			"A place among plain words is taken for the place. Spans are the byte ranges of the snippet that matched.",
		answer: func(ctx context.Context, in *searchQuery) (foundBody, error) {
			if strings.TrimSpace(in.Q) == "" {
				return foundBody{}, errNoWords
			}
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return foundBody{}, err
			}
			return s.found(ctx, store.SearchFilter{Page: in.page(), Query: in.Q, Policy: in.Policy, Jurisdictions: in.Jurisdiction,
				Kinds: in.Kind, Standings: in.Standing, AsOf: in.AsOf, OffTopic: in.OffTopic, ByPolicy: in.ByPolicy})
		},
		page: "/search", show: s.searchPage,
		// The form keeps what was asked for, and says what is wrong with it.
		instead: func(ctx context.Context, in *searchQuery, cause error) (frontend.Page, int, error) {
			var none *badParameter
			noWords := errors.As(cause, &none) && none == errNoWords
			if !noWords && !errors.Is(cause, law.ErrInvalid) {
				return nil, 0, nil
			}
			p, err := s.searchForm(ctx, in)
			p.Data = []frontend.Data{}
			if noWords {
				p.Title, p.Words = "Search", ""
				return p, http.StatusOK, err
			}
			p.Complaint = problemOf(cause).Detail
			return p, http.StatusBadRequest, err
		}})
}

// errNoWords is a search without words; its page is the form alone.
var errNoWords = &badParameter{name: "q", words: `"q" is needed: the words to look for`}

// searchForm is the page with its form filled in as it was asked.
func (s *Server) searchForm(ctx context.Context, in *searchQuery) (*frontend.Search, error) {
	places, err := s.placeChoices(ctx, in.Jurisdiction)
	return &frontend.Search{Query: in.Q, AsOf: string(in.AsOf), Kinds: choices(law.PolicyKinds, in.Kind, plainly[law.PolicyKind]),
		Standings: choices(law.Standings, in.Standing, plainly[law.Standing]), Jurisdictions: places,
		Narrow: len(in.Jurisdiction)+len(in.Kind)+len(in.Standing) > 0 || in.AsOf != "",
		Base:   frontend.Base{Title: "Search: " + in.Q, Words: in.Q}}, err
}

func (s *Server) searchPage(ctx context.Context, in *searchQuery, b foundBody) (frontend.Page, error) {
	p, err := s.searchForm(ctx, in)
	if b.jump != "" && in.Jump != "0" && !p.Narrow && in.Policy == "" && in.Cursor == "" {
		return nil, &seeOther{policyAddress(b.jump)}
	}
	p.Note, p.Beside, p.Policy, p.Wider, p.Pager = b.Note, b.Beside, in.Policy, searchOf(ctx, ""), pager(ctx, b.List)
	for _, h := range b.Items {
		hit := frontend.Hit{Hit: h, Fragments: frontend.Fragments(h.Snippet, h.Spans)}
		if h.Passages > 1 {
			hit.More = searchOf(ctx, h.Policy)
		}
		p.Hits = append(p.Hits, hit)
	}
	return p, err
}

// searchOf is the address of the same search in one policy, or in all.
func searchOf(ctx context.Context, policy string) string {
	query := locationIn(ctx).query()
	query.Del("cursor")
	query.Set("jump", "0")
	query.Del("policy")
	if policy != "" {
		query.Set("policy", policy)
	}
	return withQuery("/search", query)
}

var hitColumns = []column[record.Hit]{
	text("policy", func(h record.Hit) string { return h.Policy }),
	text("policy_title", func(h record.Hit) string { return h.PolicyTitle }),
	text("policy_kind", func(h record.Hit) string { return string(h.PolicyKind) }),
	text("jurisdiction", func(h record.Hit) string { return h.Jurisdiction }),
	text("jurisdiction_name", func(h record.Hit) string { return h.JurisdictionName }),
	text("version", func(h record.Hit) string { return h.Version }),
	text("standing", func(h record.Hit) string { return string(h.Standing) }),
	text("section", func(h record.Hit) string { return h.Section }),
	text("number", func(h record.Hit) string { return h.Number }),
	text("heading", func(h record.Hit) string { return h.Heading }),
	text("snippet", func(h record.Hit) string { return h.Snippet }),
	number("score", func(h record.Hit) any { return h.Score }),
}
