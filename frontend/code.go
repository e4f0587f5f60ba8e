package frontend

import (
	"net/url"

	"refuge/law"
	"refuge/record"
)

// Code lists where the measures of a place are codified.
type Code struct {
	Base
	Place  record.Place
	Groups []CodeGroup
}

// CodeGroup is the places in one code.
type CodeGroup struct {
	Code   string
	Places []record.CodePlace
}

// CodeSectionPage is a section of a code on one day.
type CodeSectionPage struct {
	Base
	record.CodeSection
	Entries []record.Entry // the events of its laws and of its own entry
	Others  int            // passages after the first
}

// CodeAddress is where a section of a place's code is told.
func CodeAddress(jurisdiction string, c law.Codified) string {
	address := "/code/" + url.PathEscape(jurisdiction)
	if c.Number != "" {
		address += "/" + url.PathEscape(c.Address())
	}
	return address
}

// codeWords is a place in a code as a citation prints it.
func codeWords(c law.Codified) string {
	switch {
	case c.Number == "":
		return c.Code
	case c.Through != "":
		return numberSign(c.Number, "§§ ") + c.Number + " through " + c.Through
	}
	return numberSign(c.Number, "§ ") + c.Number
}

// numberSign is the sign before a number, "" for a chapter, an article or a
// title.
func numberSign(number, sign string) string {
	if number != "" && number[0] >= 'a' && number[0] <= 'z' {
		return ""
	}
	return sign
}

// codeLinks lead from what a policy says of its codification to the sections.
func codeLinks(p law.Policy) []Link {
	var out []Link
	if p.Kind == law.CodeSection && p.Number != "" {
		c := law.Codified{Number: p.Number}
		out = append(out, Link{Words: codeWords(c) + ", with its laws and the answers that rest on it", Address: CodeAddress(p.Jurisdiction, c)})
	}
	for _, words := range p.CodifiedAt {
		for i, c := range law.ReadCodified(words) {
			text := codeWords(c)
			if i == 0 && c.Number != "" {
				text = c.Code + " " + text
			}
			l := Link{Words: text, Address: CodeAddress(p.Jurisdiction, c)}
			if c.Number == "" {
				l.Address = ""
			}
			out = append(out, l)
		}
	}
	return out
}
