package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"refuge/frontend"
	"refuge/law"
)

// indexBody is what stands at the root of the API.
type indexBody struct {
	Name     string  `json:"name" example:"Refuge"`
	Version  string  `json:"version"`
	Revision int64   `json:"revision" doc:"Moves on with everything that is written"`
	OpenAPI  string  `json:"openapi" example:"/api/v1/openapi.json"`
	Routes   []route `json:"routes"`
}

type healthBody struct {
	Status   string `json:"status" example:"ok"`
	Version  string `json:"version"`
	Revision int64  `json:"revision"`
}

// aboutBody says what the record is.
type aboutBody struct {
	Name      string         `json:"name" example:"Refuge"`
	Version   string         `json:"version"`
	Revision  int64          `json:"revision" doc:"Moves on with everything that is written"`
	License   string         `json:"license"`
	Standings []law.Standing `json:"standings" doc:"What a text can be: official words, put together by Refuge, or restated in plain words"`
}

// license is that of the record and of the program.
const license = "Data: CC BY 4.0; program: MIT"

func (s *Server) addAbout() {
	add(s, resource[Formatted, aboutBody]{
		id: "about", path: "/about", summary: "What the record is", example: aboutBody{"Refuge", "1.0.0", 12, license, law.Standings},
		about: "The version of the program, the revision of the record and its license.",
		answer: func(ctx context.Context, _ *Formatted) (aboutBody, error) {
			revision, err := s.store.Revision(ctx)
			return aboutBody{"Refuge", s.version, revision, license, law.Standings}, err
		},
		page: "/about",
		show: func(context.Context, *Formatted, aboutBody) (frontend.Page, error) {
			return &frontend.About{Version: s.version, Base: frontend.Base{Title: "About", Section: "about"}}, nil
		}})

	add(s, resource[Formatted, indexBody]{
		id: "index", path: "", summary: "Index of the API", about: "Every route.", example: exampleIndex,
		answer: func(ctx context.Context, _ *Formatted) (indexBody, error) {
			revision, err := s.store.Revision(ctx)
			return indexBody{"Refuge", s.version, revision, root + "/openapi.json", s.routes}, err
		}})

	type health struct {
		CacheControl string `header:"Cache-Control"`
		Body         healthBody
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Summary: "Whether it answers",
		Description: "Reads the database. Never cached.", Responses: s.responses(healthBody{"ok", "1.0.0", 12}, formats[:1], http.StatusServiceUnavailable),
	}, func(ctx context.Context, _ *struct{}) (*health, error) {
		revision, err := s.store.Revision(ctx)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &health{"no-store", healthBody{"ok", s.version, revision}}, nil
	})
}

func sortRoutes(routes []route) {
	slices.SortFunc(routes, func(a, b route) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
}
