package lawtext

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"refuge/law"
)

const (
	monthWord = `(january|february|march|april|may|june|july|august|september|october|november|december|jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|oct\.|nov\.|dec\.)`
	dayWord   = `(\d{1,2}(?:st|nd|rd|th)?|l(?:st)?|(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)`
	yearWord  = `(\d{4}|(?:two thousand|nineteen hundred)(?:,? and)?(?:[ -](?:` + NumberWords + `|sixty|seventy|eighty|ninety)\b){0,2})`
)

var dayForms = regexp.MustCompile(`(?i)\b` + monthWord + `,? (?:the )?` + dayWord + `,? ?(?:of )?(?:the year )?` + yearWord + `\b` +
	`|\b` + dayWord + ` ?(?:day )?(?:of )?` + monthWord + `,? ?(?:in the year |of )?` + yearWord + `\b` +
	`|\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)

// FindDay is the first day of the calendar that words name, "January 1, 2019",
// "the thirtieth day of June, two thousand fifteen" or "1/1/2019", and where it
// stands in them; the zero Date and an empty range if they name none, or one
// that there is not, such as the 31st of June.
func FindDay(words string) (day law.Date, start, end int) {
	m := dayForms.FindStringSubmatchIndex(words)
	if m == nil {
		return law.Date{}, 0, 0
	}
	group := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return strings.ToLower(words[m[2*n]:m[2*n+1]])
	}
	month, date, year := group(1), group(2), group(3)
	if month == "" {
		month, date, year = group(5), group(4), group(6)
	}
	mm, dd, yyyy := monthNumber(month), Count(strings.TrimPrefix(date, "l")), Count(year)
	if strings.HasPrefix(date, "l") { // typed for a one
		dd = 1
	}
	if group(9) != "" {
		mm, dd, yyyy = Digits(group(7)), Digits(group(8)), Digits(group(9))
	}
	t := time.Date(yyyy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if mm < 1 || mm > 12 || yyyy < 1600 || yyyy > 2400 || t.Day() != dd {
		return law.Date{}, 0, 0
	}
	return law.OnDay(law.DayOf(t)), m[0], m[1]
}

// monthNumber is the month that a word begins with, 0 for any other word.
func monthNumber(word string) int {
	if len(word) < 3 {
		return 0
	}
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", word[:3])
	if i < 0 || i%3 != 0 {
		return 0
	}
	return i/3 + 1
}

// FindMonth is the month that a word names, 1 to 12, 0 for any other word.
func FindMonth(word string) int {
	word = strings.ToLower(word)
	if regexpMonth.FindString(word) != word {
		return 0
	}
	return monthNumber(word)
}

var regexpMonth = regexp.MustCompile(monthWord)

// ordinals are those that are not their cardinal with a "th".
var ordinals = map[string]string{"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine", "twelfth": "twelve"}

// Count reads a number of words or digits, also where it counts a place: "120",
// "ninety", "one hundred and twentieth", "two thousand fifteen", "30th". 0 if it
// is no number.
func Count(s string) int {
	n, seen := 0, false
	for _, w := range strings.Fields(strings.NewReplacer("-", " ", "(", " ", ")", " ", ",", " ").Replace(strings.ToLower(s))) {
		if digits := strings.TrimRight(w, "stndrh"); digits != w && digits != "" && Digits(digits) > 0 {
			w = digits
		} else if cardinal, ok := ordinals[w]; ok {
			w = cardinal
		} else if tens, ok := strings.CutSuffix(w, "ieth"); ok {
			w = tens + "y"
		} else if w != "hundredth" && strings.HasSuffix(w, "th") {
			w = strings.TrimSuffix(w, "th")
		}
		d := wordNumbers[w]
		switch w {
		case "and":
			continue
		case "hundred", "hundredth":
			n, seen = max(n, 1)*100, true
			continue
		case "thousand":
			n, seen = max(n, 1)*1000, true
			continue
		case "sixty":
			d = 60
		case "seventy":
			d = 70
		case "eighty":
			d = 80
		case "ninety":
			d = 90
		}
		if d == 0 {
			var err error
			if d, err = strconv.Atoi(w); err != nil || d <= 0 || d > 10000 {
				return 0
			}
			if seen && d == n {
				continue // "ninety (90)"
			}
		}
		n, seen = n+d, true
	}
	if n > 100000 {
		return 0
	}
	return n
}

// After counts n days, weeks, months or years from a day; "" for a day or a unit
// not known. The day itself does not count, and a month that is too short ends
// on its last day, as N.Y. General Construction Law §§ 20 and 30 say.
func After(day law.Day, n int, unit string) law.Day {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	months := 0
	switch unit {
	case "day":
		t = t.AddDate(0, 0, n)
	case "week":
		t = t.AddDate(0, 0, 7*n)
	case "month":
		months = n
	case "year":
		months = 12 * n
	default:
		return ""
	}
	if months > 0 {
		date := t.Day()
		t = t.AddDate(0, months, 0)
		if t.Day() != date { // it ran into the next month
			t = t.AddDate(0, 0, -t.Day())
		}
	}
	return law.DayOf(t)
}

// NextFirst is the next first day of a month after a day: of the month given, 1
// to 12, or for 0 of any. "" for a day not known.
func NextFirst(day law.Day, month int) law.Day {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	t = t.AddDate(0, 1, 1-t.Day())
	for month > 0 && t.Month() != time.Month(month) {
		t = t.AddDate(0, 1, 0)
	}
	return law.DayOf(t)
}
