package store

import (
	"context"
	"testing"
)

func TestImportTwiceChangesNothing(t *testing.T) {
	s := fresh(t)
	ctx := context.Background()
	rep := mustImport(t, s, springfield(), curated)
	if rep.Policies.Inserted != 5 || rep.Events.Inserted != 11 || rep.Versions.Inserted != 3 || rep.Terms.Inserted != 3 || rep.Codings.Inserted != 5 {
		t.Errorf("first import: %+v", rep)
	}
	before, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	again := mustImport(t, s, springfield(), curated)
	for name, c := range map[string]Counts{"jurisdictions": again.Jurisdictions, "persons": again.Persons, "terms": again.Terms, "policies": again.Policies,
		"events": again.Events, "relations": again.Relations, "codings": again.Codings, "versions": again.Versions, "programs": again.Programs} {
		if c.Inserted+c.Updated+c.Removed != 0 || c.Unchanged == 0 {
			t.Errorf("second import: %s: %+v", name, c)
		}
	}
	after, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if before != 1 || after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}
