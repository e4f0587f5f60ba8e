package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"refuge/law"
)

// The states of a request in the queue.
const (
	pending = "pending"
	leased  = "leased"
	done    = "done"
	failed  = "failed"
)

// What a run did to a policy, in the order in which one outweighs the other.
const (
	wasUnchanged = iota
	wasUpdated
	wasNew
)

func (r requestRow) queued() (Queued, error) {
	q := Queued{ID: r.ID, Key: r.Key, Kind: r.Kind, URL: r.URL, Accept: r.Accept, Once: r.Once, Missing404: r.Missing404, Last: r.Last,
		MaxBytes: r.MaxBytes, Attempts: r.Attempts, ETag: r.ETag, Modified: r.Modified, Capture: r.Capture}
	if err := json.Unmarshal([]byte(r.Context), &q.Context); err != nil {
		return Queued{}, fmt.Errorf("the context of request %d: %w", r.ID, err)
	}
	return q, nil
}

func (r runRow) run() Run { return Run(r) }

// BeginRun begins a run of a source. A run of the same source and the same
// width (everything) that was cut off is taken up again, with the requests it
// had under way pending once more as if they had not been tried, and resumed is
// true; one of another width is closed as interrupted.
func (s *Store) BeginRun(ctx context.Context, source string, everything bool) (run Run, resumed bool, err error) {
	err = s.writing(ctx, "the beginning of a run", func(tx *gorm.DB) (bool, error) {
		var open []runRow
		if err := tx.Raw("SELECT * FROM runs WHERE source = ? AND outcome = 'running' ORDER BY id DESC", source).Scan(&open).Error; err != nil {
			return false, err
		}
		for _, r := range open {
			if r.Everything == everything && !resumed {
				run, resumed = r.run(), true
				if err := tx.Exec("UPDATE requests SET state = ?, attempts = attempts - 1 WHERE run_id = ? AND state = ?", pending, r.ID, leased).Error; err != nil {
					return false, err
				}
				continue
			}
			if err := tx.Exec("UPDATE runs SET outcome = 'interrupted', ended = ? WHERE id = ?", s.now().UTC(), r.ID).Error; err != nil {
				return false, err
			}
		}
		if resumed {
			return false, nil
		}
		id, err := nextID(tx, "runs")
		if err != nil {
			return false, err
		}
		row := runRow{ID: id, Source: source, Began: s.now().UTC(), Outcome: "running", Everything: everything}
		run = row.run()
		return true, tx.Table("runs").Create(&row).Error
	})
	return run, resumed, err
}

// EndRun closes a run with the outcome (done, failed or interrupted), the error
// and the newest instant of r; its counters are those of what was recorded.
// law.ErrInvalid for another outcome, law.ErrNotFound for an unknown run.
func (s *Store) EndRun(ctx context.Context, r Run) error {
	if !slices.Contains([]string{"done", "failed", "interrupted"}, r.Outcome) {
		return fmt.Errorf("a run ends done, failed or interrupted, not %q: %w", r.Outcome, law.ErrInvalid)
	}
	return s.writing(ctx, "the end of a run", func(tx *gorm.DB) (bool, error) {
		if err := moveRun(tx, r.ID, 0, 0, 0, time.Time{}); err != nil {
			return false, err
		}
		if err := tx.Exec("DELETE FROM run_policies WHERE run_id = ?", r.ID).Error; err != nil {
			return false, err
		}
		ended := tx.Exec("UPDATE runs SET outcome = ?, error = ?, newest = ?, ended = ? WHERE id = ?", r.Outcome, r.Error, r.Newest, s.now().UTC(), r.ID)
		if ended.Error == nil && ended.RowsAffected == 0 {
			return false, fmt.Errorf("run %d: %w", r.ID, law.ErrNotFound)
		}
		return true, ended.Error
	})
}

// Run is one run by its number; law.ErrNotFound if there is none.
func (s *Store) Run(ctx context.Context, id int64) (Run, error) {
	var runs []runRow
	if err := s.read.WithContext(ctx).Raw("SELECT * FROM runs WHERE id = ?", id).Scan(&runs).Error; err != nil {
		return Run{}, fmt.Errorf("reading a run: %w", translate(err))
	}
	if len(runs) == 0 {
		return Run{}, fmt.Errorf("run %d: %w", id, law.ErrNotFound)
	}
	return runs[0].run(), nil
}

// LastDone is the newest run of a source that came to its end without failing;
// ok is false if there is none.
func (s *Store) LastDone(ctx context.Context, source string) (run Run, ok bool, err error) {
	var runs []runRow
	err = s.read.WithContext(ctx).Raw("SELECT * FROM runs WHERE source = ? AND outcome = 'done' ORDER BY id DESC LIMIT 1", source).Scan(&runs).Error
	if err != nil {
		return Run{}, false, fmt.Errorf("reading the last run of %s: %w", source, translate(err))
	}
	if len(runs) == 0 {
		return Run{}, false, nil
	}
	return runs[0].run(), true, nil
}

// Mark is the instant of change up to which a source has been taken in by the
// runs that ended well, with everything only by those that asked for
// everything; nil if none tells one.
func (s *Store) Mark(ctx context.Context, source string, everything bool) (*time.Time, error) {
	var runs []runRow
	err := s.read.WithContext(ctx).Raw(`SELECT * FROM runs WHERE source = ? AND outcome = 'done' AND newest IS NOT NULL AND (everything OR NOT ?)
		ORDER BY newest DESC LIMIT 1`, source, everything).Scan(&runs).Error
	if err != nil {
		return nil, fmt.Errorf("reading how far %s was taken in: %w", source, translate(err))
	}
	if len(runs) == 0 {
		return nil, nil
	}
	return runs[0].Newest, nil
}

// Enqueue puts requests of a source into the queue of a run and says how many
// were added. A request that this run has had already is not added, nor one
// marked Once whose answer is held; any other known key is made pending again
// and keeps what its last answer said.
func (s *Store) Enqueue(ctx context.Context, source string, run int64, requests []Queued) (added int, err error) {
	err = s.writing(ctx, "the queue", func(tx *gorm.DB) (bool, error) {
		added, err = enqueue(tx, source, run, requests)
		return false, err
	})
	return added, err
}

func enqueue(tx *gorm.DB, source string, run int64, requests []Queued) (int, error) {
	if len(requests) == 0 {
		return 0, nil
	}
	var before, after int64
	open := tx.Table("requests").Where("run_id = ? AND state = ?", run, pending)
	if err := open.Session(&gorm.Session{}).Count(&before).Error; err != nil {
		return 0, err
	}
	rows := make([]requestRow, len(requests))
	next, err := nextID(tx, "requests")
	if err != nil {
		return 0, err
	}
	for i, q := range requests {
		c, err := json.Marshal(q.Context)
		if err != nil {
			return 0, fmt.Errorf("the context of %s: %w", q.Key, err)
		}
		rows[i] = requestRow{ID: next + int64(i), Source: source, Key: q.Key, Kind: q.Kind, URL: q.URL, Accept: q.Accept, Context: string(c),
			Once: q.Once, Missing404: q.Missing404, Last: q.Last, MaxBytes: q.MaxBytes, RunID: run, State: pending}
	}
	again := clause.OnConflict{
		Columns: []clause.Column{{Name: "source"}, {Name: "key"}},
		DoUpdates: clause.Assignments(map[string]any{
			"kind": gorm.Expr("excluded.kind"), "url": gorm.Expr("excluded.url"), "accept": gorm.Expr("excluded.accept"),
			"context": gorm.Expr("excluded.context"), "once": gorm.Expr("excluded.once"), "missing404": gorm.Expr("excluded.missing404"), "last": gorm.Expr("excluded.last"),
			"max_bytes": gorm.Expr("excluded.max_bytes"), "run_id": run, "state": pending, "attempts": 0, "due": nil, "cause": "",
		}),
		Where: clause.Where{Exprs: []clause.Expression{
			gorm.Expr("requests.run_id <> excluded.run_id AND NOT (requests.once AND requests.state = ?)", done),
		}},
	}
	if err := tx.Table("requests").Clauses(again).CreateInBatches(rows, maxParameters/19).Error; err != nil {
		return 0, err
	}
	if err := open.Session(&gorm.Session{}).Count(&after).Error; err != nil {
		return 0, err
	}
	return int(after - before), nil
}

// Lease takes up to n requests of a run that are due, oldest first. One marked
// Last is given out only when no other is pending or under way. A leased request
// is not given again until the run is taken up anew.
func (s *Store) Lease(ctx context.Context, run int64, n int) ([]Queued, error) {
	var out []Queued
	err := s.writing(ctx, "the queue", func(tx *gorm.DB) (bool, error) {
		var rows []requestRow
		err := tx.Raw(`UPDATE requests SET state = ?, attempts = attempts + 1 WHERE id IN (
			SELECT id FROM requests WHERE run_id = ? AND state = ? AND (due IS NULL OR due <= ?) AND (NOT last OR NOT EXISTS (
				SELECT 1 FROM requests AS other WHERE other.run_id = ? AND other.state IN (?, ?) AND NOT other.last))
			ORDER BY id LIMIT ?) RETURNING *`,
			leased, run, pending, s.now().UTC(), run, pending, leased, n).Scan(&rows).Error
		if err != nil {
			return false, err
		}
		slices.SortFunc(rows, func(a, b requestRow) int { return cmp.Compare(a.ID, b.ID) })
		for _, r := range rows {
			q, err := r.queued()
			if err != nil {
				return false, err
			}
			out = append(out, q)
		}
		return false, nil
	})
	return out, err
}

// Record writes a batch of answers in one transaction: their captures are
// indexed, their data imported, what they name next is queued, and their
// requests are done. A policy that cannot be taken in is quarantined with the
// capture it came from, and does not stop the others.
func (s *Store) Record(ctx context.Context, run int64, o ImportOptions, answers []Answered) (Report, error) {
	var total Report
	err := s.writing(ctx, "the answers of a run", func(tx *gorm.DB) (bool, error) {
		total = Report{}
		changed := false
		var data law.Dataset
		var bad []Quarantine
		var next []Queued
		from := map[string]int{} // which answer a policy came from
		var fetched, size int64
		var newest time.Time
		for i, a := range answers {
			if a.Capture != nil {
				fetched++
				size += a.Capture.Bytes
			}
			for j := range a.Data.Policies {
				from[nameOf(&a.Data.Policies[j])] = i
			}
			data.Jurisdictions = append(data.Jurisdictions, a.Data.Jurisdictions...)
			data.Persons = append(data.Persons, a.Data.Persons...)
			data.Terms = append(data.Terms, a.Data.Terms...)
			data.Policies = append(data.Policies, a.Data.Policies...)
			data.Programs = append(data.Programs, a.Data.Programs...)
			bad, next = append(bad, a.Bad...), append(next, a.Next...)
			if a.Newest.After(newest) {
				newest = a.Newest
			}
		}
		if err := s.indexCaptures(tx, answers); err != nil {
			return false, err
		}
		im := newImporter(tx, o, s.now())
		im.reject = func(subject string, cause error) {
			q := Quarantine{Source: o.Source, Subject: subject, Cause: cause.Error()}
			if i, ok := from[subject]; ok && answers[i].Capture != nil {
				q.Capture, q.URL = answers[i].Capture.SHA256, answers[i].Capture.URL
			}
			bad = append(bad, q)
		}
		if err := im.take(data); err != nil {
			return false, err
		}
		total, changed = im.report, im.changed
		if err := im.countFor(run); err != nil {
			return false, err
		}
		if _, err := enqueue(tx, o.Source, run, next); err != nil {
			return false, err
		}
		if err := settle(tx, answers); err != nil {
			return false, err
		}
		if err := s.quarantine(tx, run, o.Source, bad); err != nil {
			return false, err
		}
		answered, err := finish(tx, answers)
		if err != nil {
			return false, err
		}
		return changed || len(answers) > 0, moveRun(tx, run, answered, fetched, size, newest)
	})
	return total, err
}

func (s *Store) indexCaptures(tx *gorm.DB, answers []Answered) error {
	var rows []captureRow
	for _, a := range answers {
		if c := a.Capture; c != nil {
			rows = append(rows, captureRow{SHA256: c.SHA256, URL: c.URL, FetchedAt: c.FetchedAt.UTC(), Status: c.Status, MediaType: c.MediaType,
				Bytes: c.Bytes, File: c.File, OffsetAt: c.Offset, ETag: c.ETag, Modified: c.Modified})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	next, err := nextID(tx, "captures")
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].ID = next + int64(i)
	}
	return tx.Table("captures").Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, maxParameters/11).Error
}

// countFor remembers what this import did to each policy for the counters of a
// run: a policy counts once, by the most that was done to it.
func (im *importer) countFor(run int64) error {
	type runPolicyRow struct {
		RunID, PolicyID int64
		State           int
	}
	var rows []runPolicyRow
	for _, w := range im.order {
		if !w.given || w.policy.gone {
			continue
		}
		state := wasUnchanged
		switch {
		case w.policy.fresh:
			state = wasNew
		case im.moved(w):
			state = wasUpdated
		}
		rows = append(rows, runPolicyRow{run, w.id(), state})
	}
	if len(rows) == 0 {
		return nil
	}
	more := clause.OnConflict{
		Columns:   []clause.Column{{Name: "run_id"}, {Name: "policy_id"}},
		DoUpdates: clause.Assignments(map[string]any{"state": gorm.Expr("max(run_policies.state, excluded.state)")}),
	}
	return im.tx.Table("run_policies").Clauses(more).CreateInBatches(rows, maxParameters/3).Error
}

func (s *Store) quarantine(tx *gorm.DB, run int64, source string, bad []Quarantine) error {
	if len(bad) == 0 {
		return nil
	}
	next, err := nextID(tx, "quarantine")
	if err != nil {
		return err
	}
	rows := make([]quarantineRow, len(bad))
	for i, b := range bad {
		rows[i] = quarantineRow{next + int64(i), run, source, b.Subject, b.Cause, b.Capture, b.URL, s.now().UTC()}
	}
	// The same record with the same fault in a later run is that run's.
	seen := clause.OnConflict{
		Columns:   []clause.Column{{Name: "source"}, {Name: "subject"}, {Name: "cause"}, {Name: "capture"}},
		DoUpdates: clause.Assignments(map[string]any{"run_id": gorm.Expr("excluded.run_id"), "at": gorm.Expr("excluded.at")}),
	}
	return tx.Table("quarantine").Clauses(seen).CreateInBatches(rows, maxParameters/8).Error
}

// settle takes back what an earlier answer to the same requests, or the want of
// one, had set aside under their keys.
func settle(tx *gorm.DB, answers []Answered) error {
	var asked []int64
	for _, a := range answers {
		if a.Request != 0 {
			asked = append(asked, a.Request)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	return tx.Exec("DELETE FROM quarantine WHERE (source, subject) IN (SELECT source, key FROM requests WHERE id IN ?)", asked).Error
}

// finish marks the requests of answers done and keeps what each answer said for
// the next conditional request.
func finish(tx *gorm.DB, answers []Answered) (int64, error) {
	var n int64
	for _, a := range answers {
		if a.Request == 0 {
			continue
		}
		n++
		set := map[string]any{"state": done, "cause": "", "due": nil}
		if a.Capture != nil {
			set["etag"], set["modified"], set["capture"] = a.Capture.ETag, a.Capture.Modified, a.Capture.SHA256
		}
		if err := tx.Table("requests").Where("id = ?", a.Request).Updates(set).Error; err != nil {
			return n, err
		}
	}
	return n, nil
}

// moveRun moves the counters of a run on.
func moveRun(tx *gorm.DB, run, answered, fetched, size int64, newest time.Time) error {
	var at any
	if !newest.IsZero() {
		at = newest.UTC()
	}
	return tx.Exec(`UPDATE runs SET requests = requests + ?, fetched = fetched + ?, bytes = bytes + ?,
		new = (SELECT count(*) FROM run_policies WHERE run_id = runs.id AND state = ?),
		updated = (SELECT count(*) FROM run_policies WHERE run_id = runs.id AND state = ?),
		unchanged = (SELECT count(*) FROM run_policies WHERE run_id = runs.id AND state = ?),
		quarantined = (SELECT count(*) FROM quarantine WHERE run_id = runs.id),
		newest = CASE WHEN newest IS NULL OR newest < ? THEN ? ELSE newest END
		WHERE id = ?`, answered, fetched, size, wasNew, wasUpdated, wasUnchanged, at, at, run).Error
}

// Postpone makes a request pending again from an instant on, with the cause.
func (s *Store) Postpone(ctx context.Context, request int64, until time.Time, cause string) error {
	return s.writing(ctx, "the queue", func(tx *gorm.DB) (bool, error) {
		return false, tx.Exec("UPDATE requests SET state = ?, due = ?, cause = ? WHERE id = ?", pending, until.UTC(), cause, request).Error
	})
}

// GiveUp marks a request of a run as unanswered and sets it aside with the
// cause; capture is an answer that could not be used, nil if there was none.
// Unanswered names it till it is answered.
func (s *Store) GiveUp(ctx context.Context, run, request int64, cause string, capture *law.Capture) error {
	return s.writing(ctx, "the queue", func(tx *gorm.DB) (bool, error) {
		var rows []requestRow
		if err := tx.Raw("UPDATE requests SET state = ?, cause = ? WHERE id = ? RETURNING *", failed, cause, request).Scan(&rows).Error; err != nil {
			return false, err
		}
		if len(rows) == 0 {
			return false, fmt.Errorf("request %d: %w", request, law.ErrNotFound)
		}
		q := Quarantine{Subject: rows[0].Key, Cause: cause, Capture: rows[0].Capture, URL: rows[0].URL}
		if capture != nil {
			if err := s.indexCaptures(tx, []Answered{{Capture: capture}}); err != nil {
				return false, err
			}
			q.Capture = capture.SHA256
		}
		if err := s.quarantine(tx, run, rows[0].Source, []Quarantine{q}); err != nil {
			return false, err
		}
		return true, moveRun(tx, run, 1, 0, 0, time.Time{})
	})
}

// Unanswered are the requests given up in the last run of a source that ended
// well, and in every run after it; with a run, in that run alone.
func (s *Store) Unanswered(ctx context.Context, source string, run int64) ([]Queued, error) {
	var rows []requestRow
	question := `SELECT * FROM requests WHERE source = ? AND state = ? AND run_id >= coalesce(
		(SELECT max(id) FROM runs WHERE source = requests.source AND outcome = 'done'), 0) ORDER BY id`
	args := []any{source, failed}
	if run != 0 {
		question, args = "SELECT * FROM requests WHERE source = ? AND state = ? AND run_id = ? ORDER BY id", append(args, run)
	}
	if err := s.read.WithContext(ctx).Raw(question, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("reading the requests of %s that stayed unanswered: %w", source, translate(err))
	}
	out := make([]Queued, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.queued(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Left says how many requests of a run are pending, and when the first of them
// falls due; the zero time is now.
func (s *Store) Left(ctx context.Context, run int64) (int, time.Time, error) {
	var n int
	if err := s.read.WithContext(ctx).Raw("SELECT count(*) FROM requests WHERE run_id = ? AND state = ?", run, pending).Scan(&n).Error; err != nil {
		return 0, time.Time{}, fmt.Errorf("reading the queue: %w", translate(err))
	}
	var first []requestRow
	err := s.read.WithContext(ctx).Raw("SELECT * FROM requests WHERE run_id = ? AND state = ? ORDER BY due IS NOT NULL, due LIMIT 1", run, pending).Scan(&first).Error
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("reading the queue: %w", translate(err))
	}
	if len(first) == 0 || first[0].Due == nil {
		return n, time.Time{}, nil
	}
	return n, *first[0].Due, nil
}

// Capture is the newest capture with a SHA-256; law.ErrNotFound if none is
// held.
func (s *Store) Capture(ctx context.Context, sha256 string) (law.Capture, error) {
	var rows []captureRow
	err := s.read.WithContext(ctx).Raw("SELECT * FROM captures WHERE sha256 = ? ORDER BY id DESC LIMIT 1", sha256).Scan(&rows).Error
	if err != nil {
		return law.Capture{}, fmt.Errorf("reading a capture: %w", translate(err))
	}
	if len(rows) == 0 {
		return law.Capture{}, fmt.Errorf("capture %.12s: %w", sha256, law.ErrNotFound)
	}
	r := rows[0]
	return law.Capture{SHA256: r.SHA256, URL: r.URL, FetchedAt: r.FetchedAt.UTC(), Status: r.Status, MediaType: r.MediaType, Bytes: r.Bytes,
		File: r.File, Offset: r.OffsetAt, ETag: r.ETag, Modified: r.Modified}, nil
}
