package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"refuge/law"
)

// StatusError is an answer that is not a success. It unwraps to
// law.ErrNotFound for 404 and 410, law.ErrRefused for 401 and 403,
// law.ErrUnavailable for 429, 5xx and unasked-for 1xx to 3xx, and
// law.ErrInvalid for any other 4xx. A 500 may be for good all the same, which
// only the source's own package can tell.
type StatusError struct {
	Status   int
	URL      string // without secrets
	Snippet  string // the beginning of the body, on one line
	Attempts int
	// RetryAfter is how long the server asked to be left alone, if that was
	// longer than the client waits; 0 otherwise.
	RetryAfter time.Duration
}

// legible is an address for a sentence: without a long query, which the field
// URL has whole.
func legible(url string) string {
	if path, _, ok := strings.Cut(url, "?"); ok && len(url) > 120 {
		return path + "?…"
	}
	return url
}

// Error names the status, the address and the number of attempts.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("%s: HTTP %d %s", legible(e.URL), e.Status, http.StatusText(e.Status))
	if e.Attempts > 1 {
		s += fmt.Sprintf(" after %d attempts", e.Attempts)
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf("; the server asks to be left alone for %s", e.RetryAfter)
	}
	if e.Snippet != "" {
		s += fmt.Sprintf(": %q", e.Snippet)
	}
	return s
}

// Unwrap returns the kind of failure.
func (e *StatusError) Unwrap() error {
	switch {
	case e.Status == http.StatusNotFound || e.Status == http.StatusGone:
		return law.ErrNotFound
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return law.ErrRefused
	case e.Status == http.StatusTooManyRequests || e.Status < 400 || e.Status >= 500:
		return law.ErrUnavailable
	}
	return law.ErrInvalid
}

// UnreachableError says that no connection to a host came about: its name is
// not known, nothing listens there, or there is no network. It unwraps to
// law.ErrUnavailable. A host is asked once and the caller decides when again;
// its words name no address but the host, so that they can be said once for all
// the requests that wait for it.
type UnreachableError struct {
	Host  string // as in the address, with the port where one was named
	Cause string // "no such host"
}

// Error is one sentence.
func (e *UnreachableError) Error() string { return e.Host + " cannot be reached: " + e.Cause }

// Unwrap returns law.ErrUnavailable.
func (e *UnreachableError) Unwrap() error { return law.ErrUnavailable }

// unreachable is the error of a connection that did not come about, nil for
// every other error.
func unreachable(host string, err error) *UnreachableError {
	var op *net.OpError
	if errors.Is(err, law.ErrRefused) || !errors.As(err, &op) || op.Op != "dial" {
		return nil
	}
	var name *net.DNSError
	var call *os.SyscallError
	switch {
	case errors.As(err, &name) && name.IsTimeout:
		return &UnreachableError{host, "the name server does not answer"}
	case errors.As(err, &name):
		return &UnreachableError{host, name.Err}
	case op.Timeout():
		return &UnreachableError{host, "no answer within " + dialTimeout.String()}
	case errors.As(err, &call):
		return &UnreachableError{host, call.Err.Error()}
	}
	return &UnreachableError{host, op.Err.Error()}
}

// maxSnippet bounds what of a body stands in an error, in bytes.
const maxSnippet = 160

func snippet(body []byte) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 2*maxSnippet)]), "")), " ")
	for len(s) > maxSnippet {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return oneLine(s)
}

// withoutSecret returns the error, or one with the key taken out of its words.
// The chain is then cut, since its links say the key too; the kind is kept.
func withoutSecret(err error, s Secret) error {
	clean := s.strip(err.Error())
	if clean == err.Error() {
		return err
	}
	for _, kind := range []error{law.ErrRefused, law.ErrTooLarge, law.ErrNotFound, law.ErrUnavailable} {
		if errors.Is(err, kind) {
			return fmt.Errorf("%s: %w", clean, kind)
		}
	}
	return fmt.Errorf("%s: %w", clean, law.ErrInvalid)
}
