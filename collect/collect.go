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
	"net/http"
	"slices"
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
// Incomplete names records of which the source left a part unanswered; the next
// run asks for them again. Unknown names labels of the source that may matter
// and that the program does not know.
type Result struct {
	Requests    int     `json:"requests"` // sent, repeats included
	Fetched     int     `json:"fetched"`  // answers or files taken in
	New         int     `json:"new"`
	Updated     int     `json:"updated"`
	Unchanged   int     `json:"unchanged"`
	Quarantined int     `json:"quarantined"`
	Bytes       int64   `json:"bytes"` // of answers' bodies or files
	Seconds     float64 `json:"seconds"`

	Incomplete []string `json:"incomplete,omitempty"`
	Unknown    []string `json:"unknown,omitempty"`
}

const (
	leaseSize     = 64               // requests taken from the queue at once
	flushCount    = 64               // answers written in one transaction
	flushBytes    = 32 << 20         // or this many bytes of them
	flushEvery    = time.Second      // or as old as this
	maxTries      = 5                // of one request within a run, each with the client's own repeats
	maxBackoff    = 5 * time.Minute  // between two tries
	maxSilence    = 10 * time.Second // of a host that cannot be reached, till the run ends
	maxRetryAfter = time.Hour        // that a server may ask a run to wait
	lastWrites    = 20 * time.Second // to write what is at hand when a run is interrupted
	dueInterval   = time.Second      // how often a queue of postponed requests is looked at
	maxUnknown    = 100              // labels told of one run
	unsettled     = 10 * time.Minute // before a run, in which a source's clock and ours may differ
)

// Run collects a source over the network until its queue is empty. A run that
// was cut off is taken up again. A record of which a part stays unanswered is
// named in Result.Incomplete and does not fail the run. The error wraps
// law.ErrRefused where the source is closed or robots.txt forbids it,
// law.ErrUnavailable where a list stayed without an answer, where the host
// cannot be reached (a *fetch.UnreachableError), or where a source that should
// list records lists none, and the context's error where the run was
// interrupted; what was fetched until then is kept in every case.
func (c *Collector) Run(ctx context.Context, src scrapers.Source, o Options) (Result, error) {
	info := src.Info()
	began := time.Now()
	query, err := c.query(ctx, src, o)
	if err != nil {
		return Result{}, err
	}
	start, err := src.Start(query.Query)
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
	r := &running{Collector: c, src: src, info: info, run: run, query: query, secret: o.Secret}
	err = r.work(ctx)
	switch nobody := (*fetch.UnreachableError)(nil); {
	case interrupted(ctx):
		res, sumErr := r.result(context.WithoutCancel(ctx), began)
		return res, errors.Join(fmt.Errorf("run of %s interrupted, it goes on when started again: %w", info.Name, context.Cause(ctx)), sumErr)
	case errors.As(err, &nobody) && r.done > 0:
		// The network went away: the run goes on when started again.
		res, sumErr := r.result(ctx, began)
		return res, errors.Join(err, sumErr)
	case err == nil:
		err = r.verdict(ctx)
	}
	return r.end(ctx, began, err)
}

func interrupted(ctx context.Context) bool { return ctx.Err() != nil }

// asked is what a run asks for, with how far the source had been taken in
// before it.
type asked struct {
	scrapers.Query
	mark *time.Time
	// gap: the run begins behind the mark, so that what changed between is not
	// taken in and the mark must stay.
	gap bool
}

// query says what to ask for: everything since the runs that asked for as much,
// and the records that stayed incomplete.
func (c *Collector) query(ctx context.Context, src scrapers.Source, o Options) (asked, error) {
	info := src.Info()
	q := asked{Query: scrapers.Query{BaseURL: o.BaseURL, Since: o.Since, All: o.All}}
	var err error
	if q.mark, err = c.Store.Mark(ctx, info.Name, o.All); err != nil {
		return q, fmt.Errorf("looking up the last run of %s: %w", info.Name, err)
	}
	if !o.Since.IsZero() {
		q.gap = q.mark == nil || o.Since.After(*q.mark)
	} else if q.mark != nil {
		q.Since = *q.mark
		if q.Open, err = c.Store.OpenMatters(ctx, info.Name); err != nil {
			return q, fmt.Errorf("looking up the open matters of %s: %w", info.Name, err)
		}
	}
	unanswered, err := c.Store.Unanswered(ctx, info.Name, 0)
	if err != nil {
		return q, err
	}
	for _, u := range unanswered {
		if id := src.Without(request(u)).ID; id != "" && !slices.Contains(q.Open, id) {
			q.Open = append(q.Open, id)
		}
	}
	return q, nil
}

// running is one run under way.
type running struct {
	*Collector
	src    scrapers.Source
	info   scrapers.Info
	run    store.Run
	query  asked
	secret fetch.Secret

	done     int
	requests int
	lost     error     // why a list stayed without an answer
	fatal    error     // why the whole run must stop
	silent   time.Time // since when the host cannot be reached

	mu      sync.Mutex
	unknown []string // labels, each once
}

// outcome is what became of one request.
type outcome struct {
	request  store.Queued
	answer   *store.Answered
	bytes    int64
	attempts int
	err      error
	capture  *law.Capture // an answer that cannot be used
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
			if nobody := (*fetch.UnreachableError)(nil); !errors.As(o.err, &nobody) {
				r.silent = time.Time{}
			}
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
	for {
		resp, err := r.Client.Get(ctx, ask)
		o.attempts += max(resp.Attempts, 1)
		to := &store.Answered{Request: q.ID}
		if resp.Capture.SHA256 != "" {
			to.Capture, o.capture = &resp.Capture, &resp.Capture
			o.bytes = int64(len(resp.Body))
		}
		switch {
		case errors.Is(err, law.ErrTooLarge):
			// Asking again would not make it smaller.
			to.Bad = []store.Quarantine{r.aside(q.Key, err, q.URL, "")}
			o.answer = to
			return o
		case err != nil && !(q.Missing404 && final(err)):
			o.err = err
			return o
		}
		a := scrapers.Answer{Status: resp.Status, MediaType: resp.MediaType, Body: resp.Body, Capture: resp.Capture}
		if resp.NotModified {
			if a, o.err = r.held(ctx, *ask.Refers); o.err != nil {
				return o
			}
		}
		unread := r.read(to, request(q), a)
		switch {
		case unread == nil:
			o.answer = to
			return o
		case resp.NotModified:
			// What is held is no answer either: the whole one is asked for.
			ask.ETag, ask.LastModified, ask.Refers = "", "", nil
			continue
		case err != nil: // the parser takes the status for no last word
			o.err = err
		default:
			o.err = fmt.Errorf("%w: %w", unread, law.ErrUnavailable)
		}
		return o
	}
}

// final says whether a status may be a server's last word on a request, which
// the source's parser then decides.
func final(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && !errors.Is(err, law.ErrRefused) && status.Status != http.StatusTooManyRequests
}

// held is the answer a server says has not changed.
func (r *running) held(ctx context.Context, capture law.Capture) (scrapers.Answer, error) {
	body, err := r.Captures.Body(ctx, capture)
	if err != nil {
		return scrapers.Answer{}, fmt.Errorf("reading the capture of an unchanged answer: %w", err)
	}
	return scrapers.Answer{Status: capture.Status, MediaType: capture.MediaType, Body: body, Capture: capture}, nil
}

// read parses an answer into what is to be written for it. A record that cannot
// be taken in is set aside; the error says that the answer as a whole is none.
func (r *running) read(to *store.Answered, q scrapers.Request, a scrapers.Answer) error {
	page, err := parse(r.src, q, a)
	if err != nil {
		return err
	}
	for _, b := range page.Bad {
		to.Bad = append(to.Bad, r.aside(b.Subject, b.Cause, q.URL, a.Capture.SHA256))
	}
	for _, label := range page.Unknown {
		if r.first(label) {
			to.Bad = append(to.Bad, r.aside(label, errUnknownLabel, "", ""))
		}
	}
	to.Newest = page.Newest
	to.Next = queued(page.Next)
	to.Data = page.Data
	to.Data.Policies = nil
	for _, p := range page.Data.Policies {
		if err := validate(p); err != nil {
			to.Bad = append(to.Bad, r.aside(subjectOf(p, q), err, q.URL, a.Capture.SHA256))
			continue
		}
		judge(&p)
		to.Data.Policies = append(to.Data.Policies, p)
	}
	return nil
}

func (r *running) aside(subject string, cause error, url, capture string) store.Quarantine {
	return store.Quarantine{Run: r.run.ID, Source: r.info.Name, Subject: subject, Cause: cause.Error(), Capture: capture, URL: url}
}

var errUnknownLabel = errors.New("the program does not know this label, though it may name an act; what bears it was taken in as a step or without a status")

// first remembers a label that is not known, and says whether it is new to this
// run. A source with more than maxUnknown of them is not mapped at all, which
// the first ones show.
func (r *running) first(label string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.unknown) >= maxUnknown || slices.Contains(r.unknown, label) {
		return false
	}
	r.unknown = append(r.unknown, label)
	return true
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
// stops, the request is tried again later, or it is given up and what hangs on
// it is asked for all the same.
func (r *running) failed(ctx context.Context, o outcome) error {
	q := o.request
	first := r.Backoff
	if first == 0 {
		first = 10 * time.Second
	}
	var nobody *fetch.UnreachableError
	switch {
	case interrupted(ctx):
		return nil
	case errors.Is(o.err, law.ErrRefused):
		r.fatal = fmt.Errorf("%s: %w", q.Key, o.err)
		return nil
	case errors.As(o.err, &nobody):
		if r.silent.IsZero() {
			r.silent = time.Now()
		}
		// A server of the caller's own, which is asked without waits, may be
		// starting.
		patience := min(100*first, maxSilence)
		if time.Since(r.silent) >= patience {
			r.fatal = nobody
			return nil
		}
		return r.postpone(ctx, o, patience/4)
	case errors.Is(o.err, law.ErrUnavailable) && q.Attempts < maxTries:
		wait := min(first<<q.Attempts, maxBackoff)
		if status := (*fetch.StatusError)(nil); errors.As(o.err, &status) {
			wait = max(wait, min(status.RetryAfter, maxRetryAfter))
		}
		return r.postpone(ctx, o, wait)
	}
	gap := r.src.Without(request(q))
	if gap.Name == "" && r.lost == nil {
		r.lost = o.err
	}
	r.Log.Info("given up", "request", q.Key, "cause", o.err)
	if _, err := r.Store.Enqueue(ctx, r.info.Name, r.run.ID, queued(gap.Next)); err != nil {
		return fmt.Errorf("queueing what is asked without %s: %w", q.Key, err)
	}
	if err := r.Store.GiveUp(ctx, r.run.ID, q.ID, o.err.Error(), o.capture); err != nil {
		return fmt.Errorf("giving up %s: %w", q.Key, err)
	}
	return nil
}

func (r *running) postpone(ctx context.Context, o outcome, wait time.Duration) error {
	r.Log.Info("no answer, trying again later", "request", o.request.Key, "cause", o.err)
	if err := r.Store.Postpone(ctx, o.request.ID, time.Now().Add(wait), o.err.Error()); err != nil {
		return fmt.Errorf("postponing %s: %w", o.request.Key, err)
	}
	return nil
}

// verdict says whether a run that emptied its queue was a success.
func (r *running) verdict(ctx context.Context) error {
	unanswered, err := r.Store.Unanswered(ctx, r.info.Name, r.run.ID)
	if err != nil {
		return err
	}
	for _, q := range unanswered {
		if r.src.Without(request(q)).Name == "" {
			if r.lost == nil { // it was given up before the run was taken up again
				r.lost = fmt.Errorf("%s stayed without an answer", q.Key)
			}
			return fmt.Errorf("%s did not say what it has, so nothing is known to be missing or whole; run it again later (%w): %w", r.info.Name, r.lost, law.ErrUnavailable)
		}
	}
	if !r.query.Since.IsZero() {
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
