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
	Latest []record.Entry `json:"latest" doc:"The newest events up to today, newest first"`
	Places []record.Place `json:"jurisdictions"`
}

func (s *Server) addOverview() {
	add(s, resource[Formatted, overviewBody]{
		id: "overview", path: "/overview", summary: "The record at a glance", example: exampleOverview,
		about: "Every jurisdiction with counts of what is held, and the newest events.",
		answer: func(ctx context.Context, _ *Formatted) (b overviewBody, err error) {
			if b.Places, b.Totals, err = s.record(ctx); err != nil {
				return b, err
			}
			latest, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: latestShown}, To: s.today(), Newest: true})
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

// record counts what is held, and lists the places.
func (s *Server) record(ctx context.Context) ([]record.Place, record.Totals, error) {
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return nil, record.Totals{}, fmt.Errorf("listing jurisdictions: %w", err)
	}
	t := record.Totals{Jurisdictions: len(rows)}
	for _, r := range rows {
		t.Events += r.Events
		t.Codings += r.Codings
	}
	people, err := s.store.Persons(ctx, store.PersonFilter{Page: store.Page{Limit: 1}})
	if err != nil {
		return nil, t, fmt.Errorf("counting people: %w", err)
	}
	policies, err := s.store.Policies(ctx, store.PolicyFilter{Page: store.Page{Limit: 1}})
	if err != nil {
		return nil, t, fmt.Errorf("counting policies: %w", err)
	}
	t.People, t.Policies = people.Total, policies.Total
	return rows, t, nil
}
