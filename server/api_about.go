package server

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"refuge/law"
	"refuge/store"
)

// SourceInfo describes a source to readers.
type SourceInfo struct {
	Name         string        `json:"name" example:"springfield"`
	Jurisdiction string        `json:"jurisdiction" example:"springfield"`
	Title        string        `json:"title"`
	Publisher    string        `json:"publisher"`
	Platform     string        `json:"platform" example:"legistar"`
	BaseURL      string        `json:"base_url"`
	Terms        string        `json:"terms" doc:"Licence or terms of the records"`
	NeedsToken   bool          `json:"needs_token" doc:"Its public server refuses without a key"`
	Archive      bool          `json:"archive" doc:"Read from files, not from a server"`
	Stale        time.Duration `json:"-"` // after how long without a newer datum it counts as stale; 0: never
	Notes        []string      `json:"notes" doc:"Known limits"`
}

// Freshness says how the newest datum of a source lies against the day.
type Freshness string

// The states of a source. A run that found nothing new makes a source no
// fresher.
const (
	NeverRead Freshness = "never_read" // no run came to its end
	Fresh     Freshness = "fresh"
	Stale     Freshness = "stale"
	Undated   Freshness = "unknown" // it tells no dates, or has no bound
)

// sourceBody is a source with how it stands.
type sourceBody struct {
	SourceInfo
	StaleAfterDays *int        `json:"stale_after_days" doc:"Null: never"`
	Freshness      Freshness   `json:"freshness" enum:"never_read,fresh,stale,unknown" doc:"Judged by the newest datum, not by the last run"`
	Newest         *time.Time  `json:"newest" doc:"The latest change the source told of in any run"`
	LastDone       *store.Run  `json:"last_done,omitempty" doc:"The last run that came to its end"`
	LastRuns       []store.Run `json:"last_runs" doc:"Newest first, five at most"`
}

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

func (s *Server) routeAbout() {
	get(s, operation{id: "codebook", example: exampleCodebook, path: "/codebook", summary: "Codebook", formats: []string{"csv"},
		about: "The questions asked of each policy, with their values from the weakest protection to the strongest where ordered."},
		func(context.Context, *JSONOrCSV) (codebookBody, error) { return codebookBody{law.TheCodebook()}, nil })

	get(s, operation{id: "sources", example: exampleSources, path: "/sources", summary: "Sources", formats: []string{"csv"},
		about: "Where collected records come from, and how fresh they are."},
		func(ctx context.Context, _ *JSONOrCSV) (list[sourceBody], error) {
			rows, err := s.sourceRows(ctx)
			return whole(rows, sourceColumns), err
		})

	type runs struct {
		Source string `query:"source" maxLength:"60" doc:"Name of a source" example:"springfield"`
		Paged
	}
	get(s, operation{id: "runs", example: exampleRuns, path: "/runs", summary: "Runs", formats: []string{"csv"},
		about: "What each run of a source did, newest first."},
		func(ctx context.Context, in *runs) (list[store.Run], error) {
			if err := s.checkSource(in.Source); err != nil {
				return list[store.Run]{}, err
			}
			l, err := s.store.Runs(ctx, in.Source, in.page())
			return listOf(l, runColumns), err
		})

	get(s, operation{id: "index", example: exampleIndex, path: "", summary: "Index of the API", about: "Every route."},
		func(ctx context.Context, _ *OnlyJSON) (indexBody, error) {
			revision, err := s.store.Revision(ctx)
			return indexBody{"Refuge", s.version, revision, root + "/openapi.json", s.routes}, err
		})

	type health struct {
		CacheControl string `header:"Cache-Control"`
		Body         healthBody
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Summary: "Whether it answers",
		Description: "Reads the database. Never cached.", Responses: s.responses(operation{example: healthBody{"ok", "1.0.0", 12}}, http.StatusServiceUnavailable),
	}, func(ctx context.Context, _ *struct{}) (*health, error) {
		revision, err := s.store.Revision(ctx)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &health{"no-store", healthBody{"ok", s.version, revision}}, nil
	})
}

// checkSource refuses a name that is no source's.
func (s *Server) checkSource(name string) error {
	var names []string
	for _, info := range s.sources {
		names = append(names, info.Name)
	}
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	return &badParameter{name: "source", known: names, meant: nearest(name, names), words: `"source": there is no source ` + quoted(name)}
}

// sourceRows says of every source how it stands.
func (s *Server) sourceRows(ctx context.Context) ([]sourceBody, error) {
	rows := make([]sourceBody, 0, len(s.sources))
	for _, info := range s.sources {
		row := sourceBody{SourceInfo: info}
		recent, err := s.store.Runs(ctx, info.Name, store.Page{Limit: store.DefaultLimit})
		if err != nil {
			return nil, err
		}
		done, found, err := s.store.LastDone(ctx, info.Name)
		if err != nil {
			return nil, err
		}
		if found {
			row.LastDone, row.Newest = &done, done.Newest
		}
		for _, run := range recent.Items {
			if run.Newest != nil && (row.Newest == nil || run.Newest.After(*row.Newest)) {
				row.Newest = run.Newest
			}
		}
		row.LastRuns = recent.Items[:min(len(recent.Items), 5)]
		row.Freshness = freshness(info, found, row.Newest, s.today())
		if info.Stale > 0 {
			days := int(info.Stale.Hours() / 24)
			row.StaleAfterDays = &days
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func freshness(info SourceInfo, done bool, newest *time.Time, today law.Day) Freshness {
	switch {
	case !done:
		return NeverRead
	case newest == nil || info.Stale <= 0:
		return Undated
	case law.DayOf(newest.Add(info.Stale)) < today:
		return Stale
	}
	return Fresh
}

// codebookBody is the codebook; as CSV, a row is a variable.
type codebookBody struct{ law.Codebook }

func (b codebookBody) writeAs(w io.Writer, _ string) error {
	return writeRows(w, b.Variables, variableColumns)
}

func sortRoutes(routes []route) {
	slices.SortFunc(routes, func(a, b route) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
}

var variableColumns = []column[law.Variable]{
	text("id", func(v law.Variable) string { return v.ID }),
	text("group", func(v law.Variable) string { return v.Group }),
	text("label", func(v law.Variable) string { return v.Label }),
	text("question", func(v law.Variable) string { return v.Question }),
	number("ordered", func(v law.Variable) any { return v.Ordered }),
	text("values", func(v law.Variable) string { return several(v.Values) }),
}

var sourceColumns = []column[sourceBody]{
	text("name", func(r sourceBody) string { return r.Name }),
	text("jurisdiction", func(r sourceBody) string { return r.Jurisdiction }),
	text("title", func(r sourceBody) string { return r.Title }),
	text("publisher", func(r sourceBody) string { return r.Publisher }),
	text("platform", func(r sourceBody) string { return r.Platform }),
	text("base_url", func(r sourceBody) string { return r.BaseURL }),
	text("terms", func(r sourceBody) string { return r.Terms }),
	number("needs_token", func(r sourceBody) any { return r.NeedsToken }),
	number("archive", func(r sourceBody) any { return r.Archive }),
	number("stale_after_days", func(r sourceBody) any { return r.StaleAfterDays }),
	text("freshness", func(r sourceBody) string { return string(r.Freshness) }),
	number("newest", func(r sourceBody) any { return instant(r.Newest) }),
	text("notes", func(r sourceBody) string { return several(r.Notes) }),
}

var runColumns = []column[store.Run]{
	number("id", func(r store.Run) any { return r.ID }),
	text("source", func(r store.Run) string { return r.Source }),
	number("began", func(r store.Run) any { return instant(&r.Began) }),
	number("ended", func(r store.Run) any { return instant(r.Ended) }),
	text("outcome", func(r store.Run) string { return r.Outcome }),
	text("error", func(r store.Run) string { return r.Error }),
	number("requests", func(r store.Run) any { return r.Requests }),
	number("fetched", func(r store.Run) any { return r.Fetched }),
	number("new", func(r store.Run) any { return r.New }),
	number("updated", func(r store.Run) any { return r.Updated }),
	number("unchanged", func(r store.Run) any { return r.Unchanged }),
	number("quarantined", func(r store.Run) any { return r.Quarantined }),
	number("bytes", func(r store.Run) any { return r.Bytes }),
	number("newest", func(r store.Run) any { return instant(r.Newest) }),
	number("everything", func(r store.Run) any { return r.Everything }),
}

// instant is a moment as CSV has it, "" where it is not known.
func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
