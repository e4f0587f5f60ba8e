package read

import (
	"errors"
	"strings"
	"unicode"

	"refuge/law"
)

// wordsOf are the words and numbers of a text, without signs.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// foreseen says that an error is of a kind a reader may return.
func foreseen(err error) bool {
	for _, kind := range []error{law.ErrInvalid, law.ErrTooLarge, law.ErrNoText, law.ErrUnavailable} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
