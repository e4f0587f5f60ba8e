package store

import "slices"

// flush writes what differs from what the database holds.
func (im *importer) flush() error {
	var works []*work
	var policies []*kept[policyRow]
	var gone, reworded []int64
	for _, w := range im.order {
		w.policy.given = w.given
		if w.policy.gone {
			continue
		}
		changed := im.moved(w)
		if w.given && !w.policy.fresh && w.policy.row == w.policy.was && changed {
			im.report.Policies.Updated++
		} else {
			count(&im.report.Policies, []*kept[policyRow]{w.policy})
		}
		w.policy.quiet = changed && !w.policy.changed() && len(w.taken) == 0 && !slices.ContainsFunc(im.parts, func(t part) bool { return t.news(w) })
		w.policy.touched = changed
		if changed {
			reworded = append(reworded, w.id())
		}
		works, policies, gone = append(works, w), append(policies, w.policy), append(gone, w.taken...)
	}
	count(&im.report.Events, im.events.all(works))
	count(&im.report.Relations, im.relations.all(works))
	count(&im.report.Codings, im.codings.all(works))
	count(&im.report.Versions, im.versions.all(works))

	// What is gone leaves first, so that its keys are free.
	steps := []func() error{func() error { return indexing(im.tx).drop("id", gone) }}
	for _, t := range im.parts {
		steps = append(steps, func() error { return t.remove(works) })
	}
	steps = append(steps,
		func() error { return upsert(im, "policies", changedRows(im, policies)) },
		func() error { return im.addTexts() })
	for _, t := range im.parts {
		steps = append(steps, func() error { return t.write(works) })
	}
	steps = append(steps,
		func() error { return im.removePolicies(gone) },
		func() error { return im.dropTexts(im.versions.all(works)) },
		func() error { return indexing(im.tx).policies(reworded) })
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// moved says whether a policy or anything that hangs on it is not as the
// database has it: a policy changes with whatever hangs on it.
func (im *importer) moved(w *work) bool {
	return w.policy.changed() || len(w.taken) > 0 || slices.ContainsFunc(im.parts, func(t part) bool { return t.changed(w) })
}

// removePolicies removes what became part of another policy.
func (im *importer) removePolicies(gone []int64) error {
	for chunk := range slices.Chunk(gone, maxParameters) {
		im.changed = true
		if err := im.tx.Exec("DELETE FROM policies WHERE id IN ?", chunk).Error; err != nil {
			return err
		}
		if err := im.tx.Exec("DELETE FROM run_policies WHERE policy_id IN ?", chunk).Error; err != nil {
			return err
		}
	}
	return nil
}
