package compare

import (
	"fmt"
	"strings"
	"testing"
)

func TestOperativeChanges(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"The officer may hold the person.", "The officer shall hold the person.", "duty may>shall"},
		{"The officer shall hold the person.", "The officer shall not hold the person.", "duty shall>shall not"},
		{"The officer must not ask for papers.", "The officer must ask for papers.", "duty must not>must"},
		{"A person who is armed may be held.", "A person who is not armed may be held.", "negation >not"},
		{"It posts a report within 30 days of the arrest.", "It posts a report within 60 days of the arrest.", "number 30 days>60 days"},
		{"The fine is $500 for each violation.", "The fine is $1,000 for each violation.", "money $500>$1,000"},
		{"The law takes effect on July 1, 2014.", "The law takes effect on July 15, 2014.", "date July 1>July 15"},
		{"The law ends in 2014 in Springfield.", "The law ends in 2016 in Springfield.", "date 2014>2016"},
		{"It is held under section 9-131 of the code.", "It is held under section 9-150 of the code.", ""},
		{"No officer shall hold a person.", "No officer shall hold a person, except with a warrant.", "exception >except"},
		{"It holds them for at least two days.", "It holds them for no more than two days.", "threshold at least>no more than"},
		{"It holds the papers.", "It holds the forms.", ""},
		{"1. It holds the papers.", "2. It holds the papers.", ""},
	} {
		var got []string
		for _, o := range Compare(Text{Text: c.before}, Text{Text: c.after}).Operative {
			got = append(got, fmt.Sprintf("%s %s>%s", o.Kind, o.Before, o.After))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q to %q: got %q, want %q", c.before, c.after, s, c.want)
		}
	}
}
