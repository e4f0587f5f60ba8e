package seed

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"refuge/law"
)

var enacting = []law.EventType{law.Passed, law.Signed, law.LapsedIntoLaw, law.VetoOverridden, law.AdoptedByVoters, law.Effective}

// TestCodingsBeginWithTheLaw holds when a coding may begin: not before the
// measure was made, not with a first reading where a later step is recorded,
// and, where it is verified, not on a day that is itself unverified.
func TestCodingsBeginWithTheLaw(t *testing.T) {
	for _, p := range load(t).Policies {
		if slices.Contains([]law.Status{law.Proposed, law.Failed, law.Vetoed}, p.Status) {
			continue
		}
		var first law.Day
		readings, sure, unsure := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, e := range p.Events {
			if !slices.Contains(enacting, e.Type) || e.Date.IsZero() {
				continue
			}
			if first == "" || e.Date.Earliest() < first {
				first = e.Date.Earliest()
			}
			switch note := strings.ToLower(e.Note); {
			case e.Type == law.Passed && (strings.Contains(note, "first reading") || strings.Contains(note, "first vote")):
				readings[e.Date.String()] = true
			case e.Verified:
				sure[e.Date.String()] = true
			default:
				unsure[e.Date.String()] = true
			}
		}
		for i, k := range p.Codings {
			from := k.From.String()
			switch {
			case k.From.IsZero():
			case first != "" && k.From.Latest() < first:
				t.Errorf("%s coding %d begins on %s, before the first step that made the measure (%s)", p.Slug, i+1, from, first)
			case k.Verified && readings[from] && !sure[from]:
				t.Errorf("%s coding %d is verified and begins with a first reading on %s", p.Slug, i+1, from)
			case k.Verified && unsure[from] && !sure[from]:
				t.Errorf("%s coding %d is verified and begins on %s, which is unverified", p.Slug, i+1, from)
			}
		}
	}
}

// TestVerifiedCodingsAreNotInDoubt holds that no verified coding says of itself
// that it was inferred or remembered.
func TestVerifiedCodingsAreNotInDoubt(t *testing.T) {
	for _, f := range law.Check(load(t), today) {
		if f.Rule == "verified-in-doubt" && f.Severity == law.SevWarning && strings.Contains(f.Subject, " coding ") {
			t.Errorf("%s: %s", f.Subject, f.Sentence)
		}
	}
}

// TestSuits holds that the entry of a suit does not begin with a challenge to
// itself, and that a dismissal for want of standing or as moot upholds nothing.
func TestSuits(t *testing.T) {
	unheard := regexp.MustCompile(`(?i)(want|lack) of standing|\bas moot\b`)
	for _, p := range load(t).Policies {
		if p.Kind == law.CourtRuling && len(p.Events) > 0 && p.Events[0].Type == law.Challenged {
			t.Errorf("%s begins with a challenge: the filing of a suit is introduced", p.Slug)
		}
		for i, e := range p.Events {
			if e.Type == law.Upheld && unheard.MatchString(e.Note) {
				t.Errorf("%s event %d: %q is no ruling that upholds: use step", p.Slug, i+1, e.Note)
			}
		}
	}
}
