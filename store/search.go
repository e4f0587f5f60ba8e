package store

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// The bounds of searching beside everything else: no search runs longer than
// maxSearch, and one that finds every place taken waits maxWait for one.
const (
	maxSearch = 3 * time.Second
	maxWait   = 500 * time.Millisecond
)

// searchers is how many searches run at once: fewer than the readers, so that
// they never hold up a page.
func searchers() int { return max(2, min(minReaders-1, runtime.GOMAXPROCS(0))) }

// way is how the words of a search were taken.
type way int

const (
	asWritten way = iota // all words, in their forms
	byFamily             // all words, by their families
	byAny                // any of the words
	byPlace              // the place alone
)

type hitRow struct {
	Doc, PolicyID, Total int64
	Tier                 int
	Score                float64
	Passages             int
	TextID               refCol `gorm:"type:integer"`
	StartAt              int
	Policy               string
	Named                policyNamed `gorm:"embedded"`
	PolicyKind           law.PolicyKind
	Jurisdiction         string
	JurisdictionName     string
	Label                string
	Standing             law.Standing
	WasLaw               bool
}

// Search finds words in names, summaries and texts. A measure whose number,
// citation or name is exactly what was typed comes first, then those whose
// names hold the words, then passages, each best first by bm25. A place among
// plain words is taken for the place: what is of that place comes before the
// rest. Where no document holds all of plain words, those that hold any are
// found, and Relaxed says so.
//
// A text is searched by its top sections, each once, however many versions
// carry it: the version named is the latest of them that the filter lets
// through. With AsOf only texts that stood on that day and policies known by
// then and not yet over are searched, and of these only names and summaries;
// with Standings only texts. A query that cannot be read is law.ErrInvalid; one
// that takes too long, or comes when too many run, is law.ErrBusy.
func (s *Store) Search(ctx context.Context, f SearchFilter) (record.Found, error) {
	out := record.Found{List: record.List[record.Hit]{Items: []record.Hit{}}, Beside: record.Beside{Places: []record.Named{}, People: []record.Named{}, Programs: []record.Named{}}}
	limit, err := f.limit()
	if err != nil {
		return out, err
	}
	typed, err := parse(f.Query)
	if err != nil {
		return out, err
	}
	var after []any
	if f.Cursor != "" {
		if after, err = readCursor("search", f.Cursor, "iifii"); err != nil {
			return out, err
		}
	}
	leave, err := s.enter(ctx)
	if err != nil {
		return out, err
	}
	defer leave()
	limited, cancel := context.WithTimeout(ctx, maxSearch)
	defer cancel()
	err = s.reading(limited, "the search", func(tx *gorm.DB) error {
		l, err := s.lexicon(tx)
		if err != nil {
			return err
		}
		q := &searching{SearchFilter: f, tx: tx, lexicon: l, typed: typed, limit: limit}
		if err := q.understand(); err != nil {
			return err
		}
		return q.run(after, &out)
	})
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return out, fmt.Errorf("the search took longer than %v; ask for fewer or rarer words: %w", maxSearch, law.ErrBusy)
	}
	return out, err
}

// enter takes a place among the searches that run and gives it back.
func (s *Store) enter(ctx context.Context) (leave func(), err error) {
	wait := time.NewTimer(maxWait)
	defer wait.Stop()
	select {
	case s.searches <- struct{}{}:
		return func() { <-s.searches }, nil
	case <-wait.C:
		return nil, fmt.Errorf("too many searches run at once; try again in a few seconds: %w", law.ErrBusy)
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to search: %w", ctx.Err())
	}
}

// searching is one search under way.
type searching struct {
	SearchFilter
	*lexicon
	tx    *gorm.DB
	typed asked
	limit int

	exact  []int64  // policies that the words name exactly
	places []string // slugs named in plain words
	rest   []wanted // plain words that say something, without the place
	whole  []wanted // and with it
}

// understand looks for what the words name: measures, places.
func (q *searching) understand() (err error) {
	if q.exact, err = q.named(strings.Trim(q.Query, `" `)); err != nil || !q.typed.plain {
		return err
	}
	q.whole = said(q.typed.terms)
	q.rest = q.whole
	if isCase(q.typed.terms) || q.isPerson(q.Query) {
		return nil // the places of a case are its parties
	}
	rest, places := q.placesIn(q.typed.terms)
	if len(places) > 0 {
		q.places, q.rest = places, nil
		if len(rest) > 0 {
			if q.rest = said(rest); allFillers(q.rest) {
				q.rest = nil
			}
		}
	}
	return nil
}

// expressions are what to look for, taken in a way: rest is the words beside
// the place, whole all of them, zero where that is the same.
func (q *searching) expressions(w way) (rest, whole wanted) {
	if !q.typed.plain {
		return formed(q.typed.all), wanted{}
	}
	take := func(terms []wanted) wanted {
		if len(terms) == 0 {
			return wanted{}
		}
		terms = citing(terms)
		switch w {
		case byFamily:
			return relatives(joined(allOf, terms...))
		case byAny:
			var some []wanted
			for _, t := range terms {
				if len(terms) < 3 || len(t.words) != 1 || len(t.words[0]) > 2 {
					some = append(some, formed(t))
				}
			}
			return joined(anyOf, some...)
		}
		return formed(joined(allOf, terms...))
	}
	if len(q.places) == 0 {
		return take(q.whole), wanted{}
	}
	if q.placeAlone(w) {
		return take(q.whole), wanted{}
	}
	return take(q.rest), joined(allOf, take(q.rest), q.literally())
}

// placeAlone says that nothing but a place is asked for: all of its measures,
// and whatever speaks of it.
func (q *searching) placeAlone(w way) bool {
	return len(q.places) > 0 && (len(q.rest) == 0 || w == byPlace)
}

// literally is the place as the words of a text.
func (q *searching) literally() wanted {
	var ways []wanted
	for _, p := range q.places {
		ways = append(ways, word(words(law.Fold(q.placeNames[p]))...))
	}
	return joined(anyOf, ways...)
}

func (q *searching) run(after []any, out *record.Found) error {
	w, last := asWritten, asWritten
	switch {
	case q.typed.plain && len(q.places) > 0:
		last = byPlace
	case q.typed.plain:
		last = byAny
	}
	if after != nil {
		w, after = min(max(way(after[0].(int64)), asWritten), last), after[1:]
		last = w
	}
	l := listing{name: "search"}
	for ; w <= last; w++ {
		var rows []hitRow
		rest, _ := q.expressions(w)
		sql, values := q.query(w, after)
		if err := q.tx.Raw(sql, values...).Scan(&rows).Error; err != nil {
			return err
		}
		// Where a place is named, something of that place is to be found.
		if w < last && (len(rows) == 0 || len(q.places) > 0 && rows[0].Tier >= away) {
			continue
		}
		out.Relaxed = w >= byAny && len(rows) > 0 && rows[0].Tier > exactTier
		if len(rows) > 0 {
			out.Total = int(rows[0].Total)
		}
		rows, out.Next = cut(l, rows, q.limit, func(r hitRow) []any { return []any{int64(w), int64(r.Tier), r.Score, r.Doc, r.PolicyID} })
		for i, r := range rows {
			out.Items = append(out.Items, record.Hit{Policy: r.Policy, PolicyTitle: r.Named.name(), PolicyKind: r.PolicyKind, Jurisdiction: r.Jurisdiction,
				JurisdictionName: r.JurisdictionName, Version: r.Label, Standing: r.Standing, Score: r.Score, Spans: [][2]int{},
				Exact: r.Tier == exactTier, Passages: r.Passages})
			if q.AsOf != "" && r.Label != "" {
				out.Items[i].WasLaw = &rows[i].WasLaw
			}
		}
		if err := q.addSnippets(q.column(rest), rows, out.Items); err != nil {
			return err
		}
		if after == nil && len(q.exact) == 1 && len(rows) > 0 && rows[0].Tier == exactTier && isNumber(q.Query) {
			out.Jump = rows[0].Policy
		}
		break
	}
	return q.around(out)
}

// column writes a search for the columns that the filter lets it look at.
func (q *searching) column(w wanted) string {
	if q.AsOf != "" {
		return matching(w, toldThen)
	}
	return matching(w, "")
}

// The tiers of hits, best first; those that are not of the place named are away
// further.
const (
	exactTier = iota
	nameTier
	wordTier
	away
)

// query is the SQL of one page.
func (q *searching) query(w way, after []any) (string, []any) {
	rest, whole := q.expressions(w)
	var texts, names, which query
	in(&texts, "v.standing", q.Standings)
	if q.AsOf != "" {
		day := string(q.AsOf)
		texts.and("v.stands_lo <= ?", day)
		texts.and("(v.stands_to IS NULL OR v.stands_to > ?)", day)
		names.and("p.first_hi <= ?", day)
		names.and("(p.over_lo IS NULL OR p.over_lo > ?)", day)
	}
	if len(q.Standings) > 0 {
		names.and("1 = 0")
	}
	in(&which, "p.jurisdiction", q.Jurisdictions)
	in(&which, "p.kind", q.Kinds)
	if q.Policy != "" {
		which.and("p.slug = ?", q.Policy)
	}
	if !q.OffTopic {
		which.and("(h.tier = 0 OR " + onTopic + ")")
	}
	var b strings.Builder
	var values []any
	write := func(sql string, v ...any) {
		b.WriteString(sql)
		values = append(values, v...)
	}
	write("WITH m AS MATERIALIZED ("+matched+"),", q.column(rest))
	write(" n AS MATERIALIZED ("+matchedBelow+"),", matching(rest, namesOnly), textDocs)
	// What is found without a word of it: measures named exactly, and those of a
	// place that is asked for alone.
	exact := "(" + strings.Join(idsOf(q.exact), ", ") + ")"
	unsaid, unsaidValues := "p.id IN "+exact, []any(nil)
	if q.placeAlone(w) {
		unsaid, unsaidValues = unsaid+" OR p.jurisdiction IN ?", []any{q.places}
	}
	if len(q.places) > 0 && !q.placeAlone(w) {
		write(" w AS MATERIALIZED (SELECT id FROM ("+matched+")),", q.column(whole))
		which.and("(p.jurisdiction IN ? OR h.tier = 0 OR h.doc IN (SELECT id FROM w))", q.places)
	}
	write(" found AS (SELECT m.id AS doc, m.score, m.id AS policy_id, 0 AS version_id, 0 AS text_id, 0 AS start_at,"+
		" CASE WHEN m.id IN "+exact+" THEN 0 WHEN m.id IN (SELECT id FROM n) THEN 1 ELSE 2 END AS tier, 3 AS rank"+
		" FROM m JOIN policies p ON p.id = m.id"+names.where(), names.values...)
	names.and("p.id NOT IN (SELECT id FROM m)")
	names.and("("+unsaid+")", unsaidValues...)
	if len(q.exact) > 0 || unsaidValues != nil {
		write(" UNION ALL SELECT p.id, 0.0, p.id, 0, 0, 0, CASE WHEN p.id IN "+exact+" THEN 0 ELSE 2 END, 3 FROM policies p"+names.where(), names.values...)
	}
	write(" UNION ALL SELECT m.id, m.score, v.policy_id, max(v.id), d.text_id, d.start_at, 2," +
		" min(CASE v.standing WHEN 'official' THEN 0 WHEN 'consolidated' THEN 1 ELSE 2 END)" +
		" FROM m JOIN docs d ON d.id = m.id JOIN versions v ON v.text_id = d.text_id" + texts.where() +
		" GROUP BY m.id, m.score, v.policy_id, d.text_id, d.start_at),")
	values = append(values, texts.values...)
	tier, tierValues := "h.tier", []any(nil)
	if len(q.places) > 0 {
		tier, tierValues = "CASE WHEN h.tier = 0 OR p.jurisdiction IN ? THEN h.tier ELSE h.tier + 3 END", []any{q.places}
	}
	if q.ByPolicy {
		write(" each AS (SELECT h.doc, h.policy_id, h.version_id, h.text_id, h.start_at, "+tier+" AS tier,"+
			" min(h.score) OVER (PARTITION BY h.policy_id) AS score, count(*) OVER (PARTITION BY h.policy_id) AS passages,"+
			" row_number() OVER (PARTITION BY h.policy_id ORDER BY h.tier, h.rank, h.score, h.doc) AS nth"+
			" FROM found h JOIN policies p ON p.id = h.policy_id"+which.where()+"),", append(tierValues, which.values...)...)
		write(" hits AS (SELECT each.*, count(*) OVER () AS total FROM each WHERE nth = 1),")
	} else {
		write(" hits AS (SELECT h.doc, h.policy_id, h.version_id, h.text_id, h.start_at, "+tier+" AS tier, h.score, 0 AS passages,"+
			" count(*) OVER () AS total FROM found h JOIN policies p ON p.id = h.policy_id"+which.where()+"),", append(tierValues, which.values...)...)
	}
	write(" page AS (SELECT * FROM hits")
	if after != nil {
		write(" WHERE (tier, score, doc, policy_id) > (?, ?, ?, ?)", after...)
	}
	write(` ORDER BY tier, score, doc, policy_id LIMIT ?)
	SELECT page.*, p.slug AS policy, `+naming+`, p.kind AS policy_kind,
		p.jurisdiction, j.name AS jurisdiction_name, coalesce(v.label, '') AS label, coalesce(v.standing, '') AS standing,
		EXISTS (SELECT 1 FROM law_days d WHERE d.version_id = page.version_id AND d.from_day <= ? AND d.until_day > ?) AS was_law
	FROM page JOIN policies p ON p.id = page.policy_id JOIN jurisdictions j ON j.slug = p.jurisdiction LEFT JOIN versions v ON v.id = page.version_id
	ORDER BY page.tier, page.score, page.doc, page.policy_id`, q.limit+1, string(q.AsOf), string(q.AsOf))
	return b.String(), values
}

// idsOf writes ids, which are ours, for a list in SQL.
func idsOf(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strconv.FormatInt(id, 10)
	}
	return out
}

// around adds what stands beside the first hits: places, people and programs of
// the name, and, where not all was found, what is not there.
func (q *searching) around(out *record.Found) error {
	if !q.typed.plain || q.Cursor != "" {
		return nil
	}
	for _, slug := range q.places {
		out.Places = append(out.Places, record.Named{Slug: slug, Name: q.placeNames[slug]})
	}
	out.People = q.peopleCalled(q.whole)
	terms := q.rest
	if len(terms) == 0 {
		terms = q.whole
	}
	out.Programs = q.programsCalled(terms, q.places)
	if len(out.Items) > 0 && !out.Relaxed {
		return nil
	}
	out.NoPlace = q.unknownPlace(q.Query)
	for _, t := range said(q.typed.terms) {
		var one []int64
		if err := q.tx.Raw(matchedBelow+" LIMIT 1", matching(formed(t), ""), maxDoc).Scan(&one).Error; err != nil {
			return err
		}
		if len(one) == 0 {
			out.Nowhere = append(out.Nowhere, strings.Join(t.words, "-"))
		}
	}
	return nil
}

// maxDoc is over the id of any document.
const maxDoc = int64(1) << 62

// isNumber says whether words could be a number, a citation or a slug, not a
// bare figure that stands for many things.
func isNumber(typed string) bool {
	key := strings.Fields(law.Key(typed))
	if !slices.ContainsFunc(key, func(w string) bool { return w[0] >= '0' && w[0] <= '9' }) {
		return law.CheckSlug(strings.TrimSpace(typed)) == nil && strings.Contains(typed, "-")
	}
	return len(key) > 1 || len(key[0]) > 3
}

// addSnippets makes the snippets of one page of hits, and names the section
// that each begins in.
func (q *searching) addSnippets(expression string, rows []hitRow, hits []record.Hit) error {
	if len(rows) == 0 {
		return nil
	}
	var docs, texts []int64
	for _, r := range rows {
		docs = append(docs, r.Doc)
		if r.TextID != 0 {
			texts = append(texts, int64(r.TextID))
		}
	}
	var cuts []struct {
		ID             int64
		Snippet, Body  string
		Folded         bool
		StartAt, EndAt int
	}
	if err := q.tx.Raw(snippets, docs, expression).Scan(&cuts).Error; err != nil {
		return err
	}
	at := map[int64]int{}
	for i, c := range cuts {
		at[c.ID] = i
	}
	byText := map[int64][]sectionRow{}
	if len(texts) > 0 {
		var sections []sectionRow
		if err := q.tx.Raw("SELECT * FROM sections WHERE text_id IN ? ORDER BY text_id, pos", texts).Scan(&sections).Error; err != nil {
			return err
		}
		for _, r := range sections {
			byText[r.TextID] = append(byText[r.TextID], r)
		}
	}
	for i, r := range rows {
		n, ok := at[r.Doc]
		h := &hits[i]
		if !ok { // named exactly, or of the place: there is no word to show it by
			if err := q.tx.Raw("SELECT substr(coalesce(words, ''), 1, 240) FROM docs WHERE id = ?", r.Doc).Scan(&h.Snippet).Error; err != nil {
				return err
			}
			continue
		}
		var plain string
		plain, h.Spans = unmark(cuts[n].Snippet)
		h.Snippet = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(plain)
		if r.TextID == 0 || len(h.Spans) == 0 {
			continue
		}
		lead := len(plain) - len(strings.TrimPrefix(plain, ellipsis))
		place := strings.Index(cuts[n].Body, strings.TrimSuffix(plain[lead:], ellipsis))
		if place < 0 {
			continue
		}
		place += h.Spans[0][0] - lead
		if cuts[n].Folded { // the index has the words in plain typography; the sections are of the text
			var own string
			if err := q.tx.Raw("SELECT body FROM texts WHERE id = ?", int64(r.TextID)).Scan(&own).Error; err != nil {
				return err
			}
			if _, at := law.FoldAt(own[cuts[n].StartAt:cuts[n].EndAt]); at != nil {
				place = int(at[place])
			}
		}
		place += r.StartAt
		for _, s := range byText[int64(r.TextID)] {
			if s.StartAt <= place && place < s.EndAt { // the last that holds it is the innermost
				h.Section, h.Number, h.Heading = s.EID, s.Number, s.Heading
			}
		}
	}
	return nil
}

// The signs that set off what matched in a snippet, while it is read.
const (
	matchBegins = '\x02'
	matchEnds   = '\x03'
	ellipsis    = "…"
)

// unmark takes the signs out of a snippet and says what stood between them.
func unmark(s string) (plain string, spans [][2]int) {
	var b strings.Builder
	start := -1
	spans = [][2]int{}
	for _, r := range s {
		switch r {
		case matchBegins:
			start = b.Len()
		case matchEnds:
			if start >= 0 {
				spans = append(spans, [2]int{start, b.Len()})
			}
			start = -1
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), spans
}
