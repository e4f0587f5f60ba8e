package compare

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"refuge/law"
)

func TestStrings(t *testing.T) {
	r, err := Strings("The officer may hold the person.", "The officer shall not hold the person.")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"ops":[["=","The officer "],["-","may"],["+","shall not"],["="," hold the person."]],` +
		`"stats":{"words_kept":5,"words_deleted":1,"words_inserted":2,"groups":1,"typographic":0},"engine":"` + Engine + `"}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	if b, _ := json.Marshal(must(Strings("", ""))); !strings.HasPrefix(string(b), `{"ops":[]`) {
		t.Errorf("two empty texts give %s", b)
	}
}

func must(r Result, err error) Result {
	if err != nil {
		panic(err)
	}
	return r
}

func TestStringsRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          error
	}{
		"a large text":    {strings.Repeat("a ", MaxBytes/2+1), "a", law.ErrTooLarge},
		"a large other":   {"a", strings.Repeat("a ", MaxBytes/2+1), law.ErrTooLarge},
		"what is no text": {"a", "\xff", law.ErrInvalid},
	} {
		if _, err := Strings(c.before, c.after); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Strings(strings.Repeat("a ", MaxBytes/2), "a"); err != nil {
		t.Errorf("a text of exactly MaxBytes: %v", err)
	}
}
