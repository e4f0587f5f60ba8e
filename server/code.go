package server

import (
	"context"
	"net/url"
	"strings"

	"refuge/frontend"
	"refuge/record"
	"refuge/store"
)

// codeQuery names a jurisdiction whose codes are asked for.
type codeQuery struct {
	Jurisdiction string `path:"jurisdiction" maxLength:"120" example:"springfield"`
	Formatted
}

// codeSectionQuery names a section of a jurisdiction's codes and a day.
type codeSectionQuery struct {
	Jurisdiction string `path:"jurisdiction" maxLength:"120" example:"springfield"`
	Number       string `path:"number" maxLength:"120" doc:"With or without its sign and subdivisions" example:"9-131"`
	AsOfDay
	Formatted
}

// sectionBody is a section of a code with the events of its laws.
type sectionBody struct {
	record.CodeSection
	Events []record.Entry `json:"events" doc:"Of its laws and of its own entry, without steps"`
}

func (s *Server) addCode() {
	add(s, resource[codeQuery, list[record.CodePlace]]{
		id: "code", path: "/code/{jurisdiction}", summary: "Where the measures of a jurisdiction are codified", example: whole([]record.CodePlace{exampleCodePlace}, nil),
		about: "The sections and chapters that measures of the record say they stand at, each with those measures. As CSV, a row is a place.",
		answer: func(ctx context.Context, in *codeQuery) (list[record.CodePlace], error) {
			rows, err := s.store.Code(ctx, in.Jurisdiction)
			return whole(rows, codePlaceColumns), err
		},
		page: "/code/{jurisdiction}",
		show: func(ctx context.Context, in *codeQuery, l list[record.CodePlace]) (frontend.Page, error) {
			place, err := s.store.Jurisdiction(ctx, in.Jurisdiction)
			if err != nil {
				return nil, err
			}
			p := &frontend.Code{Place: place, Base: frontend.Base{Title: "Codes of " + place.Name, Section: "jurisdictions", Trail: placeTrail(place.Slug, place.Name)}}
			for _, c := range l.Items {
				if n := len(p.Groups); n == 0 || p.Groups[n-1].Code != c.Code {
					p.Groups = append(p.Groups, frontend.CodeGroup{Code: c.Code})
				}
				last := &p.Groups[len(p.Groups)-1]
				last.Places = append(last.Places, c)
			}
			return p, nil
		}})

	add(s, resource[codeSectionQuery, sectionBody]{
		id: "code-section", path: "/code/{jurisdiction}/{number}", summary: "A section of a code on a day", example: exampleSection,
		about:  "The laws of the record that made it, its words in the texts that were law on the day, the answers that rest on it, and its story.",
		answer: s.codeSection,
		page:   "/code/{jurisdiction}/{number}",
		show: func(_ context.Context, _ *codeSectionQuery, b sectionBody) (frontend.Page, error) {
			return &frontend.CodeSectionPage{CodeSection: b.CodeSection, Entries: b.Events, Others: max(0, len(b.Passages)-1),
				Base: frontend.Base{Title: b.Number + ", " + b.JurisdictionName, Section: "jurisdictions",
					Trail: append(placeTrail(b.Jurisdiction, b.JurisdictionName), frontend.Link{Words: "Codes", Address: "/code/" + url.PathEscape(b.Jurisdiction)})}}, nil
		}})
}

func placeTrail(slug, name string) []frontend.Link {
	return []frontend.Link{{Words: "Jurisdictions", Address: "/jurisdictions"}, {Words: name, Address: "/jurisdictions/" + url.PathEscape(slug)}}
}

func (s *Server) codeSection(ctx context.Context, in *codeSectionQuery) (sectionBody, error) {
	c, err := s.store.CodeSection(ctx, in.Jurisdiction, in.Number, s.day(in.AsOfDay))
	b := sectionBody{CodeSection: c, Events: []record.Entry{}}
	if err != nil {
		return b, err
	}
	var slugs []string
	for _, l := range c.Laws {
		slugs = append(slugs, l.Slug)
	}
	if c.Entry != nil {
		slugs = append(slugs, c.Entry.Slug)
	}
	events, err := s.store.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: store.MaxLimit}, Policies: slugs, OffTopic: true})
	b.Events = append(b.Events, events.Items...)
	return b, err
}

var codePlaceColumns = []column[record.CodePlace]{
	text("code", func(c record.CodePlace) string { return c.Code }),
	text("number", func(c record.CodePlace) string { return c.Number }),
	text("through", func(c record.CodePlace) string { return c.Through }),
	text("policies", func(c record.CodePlace) string {
		var slugs []string
		for _, l := range c.Laws {
			slugs = append(slugs, l.Slug)
		}
		return strings.Join(slugs, " | ")
	}),
}
