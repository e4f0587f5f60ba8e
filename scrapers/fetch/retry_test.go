package fetch

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBackoffGrowsAndIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "base"))
		n := rapid.IntRange(1, 100).Draw(t, "attempt")
		full := base
		for range n - 1 {
			if full = min(2*full, maxBackoff); full == maxBackoff {
				break
			}
		}
		full = min(full, maxBackoff)
		if d := backoff(base, n); d < full/2 || d > full {
			t.Fatalf("after attempt %d the wait is %v, want %v to %v", n, d, full/2, full)
		}
	})
}

func TestSleepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("sleep: %v", err)
	}
	if err := sleep(context.Background(), time.Nanosecond); err != nil {
		t.Errorf("sleep: %v", err)
	}
}

// FuzzRetryAfter holds that no value asks for a wait below zero or beyond all
// measure of its own.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"", "0", "120", "-1", "1e9", "99999999999999999999", " 5 ", "Mon, 23 Nov 2026 12:00:30 GMT", "Monday, 23-Nov-26 12:00:30 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := retryAfter(s, noon)
		if d < 0 {
			t.Fatalf("%q asks for %v", s, d)
		}
		if at, err := http.ParseTime(s); err == nil && d > 0 && noon.Add(d).Before(at.Add(-time.Second)) && d < 1<<62 {
			t.Fatalf("%q asks for %v", s, d)
		}
	})
}

func TestRetryAfterForms(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, " 5 ": 5 * time.Second, "-1": 0, "1.5": 0, "soon": 0, "99999999999999999999": 0,
		"Mon, 23 Nov 2026 12:00:30 GMT": 30*time.Second - 123456789, "Mon, 23 Nov 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(s, noon); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
