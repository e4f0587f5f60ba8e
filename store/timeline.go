package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

type entryRow struct {
	ID               int64
	Date             law.Date `gorm:"type:text"`
	DateLo, DateHi   dayCol   `gorm:"type:text"`
	DayRank, Seq     int64
	Type             law.EventType
	Lane             law.Lane
	Actor            string
	Note             string
	Raw              string
	Result           string
	Verified         bool
	Settle           string
	Origin           law.Origin
	Sources          string
	Vote             string
	Policy           string
	Named            policyNamed `gorm:"embedded"`
	PolicyKind       law.PolicyKind
	Jurisdiction     string
	JurisdictionName string
	Entered, Changed *time.Time
}

const entryColumns = `e.id, e.date, e.date_lo, e.date_hi, e.day_rank, e.seq, e.type, e.lane, e.actor, e.note, e.raw, e.result, e.verified, e.settle, e.origin, e.sources, e.vote,
	p.slug AS policy, ` + naming + `, p.kind AS policy_kind,
	e.jurisdiction, j.name AS jurisdiction_name, e.entered_at AS entered, e.changed_at AS changed`

const entryTables = "events e JOIN policies p ON p.id = e.policy_id JOIN jurisdictions j ON j.slug = e.jurisdiction"

// Timeline is the events the filter selects, each once: a collected event that
// repeats a curated one shows as Corroborated there, with the addresses of
// both. They are in the order of their earliest days; those of one day in legal
// order, or in the order of the source where it has one; undated ones last. A
// range of days selects the events that may lie in it, and a person those that
// may lie in one of their terms. Holders are those who may have held the office
// on the event's day: one where the dates decide, several where they do not.
func (s *Store) Timeline(ctx context.Context, f TimelineFilter) (record.List[record.Entry], error) {
	out := record.List[record.Entry]{Items: []record.Entry{}}
	q := timelineQuery(f)
	l := listing{name: "timeline", columns: entryColumns, from: entryTables,
		keys: []string{"e.date_lo", "e.day_rank", "e.seq", "e.id"}, kinds: "siii", down: f.Newest}
	undated := "~" // after every day
	if f.Newest {
		l.name, undated = "timeline newest", ""
	}
	if f.Undated {
		l.name += " undated"
		l.keys[0] = "coalesce(e.date_lo, '" + undated + "')"
	}
	if f.ByChange {
		l.name, l.keys, l.kinds, l.down = "timeline by change", []string{changedOf("e"), "e.id"}, "ti", true
	}
	err := s.reading(ctx, "the timeline", func(tx *gorm.DB) error {
		var rows []entryRow
		total, limit, err := l.read(tx, q, f.Page, &rows)
		if err != nil {
			return err
		}
		out.Total = total
		rows, out.Next = cut(l, rows, limit, func(r entryRow) []any {
			if f.ByChange {
				return []any{instantOr(r.Changed), r.ID}
			}
			day := string(r.DateLo)
			if day == "" {
				day = undated
			}
			return []any{day, r.DayRank, r.Seq, r.ID}
		})
		out.Items, err = entries(tx, rows, s.today())
		return err
	})
	return out, err
}

func timelineQuery(f TimelineFilter) query {
	var q query
	q.and("e.same_as IS NULL")
	if !f.Steps {
		q.and("e.type <> 'step'")
	}
	if !f.Undated {
		q.and("e.date_lo IS NOT NULL")
	}
	if !f.OffTopic {
		q.and(onTopic)
	}
	if f.Core {
		q.and("(p.origin = 'curated' OR p.relevance = 'core')")
	}
	in(&q, "e.jurisdiction", f.Jurisdictions)
	in(&q, "p.kind", f.PolicyKinds)
	in(&q, "e.type", f.Types)
	in(&q, "e.lane", f.Lanes)
	in(&q, "e.origin", f.Origins)
	if len(f.Policies) > 0 {
		q.and("e.policy_id IN (SELECT id FROM policies WHERE slug IN ? UNION ALL SELECT policy_id FROM aliases WHERE slug IN ?)", f.Policies, f.Policies)
	}
	if f.Person != "" {
		q.and(`EXISTS (SELECT 1 FROM terms t WHERE t.person = ? AND t.jurisdiction = e.jurisdiction AND e.date_lo < t.serves_until AND e.date_hi >= t.serves_from)`, f.Person)
	}
	if f.Variable != "" {
		q.and("EXISTS (SELECT 1 FROM codings c WHERE c.policy_id = p.id AND c.variable = ?)", f.Variable)
	}
	if f.From != "" {
		q.and("e.date_hi >= ?", string(f.From))
	}
	if f.To != "" {
		q.and("e.date_lo <= ?", string(f.To))
	}
	if f.Verified != nil {
		q.and("e.verified = ?", *f.Verified)
	}
	changedSince(&q, "e", f.ChangedSince)
	return q
}

// entries completes the rows of a page with what repeats them and with the
// holders, in one query each.
func entries(tx *gorm.DB, rows []entryRow, today law.Day) ([]record.Entry, error) {
	out := make([]record.Entry, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	ids := make([]int64, len(rows))
	places := map[string]bool{}
	for i, r := range rows {
		ids[i] = r.ID
		places[r.Jurisdiction] = true
	}
	var repeats []struct {
		SameAs        int64
		Sources, Vote string
	}
	if err := tx.Raw("SELECT same_as, sources, vote FROM events WHERE same_as IN ? ORDER BY id", ids).Scan(&repeats).Error; err != nil {
		return nil, err
	}
	also, votes := map[int64][]string{}, map[int64]string{}
	for _, r := range repeats {
		more, err := unlist(r.Sources)
		if err != nil {
			return nil, err
		}
		also[r.SameAs] = append(also[r.SameAs], more...)
		votes[r.SameAs] = cmp.Or(votes[r.SameAs], r.Vote)
	}
	offices, err := readOffices(tx, sortedKeys(places))
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		sources, err := unlist(r.Sources)
		if err != nil {
			return nil, err
		}
		vote, err := voteOf(cmp.Or(r.Vote, votes[r.ID]))
		if err != nil {
			return nil, err
		}
		more, repeated := also[r.ID]
		out[i] = record.Entry{ID: r.ID, Date: r.Date, Type: r.Type, Lane: r.Lane, Actor: r.Actor, Note: r.Note, Vote: vote, Raw: r.Raw,
			Result: r.Result, Verified: r.Verified, Settle: r.Settle, Origin: r.Origin, Corroborated: repeated, Sources: union(sources, more),
			Policy: r.Policy, PolicyTitle: r.Named.name(), PolicyKind: r.PolicyKind, Jurisdiction: r.Jurisdiction,
			JurisdictionName: r.JurisdictionName, Holders: holdersOn(offices[r.Jurisdiction], r.Date, today), Ahead: r.Date.Earliest() > today,
			Entered: r.Entered, Changed: r.Changed}
	}
	return out, nil
}

// offices are the terms of some jurisdictions with when they were served.
type offices map[string][]law.Served

func readOffices(tx *gorm.DB, jurisdictions []string) (offices, error) {
	var rows []termRow
	err := tx.Raw(`SELECT jurisdiction, person, name, office, party, acting, serves_from, serves_until FROM terms
		WHERE jurisdiction IN ? AND serves_from IS NOT NULL ORDER BY serves_from, id`, jurisdictions).Scan(&rows).Error
	out := offices{}
	for _, r := range rows {
		out[r.Jurisdiction] = append(out[r.Jurisdiction], law.Served{
			Term:    law.Term{Person: r.Person, Name: r.Name, Office: r.Office, Party: r.Party, Acting: r.Acting},
			Service: law.Service{From: law.Day(r.ServesFrom), Until: law.Day(r.ServesUntil)}})
	}
	return out, err
}

// holdersOn are those of an office of a date (law.HoldersOn).
func holdersOn(office []law.Served, date law.Date, today law.Day) []record.Holder {
	out := []record.Holder{}
	for _, t := range law.HoldersOn(office, date, today) {
		out = append(out, record.Holder{Person: t.Person, Name: t.Name, Office: t.Office, Party: t.Party, Acting: t.Acting})
	}
	return out
}

// unmarshal reads a column that toJSON wrote.
func unmarshal[T any](s string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return v, fmt.Errorf("reading a column of the database: %w", err)
	}
	return v, nil
}
