package fetch

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// Secret is a key a server wants: in the query parameter Param, or in the
// header Header. It is added when the request is sent and stands nowhere else.
// It prints as "(secret)" under every verb.
type Secret struct {
	Param  string
	Header string
	Value  string
}

// Format writes "(secret)".
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "(secret)") }

// MarshalText returns "(secret)".
func (s Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// LogValue is "(secret)".
func (s Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// removed stands in place of a key that a server repeated.
const removed = "(removed)"

// minRemoved is the length from which a key is looked for in what a server
// sent: a shorter one would be found in words that are not the key.
const minRemoved = 8

// forms are the spellings of the key that a server may repeat.
func (s Secret) forms() []string {
	if len(s.Value) < minRemoved {
		return nil
	}
	out := []string{s.Value}
	for _, f := range []string{url.QueryEscape(s.Value), url.PathEscape(s.Value)} {
		if f != s.Value {
			out = append(out, f)
		}
	}
	return out
}

// strip takes the key out of a text.
func (s Secret) strip(text string) string {
	for _, f := range s.forms() {
		text = strings.ReplaceAll(text, f, removed)
	}
	return text
}

// stripBody takes the key out of a body; without one in it, it is b itself.
func (s Secret) stripBody(b []byte) []byte {
	for _, f := range s.forms() {
		if bytes.Contains(b, []byte(f)) {
			b = bytes.ReplaceAll(b, []byte(f), []byte(removed))
		}
	}
	return b
}

// keyParams are query parameters that carry keys by custom. They are sent as
// given and never written down.
var keyParams = []string{"token", "apikey", "api_key", "access_token"}

// clean returns the address without its key: without the secret's parameter
// and those of keyParams, in the order it had.
func (s Secret) clean(u *url.URL) string {
	c := *u
	c.RawQuery = dropParams(u.RawQuery, append([]string{s.Param}, keyParams...))
	c.ForceQuery = false
	return s.strip(c.String())
}

func dropParams(query string, names []string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if n, err := url.QueryUnescape(name); err == nil {
			name = n
		}
		drop := false
		for _, d := range names {
			drop = drop || d != "" && strings.EqualFold(d, name)
		}
		if !drop {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// onto returns the address with the key in its parameter, replacing one that
// stands there.
func (s Secret) onto(u *url.URL) *url.URL {
	if s.Param == "" || s.Value == "" {
		return u
	}
	c := *u
	c.RawQuery = dropParams(u.RawQuery, []string{s.Param})
	if c.RawQuery != "" {
		c.RawQuery += "&"
	}
	c.RawQuery += url.QueryEscape(s.Param) + "=" + url.QueryEscape(s.Value)
	return &c
}
