package server

import (
	"context"
	"io"

	"refuge/frontend"
	"refuge/law"
)

// codebookBody is the codebook; as CSV, a row is a variable.
type codebookBody struct{ law.Codebook }

func (s *Server) addCodebook() {
	add(s, resource[Formatted, codebookBody]{
		id: "codebook", path: "/codebook", summary: "Codebook", example: exampleCodebook,
		about:  "The questions asked of each policy, with their values from the weakest protection to the strongest where ordered.",
		answer: func(context.Context, *Formatted) (codebookBody, error) { return codebookBody{law.TheCodebook()}, nil },
		page:   "/codebook",
		show: func(_ context.Context, _ *Formatted, b codebookBody) (frontend.Page, error) {
			p := &frontend.Codebook{Version: b.Version, About: b.About, Changes: b.Changes, Base: frontend.Base{Title: "Codebook", Section: "about",
				Trail: []frontend.Link{{Words: "About", Address: "/about"}}}}
			for _, g := range b.Groups {
				out := frontend.CodebookGroup{VariableGroup: g}
				for _, v := range b.Variables {
					if v.Group == g.ID {
						out.Variables = append(out.Variables, v)
					}
				}
				p.Groups = append(p.Groups, out)
			}
			return p, nil
		}})
}

func (b codebookBody) writeCSV(w io.Writer) error {
	return writeRows(w, b.Variables, variableColumns)
}

var variableColumns = []column[law.Variable]{
	text("id", func(v law.Variable) string { return v.ID }),
	text("group", func(v law.Variable) string { return v.Group }),
	text("label", func(v law.Variable) string { return v.Label }),
	text("question", func(v law.Variable) string { return v.Question }),
	number("ordered", func(v law.Variable) any { return v.Ordered }),
	text("values", func(v law.Variable) string { return several(v.Values) }),
}
