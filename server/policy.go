package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// policyBody is a policy with everything but its texts.
type policyBody struct {
	law.Policy
	Events    []law.Event    `json:"events"`
	Relations []law.Relation `json:"relations"`
	Codings   []policyCoding `json:"codings"`
	Versions  []versionRow   `json:"versions"`
	AsOf      *lawThen       `json:"as_of,omitempty" doc:"With as_of: the version that was law then"`
}

// policyCoding is a coding with its passages.
type policyCoding struct {
	law.Coding
	Passages []law.PassageAt `json:"passages" doc:"In the texts that were law on the last day it held, also of the section of the code: official, then consolidated, then restated"`
}

// lawThen is the version of a policy that was law on a day.
type lawThen struct {
	Day      law.Day      `json:"day"`
	InForce  bool         `json:"in_force" doc:"By its recorded events"`
	Certain  bool         `json:"certain" doc:"False where the dates known leave it open"`
	Sentence string       `json:"sentence"`
	Version  *versionBody `json:"version,omitempty" doc:"The text that was law; left out where none is known to have been"`
	Stood    []string     `json:"stood" doc:"Labels of the texts that stood, each the latest of its standing, whether or not the measure was in force"`
}

// PolicySlug names a policy.
type PolicySlug struct {
	Slug string `path:"slug" maxLength:"120" example:"springfield-ll-12-2014"`
}

// policyQuery names a policy and a day.
type policyQuery struct {
	PolicySlug
	AsOf law.Day `query:"as_of" doc:"Adds the version that was law on this day, and never one from after it" example:"2015-01-01"`
	Formatted
}

func (s *Server) addPolicy() {
	add(s, resource[policyQuery, policyBody]{
		id: "policy", path: "/policies/{slug}", summary: "A policy", example: examplePolicyBody,
		about: "With its events, relations, codings and versions, without texts. An older name leads to the lasting one (308).",
		answer: func(ctx context.Context, in *policyQuery) (policyBody, error) {
			p, err := s.policy(ctx, in.Slug)
			if err != nil {
				return policyBody{}, err
			}
			b := policyBody{Policy: p, Events: p.Events, Relations: p.Relations, Codings: []policyCoding{}, Versions: versionRows(p)}
			passages, err := s.store.CodingPassages(ctx, p.Slug)
			if err != nil {
				return b, err
			}
			for i, k := range p.Codings {
				c := policyCoding{Coding: k, Passages: []law.PassageAt{}}
				if i < len(passages) { // else the policy changed meanwhile
					c.Passages = passages[i]
				}
				b.Codings = append(b.Codings, c)
			}
			if in.AsOf != "" {
				b.AsOf, err = s.lawThen(ctx, p, in.AsOf)
			}
			return b, err
		},
		page: "/policies/{slug}", show: s.policyPage})
}

func (s *Server) policyPage(ctx context.Context, _ *policyQuery, b policyBody) (frontend.Page, error) {
	policy := b.Policy
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, fmt.Errorf("reading the jurisdiction of %s: %w", policy.Slug, err)
	}
	p := &frontend.PolicyPage{Policy: policy, Place: row.Jurisdiction, Codings: codingLines(policy.Slug, b.Codings), Labels: labels(policy),
		Versions: versionLines(policy), Base: policyBase(policy, row.Name, false)}
	if p.Entries, p.Steps, err = s.policyEvents(ctx, policy.Slug); err != nil {
		return nil, err
	}
	p.Edges, err = s.store.Related(ctx, policy.Slug)
	return p, err
}

// policyBase is the base of a policy's page, or of a page below it.
func policyBase(p law.Policy, place string, below bool) frontend.Base {
	b := frontend.Base{Title: p.Name(), Section: "policies",
		Trail: []frontend.Link{{Words: "Policies", Address: "/policies"},
			{Words: place, Address: withQuery("/policies", url.Values{"jurisdiction": {p.Jurisdiction}})}}}
	if below {
		b.Trail = append(b.Trail, frontend.Link{Words: p.Name(), Address: policyAddress(p.Slug)})
	}
	return b
}

func policyAddress(slug string) string { return "/policies/" + url.PathEscape(slug) }

// policy reads a policy; under an alias the error says where it stands now.
func (s *Server) policy(ctx context.Context, slug string) (law.Policy, error) {
	p, err := s.store.Policy(ctx, slug)
	if err != nil || p.Slug == slug {
		return p, err
	}
	at := locationIn(ctx)
	to := strings.Replace(at.Path, "/policies/"+slug, "/policies/"+p.Slug, 1)
	if at.Query != "" {
		to += "?" + at.Query
	}
	return law.Policy{}, &moved{from: slug, name: p.Slug, to: to}
}

func (s *Server) lawThen(ctx context.Context, p law.Policy, day law.Day) (*lawThen, error) {
	on, err := s.store.On(ctx, p.Slug, day)
	if err != nil {
		return nil, err
	}
	then := &lawThen{Day: day, InForce: on.InForce, Certain: on.Certain, Sentence: on.Sentence, Stood: []string{}}
	if day > s.today() {
		then.Sentence = "That day is yet to come; this is what is known of it today. " + then.Sentence
	}
	for _, v := range on.Stood {
		then.Stood = append(then.Stood, v.Label)
	}
	if len(on.Law) == 0 {
		return then, nil
	}
	b, err := s.versionOf(ctx, p, on.Law[0].Label)
	then.Version = &b
	return then, err
}

func brief(p law.Policy, place string) record.Brief {
	return record.Brief{Slug: p.Slug, Jurisdiction: p.Jurisdiction, JurisdictionName: place, Kind: p.Kind, Number: p.Number,
		Citation: p.Citation, Title: p.Title, ShortTitle: p.ShortTitle, Issuer: p.Issuer, Status: p.Status, Origin: p.Origin,
		Versions: len(p.Versions)}
}

// codingLines are the codings with the passages they rest on: the official one
// first where there is one.
func codingLines(slug string, codings []policyCoding) []frontend.CodingLine {
	out := make([]frontend.CodingLine, len(codings))
	for i, k := range codings {
		out[i].Coding = k.Coding
		for _, at := range k.Passages {
			words := "official passage"
			switch at.Standing {
			case law.Consolidated:
				words = "consolidated passage"
			case law.Restated:
				words = "restated passage"
			}
			out[i].Passages = append(out[i].Passages, frontend.Link{Words: words, Address: frontend.PassageAddress(at.Policy, at.Version, at.Section)})
		}
		if len(k.Passages) > 0 {
			out[i].Passage = out[i].Passages[0].Address
		} else if k.Version != "" {
			out[i].Passage = frontend.PassageAddress(slug, k.Version, k.Section)
		}
	}
	return out
}

// maxEvents is how many events of one policy a page shows.
const maxEvents = 2000

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
