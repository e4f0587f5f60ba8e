package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"refuge/law"
)

type textKey struct{ hash, shape string }

// newText is a text that the database does not hold yet.
type newText struct {
	id       int64
	key      textKey
	body     string
	sections []law.Section
}

// shapeOf names a division into sections; "" is none.
func shapeOf(sections []law.Section) string {
	if len(sections) == 0 {
		return ""
	}
	h := sha256.New()
	for _, s := range sections {
		fmt.Fprintf(h, "%q %q %q %q %d %d\n", s.EID, s.Parent, s.Number, s.Heading, s.Start, s.End)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// addVersions adds the texts that are new. A version is the one of its label
// whose text has the same hash; another text of that label gets a suffix. What
// is said about a version may change, its text never does, except that a text
// not held is filled in.
func (im *importer) addVersions(w *work, p *law.Policy) error {
	for i := range p.Versions {
		v := &p.Versions[i]
		r := rowOfVersion(*v, im.o)
		key := im.keys[v]
		r.Hash, r.Shape = key.hash, key.shape
		k := matchVersion(w, r)
		if k == nil {
			r.Label = freeLabel(w, r.Base)
			var err error
			if k, err = im.versions.add(w, r); err != nil {
				return err
			}
		}
		k.given = true
		if k.row.Origin == law.Curated && im.o.Origin == law.Collected {
			continue
		}
		im.updateVersion(&k.row, r)
		if !k.row.Held || v.Text == "" {
			continue
		}
		text := textKey{k.row.Hash, k.row.Shape}
		id, ok := im.texts[text]
		if !ok {
			var err error
			if id, err = im.id("texts"); err != nil {
				return err
			}
			im.texts[text] = id
			im.pending = append(im.pending, newText{id, text, v.Text, v.Sections})
		}
		k.row.TextID = refCol(id)
	}
	return nil
}

// matchVersion is the version of a policy that a given one is: the one of its
// label and words, else the one read otherwise from the same bytes, else one of
// the label whose text is not held; nil for a new one.
func matchVersion(w *work, r versionRow) *kept[versionRow] {
	var empty, any, reread *kept[versionRow]
	for _, k := range w.versions {
		if k.gone || k.row.Base != r.Base {
			continue
		}
		if k.row.Hash == r.Hash {
			return k
		}
		any = k
		if k.row.Hash == "" {
			empty = k
		} else if k.row.Capture != "" && k.row.Capture == r.Capture && k.row.Reader != r.Reader {
			reread = k
		}
	}
	switch {
	case r.Hash == "":
		return any
	case reread != nil:
		return reread
	}
	return empty
}

// updateVersion takes over what is said of a version; what is not said stays
// where it was collected, and so does what only its reading can tell.
func (im *importer) updateVersion(old *versionRow, r versionRow) {
	n := *old
	if im.o.Origin == law.Curated {
		n = r
		n.Stamps = old.Stamps
		n.ID, n.PolicyID, n.Label, n.Base, n.TextID, n.StandsLo, n.StandsTo = old.ID, old.PolicyID, old.Label, old.Base, old.TextID, old.StandsLo, old.StandsTo
		n.Hash, n.Shape, n.Held, n.Marks, n.Stretches, n.Notes = old.Hash, old.Shape, old.Held, old.Marks, old.Stretches, old.Notes
		n.Quality, n.Reader, n.Source, n.SourceID, n.Capture = old.Quality, old.Reader, old.Source, old.SourceID, old.Capture
	} else {
		fill(&n.RawLabel, r.RawLabel)
		fill(&n.Stage, r.Stage)
		fill(&n.Standing, r.Standing)
		if !r.Date.IsZero() {
			n.Date, n.DateLo, n.DateHi = r.Date, r.DateLo, r.DateHi
		}
		if !r.FromDate.IsZero() {
			n.FromDate, n.FromLo, n.FromHi = r.FromDate, r.FromLo, r.FromHi
		}
		if !r.ToDate.IsZero() {
			n.ToDate, n.ToLo, n.ToHi = r.ToDate, r.ToLo, r.ToHi
		}
		n.Verified = r.Verified
		if r.Sources != "[]" {
			n.Sources = r.Sources
		}
	}
	fill(&n.Hash, r.Hash)
	fill(&n.Shape, r.Shape)
	n.Held = n.Hash != ""
	fill(&n.Marks, r.Marks)
	fill(&n.Stretches, r.Stretches)
	fill(&n.Notes, r.Notes)
	fill(&n.Quality, r.Quality)
	fill(&n.Reader, r.Reader)
	// The same text read the same way rests on the capture it came from first.
	if old.Capture == "" || n.Hash != old.Hash || n.Reader != old.Reader {
		fill(&n.Source, r.Source)
		fill(&n.SourceID, r.SourceID)
		fill(&n.Capture, r.Capture)
	}
	*old = n
}

// freeLabel is base, or base-2, base-3 … where it is taken.
func freeLabel(w *work, base string) string {
	for n := 1; ; n++ {
		label := base
		if n > 1 {
			label = base + "-" + strconv.Itoa(n)
		}
		if !slices.ContainsFunc(w.versions, func(k *kept[versionRow]) bool { return !k.gone && k.row.Label == label }) {
			return label
		}
	}
}

// addTexts writes the new texts with their sections and indexes them, some at
// a time so that no statement grows without bound.
func (im *importer) addTexts() error {
	const some = 64
	next, err := indexing(im.tx).next()
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(im.pending, some) {
		var texts []textRow
		var sections []sectionRow
		var docs []docRow
		for _, t := range chunk {
			texts = append(texts, textRow{t.id, t.key.hash, t.key.shape, t.body})
			for i, s := range t.sections {
				sections = append(sections, sectionRow{t.id, i, s.EID, s.Parent, s.Number, s.Heading, s.Start, s.End})
			}
			docs = append(docs, indexing(im.tx).stretches(next+int64(len(docs)), t.id, t.body, t.sections)...)
		}
		next += int64(len(docs))
		if err := upsert(im, "texts", texts); err != nil {
			return err
		}
		if err := upsert(im, "sections", sections); err != nil {
			return err
		}
		if err := indexing(im.tx).add(docs); err != nil {
			return err
		}
	}
	return nil
}

// dropTexts removes texts that no version has any more: the same words, divided
// into sections anew or held by a version that was merged away.
func (im *importer) dropTexts(versions []*kept[versionRow]) error {
	left := map[int64]bool{}
	for _, k := range versions {
		if id := int64(k.was.TextID); id != 0 && (k.gone || k.row.TextID != k.was.TextID) {
			left[id] = true
		}
	}
	for chunk := range slices.Chunk(sortedKeys(left), maxParameters) {
		var ids []int64
		err := im.tx.Raw("SELECT id FROM texts WHERE id IN ? AND id NOT IN (SELECT text_id FROM versions WHERE text_id IN ?)", chunk, chunk).Scan(&ids).Error
		if err != nil {
			return err
		}
		if err := indexing(im.tx).drop("text_id", ids); err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := im.tx.Exec("DELETE FROM texts WHERE id IN ?", ids).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
