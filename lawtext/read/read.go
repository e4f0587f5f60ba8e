// Package read reads the bytes of a known type of text into a document: RTF,
// Word, HTML, PDF, plain text and the District of Columbia's XML.
//
// Everything here is a pure function over bytes. Input is hostile: every reader
// bounds size, depth and expansion, and its errors wrap law.ErrInvalid or
// law.ErrTooLarge.
package read

import (
	"fmt"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

// The bounds on a text of any type. The largest bill known is 2.4 MB of RTF;
// a budget act of DC is 1 MB of XML.
const (
	maxInput      = 64 << 20
	maxText       = 32 << 20
	maxParagraphs = 1 << 20
)

// Read reads b as the media type says, drafted as in says. Parameters of the type
// ("; charset=…") are ignored: readers look at the bytes. The error wraps
// law.ErrInvalid for a type that cannot be read or bytes that are not of it,
// law.ErrNoText for a document without a word, as a scan is, and law.ErrTooLarge
// over a bound; so do the errors of the readers below.
func Read(mediaType string, b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	base, _, _ := strings.Cut(mediaType, ";")
	switch strings.ToLower(strings.TrimSpace(base)) {
	case "application/rtf", "text/rtf":
		return RTF(b, in)
	case "text/plain", "text/markdown":
		return Plain(b, in)
	case "text/html", "application/xhtml+xml":
		return HTML(b, in)
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return DOCX(b, in)
	case "application/pdf":
		return PDF(b, in)
	case "application/xml", "text/xml":
		return DCXML(b)
	}
	return lawtext.Document{}, fmt.Errorf("no reader for texts of type %q: %w", mediaType, law.ErrInvalid)
}

func checkSize(b []byte) error {
	if len(b) > maxInput {
		return fmt.Errorf("a text of %d bytes is over the bound of %d: %w", len(b), maxInput, law.ErrTooLarge)
	}
	return nil
}
