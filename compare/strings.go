package compare

import (
	"fmt"
	"unicode/utf8"

	"refuge/law"
)

// MaxBytes is the most that Strings takes on either side.
const MaxBytes = 2 << 20

// Result is the comparison of two strings by words.
type Result struct {
	Ops    []Op      `json:"ops"`
	Stats  WordStats `json:"stats"`
	Engine string    `json:"engine"`
}

// WordStats counts the words and numbers of a comparison, without punctuation.
type WordStats struct {
	WordsKept     int `json:"words_kept"`
	WordsDeleted  int `json:"words_deleted"`
	WordsInserted int `json:"words_inserted"`
	// Groups is the number of runs of changes with kept words between them.
	Groups      int `json:"groups"`
	Typographic int `json:"typographic"` // places
}

// Strings compares any two texts by words. The error wraps law.ErrTooLarge
// where one is over MaxBytes, law.ErrInvalid where one is not UTF-8.
func Strings(before, after string) (Result, error) {
	for _, side := range []struct{ name, text string }{{"before", before}, {"after", after}} {
		if len(side.text) > MaxBytes {
			return Result{}, fmt.Errorf("the text %q has %d bytes and may have %d at most: %w", side.name, len(side.text), MaxBytes, law.ErrTooLarge)
		}
		if !utf8.ValidString(side.text) {
			return Result{}, fmt.Errorf("the text %q is not UTF-8: %w", side.name, law.ErrInvalid)
		}
	}
	r := Result{Ops: Words(before, after), Engine: Engine}
	var s Stats
	s.countOps(r.Ops, &s.WordsKept)
	r.Stats = WordStats{s.WordsKept, s.WordsDeleted, s.WordsInserted, s.Groups, s.Typographic}
	return r, nil
}
