// Package seed is the record Refuge ships: one JSON file for each jurisdiction,
// researched and written by the project, with the terms of its chief
// executives, its policies and its support programs. README.md says how the
// files are made and how to correct them; schema.json describes their form.
//
// The files are data under CC BY 4.0 by the Refuge contributors.
package seed

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"refuge/law"
)

//go:embed data/*.json
var data embed.FS

// File returns the bytes of the file of a jurisdiction, named by its slug. The
// error wraps law.ErrNotFound where there is none.
func File(name string) ([]byte, error) {
	if law.CheckSlug(name) != nil {
		return nil, fmt.Errorf("seed file %q: %w", name, law.ErrNotFound)
	}
	b, err := data.ReadFile("data/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("seed file %q: %w", name, law.ErrNotFound)
	}
	return b, nil
}

// maker names how a record is made of the files. It goes up when the same files
// would give another record.
const maker = "seed/2"

// Mark names what Load returns: the SHA-256, in hex, of all files and of how
// they are read. Two programs of one mark load the same record.
var Mark = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, maker)
	err := fs.WalkDir(data, "data", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintln(h, name, len(b))
		h.Write(b)
		return nil
	})
	if err != nil {
		panic("seed: the embedded files cannot be read: " + err.Error())
	}
	return hex.EncodeToString(h.Sum(nil))
})

// Load returns the whole record: jurisdictions by slug, with the parts of each
// in the order of its file, and the persons by slug. The record is the caller's own to change.
func Load() (law.Dataset, error) { return record(nil) }

// record is Load with other bytes in the place of some files, by their names
// ("data/houston.json").
func record(edited map[string][]byte) (law.Dataset, error) {
	carried, err := fs.Glob(data, "data/*.json")
	if err != nil {
		return law.Dataset{}, fmt.Errorf("listing the seed: %w", err)
	}
	names := slices.Sorted(maps.Keys(edited))
	names = append(names, slices.DeleteFunc(carried, func(name string) bool { return edited[name] != nil })...)
	slices.Sort(names)
	var all law.Dataset
	persons := map[string]string{} // slug to name
	for _, name := range names {
		b, ok := edited[name]
		if !ok {
			if b, err = data.ReadFile(name); err != nil {
				return law.Dataset{}, fmt.Errorf("reading the seed: %w", err)
			}
		}
		d, err := Parse(path.Join("seed", name), b)
		if err != nil {
			return law.Dataset{}, err
		}
		add(&all, d)
		for _, p := range d.Persons {
			if other, ok := persons[p.Slug]; ok && other != p.Name {
				return law.Dataset{}, fmt.Errorf("seed/%s: the person %q is called %q here and %q in another file: use one name, or a slug for each: %w",
					name, p.Slug, p.Name, other, law.ErrInvalid)
			} else if !ok {
				persons[p.Slug] = p.Name
				all.Persons = append(all.Persons, p)
			}
		}
	}
	slices.SortFunc(all.Persons, func(a, b law.Person) int { return cmp.Compare(a.Slug, b.Slug) })
	return all, nil
}

// Parse reads one seed file. Its error wraps law.ErrInvalid and begins with the
// file's name, the line and the JSON pointer of the place, and says what is
// wanted there; a field that the form does not have is an error. The file's
// base name must be its jurisdiction's slug.
func Parse(name string, b []byte) (law.Dataset, error) {
	_, d, err := parse(name, b)
	return d, err
}

func parse(name string, b []byte) (file, law.Dataset, error) {
	f, err := decode(name, b)
	if err != nil {
		return f, law.Dataset{}, err
	}
	if want := strings.TrimSuffix(path.Base(name), ".json"); f.Jurisdiction.Slug != want {
		return f, law.Dataset{}, fmt.Errorf("%s: /jurisdiction/slug: it is %q, but the file is named for %q: name the file for its jurisdiction: %w",
			name, f.Jurisdiction.Slug, want, law.ErrInvalid)
	}
	d, err := f.dataset()
	if err != nil {
		return f, law.Dataset{}, fmt.Errorf("%s: %w", name, err)
	}
	return f, d, nil
}

// add puts the parts of one file behind those of others; persons are left to
// the caller, since one may stand in several files.
func add(all *law.Dataset, d law.Dataset) {
	all.Jurisdictions = append(all.Jurisdictions, d.Jurisdictions...)
	all.Terms = append(all.Terms, d.Terms...)
	all.Policies = append(all.Policies, d.Policies...)
	all.Programs = append(all.Programs, d.Programs...)
}
