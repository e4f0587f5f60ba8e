package law

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxSlug is the longest slug, in bytes.
const MaxSlug = 120

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Slug makes an address part of words: lower case, letters without their
// accents, everything else a single hyphen, at most MaxSlug bytes and cut
// between words where it can be. It returns "" when no letter or digit is left.
func Slug(words ...string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.Join(words, " ")) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			continue
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	s := b.String()
	if len(s) <= MaxSlug {
		return s
	}
	s = s[:MaxSlug+1]
	if cut := strings.LastIndexByte(s, '-'); cut > 0 {
		return s[:cut]
	}
	return s[:MaxSlug]
}

// CheckSlug returns an error wrapping ErrInvalid unless s has the form of a
// slug.
func CheckSlug(s string) error {
	if len(s) > MaxSlug || !slugForm.MatchString(s) {
		return fmt.Errorf("%q is no slug (lower-case letters, digits and single hyphens, at most %d): %w", s, MaxSlug, ErrInvalid)
	}
	return nil
}

// NumberKey is a measure's number in the form in which two sources are
// compared: words in lower case with single spaces, leading zeros of each
// number dropped.
func NumberKey(number string) string {
	words := strings.Join(strings.Fields(strings.ToLower(number)), " ")
	return leadingZeros.ReplaceAllString(words, "$1$2")
}

var leadingZeros = regexp.MustCompile(`(^|[^0-9])0+([0-9])`)
