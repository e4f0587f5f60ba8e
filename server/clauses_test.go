package server

import (
	"testing"

	"refuge/law"
	"refuge/store"
)

// Every variable has words to search for, and the store can read them.
func TestVariableWordsAreQueries(t *testing.T) {
	s := openRecord(t)
	for _, v := range law.TheCodebook().Variables {
		if law.SearchWords(v.ID) == "" {
			t.Errorf("%s has no words", v.ID)
			continue
		}
		if _, err := s.Search(t.Context(), store.SearchFilter{Query: law.SearchWords(v.ID)}); err != nil {
			t.Errorf("%s: %v", v.ID, err)
		}
	}
}
