package store

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"refuge/law"
)

func TestCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, i, f := rapid.String().Draw(t, "s"), rapid.Int64().Draw(t, "i"), rapid.Float64Range(-1e9, 1e9).Draw(t, "f")
		at := time.Unix(rapid.Int64Range(-60e9, 200e9).Draw(t, "t"), 0).UTC()
		c := cursorOf("list", a, i, f, at)
		got, err := readCursor("list", c, "sift")
		if err != nil {
			t.Fatal(err)
		}
		// JSON writes what is not UTF-8 as U+FFFD; no key of ours is such.
		if got[0] != string([]rune(a)) || got[1] != i || got[2] != f || got[3] != at {
			t.Fatalf("%v %v %v %v became %v", a, i, f, at, got)
		}
		for _, other := range []struct{ list, kinds string }{{"other", "sift"}, {"list", "sif"}, {"list", "iift"}} {
			if _, err := readCursor(other.list, c, other.kinds); !errors.Is(err, law.ErrInvalid) {
				t.Fatalf("%+v: %v", other, err)
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(cursorOf("timeline", "2014-11-14", 7, 0, 12))
	f.Add("bnVsbA")
	f.Add("")
	f.Fuzz(func(t *testing.T, c string) {
		if _, err := readCursor("timeline", c, "siii"); err != nil && !errors.Is(err, law.ErrInvalid) {
			t.Error(err)
		}
	})
}
