package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// The signs that set off what matched in a snippet, while it is read.
const (
	matchBegins = '\x02'
	matchEnds   = '\x03'
	ellipsis    = "…"
)

type hitRow struct {
	Doc, PolicyID, Total int64
	Score                float64
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

// Search finds words in names, abstracts and texts, best first by bm25. A text
// is searched by its top sections, each once, however many versions carry it:
// the version named is the latest of them that the filter lets through. With
// AsOf only texts that stood on that day and policies known by then and not yet
// over are searched; with Standings only texts. A query that cannot be read is
// law.ErrInvalid.
func (s *Store) Search(ctx context.Context, f SearchFilter) (record.List[record.Hit], error) {
	out := record.List[record.Hit]{Items: []record.Hit{}}
	expression, err := match(f.Query)
	if err != nil {
		return out, err
	}
	limit, err := f.limit()
	if err != nil {
		return out, err
	}
	l := listing{name: "search"}
	var after []any
	if f.Cursor != "" {
		if after, err = readCursor(l.name, f.Cursor, "fii"); err != nil {
			return out, err
		}
	}
	err = s.reading(ctx, "the search", func(tx *gorm.DB) error {
		sql, values := searchQuery(f, expression, after, limit)
		var rows []hitRow
		if err := tx.Raw(sql, values...).Scan(&rows).Error; err != nil {
			return err
		}
		if len(rows) > 0 {
			out.Total = int(rows[0].Total)
		}
		rows, out.Next = cut(l, rows, limit, func(r hitRow) []any { return []any{r.Score, r.Doc, r.PolicyID} })
		for i, r := range rows {
			out.Items = append(out.Items, record.Hit{Policy: r.Policy, PolicyTitle: r.Named.name(), PolicyKind: r.PolicyKind, Jurisdiction: r.Jurisdiction,
				JurisdictionName: r.JurisdictionName, Version: r.Label, Standing: r.Standing, Score: r.Score, Spans: [][2]int{}})
			if f.AsOf != "" && r.Label != "" {
				out.Items[i].WasLaw = &rows[i].WasLaw
			}
		}
		return addSnippets(tx, expression, rows, out.Items)
	})
	return out, err
}

func searchQuery(f SearchFilter, expression string, after []any, limit int) (string, []any) {
	var texts, names, which query
	in(&texts, "v.standing", f.Standings)
	if f.AsOf != "" {
		day := string(f.AsOf)
		texts.and("v.stands_lo <= ?", day)
		texts.and("(v.stands_to IS NULL OR v.stands_to > ?)", day)
		names.and("p.first_hi <= ?", day)
		names.and("(p.over_lo IS NULL OR p.over_lo > ?)", day)
	}
	if len(f.Standings) > 0 {
		names.and("1 = 0")
	}
	in(&which, "p.jurisdiction", f.Jurisdictions)
	in(&which, "p.kind", f.Kinds)
	if !f.OffTopic {
		which.and(onTopic)
	}
	sql := `WITH m AS MATERIALIZED (` + matched + `),
	found AS (
		SELECT m.id AS doc, m.score, d.policy_id, 0 AS version_id, 0 AS text_id, 0 AS start_at
		FROM m JOIN docs d ON d.id = m.id JOIN policies p ON p.id = d.policy_id` + names.where() + `
		UNION ALL
		SELECT m.id, m.score, v.policy_id, max(v.id), d.text_id, d.start_at
		FROM m JOIN docs d ON d.id = m.id JOIN versions v ON v.text_id = d.text_id` + texts.where() + `
		GROUP BY m.id, m.score, v.policy_id, d.text_id, d.start_at),
	hits AS (
		SELECT h.*, count(*) OVER () AS total FROM found h JOIN policies p ON p.id = h.policy_id` + which.where() + `),
	page AS (
		SELECT * FROM hits`
	values := []any{expression}
	values = append(values, names.values...)
	values = append(values, texts.values...)
	values = append(values, which.values...)
	if after != nil {
		sql += " WHERE (score, doc, policy_id) > (?, ?, ?)"
		values = append(values, after...)
	}
	sql += ` ORDER BY score, doc, policy_id LIMIT ?)
	SELECT page.*, p.slug AS policy, ` + naming + `, p.kind AS policy_kind,
		p.jurisdiction, j.name AS jurisdiction_name, coalesce(v.label, '') AS label, coalesce(v.standing, '') AS standing,
		EXISTS (SELECT 1 FROM law_days d WHERE d.version_id = page.version_id AND d.from_day <= ? AND d.until_day > ?) AS was_law
	FROM page JOIN policies p ON p.id = page.policy_id JOIN jurisdictions j ON j.slug = p.jurisdiction LEFT JOIN versions v ON v.id = page.version_id
	ORDER BY page.score, page.doc, page.policy_id`
	return sql, append(values, limit+1, string(f.AsOf), string(f.AsOf))
}

// addSnippets makes the snippets of one page of hits, and names the section
// that each begins in.
func addSnippets(tx *gorm.DB, expression string, rows []hitRow, hits []record.Hit) error {
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
		ID            int64
		Snippet, Body string
	}
	if err := tx.Raw(snippets, expression, docs).Scan(&cuts).Error; err != nil {
		return err
	}
	at := map[int64]int{}
	for i, c := range cuts {
		at[c.ID] = i
	}
	byText := map[int64][]sectionRow{}
	if len(texts) > 0 {
		var sections []sectionRow
		if err := tx.Raw("SELECT * FROM sections WHERE text_id IN ? ORDER BY text_id, pos", texts).Scan(&sections).Error; err != nil {
			return err
		}
		for _, r := range sections {
			byText[r.TextID] = append(byText[r.TextID], r)
		}
	}
	for i, r := range rows {
		n, ok := at[r.Doc]
		if !ok {
			continue
		}
		h := &hits[i]
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
		place += r.StartAt + h.Spans[0][0] - lead
		for _, s := range byText[int64(r.TextID)] {
			if s.StartAt <= place && place < s.EndAt { // the last that holds it is the innermost
				h.Section, h.Number, h.Heading = s.EID, s.Number, s.Heading
			}
		}
	}
	return nil
}

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
