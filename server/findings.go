package server

import (
	"cmp"
	"context"

	"refuge/frontend"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// FindingQuery are the filters of findings.
type FindingQuery struct {
	Jurisdiction []string       `query:"jurisdiction" doc:"Slugs; any of them" example:"springfield"`
	Rule         []ruleName     `query:"rule" doc:"Names of rules; any of them" example:"term-gap"`
	Severity     []law.Severity `query:"severity" doc:"An error breaks the model, a warning is for a person to read, a note tells what is known to be open" example:"warning"`
	Paged
}

func (q *FindingQuery) forPage() { q.Limit = cmp.Or(q.Limit, 100) }

func (s *Server) addFindings() {
	add(s, resource[FindingQuery, list[record.Finding]]{
		id: "findings", path: "/findings", summary: "Findings", example: exampleFindings,
		about: "What the rules find in the record, and where sources disagree with it: what refuge check prints. Errors first, then by rule and subject.",
		answer: func(ctx context.Context, in *FindingQuery) (list[record.Finding], error) {
			if err := s.checkPlaces(ctx, "jurisdiction", in.Jurisdiction); err != nil {
				return list[record.Finding]{}, err
			}
			f := store.FindingFilter{Page: in.page(), Jurisdictions: in.Jurisdiction, Severities: in.Severity}
			for _, name := range in.Rule {
				f.Rules = append(f.Rules, string(name))
			}
			l, err := s.store.Findings(ctx, s.today(), f)
			return listOf(l, findingColumns), err
		},
		page: "/findings", show: s.findingsPage})
}

func (s *Server) findingsPage(ctx context.Context, in *FindingQuery, l list[record.Finding]) (frontend.Page, error) {
	places, err := s.placeChoices(ctx, in.Jurisdiction)
	if err != nil {
		return nil, err
	}
	p := &frontend.Findings{Pager: pager(ctx, l.List), Jurisdictions: places,
		Rules:      choices(ruleNames(), in.Rule, func(r ruleName) string { return string(r) }),
		Severities: choices(law.Severities, in.Severity, plainly[law.Severity]),
		Base:       frontend.Base{Title: "Findings", Section: "about", Trail: []frontend.Link{{Words: "About", Address: "/about"}}}}
	asks := map[string]string{}
	for _, r := range rules() {
		asks[r.Name] = r.Sentence
	}
	for _, f := range l.Items {
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Rule != f.Rule || p.Groups[n-1].Severity != f.Severity {
			p.Groups = append(p.Groups, frontend.FindingGroup{Severity: f.Severity, Rule: f.Rule, Asks: asks[f.Rule]})
		}
		last := &p.Groups[len(p.Groups)-1]
		last.Findings = append(last.Findings, f)
	}
	return p, nil
}

// ruleName is the name of a rule.
type ruleName string

// rules are all that findings come of.
func rules() []law.Rule { return append(law.Rules(), law.SourceRules()...) }

func ruleNames() []ruleName {
	var out []ruleName
	for _, r := range rules() {
		out = append(out, ruleName(r.Name))
	}
	return out
}

var findingColumns = []column[record.Finding]{
	text("severity", func(f record.Finding) string { return string(f.Severity) }),
	text("rule", func(f record.Finding) string { return f.Rule }),
	text("subject", func(f record.Finding) string { return f.Subject }),
	text("sentence", func(f record.Finding) string { return f.Sentence }),
	text("jurisdiction", func(f record.Finding) string { return f.Jurisdiction }),
	text("policy", func(f record.Finding) string { return f.Policy }),
}
