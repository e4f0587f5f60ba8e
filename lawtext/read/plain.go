package read

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"refuge/lawtext"
)

const plainReader = "plain/1"

// Plain reads plain text, Markdown and OCR text: UTF-8, or Windows-1252
// where it is not valid UTF-8. A line is a paragraph; a line of Markdown that
// begins with # is a heading of that level, and a YAML head between two lines
// of three hyphens is dropped.
func Plain(b []byte) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	var d draft
	d.plain(b)
	return d.document(plainReader)
}

func (d *draft) plain(b []byte) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	latin := !utf8.Valid(b)
	if bytes.HasPrefix(b, []byte("---\n")) || bytes.HasPrefix(b, []byte("---\r\n")) {
		if end := bytes.Index(b, []byte("\n---")); end > 0 && end < 64<<10 {
			rest := b[end+4:]
			if nl := bytes.IndexByte(rest, '\n'); nl >= 0 && len(bytes.TrimSpace(rest[:nl])) == 0 {
				b = rest[nl+1:]
			} else if nl < 0 && len(bytes.TrimSpace(rest)) == 0 {
				b = nil
			}
		}
	}
	for len(b) > 0 {
		end := bytes.IndexAny(b, "\n\r\f\v")
		line := b
		if end >= 0 {
			line, b = b[:end], b[end+1:]
		} else {
			b = nil
		}
		kind, level := lawtext.Body, 0
		if n := len(line) - len(bytes.TrimLeft(line, "#")); n > 0 && n <= 6 && n < len(line) && line[n] == ' ' {
			kind, level, line = lawtext.Heading, n, line[n+1:]
		}
		d.clean(line, latin)
		d.end(kind, level)
	}
}

// clean writes text without control characters; bytes that are no UTF-8 are
// read as Windows-1252.
func (d *draft) clean(b []byte, latin bool) {
	for len(b) > 0 {
		n := 0
		for n < len(b) && (b[n] >= 0x20 && b[n] < 0x7F || b[n] == '\t') {
			n++
		}
		d.write(b[:n], "")
		if b = b[n:]; len(b) == 0 {
			return
		}
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, size := rune(0), 1
		if latin {
			r = charmap.Windows1252.DecodeByte(b[0])
		} else {
			r, size = utf8.DecodeRune(b)
		}
		b = b[size:]
		if printable(r) {
			d.writeRune(r, "")
		}
	}
}

// printable says that a character may stand in a text: no control character, no
// mark of byte order, no surrogate, none of private use.
func printable(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t'
	case r >= 0x7F && r < 0xA0, r == 0xFEFF, r >= 0xE000 && r <= 0xF8FF, r >= 0xF0000, r == 0x2028, r == 0x2029, r >= 0xD800 && r < 0xE000:
		return false
	}
	return true
}
