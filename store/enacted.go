package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"refuge/law"
)

// EnactedText is the official text of an enacted measure, as consolidation
// reads it.
type EnactedText struct {
	Slug   string
	Number string
	Year   int
	File   string // the bill's number at its source ("Int 0486-2014"); "" if unknown
	Label  string // the source's name of the version ("A"); "" if unknown
	Title  string
	// OnTopic says that the measure is curated or speaks of immigration.
	OnTopic bool
	Passed  law.Date // by the legislature
	Enacted law.Date
	Text    string
	Marks   []law.Mark
	Capture string // SHA-256
	Sources []string
}

// EnactedTexts are the enacted measures of a kind in a jurisdiction whose
// official text is held, by year and number.
func (s *Store) EnactedTexts(ctx context.Context, jurisdiction string, kind law.PolicyKind) ([]EnactedText, error) {
	var out []EnactedText
	err := s.reading(ctx, "the enacted texts of "+jurisdiction, func(tx *gorm.DB) error {
		var rows []struct {
			Slug, Number, Title, File, RawLabel, Body, Marks, Capture, Sources string
			Year                                                               int
			OnTopic                                                            bool
			Passed                                                             law.Date `gorm:"type:text"`
			Enacted                                                            law.Date `gorm:"type:text"`
		}
		err := tx.Raw(`
			SELECT p.slug, p.number, p.title, p.year, p.origin = ? OR p.relevance IN (?, ?) AS on_topic,
				v.raw_label, t.body, v.marks, v.capture, v.sources,
				coalesce((SELECT i.value FROM identifiers i WHERE i.policy_id = p.id AND i.scheme LIKE '%:file' LIMIT 1), '') AS file,
				(SELECT e.date FROM events e WHERE e.policy_id = p.id AND e.type = ? ORDER BY e.date_lo DESC LIMIT 1) AS passed,
				(SELECT e.date FROM events e WHERE e.policy_id = p.id AND e.type IN ? ORDER BY e.date_lo DESC LIMIT 1) AS enacted
			FROM policies p
			JOIN versions v ON v.policy_id = p.id AND v.stage = ? AND v.standing = ? AND v.held
			JOIN texts t ON t.id = v.text_id
			WHERE p.jurisdiction = ? AND p.kind = ? AND p.year > 0 AND p.number <> ''
			ORDER BY p.year, length(p.number), p.number, v.id`,
			law.Curated, law.Core, law.Support, law.Passed, []law.EventType{law.Signed, law.LapsedIntoLaw, law.VetoOverridden, law.AdoptedByVoters},
			law.AsEnacted, law.Official, jurisdiction, kind).Scan(&rows).Error
		if err != nil {
			return err
		}
		for i, r := range rows {
			// Of two enacted texts of one law the first that was read stands.
			if i > 0 && r.Slug == rows[i-1].Slug {
				continue
			}
			e := EnactedText{Slug: r.Slug, Number: r.Number, Year: r.Year, File: r.File, Label: r.RawLabel, Title: strings.TrimSpace(r.Title),
				OnTopic: r.OnTopic, Passed: r.Passed, Enacted: r.Enacted, Text: r.Body, Capture: r.Capture}
			if e.Sources, err = unlist(r.Sources); err != nil {
				return err
			}
			if r.Marks != "" {
				if e.Marks, err = unmarshal[[]law.Mark](r.Marks); err != nil {
					return err
				}
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}
