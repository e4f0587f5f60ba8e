package law

import (
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	for _, c := range []struct{ name, terms, want string }{
		{"an end that is the successor's first day", "2002-01-01 2010-01-01, 2010-01-01 ", "2002-01-01..2010-01-01 2010-01-01..9999-12-31"},
		{"an end that is the last day", "2004-01-08 2011-01-10, 2011-01-11 2017-12-12", "2004-01-08..2011-01-11 2011-01-11..2017-12-13"},
		{"an end known to the month", "1987-01 1993-04, 1993-04-20 ", "1987-01-01..1993-04-20 1993-04-20..9999-12-31"},
		{"an end known to the year", "1975 1982, 1983 ", "1975-01-01..1983-01-01 1983-01-01..9999-12-31"},
		{"a start known to the month", "2002-01-07 2010-01-03, 2010-01 2018-01", "2002-01-07..2010-01-04 2010-01-03..2018-02-01"},
		{"both known to the year", "1990 1993, 1993 ", "1990-01-01..1993-12-31 1993-01-01..9999-12-31"},
		{"a gap", "1990-01-01 1991-01-01, 1992-01-01 ", "1990-01-01..1991-01-02 1992-01-01..9999-12-31"},
		{"an unknown start", " 1991-01-01", ".."},
	} {
		var terms []Term
		for _, s := range strings.Split(c.terms, ", ") {
			start, end, _ := strings.Cut(s, " ")
			terms = append(terms, Term{Start: MustDate(start), End: MustDate(end)})
		}
		var got []string
		for _, s := range Serve(terms) {
			got = append(got, string(s.From+".."+s.Until))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s, want %s", c.name, g, c.want)
		}
	}
}
