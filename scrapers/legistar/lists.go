package legistar

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"refuge/law"
	"refuge/scrapers"
)

const (
	// pageRows is how many rows a page holds at most, and by default.
	pageRows = 1000
	// overlap is how many rows a page counted off by $skip has in common with
	// the one before, so that as many may leave the list in between and none is
	// passed by.
	overlap = 100
	// maxTerms is how many comparisons a filter may hold beside the one by which
	// a list goes on. The server refuses one of about 17.
	maxTerms = 12
)

// cursor is where a page of a list begins. A list goes by the key it is ordered
// by: a page holds what comes after the last row of the one before, so that rows
// which change, come or go in between move no other past the reader. skip
// counts rows off instead, where the key cannot lead on: with a server that does
// not heed the filter, or more rows of one instant than a page holds.
type cursor struct {
	after string // the key, "" at the beginning
	skip  int
}

func (c cursor) String() string {
	if c.after == "" {
		return strconv.Itoa(c.skip)
	}
	return "after-" + c.after + "/" + strconv.Itoa(c.skip)
}

// list is the request for a page of a list. The parts of a query are encoded
// once: the server refuses what is encoded twice.
func (s Source) list(base, name, filter, order string, at cursor, ctx map[string]string) scrapers.Request {
	asked := filter
	if at.after != "" {
		bound := order + " gt " + at.after
		if order == byInstant {
			bound = order + " gt datetime'" + at.after + "'"
		}
		if asked = bound; filter != "" {
			asked = "(" + filter + ") and " + bound
		}
	}
	query := "$orderby=" + order + "&$top=" + strconv.Itoa(pageRows) + "&$skip=" + strconv.Itoa(at.skip)
	if asked != "" {
		query = "$filter=" + strings.ReplaceAll(url.QueryEscape(asked), "+", "%20") + "&" + query
	}
	c := map[string]string{"name": name, "filter": filter, "order": order, "skip": strconv.Itoa(at.skip)}
	if at.after != "" {
		c["after"] = at.after
	}
	for k, v := range ctx {
		c[k] = v
	}
	return scrapers.Request{Key: "matters/" + name + "/" + at.String(), Kind: "matters",
		URL: base + "/" + s.city.Client + "/matters?" + query, Context: c, MaxBytes: maxText}
}

// The columns a list is ordered by.
const (
	byID      = "MatterId"
	byInstant = "MatterLastModifiedUtc"
)

// onward is where a list goes on behind a full page that began at a place;
// unread are rows of it that could not be read. Rows of the last row's second
// may be divided by the page's end, so the next page takes that second again.
func onward(rows []matterRow, unread int, order string, at cursor) cursor {
	n := len(rows) + unread
	counted := cursor{at.after, at.skip + n - min(overlap, n-1)}
	if len(rows) == 0 || at.after == "" && at.skip > 0 {
		return counted
	}
	var first, last string
	heeded := at.after == ""
	if order == byID {
		id := func(r matterRow) int { return r.MatterId }
		last = strconv.Itoa(id(slices.MaxFunc(rows, func(a, b matterRow) int { return cmp.Compare(id(a), id(b)) })))
		was, err := strconv.Atoi(at.after)
		heeded = heeded || err == nil && id(slices.MinFunc(rows, func(a, b matterRow) int { return cmp.Compare(id(a), id(b)) })) > was
	} else {
		var instants []time.Time
		for _, r := range rows {
			at, err := Wall(r.MatterLastModifiedUtc)
			if err != nil || at.IsZero() {
				return counted // what has no instant cannot be led on by it
			}
			instants = append(instants, at)
		}
		first = slices.MinFunc(instants, time.Time.Compare).Format(instantForm)
		last = slices.MaxFunc(instants, time.Time.Compare).Add(-time.Second).Format(instantForm)
		heeded = heeded || first >= at.after
	}
	switch {
	case !heeded: // this page was the first one again
		return cursor{skip: counted.skip - at.skip}
	case last == at.after:
		return counted
	}
	return cursor{after: last}
}

const instantForm = "2006-01-02T15:04:05"

// wordFilters ask for the words in titles and names, so many in a filter as the
// server takes.
func wordFilters() []string {
	var terms []string
	for _, w := range scrapers.Words {
		for _, field := range []string{"MatterTitle", "MatterName"} {
			terms = append(terms, "substringof('"+w.Ask+"',"+field+")")
		}
	}
	return orOf(terms)
}

// dateFields are the dates that a change may touch without touching
// MatterLastModifiedUtc.
var dateFields = []string{"MatterIntroDate", "MatterPassedDate", "MatterAgendaDate", "MatterEnactmentDate", "MatterDate1", "MatterDate2",
	"MatterEXDate1", "MatterEXDate2", "MatterEXDate3", "MatterEXDate4", "MatterEXDate5", "MatterEXDate6", "MatterEXDate7", "MatterEXDate8", "MatterEXDate9", "MatterEXDate10"}

func changedFilters(since time.Time) []string {
	terms := []string{"MatterLastModifiedUtc gt datetime'" + since.Format("2006-01-02T15:04:05") + "'"}
	for _, f := range dateFields {
		terms = append(terms, f+" ge datetime'"+string(floor(since))+"'")
	}
	return orOf(terms)
}

// floor is the first local day that counts as changed since an instant: local
// dates have no zone, so one day is taken on top.
func floor(since time.Time) law.Day { return law.DayOf(since).Add(-1) }

func orOf(terms []string) []string {
	var out []string
	for chunk := range slices.Chunk(terms, maxTerms) {
		out = append(out, strings.Join(chunk, " or "))
	}
	return out
}

func (s Source) parseMatters(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	base, err := s.base(r)
	if err != nil {
		return page, err
	}
	rows, bad, err := decode[matterRow](a.Body, many)
	if err != nil {
		return page, err
	}
	page.Bad = bads(s.subject(r), bad)
	var since time.Time
	if v := r.Context["since"]; v != "" {
		if since, err = time.Parse(time.RFC3339, v); err != nil {
			return page, fmt.Errorf("since of the request: %v: %w", err, law.ErrInvalid)
		}
	}
	seen := map[int]bool{}
	for _, row := range rows {
		m, problems := row.matter()
		if !m.Modified.IsZero() && m.Modified.After(page.Newest) {
			page.Newest = m.Modified
		}
		// Some tenants ignore the filter, so it is applied again here.
		if seen[m.ID] || !since.IsZero() && !row.changed(m, since) ||
			r.Context["all"] == "" && !scrapers.OnImmigration(row.MatterTitle, row.MatterName) {
			continue
		}
		seen[m.ID] = true
		s.add(&page, base, row, m, problems)
	}
	page.Rows = len(page.Data.Policies) + len(page.Bad)
	if len(rows)+len(bad) < pageRows {
		return page, nil
	}
	at := cursor{after: r.Context["after"]}
	if at.skip, err = strconv.Atoi(r.Context["skip"]); err != nil {
		return page, fmt.Errorf("skip of the request: %v: %w", err, law.ErrInvalid)
	}
	ctx := map[string]string{}
	for _, k := range []string{"all", "since"} {
		if v := r.Context[k]; v != "" {
			ctx[k] = v
		}
	}
	if len(rows) > 0 {
		ctx["began"] = number(rows[0].MatterId)
		if at.skip > 0 && ctx["began"] == r.Context["began"] {
			return scrapers.Page{}, fmt.Errorf("the server gives the page before once more: %w", law.ErrInvalid)
		}
	}
	page.Next = append(page.Next, s.list(base, r.Context["name"], r.Context["filter"], r.Context["order"], onward(rows, len(bad), r.Context["order"], at), ctx))
	return page, nil
}

// changed says that any date of a row counts as changed since.
func (row matterRow) changed(m Matter, since time.Time) bool {
	if m.Modified.IsZero() || m.Modified.After(since) {
		return true
	}
	from := string(floor(since))
	return slices.ContainsFunc([]string{row.MatterIntroDate, row.MatterPassedDate, row.MatterAgendaDate, row.MatterEnactmentDate,
		row.MatterDate1, row.MatterDate2, row.MatterEXDate1, row.MatterEXDate2, row.MatterEXDate3, row.MatterEXDate4, row.MatterEXDate5,
		row.MatterEXDate6, row.MatterEXDate7, row.MatterEXDate8, row.MatterEXDate9, row.MatterEXDate10}, func(d string) bool { return d >= from })
}
