package server

import (
	"context"
	"net/url"

	"refuge/frontend"
	"refuge/law"
)

// doubtsQuery names a jurisdiction whose doubts are asked for.
type doubtsQuery struct {
	BySlug
	Formatted
}

func (s *Server) addDoubts() {
	add(s, resource[doubtsQuery, list[law.Doubt]]{
		id: "doubts", path: "/jurisdictions/{slug}/doubts", summary: "What is not verified of a jurisdiction", example: exampleDoubts,
		about: "Every fact of the curated record that no source seen bears out, with what would settle it.",
		answer: func(ctx context.Context, in *doubtsQuery) (list[law.Doubt], error) {
			rows, err := s.store.Doubts(ctx, in.Slug)
			return whole(rows, doubtColumns), err
		},
		page: "/jurisdictions/{slug}/doubts",
		show: func(ctx context.Context, in *doubtsQuery, l list[law.Doubt]) (frontend.Page, error) {
			row, err := s.store.Jurisdiction(ctx, in.Slug)
			if err != nil {
				return nil, err
			}
			p := &frontend.Doubts{Place: row, Base: frontend.Base{Title: "What is not verified of " + row.Name, Section: "jurisdictions",
				Trail: []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}, {Words: row.Name, Address: "/jurisdictions/" + url.PathEscape(row.Slug)}}}}
			for _, kind := range law.FactKinds {
				g := frontend.DoubtGroup{Kind: kind}
				for _, d := range l.Items {
					if d.Kind == kind {
						g.Doubts = append(g.Doubts, d)
					}
				}
				if len(g.Doubts) > 0 {
					p.Groups = append(p.Groups, g)
				}
			}
			return p, nil
		}})
}

var doubtColumns = []column[law.Doubt]{
	text("kind", func(d law.Doubt) string { return string(d.Kind) }),
	text("jurisdiction", func(d law.Doubt) string { return d.Jurisdiction }),
	text("policy", func(d law.Doubt) string { return d.Policy }),
	text("policy_title", func(d law.Doubt) string { return d.PolicyTitle }),
	text("fact", func(d law.Doubt) string { return d.Fact }),
	text("value", func(d law.Doubt) string { return d.Value }),
	number("date", func(d law.Doubt) any { return d.Date }),
	text("note", func(d law.Doubt) string { return d.Note }),
	text("settle", func(d law.Doubt) string { return d.Settle }),
}
