package collect

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/store"
)

var castFailed = regexp.MustCompile(`cast to value type '?System\.Int32'? failed`)

// end closes the run with its outcome and sums it up.
func (r *running) end(ctx context.Context, began time.Time, runErr error) (Result, error) {
	run := r.run
	run.Outcome = "done"
	if runErr != nil {
		run.Outcome, run.Error = "failed", runErr.Error()
	}
	if err := r.Store.EndRun(ctx, run); err != nil {
		return Result{}, errors.Join(runErr, fmt.Errorf("closing the run of %s: %w", r.info.Name, err))
	}
	res, err := r.result(ctx, began)
	return res, errors.Join(runErr, err)
}

func (r *running) current(ctx context.Context) (store.Run, error) {
	run, err := r.Store.Run(ctx, r.run.ID)
	if err != nil {
		return store.Run{}, fmt.Errorf("summing up the run of %s: %w", r.info.Name, err)
	}
	return run, nil
}

func (r *running) result(ctx context.Context, began time.Time) (Result, error) {
	run, err := r.current(ctx)
	if err != nil {
		return Result{}, err
	}
	return Result{Requests: r.requests, Fetched: run.Fetched, New: run.New, Updated: run.Updated, Unchanged: run.Unchanged,
		Quarantined: run.Quarantined, Bytes: run.Bytes, Seconds: time.Since(began).Seconds()}, nil
}

func queued(requests []scrapers.Request) []store.Queued {
	out := make([]store.Queued, len(requests))
	for i, q := range requests {
		out[i] = store.Queued{Key: q.Key, Kind: q.Kind, URL: q.URL, Accept: q.Accept, Context: q.Context, Once: q.Once,
			Missing404: q.Missing404, Last: q.Last, MaxBytes: q.MaxBytes}
	}
	return out
}

// maxEvents bounds the history of one record.
const maxEvents = 20_000

// validate holds a collected policy to what the rest of the program relies on.
// The store checks slugs, bounds and UTF-8 itself. The error wraps
// law.ErrInvalid or law.ErrTooLarge.
func validate(p law.Policy) error {
	switch {
	case len(p.Identifiers) == 0:
		return fmt.Errorf("the record names no identifier of its source: %w", law.ErrInvalid)
	case len(p.Events) > maxEvents:
		return fmt.Errorf("%d events, more than %d: %w", len(p.Events), maxEvents, law.ErrTooLarge)
	}
	for _, v := range p.Versions {
		if v.Label == "" || v.Standing == "" || v.Stage == "" {
			return fmt.Errorf("a version without label, stage or standing: %w", law.ErrInvalid)
		}
	}
	return nil
}

// judge sets the relevance of a part of a policy by the words it brings. The
// store keeps the strongest of all parts.
func judge(p *law.Policy) {
	if p.Relevance != "" {
		return
	}
	text := ""
	for _, v := range p.Versions {
		if len(v.Text) > len(text) {
			text = v.Text
		}
	}
	if p.Title == "" && text == "" {
		return
	}
	p.Relevance = Relevance(p.Title+"\n"+p.ShortTitle, p.Abstract, text)
}

func subjectOf(p law.Policy, q scrapers.Request) string {
	if len(p.Identifiers) > 0 {
		return p.Identifiers[0].Scheme + " " + p.Identifiers[0].Value
	}
	return q.Key
}

// Plus is the sum of two results.
func (r Result) Plus(s Result) Result {
	return Result{Requests: r.Requests + s.Requests, Fetched: r.Fetched + s.Fetched, New: r.New + s.New, Updated: r.Updated + s.Updated,
		Unchanged: r.Unchanged + s.Unchanged, Quarantined: r.Quarantined + s.Quarantined, Bytes: r.Bytes + s.Bytes, Seconds: r.Seconds + s.Seconds}
}
