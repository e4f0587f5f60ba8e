package read

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"refuge/lawtext"
)

const plainReader = "plain/2"

// Plain reads plain text, Markdown and OCR text in UTF-8, UTF-16 or, byte by
// byte where it is no UTF-8, Windows-1252. A line is a paragraph, unless the text
// is hard-wrapped: then the lines of a paragraph are joined. A line of Markdown
// that begins with # is a heading of that level, and a YAML head at the top is
// left out.
func Plain(b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	d := draft{drafting: in}
	d.plain(decode(b))
	return d.document(plainReader)
}

func (d *draft) plain(text string) {
	text = d.withoutHead(text)
	for _, line := range unwrapped(strings.Split(text, "\n")) {
		kind, level := lawtext.Body, 0
		if n := len(line) - len(strings.TrimLeft(line, "#")); n > 0 && n <= 6 && n < len(line) && line[n] == ' ' {
			kind, level, line = lawtext.Heading, n, line[n+1:]
		}
		d.clean(line, 0)
		d.end(kind, level)
	}
}

var (
	headKey  = regexp.MustCompile(`^[a-z_][A-Za-z0-9_-]*:(?:\s|$)`)
	headMore = regexp.MustCompile(`^(?:\s|- |#|$)`)
)

// withoutHead leaves out a YAML head: between a line of three hyphens at the very
// top and the next one, every line is a key in lower case with its value or
// belongs to one. Law that stands between two rules is none.
func (d *draft) withoutHead(text string) string {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return text
	}
	for at, keys := 0, 0; at < len(rest) && at < 64<<10; {
		line, _, _ := strings.Cut(rest[at:], "\n")
		next := min(at+len(line)+1, len(rest))
		switch trimmed := strings.TrimRight(line, " \t"); {
		case trimmed == "---" || trimmed == "...":
			if keys == 0 {
				return text
			}
			d.leave("YAML head", rest[:at])
			return rest[next:]
		case headKey.MatchString(line):
			keys++
		case keys == 0 || !headMore.MatchString(line):
			return text
		}
		at = next
	}
	return text
}

// decode makes text of bytes, its lines ended by line feeds. Where a byte is no
// UTF-8 it is a character of Windows-1252 and the bytes around it stay what they
// are; characters of the C1 block are what Windows-1252 has in their place, as
// programs write that took the one for the other. U+0085 ends a line unless the
// text has others of the block.
func decode(b []byte) string {
	s := ""
	switch order := utf16Order(b); {
	case order != nil:
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = order.Uint16(b[2*i:])
		}
		s = string(utf16.Decode(units))
	case utf8.Valid(b):
		s = string(b)
	default:
		var w strings.Builder
		w.Grow(len(b) + len(b)/8)
		for len(b) > 0 {
			r, n := utf8.DecodeRune(b)
			if r == utf8.RuneError && n == 1 {
				r = charmap.Windows1252.DecodeByte(b[0])
			}
			w.WriteRune(r)
			b = b[n:]
		}
		s = w.String()
	}
	s = strings.TrimPrefix(s, "\ufeff")
	damaged := strings.ContainsFunc(s, func(r rune) bool { return r > 0x7F && r < 0xA0 && r != 0x85 })
	if !damaged && !strings.ContainsAny(s, "\r\f\v\u0085\u2028\u2029") {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\f', r == '\v', r == '\u2028', r == '\u2029', r == '\u0085' && !damaged:
			return '\n'
		}
		return c1(r)
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// c1 is what Windows-1252 has in the place of a character of the C1 block.
func c1(r rune) rune {
	if r >= 0x80 && r < 0xA0 {
		return charmap.Windows1252.DecodeByte(byte(r))
	}
	return r
}

// utf16Order is the byte order of UTF-16, told by its mark or by the zeros that
// every second byte of a Latin text is; nil for any other text.
func utf16Order(b []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return binary.LittleEndian
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return binary.BigEndian
	}
	var zeros [2]int
	head := b[:min(len(b), 4096)]
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case len(head) < 4 || max(zeros[0], zeros[1])*5 < len(head)*2: // 40 of 50 in a hundred
		return nil
	case zeros[1] > 10*zeros[0]:
		return binary.LittleEndian
	case zeros[0] > 10*zeros[1]:
		return binary.BigEndian
	}
	return nil
}

// clean writes text without control characters. Signs of a symbol font's private
// place that have no known meaning are counted as left out.
func (d *draft) clean(s string, l look) {
	for s != "" {
		n := 0
		for n < len(s) && (s[n] >= 0x20 && s[n] < 0x7F || s[n] == '\t') {
			n++
		}
		d.writeString(s[:n], l)
		if s = s[n:]; s == "" {
			return
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		d.character(r, l)
	}
}

// character writes one character, as far as it may stand in a text.
func (d *draft) character(r rune, l look) {
	if r >= 0xF020 && r <= 0xF0FF {
		u := symbolPage.narrow[r-0xF000]
		if u == utf8.RuneError || unicode.IsLetter(u) {
			d.leave("sign of a symbol font", "")
			return
		}
		r = u
	}
	if r = c1(r); printable(r) {
		d.writeRune(r, l)
	} else if r >= 0xE000 && r != 0xFEFF {
		d.leave("sign of a symbol font", "")
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
