package frontend

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"refuge/law"
	"refuge/record"
)

func onPage(e record.Entry) string { return "#" + EntryID(e) }

func entry(id int64, date string, kind law.EventType, lane law.Lane, holders ...string) record.Entry {
	e := record.Entry{ID: id, Date: law.MustDate(date), Type: kind, Lane: lane, PolicyTitle: "Order 3", Verified: true}
	for _, h := range holders {
		e.Holders = append(e.Holders, record.Holder{Person: h, Name: h, Office: "Mayor"})
	}
	return e
}

func office(person, start, end string) record.Term {
	t := record.Term{Term: law.Term{Person: person, Name: person, Office: "Mayor", Start: law.MustDate(start), End: law.MustDate(end)}}
	t.From, t.Until = t.Start.Earliest(), t.End.Earliest()
	if end == "" {
		t.Until = law.LastDay
	}
	return t
}

func TestDrawChart(t *testing.T) {
	entries := []record.Entry{
		entry(1, "2001-03-01", law.Signed, law.MayorLane),
		entry(2, "2001-03-01", law.Effective, law.MayorLane),
		entry(3, "2005", law.Passed, law.CouncilLane),
		entry(4, "", law.Passed, law.CouncilLane),
		entry(5, "2001/..", law.Challenged, law.CourtLane),
	}
	c := DrawChart("Springfield", "Mayor", entries, []record.Term{office("Ann Gray", "2000-01-01", "2004-01-01"), office("Bo Lee", "2006-01-01", "")}, "2010-01-01", onPage)
	if len(c.Marks) != 3 {
		t.Fatalf("got %d marks, want those of the three dated events", len(c.Marks))
	}
	if len(c.Lanes) != 2 || c.Lanes[0].Text != "Mayor" || c.Lanes[1].Text != "Legislature" {
		t.Errorf("lanes: %+v", c.Lanes)
	}
	if a, b := c.Marks[0], c.Marks[1]; a.X == b.X && a.Y == b.Y {
		t.Error("two events of one day hide each other")
	}
	if year := c.Marks[2]; !year.Wide || year.From >= year.X || year.X >= year.To {
		t.Errorf("a year is drawn as a day: %+v", year)
	}
	var open int
	for _, b := range c.Bands {
		if b.Class == "open" {
			open++
			if b.Title != "No office-holder recorded" {
				t.Errorf("a gap is called %q", b.Title)
			}
		}
	}
	if open != 1 {
		t.Errorf("got %d gaps between the terms, want 1", open)
	}
	if !strings.Contains(c.Marks[0].Name, "March 1, 2001") || !strings.Contains(c.Marks[0].Name, "signed") {
		t.Errorf("a mark is called %q", c.Marks[0].Name)
	}
}

func TestDrawChartOfNothing(t *testing.T) {
	if c := DrawChart("Springfield", "Mayor", []record.Entry{entry(1, "", law.Passed, law.CouncilLane)}, nil, "2010-01-01", onPage); len(c.Marks) != 0 || c.Height != 0 {
		t.Errorf("got %+v", c)
	}
}

// Whatever the dates, every mark and band lies inside the drawing and no mark
// lies on another.
func TestChartStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Custom(func(t *rapid.T) string {
			d := law.Day("1980-01-01").Add(rapid.IntRange(0, 18000).Draw(t, "days"))
			return string(d)[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "precision")]
		})
		var entries []record.Entry
		for i := range rapid.IntRange(1, 40).Draw(t, "events") {
			entries = append(entries, entry(int64(i), day.Draw(t, "date"), rapid.SampledFrom(law.EventTypes).Draw(t, "type"), rapid.SampledFrom(law.Lanes).Draw(t, "lane")))
		}
		var terms []record.Term
		for range rapid.IntRange(0, 5).Draw(t, "terms") {
			a, b := day.Draw(t, "start"), day.Draw(t, "end")
			if law.MustDate(b).Earliest() < law.MustDate(a).Earliest() {
				a, b = b, a
			}
			terms = append(terms, office("Somebody Longname", a, b))
		}
		c := DrawChart("Springfield", "Mayor", entries, terms, "2026-01-01", onPage)
		if len(c.Marks) != len(entries) {
			t.Fatalf("%d marks of %d events", len(c.Marks), len(entries))
		}
		at := map[[2]float64]bool{}
		for _, m := range c.Marks {
			if m.X < chartLeft || m.X > chartWidth || m.Y < float64(c.Top) || m.Y > float64(c.Bottom) {
				t.Fatalf("a mark lies outside: %+v", m)
			}
			if at[[2]float64{m.X, m.Y}] {
				t.Fatalf("two marks at %v %v", m.X, m.Y)
			}
			at[[2]float64{m.X, m.Y}] = true
		}
		for _, b := range c.Bands {
			if b.X < chartLeft || b.X+b.Width > chartWidth || b.Width < 0 {
				t.Fatalf("a band lies outside: %+v", b)
			}
		}
	})
}

func TestGroupByTerm(t *testing.T) {
	terms := []record.Term{office("gray", "2000-01-01", "2004-01-01"), office("lee", "2004-01-01", "2008-01-01"), office("gray", "2008-01-01", "")}
	entries := []record.Entry{
		entry(1, "2001-03-01", law.Signed, law.MayorLane, "gray"),
		entry(2, "2002", law.Passed, law.CouncilLane, "gray"),
		entry(3, "2003/2005", law.Amended, law.CouncilLane, "gray", "lee"),
		entry(4, "2009-01-01", law.Signed, law.MayorLane, "gray"),
		entry(5, "1990", law.Signed, law.MayorLane),
		entry(6, "", law.Signed, law.MayorLane),
	}
	slices.SortFunc(entries, func(a, b record.Entry) int { return a.Date.Compare(b.Date) })
	for _, newest := range []bool{false, true} {
		if newest {
			slices.Reverse(entries[:5])
		}
		var got []string
		for _, g := range GroupByTerm(entries, terms, terms, newest) {
			name := "nobody"
			if g.Undated {
				name = "undated"
			}
			for i, h := range g.Holders {
				if i == 0 {
					name = h.Person
				} else {
					name += "|" + h.Person
				}
			}
			for _, e := range g.Entries {
				name += " " + string(rune('0'+e.ID))
			}
			got = append(got, name)
		}
		want := []string{"nobody 5", "gray 1 2", "gray|lee 3", "lee", "gray 4", "undated 6"}
		if newest {
			want = []string{"gray 4", "lee", "gray|lee 3", "gray 2 1", "nobody 5", "undated 6"}
		}
		if !slices.Equal(got, want) {
			t.Errorf("newest %v: got %q, want %q", newest, got, want)
		}
	}
}

func TestTermGaps(t *testing.T) {
	for _, c := range []struct {
		name  string
		terms []record.Term
		want  []string
	}{
		{"none", []record.Term{office("A", "2000-01-01", "2004-01-01"), office("B", "2004-01-01", "")}, nil},
		{"a hole", []record.Term{office("A", "2000-01-01", "2004-01-01"), office("B", "2006", "")}, []string{"Nobody is recorded in office between A (January 1, 2004) and B (2006)."}},
		{"a month", []record.Term{office("A", "2000-01-01", "2004-03"), office("B", "2004-03", "")}, []string{"The day on which B followed A is not known, only: March 2004."}},
		{"no end", []record.Term{office("A", "2000-01-01", ""), office("B", "2004-03", "")}, []string{"When A left office is not known."}},
		{"no beginning", []record.Term{office("A", "", "2004")}, []string{"When A took office is not known."}},
	} {
		if got := TermGaps(c.terms); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGroupByYear(t *testing.T) {
	got := GroupByYear([]record.Entry{entry(1, "2001-03-01", law.Signed, law.MayorLane), entry(2, "2001", law.Passed, law.MayorLane), entry(3, "", law.Passed, law.MayorLane)})
	if len(got) != 2 || got[0].Year != "2001" || len(got[0].Entries) != 2 || got[1].Year != "" {
		t.Errorf("got %+v", got)
	}
}
