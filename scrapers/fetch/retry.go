package fetch

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"

	"refuge/law"
)

// maxBackoff bounds the wait that grows with the attempts.
const maxBackoff = time.Minute

// backoff is the wait after the n-th attempt (from 1): the base doubled each
// time up to maxBackoff, of which a random half is left off, so that clients
// cut off together do not come back together.
func backoff(base time.Duration, n int) time.Duration {
	d := base
	for i := 1; i < n && d < maxBackoff; i++ {
		d *= 2
	}
	d = min(d, maxBackoff)
	return d/2 + rand.N(d/2+1)
}

// retryAfter reads a Retry-After line (RFC 9110 § 10.2.3): seconds, or an HTTP
// date. What cannot be read, or lies in the past, asks for no wait.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// again says whether a status is worth another attempt.
func again(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500
}

// cut says whether an exchange broke off on its way, so that the same request
// may go through the next time.
func cut(err error) bool {
	var late interface{ Timeout() bool }
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, law.ErrRefused), errors.Is(err, law.ErrTooLarge), errors.Is(err, law.ErrInvalid), errors.Is(err, law.ErrUnavailable):
		return false
	case errors.As(err, &late) && late.Timeout():
		return true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return true
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrChecksum),
		errors.Is(err, zlib.ErrHeader), errors.As(err, &corrupt):
		return true
	}
	// net/http keeps the types of these errors to itself. A header cut in the
	// middle of a line looks malformed to it.
	s := err.Error()
	return strings.Contains(s, "http2: ") || strings.Contains(s, "stream error: ") ||
		strings.Contains(s, "malformed HTTP ") || strings.Contains(s, "malformed MIME header")
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
