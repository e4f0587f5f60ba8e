package law

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		in     string
		lo, hi Day
	}{
		{"", "", ""},
		{"1989", "1989-01-01", "1989-12-31"},
		{"0001", "0001-01-01", "0001-12-31"},
		{"9999", "9999-01-01", "9999-12-31"},
		{"1989-08", "1989-08-01", "1989-08-31"},
		{"2016-02", "2016-02-01", "2016-02-29"},
		{"2017-02", "2017-02-01", "2017-02-28"},
		{"2000-02-29", "2000-02-29", "2000-02-29"},
		{"1989-08-07", "1989-08-07", "1989-08-07"},

		{"1984?", "1984-01-01", "1984-12-31"},
		{"1984~", "1984-01-01", "1984-12-31"},
		{"1984%", "1984-01-01", "1984-12-31"},
		{"1984-06?", "1984-06-01", "1984-06-30"},
		{"1984-06-02~", "1984-06-02", "1984-06-02"},

		{"198X", "1980-01-01", "1989-12-31"},
		{"19XX", "1900-01-01", "1999-12-31"},
		{"1XXX", "1000-01-01", "1999-12-31"},
		{"198X?", "1980-01-01", "1989-12-31"},
		{"2004-XX", "2004-01-01", "2004-12-31"},
		{"2004-XX-XX", "2004-01-01", "2004-12-31"},
		{"2004-06-XX", "2004-06-01", "2004-06-30"},
		{"2004-02-XX~", "2004-02-01", "2004-02-29"},

		{"2014-11/2019", "2014-11-01", "2019-12-31"},
		{"2014/2014", "2014-01-01", "2014-12-31"},
		{"2014-11-14/2014-12-14", "2014-11-14", "2014-12-14"},
		{"2014-12-14/2014-12-14", "2014-12-14", "2014-12-14"},
		{"198X/2004-XX", "1980-01-01", "2004-12-31"},
		{"1984~/2004?", "1984-01-01", "2004-12-31"},
		// From June to some time in the same year: it need not end before it began.
		{"2019-06/2019", "2019-06-01", "2019-12-31"},
		{"2019-06-15/2019-06", "2019-06-15", "2019-06-30"},
		{"2014/..", "2014-01-01", LastDay},
		{"2014/", "2014-01-01", LastDay},
		{"../2014", FirstDay, "2014-12-31"},
		{"/2014-03", FirstDay, "2014-03-31"},
	} {
		d, err := ParseDate(c.in)
		if err != nil {
			t.Errorf("ParseDate(%q): %v", c.in, err)
			continue
		}
		if d.String() != c.in || d.Earliest() != c.lo || d.Latest() != c.hi {
			t.Errorf("ParseDate(%q) = %q from %q to %q, want from %q to %q", c.in, d, d.Earliest(), d.Latest(), c.lo, c.hi)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, c := range []struct{ in, why string }{
		{" 1989", "YYYY"},
		{"1989 ", "YYYY"},
		{"89", "YYYY"},
		{"19890", "YYYY"},
		{"-1989", "YYYY"},
		{"Y19890", "YYYY"},
		{"0000", "no year 0"},
		{"000X", "no year 0"},
		{"00XX", "no year 0"},
		{"0XXX", "no year 0"},
		{"XXXX", "four digits"},
		{"19X4", "four digits"},
		{"198u", "four digits"},
		{"unknown", "YYYY"},
		{"open", "four digits"},
		{"1989-8", "month"},
		{"1989-00", "month"},
		{"1989-13", "month"},
		{"1989-+1", "month"},
		{"1989-21", "month"}, // a season: level 1
		{"1989-X1", "month"},
		{"198X-04", "whole year"},
		{"198X-XX", "whole year"},
		{"1989-XX-07", "needs a month"},
		{"1989-08-7", "day"},
		{"1989-08-00", "no such day"},
		{"1989-08-32", "no such day"},
		{"2017-02-29", "no such day"},
		{"1900-02-29", "no such day"},
		{"1989-08-X7", "day"},
		{"1989-08-07-01", "YYYY"},
		{"1989-08-07T10:00:00Z", "day"},
		{"1989/08/07", "YYYY"},
		{"1984?~", "at most one"},
		{"?1984", "YYYY"},
		{"1984?-06", "YYYY"},
		{"?", "YYYY"},
		{"/", "at least one end"},
		{"..", "YYYY"},
		{"../..", "at least one end"},
		{"/..", "at least one end"},
		{"../", "at least one end"},
		{"2019/2018", "ends before"},
		{"2019-06-15/2019-06-14", "ends before"},
		{"2019-06/2019-05", "ends before"},
		{"2004/2005/2006", "YYYY"},
		{"1984-06-02?/1984-08-08?/1984-08-09?", "too long"},
		{"١٩٨٩", "YYYY"},
	} {
		d, err := ParseDate(c.in)
		if !errors.Is(err, ErrInvalid) || !strings.Contains(fmt.Sprint(err), c.why) {
			t.Errorf("ParseDate(%q) = %v, %v; want an ErrInvalid that says %q", c.in, d, err, c.why)
		}
		if d != (Date{}) {
			t.Errorf("ParseDate(%q) gives %v beside its error", c.in, d)
		}
	}
}

func TestDateQuestions(t *testing.T) {
	for _, c := range []struct {
		in                     string
		zero, isDay, qualified bool
	}{
		{"", true, false, false},
		{"1989", false, false, false},
		{"1989-08-07", false, true, false},
		{"1989-08-07~", false, true, true},
		{"1989?", false, false, true},
		{"1984%/2004", false, false, true},
		{"1989-08-07/1989-08-07", false, true, false},
	} {
		d := MustDate(c.in)
		if d.IsZero() != c.zero || d.IsDay() != c.isDay || d.Qualified() != c.qualified {
			t.Errorf("%q: zero %v, day %v, qualified %v", c.in, d.IsZero(), d.IsDay(), d.Qualified())
		}
	}
}

func TestDateOrder(t *testing.T) {
	// Earliest day first, then the sooner end, then as written; unknown last.
	want := []string{"../2014", "198X", "1989", "1989?", "1989-08", "1989-08-07", "1989-08-07~", "1989-08-07/1990",
		"1989-08-07/", "1989-08-07/..", "1989-08-08", "1990", ""}
	got := make([]Date, len(want))
	for i, s := range want {
		got[len(want)-1-i] = MustDate(s)
	}
	slices.SortFunc(got, Date.Compare)
	for i, d := range got {
		if d.String() != want[i] {
			t.Fatalf("place %d holds %q, want %q (all: %v)", i, d, want[i], got)
		}
	}
}

func TestDateBeforeAndOverlaps(t *testing.T) {
	for _, c := range []struct {
		a, b             string
		before, overlaps bool
	}{
		{"1989", "1990", true, false},
		{"1989", "1989-12-31", false, true},
		{"1989-08-07", "1989-08-08", true, false},
		{"1989-08-08", "1989-08-07", false, false},
		{"1989-08-07", "1989-08", false, true},
		{"1989/1995", "1996", true, false},
		{"1989/..", "2020", false, true},
		{"", "1989", false, false},
		{"1989", "", false, false},
		{"", "", false, false},
	} {
		a, b := MustDate(c.a), MustDate(c.b)
		if a.Before(b) != c.before || a.Overlaps(b) != c.overlaps || b.Overlaps(a) != c.overlaps {
			t.Errorf("%q and %q: before %v, overlaps %v", c.a, c.b, a.Before(b), a.Overlaps(b))
		}
	}
}

func TestDay(t *testing.T) {
	for _, s := range []string{"2014-12-14", "2000-02-29", string(FirstDay), string(LastDay)} {
		if d, err := ParseDay(s); err != nil || string(d) != s {
			t.Errorf("ParseDay(%q) = %q, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2014", "2014-12", "2014-12-14T00:00:00Z", "2014-02-30", "14-12-2014", " 2014-12-14"} {
		if d, err := ParseDay(s); !errors.Is(err, ErrInvalid) || d != "" {
			t.Errorf("ParseDay(%q) = %q, %v; want ErrInvalid", s, d, err)
		}
	}
	for _, c := range []struct {
		d    Day
		n    int
		want Day
	}{
		{"2014-12-31", 1, "2015-01-01"},
		{"2016-03-01", -1, "2016-02-29"},
		{"2014-12-14", 0, "2014-12-14"},
		{FirstDay, 400, FirstDay},
		{LastDay, -400, LastDay},
		{"9999-12-30", 5, LastDay},
		{"0000-01-03", -5, FirstDay},
		{"", 5, ""},
	} {
		if got := c.d.Add(c.n); got != c.want {
			t.Errorf("%q.Add(%d) = %q, want %q", c.d, c.n, got, c.want)
		}
	}
	east := time.FixedZone("east", 14*3600)
	if got := DayOf(time.Date(2014, 12, 14, 1, 0, 0, 0, east)); got != "2014-12-14" {
		t.Errorf("the day of an instant is that of its own place, got %q", got)
	}
}

func TestOnDay(t *testing.T) {
	if !OnDay("").IsZero() {
		t.Error("OnDay of no day must be unknown")
	}
	if OnDay("2014-12-14") != MustDate("2014-12-14") {
		t.Error("OnDay and ParseDate disagree")
	}
}

func TestMustDatePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustDate accepted a date that is none")
		}
	}()
	MustDate("yesterday")
}

func TestDateForms(t *testing.T) {
	type row struct {
		On Date `json:"on"`
	}
	for in, want := range map[string]string{`{"on":null}`: "", `{"on":""}`: "", `{"on":"1984~"}`: "1984~", `{}`: ""} {
		var r row
		if err := json.Unmarshal([]byte(in), &r); err != nil || r.On.String() != want {
			t.Errorf("%s gives %q, %v", in, r.On, err)
		}
	}
	for _, in := range []string{`{"on":1984}`, `{"on":"1984-13"}`, `{"on":["1984"]}`, `{"on":true}`} {
		var r row
		if err := json.Unmarshal([]byte(in), &r); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", in, err)
		}
	}
	if b, err := json.Marshal(row{}); err != nil || string(b) != `{"on":null}` {
		t.Errorf("an unknown date in JSON is %s, %v", b, err)
	}
	d := MustDate("1984")
	for _, v := range []any{1984, 3.5, time.Now(), true} {
		if err := d.Scan(v); !errors.Is(err, ErrInvalid) {
			t.Errorf("Scan(%T): %v, want ErrInvalid", v, err)
		}
	}
	if err := d.Scan("1984-13"); !errors.Is(err, ErrInvalid) {
		t.Errorf("Scan of a bad text: %v", err)
	}
	if d != MustDate("1984") {
		t.Errorf("a failed Scan changed the date to %q", d)
	}
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Scan(nil) gives %q, %v", d, err)
	}
	if v, err := d.Value(); v != nil || err != nil {
		t.Errorf("the value of an unknown date is %v, %v", v, err)
	}
}

// points draws one end of a date: level 0, unspecified digits, qualifiers.
func points() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		day := time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), time.January, 1, 0, 0, 0, 0, time.UTC).
			AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day")).Format(time.DateOnly)
		s := ""
		switch rapid.IntRange(0, 6).Draw(t, "form") {
		case 0:
			s = day[:4]
		case 1:
			s = day[:7]
		case 2:
			s = day[:4] + "-XX"
		case 3:
			s = day[:4] + "-XX-XX"
		case 4:
			s = day[:7] + "-XX"
		case 5:
			s = fmt.Sprintf("%04d", rapid.IntRange(1000, 9999).Draw(t, "decade"))
			n := rapid.IntRange(1, 3).Draw(t, "unspecified")
			s = s[:4-n] + strings.Repeat("X", n)
		default:
			s = day
		}
		return s + rapid.SampledFrom([]string{"", "", "", "?", "~", "%"}).Draw(t, "qualifier")
	})
}

// dates draws any date, the unknown one and intervals among them.
func dates() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		s := points().Draw(t, "point")
		switch rapid.IntRange(0, 7).Draw(t, "interval") {
		case 0:
			s = ""
		case 1:
			s += "/"
		case 2:
			s += "/.."
		case 3:
			s = "/" + s
		case 4:
			s = "../" + s
		case 5:
			other := points().Draw(t, "other")
			if MustDate(other).Before(MustDate(s)) {
				s, other = other, s
			}
			s += "/" + other
		}
		d, err := ParseDate(s)
		if err != nil {
			t.Fatalf("a drawn date is refused: %v", err)
		}
		return d
	})
}

func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "date")
		checkDate(t, d)
	})
}

// checkDate holds for every date there is.
func checkDate(t interface {
	Helper()
	Fatalf(string, ...any)
}, d Date) {
	t.Helper()
	if again, err := ParseDate(d.String()); err != nil || again != d {
		t.Fatalf("%q reads back as %v, %v", d, again, err)
	}
	if !d.IsZero() {
		for _, day := range []Day{d.Earliest(), d.Latest()} {
			if _, err := ParseDay(string(day)); err != nil {
				t.Fatalf("%q has the bound %q: %v", d, day, err)
			}
		}
		open := strings.HasPrefix(d.String(), "/") || strings.HasPrefix(d.String(), "..")
		if (d.Earliest() == FirstDay) != open {
			t.Fatalf("%q begins on %s", d, d.Earliest())
		}
	}
	if d.Latest() < d.Earliest() {
		t.Fatalf("%q ends on %s before it begins on %s", d, d.Latest(), d.Earliest())
	}

	b, err := json.Marshal(d)
	if err != nil {
		t.Fatalf("%q to JSON: %v", d, err)
	}
	fromJSON := MustDate("1901")
	if err := json.Unmarshal(b, &fromJSON); err != nil || fromJSON != d {
		t.Fatalf("%q through JSON %s is %q, %v", d, b, fromJSON, err)
	}
	text, err := d.MarshalText()
	if err != nil {
		t.Fatalf("%q to text: %v", d, err)
	}
	fromText := MustDate("1901")
	if err := fromText.UnmarshalText(text); err != nil || fromText != d {
		t.Fatalf("%q through text is %q, %v", d, fromText, err)
	}
	v, err := d.Value()
	if err != nil {
		t.Fatalf("%q to SQL: %v", d, err)
	}
	fromSQL := MustDate("1901")
	if err := fromSQL.Scan(v); err != nil || fromSQL != d {
		t.Fatalf("%q through SQL is %q, %v", d, fromSQL, err)
	}
	if s, ok := v.(string); ok {
		fromBytes := MustDate("1901")
		if err := fromBytes.Scan([]byte(s)); err != nil || fromBytes != d {
			t.Fatalf("%q through SQL as bytes is %q, %v", d, fromBytes, err)
		}
	}
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := dates().Draw(t, "a"), dates().Draw(t, "b"), dates().Draw(t, "c")
		if (a.Compare(b) == 0) != (a == b) {
			t.Fatalf("%q and %q: Compare %d, == %v", a, b, a.Compare(b), a == b)
		}
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%q and %q: Compare is %d one way and %d the other", a, b, a.Compare(b), b.Compare(a))
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("%q ≤ %q ≤ %q, and yet the first comes after the last", a, b, c)
		}
		if a.Before(b) && (a.Compare(b) >= 0 || a.Overlaps(b) || b.Before(a)) {
			t.Fatalf("%q certainly lies before %q, which Compare or Overlaps denies", a, b)
		}
		if a.Overlaps(b) != b.Overlaps(a) {
			t.Fatalf("%q and %q overlap only one way", a, b)
		}
		if !a.IsZero() && !b.IsZero() && !a.Before(b) && !b.Before(a) && !a.Overlaps(b) {
			t.Fatalf("%q and %q neither follow one another nor overlap", a, b)
		}
	})
}

func TestAnIntervalSpansItsEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := points().Draw(t, "from"), points().Draw(t, "to")
		a, b := MustDate(from), MustDate(to)
		d, err := ParseDate(from + "/" + to)
		if b.Before(a) {
			if !errors.Is(err, ErrInvalid) {
				t.Fatalf("%s/%s ends before it begins and is taken as %v", from, to, d)
			}
			return
		}
		if err != nil || d.Earliest() != a.Earliest() || d.Latest() != b.Latest() {
			t.Fatalf("%s/%s is %s to %s, %v", from, to, d.Earliest(), d.Latest(), err)
		}
		if open := MustDate(from + "/.."); open.Earliest() != a.Earliest() || open.Latest() != LastDay {
			t.Fatalf("%s is %s to %s", open, open.Earliest(), open.Latest())
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "1989", "1989-08", "1989-08-07", "1984~", "198X", "2004-XX", "2004-06-XX", "2014-11/2019",
		"2014/..", "../2014", "/2014", "2019-06/2019", "000X", "0000", "9999-12-31", "1984?~", "2004/2005/2006", "/", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) || d != (Date{}) {
				t.Fatalf("%q: %v beside %v", s, err, d)
			}
			return
		}
		if d.String() != s {
			t.Fatalf("%q is kept as %q", s, d)
		}
		checkDate(t, d)
	})
}
