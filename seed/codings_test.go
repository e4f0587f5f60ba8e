package seed

import (
	"regexp"
	"strings"
	"testing"

	"refuge/law"
)

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
// itself, and that a dismissal for want of standing or as moot upholds nothing,
// nor does an injunction that is refused for the time being.
func TestSuits(t *testing.T) {
	unheard := regexp.MustCompile(`(?i)(want|lack) of standing|\bas moot\b|injunction[^.;]* (denied|refused)|^denial affirmed`)
	// Rulings on the merits whose note tells of a part that was not.
	heard := map[string]string{
		"us-v-illinois-2025":      "dismissed under the Tenth Amendment; standing was the ground for the officials alone",
		"il-mchenry-v-raoul-2021": "dismissed with prejudice; moot was the request for an injunction",
	}
	for _, p := range load(t).Policies {
		if p.Kind == law.CourtRuling && len(p.Events) > 0 && p.Events[0].Type == law.Challenged {
			t.Errorf("%s begins with a challenge: the filing of a suit is introduced", p.Slug)
		}
		for i, e := range p.Events {
			if e.Type == law.Upheld && unheard.MatchString(e.Note) && heard[p.Slug] == "" {
				t.Errorf("%s event %d: %q is no ruling that upholds: use step", p.Slug, i+1, e.Note)
			}
		}
	}
}
