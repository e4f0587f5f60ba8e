package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// sectionLawRow is a policy that says where it is codified.
type sectionLawRow struct {
	Brief      briefRow `gorm:"embedded"`
	CodifiedAt string
	Enacted    dayCol `gorm:"type:text"`
	EnactedHi  dayCol `gorm:"type:text"`
	Effective  law.Date
}

// codified reads the policies of a jurisdiction that say where they are
// codified, and the entries of its code sections.
func codified(tx *gorm.DB, jurisdiction string) ([]sectionLawRow, error) {
	var rows []sectionLawRow
	err := tx.Raw("SELECT "+briefColumns+`, p.codified_at, p.enacted_lo AS enacted, p.enacted_hi,
		coalesce((SELECT e.date FROM events e WHERE e.policy_id = p.id AND e.type = ? AND e.same_as IS NULL AND e.date_lo IS NOT NULL
			ORDER BY e.date_lo, e.id LIMIT 1), '') AS effective
		FROM policies p JOIN jurisdictions j ON j.slug = p.jurisdiction
		WHERE p.jurisdiction = ? AND (p.kind = ? OR p.codified_at NOT IN ('', '[]'))
		ORDER BY coalesce(p.first_lo, '~'), p.id`, law.Effective, jurisdiction, law.CodeSection).Scan(&rows).Error
	return rows, err
}

// Code is where the measures of a jurisdiction are codified: the sections and
// chapters of its codes, by code and number, each with its measures. The error
// wraps law.ErrNotFound if the jurisdiction is not held.
func (s *Store) Code(ctx context.Context, jurisdiction string) ([]record.CodePlace, error) {
	out := []record.CodePlace{}
	err := s.reading(ctx, "the code of "+jurisdiction, func(tx *gorm.DB) error {
		if err := mustHold(tx, jurisdiction); err != nil {
			return err
		}
		rows, err := codified(tx, jurisdiction)
		if err != nil {
			return err
		}
		at := map[law.Codified]int{}
		for _, r := range rows {
			if r.Brief.Kind == law.CodeSection {
				continue
			}
			words, err := unlist(r.CodifiedAt)
			if err != nil {
				return err
			}
			for _, w := range words {
				for _, c := range law.ReadCodified(w) {
					i, ok := at[c]
					if !ok {
						i = len(out)
						at[c] = i
						out = append(out, record.CodePlace{Codified: c})
					}
					if laws := out[i].Laws; len(laws) == 0 || laws[len(laws)-1].Slug != r.Brief.Slug {
						out[i].Laws = append(laws, r.Brief.Brief)
					}
				}
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b record.CodePlace) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), law.CompareNumbers(a.Number, b.Number))
	})
	return out, err
}

// CodeSection is a section of the codes of a jurisdiction on a day, by its number
// with or without signs. The error wraps law.ErrNotFound where neither a measure
// of the record is codified there nor the section has an entry of its own,
// law.ErrInvalid for no day.
func (s *Store) CodeSection(ctx context.Context, jurisdiction, number string, day law.Day) (record.CodeSection, error) {
	out := record.CodeSection{Jurisdiction: jurisdiction, AsOf: day, Places: []law.Codified{}, Laws: []record.SectionLaw{},
		Passages: []record.Passage{}, Codings: []record.CodingRow{}}
	if _, err := law.ParseDay(string(day)); err != nil {
		return out, err
	}
	err := s.reading(ctx, "section "+number+" of "+jurisdiction, func(tx *gorm.DB) error {
		if err := mustHold(tx, jurisdiction); err != nil {
			return err
		}
		rows, err := codified(tx, jurisdiction)
		if err != nil {
			return err
		}
		var ids []int64
		whole := map[int64]bool{} // measures that are codified here and nowhere else
		for _, r := range rows {
			out.JurisdictionName = r.Brief.JurisdictionName
			if r.Brief.Kind == law.CodeSection {
				if (law.Codified{Number: r.Brief.Number}).Has(number) {
					brief := r.Brief.Brief
					out.Entry = &brief
					ids = append(ids, r.Brief.ID)
					whole[r.Brief.ID] = true
				}
				continue
			}
			words, err := unlist(r.CodifiedAt)
			if err != nil {
				return err
			}
			here, all := 0, 0
			for _, w := range words {
				for _, c := range law.ReadCodified(w) {
					all++
					if !c.Has(number) {
						continue
					}
					here++
					if !slices.Contains(out.Places, c) {
						out.Places = append(out.Places, c)
					}
				}
			}
			if here == 0 {
				continue
			}
			ids = append(ids, r.Brief.ID)
			whole[r.Brief.ID] = here == all
			enacted := law.Date{}
			if r.Enacted != "" && r.Enacted == r.EnactedHi {
				enacted = law.OnDay(law.Day(r.Enacted))
			}
			out.Laws = append(out.Laws, record.SectionLaw{Brief: r.Brief.Brief, CodifiedAt: words, Enacted: enacted, Effective: r.Effective})
		}
		if len(ids) == 0 {
			return fmt.Errorf("no measure of the record is codified at %q: %w", number, law.ErrNotFound)
		}
		section := law.Codified{Number: number}
		switch {
		case out.Entry != nil:
			section.Number = out.Entry.Number
		default:
			section.Number = out.Places[0].Named(number)
		}
		out.Number = section.Number
		if out.Passages, err = passages(tx, ids, section, day); err != nil {
			return err
		}
		out.Codings, err = sectionCodings(tx, ids, section, whole, day)
		return err
	})
	return out, err
}

// passages are the words of a section in the texts of policies that were law on
// a day.
func passages(tx *gorm.DB, ids []int64, section law.Codified, day law.Day) ([]record.Passage, error) {
	var rows []struct {
		Section                     sectionRow `gorm:"embedded"`
		Policy, Label, Body         string
		Citation, Title, ShortTitle string
		Standing                    law.Standing
		Basis                       law.Basis
		FromDay                     dayCol `gorm:"type:text"`
		VersionID                   int64
	}
	err := tx.Raw(`SELECT s.*, p.slug AS policy, p.citation, p.title, p.short_title, v.label, v.standing, v.basis, v.id AS version_id,
			ld.from_day, t.body
		FROM law_days ld JOIN versions v ON v.id = ld.version_id JOIN policies p ON p.id = ld.policy_id
		JOIN texts t ON t.id = v.text_id JOIN sections s ON s.text_id = t.id
		WHERE ld.policy_id IN ? AND ld.from_day <= ? AND ld.until_day > ? AND s.number LIKE '%' || ? || '%'
		ORDER BY ld.from_day DESC, v.id, s.pos`, ids, string(day), string(day), strings.TrimPrefix(section.Number, "ch. ")).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := []record.Passage{}
	seen := map[int64]bool{}
	for _, r := range rows {
		if seen[r.VersionID] || !section.Has(r.Section.Number) {
			continue
		}
		seen[r.VersionID] = true
		out = append(out, record.Passage{Policy: r.Policy, Name: law.PolicyName(r.ShortTitle, r.Citation, r.Title), Version: r.Label,
			Standing: r.Standing, Basis: r.Basis, Section: r.Section.EID, Number: r.Section.Number, Heading: r.Section.Heading,
			Since: law.Day(r.FromDay), Words: r.Section.law().Words(r.Body)})
	}
	slices.SortStableFunc(out, func(a, b record.Passage) int {
		return slices.Index(law.Standings, a.Standing) - slices.Index(law.Standings, b.Standing)
	})
	return out, nil
}

// sectionCodings are the codings of policies that rest on a section and may
// have held on a day; a policy that is codified there alone gives all of its
// codings.
func sectionCodings(tx *gorm.DB, ids []int64, section law.Codified, whole map[int64]bool, day law.Day) ([]record.CodingRow, error) {
	var q query
	q.and("c.policy_id IN ?", ids)
	heldOn(&q, day)
	var rows []codingPolicyRow
	err := tx.Raw("SELECT "+heldColumns+" FROM "+heldTables+q.where()+" ORDER BY c.variable, c.id", q.values...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := []record.CodingRow{}
	for _, r := range rows {
		if !whole[r.Row.PolicyID] && !section.Has(r.Row.Locator) {
			continue
		}
		row, err := r.row()
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// CodingPassages are, for each coding of a policy in their order, its passages
// in the texts that were law on the last day the coding held: of the policy and
// of the sections of the code that it says it stands at (law.PassagesOf). The
// error wraps law.ErrNotFound if there is no such policy.
func (s *Store) CodingPassages(ctx context.Context, slug string) ([][]law.PassageAt, error) {
	var out [][]law.PassageAt
	err := s.reading(ctx, "the passages of "+slug, func(tx *gorm.DB) error {
		id, err := policyID(tx, slug)
		if err != nil {
			return err
		}
		var codings []struct {
			Section, Locator string
			Until            dayCol `gorm:"type:text"`
		}
		err = tx.Raw(`SELECT c.section, c.locator, (SELECT max(h.until_day) FROM holdings h WHERE h.policy_id = c.policy_id AND h.coding_id = c.id) AS until
			FROM codings c WHERE c.policy_id = ? ORDER BY c.pos, c.id`, id).Scan(&codings).Error
		if err != nil || len(codings) == 0 {
			return err
		}
		texts, err := lawTexts(tx, id)
		if err != nil {
			return err
		}
		today := s.today()
		for _, c := range codings {
			passages := []law.PassageAt{}
			if until := min(law.Day(c.Until), today.Add(1)); until != "" {
				passages = append(passages, law.PassagesOf(law.Coding{Section: c.Section, Locator: c.Locator}, until.Add(-1), texts)...)
			}
			out = append(out, passages)
		}
		return nil
	})
	return out, err
}

// lawTexts are the texts held that were law, of a policy and of the sections of
// codes that it says it stands at.
func lawTexts(tx *gorm.DB, id int64) ([]law.LawText, error) {
	var own struct{ Jurisdiction, CodifiedAt string }
	if err := tx.Raw("SELECT jurisdiction, codified_at FROM policies WHERE id = ?", id).Scan(&own).Error; err != nil {
		return nil, err
	}
	at, err := unlist(own.CodifiedAt)
	if err != nil {
		return nil, err
	}
	var entries []struct {
		ID     int64
		Number string
	}
	if err := tx.Raw("SELECT id, number FROM policies WHERE jurisdiction = ? AND kind = ?", own.Jurisdiction, law.CodeSection).Scan(&entries).Error; err != nil {
		return nil, err
	}
	ids := []int64{id}
	for _, e := range entries {
		here := slices.ContainsFunc(at, func(words string) bool {
			return slices.ContainsFunc(law.ReadCodified(words), func(c law.Codified) bool { return c.Has(e.Number) })
		})
		if here && e.ID != id {
			ids = append(ids, e.ID)
		}
	}
	var rows []struct {
		Section       sectionRow `gorm:"embedded"`
		Policy, Label string
		PolicyID      int64
		Standing      law.Standing
		FromDay       dayCol `gorm:"type:text"`
		UntilDay      dayCol `gorm:"type:text"`
	}
	err = tx.Raw(`SELECT s.text_id, s.pos, s.eid, s.parent, s.number, p.slug AS policy, p.id AS policy_id, v.label, v.standing, ld.from_day, ld.until_day
		FROM law_days ld JOIN versions v ON v.id = ld.version_id JOIN policies p ON p.id = ld.policy_id JOIN sections s ON s.text_id = v.text_id
		WHERE ld.policy_id IN ? ORDER BY ld.policy_id, ld.pos, s.pos`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var out []law.LawText
	for _, r := range rows {
		days := law.Service{From: law.Day(r.FromDay), Until: law.Day(r.UntilDay)}
		if n := len(out); n == 0 || out[n-1].Policy != r.Policy || out[n-1].Version != r.Label || out[n-1].Service != days {
			out = append(out, law.LawText{Policy: r.Policy, Version: r.Label, Standing: r.Standing, Service: days, Code: r.PolicyID != id})
		}
		last := &out[len(out)-1]
		last.Sections = append(last.Sections, r.Section.law())
	}
	return out, nil
}
