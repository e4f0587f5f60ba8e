package server

import (
	"context"
	"fmt"

	"refuge/frontend"
	"refuge/record"
	"refuge/store"
)

// overviewBody is what the record holds, in numbers, and what happened last.
type overviewBody struct {
	Totals record.Totals  `json:"totals"`
	Latest []record.Entry `json:"latest" doc:"The newest events up to today, newest first, of curated measures and collected ones at the core of the subject"`
	Places []record.Place `json:"jurisdictions"`
}

func (s *Server) addOverview() {
	add(s, resource[Formatted, overviewBody]{
		id: "overview", path: "/overview", summary: "The record at a glance", example: exampleOverview,
		about: "Every jurisdiction with counts of what is held, and the newest events.",
		answer: func(ctx context.Context, _ *Formatted) (b overviewBody, err error) {
			if b.Totals, err = s.store.Totals(ctx); err != nil {
				return b, err
			}
			if b.Places, err = s.store.Jurisdictions(ctx); err != nil {
				return b, err
			}
			latest, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: latestShown}, To: s.today(), Newest: true, Core: true})
			if err != nil {
				return b, fmt.Errorf("reading the latest events: %w", err)
			}
			b.Latest = latest.Items
			return b, nil
		},
		page: "/",
		show: func(_ context.Context, _ *Formatted, b overviewBody) (frontend.Page, error) {
			return &frontend.Home{Groups: placeGroups(b.Places), Totals: b.Totals, Latest: b.Latest, Base: frontend.Base{Section: "home",
				Description: "Ordinances, executive orders and other measures of American cities, counties and states on immigration enforcement: every version, who made it, and what changed."}}, nil
		}})
}

// latestShown is how many events a page shows beside a link to all.
const latestShown = 8
