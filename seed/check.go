package seed

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"refuge/law"
)

// Finding is what a rule finds in a seed file, and where.
type Finding struct {
	law.Finding
	File    string `json:"file"`    // as it was given
	Line    int    `json:"line"`    // from 1
	Pointer string `json:"pointer"` // the JSON pointer of the place: /policies/3/codings/0
}

// Check reads seed files as they are being edited, by name, puts each in the
// place of the one the program carries, and applies the rules to the whole
// record. It returns what the files hold, persons left out, and what the rules
// find in them, as law.Check sorts it. The error is that of Parse where one
// cannot be read as a seed file, and wraps law.ErrInvalid where two are of one
// place.
func Check(edited map[string][]byte, today law.Day) (law.Dataset, []Finding, error) {
	var held law.Dataset
	places := map[string]Finding{}
	inPlace := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(edited)) {
		b := edited[name]
		f, d, err := parse(name, b)
		if err != nil {
			return held, nil, err
		}
		add(&held, d)
		lines, err := lines(b)
		if err != nil {
			return held, nil, fmt.Errorf("%s: finding the lines: %w", name, err)
		}
		for subject, pointer := range f.places() {
			places[subject] = Finding{File: name, Line: lines[pointer], Pointer: pointer}
		}
		carried := "data/" + path.Base(name)
		if inPlace[carried] != nil {
			return held, nil, fmt.Errorf("%s: another of the files is of %s too: check one at a time: %w", name, f.Jurisdiction.Name, law.ErrInvalid)
		}
		inPlace[carried] = b
	}
	all, err := record(inPlace)
	if err != nil {
		return held, nil, err
	}
	var found []Finding
	for _, x := range law.Check(all, today) {
		if at, ok := places[x.Subject]; ok {
			at.Finding = x
			found = append(found, at)
		}
	}
	return held, found, nil
}

// places are the JSON pointers of what a finding of the file can speak of, by
// the finding's subject.
func (f file) places() map[string]string {
	m := map[string]string{f.Jurisdiction.Slug: "/jurisdiction"}
	parts := func(slug, part, pointer string, n int) {
		for i := range n {
			m[fmt.Sprintf("%s %s %d", slug, part, i+1)] = fmt.Sprintf("%s/%d", pointer, i)
		}
	}
	parts(f.Jurisdiction.Slug, "term", "/terms", len(f.Terms))
	for i, p := range f.Policies {
		pointer := fmt.Sprintf("/policies/%d", i)
		for _, alias := range p.Aliases {
			m[alias] = pointer
		}
		m[p.Slug] = pointer
		parts(p.Slug, "event", pointer+"/events", len(p.Events))
		parts(p.Slug, "relation", pointer+"/relations", len(p.Relations))
		parts(p.Slug, "coding", pointer+"/codings", len(p.Codings))
		parts(p.Slug, "version", pointer+"/versions", len(p.Versions))
	}
	for i, p := range f.Programs {
		m[p.Slug] = fmt.Sprintf("/programs/%d", i)
	}
	return m
}

// lines are the lines on which the objects of a JSON text begin, by pointer.
func lines(b []byte) (map[string]int, error) {
	m := map[string]int{}
	d := jsontext.NewDecoder(bytes.NewReader(b))
	line, counted := 1, 0
	for {
		token, err := d.ReadToken()
		if err == io.EOF {
			return m, nil
		}
		if err != nil {
			return nil, err
		}
		if token.Kind() != '{' {
			continue
		}
		at := int(d.InputOffset())
		line += bytes.Count(b[counted:at], []byte("\n"))
		counted = at
		m[string(d.StackPointer())] = line
	}
}
