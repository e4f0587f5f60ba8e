package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// heldOn keeps codings that may hold on a day, by their holdings h.
func heldOn(q *query, day law.Day) {
	q.and("h.from_day <= ? AND h.until_day > ?", string(day), string(day))
}

type codingPolicyRow struct {
	Row                                    codingRow   `gorm:"embedded"`
	Named                                  policyNamed `gorm:"embedded"`
	Policy, Jurisdiction, JurisdictionName string
	JurisdictionKind                       law.JurisdictionKind
	PolicyKind                             law.PolicyKind
	Version                                string // label of that in which its section stands
	Certain                                bool
}

func (r codingPolicyRow) layer() law.Layer { return law.LayerOf(r.JurisdictionKind, r.PolicyKind) }

func (r codingPolicyRow) law() (law.Coding, error) {
	c, err := r.Row.law()
	c.Version = r.Version
	return c, err
}

func (r codingPolicyRow) row() (record.CodingRow, error) {
	c, err := r.law()
	return record.CodingRow{Coding: c, Policy: r.Policy, PolicyTitle: r.Named.name(), PolicyKind: r.PolicyKind, Layer: r.layer(),
		Jurisdiction: r.Jurisdiction, JurisdictionName: r.JurisdictionName}, err
}

const codingColumns = `c.*, p.slug AS policy, ` + naming + `,
	p.kind AS policy_kind, p.jurisdiction, j.name AS jurisdiction_name, j.kind AS jurisdiction_kind, coalesce(v.label, '') AS version`

const codingTables = `codings c JOIN policies p ON p.id = c.policy_id JOIN jurisdictions j ON j.slug = p.jurisdiction
	LEFT JOIN versions v ON v.id = c.version_id`

// The codings of a day, each with the version that was law then.
const (
	heldColumns = codingColumns + ", h.certain"
	heldTables  = `holdings h JOIN codings c ON c.id = h.coding_id JOIN policies p ON p.id = c.policy_id JOIN jurisdictions j ON j.slug = p.jurisdiction
	LEFT JOIN versions v ON v.id = h.version_id`
)

// Codings are those the filter selects, by jurisdiction, variable and
// beginning; with AsOf those that may have held on that day, each with the
// version that was law then.
func (s *Store) Codings(ctx context.Context, f CodingFilter) (record.List[record.CodingRow], error) {
	out := record.List[record.CodingRow]{Items: []record.CodingRow{}}
	var q query
	in(&q, "p.jurisdiction", f.Jurisdictions)
	if len(f.Policies) > 0 {
		q.and("p.id IN (SELECT id FROM policies WHERE slug IN ? UNION ALL SELECT policy_id FROM aliases WHERE slug IN ?)", f.Policies, f.Policies)
	}
	in(&q, "c.variable", f.Variables)
	in(&q, "c.value", f.Values)
	if f.Verified != nil {
		q.and("c.verified = ?", *f.Verified)
	}
	l := listing{name: "codings", columns: codingColumns, from: codingTables,
		keys: []string{"p.jurisdiction", "c.variable", "coalesce(c.from_lo, '')", "c.id"}, kinds: "sssi"}
	if f.AsOf != "" {
		l.columns, l.from = heldColumns, heldTables
		heldOn(&q, f.AsOf)
	}
	err := s.reading(ctx, "the codings", func(tx *gorm.DB) error {
		var rows []codingPolicyRow
		total, limit, err := l.read(tx, q, f.Page, &rows)
		if err != nil {
			return err
		}
		out.Total = total
		rows, out.Next = cut(l, rows, limit, func(r codingPolicyRow) []any {
			return []any{r.Jurisdiction, r.Row.Variable, string(r.Row.FromLo), r.Row.ID}
		})
		for _, r := range rows {
			c, err := r.row()
			if err != nil {
				return err
			}
			out.Items = append(out.Items, c)
		}
		return nil
	})
	return out, err
}

// Snapshot is what the record says of a jurisdiction on a day: who held its
// office, the policies in force in the order of their first events, and each
// variable of the codebook in its order, unknown where no coding held.
// law.ErrNotFound if the jurisdiction is not held, law.ErrInvalid for no day.
func (s *Store) Snapshot(ctx context.Context, jurisdiction string, day law.Day) (record.Snapshot, error) {
	var out record.Snapshot
	if _, err := law.ParseDay(string(day)); err != nil {
		return out, err
	}
	err := s.reading(ctx, "the state of "+jurisdiction, func(tx *gorm.DB) error {
		var place []jurisdictionRow
		if err := tx.Raw("SELECT * FROM jurisdictions WHERE slug = ?", jurisdiction).Scan(&place).Error; err != nil {
			return err
		}
		if len(place) == 0 {
			return law.ErrNotFound
		}
		j, err := place[0].law()
		if err != nil {
			return err
		}
		out = record.Snapshot{Jurisdiction: j, AsOf: day, Ahead: day > s.today(), Policies: []record.Brief{}}
		held, err := readOffices(tx, []string{jurisdiction})
		if err != nil {
			return err
		}
		out.Holders = holdersOn(held[jurisdiction], law.OnDay(day), s.today())
		q := policyQuery(PolicyFilter{Jurisdictions: []string{jurisdiction}, InForceOn: day})
		var briefs []briefRow
		if err := tx.Raw("SELECT "+briefColumns+" FROM policies p JOIN jurisdictions j ON j.slug = p.jurisdiction"+q.where()+
			" ORDER BY p.first_lo, p.id", q.values...).Scan(&briefs).Error; err != nil {
			return err
		}
		for _, b := range briefs {
			out.Policies = append(out.Policies, b.Brief)
		}
		if err := tx.Raw("SELECT count(*) FROM policies p WHERE p.jurisdiction = ? AND NOT ("+onTopic+") AND "+inForce, jurisdiction, string(day), string(day)).
			Scan(&out.OffSubject).Error; err != nil {
			return err
		}
		var cq query
		cq.and("p.jurisdiction = ?", jurisdiction)
		heldOn(&cq, day)
		var rows []codingPolicyRow
		if err := tx.Raw("SELECT "+heldColumns+" FROM "+heldTables+cq.where()+" ORDER BY c.id", cq.values...).Scan(&rows).Error; err != nil {
			return err
		}
		byVariable := map[string][]codingPolicyRow{}
		for _, r := range rows {
			byVariable[r.Row.Variable] = append(byVariable[r.Row.Variable], r)
		}
		for _, v := range law.TheCodebook().Variables {
			rows := byVariable[v.ID]
			strongestFirst(v, rows)
			d := record.VariableDay{Variable: v.ID, Known: len(rows) > 0, Codings: []record.CodingDay{}}
			for _, r := range rows {
				c, err := r.law()
				if err != nil {
					return err
				}
				d.Codings = append(d.Codings, record.CodingDay{Coding: c, Policy: r.Policy, PolicyTitle: r.Named.name(), Layer: r.layer(), Certain: r.Certain})
			}
			if d.Known {
				d.Value = rows[0].Row.Value
			}
			out.Variables = append(out.Variables, d)
		}
		return nil
	})
	return out, err
}

// strongestFirst orders codings of one variable by the codebook's order, those
// that certainly hold and are verified first among equals.
func strongestFirst(v law.Variable, rows []codingPolicyRow) {
	slices.SortStableFunc(rows, func(a, b codingPolicyRow) int {
		return cmp.Or(v.Compare(a.Row.Value, b.Row.Value), order(b.Certain, a.Certain), order(b.Row.Verified, a.Row.Verified),
			cmp.Compare(a.Row.ID, b.Row.ID))
	})
}

// cellOf is the cell of the codings of one variable in one place, strongest
// first.
func cellOf(rows []codingPolicyRow) record.Cell {
	var c record.Cell
	for _, r := range rows {
		if slices.ContainsFunc(c.Values, func(v record.CellValue) bool { return string(v.Value) == r.Row.Value }) {
			continue
		}
		c.Values = append(c.Values, record.CellValue{Value: record.Optional(r.Row.Value), Policy: r.Policy, Version: r.Version,
			Section: r.Row.Section, Layer: r.layer(), Verified: r.Row.Verified, Certain: r.Certain})
	}
	c.CellValue = c.Values[0]
	return c
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Matrix is the strongest value of each variable in each jurisdiction on a day,
// in the order given; without jurisdictions or variables it is of all. An
// unknown jurisdiction is law.ErrNotFound, an unknown variable or no day
// law.ErrInvalid.
func (s *Store) Matrix(ctx context.Context, day law.Day, jurisdictions, variables []string) (record.Matrix, error) {
	out := record.Matrix{AsOf: day}
	if _, err := law.ParseDay(string(day)); err != nil {
		return out, err
	}
	byID := map[string]law.Variable{}
	column := map[string]int{}
	if len(variables) == 0 {
		for _, v := range law.TheCodebook().Variables {
			variables = append(variables, v.ID)
		}
	}
	for _, id := range variables {
		v, ok := law.VariableByID(id)
		if !ok {
			return out, fmt.Errorf("%q is no variable of the codebook: %w", id, law.ErrInvalid)
		}
		byID[id] = v
		if _, twice := column[id]; !twice {
			column[id] = len(out.Variables)
			out.Variables = append(out.Variables, id)
		}
	}
	err := s.reading(ctx, "the matrix", func(tx *gorm.DB) error {
		var places []struct{ Slug, Name string }
		if err := tx.Raw("SELECT slug, name FROM jurisdictions ORDER BY slug").Scan(&places).Error; err != nil {
			return err
		}
		names := map[string]string{}
		wanted := jurisdictions
		for _, p := range places {
			names[p.Slug] = p.Name
			if len(jurisdictions) == 0 {
				wanted = append(wanted, p.Slug)
			}
		}
		row := map[string]int{}
		for _, slug := range wanted {
			name, ok := names[slug]
			if !ok {
				return fmt.Errorf("no jurisdiction %q: %w", slug, law.ErrNotFound)
			}
			if _, twice := row[slug]; twice {
				continue
			}
			row[slug] = len(out.Jurisdictions)
			out.Jurisdictions = append(out.Jurisdictions, slug)
			out.Names = append(out.Names, name)
			cells := make([]record.Cell, len(out.Variables))
			for i := range cells {
				cells[i].Values = []record.CellValue{}
			}
			out.Cells = append(out.Cells, cells)
		}
		var q query
		in(&q, "p.jurisdiction", out.Jurisdictions)
		in(&q, "c.variable", out.Variables)
		heldOn(&q, day)
		var rows []codingPolicyRow
		if err := tx.Raw("SELECT "+heldColumns+" FROM "+heldTables+q.where()+" ORDER BY c.id", q.values...).Scan(&rows).Error; err != nil {
			return err
		}
		type cell struct{ jurisdiction, variable string }
		cells := map[cell][]codingPolicyRow{}
		for _, r := range rows {
			k := cell{r.Jurisdiction, r.Row.Variable}
			cells[k] = append(cells[k], r)
		}
		for k, rows := range cells {
			strongestFirst(byID[k.variable], rows)
			out.Cells[row[k.jurisdiction]][column[k.variable]] = cellOf(rows)
		}
		return nil
	})
	return out, err
}
