package collect

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"refuge/law"
	"refuge/lawtext/consolidate"
	"refuge/store"
)

func TestTellDifference(t *testing.T) {
	for _, c := range []struct{ held, quoted, want string }{
		{"Keepers ii dim lamps.", "Keepers (ii) dim lamps.", "Local Law 3 of 2004 quotes a text of a that has “(ii)” for “ii”, against the one held. Its quotation stands."},
		{"Keepers dim all lamps.", "Keepers dim lamps.", "Local Law 3 of 2004 quotes a text of a that leaves out “all”, against the one held. Its quotation stands."},
	} {
		if got := tellDifference(consolidate.Link{Path: "a", Held: c.held, Quoted: c.quoted}, "Local Law 3 of 2004"); got != c.want {
			t.Errorf("%s\nwant\n%s", got, c.want)
		}
	}
}

// marked makes a text of "kept [deleted] _inserted_ kept" with its marks.
func marked(s string) (string, []law.Mark) {
	var text strings.Builder
	var marks []law.Mark
	start := 0
	for _, r := range s {
		switch r {
		case '_':
			if start == 0 {
				start = text.Len() + 1
			} else {
				marks = append(marks, law.Mark{Start: start - 1, End: text.Len(), Kind: law.Inserted})
				start = 0
			}
			continue
		case '[':
			marks = append(marks, law.Mark{Start: text.Len(), Kind: law.Deleted})
		}
		text.WriteRune(r)
		if r == ']' {
			marks[len(marks)-1].End = text.Len()
		}
	}
	return text.String(), marks
}

func localLaw(number string, year int, date, body string) law.Policy {
	text, marks := marked(body)
	return law.Policy{
		Slug: law.Slug("nyc-ll", number, date[:4]), Jurisdiction: "new-york-city", Kind: law.LocalLaw, Number: number, Year: year,
		Title: "Civil immigration detainers", Relevance: law.Core, Identifiers: []law.Identifier{{Scheme: "test", Value: number + date}}, Status: law.InForce,
		Events:   []law.Event{{Date: law.MustDate(date), Type: law.Signed, SourceID: "1"}},
		Versions: []law.Version{{Label: "a", RawLabel: "A", Stage: law.AsEnacted, Standing: law.Official, Text: text, Marks: marks, Held: true}},
	}
}

func TestConsolidate(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "refuge.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	place := law.Dataset{Jurisdictions: []law.Jurisdiction{{Slug: "new-york-city", Name: "New York City", Kind: law.City, ExecutiveTitle: "Mayor"},
		{Slug: "springfield", Name: "Springfield", Kind: law.City}}}
	if _, err := s.Import(t.Context(), place, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	if _, err := Consolidate(t.Context(), s, s, "new-york-city", false); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("without laws: %v", err)
	}
	if _, err := Consolidate(t.Context(), s, s, "springfield", false); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("of a place without a code: %v", err)
	}
	laws := law.Dataset{Policies: []law.Policy{
		localLaw("1", 2001, "2001-03-01", "Section 1. Chapter 1 of title 9 of the administrative code of the city of New York is amended by adding a new section 9-777 to read as follows:\n"+
			"_§ 9-777 Lamps in custody. a. Keepers shall dim lamps daily._\n§ 2. This local law takes effect immediately."),
		localLaw("2", 2002, "2002-05-01", "Section 1. Section 9-777 of the administrative code of the city of New York, as added by local law number 1 for the year 2001, is amended to read as follows:\n"+
			"§ 9-777 Lamps in custody. a. Keepers shall dim lamps [daily] _hourly_.\n§ 2. This local law takes effect 30 days after it becomes law."),
	}}
	if _, err := s.Import(t.Context(), laws, store.ImportOptions{Origin: law.Collected, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	sum, err := Consolidate(t.Context(), s, s, "new-york-city", false)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Laws != 2 || sum.Links != 1 || sum.Exact != 1 || sum.Share != 1 || sum.Policies.Inserted != 1 {
		t.Errorf("%+v", sum)
	}
	p, err := s.Policy(t.Context(), "nyc-admin-code-9-777")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Versions) != 2 || p.Versions[1].From.String() != "2002-05-31" || p.Versions[0].To.String() != "2002-05-31" {
		t.Errorf("versions %+v", p.Versions)
	}
	v, err := s.Version(t.Context(), p.Slug, "after-local-law-2-of-2002")
	if err != nil {
		t.Fatal(err)
	}
	if v.Standing != law.Consolidated || !strings.Contains(v.Text, "dim lamps hourly") || strings.Contains(v.Text, "daily") {
		t.Errorf("%+v", v)
	}
	found := false
	for _, st := range v.Stretches {
		if strings.Contains(v.Text[st.Start:st.End], "hourly") {
			found = st.Law == "nyc-ll-2-2002"
		}
	}
	if !found {
		t.Errorf("the new word is not laid to its law: %+v", v.Stretches)
	}
	again, err := Consolidate(t.Context(), s, s, "new-york-city", false)
	if err != nil || again.Policies.Unchanged != 1 || again.Policies.Updated != 0 {
		t.Errorf("a second time: %+v, %v", again.Policies, err)
	}
}

// A clause without a code is told; a renumbered section names its other number;
// a law that has ended leaves the words before it.
func TestConsolidatedStories(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "refuge.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	place := law.Dataset{Jurisdictions: []law.Jurisdiction{{Slug: "new-york-city", Name: "New York City", Kind: law.City, ExecutiveTitle: "Mayor"}}}
	if _, err := s.Import(t.Context(), place, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	laws := law.Dataset{Policies: []law.Policy{
		localLaw("1", 2001, "2001-03-01", "Section 1. Chapter 1 of title 9 of the administrative code of the city of New York is amended by adding new sections 9-777 and 9-779 to read as follows:\n"+
			"_§ 9-777 Lamps. Keepers shall dim lamps._\n_§ 9-779 Oil. Keepers shall buy oil._\n§ 2. This local law takes effect immediately."),
		localLaw("2", 2002, "2002-05-01", "Section 1. Section 3 of chapter 12 of the laws of 1960 is amended to read as follows:\n§ 3. No lamp [day] _night_.\n"+
			"§ 2. Section 9-777 of the administrative code of the city of New York, as added by local law number 1 for the year 2001, is renumbered section 9-778.\n§ 3. This local law takes effect immediately."),
		localLaw("3", 2003, "2003-05-01", "Section 1. Section 9-779 of the administrative code of the city of New York, as added by local law number 1 for the year 2001, is amended to read as follows:\n"+
			"§ 9-779 Oil. Keepers shall buy oil_ daily_.\n§ 2. This local law takes effect immediately; provided that it shall expire and be deemed repealed 2 years after it takes effect."),
	}}
	if _, err := s.Import(t.Context(), laws, store.ImportOptions{Origin: law.Collected, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	sum, err := Consolidate(t.Context(), s, s, "new-york-city", true)
	if err != nil {
		t.Fatal(err)
	}
	if len(sum.Told) != 1 || sum.Notes["the clause names no code"] != 1 {
		t.Errorf("notes %v", sum.Told)
	}
	var got []string
	for _, slug := range []string{"nyc-admin-code-9-777", "nyc-admin-code-9-778", "nyc-admin-code-9-779"} {
		p, err := s.Policy(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.Events {
			got = append(got, fmt.Sprintf("%s %s %s %s: %s", slug[len("nyc-admin-code-"):], p.Status, e.Date, e.Type, e.Note))
		}
		for _, r := range p.Relations {
			got = append(got, fmt.Sprintf("%s %s %s: %s", slug[len("nyc-admin-code-"):], r.Type, r.Target, r.Words))
		}
	}
	want := []string{
		"9-777 superseded 2001-03-01 effective: by Local Law 1 of 2001",
		"9-777 superseded 2002-05-01 superseded: renumbered § 9-778 by Local Law 2 of 2002",
		"9-778 in_force 2002-05-01 effective: renumbered from § 9-777 by Local Law 2 of 2002",
		"9-778 supersedes nyc-admin-code-9-777: renumbered from § 9-777",
		"9-779 in_force 2001-03-01 effective: by Local Law 1 of 2001",
		"9-779 in_force 2003-05-01 amended: by Local Law 3 of 2003",
		"9-779 in_force 2005-05-01 amended: by the end of Local Law 3 of 2003",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	v, err := s.Version(t.Context(), "nyc-admin-code-9-779", "after-local-law-3-of-2003-from-2005-05-01")
	if err != nil || v.Text != "§ 9-779 Oil. Keepers shall buy oil." {
		t.Errorf("after the end: %q, %v", v.Text, err)
	}
}
