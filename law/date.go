package law

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is a calendar day as YYYY-MM-DD, in local time of the place it belongs
// to. Days order as strings do. The empty Day is unknown.
type Day string

// The bounds that stand for an end nobody named. No date in a record lies
// outside them.
const (
	FirstDay Day = "0000-01-01"
	LastDay  Day = "9999-12-31"
)

// ParseDay reads YYYY-MM-DD; the error wraps ErrInvalid.
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is no day (write YYYY-MM-DD, for example 2014-12-14): %w", s, ErrInvalid)
	}
	return Day(s), nil
}

// DayOf is the day an instant falls on in its own location.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Add returns the day n days later, never past the bounds; a bound itself and
// the empty Day stay what they are.
func (d Day) Add(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || d == FirstDay || d == LastDay {
		return d
	}
	t = t.AddDate(0, 0, n)
	switch {
	case t.Year() < 0:
		return FirstDay
	case t.Year() > 9999:
		return LastDay
	}
	return DayOf(t)
}

// Date is an EDTF date (ISO 8601-2): level 0 without times of day, the
// qualifiers ? ~ %, unspecified digits on the right (198X, 2004-XX), and
// intervals, whose ends may be open (..) or unknown (nothing). It keeps what
// was written. The zero Date is unknown and is null in JSON and SQL.
//
// Dates are comparable with ==; two are equal if they were written alike.
type Date struct {
	text   string
	lo, hi Day
}

// ParseDate reads an EDTF date. The empty string gives the zero Date. The error
// wraps ErrInvalid and says what is wrong; old drafts' "u", "unknown" and
// "open" are refused, and so is an interval that certainly ends before it begins.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	bad := func(why string) (Date, error) {
		return Date{}, fmt.Errorf("%q is no EDTF date: %s: %w", s, why, ErrInvalid)
	}
	if len(s) > 32 {
		return bad("it is too long")
	}
	left, right, interval := strings.Cut(s, "/")
	lo, hi, why := parsePoint(left, interval)
	if why != "" {
		return bad(why)
	}
	if !interval {
		return Date{s, lo, hi}, nil
	}
	_, rhi, why := parsePoint(right, true)
	if why != "" {
		return bad(why)
	}
	if left == "" || left == ".." {
		lo = FirstDay
		if right == "" || right == ".." {
			return bad("an interval needs at least one end")
		}
	}
	if right == "" || right == ".." {
		return Date{s, lo, LastDay}, nil
	}
	if rhi < lo {
		return bad("it ends before it begins")
	}
	return Date{s, lo, rhi}, nil
}

// parsePoint reads one date; open allows the two forms of an end not named.
func parsePoint(s string, open bool) (lo, hi Day, why string) {
	if open && (s == "" || s == "..") {
		return FirstDay, LastDay, ""
	}
	body := strings.TrimRight(s, "?~%")
	if len(s)-len(body) > 1 {
		return "", "", "at most one of ? ~ % may follow (% means both)"
	}
	parts := strings.Split(body, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return "", "", "write YYYY, YYYY-MM or YYYY-MM-DD"
	}
	y := parts[0]
	digits := strings.TrimRight(y, "X")
	if digits == "" || !allDigits(digits) {
		return "", "", "the year must be four digits, X for the unspecified ones on the right"
	}
	loYear := digits + "0000"[:4-len(digits)]
	hiYear := digits + "9999"[:4-len(digits)]
	if loYear == "0000" {
		return "", "", "there is no year 0 in this record"
	}
	unspecified := len(digits) < 4
	month, day := "", ""
	if len(parts) > 1 {
		month = parts[1]
		if unspecified {
			return "", "", "a month needs a whole year"
		}
		switch {
		case month == "XX":
			unspecified = true
			month = ""
		case !monthForm(month):
			return "", "", "the month must be 01 to 12 or XX"
		}
	}
	if len(parts) > 2 {
		day = parts[2]
		switch {
		case day == "XX":
			day = ""
		case unspecified:
			return "", "", "a day needs a month"
		case len(day) != 2 || !allDigits(day):
			return "", "", "the day must be two digits or XX"
		}
	}
	switch {
	case month == "":
		return Day(loYear + "-01-01"), Day(hiYear + "-12-31"), ""
	case day == "":
		first, err := time.Parse(time.DateOnly, y+"-"+month+"-01")
		if err != nil {
			return "", "", "there is no such month"
		}
		return DayOf(first), DayOf(first.AddDate(0, 1, -1)), ""
	}
	d, err := ParseDay(body)
	if err != nil {
		return "", "", "there is no such day"
	}
	return d, d, ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func monthForm(s string) bool {
	n, err := strconv.Atoi(s)
	return len(s) == 2 && allDigits(s) && err == nil && n >= 1 && n <= 12
}

// MustDate is ParseDate for dates written in the program; it panics on an
// error.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// OnDay is the date of one day; the zero Date for the empty Day.
func OnDay(d Day) Date {
	if d == "" {
		return Date{}
	}
	return Date{string(d), d, d}
}

// String returns the date as it was written, "" for the zero Date.
func (d Date) String() string { return d.text }

// IsZero says whether nothing is known of the date.
func (d Date) IsZero() bool { return d.text == "" }

// Earliest is the first day the date can mean, FirstDay where the beginning is
// open or unknown, "" for the zero Date.
func (d Date) Earliest() Day { return d.lo }

// Latest is the last day the date can mean, LastDay where the end is open or
// unknown, "" for the zero Date.
func (d Date) Latest() Day { return d.hi }

// IsDay says whether the date names one day.
func (d Date) IsDay() bool { return d.text != "" && d.lo == d.hi }

// Qualified says whether the date is marked uncertain or approximate.
func (d Date) Qualified() bool { return strings.ContainsAny(d.text, "?~%") }

// Compare orders by earliest day, then by latest, then as written; the zero
// Date comes last.
func (d Date) Compare(e Date) int {
	switch {
	case d.IsZero() || e.IsZero():
		return compareBool(d.IsZero(), e.IsZero())
	case d.lo != e.lo:
		return strings.Compare(string(d.lo), string(e.lo))
	case d.hi != e.hi:
		return strings.Compare(string(d.hi), string(e.hi))
	}
	return strings.Compare(d.text, e.text)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Before says that d certainly lies before e: no day it can mean is as late as
// e's first. It is false if either is unknown.
func (d Date) Before(e Date) bool { return !d.IsZero() && !e.IsZero() && d.hi < e.lo }

// Overlaps says that the two may mean the same day; false if either is unknown.
func (d Date) Overlaps(e Date) bool {
	return !d.IsZero() && !e.IsZero() && d.lo <= e.hi && e.lo <= d.hi
}

// MarshalText gives the date as written.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads an EDTF date, so that a Date can be a form or query
// parameter.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalJSON gives the date as written, null for the zero Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.text)
}

// UnmarshalJSON reads a string or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*d = Date{}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("a date must be a string or null: %w", ErrInvalid)
	}
	return d.UnmarshalText([]byte(s))
}

// Value gives the text as written, NULL for the zero Date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.text, nil
}

// Scan reads what Value wrote.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("reading a date from a column of %T: %w", v, ErrInvalid)
}
