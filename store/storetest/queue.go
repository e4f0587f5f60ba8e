package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

func begin(t *testing.T, s *store.Store) store.Run {
	t.Helper()
	r, _, err := s.BeginRun(context.Background(), "springfield-council", false)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func keysOf(qs []store.Queued) []string {
	var out []string
	for _, q := range qs {
		out = append(out, q.Key)
	}
	return out
}

func testQueue(t *testing.T, open Open) {
	ctx := context.Background()
	now := clock()
	s := open(t, func() time.Time { return now() })
	mustImport(t, s, springfield.Record(), curated)
	run := begin(t, s)
	first := []store.Queued{{Key: "list", Kind: "list", URL: "https://council.example/list", Context: map[string]string{"page": "1"}}, {Key: "text/1", Once: true}, {Key: "text/2", Once: true}}
	n, err := s.Enqueue(ctx, "springfield-council", run.ID, append(first, first[0]))
	if err != nil || n != 3 {
		t.Fatalf("%d added, %v", n, err)
	}
	got, err := s.Lease(ctx, run.ID, 2)
	if err != nil || !slices.Equal(keysOf(got), []string{"list", "text/1"}) || got[0].Context["page"] != "1" || got[0].Attempts != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	capture := law.Capture{SHA256: "ab", URL: "https://council.example/list", FetchedAt: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Status: 200, Bytes: 10, ETag: `"1"`, Modified: "yesterday"}
	newest := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	torn := law.Policy{Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "9"}}, Abstract: "of nothing"}
	rep, err := s.Record(ctx, run.ID, council1, []store.Answered{
		{Request: got[0].ID, Capture: &capture, Data: collect(springfield.Matter(), torn), Next: []store.Queued{{Key: "matter/1"}, {Key: "list"}}, Newest: newest},
		{Request: got[1].ID, Bad: []store.Quarantine{{Subject: "text 1", Cause: "torn", Capture: "ab"}}},
	})
	if err != nil || rep.Policies.Updated != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if c, err := s.Capture(ctx, "ab"); err != nil || c != capture {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := s.Capture(ctx, "cd"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
	bad, err := s.Quarantined(ctx, "springfield-council", store.Page{})
	if err != nil || bad.Total != 2 {
		t.Errorf("%+v, %v", bad, err)
	}
	// Killed here: the run is taken up again, what was under way is pending.
	if got, err = s.Lease(ctx, run.ID, 1); err != nil || !slices.Equal(keysOf(got), []string{"text/2"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	again, resumed, err := s.BeginRun(ctx, "springfield-council", false)
	if err != nil || !resumed || again.ID != run.ID {
		t.Fatalf("%+v, %v, %v", again, resumed, err)
	}
	if got, err = s.Lease(ctx, run.ID, 10); err != nil || !slices.Equal(keysOf(got), []string{"text/2", "matter/1"}) || got[0].Attempts != 1 { // what was cut off was not tried
		t.Fatalf("%+v, %v", got, err)
	}
	if more, err := s.Lease(ctx, run.ID, 10); err != nil || len(more) != 0 {
		t.Errorf("given twice: %+v, %v", more, err)
	}
	later := time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC)
	if err := s.Postpone(ctx, got[0].ID, later, "busy"); err != nil {
		t.Fatal(err)
	}
	if n, due, err := s.Left(ctx, run.ID); err != nil || n != 1 || !due.Equal(later) {
		t.Errorf("%d left, due %s, %v", n, due, err)
	}
	if more, err := s.Lease(ctx, run.ID, 10); err != nil || len(more) != 0 {
		t.Errorf("not due: %+v, %v", more, err)
	}
	now = func() time.Time { return later.Add(time.Second) }
	if more, err := s.Lease(ctx, run.ID, 10); err != nil || len(more) != 1 {
		t.Errorf("due: %+v, %v", more, err)
	}
	if err := s.GiveUp(ctx, run.ID, got[0].ID, "gone", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(ctx, run.ID, council1, []store.Answered{{Request: got[1].ID, Data: collect(springfield.Matter())}}); err != nil {
		t.Fatal(err)
	}
	if err := s.EndRun(ctx, store.Run{ID: run.ID}); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("a run without an outcome ended: %v", err)
	}
	if left, err := s.Unanswered(ctx, "springfield-council", 0); err != nil || len(left) != 1 || left[0].Key != got[0].Key {
		t.Errorf("unanswered: %+v, %v", left, err)
	}
	run.Outcome, run.Newest = "done", &newest
	if err := s.EndRun(ctx, run); err != nil {
		t.Fatal(err)
	}
	last, ok, err := s.LastDone(ctx, "springfield-council")
	if err != nil || !ok || last.Requests != 4 || last.Fetched != 1 || last.Bytes != 10 || last.New != 0 || last.Updated != 1 || last.Unchanged != 0 ||
		last.Quarantined != 3 || last.Newest == nil || !last.Newest.Equal(newest) || last.Ended == nil || last.Outcome != "done" {
		t.Errorf("%+v, %v, %v", last, ok, err)
	}

	// The next run asks again with what the last answer said, but not for what never changes.
	run = begin(t, s)
	if n, err = s.Enqueue(ctx, "springfield-council", run.ID, first); err != nil || n != 2 {
		t.Errorf("%d added, %v", n, err)
	}
	if got, err = s.Lease(ctx, run.ID, 10); err != nil || !slices.Equal(keysOf(got), []string{"list", "text/2"}) || got[0].ETag != `"1"` || got[0].Modified != "yesterday" || got[0].Capture != "ab" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Record(ctx, run.ID, council1, []store.Answered{{Request: got[0].ID, Data: collect(springfield.Matter())}}); err != nil {
		t.Fatal(err)
	}
	run.Outcome = "done"
	if err := s.EndRun(ctx, run); err != nil {
		t.Fatal(err)
	}
	if last, _, err = s.LastDone(ctx, "springfield-council"); err != nil || last.New+last.Updated != 0 || last.Unchanged != 1 {
		t.Errorf("%+v, %v", last, err)
	}
}

func testOpenMatters(t *testing.T, open Open) {
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	for i, status := range []law.Status{law.Proposed, "", law.InForce, law.Failed} {
		mustImport(t, s, collect(law.Policy{Slug: fmt.Sprint("bill-", i), Title: "A bill", Jurisdiction: "springfield", Status: status,
			Identifiers: []law.Identifier{{Scheme: "council:matter", Value: fmt.Sprint(i)}, {Scheme: "council:file", Value: fmt.Sprint("Int ", i)}}}), council1)
	}
	got, err := s.OpenMatters(context.Background(), "springfield-council")
	if err != nil || !slices.Equal(got, []string{"0", "1"}) {
		t.Errorf("%v, %v", got, err)
	}
}

// testReadersDuringAWrite: readers see the state before a write or the one
// after it, never one between, and are not kept waiting by it.
func testReadersDuringAWrite(t *testing.T, open Open) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	errs := make(chan error, 5)
	stop := make(chan struct{})
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					errs <- nil
					return
				default:
				}
				l, err := s.Policies(ctx, store.PolicyFilter{Page: store.Page{Limit: 500}})
				if err == nil && l.Total != len(l.Items) {
					err = fmt.Errorf("a total of %d and %d items", l.Total, len(l.Items))
				}
				if n := l.Total - 5; err == nil && n%7 != 0 {
					err = fmt.Errorf("%d policies of a write of 7", n)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	go func() {
		defer close(stop)
		for i := range 10 {
			d := springfield.Council(7, 300)
			d.Jurisdictions = nil
			for j := range d.Policies {
				d.Policies[j].Slug += fmt.Sprint("-", i)
				d.Policies[j].Identifiers[0].Scheme += fmt.Sprint(i)
			}
			if _, err := s.Import(ctx, d, collected(fmt.Sprint("source-", i))); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	for range 5 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
