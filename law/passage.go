package law

import (
	"slices"
	"strings"
)

// PassageAt names a section of a version of a policy.
type PassageAt struct {
	Policy   string   `json:"policy"`
	Version  string   `json:"version"`
	Section  string   `json:"section"` // eId
	Standing Standing `json:"standing"`
}

// LawText is a text that was law, with its sections.
type LawText struct {
	Policy   string
	Version  string
	Standing Standing
	Service
	Sections []Section
	// Code says that the policy is the section of a code, not the law that has
	// the coding.
	Code bool
}

// PassagesOf are the passages of a coding in the texts that were law on a day,
// one of each text: the official before the consolidated before those restated
// in our words. In a text of its own policy it is the section of the coding's
// eId, else, in one that is not ours, the top section of its locator's number.
// In a section of a code it is the passage of its eId below the section of that
// number, else that section.
func PassagesOf(k Coding, day Day, texts []LawText) []PassageAt {
	var out []PassageAt
	for _, t := range texts {
		if !t.Covers(day, day) {
			continue
		}
		if eid := t.passage(k); eid != "" {
			out = append(out, PassageAt{t.Policy, t.Version, eid, t.Standing})
		}
	}
	slices.SortStableFunc(out, func(a, b PassageAt) int {
		return slices.Index(Standings, a.Standing) - slices.Index(Standings, b.Standing)
	})
	return out
}

func (t LawText) passage(k Coding) string {
	exact := k.Section != "" && slices.ContainsFunc(t.Sections, func(s Section) bool { return s.EID == k.Section })
	if exact && !t.Code {
		return k.Section
	}
	if k.Locator == "" || t.Standing == Restated {
		return ""
	}
	i := slices.IndexFunc(t.Sections, func(s Section) bool {
		return s.Parent == "" && s.Number != "" && (Codified{Number: s.Number}).Has(k.Locator)
	})
	switch {
	case i < 0:
		return ""
	case exact && strings.HasPrefix(k.Section, t.Sections[i].EID+"__"):
		return k.Section
	}
	return t.Sections[i].EID
}
