// Package collect runs sources into the store. A run is a queue of requests in
// the database: each answer is kept as a capture first, then everything it
// brought is written in the transaction that marks its request done. Killed
// anywhere and started again, a run goes on where it was.
package collect

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/fetch"
	"refuge/store"
)

// Collector runs sources. Its fields are set once and not changed while a run
// goes on.
type Collector struct {
	Store    *store.Store
	Captures *fetch.Captures
	Client   *fetch.Client
	Log      *slog.Logger
	// Workers is how many answers are awaited and parsed at once; 0 is one.
	// The client's limits per host hold whatever it is.
	Workers int
	// Backoff is the first wait before a request that failed is tried again in
	// the same run; it doubles with each try. 0 is ten seconds.
	Backoff time.Duration
	// Progress, where not nil, is told after each write how far the run is. It
	// must not block.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Source  string
	Done    int // requests answered, or files read
	Pending int // requests known of and not yet answered; -1 if not known
}

// Options bound one run.
type Options struct {
	BaseURL string
	Since   time.Time // zero: where the last complete run left off
	All     bool
	Secret  fetch.Secret
}

// Result is what one run did. New, Updated and Unchanged count policies.
type Result struct {
	Requests    int     `json:"requests"` // sent, repeats included
	Fetched     int     `json:"fetched"`  // answers or files taken in
	New         int     `json:"new"`
	Updated     int     `json:"updated"`
	Unchanged   int     `json:"unchanged"`
	Quarantined int     `json:"quarantined"`
	Bytes       int64   `json:"bytes"` // of answers' bodies or files
	Seconds     float64 `json:"seconds"`
}

const (
	leaseSize     = 64               // requests taken from the queue at once
	flushCount    = 64               // answers written in one transaction
	flushBytes    = 32 << 20         // or this many bytes of them
	flushEvery    = time.Second      // or as old as this
	maxTries      = 8                // of one request within a run, each with the client's own repeats
	maxBackoff    = 5 * time.Minute  // between two tries
	maxRetryAfter = time.Hour        // that a server may ask a run to wait
	lastWrites    = 20 * time.Second // to write what is at hand when a run is interrupted
	dueInterval   = time.Second      // how often a queue of postponed requests is looked at
)

// Run collects a source over the network until its queue is empty. A run that
// was cut off is taken up again. The error wraps law.ErrRefused where the
// source is closed or robots.txt forbids it, law.ErrUnavailable where requests
// stayed without an answer or a source that should list records lists none, and
// the context's error where the run was interrupted; what was fetched until
// then is kept in every case.
func (c *Collector) Run(ctx context.Context, src scrapers.Source, o Options) (Result, error) {
	info := src.Info()
	began := time.Now()
	query, err := c.query(ctx, info, o)
	if err != nil {
		return Result{}, err
	}
	start, err := src.Start(query)
	if err != nil {
		return Result{}, fmt.Errorf("starting %s: %w", info.Name, err)
	}
	run, resumed, err := c.Store.BeginRun(ctx, info.Name, o.All)
	if err != nil {
		return Result{}, fmt.Errorf("beginning a run of %s: %w", info.Name, err)
	}
	if resumed {
		c.Log.Info("taking up an interrupted run", "source", info.Name, "run", run.ID)
	}
	if _, err := c.Store.Enqueue(ctx, info.Name, run.ID, queued(start)); err != nil {
		return Result{}, fmt.Errorf("queueing the first requests of %s: %w", info.Name, err)
	}
	r := &running{Collector: c, src: src, info: info, run: run, secret: o.Secret}
	err = r.work(ctx)
	if interrupted(ctx) {
		res, sumErr := r.result(context.WithoutCancel(ctx), began)
		return res, errors.Join(fmt.Errorf("run of %s interrupted, it goes on when started again: %w", info.Name, context.Cause(ctx)), sumErr)
	}
	if err == nil {
		err = r.verdict(ctx, query)
	}
	return r.end(ctx, began, err)
}

func interrupted(ctx context.Context) bool { return ctx.Err() != nil }

// query says what to ask for: everything since the last complete run that
// asked for as much.
func (c *Collector) query(ctx context.Context, info scrapers.Info, o Options) (scrapers.Query, error) {
	q := scrapers.Query{BaseURL: o.BaseURL, Since: o.Since, All: o.All}
	last, ok, err := c.Store.LastDone(ctx, info.Name)
	if err != nil {
		return q, fmt.Errorf("looking up the last run of %s: %w", info.Name, err)
	}
	if !ok || !o.Since.IsZero() || (o.All && !last.Everything) || last.Newest == nil {
		return q, nil
	}
	q.Since = *last.Newest
	if q.Open, err = c.Store.OpenMatters(ctx, info.Name); err != nil {
		return q, fmt.Errorf("looking up the open matters of %s: %w", info.Name, err)
	}
	return q, nil
}

// running is one run under way.
type running struct {
	*Collector
	src    scrapers.Source
	info   scrapers.Info
	run    store.Run
	secret fetch.Secret

	done     int
	requests int
	given    int   // requests given up because the source did not answer
	fatal    error // why the whole run must stop
}

// outcome is what became of one request.
type outcome struct {
	request  store.Queued
	answer   *store.Answered
	bytes    int64
	attempts int
	err      error
}

// work empties the queue: workers fetch and parse, this goroutine alone writes.
func (r *running) work(ctx context.Context) error {
	workers := max(r.Workers, 1)
	jobs := make(chan store.Queued)
	outcomes := make(chan outcome, workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for q := range jobs {
				outcomes <- r.ask(ctx, q)
			}
		})
	}
	defer wg.Wait()
	defer close(jobs)

	var (
		waiting  []store.Queued
		batch    []store.Answered
		size     int64
		inFlight int
		oldest   time.Time
		tick     = time.NewTicker(flushEvery / 4)
	)
	defer tick.Stop()
	flush := func(ctx context.Context) error {
		if len(batch) == 0 {
			return nil
		}
		err := r.record(ctx, batch)
		r.done += len(batch)
		batch, size = nil, 0
		return err
	}
	for {
		stopping := interrupted(ctx) || r.fatal != nil
		if stopping && inFlight == 0 {
			late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrites)
			defer cancel()
			return errors.Join(r.fatal, flush(late))
		}
		if !stopping && len(waiting) == 0 {
			var err error
			if waiting, err = r.Store.Lease(ctx, r.run.ID, leaseSize); err != nil && !interrupted(ctx) {
				return fmt.Errorf("taking requests from the queue: %w", err)
			}
		}
		if !stopping && len(waiting) == 0 && inFlight == 0 {
			if len(batch) > 0 {
				if err := flush(ctx); err != nil {
					return err
				}
				continue
			}
			empty, err := r.waitForDue(ctx)
			if err != nil || empty {
				return err
			}
			continue
		}
		var next chan store.Queued
		var head store.Queued
		if !stopping && len(waiting) > 0 {
			next, head = jobs, waiting[0]
		}
		select {
		case next <- head:
			waiting = waiting[1:]
			inFlight++
		case o := <-outcomes:
			inFlight--
			r.requests += o.attempts
			if o.err != nil {
				if err := r.failed(ctx, o); err != nil {
					return err
				}
				break
			}
			if len(batch) == 0 {
				oldest = time.Now()
			}
			batch, size = append(batch, *o.answer), size+o.bytes
		case <-tick.C:
		}
		if len(batch) >= flushCount || size >= flushBytes || len(batch) > 0 && time.Since(oldest) >= flushEvery {
			if err := flush(context.WithoutCancel(ctx)); err != nil {
				return err
			}
		}
	}
}

// waitForDue says whether the queue is empty, or waits a little for postponed
// requests to fall due.
func (r *running) waitForDue(ctx context.Context) (empty bool, err error) {
	pending, due, err := r.Store.Left(ctx, r.run.ID)
	if err != nil {
		if interrupted(ctx) {
			return false, nil
		}
		return false, fmt.Errorf("asking the queue what is left: %w", err)
	}
	if pending == 0 {
		return true, nil
	}
	wait := min(max(time.Until(due), 10*time.Millisecond), dueInterval)
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
	return false, nil
}

// ask fetches and parses one request.
func (r *running) ask(ctx context.Context, q store.Queued) outcome {
	o := outcome{request: q}
	ask := fetch.Request{URL: q.URL, Accept: q.Accept, Secret: r.secret, MaxBytes: q.MaxBytes}
	if q.Capture != "" {
		earlier, err := r.Store.Capture(ctx, q.Capture)
		if err != nil {
			o.err = fmt.Errorf("looking up the last answer: %w", err)
			return o
		}
		ask.ETag, ask.LastModified, ask.Refers = q.ETag, q.Modified, &earlier
	}
	resp, err := r.Client.Get(ctx, ask)
	o.attempts = max(resp.Attempts, 1)
	var status *fetch.StatusError
	switch {
	case q.Missing404 && errors.As(err, &status) && (status.Status == 404 || status.Status == 410 || permanent(err)):
		// The parser says what a missing answer means; the body is kept.
	case err != nil:
		o.err = err
		return o
	}
	o.answer = &store.Answered{Request: q.ID}
	a := scrapers.Answer{Status: resp.Status, MediaType: resp.MediaType, Body: resp.Body, Capture: resp.Capture}
	switch {
	case resp.NotModified:
		if a, err = r.held(ctx, *ask.Refers); err != nil {
			o.err = err
			return o
		}
	case resp.Capture.SHA256 != "":
		o.answer.Capture = &resp.Capture
		o.bytes = int64(len(resp.Body))
	}
	r.read(o.answer, scrapers.Request{Key: q.Key, Kind: q.Kind, URL: q.URL, Accept: q.Accept, Context: q.Context,
		Once: q.Once, Missing404: q.Missing404, Last: q.Last, MaxBytes: q.MaxBytes}, a)
	return o
}

// held is the answer a server says has not changed.
func (r *running) held(ctx context.Context, capture law.Capture) (scrapers.Answer, error) {
	body, err := r.Captures.Body(ctx, capture)
	if err != nil {
		return scrapers.Answer{}, fmt.Errorf("reading the capture of an unchanged answer: %w", err)
	}
	return scrapers.Answer{Status: capture.Status, MediaType: capture.MediaType, Body: body, Capture: capture}, nil
}

// read parses an answer into what is to be written for it. What cannot be read
// is quarantined; it never stops the run.
func (r *running) read(to *store.Answered, q scrapers.Request, a scrapers.Answer) {
	quarantine := func(subject string, cause error) {
		to.Bad = append(to.Bad, store.Quarantine{Run: r.run.ID, Source: r.info.Name, Subject: subject, Cause: cause.Error(),
			Capture: a.Capture.SHA256, URL: q.URL})
	}
	page, err := parse(r.src, q, a)
	if err != nil {
		quarantine(q.Key, err)
		return
	}
	for _, b := range page.Bad {
		quarantine(b.Subject, b.Cause)
	}
	to.Newest = page.Newest
	to.Next = queued(page.Next)
	to.Data = page.Data
	to.Data.Policies = nil
	for _, p := range page.Data.Policies {
		if err := validate(p); err != nil {
			quarantine(subjectOf(p, q), err)
			continue
		}
		judge(&p)
		to.Data.Policies = append(to.Data.Policies, p)
	}
}

// parse runs a source's parser, and turns a panic over hostile bytes into the
// cause of a quarantine.
func parse(src scrapers.Source, q scrapers.Request, a scrapers.Answer) (page scrapers.Page, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser of %s broke on %s: %v: %w", src.Info().Name, q.Key, p, law.ErrInvalid)
		}
	}()
	return src.Parse(q, a)
}

// record writes a batch. A policy the store cannot take in is quarantined there
// and does not stop the others.
func (r *running) record(ctx context.Context, batch []store.Answered) error {
	if err := r.Captures.Sync(); err != nil {
		return fmt.Errorf("flushing the captures: %w", err)
	}
	o := store.ImportOptions{Origin: law.Collected, Source: r.info.Name}
	if _, err := r.Store.Record(ctx, r.run.ID, o, batch); err != nil {
		return fmt.Errorf("writing answers of %s: %w", r.info.Name, err)
	}
	if r.Progress != nil {
		pending := -1
		if n, _, err := r.Store.Left(ctx, r.run.ID); err == nil {
			pending = n
		}
		r.Progress(Progress{Source: r.info.Name, Done: r.done + len(batch), Pending: pending})
	}
	return nil
}

// failed decides what becomes of a request without a usable answer: the run
// stops, the request is tried again later, or it is given up.
func (r *running) failed(ctx context.Context, o outcome) error {
	q := o.request
	switch {
	case interrupted(ctx):
		return nil
	case errors.Is(o.err, law.ErrRefused):
		r.fatal = fmt.Errorf("%s: %w", q.Key, o.err)
		return nil
	case errors.Is(o.err, law.ErrUnavailable) && q.Attempts < maxTries && !permanent(o.err):
		first := r.Backoff
		if first == 0 {
			first = 10 * time.Second
		}
		wait := min(first<<q.Attempts, maxBackoff)
		if status := (*fetch.StatusError)(nil); errors.As(o.err, &status) {
			wait = max(wait, min(status.RetryAfter, maxRetryAfter))
		}
		until := time.Now().Add(wait)
		r.Log.Warn("no answer, trying again later", "request", q.Key, "cause", o.err)
		if err := r.Store.Postpone(ctx, q.ID, until, o.err.Error()); err != nil {
			return fmt.Errorf("postponing %s: %w", q.Key, err)
		}
		return nil
	}
	if errors.Is(o.err, law.ErrUnavailable) && !permanent(o.err) {
		r.given++
	}
	r.Log.Warn("given up", "request", q.Key, "cause", o.err)
	if err := r.Store.GiveUp(ctx, r.run.ID, q.ID, o.err.Error()); err != nil {
		return fmt.Errorf("giving up %s: %w", q.Key, err)
	}
	return nil
}

// permanent knows the one server error of Legistar that no repeat mends: a
// record with a null where its model wants a number.
func permanent(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && status.Status == 500 && castFailed.MatchString(status.Snippet)
}

// verdict says whether a run that emptied its queue was a success.
func (r *running) verdict(ctx context.Context, q scrapers.Query) error {
	if r.given > 0 {
		return fmt.Errorf("%d requests of %s stayed without an answer; run it again later: %w", r.given, r.info.Name, law.ErrUnavailable)
	}
	if !q.Since.IsZero() {
		return nil
	}
	run, err := r.current(ctx)
	if err != nil {
		return err
	}
	if run.New+run.Updated+run.Unchanged > 0 {
		return nil
	}
	bad, err := r.Store.Quarantined(ctx, r.info.Name, store.Page{Limit: 1})
	if err != nil {
		return fmt.Errorf("looking up what was quarantined: %w", err)
	}
	why := ""
	if len(bad.Items) > 0 && bad.Items[0].Run == run.ID {
		why = " (" + bad.Items[0].Cause + ")"
	}
	return fmt.Errorf("%s answered but gave no record that could be taken in, which is never right for it%s: %w", r.info.Name, why, law.ErrUnavailable)
}
