package store

import (
	"slices"
)

// unindex takes the names out of the full-text index that are about to change.
func (im *importer) unindex(policies []*kept[policyRow], gone []int64) error {
	ids := slices.Clone(gone)
	for _, k := range policies {
		if !k.fresh && rewordedPolicy(k) {
			ids = append(ids, k.row.ID)
		}
	}
	return im.unindexDocs("policy_id", ids)
}

func (im *importer) unindexDocs(column string, ids []int64) error {
	for chunk := range slices.Chunk(ids, maxParameters) {
		var docs []int64
		if err := im.tx.Raw("SELECT id FROM docs WHERE "+column+" IN ?", chunk).Scan(&docs).Error; err != nil {
			return err
		}
		for _, d := range docs {
			if err := im.tx.Exec(unindexHeld, d).Error; err != nil {
				return err
			}
			if err := im.tx.Exec("DELETE FROM docs WHERE id = ?", d).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

func rewordedPolicy(k *kept[policyRow]) bool {
	t1, b1 := k.row.words()
	t2, b2 := k.was.words()
	return t1 != t2 || b1 != b2
}

// index puts the names of new and reworded policies into the full-text index.
func (im *importer) index(policies []*kept[policyRow]) error {
	var docs []docRow
	var words [][2]string
	for _, k := range policies {
		if !k.fresh && !rewordedPolicy(k) {
			continue
		}
		id, err := im.id("docs")
		if err != nil {
			return err
		}
		title, body := k.row.words()
		docs = append(docs, docRow{ID: id, PolicyID: refCol(k.row.ID)})
		words = append(words, [2]string{title, body})
	}
	return im.addDocs(docs, words)
}

func (im *importer) addDocs(docs []docRow, words [][2]string) error {
	if len(docs) == 0 {
		return nil
	}
	if err := upsert(im, "docs", docs); err != nil {
		return err
	}
	put, err := im.tx.Statement.ConnPool.PrepareContext(im.tx.Statement.Context, indexDoc)
	if err != nil {
		return err
	}
	for i, d := range docs {
		if _, err := put.ExecContext(im.tx.Statement.Context, d.ID, words[i][0], words[i][1]); err != nil {
			return closing(put, err)
		}
	}
	return closing(put, nil)
}

// closing closes c after err; the first error is the one returned.
func closing(c interface{ Close() error }, err error) error {
	if cerr := c.Close(); err == nil {
		return cerr
	}
	return err
}
