package scrapers

import (
	"strings"
	"testing"
)

func TestOnImmigration(t *testing.T) {
	for text, want := range map[string]bool{
		"Persons not to be detained by the department of correction": true,
		"In relation to Immigrants and IMMIGRATION":                  true,
		"Prohibiting cooperation with ICE.":                          true,
		"Removing the word “alien” from the code":                    true,
		"Repealing 8 U.S.C. 1373":                                    true,
		"Repealing 8 U.S.C. § 1373 and 1644":                         true,
		"An agreement under section 287(g) of the Act":               true,
		"Municipal identification card program":                      true,
		"Alienation of parkland in Springfield":                      false,
		"A salient question of office hours":                         false,
		"Sale of ice cream from trucks":                              false,
		"Deportment of pupils":                                       false,
		"Tax lot 1373 in the first ward":                             false,
		"Welcoming the new director":                                 false,
		"":                                                           false,
	} {
		if got := OnImmigration("", text); got != want {
			t.Errorf("OnImmigration(%q) = %v, want %v", text, got, want)
		}
	}
}

// A server looks for Ask without regard to case or bounds; a word whose own
// form can be met without it would be lost there.
func TestWordsAreAskedForInLowerCase(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range Words {
		if w.Ask != strings.ToLower(w.Ask) || strings.Contains(w.Ask, "'") || seen[w.Ask] {
			t.Errorf("word %q: must be lower case, without an apostrophe, and once in the list", w.Ask)
		}
		seen[w.Ask] = true
	}
}
