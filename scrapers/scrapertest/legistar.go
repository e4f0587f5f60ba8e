package scrapertest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Legistar answers like the Legistar Web API of one client, from rows made by
// hand. Its fields may be changed between two runs, not during one.
type Legistar struct {
	Client  string
	Matters []*Matter
	// Heedless is a client whose server takes no notice of a filter.
	Heedless bool
	// Fault, where not nil, is asked before every answer; false is a sound one.
	// n counts from 1 how often the path was asked for.
	Fault func(path string, n int) (status int, body string, faulty bool)
	// AfterPage, where not nil, is called once the first full page of a list was
	// answered, and then forgotten: for what happens between two pages.
	AfterPage func(order string)

	mu    sync.Mutex
	times map[string]int
	asked []string
}

// Matter is a matter with its parts. The field names are the Web API's without
// the prefix "Matter".
type Matter struct {
	ID                       int
	File, Title, Type        string
	Status, Version          string
	Intro, Modified          string
	Histories                []History
	Texts                    []Text
	Attachments              []Attachment
	Sponsors                 []string
	Hidden                   bool
	EnactmentNumber, Enacted string
}

// History is a row of a matter's history.
type History struct {
	ID                       int
	At, Action, Body, Result string
}

// Text is one version of a matter's text.
type Text struct {
	ID                int
	Label, Plain, RTF string
}

// Attachment is a file of a matter with what it holds.
type Attachment struct {
	ID                    int
	Name, MediaType, Body string
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (m *Matter) modified() string { return or(m.Modified, "2031-05-01T10:00:00.123") }

func (m *Matter) row() map[string]any {
	return map[string]any{"MatterId": m.ID, "MatterFile": null(m.File), "MatterTitle": null(m.Title), "MatterTypeName": or(m.Type, "Ordinance"),
		"MatterStatusName": or(m.Status, "Passed"), "MatterVersion": or(m.Version, "1"), "MatterIntroDate": null(m.Intro), "MatterLastModifiedUtc": m.modified(),
		"MatterEnactmentNumber": null(m.EnactmentNumber), "MatterEnactmentDate": null(m.Enacted), "MatterRestrictViewViaWeb": m.Hidden}
}

// Asked lists what was asked for since the last call, without robots.txt:
// path and query behind the client's name, decoded.
func (l *Legistar) Asked() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := l.asked
	l.asked = nil
	return asked
}

func (l *Legistar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	path, ok := strings.CutPrefix(r.URL.Path, "/v1/"+l.Client+"/")
	if !ok {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		// A client it does not know.
		l.answer(w, http.StatusInternalServerError, map[string]any{"Message": "An error has occurred."})
		return
	}
	query := r.URL.Query()
	asked := path
	if f := query.Get("$filter"); f != "" {
		asked += "?" + f
	}
	l.asked = append(l.asked, asked)
	if l.times == nil {
		l.times = map[string]int{}
	}
	l.times[path]++
	if l.Fault != nil {
		if status, body, faulty := l.Fault(path, l.times[path]); faulty {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			if _, err := w.Write([]byte(body)); err != nil {
				return
			}
			return
		}
	}
	if path == "matters" {
		l.list(w, query.Get("$filter"), query.Get("$orderby"), query.Get("$skip"))
		return
	}
	l.part(w, strings.Split(path, "/"))
}

func (l *Legistar) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return
	}
}

// listMax is how many rows the server gives at most.
const listMax = 1000

func (l *Legistar) list(w http.ResponseWriter, filter, order, skip string) {
	rows := []map[string]any{}
	for _, m := range l.Matters {
		if l.Heedless || m.meets(filter) {
			rows = append(rows, m.row())
		}
	}
	slices.SortStableFunc(rows, func(a, b map[string]any) int {
		if order == "MatterId" {
			return a[order].(int) - b[order].(int)
		}
		return strings.Compare(a[order].(string), b[order].(string))
	})
	n, err := strconv.Atoi(skip)
	if err != nil {
		l.answer(w, http.StatusBadRequest, map[string]any{"Message": "$skip is no number"})
		return
	}
	rows = rows[min(n, len(rows)):]
	full := len(rows) > listMax
	l.answer(w, http.StatusOK, rows[:min(listMax, len(rows))])
	if full && l.AfterPage != nil {
		l.AfterPage(order)
		l.AfterPage = nil
	}
}

var (
	bounded  = regexp.MustCompile(`^(?:\((.*)\) and )?(MatterId gt \d+|MatterLastModifiedUtc gt datetime'[^']*')$`)
	words    = regexp.MustCompile(`^substringof\('([^']*)',Matter(Title|Name)\)$`)
	later    = regexp.MustCompile(`^MatterLastModifiedUtc gt datetime'([^']*)'$`)
	greater  = regexp.MustCompile(`^MatterId gt (\d+)$`)
	dayAfter = regexp.MustCompile(`^(Matter\w+) ge datetime'([^']*)'$`)
)

// meets reads the filters that a scraper of Legistar writes: terms joined by
// or, and a bound on the key behind them.
func (m *Matter) meets(filter string) bool {
	if filter == "" {
		return true
	}
	if b := bounded.FindStringSubmatch(filter); b != nil {
		return (b[1] == "" || m.meets(b[1])) && m.term(b[2])
	}
	return slices.ContainsFunc(strings.Split(filter, " or "), m.term)
}

func (m *Matter) term(term string) bool {
	if t := words.FindStringSubmatch(term); t != nil {
		return t[2] == "Title" && strings.Contains(strings.ToLower(m.Title), t[1])
	}
	if t := later.FindStringSubmatch(term); t != nil {
		bound, err := time.Parse("2006-01-02T15:04:05", t[1])
		at, err2 := time.Parse("2006-01-02T15:04:05", m.modified())
		return err == nil && err2 == nil && at.After(bound)
	}
	if t := greater.FindStringSubmatch(term); t != nil {
		n, err := strconv.Atoi(t[1])
		return err == nil && m.ID > n
	}
	t := dayAfter.FindStringSubmatch(term)
	return t != nil && t[1] == "MatterIntroDate" && m.Intro != "" && m.Intro[:10] >= t[2]
}

func (l *Legistar) part(w http.ResponseWriter, path []string) {
	id, err := strconv.Atoi(path[min(1, len(path)-1)])
	i := slices.IndexFunc(l.Matters, func(m *Matter) bool { return m.ID == id })
	if err != nil || i < 0 || path[0] != "matters" {
		l.answer(w, http.StatusNotFound, map[string]any{"Message": "No matter was found."})
		return
	}
	m := l.Matters[i]
	if len(path) == 2 {
		l.answer(w, http.StatusOK, m.row())
		return
	}
	rows := []map[string]any{}
	switch path[2] {
	case "histories":
		for _, h := range m.Histories {
			rows = append(rows, map[string]any{"MatterHistoryId": h.ID, "MatterHistoryActionDate": null(h.At), "MatterHistoryActionName": null(h.Action),
				"MatterHistoryActionBodyName": null(h.Body), "MatterHistoryPassedFlagName": null(h.Result), "MatterHistoryVersion": "1"})
		}
	case "versions":
		for _, t := range m.Texts {
			rows = append(rows, map[string]any{"Key": strconv.Itoa(t.ID), "Value": t.Label})
		}
	case "texts":
		for _, t := range m.Texts {
			if strconv.Itoa(t.ID) == path[len(path)-1] {
				l.answer(w, http.StatusOK, map[string]any{"MatterTextId": t.ID, "MatterTextMatterId": m.ID, "MatterTextVersion": t.Label,
					"MatterTextPlain": null(t.Plain), "MatterTextRtf": null(t.RTF)})
				return
			}
		}
		l.answer(w, http.StatusNotFound, map[string]any{"Message": "No text was found."})
		return
	case "sponsors":
		for i, name := range m.Sponsors {
			rows = append(rows, map[string]any{"MatterSponsorNameId": i + 1, "MatterSponsorName": name, "MatterSponsorMatterVersion": "1", "MatterSponsorSequence": i})
		}
	case "attachments":
		for i, a := range m.Attachments {
			if len(path) == 5 && strconv.Itoa(a.ID) == path[3] {
				w.Header().Set("Content-Type", a.MediaType)
				if _, err := w.Write([]byte(a.Body)); err != nil {
					return
				}
				return
			}
			rows = append(rows, map[string]any{"MatterAttachmentId": a.ID, "MatterAttachmentName": a.Name, "MatterAttachmentSort": i,
				"MatterAttachmentHyperlink": "https://springfield.example/View.ashx?ID=" + strconv.Itoa(a.ID), "MatterAttachmentShowOnInternetPage": true})
		}
	}
	l.answer(w, http.StatusOK, rows)
}
