package legistar

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"refuge/law"
)

// The rows below carry the names of the Web API, by which both encoders find
// their fields. Only what is read is named.

type matterRow struct {
	MatterId                                      int
	MatterLastModifiedUtc, MatterFile, MatterName string
	MatterTitle, MatterTypeName, MatterStatusName string
	MatterBodyName, MatterVersion                 string
	MatterIntroDate, MatterAgendaDate             string
	MatterPassedDate, MatterEnactmentDate         string
	MatterEnactmentNumber, MatterEXText5          string
	MatterDate1, MatterDate2                      string
	MatterEXDate1, MatterEXDate2, MatterEXDate3   string
	MatterEXDate4, MatterEXDate5, MatterEXDate6   string
	MatterEXDate7, MatterEXDate8, MatterEXDate9   string
	MatterEXDate10                                string
	MatterRestrictViewViaWeb                      bool
}

type versionRow struct {
	Key   word // text id, a string in JSON
	Value string
	// XML writes the two in lower case.
	LowKey   string `xml:"key" json:"-"`
	LowValue string `xml:"value" json:"-"`
}

type textRow struct {
	MatterTextId, MatterTextMatterId int
	MatterTextVersion                string
	MatterTextPlain, MatterTextRtf   string
}

type historyRow struct {
	MatterHistoryId                                          int
	MatterHistoryVersion, MatterHistoryActionDate            string
	MatterHistoryActionName, MatterHistoryActionText         string
	MatterHistoryActionBodyName, MatterHistoryPassedFlagName string
}

type sponsorRow struct {
	MatterSponsorMatterVersion, MatterSponsorName string
	MatterSponsorNameId                           int
	MatterSponsorSequence                         *int
}

type attachmentRow struct {
	MatterAttachmentId                              int
	MatterAttachmentName, MatterAttachmentHyperlink string
	MatterAttachmentLastModifiedUtc                 string
	MatterAttachmentSort                            int
	MatterAttachmentShowOnInternetPage              *bool
}

// word is a string that JSON may also write as a number.
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(w))
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*w = word(n.String())
	return nil
}

// failure is how the server tells an error.
type failure struct{ Message, MessageDetail, ExceptionMessage string }

func (f failure) words() string {
	return clip(strings.TrimSpace(strings.Join([]string{f.Message, f.MessageDetail, f.ExceptionMessage}, " ")), 300)
}

// shape is what an answer must be to be one.
type shape int

const (
	many shape = iota // a list of rows
	one               // a single object
)

// decode reads a list of rows, or one object as a list of one, in JSON or XML:
// the server does not always heed Accept, so the bytes decide. A row that does
// not fit its type is an error of its own; the error wraps law.ErrInvalid where
// the answer as a whole has not the shape that was asked for.
func decode[T any](body []byte, as shape) (rows []T, bad []error, err error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if len(body) == 0 {
		return nil, nil, fmt.Errorf("the answer is empty: %w", law.ErrInvalid)
	}
	switch {
	case body[0] == '[' && as == many:
		return decodeArray[T](body)
	case body[0] == '{':
		var f failure
		switch {
		case json.Unmarshal(body, &f) == nil && f.words() != "":
			return nil, nil, fmt.Errorf("the server says %q: %w", f.words(), law.ErrInvalid)
		case as == many:
			return nil, nil, fmt.Errorf("the answer is one object where a list was asked for: %w", law.ErrInvalid)
		}
		return decodeArray[T](bytes.Join([][]byte{{'['}, body, {']'}}, nil))
	case body[0] == '<':
		return decodeXML[T](body, as)
	case body[0] == '[':
		return nil, nil, fmt.Errorf("the answer is a list where one object was asked for: %w", law.ErrInvalid)
	}
	return nil, nil, fmt.Errorf("the answer is neither JSON nor XML (%q): %w", clip(string(body), 40), law.ErrInvalid)
}

func decodeArray[T any](body []byte) (rows []T, bad []error, err error) {
	if json.Unmarshal(body, &rows) == nil {
		return rows, nil, nil
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, nil, fmt.Errorf("reading JSON: %v: %w", err, law.ErrInvalid)
	}
	rows = rows[:0]
	for i, b := range raw {
		var row T
		if err := json.Unmarshal(b, &row); err != nil {
			bad = append(bad, fmt.Errorf("row %d of the answer: %v: %w", i+1, err, law.ErrInvalid))
			continue
		}
		rows = append(rows, row)
	}
	return rows, bad, nil
}

var (
	// An empty field is written <Name i:nil="true"/>; taken away, it is unset
	// whatever its type.
	xmlNil = regexp.MustCompile(`<\w+ i:nil="true"\s*/>`)
	// XML 1.0 has no NUL or other control character, yet the server writes
	// them as references.
	xmlControl = regexp.MustCompile(`&#(?:x0*(?:[0-8bcBC]|1[0-9a-fA-F]|[eEfF])|0*(?:[0-8]|11|12|1[4-9]|2[0-9]|3[01]));`)
	xmlRoot    = regexp.MustCompile(`^(?:<\?xml[^>]*>\s*)?<((?:ArrayOf)?\w+)[\s/>]`)
)

func decodeXML[T any](body []byte, as shape) (rows []T, bad []error, err error) {
	root := xmlRoot.FindSubmatch(body)
	if root == nil || !bytes.Contains(root[1], []byte("Granicus")) && !bytes.Contains(root[1], []byte("KeyValuePair")) {
		if root != nil && string(root[1]) == "Error" {
			var f failure
			if xml.Unmarshal(body, &f) == nil {
				return nil, nil, fmt.Errorf("the server says %q: %w", f.words(), law.ErrInvalid)
			}
		}
		return nil, nil, fmt.Errorf("the answer is a page, not data (%q): %w", clip(string(body), 40), law.ErrInvalid)
	}
	body = xmlControl.ReplaceAll(xmlNil.ReplaceAll(body, nil), nil)
	if list := bytes.HasPrefix(root[1], []byte("ArrayOf")); list != (as == many) {
		return nil, nil, fmt.Errorf("the answer is <%s>, which was not asked for: %w", root[1], law.ErrInvalid)
	} else if !list {
		var row T
		if err := xml.Unmarshal(body, &row); err != nil {
			return nil, nil, fmt.Errorf("reading XML: %v: %w", err, law.ErrInvalid)
		}
		return []T{row}, nil, nil
	}
	dec := xml.NewDecoder(bytes.NewReader(body))
	depth, n := 0, 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return rows, bad, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("reading XML: %v: %w", err, law.ErrInvalid)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if depth == 0 {
			depth++
			continue
		}
		n++
		var raw struct {
			Inner []byte `xml:",innerxml"`
		}
		if err := dec.DecodeElement(&raw, &start); err != nil {
			return nil, nil, fmt.Errorf("reading XML: %v: %w", err, law.ErrInvalid)
		}
		var row T
		if err := xml.Unmarshal(bytes.Join([][]byte{[]byte("<r>"), raw.Inner, []byte("</r>")}, nil), &row); err != nil {
			bad = append(bad, fmt.Errorf("row %d of the answer: %v: %w", n, err, law.ErrInvalid))
			continue
		}
		rows = append(rows, row)
	}
}

// wallForms are how the API writes a time; a fraction of 0 to 7 digits may
// follow the seconds, which time.Parse takes unasked. The mirrors write a Z.
var wallForms = []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02"}

// Wall reads a time as a clock on the wall showed it. The result carries no
// zone worth looking at: it is never shifted. "" and the year 1, which stands
// for nothing in .NET, are the zero time. The error wraps law.ErrInvalid.
func Wall(s string) (time.Time, error) {
	if s == "" || strings.HasPrefix(s, "0001-01-01") {
		return time.Time{}, nil
	}
	for _, form := range wallForms {
		if t, err := time.Parse(form, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: %w", clip(s, 40), law.ErrInvalid)
}

// day is the local day of a wall time, unknown for the zero time.
func day(t time.Time) law.Date {
	if t.IsZero() {
		return law.Date{}
	}
	return law.OnDay(law.DayOf(t))
}

// line makes scraped words one line of at most max bytes: valid UTF-8, no
// control characters, no run of spaces.
func line(s string, max int) string { return clip(strings.Join(strings.Fields(plain(s)), " "), max) }

// plain drops what may not stand in a text: NUL, control characters other than
// tab and line feed, broken UTF-8.
func plain(s string) string {
	clean := true
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7F {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 {
			if r == '\r' {
				return '\n'
			}
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// clip cuts s to at most max bytes, between characters, and shows that it did.
func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	cut := max - len("…")
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
