package server

import (
	"context"

	"refuge/law"
)

func (s *Server) addFindings() {
	add(s, resource[Paged, list[law.Finding]]{
		id: "findings", path: "/findings", summary: "Findings", example: exampleFindings,
		about: "Where a source disagrees with the record.",
		answer: func(ctx context.Context, in *Paged) (list[law.Finding], error) {
			l, err := s.store.Findings(ctx, in.page())
			return listOf(l, findingColumns), err
		}})
}

var findingColumns = []column[law.Finding]{
	text("severity", func(f law.Finding) string { return string(f.Severity) }),
	text("rule", func(f law.Finding) string { return f.Rule }),
	text("subject", func(f law.Finding) string { return f.Subject }),
	text("sentence", func(f law.Finding) string { return f.Sentence }),
}
