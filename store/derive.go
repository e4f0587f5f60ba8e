package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"refuge/law"
)

// What the store derives from the facts of one policy or one office, by the
// rules of law. All of it is made anew whenever the facts it rests on change.

// holdingRow is a stretch of days on which a coding held (law.Holding).
type holdingRow struct {
	PolicyID  int64 `gorm:"primaryKey;autoIncrement:false"`
	Pos       int   `gorm:"primaryKey;autoIncrement:false"`
	CodingID  int64
	VersionID refCol `gorm:"type:integer"`
	FromDay   dayCol `gorm:"type:text"`
	UntilDay  dayCol `gorm:"type:text"`
	Certain   bool
}

// lawDayRow is a stretch of days on which a version's text was law
// (law.LawDays).
type lawDayRow struct {
	PolicyID  int64 `gorm:"primaryKey;autoIncrement:false"`
	Pos       int   `gorm:"primaryKey;autoIncrement:false"`
	VersionID int64
	FromDay   dayCol `gorm:"type:text"`
	UntilDay  dayCol `gorm:"type:text"`
}

// serve sets from when to when each term of one office was served.
func serve(terms []*kept[termRow]) {
	slices.SortFunc(terms, func(a, b *kept[termRow]) int { return int(a.row.ID - b.row.ID) })
	given := make([]law.Term, len(terms))
	for i, t := range terms {
		given[i] = law.Term{Start: t.row.StartDate, End: t.row.EndDate}
	}
	for i, s := range law.Serve(given) {
		terms[i].row.ServesFrom, terms[i].row.ServesUntil = dayCol(s.From), dayCol(s.Until)
	}
}

// facts are what the rules of time need to know of a policy, with the events,
// versions and codings that stand.
func (w *work) facts() (p law.Policy, events []*kept[eventRow], versions []*kept[versionRow], codings []*kept[codingRow]) {
	r := w.policy.row
	p = law.Policy{Slug: r.Slug, Kind: r.Kind, Number: r.Number, Status: r.Status, Origin: r.Origin}
	events, versions, codings = standing(w.events), standing(w.versions), standing(w.codings)
	for _, k := range events {
		p.Events = append(p.Events, law.Event{Date: k.row.Date, Seq: k.row.Seq, Type: k.row.Type, Source: k.row.Source, Origin: k.row.Origin})
	}
	for _, k := range versions {
		p.Versions = append(p.Versions, law.Version{Label: k.row.Label, Stage: k.row.Stage, Standing: k.row.Standing, Date: k.row.Date,
			From: k.row.FromDate, To: k.row.ToDate, Held: k.row.Held, Origin: k.row.Origin})
	}
	for _, k := range codings {
		p.Codings = append(p.Codings, law.Coding{Variable: k.row.Variable, Value: k.row.Value, From: k.row.FromDate, To: k.row.ToDate,
			Section: k.row.Section, Origin: k.row.Origin})
	}
	return p, events, versions, codings
}

// derive works out all that follows from the facts of a policy.
func (im *importer) derive(w *work) error {
	r := &w.policy.row
	p, events, versions, codings := w.facts()
	place := im.places[r.Jurisdiction]
	ranks, repeats := law.DayRanks(p.Events), law.Repeats(p.Events)
	for i, k := range events {
		k.row.Jurisdiction = r.Jurisdiction
		k.row.Lane = law.LaneOf(place, r.Kind, law.Event{Type: k.row.Type, Actor: k.row.Actor})
		k.row.DayRank, k.row.SameAs = ranks[i], 0
		if repeats[i] >= 0 {
			k.row.SameAs = refCol(events[repeats[i]].row.ID)
		}
	}
	f := law.ForceOf(p)
	r.FirstDate, r.FirstLo, r.FirstHi = f.First, dayCol(f.First.Earliest()), dayCol(f.First.Latest())
	r.EnactedLo, r.EnactedHi = dayCol(f.Enacted.Earliest()), dayCol(f.Enacted.Latest())
	r.OverLo = dayCol(f.Over)
	var spans []spanRow
	for i, s := range f.Spans {
		spans = append(spans, spanRow{Pos: i, FromLo: dayCol(s.FromLo), FromHi: dayCol(s.FromHi), ToLo: dayCol(s.ToLo), ToHi: dayCol(s.ToHi)})
	}
	for i, d := range law.DaysOfTexts(p, f) {
		v := &versions[i].row
		v.StandsLo, v.StandsTo = dayCol(d.Stood.From), dayCol(d.Stood.Until)
	}
	var lawDays []lawDayRow
	for i, d := range law.DaysOfLaw(p) {
		lawDays = append(lawDays, lawDayRow{Pos: i, VersionID: versions[d.Version].row.ID, FromDay: dayCol(d.From), UntilDay: dayCol(d.Until)})
	}
	holdings, err := im.holdingsOf(p, versions, codings)
	if err != nil {
		return err
	}
	var accounts []law.Account
	for _, k := range standing(w.accounts) {
		accounts = append(accounts, law.Account{Source: k.row.Source, Kind: k.row.Kind, Number: k.row.Number, Status: k.row.Status})
	}
	var findings []findingRow
	for _, f := range law.Disagreements(p, accounts) {
		findings = append(findings, findingRow{Severity: f.Severity, Rule: f.Rule, Subject: f.Subject, Sentence: f.Sentence})
		im.report.Findings = append(im.report.Findings, f)
	}
	return errors.Join(im.spans.take(w, spans, always), im.lawDays.take(w, lawDays, always), im.holdings.take(w, holdings, always),
		im.findings.take(w, findings, always))
}

func always[R any](R) bool { return true }

// deriveAll makes what is derived of policies anew, in a database whose tables
// have changed.
func (s *Store) deriveAll(ctx context.Context) error {
	return s.writing(ctx, "what is derived", func(tx *gorm.DB) (bool, error) {
		var ids []int64
		if err := tx.Raw("SELECT id FROM policies ORDER BY id").Scan(&ids).Error; err != nil {
			return false, err
		}
		changed := false
		for chunk := range slices.Chunk(ids, maxParameters) {
			im := newImporter(tx, ImportOptions{Origin: law.Curated}, time.Time{}) // no fact changes
			if err := im.takePlaces(law.Dataset{}); err != nil {
				return false, err
			}
			if err := im.load(chunk); err != nil {
				return false, err
			}
			for _, w := range im.order {
				if err := im.derive(w); err != nil {
					return false, err
				}
			}
			if err := im.flush(); err != nil {
				return false, err
			}
			changed = changed || im.changed
		}
		return changed, nil
	})
}

// holdingsOf works out when the codings of a policy held, and in which versions
// their passages stand.
func (im *importer) holdingsOf(p law.Policy, versions []*kept[versionRow], codings []*kept[codingRow]) ([]holdingRow, error) {
	if len(codings) == 0 {
		return nil, nil
	}
	var texts []int64
	for _, k := range versions {
		if k.row.TextID != 0 {
			texts = append(texts, int64(k.row.TextID))
		}
	}
	sections, err := im.sectionsOf(texts)
	if err != nil {
		return nil, err
	}
	has := func(version int, section string) bool {
		return sections[int64(versions[version].row.TextID)][section]
	}
	held := law.Holdings(p, has)
	out := make([]holdingRow, len(held))
	for i, h := range held {
		row := holdingRow{Pos: i, CodingID: codings[h.Coding].row.ID, FromDay: dayCol(h.From), UntilDay: dayCol(h.Until), Certain: h.Certain}
		if h.Version >= 0 {
			row.VersionID = refCol(versions[h.Version].row.ID)
		}
		out[i] = row
	}
	for i, k := range codings {
		k.row.VersionID = 0
		if v := p.Grounds(i, held, has); v >= 0 {
			k.row.VersionID = refCol(versions[v].row.ID)
		}
	}
	return out, nil
}

// sectionsOf are the eIds that stand in texts, of the database or still to be
// written.
func (im *importer) sectionsOf(texts []int64) (map[int64]map[string]bool, error) {
	out := make(map[int64]map[string]bool, len(texts))
	for _, id := range texts {
		out[id] = map[string]bool{}
	}
	for _, t := range im.pending {
		if in := out[t.id]; in != nil {
			for _, s := range t.sections {
				in[s.EID] = true
			}
		}
	}
	texts = slices.DeleteFunc(texts, func(id int64) bool { return len(out[id]) > 0 })
	for chunk := range slices.Chunk(texts, maxParameters) {
		var rows []struct {
			TextID int64
			EID    string `gorm:"column:eid"`
		}
		if err := im.tx.Raw("SELECT text_id, eid FROM sections WHERE text_id IN ?", chunk).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.TextID][r.EID] = true
		}
	}
	return out, nil
}

// stretches divides a text into what is searched as one: its top sections and
// what stands between them, or all of it where it has none. No word is in two.
func stretches(text string, sections []law.Section) [][2]int {
	var out [][2]int
	add := func(start, end int) {
		if start < end && strings.TrimSpace(text[start:end]) != "" {
			out = append(out, [2]int{start, end})
		}
	}
	at := 0
	for _, s := range sections {
		if s.Parent != "" || s.Start < at || s.End > len(text) {
			continue
		}
		add(at, s.Start)
		add(s.Start, s.End)
		at = s.End
	}
	add(at, len(text))
	return out
}
