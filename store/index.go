package store

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"

	"gorm.io/gorm"

	"refuge/law"
)

// searchRules names how the search index is filled: which words of a measure,
// which keys, what folding. It goes up when the same record would be indexed
// otherwise; a database filled by other rules is filled anew when it is opened.
const searchRules = "search/2"

// textDocs is the first id of the documents that are stretches of texts; those
// below it are measures, under their own ids.
const textDocs int64 = 1 << 40

// docRow is what is searched as one: a measure, or a stretch of a text. Words
// is nil where the words are those of the text itself.
type docRow struct {
	ID      int64  `gorm:"primaryKey;autoIncrement:false"`
	TextID  refCol `gorm:"type:integer"`
	StartAt int
	EndAt   int
	Names   string
	People  string
	Words   *string
	Notes   string
	said    string // the words that are indexed: Words, or those of the text
}

// same says whether two documents of one measure have the same words.
func (d docRow) same(e docRow) bool {
	return d.Names == e.Names && d.People == e.People && d.Notes == e.Notes && *d.Words == *e.Words
}

// indexer keeps the search index beside the tables, inside one transaction.
type indexer struct {
	tx  *gorm.DB
	ctx context.Context
}

func indexing(tx *gorm.DB) indexer { return indexer{tx, tx.Statement.Context} }

// policies brings the documents and the keys of measures up to date with the
// tables, and leaves alone what has not changed.
func (x indexer) policies(ids []int64) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, maxParameters) {
		docs, keys, err := x.read(chunk)
		if err != nil {
			return err
		}
		if err := x.putDocs(chunk, docs); err != nil {
			return err
		}
		if err := x.putKeys(chunk, keys); err != nil {
			return err
		}
	}
	return nil
}

type keyRow struct {
	Key      string
	PolicyID int64
}

// read makes the documents and keys of measures from the tables.
func (x indexer) read(ids []int64) ([]docRow, []keyRow, error) {
	var rows []policyRow
	var events []struct {
		PolicyID            int64
		Actor, Note, Result string
	}
	var sponsors []struct {
		PolicyID int64
		Name     string
	}
	var codings []struct {
		PolicyID                          int64
		Variable, Value, Paraphrase, Note string
	}
	var identifiers []identifierRow
	var aliases []aliasRow
	for _, q := range []struct {
		sql string
		to  any
	}{
		{"SELECT * FROM policies WHERE id IN ? ORDER BY id", &rows},
		{"SELECT policy_id, actor, note, result FROM events WHERE policy_id IN ? AND same_as IS NULL ORDER BY policy_id, pos, id", &events},
		{"SELECT policy_id, name FROM sponsors WHERE policy_id IN ? ORDER BY policy_id, pos", &sponsors},
		{"SELECT policy_id, variable, value, paraphrase, note FROM codings WHERE policy_id IN ? ORDER BY policy_id, pos, id", &codings},
		{"SELECT * FROM identifiers WHERE policy_id IN ? ORDER BY policy_id, ord, scheme, value", &identifiers},
		{"SELECT * FROM aliases WHERE policy_id IN ? ORDER BY policy_id, slug", &aliases},
	} {
		if err := x.tx.Raw(q.sql, ids).Scan(q.to).Error; err != nil {
			return nil, nil, err
		}
	}
	people, notes := map[int64][]string{}, map[int64][]string{}
	for _, s := range sponsors {
		people[s.PolicyID] = append(people[s.PolicyID], s.Name)
	}
	for _, e := range events {
		people[e.PolicyID] = append(people[e.PolicyID], e.Actor)
		notes[e.PolicyID] = append(notes[e.PolicyID], e.Note)
	}
	// A coded measure is found by what its coding is about.
	labels := map[string]string{}
	for _, v := range law.TheCodebook().Variables {
		labels[v.ID] = v.Label
	}
	for _, c := range codings {
		notes[c.PolicyID] = append(notes[c.PolicyID], labels[c.Variable]+": "+strings.ReplaceAll(c.Value, "_", " "), c.Paraphrase, c.Note)
	}
	byPolicy := map[int64]*law.Policy{}
	var docs []docRow
	var keys []keyRow
	for _, r := range rows {
		p, err := r.law()
		if err != nil {
			return nil, nil, err
		}
		byPolicy[r.ID] = &p
	}
	for _, i := range identifiers {
		p := byPolicy[i.PolicyID]
		p.Identifiers = append(p.Identifiers, law.Identifier{Scheme: i.Scheme, Value: i.Value})
	}
	for _, a := range aliases {
		p := byPolicy[a.PolicyID]
		p.Aliases = append(p.Aliases, a.Slug)
	}
	for _, r := range rows {
		p := byPolicy[r.ID]
		who := append([]string{p.Issuer}, people[r.ID]...)
		told := notes[r.ID]
		if s := p.Suit; s != nil {
			who = slices.Concat(who, []string{s.Court, s.Docket}, s.Plaintiffs, s.Defendants)
			told = append(told, s.Outcome)
		}
		summary := law.Fold(p.Abstract)
		docs = append(docs, docRow{ID: r.ID, Names: lines(p.Title, p.ShortTitle, p.Citation, p.Number, strings.Join(p.CodifiedAt, "\n")),
			People: lines(who...), Words: &summary, said: summary, Notes: lines(told...)})
		for _, k := range p.Keys() {
			keys = append(keys, keyRow{k, r.ID})
		}
	}
	return docs, keys, nil
}

// lines are the different words given, one below the other, in plain
// typography.
func lines(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(law.Fold(p)); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

func (x indexer) putDocs(ids []int64, docs []docRow) error {
	var had []docRow
	if err := x.tx.Raw("SELECT * FROM docs WHERE id IN ?", ids).Scan(&had).Error; err != nil {
		return err
	}
	before := map[int64]docRow{}
	for _, d := range had {
		before[d.ID] = d
	}
	var changed []docRow
	var stale []int64
	for _, d := range docs {
		old, ok := before[d.ID]
		if ok && old.same(d) {
			continue
		}
		if ok {
			stale = append(stale, d.ID)
		}
		changed = append(changed, d)
	}
	if err := x.drop("id", stale); err != nil {
		return err
	}
	return x.add(changed)
}

func (x indexer) putKeys(ids []int64, keys []keyRow) error {
	var had []keyRow
	if err := x.tx.Raw("SELECT key, policy_id FROM policy_keys WHERE policy_id IN ?", ids).Scan(&had).Error; err != nil {
		return err
	}
	held := map[keyRow]bool{}
	for _, k := range had {
		held[k] = true
	}
	var fresh []keyRow
	for _, k := range keys {
		if !held[k] {
			fresh = append(fresh, k)
		}
		delete(held, k)
	}
	for k := range held {
		if err := x.tx.Exec("DELETE FROM policy_keys WHERE key = ? AND policy_id = ?", k.Key, k.PolicyID).Error; err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	put, err := x.tx.Statement.ConnPool.PrepareContext(x.ctx, "INSERT INTO policy_keys (key, policy_id) VALUES (?, ?)")
	if err != nil {
		return err
	}
	for _, k := range fresh {
		if _, err := put.ExecContext(x.ctx, k.Key, k.PolicyID); err != nil {
			return closing(put, err)
		}
	}
	return closing(put, nil)
}

// stretches are the documents of a text; the first has the id given.
func (x indexer) stretches(id, text int64, body string, sections []law.Section) []docRow {
	var out []docRow
	for _, span := range stretches(body, sections) {
		d := docRow{ID: id + int64(len(out)), TextID: refCol(text), StartAt: span[0], EndAt: span[1], said: body[span[0]:span[1]]}
		if strings.ContainsFunc(d.said, hides) {
			d.said = law.Fold(d.said)
			d.Words = &d.said
		}
		out = append(out, d)
	}
	return out
}

// hides says whether a sign would divide or hide a word in the index though it
// does not on the page: soft hyphens, zero-width signs, ligatures, full-width
// letters.
func hides(r rune) bool {
	return r > 0x7f && (r < 0xa0 || r >= 0xfb00 && r <= 0xfb06 || r >= 0x2160 && r <= 0x217f || r >= 0xff01 && r <= 0xff5e || unicode.Is(unicode.Cf, r))
}

// next is the first free id of the documents of texts.
func (x indexer) next() (int64, error) {
	var n int64
	err := x.tx.Raw("SELECT coalesce(max(id), ?) + 1 FROM docs WHERE id >= ?", textDocs-1, textDocs).Scan(&n).Error
	return n, err
}

// add writes documents and indexes them, in the order of their ids.
func (x indexer) add(docs []docRow) error {
	if len(docs) == 0 {
		return nil
	}
	if err := x.tx.Table("docs").CreateInBatches(docs, 100).Error; err != nil {
		return err
	}
	put, err := x.tx.Statement.ConnPool.PrepareContext(x.ctx, indexDoc)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := put.ExecContext(x.ctx, d.ID, d.Names, d.People, d.said, d.Notes); err != nil {
			return closing(put, err)
		}
	}
	return closing(put, nil)
}

// closing closes c after err; the first error is the one returned.
func closing(c interface{ Close() error }, err error) error {
	if cerr := c.Close(); err == nil {
		return cerr
	}
	return err
}

// drop takes documents out, named by their ids or their texts.
func (x indexer) drop(column string, ids []int64) error {
	for chunk := range slices.Chunk(ids, maxParameters) {
		var docs []int64
		if err := x.tx.Raw("SELECT id FROM docs WHERE "+column+" IN ?", chunk).Scan(&docs).Error; err != nil {
			return err
		}
		for _, d := range docs {
			if err := x.tx.Exec(unindexHeld, d).Error; err != nil {
				return err
			}
			if err := x.tx.Exec("DELETE FROM docs WHERE id = ?", d).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

// fillIndex brings the search index to the rules of this program: at once where
// there is nothing to search, else in one transaction over all that is held.
func fillIndex(ctx context.Context, db *gorm.DB, readOnly bool, log *slog.Logger) error {
	var rules string
	if err := db.WithContext(ctx).Raw("SELECT rules FROM search_rules").Scan(&rules).Error; err != nil {
		return fmt.Errorf("reading the rules of the search index: %w", err)
	}
	if rules == searchRules {
		return nil
	}
	if readOnly {
		return fmt.Errorf("its search index is of another program; open it once for writing: %w", law.ErrUnavailable)
	}
	began := time.Now()
	var filled int
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		x := indexing(tx)
		for _, sql := range []string{emptyIndex, "DELETE FROM docs", "DELETE FROM policy_keys"} {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		var policies, texts []int64
		if err := tx.Raw("SELECT id FROM policies ORDER BY id").Scan(&policies).Error; err != nil {
			return err
		}
		if err := tx.Raw("SELECT id FROM texts ORDER BY id").Scan(&texts).Error; err != nil {
			return err
		}
		filled = len(policies) + len(texts)
		if filled > 0 {
			log.Info("filling the search index anew", "measures", len(policies), "texts", len(texts))
		}
		if err := x.policies(policies); err != nil {
			return err
		}
		if err := x.texts(texts); err != nil {
			return err
		}
		return tx.Exec("INSERT INTO search_rules (id, rules) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET rules = excluded.rules", searchRules).Error
	})
	if err != nil {
		return fmt.Errorf("filling the search index: %w", err)
	}
	if filled > 0 {
		log.Info("the search index is filled", "seconds", time.Since(began).Seconds())
	}
	return nil
}

// texts indexes texts that are held, some at a time.
func (x indexer) texts(ids []int64) error {
	const some = 64
	next := textDocs
	for chunk := range slices.Chunk(ids, some) {
		var texts []textRow
		var sections []sectionRow
		if err := x.tx.Raw("SELECT * FROM texts WHERE id IN ? ORDER BY id", chunk).Scan(&texts).Error; err != nil {
			return err
		}
		if err := x.tx.Raw("SELECT * FROM sections WHERE text_id IN ? ORDER BY text_id, pos", chunk).Scan(&sections).Error; err != nil {
			return err
		}
		of := map[int64][]law.Section{}
		for _, s := range sections {
			of[s.TextID] = append(of[s.TextID], s.law())
		}
		for _, t := range texts {
			docs := x.stretches(next, t.ID, t.Body, of[t.ID])
			next += int64(len(docs))
			if err := x.add(docs); err != nil {
				return err
			}
		}
	}
	return nil
}
