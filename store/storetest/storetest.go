// Package storetest is the one suite of what the store does, whatever database
// is under it. What only one database knows is tested beside the store.
package storetest

import (
	"context"
	"testing"
	"time"

	"refuge/law"
	"refuge/store"
)

// Open makes an empty store with a clock that goes with the test.
type Open func(t testing.TB, now func() time.Time) *store.Store

// Run runs the whole suite on stores that open makes.
func Run(t *testing.T, open Open) {
	for _, b := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"ImportTwiceChangesNothing", testImportTwiceChangesNothing},
		{"DoubtsAreHeld", testDoubtsAreHeld},
		{"RestatedAnew", testRestatedAnew},
		{"APolicyBecomesAnAlias", testAPolicyBecomesAnAlias},
		{"CollectedJoinsCurated", testCollectedJoinsCurated},
		{"Disagreements", testDisagreements},
		{"ImportOrder", testImportOrder},
		{"Parts", testParts},
		{"VersionsAreOnlyAdded", testVersionsAreOnlyAdded},
		{"Slugs", testSlugs},
		{"OneFileNumberTwoMatters", testOneFileNumberTwoMatters},
		{"CuratedListsAreExact", testCuratedListsAreExact},
		{"Reworded", testReworded},
		{"NothingIsLeftOfAFailedImport", testNothingIsLeftOfAFailedImport},
		{"RelatedBothWays", testRelatedBothWays},
		{"Search", testSearch},
		{"SearchLongText", testSearchLongText},
		{"SearchHiddenSigns", testSearchHiddenSigns},
		{"SearchAsAsked", testSearchAsAsked},
		{"Timeline", testTimeline},
		{"Policies", testPolicies},
		{"Snapshot", testSnapshot},
		{"AsOf", testAsOf},
		{"Terms", testTerms},
		{"WhoMadeLaw", testWhoMadeLaw},
		{"DayToCome", testDayToCome},
		{"Queue", testQueue},
		{"OpenMatters", testOpenMatters},
		{"ReadersDuringAWrite", testReadersDuringAWrite},
		{"APolicyHasOneName", testAPolicyHasOneName},
		{"VotesAreHeld", testVotesAreHeld},
		{"Paging", testPaging},
		{"Totals", testTotals},
		{"Sorting", testSorting},
		{"WhenRowsChanged", testWhenRowsChanged},
		{"RereadIsNoChange", testRereadIsNoChange},
	} {
		t.Run(b.name, func(t *testing.T) { b.test(t, open) })
	}
}

// New opens a database of its own, which goes with the test.
func New(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var curated = store.ImportOptions{Origin: law.Curated}

// clock is a clock that moves on by a second at each look.
func clock() func() time.Time {
	t := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(time.Second)
		return t
	}
}

func collected(source string) store.ImportOptions {
	return store.ImportOptions{Origin: law.Collected, Source: source}
}

func mustImport(t testing.TB, s *store.Store, d law.Dataset, o store.ImportOptions) store.Report {
	t.Helper()
	rep, err := s.Import(context.Background(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (open Open) fresh(t testing.TB) *store.Store { return open(t, clock()) }
