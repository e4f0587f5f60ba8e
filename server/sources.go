package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"refuge/frontend"
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

// runsQuery names a source whose runs are asked for.
type runsQuery struct {
	Source string `query:"source" maxLength:"60" doc:"Name of a source" example:"springfield"`
	Paged
}

func (s *Server) addSources() {
	add(s, resource[Formatted, list[sourceBody]]{
		id: "sources", path: "/sources", summary: "Sources", example: exampleSources,
		about: "Where collected records come from, and how fresh they are.",
		answer: func(ctx context.Context, _ *Formatted) (list[sourceBody], error) {
			rows, err := s.sourceRows(ctx)
			return whole(rows, sourceColumns), err
		},
		page: "/sources", show: s.sourcesPage})

	add(s, resource[runsQuery, list[store.Run]]{
		id: "runs", path: "/runs", summary: "Runs", example: exampleRuns,
		about: "What each run of a source did, newest first.",
		answer: func(ctx context.Context, in *runsQuery) (list[store.Run], error) {
			if err := s.checkSource(in.Source); err != nil {
				return list[store.Run]{}, err
			}
			l, err := s.store.Runs(ctx, in.Source, in.page())
			return listOf(l, runColumns), err
		}})
}

func (s *Server) sourcesPage(ctx context.Context, _ *Formatted, l list[sourceBody]) (frontend.Page, error) {
	p := &frontend.Sources{Base: frontend.Base{Title: "Sources", Section: "about",
		Trail: []frontend.Link{{Words: "About", Address: "/about"}}}}
	var err error
	if p.Totals, err = s.store.Totals(ctx); err != nil {
		return nil, err
	}
	for _, r := range l.Items {
		line := frontend.SourceLine{Name: r.Name, Title: r.Title, Publisher: r.Publisher, Address: r.BaseURL, Terms: r.Terms,
			Archive: r.Archive, NeedsToken: r.NeedsToken, Notes: r.Notes, Freshness: freshWords(r.Freshness)}
		if r.Newest != nil {
			line.Newest = law.OnDay(law.DayOf(r.Newest.UTC()))
		}
		if run := r.LastDone; run != nil {
			line.Counts = fmt.Sprintf("%d new, %d updated, %d unchanged, %d set aside", run.New, run.Updated, run.Unchanged, run.Quarantined)
			if run.Error != "" { // of a run that ended well: what it did not bring
				line.Counts += "; " + run.Error
			}
			if run.Ended != nil {
				line.Last = law.OnDay(law.DayOf(run.Ended.UTC()))
			}
		}
		p.Sources = append(p.Sources, line)
	}
	return p, nil
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

func freshWords(f Freshness) string {
	if f == Undated {
		return "freshness unknown"
	}
	return plainly(f)
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
