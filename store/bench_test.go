package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
)

// bare opens the file of a store by hand.
func bare(b *testing.B, path string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-32768)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(4)
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	return db
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Helper()
		b.Fatal(err)
	}
}

// BenchmarkImport compares an import with bare inserts of the same facts and
// texts into the same tables, with the same full-text index, by prepared
// statements.
func BenchmarkImport(b *testing.B) {
	ctx := context.Background()
	for _, n := range []int{500, 4612} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := springfield.Council(n, 20_000)
			var ours, theirs time.Duration
			for b.Loop() {
				s, err := Open(ctx, Options{Path: filepath.Join(b.TempDir(), "ours.db")})
				must(b, err)
				at := time.Now()
				_, err = s.Import(ctx, d, collected("springfield"))
				must(b, err)
				ours += time.Since(at)
				at = time.Now()
				rep, err := s.Import(ctx, d, collected("springfield"))
				must(b, err)
				if rep.Policies.Unchanged != n {
					b.Fatalf("%+v", rep)
				}
				b.ReportMetric(time.Since(at).Seconds(), "again-s")
				must(b, s.Close())
				theirs += bareImport(b, d)
			}
			b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
			b.ReportMetric(ours.Seconds()/float64(b.N), "ours-s")
		})
	}
}

func bareImport(b *testing.B, d law.Dataset) time.Duration {
	path := filepath.Join(b.TempDir(), "theirs.db")
	s, err := Open(context.Background(), Options{Path: path})
	must(b, err)
	must(b, s.Close())
	db := bare(b, path)
	begin := time.Now()
	tx, err := db.Begin()
	must(b, err)
	prepare := func(sql string) *sql.Stmt {
		st, err := tx.Prepare(sql)
		must(b, err)
		return st
	}
	_, err = tx.Exec(`INSERT INTO jurisdictions VALUES ('springfield', 'Springfield', 'city', '', '', '', '', NULL, NULL, NULL, '', 'Mayor', '[]')`)
	must(b, err)
	policy := prepare(`INSERT INTO policies VALUES (?, ?, 'springfield', ?, '', ?, ?, ?, '', ?, '', ?, '', '[]', '', '', '', ?, '', 'collected', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL)`)
	event := prepare(`INSERT INTO events VALUES (?, ?, 'springfield', 0, ?, ?, ?, ?, ?, ?, 'council', ?, '', ?, '', 'x', ?, 1, 'collected', ?, NULL, '', NULL, NULL, '')`)
	text := prepare(`INSERT INTO texts VALUES (?, ?, '', ?)`)
	section := prepare(`INSERT INTO sections VALUES (?, ?, ?, '', ?, '', ?, ?)`)
	version := prepare(`INSERT INTO versions VALUES (?, ?, ?, ?, '', 'introduced', 'official', ?, ?, ?, NULL, NULL, NULL, NULL, NULL, NULL, 1, ?, '', '', '', '', '', '', '', '', 0, 'collected', '[]', NULL, NULL, '', '', '', '', NULL, NULL)`)
	doc := prepare(`INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, '')`)
	index := prepare(`INSERT INTO doc_index (rowid, names, people, words, notes) VALUES (?, ?, ?, ?, '')`)
	key := prepare(`INSERT INTO policy_keys VALUES (?, ?)`)
	exec := func(st *sql.Stmt, args ...any) {
		_, err := st.Exec(args...)
		must(b, err)
	}
	var events, texts, docs int
	for i, p := range d.Policies {
		exec(policy, i+1, p.Slug, string(p.Kind), p.Number, p.Number, p.Year, p.Title, p.Abstract, p.OfficialURLs[0])
		exec(doc, i+1, nil, 0, 0, p.Title+"\n"+p.Number, p.Events[0].Actor, p.Abstract)
		exec(index, i+1, p.Title+"\n"+p.Number, p.Events[0].Actor, p.Abstract)
		for _, k := range p.Keys() {
			exec(key, k, i+1)
		}
		for _, e := range p.Events {
			events++
			exec(event, events, i+1, e.Date.String(), string(e.Date.Earliest()), string(e.Date.Latest()), e.Seq, 0, string(e.Type), e.Actor, e.Raw, e.SourceID, e.Sources[0])
		}
		for _, v := range p.Versions {
			texts++
			exec(text, texts, fmt.Sprint(texts), v.Text)
			exec(version, texts, i+1, v.Label, v.Label, v.Date.String(), string(v.Date.Earliest()), string(v.Date.Latest()), texts)
			for j, s := range v.Sections {
				exec(section, texts, j, s.EID, s.Number, s.Start, s.End)
				docs++
				exec(doc, textDocs+int64(docs), texts, s.Start, s.End, "", "", nil)
				exec(index, textDocs+int64(docs), "", "", v.Text[s.Start:s.End])
			}
		}
	}
	must(b, tx.Commit())
	return time.Since(begin)
}

// BenchmarkTimeline compares a page of the timeline with the same queries by
// hand over database/sql, scanned into the same entries.
func BenchmarkTimeline(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "refuge.db")
	s, err := Open(ctx, Options{Path: path})
	must(b, err)
	defer func() { must(b, s.Close()) }()
	_, err = s.Import(ctx, springfield.Council(2000, 200), collected("springfield"))
	must(b, err)
	db := bare(b, path)
	var ours, theirs time.Duration
	for b.Loop() {
		at := time.Now()
		l, err := s.Timeline(ctx, TimelineFilter{Jurisdictions: []string{"springfield"}, From: "2010-01-01", Page: Page{Limit: 50}})
		must(b, err)
		ours += time.Since(at)
		at = time.Now()
		total, entries := bareTimeline(b, db)
		theirs += time.Since(at)
		if l.Total != total || len(l.Items) != len(entries) || l.Items[49].ID != entries[49].ID || len(entries[49].Holders) != len(l.Items[49].Holders) {
			b.Fatalf("%d and %d, %+v and %+v", l.Total, total, l.Items[49], entries[49])
		}
	}
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}

func bareTimeline(b *testing.B, db *sql.DB) (total int, out []record.Entry) {
	const from = " FROM " + entryTables + ` WHERE e.same_as IS NULL AND e.type <> 'step' AND e.date_lo IS NOT NULL AND p.relevance <> 'other'
		AND e.jurisdiction IN ('springfield') AND e.date_hi >= '2010-01-01'`
	must(b, db.QueryRow("SELECT count(*)"+from).Scan(&total))
	rows, err := db.Query("SELECT " + entryColumns + from + " ORDER BY e.date_lo, e.day_rank, e.seq, e.id LIMIT 51")
	must(b, err)
	var ids []any
	for rows.Next() {
		var e record.Entry
		var lo, hi, sources, vote, short, citation, title string
		var rank, seq int
		must(b, rows.Scan(&e.ID, &e.Date, &lo, &hi, &rank, &seq, &e.Type, &e.Lane, &e.Actor, &e.Note, &e.Raw, &e.Result, &e.Verified, &e.Settle, &e.Origin, &sources, &vote,
			&e.Policy, &short, &citation, &title, &e.PolicyKind, &e.Jurisdiction, &e.JurisdictionName, &e.Entered, &e.Changed))
		e.PolicyTitle = law.PolicyName(short, citation, title)
		e.Sources, err = unlist(sources)
		must(b, err)
		e.Vote, err = voteOf(vote)
		must(b, err)
		out = append(out, e)
		ids = append(ids, e.ID)
	}
	must(b, rows.Err())
	must(b, rows.Close())
	out, ids = out[:50], ids[:50]
	rows, err = db.Query("SELECT same_as, sources FROM events WHERE same_as IN (?"+strings.Repeat(", ?", len(ids)-1)+") ORDER BY id", ids...)
	must(b, err)
	for rows.Next() {
		b.Fatal("nothing repeats anything here")
	}
	must(b, rows.Close())
	rows, err = db.Query(`SELECT person, name, office, party, acting, serves_from, serves_until FROM terms WHERE jurisdiction IN ('springfield') AND serves_from IS NOT NULL ORDER BY serves_from, id`)
	must(b, err)
	type office struct {
		record.Holder
		from, until law.Day
	}
	var offices []office
	for rows.Next() {
		var o office
		must(b, rows.Scan(&o.Person, &o.Name, &o.Office, &o.Party, &o.Acting, &o.from, &o.until))
		offices = append(offices, o)
	}
	must(b, rows.Err())
	must(b, rows.Close())
	for i := range out {
		for _, o := range offices {
			if o.from <= out[i].Date.Latest() && out[i].Date.Earliest() < o.until {
				out[i].Holders = append(out[i].Holders, o.Holder)
			}
		}
	}
	return total, out
}

// BenchmarkSearch compares a search with the bare full-text query: matches
// counted, the best 20 by bm25, and their snippets.
func BenchmarkSearch(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "refuge.db")
	s, err := Open(ctx, Options{Path: path})
	must(b, err)
	defer func() { must(b, s.Close()) }()
	_, err = s.Import(ctx, springfield.Council(1000, 6000), collected("springfield"))
	must(b, err)
	db := bare(b, path)
	for _, query := range []string{"detainer", "warrant", "detainer warrant", `"detainer warrant"`} {
		b.Run(strings.ReplaceAll(query, " ", "_"), func(b *testing.B) {
			typed, err := parse(query)
			must(b, err)
			expression := matching(formed(typed.all), "")
			var ours, theirs time.Duration
			var hits int
			for b.Loop() {
				at := time.Now()
				l, err := s.Search(ctx, SearchFilter{Query: query, Page: Page{Limit: 20}})
				must(b, err)
				ours += time.Since(at)
				hits = l.Total
				at = time.Now()
				var total int
				must(b, db.QueryRow("SELECT count(*) FROM doc_index WHERE doc_index MATCH ?", expression).Scan(&total))
				rows, err := db.Query("SELECT rowid, bm25(doc_index, 8.0, 3.0, 1.0, 0.5), snippet(doc_index, -1, char(2), char(3), '…', 32) FROM doc_index WHERE doc_index MATCH ? ORDER BY 2 LIMIT 20", expression)
				must(b, err)
				for rows.Next() {
					var id int64
					var score float64
					var snippet string
					must(b, rows.Scan(&id, &score, &snippet))
				}
				must(b, rows.Err())
				must(b, rows.Close())
				theirs += time.Since(at)
				if total != l.Total {
					b.Fatalf("%d and %d", l.Total, total)
				}
			}
			b.ReportMetric(float64(ours)/float64(theirs), "ratio")
			b.ReportMetric(float64(hits), "hits")
		})
	}
}
