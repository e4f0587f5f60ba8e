package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// onTopic keeps policies that a source's run held only because everything was
// asked for out of an answer.
const onTopic = "p.relevance <> 'other'"

// shown are the events a timeline shows: not the steps, and not those that
// repeat a curated one.
const shown = "e.same_as IS NULL AND e.type <> 'step'"

type jurisdictionCounts struct {
	Row                                        jurisdictionRow `gorm:"embedded"`
	Policies, Events, Codings, Programs, Terms int
	First, Latest                              law.Date
}

const jurisdictionColumns = `j.*,
	(SELECT count(*) FROM policies p WHERE p.jurisdiction = j.slug AND ` + onTopic + `) AS policies,
	(SELECT count(*) FROM events e JOIN policies p ON p.id = e.policy_id WHERE e.jurisdiction = j.slug AND ` + shown + ` AND ` + onTopic + `) AS events,
	(SELECT count(*) FROM codings c JOIN policies p ON p.id = c.policy_id WHERE p.jurisdiction = j.slug) AS codings,
	(SELECT count(*) FROM programs g WHERE g.jurisdiction = j.slug) AS programs,
	(SELECT count(*) FROM terms t WHERE t.jurisdiction = j.slug) AS terms,
	(SELECT e.date FROM events e JOIN policies p ON p.id = e.policy_id WHERE e.jurisdiction = j.slug AND ` + shown + ` AND ` + onTopic + ` AND e.date_lo IS NOT NULL
		ORDER BY e.date_lo, e.date_hi LIMIT 1) AS first,
	(SELECT e.date FROM events e JOIN policies p ON p.id = e.policy_id WHERE e.jurisdiction = j.slug AND ` + shown + ` AND ` + onTopic + ` AND e.date_lo <= ?
		ORDER BY e.date_lo DESC, e.date_hi DESC LIMIT 1) AS latest`

// Jurisdictions are all that are held, by kind in the order of
// law.JurisdictionKinds and by name.
func (s *Store) Jurisdictions(ctx context.Context) ([]record.Place, error) {
	var out []record.Place
	err := s.reading(ctx, "the jurisdictions", func(tx *gorm.DB) error {
		var err error
		out, err = jurisdictions(tx, s.today())
		return err
	})
	return out, err
}

// Jurisdiction is the one of that slug; the error wraps law.ErrNotFound.
func (s *Store) Jurisdiction(ctx context.Context, slug string) (record.Place, error) {
	var out record.Place
	err := s.reading(ctx, "the jurisdiction "+slug, func(tx *gorm.DB) error {
		rows, err := jurisdictions(tx, s.today(), slug)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return law.ErrNotFound
		}
		out = rows[0]
		return nil
	})
	return out, err
}

// jurisdictions are those named, or all if none is; their latest event is the
// latest that lies no later than today.
func jurisdictions(tx *gorm.DB, today law.Day, places ...string) ([]record.Place, error) {
	var rows []jurisdictionCounts
	var q query
	in(&q, "j.slug", places)
	if err := tx.Raw("SELECT "+jurisdictionColumns+" FROM jurisdictions j"+q.where()+" ORDER BY j.name, j.slug", append([]any{string(today)}, q.values...)...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b jurisdictionCounts) int {
		return slices.Index(law.JurisdictionKinds, a.Row.Kind) - slices.Index(law.JurisdictionKinds, b.Row.Kind)
	})
	footing, err := footings(tx, places...)
	if err != nil {
		return nil, err
	}
	out := make([]record.Place, len(rows))
	for i, r := range rows {
		j, err := r.Row.law()
		if err != nil {
			return nil, err
		}
		f := footing[j.Slug]
		out[i] = record.Place{Jurisdiction: j, Policies: r.Policies, Events: r.Events, Codings: r.Codings,
			Programs: r.Programs, Terms: r.Terms, Unverified: f.Unverified(), Footing: f, First: r.First, Latest: r.Latest}
	}
	return out, nil
}

// mustHold is law.ErrNotFound unless the jurisdiction is held; "" asks for all.
func mustHold(tx *gorm.DB, jurisdiction string) error {
	if jurisdiction == "" {
		return nil
	}
	var n int64
	if err := tx.Raw("SELECT count(*) FROM jurisdictions WHERE slug = ?", jurisdiction).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("no jurisdiction %q: %w", jurisdiction, law.ErrNotFound)
	}
	return nil
}

// What marks a policy p in a term t. A date that may lie in two terms marks it
// in both.
const (
	enactedIn = onTopic + ` AND p.jurisdiction = t.jurisdiction AND p.enacted_lo < t.serves_until AND p.enacted_hi >= t.serves_from`
	// Signed or issued by the executive: an order of theirs, or a signature.
	issuedIn  = enactedIn + " AND " + bySigning
	bySigning = "EXISTS (" + enacting + ` AND e.lane = 'mayor'
		AND (e.type = 'signed' OR p.kind IN ('executive_order', 'emergency_executive_order', 'directive') AND e.type IN ('passed', 'effective')))`
	// Made law by others, or without a signature.
	lapsedIn     = enactedIn + " AND NOT " + bySigning + " AND EXISTS (" + enacting + " AND e.type = 'lapsed_into_law')"
	overriddenIn = enactedIn + " AND NOT " + bySigning + " AND EXISTS (" + enacting + " AND e.type = 'veto_overridden')"
	adoptedIn    = enactedIn + " AND NOT " + bySigning + " AND EXISTS (" + enacting + " AND e.type = 'adopted_by_voters')"
	otherwiseIn  = enactedIn + " AND NOT " + bySigning + " AND NOT EXISTS (" + enacting + " AND e.type IN ('lapsed_into_law', 'veto_overridden', 'adopted_by_voters'))"
	// The events by which a policy was made.
	enacting = "SELECT 1 FROM events e WHERE e.policy_id = p.id AND " + shown + " AND e.date_lo = p.enacted_lo AND e.date_hi = p.enacted_hi"
	// In force on the eve of the term.
	inheritedIn = onTopic + ` AND p.jurisdiction = t.jurisdiction
		AND EXISTS (SELECT 1 FROM spans s WHERE s.policy_id = p.id AND s.from_lo < t.serves_from AND s.to_lo >= t.serves_from)`
	rescindedIn = onTopic + ` AND p.jurisdiction = t.jurisdiction
		AND EXISTS (SELECT 1 FROM events e WHERE e.policy_id = p.id AND ` + shown + ` AND e.type IN ('superseded', 'repealed', 'rescinded')
			AND e.date_lo < t.serves_until AND e.date_hi >= t.serves_from)`
	vetoedIn = onTopic + ` AND p.jurisdiction = t.jurisdiction
		AND EXISTS (SELECT 1 FROM events e WHERE e.policy_id = p.id AND ` + shown + ` AND e.type = 'vetoed'
			AND e.date_lo < t.serves_until AND e.date_hi >= t.serves_from)`
)

type termCounts struct {
	Row                                  termRow `gorm:"embedded"`
	JurisdictionName                     string
	Issued, Rescinded, Vetoed, Inherited int
}

func terms(tx *gorm.DB, q query) ([]record.Term, []int64, error) {
	var rows []termCounts
	sql := `SELECT t.*, j.name AS jurisdiction_name,
		(SELECT count(*) FROM policies p WHERE ` + issuedIn + `) AS issued,
		(SELECT count(*) FROM policies p WHERE ` + rescindedIn + `) AS rescinded,
		(SELECT count(*) FROM policies p WHERE ` + vetoedIn + `) AS vetoed,
		(SELECT count(*) FROM policies p WHERE ` + inheritedIn + `) AS inherited
		FROM terms t JOIN jurisdictions j ON j.slug = t.jurisdiction` + q.where() + `
		ORDER BY t.jurisdiction, coalesce(t.start_lo, '9999'), t.id`
	if err := tx.Raw(sql, q.values...).Scan(&rows).Error; err != nil {
		return nil, nil, err
	}
	out, ids := make([]record.Term, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		t, err := r.Row.law()
		if err != nil {
			return nil, nil, err
		}
		ids[i] = r.Row.ID
		out[i] = record.Term{Term: t, JurisdictionName: r.JurisdictionName, From: law.Day(r.Row.ServesFrom), Until: law.Day(r.Row.ServesUntil),
			Issued: r.Issued, Rescinded: r.Rescinded, Vetoed: r.Vetoed, Inherited: r.Inherited}
	}
	return out, ids, nil
}

// Terms are the terms of a jurisdiction's chief executives in the order of
// their start, "" asks for those of all; law.ErrNotFound if it is not held.
// A measure is issued in the term in which the executive issued or signed it,
// inherited if it was in force on the eve of the term, and rescinded if it was
// superseded, repealed or rescinded in it.
func (s *Store) Terms(ctx context.Context, jurisdiction string) ([]record.Term, error) {
	var out []record.Term
	err := s.reading(ctx, "the terms of "+jurisdiction, func(tx *gorm.DB) error {
		if err := mustHold(tx, jurisdiction); err != nil {
			return err
		}
		var q query
		if jurisdiction != "" {
			q.and("t.jurisdiction = ?", jurisdiction)
		}
		var err error
		out, _, err = terms(tx, q)
		return err
	})
	return out, err
}

// Programs are the support programs of a jurisdiction in the record's order, ""
// asks for those of all; law.ErrNotFound if it is not held.
func (s *Store) Programs(ctx context.Context, jurisdiction string) ([]law.Program, error) {
	out := []law.Program{}
	err := s.reading(ctx, "the programs of "+jurisdiction, func(tx *gorm.DB) error {
		if err := mustHold(tx, jurisdiction); err != nil {
			return err
		}
		var q query
		if jurisdiction != "" {
			q.and("jurisdiction = ?", jurisdiction)
		}
		var rows []programRow
		if err := tx.Raw("SELECT * FROM programs"+q.where()+" ORDER BY jurisdiction, pos, slug", q.values...).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			p, err := r.law()
			if err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// Persons are those who held an executive office, by family name unless the
// filter says otherwise, with their terms in all jurisdictions.
func (s *Store) Persons(ctx context.Context, f PersonFilter) (record.List[record.Person], error) {
	out := record.List[record.Person]{Items: []record.Person{}}
	err := s.reading(ctx, "the persons", func(tx *gorm.DB) error {
		var q query
		if len(f.Jurisdictions) > 0 {
			q.and("EXISTS (SELECT 1 FROM terms t WHERE t.person = n.slug AND t.jurisdiction IN ?)", f.Jurisdictions)
		} else {
			q.and("EXISTS (SELECT 1 FROM terms t WHERE t.person = n.slug)")
		}
		for _, w := range strings.Fields(f.Words) {
			q.and(`n.name LIKE ? ESCAPE '\'`, likePattern(w))
		}
		l := listing{name: "persons " + cmp.Or(f.Sort, "family"), kinds: "ss", down: f.Reverse}
		type named struct {
			Row   personRow `gorm:"embedded"`
			Since dayCol    `gorm:"type:text"`
		}
		keys := func(r named) []any {
			return []any{law.FoldKey(law.FamilyName(r.Row.Name)) + " " + law.FoldKey(r.Row.Name), r.Row.Slug}
		}
		switch f.Sort {
		case "", "family":
		case "term":
			l.down = !f.Reverse
			unknown := dayCol("~") // after every day
			if l.down {
				unknown = ""
			}
			keys = func(r named) []any { return []any{string(cmp.Or(r.Since, unknown)), r.Row.Slug} }
		default:
			return fmt.Errorf("people are sorted by family or term, not %q: %w", f.Sort, law.ErrInvalid)
		}
		if f.Reverse {
			l.name += " reversed"
		}
		var all []named
		if err := tx.Raw("SELECT n.slug, n.name, (SELECT max(t.serves_from) FROM terms t WHERE t.person = n.slug) AS since FROM persons n"+q.where(), q.values...).
			Scan(&all).Error; err != nil {
			return err
		}
		rows, err := inMemory(l, f.Page, all, keys)
		if err != nil {
			return err
		}
		out.Total, out.Next = rows.Total, rows.Next
		at := map[string]int{}
		var slugs []string
		for i, r := range rows.Items {
			out.Items = append(out.Items, record.Person{Person: law.Person(r.Row), FamilyName: law.FamilyName(r.Row.Name), Terms: []record.Term{}})
			at[r.Row.Slug] = i
			slugs = append(slugs, r.Row.Slug)
		}
		if len(slugs) == 0 {
			return nil
		}
		var tq query
		tq.and("t.person IN ?", slugs)
		held, _, err := terms(tx, tq)
		for _, t := range held {
			p := &out.Items[at[t.Person]]
			p.Terms = append(p.Terms, t)
		}
		return err
	})
	return out, err
}

// Tenures are the terms of a person with the policies that mark each;
// law.ErrNotFound if nobody of that slug is held.
func (s *Store) Tenures(ctx context.Context, person string) (law.Person, []record.Tenure, error) {
	var who law.Person
	var out []record.Tenure
	err := s.reading(ctx, "the terms of "+person, func(tx *gorm.DB) error {
		var rows []personRow
		if err := tx.Raw("SELECT * FROM persons WHERE slug = ?", person).Scan(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return law.ErrNotFound
		}
		who = law.Person(rows[0])
		var q query
		q.and("t.person = ?", person)
		held, ids, err := terms(tx, q)
		if err != nil {
			return err
		}
		at := map[int64]int{}
		for i, t := range held {
			at[ids[i]] = i
			out = append(out, record.Tenure{Term: t, PoliciesIssued: []record.Brief{}, PoliciesLapsed: []record.Brief{},
				PoliciesOverridden: []record.Brief{}, PoliciesAdopted: []record.Brief{}, PoliciesOtherwise: []record.Brief{}, PoliciesInherited: []record.Brief{},
				PoliciesRescinded: []record.Brief{}, PoliciesVetoed: []record.Brief{}})
		}
		for _, mark := range []struct {
			in string
			to func(*record.Tenure) *[]record.Brief
		}{
			{issuedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesIssued }},
			{lapsedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesLapsed }},
			{overriddenIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesOverridden }},
			{adoptedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesAdopted }},
			{otherwiseIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesOtherwise }},
			{inheritedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesInherited }},
			{rescindedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesRescinded }},
			{vetoedIn, func(t *record.Tenure) *[]record.Brief { return &t.PoliciesVetoed }},
		} {
			var briefs []struct {
				Brief  briefRow `gorm:"embedded"`
				TermID int64
			}
			sql := "SELECT t.id AS term_id, " + briefColumns + " FROM terms t JOIN policies p ON " + mark.in +
				" JOIN jurisdictions j ON j.slug = p.jurisdiction WHERE t.person = ? ORDER BY p.first_lo, p.id"
			if err := tx.Raw(sql, person).Scan(&briefs).Error; err != nil {
				return err
			}
			for _, b := range briefs {
				to := mark.to(&out[at[b.TermID]])
				*to = append(*to, b.Brief.Brief)
			}
		}
		return nil
	})
	return who, out, err
}

const briefColumns = `p.slug, p.jurisdiction, j.name AS jurisdiction_name, p.kind, p.number, p.citation, p.title, p.short_title,
	p.issuer, p.status, p.origin, p.first_date AS first, p.first_lo, p.enacted_lo, p.id, (` + enactedEvent + `) AS enacted, (` + effectiveEvent + `) AS effective, (` + endedEvent + `) AS ended, p.entered_at AS entered, p.changed_at AS changed,
	(SELECT count(*) FROM versions v WHERE v.policy_id = p.id) AS versions,
	(SELECT count(*) FROM events e WHERE e.policy_id = p.id AND e.same_as IS NULL AND NOT e.verified)
		+ (SELECT count(*) FROM codings c WHERE c.policy_id = p.id AND NOT c.verified) AS unverified`

// The dates of a policy p in a list, each that of an event: when it became law,
// when it first took effect, and when it was over for good.
const (
	enactedEvent   = "SELECT e.date FROM events e WHERE e.policy_id = p.id AND " + shown + " AND e.date_lo = p.enacted_lo AND e.date_hi = p.enacted_hi ORDER BY e.id LIMIT 1"
	effectiveEvent = "SELECT e.date FROM events e WHERE " + takingEffect + " ORDER BY e.date_lo, e.date_hi, e.id LIMIT 1"
	effectiveLo    = "(SELECT min(e.date_lo) FROM events e WHERE " + takingEffect + ")"
	takingEffect   = "e.policy_id = p.id AND " + shown + " AND e.type = 'effective' AND e.date_lo IS NOT NULL"
	endedEvent     = "SELECT e.date FROM events e WHERE " + ending + " ORDER BY e.date_hi, e.id LIMIT 1"
	endedLo        = "(SELECT min(e.date_lo) FROM events e WHERE " + ending + ")"
	ending         = "e.policy_id = p.id AND " + shown + " AND e.date_lo = p.over_lo AND e.type IN ('superseded', 'repealed', 'rescinded', 'expired', 'struck_down', 'failed', 'vetoed', 'withdrawn', 'filed')"
)

type briefRow struct {
	record.Brief `gorm:"embedded"`
	ID           int64
	FirstLo      dayCol `gorm:"type:text"`
	EnactedLo    dayCol `gorm:"type:text"`
}

// Policies are those the filter selects. A range of days selects those whose
// first dated event may lie in it.
func (s *Store) Policies(ctx context.Context, f PolicyFilter) (record.List[record.Brief], error) {
	out := record.List[record.Brief]{Items: []record.Brief{}}
	q := policyQuery(f)
	l := listing{name: "policies", columns: briefColumns, from: "policies p JOIN jurisdictions j ON j.slug = p.jurisdiction"}
	var keys func(briefRow) []any
	by := cmp.Or(f.Sort, "date")
	l.name += " " + by
	byDay := func(column string, day func(briefRow) dayCol) {
		l.down = !f.Reverse
		unknown := dayCol("~") // after every day
		if l.down {
			unknown = ""
		}
		l.keys, l.kinds = []string{"coalesce(" + column + ", '" + string(unknown) + "')", "p.id"}, "si"
		keys = func(r briefRow) []any { return []any{string(cmp.Or(day(r), unknown)), r.ID} }
	}
	switch by {
	case "date":
		byDay("p.first_lo", func(r briefRow) dayCol { return r.FirstLo })
	case "enacted":
		byDay("p.enacted_lo", func(r briefRow) dayCol { return r.EnactedLo })
	case "effective":
		byDay(effectiveLo, func(r briefRow) dayCol { return dayCol(r.Effective.Earliest()) })
	case "ended":
		byDay(endedLo, func(r briefRow) dayCol { return dayCol(r.Ended.Earliest()) })
	case "slug":
		l.keys, l.kinds, l.down = []string{"p.slug"}, "s", f.Reverse
		keys = func(r briefRow) []any { return []any{r.Slug} }
	case "title":
		l.keys, l.kinds, l.down = []string{"p.title", "p.id"}, "si", f.Reverse
		keys = func(r briefRow) []any { return []any{r.Title, r.ID} }
	case "changed":
		l.keys, l.kinds, l.down = []string{changedOf("p"), "p.id"}, "ti", !f.Reverse
		keys = func(r briefRow) []any { return []any{instantOr(r.Changed), r.ID} }
		if f.Reverse { // those of unknown change last again
			l.keys[0] = "coalesce(p.changed_at, '9999-12-31 00:00:00+00:00')"
			keys = func(r briefRow) []any {
				if r.Changed == nil {
					return []any{time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), r.ID}
				}
				return []any{r.Changed.UTC(), r.ID}
			}
		}
	default:
		return out, fmt.Errorf("policies are sorted by date, enacted, effective, ended, slug, title or changed, not %q: %w", f.Sort, law.ErrInvalid)
	}
	if f.Reverse {
		l.name += " reversed"
	}
	err := s.reading(ctx, "the policies", func(tx *gorm.DB) error {
		var rows []briefRow
		total, limit, err := l.read(tx, q, f.Page, &rows)
		if err != nil {
			return err
		}
		out.Total = total
		rows, out.Next = cut(l, rows, limit, keys)
		for _, r := range rows {
			out.Items = append(out.Items, r.Brief)
		}
		return nil
	})
	return out, err
}

// inForce selects the policies p in force on a day, given twice.
const inForce = "EXISTS (SELECT 1 FROM spans s WHERE s.policy_id = p.id AND s.from_lo <= ? AND s.to_lo > ?)"

func policyQuery(f PolicyFilter) query {
	var q query
	in(&q, "p.jurisdiction", f.Jurisdictions)
	in(&q, "p.kind", f.Kinds)
	in(&q, "p.status", f.Statuses)
	in(&q, "p.origin", f.Origins)
	if f.Number != "" {
		q.and("p.number_key = ?", law.NumberKey(f.Number))
	}
	if f.Year != 0 {
		q.and("p.year = ?", f.Year)
	}
	if f.Person != "" {
		q.and("EXISTS (SELECT 1 FROM terms t WHERE t.person = ? AND "+issuedIn+")", f.Person)
	}
	if f.Variable != "" && f.Value != "" {
		q.and("EXISTS (SELECT 1 FROM codings c WHERE c.policy_id = p.id AND c.variable = ? AND c.value = ?)", f.Variable, f.Value)
	} else if f.Variable != "" {
		q.and("EXISTS (SELECT 1 FROM codings c WHERE c.policy_id = p.id AND c.variable = ?)", f.Variable)
	}
	if f.From != "" {
		q.and("p.first_hi >= ?", string(f.From))
	}
	if f.To != "" {
		q.and("p.first_lo <= ?", string(f.To))
	}
	if f.InForceOn != "" {
		q.and(inForce, string(f.InForceOn), string(f.InForceOn))
	}
	for _, w := range strings.Fields(f.Words) {
		q.and(`(p.title || ' ' || p.citation || ' ' || p.number || ' ' || p.short_title) LIKE ? ESCAPE '\'`, likePattern(w))
	}
	if !f.OffTopic {
		q.and(onTopic)
	}
	changedSince(&q, "p", f.ChangedSince)
	return q
}

// policyID follows a slug or a redirect.
func policyID(tx *gorm.DB, slug string) (int64, error) {
	var ids []int64
	err := tx.Raw("SELECT id FROM policies WHERE slug = ? UNION ALL SELECT policy_id FROM aliases WHERE slug = ?", slug, slug).Scan(&ids).Error
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, fmt.Errorf("no policy %q: %w", slug, law.ErrNotFound)
	}
	return ids[0], nil
}

// Policy is the policy of that slug or redirect with all that hangs on it; its
// Slug is the true one. Events come in the order of a timeline, each once: one
// that a source repeats has the addresses of both. Versions come in the order
// of their dates, without text, sections and marks. The error wraps
// law.ErrNotFound.
func (s *Store) Policy(ctx context.Context, slug string) (law.Policy, error) {
	var out law.Policy
	err := s.reading(ctx, "the policy "+slug, func(tx *gorm.DB) error {
		id, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		all, err := policies(tx, "p.id = ?", id)
		if err == nil {
			out = all[0]
			out.Events, err = policyEvents(tx, id)
		}
		return err
	})
	return out, err
}

func policyEvents(tx *gorm.DB, id int64) ([]law.Event, error) {
	var rows []eventRow
	if err := tx.Raw("SELECT * FROM events WHERE policy_id = ? ORDER BY "+dayOrder, id).Scan(&rows).Error; err != nil {
		return nil, err
	}
	also, votes := map[int64][]string{}, map[int64]string{}
	for _, r := range rows {
		if r.SameAs != 0 {
			more, err := unlist(r.Sources)
			if err != nil {
				return nil, err
			}
			also[int64(r.SameAs)] = append(also[int64(r.SameAs)], more...)
			votes[int64(r.SameAs)] = cmp.Or(votes[int64(r.SameAs)], r.Vote)
		}
	}
	out := []law.Event{}
	for _, r := range rows {
		if r.SameAs != 0 {
			continue
		}
		r.Vote = cmp.Or(r.Vote, votes[r.ID])
		e, err := r.law()
		if err != nil {
			return nil, err
		}
		e.Sources = union(e.Sources, also[r.ID])
		out = append(out, e)
	}
	return out, nil
}

// dayOrder is the order of the events of one policy.
const dayOrder = "date_lo IS NULL, date_lo, day_rank, seq, id"

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// policies reads the policies p that the condition selects with all that hangs
// on them, in the order of their slugs, in one query for each table.
func policies(tx *gorm.DB, condition string, values ...any) ([]law.Policy, error) {
	which := "SELECT p.id FROM policies p WHERE " + condition
	of := func(table, order string, rows any) error {
		return tx.Raw("SELECT * FROM "+table+" WHERE policy_id IN ("+which+") ORDER BY policy_id, "+order, values...).Scan(rows).Error
	}
	var rows []policyRow
	var identifiers []identifierRow
	var aliases []aliasRow
	var sponsors []sponsorRow
	var attachments []attachmentRow
	var events []eventRow
	var relations []relationRow
	var codings []codingPolicyRow
	var versions []versionRow
	err := errors.Join(
		tx.Raw("SELECT p.* FROM policies p WHERE "+condition+" ORDER BY p.slug", values...).Scan(&rows).Error,
		of("identifiers", "source, ord, scheme, value", &identifiers),
		of("aliases", "slug", &aliases),
		of("sponsors", "pos", &sponsors),
		of("attachments", "pos", &attachments),
		of("events", dayOrder, &events),
		of("relations", "pos, id", &relations),
		tx.Raw("SELECT c.*, coalesce(v.label, '') AS version FROM codings c LEFT JOIN versions v ON v.id = c.version_id WHERE c.policy_id IN ("+which+
			") ORDER BY c.policy_id, c.pos, c.id", values...).Scan(&codings).Error,
		of("versions", "id", &versions),
	)
	if err != nil {
		return nil, err
	}
	out := make([]law.Policy, len(rows))
	at := make(map[int64]*law.Policy, len(rows))
	for i, r := range rows {
		if out[i], err = r.law(); err != nil {
			return nil, err
		}
		at[r.ID] = &out[i]
	}
	for _, r := range identifiers {
		p := at[r.PolicyID]
		p.Identifiers = append(p.Identifiers, law.Identifier{Scheme: r.Scheme, Value: r.Value})
	}
	for _, r := range aliases {
		p := at[r.PolicyID]
		p.Aliases = append(p.Aliases, r.Slug)
	}
	for _, r := range sponsors {
		p := at[r.PolicyID]
		p.Sponsors = append(p.Sponsors, law.Sponsor{Name: r.Name, ID: r.SourceID, Order: r.Ord})
	}
	for _, r := range attachments {
		p := at[r.PolicyID]
		p.Attachments = append(p.Attachments, law.Attachment{Name: r.Name, URL: r.URL, ID: r.SourceID})
	}
	for _, r := range events {
		e, err := r.law()
		if err != nil {
			return nil, err
		}
		p := at[r.PolicyID]
		p.Events = append(p.Events, e)
	}
	for _, r := range relations {
		e, err := r.law()
		if err != nil {
			return nil, err
		}
		p := at[r.PolicyID]
		p.Relations = append(p.Relations, e)
	}
	for _, r := range codings {
		c, err := r.law()
		if err != nil {
			return nil, err
		}
		p := at[r.Row.PolicyID]
		p.Codings = append(p.Codings, c)
	}
	for _, r := range versions {
		v, err := r.law()
		if err != nil {
			return nil, err
		}
		p := at[r.PolicyID]
		p.Versions = append(p.Versions, v)
	}
	for i := range out {
		slices.SortStableFunc(out[i].Versions, func(a, b law.Version) int {
			if c := a.Date.Compare(b.Date); c != 0 {
				return c
			}
			return slices.Index(law.Stages, a.Stage) - slices.Index(law.Stages, b.Stage)
		})
	}
	return out, nil
}

// On says what a policy was on a day; its versions come without their texts.
// The error wraps law.ErrNotFound if there is no such policy.
func (s *Store) On(ctx context.Context, slug string, day law.Day) (law.Then, error) {
	var out law.Then
	err := s.reading(ctx, "the policy "+slug+" on "+string(day), func(tx *gorm.DB) error {
		id, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		all, err := policies(tx, "p.id = ?", id)
		if err == nil {
			out = all[0].On(day)
		}
		return err
	})
	return out, err
}

// Version is one version of a policy with text, sections and marks; Held false
// is a text not held. The error wraps law.ErrNotFound.
func (s *Store) Version(ctx context.Context, slug, label string) (law.Version, error) {
	var out law.Version
	err := s.reading(ctx, "version "+label+" of "+slug, func(tx *gorm.DB) error {
		id, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		var rows []versionRow
		if err := tx.Raw("SELECT * FROM versions WHERE policy_id = ? AND label = ?", id, label).Scan(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("no such version: %w", law.ErrNotFound)
		}
		if out, err = rows[0].law(); err != nil {
			return err
		}
		if rows[0].Marks != "" {
			if out.Marks, err = unmarshal[[]law.Mark](rows[0].Marks); err != nil {
				return err
			}
		}
		if rows[0].Stretches != "" {
			if out.Stretches, err = unmarshal[[]law.Stretch](rows[0].Stretches); err != nil {
				return err
			}
		}
		if rows[0].Notes != "" {
			if out.Notes, err = unlist(rows[0].Notes); err != nil {
				return err
			}
		}
		text := int64(rows[0].TextID)
		if text == 0 {
			return nil
		}
		if err := tx.Raw("SELECT body FROM texts WHERE id = ?", text).Scan(&out.Text).Error; err != nil {
			return err
		}
		var sections []sectionRow
		if err := tx.Raw("SELECT * FROM sections WHERE text_id = ? ORDER BY pos", text).Scan(&sections).Error; err != nil {
			return err
		}
		for _, r := range sections {
			out.Sections = append(out.Sections, r.law())
		}
		return nil
	})
	return out, err
}

// Dataset is the whole record, for the rules: every policy with all its events,
// also those that repeat another, and the texts of curated versions; those of
// collected ones are left out.
func (s *Store) Dataset(ctx context.Context) (law.Dataset, error) {
	var out law.Dataset
	err := s.reading(ctx, "the record", func(tx *gorm.DB) error {
		var places []jurisdictionRow
		var people []personRow
		var held []termRow
		var programs []programRow
		var err error
		if err := errors.Join(
			tx.Raw("SELECT * FROM jurisdictions ORDER BY slug").Scan(&places).Error,
			tx.Raw("SELECT * FROM persons ORDER BY slug").Scan(&people).Error,
			tx.Raw("SELECT * FROM terms ORDER BY jurisdiction, coalesce(start_lo, '9999'), id").Scan(&held).Error,
			tx.Raw("SELECT * FROM programs ORDER BY jurisdiction, pos, slug").Scan(&programs).Error,
		); err != nil {
			return err
		}
		if out.Jurisdictions, err = each(places, jurisdictionRow.law); err != nil {
			return err
		}
		if out.Terms, err = each(held, termRow.law); err != nil {
			return err
		}
		if out.Programs, err = each(programs, programRow.law); err != nil {
			return err
		}
		for _, p := range people {
			out.Persons = append(out.Persons, law.Person(p))
		}
		if out.Policies, err = policies(tx, "1 = 1"); err != nil {
			return err
		}
		var texts []struct {
			Slug, Label, Body string
			TextID            int64
		}
		if err := tx.Raw(`SELECT p.slug, v.label, v.text_id, t.body FROM versions v JOIN policies p ON p.id = v.policy_id JOIN texts t ON t.id = v.text_id
			WHERE v.origin = 'curated'`).Scan(&texts).Error; err != nil {
			return err
		}
		var sections []sectionRow
		if err := tx.Raw("SELECT * FROM sections WHERE text_id IN (SELECT text_id FROM versions WHERE origin = 'curated') ORDER BY text_id, pos").Scan(&sections).Error; err != nil {
			return err
		}
		byText := map[int64][]law.Section{}
		for _, r := range sections {
			byText[r.TextID] = append(byText[r.TextID], r.law())
		}
		at := map[[2]string]*law.Version{}
		for i := range out.Policies {
			for j := range out.Policies[i].Versions {
				at[[2]string{out.Policies[i].Slug, out.Policies[i].Versions[j].Label}] = &out.Policies[i].Versions[j]
			}
		}
		for _, t := range texts {
			v := at[[2]string{t.Slug, t.Label}]
			v.Text, v.Sections = t.Body, byText[t.TextID]
		}
		return nil
	})
	return out, err
}

func each[R, T any](rows []R, f func(R) (T, error)) ([]T, error) {
	out := make([]T, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = f(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}
