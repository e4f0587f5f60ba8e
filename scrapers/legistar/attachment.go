package legistar

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"refuge/scrapers"
)

// fillers are words that the name of an attachment may hold and still name
// nothing but the text of the measure. A version label of one letter counts
// too.
var fillers = map[string]bool{
	"int": true, "introduction": true, "bill": true, "council": true, "cb": true, "ordinance": true, "ord": true, "resolution": true,
	"res": true, "local": true, "law": true, "legislation": true, "no": true, "number": true, "the": true, "of": true, "as": true,
	"full": true, "text": true, "final": true, "signed": true, "certified": true, "adopted": true, "enacted": true, "passed": true,
	"amended": true, "copy": true, "version": true, "pdf": true, "docx": true, "doc": true, "rtf": true, "txt": true, "html": true, "htm": true,
}

// kinds are the fillers that say what the file is.
var kinds = []string{"int", "introduction", "bill", "cb", "ordinance", "ord", "resolution", "res", "law", "legislation", "text"}

var wordsOf = regexp.MustCompile(`[a-z]+|\d+`)

// textFile picks the attachment that is clearly the text of the current
// version: its name says what it is and holds nothing else but the number of
// the file or of the enactment. Where two are as clear, or none is, there is no
// answer. One that names the enactment, the finality or the version goes before
// one that does not, and a word processor's file before its print.
func (c City) textFile(m Matter, files []File) (File, bool) {
	numbers := map[string]bool{}
	for _, w := range wordsOf.FindAllString(strings.ToLower(m.File+" "+m.EnactmentNumber), -1) {
		numbers[strings.TrimLeft(w, "0")] = true
	}
	version := strings.ToLower(strings.TrimSpace(m.Version))
	best, rank, tie := File{}, 0, false
	for _, f := range files {
		words := wordsOf.FindAllString(strings.ToLower(f.Name), -1)
		score, kind, pure := 1, false, len(words) > 0
		for _, w := range words {
			switch {
			case slices.Contains(kinds, w):
				kind = true
				if w == "law" && m.EnactmentNumber != "" {
					score += 4
				}
			case w == "final" || w == "signed" || w == "certified" || w == "adopted" || w == "enacted":
				score += 4
			case w == version:
				score += 4
			case fillers[w] || numbers[strings.TrimLeft(w, "0")]:
			default:
				pure = false
			}
		}
		if strings.HasSuffix(strings.ToLower(f.URL), ".docx") {
			score++
		}
		if !pure || !kind || f.ID <= 0 {
			continue
		}
		switch {
		case score > rank:
			best, rank, tie = f, score, false
		case score == rank:
			tie = true
		}
	}
	return best, rank > 0 && !tie
}

// mediaType is the type of a file by its first bytes, else as it was sent.
func mediaType(a scrapers.Answer) string {
	for sign, t := range map[string]string{
		"%PDF-":            "application/pdf",
		"PK\x03\x04":       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		`{\rtf`:            "application/rtf",
		"\xD0\xCF\x11\xE0": "application/msword",
	} {
		if bytes.HasPrefix(a.Body, []byte(sign)) {
			return t
		}
	}
	return a.MediaType
}
