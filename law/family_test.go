package law

import "testing"

func TestFamilyName(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Quay":            "Quay",
		"Ada B. C. Quay":      "Quay",
		"Bo Ferry Jr.":        "Ferry",
		"Bo Ferry, Jr.":       "Ferry",
		"Bo Ferry Sr":         "Ferry",
		"Cy Pier III":         "Pier",
		"Di de Wharf":         "de Wharf",
		"Di De La Wharf II":   "De La Wharf",
		"Ed van der Mole":     "van der Mole",
		"Fi St. Dock":         "St. Dock",
		"Van Slip":            "Slip",
		"Van Van Slip":        "Van Slip",
		"Gil O'Berth-Jetty":   "O'Berth-Jetty",
		"José Muelle Dársena": "Dársena",
		"Lock":                "Lock",
		"Jr.":                 "Jr.",
		"de Lock":             "Lock",
		"":                    "",
		"  Ida   Dike  ":      "Dike",
	} {
		if got := FamilyName(name); got != want {
			t.Errorf("the family name of %q is %q, want %q", name, got, want)
		}
	}
}
