package read

import (
	"strings"
	"unicode"
)

// wordsOf are the words and numbers of a text, without signs.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
