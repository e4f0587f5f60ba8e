package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/store"
)

// end closes the run with its outcome and sums it up.
func (r *running) end(ctx context.Context, began time.Time, runErr error) (Result, error) {
	run, err := r.current(ctx)
	if err != nil {
		return Result{}, errors.Join(runErr, err)
	}
	res, err := r.result(ctx, began)
	if err != nil {
		return res, errors.Join(runErr, err)
	}
	run.Outcome, run.Error = "done", res.Shortfall()
	if runErr != nil {
		run.Outcome, run.Error = "failed", runErr.Error()
	}
	run.Newest = r.mark(run)
	if err := r.Store.EndRun(ctx, run); err != nil {
		return Result{}, errors.Join(runErr, fmt.Errorf("closing the run of %s: %w", r.info.Name, err))
	}
	return res, runErr
}

// mark is how far the source is taken in after a run that ended well. It never
// moves back, and not over a gap. What changed while the run went on, or bears
// a day to come, may have been passed by: the mark stays before the run began.
func (r *running) mark(run store.Run) *time.Time {
	mark := r.query.mark
	if run.Newest == nil || r.query.gap {
		return mark
	}
	to := *run.Newest
	if last := run.Began.Add(-unsettled); to.After(last) {
		to = last
	}
	if mark != nil && mark.After(to) {
		return mark
	}
	return &to
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
	res := Result{Requests: r.requests, Fetched: run.Fetched, New: run.New, Updated: run.Updated, Unchanged: run.Unchanged,
		Quarantined: run.Quarantined, Bytes: run.Bytes, Seconds: time.Since(began).Seconds()}
	unanswered, err := r.Store.Unanswered(ctx, r.info.Name, run.ID)
	if err != nil {
		return res, err
	}
	for _, q := range unanswered {
		if name := r.src.Without(request(q)).Name; name != "" && !slices.Contains(res.Incomplete, name) {
			res.Incomplete = append(res.Incomplete, name)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	res.Unknown = slices.Sorted(slices.Values(r.unknown))
	return res, nil
}

// Shortfall says in a sentence what a run that ended well did not bring; "" is
// nothing.
func (r Result) Shortfall() string {
	var parts []string
	if n := len(r.Incomplete); n > 0 {
		parts = append(parts, fmt.Sprintf("%s incomplete, asked for again in the next run: %s", plural(n, "record"), some(r.Incomplete)))
	}
	if n := len(r.Unknown); n > 0 {
		parts = append(parts, fmt.Sprintf("%s not known that may name acts: %s", plural(n, "label"), some(r.Unknown)))
	}
	return strings.Join(parts, "; ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxNamed is how many names stand in a sentence.
const maxNamed = 20

func some(names []string) string {
	if n := len(names) - maxNamed; n > 0 {
		return strings.Join(names[:maxNamed], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(names, ", ")
}

// request is a queued request as its source made it.
func request(q store.Queued) scrapers.Request {
	return scrapers.Request{Key: q.Key, Kind: q.Kind, URL: q.URL, Accept: q.Accept, Context: q.Context,
		Once: q.Once, Missing404: q.Missing404, Last: q.Last, MaxBytes: q.MaxBytes}
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
		Unchanged: r.Unchanged + s.Unchanged, Quarantined: r.Quarantined + s.Quarantined, Bytes: r.Bytes + s.Bytes, Seconds: r.Seconds + s.Seconds,
		Incomplete: append(slices.Clone(r.Incomplete), s.Incomplete...), Unknown: append(slices.Clone(r.Unknown), s.Unknown...)}
}
