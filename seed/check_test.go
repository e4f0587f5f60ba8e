package seed

import (
	"errors"
	"strings"
	"testing"

	"refuge/law"
)

// TestCheckNamesThePlace spoils one thing at a time in a file and wants the
// finding at the line of the object that holds it.
func TestCheckNamesThePlace(t *testing.T) {
	for _, c := range []struct{ old, new, rule, pointer, line string }{
		{`"value": "police_limited"`, `"value": "never"`, "coding-outside-codebook", "/policies/0/codings/0", `"variable"`},
		{`"type": "signed"`, `"type": "sealed"`, "unknown-value", "/policies/0/events/0", `"date": "1991-03-04"`},
		{`"words": "the fair of 1990"`, `"target": "springfield-ord-9"`, "relation-unknown-target", "/policies/0/relations/0", `"type": "responds_to"`},
		{`"section": "sec_1__subsec_a"`, `"section": "sec_9"`, "coding-section-unknown", "/policies/0/codings/0", `"variable"`},
		{`"start": "1990-01"`, `"start": "1990-01", "settle": "x"`, "doubt-without-remedy", "/terms/0", `"person"`},
		{`"kind": "hotline"`, `"kind": "line"`, "unknown-value", "/programs/0", `"slug": "springfield-hotline"`},
		{`"kind": "city"`, `"kind": "town"`, "unknown-value", "/jurisdiction", `"slug": "springfield",`},
		{`"kind": "ordinance"`, `"kind": "court_ruling"`, "suit-incomplete", "/policies/0", `"slug": "springfield-ord-1"`},
	} {
		text := strings.Replace(small, c.old, c.new, 1)
		// An object begins on the line before that of its first field.
		want := strings.Count(text[:strings.Index(text, c.line)], "\n")
		_, found, err := Check(map[string][]byte{"elsewhere/springfield.json": []byte(text)}, today)
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, f := range found {
			ok = ok || f.Rule == c.rule && f.Pointer == c.pointer && f.Line == want && f.File == "elsewhere/springfield.json" && f.Severity == law.SevError
		}
		if !ok {
			t.Errorf("%s: no %s at %s on line %d in %+v", c.new, c.rule, c.pointer, want, found)
		}
	}
	_, found, err := Check(map[string][]byte{"springfield.json": []byte(small)}, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if f.Severity == law.SevError {
			t.Errorf("the whole file: %+v", f)
		}
	}
	if _, _, err := Check(map[string][]byte{"springfield.json": []byte("{")}, today); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("a broken file: %v", err)
	}
	twice := map[string][]byte{"a/springfield.json": []byte(small), "b/springfield.json": []byte(small)}
	if _, _, err := Check(twice, today); !errors.Is(err, law.ErrInvalid) || !strings.Contains(err.Error(), "Springfield too") {
		t.Errorf("two files of one place: %v", err)
	}
}

// TestCheckTakesTheEditedFile holds that an edited file stands in the place of
// the one the program carries, and that several are checked together.
func TestCheckTakesTheEditedFile(t *testing.T) {
	b, err := File("boulder")
	if err != nil {
		t.Fatal(err)
	}
	const slug = "springfield-ord-1"
	edited := strings.Replace(string(b), `"relations": [`, `"relations": [{"type": "responds_to", "target": "`+slug+`"},`, 1)
	if edited == string(b) {
		t.Fatal("the file of Boulder has no relations")
	}
	unknown := func(files map[string][]byte) (n int) {
		_, found, err := Check(files, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Rule == "relation-unknown-target" {
				n++
			}
		}
		return n
	}
	if n := unknown(map[string][]byte{"boulder.json": []byte(edited)}); n != 1 {
		t.Errorf("%d relations lead nowhere, want 1", n)
	}
	if n := unknown(map[string][]byte{"boulder.json": []byte(edited), "springfield.json": []byte(small)}); n != 0 {
		t.Errorf("%d relations lead nowhere beside the file they lead to", n)
	}
}
