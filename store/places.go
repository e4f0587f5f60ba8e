package store

import (
	"fmt"
	"maps"

	"refuge/law"
)

// takePlaces takes jurisdictions in. A source does not rewrite one that is held.
func (im *importer) takePlaces(d law.Dataset) error {
	t := im.jurisdictions
	if err := t.look(im.tx); err != nil {
		return err
	}
	rows := make([]jurisdictionRow, len(d.Jurisdictions))
	for i, j := range d.Jurisdictions {
		if err := law.CheckSlug(j.Slug); err != nil {
			return fmt.Errorf("a jurisdiction: %w", err)
		}
		rows[i] = rowOfJurisdiction(j)
	}
	if err := t.take(nil, rows, nil); err != nil {
		return err
	}
	for _, k := range t.own {
		im.places[k.row.Slug] = k.row.Kind
	}
	count(&im.report.Jurisdictions, t.own)
	return t.write(nil)
}

// takePeople takes persons in, and those whom only a term names.
func (im *importer) takePeople(d law.Dataset) error {
	if len(d.Persons) == 0 && len(d.Terms) == 0 {
		return nil
	}
	t := im.persons
	if err := t.look(im.tx); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, k := range t.own {
		known[k.row.Slug] = true
	}
	var rows []personRow
	for _, p := range d.Persons {
		if err := law.CheckSlug(p.Slug); err != nil {
			return fmt.Errorf("a person: %w", err)
		}
		known[p.Slug] = true
		rows = append(rows, personRow(p))
	}
	for _, p := range d.Terms {
		if err := law.CheckSlug(p.Person); err != nil {
			return fmt.Errorf("a term in %s: a person: %w", p.Jurisdiction, err)
		}
		if !known[p.Person] {
			known[p.Person] = true
			rows = append(rows, personRow{p.Person, p.Name})
		}
	}
	if err := t.take(nil, rows, nil); err != nil {
		return err
	}
	count(&im.report.Persons, t.own)
	return t.write(nil)
}

func (im *importer) takeTerms(d law.Dataset) error {
	if len(d.Terms) == 0 {
		return nil
	}
	t := im.terms
	touched := map[string]bool{}
	rows := make([]termRow, len(d.Terms))
	for i, g := range d.Terms {
		if err := im.mustHold(g.Jurisdiction); err != nil {
			return fmt.Errorf("the term of %s: %w", g.Person, err)
		}
		touched[g.Jurisdiction] = true
		rows[i] = rowOfTerm(g)
	}
	if err := t.look(im.tx.Where("jurisdiction IN ?", sortedKeys(touched))); err != nil {
		return err
	}
	whole := im.whole(d)
	if err := t.take(nil, rows, func(r termRow) bool { return whole[r.Jurisdiction] }); err != nil {
		return err
	}
	served := map[string][]*kept[termRow]{}
	for _, k := range standing(t.own) {
		served[k.row.Jurisdiction] = append(served[k.row.Jurisdiction], k)
	}
	for _, list := range served {
		serve(list)
	}
	count(&im.report.Terms, t.own)
	if err := t.remove(nil); err != nil {
		return err
	}
	return t.write(nil)
}

func (im *importer) takePrograms(d law.Dataset) error {
	t := im.programs
	whole := im.whole(d)
	touched := maps.Clone(whole)
	rows := make([]programRow, len(d.Programs))
	for i, p := range d.Programs {
		if err := law.CheckSlug(p.Slug); err != nil {
			return fmt.Errorf("program %d: %w", i+1, err)
		}
		if err := im.mustHold(p.Jurisdiction); err != nil {
			return fmt.Errorf("program %s: %w", p.Slug, err)
		}
		touched[p.Jurisdiction] = true
		rows[i] = rowOfProgram(p, i)
	}
	if len(touched) == 0 {
		return nil
	}
	if err := t.look(im.tx.Where("jurisdiction IN ?", sortedKeys(touched))); err != nil {
		return err
	}
	if err := t.take(nil, rows, func(r programRow) bool { return whole[r.Jurisdiction] }); err != nil {
		return err
	}
	count(&im.report.Programs, t.own)
	if err := t.remove(nil); err != nil {
		return err
	}
	return t.write(nil)
}

// whole says of each jurisdiction of a dataset whether it is given whole: what
// it lacks is to go.
func (im *importer) whole(d law.Dataset) map[string]bool {
	whole := map[string]bool{}
	for _, j := range d.Jurisdictions {
		whole[j.Slug] = im.o.Origin == law.Curated
	}
	return whole
}

func (im *importer) mustHold(place string) error {
	if _, ok := im.places[place]; !ok {
		return fmt.Errorf("%q is no jurisdiction that is held: %w", place, law.ErrInvalid)
	}
	return nil
}
