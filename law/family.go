package law

import (
	"slices"
	"strings"
)

var (
	// generations stand after a family name and are no part of it.
	generations = []string{"jr", "sr", "ii", "iii", "iv", "v"}
	// particles stand before a family name and belong to it.
	particles = []string{"da", "de", "del", "della", "den", "der", "di", "du", "la", "las", "le", "los", "st", "ten", "ter", "van", "von"}
)

// FamilyName is the part of a person's name by which lists sort it: its last
// word without "Jr." or "III", with the particles before it ("Bill de Blasio":
// "de Blasio"). A first word is always a given name. Of a family name of two
// words without a particle or hyphen it knows the second.
func FamilyName(name string) string {
	words := strings.Fields(strings.ReplaceAll(name, ",", " "))
	plain := func(i int) string { return strings.ToLower(strings.TrimSuffix(words[i], ".")) }
	end := len(words)
	for end > 1 && slices.Contains(generations, plain(end-1)) {
		end--
	}
	begin := max(end-1, 0)
	for begin > 1 && slices.Contains(particles, plain(begin-1)) {
		begin--
	}
	return strings.Join(words[begin:end], " ")
}
