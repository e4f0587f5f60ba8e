package server

import (
	"context"
	"fmt"
	"io"
	"strings"

	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// foundBody is the answer of a search: the list of hits, and what the search
// says beside them.
type foundBody struct {
	record.List[record.Hit]
	record.Beside
	Note string `json:"note,omitempty" doc:"A sentence on what was not found, and what the record covers"`

	jump string // slug of the one policy that is named exactly, "" if none is
}

func (s *Server) found(ctx context.Context, f store.SearchFilter) (foundBody, error) {
	l, err := s.store.Search(ctx, f)
	if err != nil {
		return foundBody{}, err
	}
	note, err := s.foundNote(ctx, l)
	return foundBody{l.List, l.Beside, note, l.Jump}, err
}

func (b foundBody) following() string { return string(b.Next) }

func (b foundBody) writeCSV(w io.Writer) error { return writeRows(w, b.Items, hitColumns) }

// foundNote says in a sentence or two what a search did not find as it was
// asked, "" where it found that.
func (s *Server) foundNote(ctx context.Context, f record.Found) (string, error) {
	if len(f.Items) > 0 && !f.Relaxed {
		return "", nil
	}
	var out []string
	if f.NoPlace != "" {
		out = append(out, fmt.Sprintf("%s is not a place in the record.", f.NoPlace))
	}
	if len(f.Nowhere) > 0 {
		words := make([]string, len(f.Nowhere))
		for i, w := range f.Nowhere {
			words[i] = "“" + w + "”"
		}
		out = append(out, fmt.Sprintf("No title, summary or text holds %s.", joinWords(words, "or")))
	}
	if f.Relaxed {
		if len(out) == 0 && len(f.Places) > 0 {
			return fmt.Sprintf("Nothing from %s holds all of these words. These are the closest measures.", placeWords(f.Places)), nil
		}
		return strings.Join(append(out, "Nothing holds all of these words. These are the best matches for any of them."), " "), nil
	}
	covers, err := s.covers(ctx)
	if err != nil {
		return "", err
	}
	return strings.Join(append(out, covers), " "), nil
}

// covers says in a sentence which places and years the record covers.
func (s *Server) covers(ctx context.Context) (string, error) {
	rows, err := s.store.Jurisdictions(ctx)
	if err != nil {
		return "", fmt.Errorf("listing jurisdictions: %w", err)
	}
	if len(rows) == 0 {
		return "The record holds no places yet.", nil
	}
	var names []string
	var first, last law.Day
	for _, r := range rows {
		names = append(names, r.Name)
		first, last = earlier(first, r.First.Earliest()), max(last, r.Latest.Earliest())
	}
	years := ""
	if first != "" {
		years = fmt.Sprintf(" from %s to %s", first[:4], min(last, s.today())[:4])
	}
	return fmt.Sprintf("The record covers %d places%s: %s.", len(names), years, joinWords(names, "and")), nil
}

// earlier is the earlier of two days, of which "" is none.
func earlier(a, b law.Day) law.Day {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func placeWords(places []record.Named) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.Name
	}
	return joinWords(names, "or")
}

// joinWords writes a list as a sentence has it, with "and" or "or" before the
// last.
func joinWords(words []string, last string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	case 2:
		return words[0] + " " + last + " " + words[1]
	default:
		return strings.Join(words[:n-1], ", ") + ", " + last + " " + words[n-1]
	}
}
