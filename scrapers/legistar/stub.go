package legistar

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"refuge/lawtext"
	"refuge/lawtext/read"
)

// Clerks put a law's text into the system as a text, or as a file beside it. In
// the second case the field for the text holds what leads there ("Please see
// the Attachments Tab"), the title once more, the number of a page, or nothing.
// None of these is the law, and held as its official text they would be shown,
// searched and compared as if they were.

// maxStub is how many words what only leads to a text has at most. The longest
// known has 13; a law of New York as short as this names itself by its words.
const maxStub = 40

var (
	// leads are the words of a pointer to a file.
	leads = regexp.MustCompile(`(?i)\battach(ed|ments?)\b|\b(exhibit|pdf|hyperlink|click here)\b|\bunder (the )?[a-z]+ tab\b|` +
		`\b(full|complete|final|bill|ordinance|resolution) text\b|\b(see|refer to|in) (the )?(file|document|link)s?\b|` +
		`\bon file\b|\b(no|text not|text is not|text un)\s?(text|available|provided)\b|^\W*(please )?see\b`)
	// enacts are words by which a measure does something, however short it is.
	enacts = regexp.MustCompile(`(?i)\b(be it|enacts|ordains?|ordained|resolved?|resolves|whereas|shall|hereby|(is|are|be) (amended|repealed|approved|appointed|authorized)|` +
		`sec(tion|\.)? *(\d|one))\b|§`)
)

// noLaw says that a text is not that of a measure of this title and name. What
// has neither the words of a pointer nor those of a law is left to stand.
func noLaw(text, title, name string) bool {
	switch {
	case !strings.ContainsFunc(text, unicode.IsLetter), numberAlone(text):
		return true
	case same(text, title), same(text, name):
		return true
	}
	return len(strings.Fields(text)) <= maxStub && leads.MatchString(text) && !enacts.MatchString(text)
}

// numberAlone says that a text names a measure and says nothing else: "INT. NO.
// 1481-A".
func numberAlone(text string) bool {
	if len(text) > maxName || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) {
		return false
	}
	for _, w := range wordsOf.FindAllString(strings.ToLower(text), -1) {
		if len(w) > 1 && !fillers[w] && strings.Trim(w, "0123456789") != "" {
			return false
		}
	}
	return true
}

// same compares letters and digits alone.
func same(a, b string) bool {
	only := func(s string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, s)
	}
	b = only(b)
	return b != "" && only(a) == b
}

var (
	// tags are those an editor for pages writes around text. One that closes, or
	// a break, tells the markup from a "<b>" that a law speaks of.
	tags = regexp.MustCompile(`(?i)</(p|div|span|b|strong|em|i|u|font|table|td|tr|ol|ul|li|h[1-6])\s*>|<(br|p)\s*/?>`)
	// entities are those it writes for signs.
	entities = regexp.MustCompile(`&(nbsp|amp|quot|apos|lt|gt|sect|para|mdash|ndash|lsquo|rsquo|ldquo|rdquo|bull|hellip|#\d{2,5}|#[xX][0-9a-fA-F]{2,5});`)
)

// readPlain reads the field for plain text, which some cities fill with a
// page's markup or with its signs.
func (c City) readPlain(plain string) (lawtext.Document, error) {
	switch {
	case tags.MatchString(plain):
		return read.HTML([]byte(plain), c.Drafting)
	case entities.MatchString(plain):
		plain = html.UnescapeString(plain)
	}
	return read.Plain([]byte(plain), c.Drafting)
}
