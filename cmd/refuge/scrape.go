package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"refuge/collect"
	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/all"
	"refuge/scrapers/fetch"
	"refuge/store"
)

type scrapeFlags struct {
	baseURL string
	since   string
	all     bool
	rate    float64
	json    bool
	contact string
	network bool // requests will be sent
}

func (p *program) scrapeCmd() *cobra.Command {
	var f scrapeFlags
	cmd := &cobra.Command{
		Use:   "scrape [source…]",
		Short: "Collect from sources on the network",
		Long: `Collect from one source or several; without a name, from every source that can
be read without a key or whose key is set. A run that was cut off goes on where
it was; a later run asks only for what changed.

Without --all, only matters whose title or name speaks of immigration are asked
for.`,
		RunE: func(cmd *cobra.Command, args []string) error { return p.scrape(cmd.Context(), f, args) },
	}
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "ask this server instead of the source's own (it may be on this machine)")
	cmd.Flags().StringVar(&f.since, "since", "", "only records changed on or after this day (YYYY-MM-DD)")
	cmd.Flags().BoolVar(&f.all, "all", false, "every record, not only those on immigration")
	addNetworkFlags(cmd, &f)
	return cmd
}

func addNetworkFlags(cmd *cobra.Command, f *scrapeFlags) {
	cmd.Flags().Float64Var(&f.rate, "rate", 1, "requests a second to one host; 0 for no limit")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the report as one JSON object on standard output")
	cmd.Flags().StringVar(&f.contact, "contact", "", "mail or web address by which a publisher can reach you, sent as part of the User-Agent")
}

func (p *program) scrape(ctx context.Context, f scrapeFlags, names []string) error {
	f.network = true
	o, err := f.options()
	if err != nil {
		return err
	}
	sources, err := choose(names)
	if err != nil {
		return err
	}
	if f.baseURL != "" && len(sources) != 1 {
		return fmt.Errorf("--base-url goes with exactly one source: %w", errUsage)
	}
	if len(names) > 0 {
		for _, src := range sources {
			if info := src.Info(); info.NeedsToken && f.baseURL == "" && os.Getenv(info.TokenEnv) == "" {
				return fmt.Errorf("%s answers only with a key; set %s to yours, or use refuge import if there is a mirror: %w", info.Name, info.TokenEnv, errUsage)
			}
		}
	}
	return p.collect(ctx, f, func(c *collect.Collector) ([]collect.Result, error) {
		var results []collect.Result
		var failures []error
		out := outage{}
		for _, src := range sources {
			info := src.Info()
			if out.behind(info, f.baseURL) {
				continue
			}
			one := o
			if token := os.Getenv(info.TokenEnv); info.TokenEnv != "" && token != "" {
				one.Secret = fetch.Secret{Param: info.TokenParam, Value: token}
			}
			res, err := c.Run(ctx, src, one)
			results = append(results, res)
			if out.met(info, err, res) {
				continue
			}
			if !f.json {
				p.report(info.Name, res)
			}
			p.shortfall(info.Name, res)
			if err != nil {
				failures = append(failures, err)
			}
			if ctx.Err() != nil {
				break
			}
		}
		return results, errors.Join(append(failures, out.errors()...)...)
	})
}

// outage is the hosts that cannot be reached, each with the sources behind it,
// so that one sentence a host is said.
type outage []*silentHost

type silentHost struct {
	err     *fetch.UnreachableError
	sources []string
	begun   bool // something was taken in before
}

// met takes note of a source whose run ended because its host cannot be
// reached.
func (o *outage) met(info scrapers.Info, err error, res collect.Result) bool {
	nobody := (*fetch.UnreachableError)(nil)
	if !errors.As(err, &nobody) {
		return false
	}
	*o = append(*o, &silentHost{nobody, []string{info.Name}, res.Fetched > 0})
	return true
}

// behind says whether a source stands behind one of the hosts, and is then not
// asked.
func (o outage) behind(info scrapers.Info, baseURL string) bool {
	u, err := url.Parse(cmp.Or(baseURL, info.BaseURL))
	for _, h := range o {
		if err == nil && h.err.Host == u.Host {
			h.sources = append(h.sources, info.Name)
			return true
		}
	}
	return false
}

func (o outage) errors() []error {
	var errs []error
	for _, h := range o {
		kept := "nothing was changed"
		if h.begun {
			kept = "what came before that is kept"
		}
		errs = append(errs, fmt.Errorf("%w; %s; run again with refuge scrape %s", h.err, kept, strings.Join(h.sources, " ")))
	}
	return errs
}

func (f scrapeFlags) options() (collect.Options, error) {
	o := collect.Options{BaseURL: f.baseURL, All: f.all}
	if f.rate < 0 {
		return o, fmt.Errorf("--rate is %g; it cannot be below 0: %w", f.rate, errUsage)
	}
	if f.since != "" {
		day, err := law.ParseDay(f.since)
		if err != nil {
			return o, fmt.Errorf("--since: %w: %w", err, errUsage)
		}
		if o.Since, err = time.Parse(time.DateOnly, string(day)); err != nil {
			return o, fmt.Errorf("--since: %w: %w", err, errUsage)
		}
	}
	if f.baseURL != "" {
		if u, err := url.Parse(f.baseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return o, fmt.Errorf("--base-url %q is no http or https address: %w", f.baseURL, errUsage)
		}
	}
	return o, nil
}

// reachable returns the contact for the User-Agent. A publisher must be able
// to reach whoever asks; only a server on this machine needs no such address.
func (f scrapeFlags) reachable() (string, error) {
	if f.contact != "" {
		return f.contact, nil
	}
	if u, err := url.Parse(f.baseURL); err == nil {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			return "a test on one machine", nil
		}
	}
	return "", fmt.Errorf("say how a publisher can reach you, with --contact or REFUGE_CONTACT (a mail or web address): %w", errUsage)
}

// choose finds the sources named, or all that can be read over the network
// now.
func choose(names []string) ([]scrapers.Source, error) {
	var known []string
	byName := map[string]scrapers.Source{}
	var open []scrapers.Source
	for _, src := range all.Sources() {
		info := src.Info()
		if info.Archive {
			continue
		}
		known = append(known, info.Name)
		byName[info.Name] = src
		if !info.NeedsToken || os.Getenv(info.TokenEnv) != "" {
			open = append(open, src)
		}
	}
	if len(names) == 0 {
		return open, nil
	}
	var chosen []scrapers.Source
	for _, name := range names {
		src, ok := byName[name]
		if !ok {
			return nil, noSource(name, "scrape", known)
		}
		if !slices.ContainsFunc(chosen, func(s scrapers.Source) bool { return s.Info().Name == name }) {
			chosen = append(chosen, src)
		}
	}
	return chosen, nil
}

// noSource refuses a name that is not among those that a command reads, and says
// which is meant, where that can be told.
func noSource(name, command string, known []string) error {
	for _, src := range all.Sources() {
		switch info := src.Info(); {
		case info.Name != name:
		case info.Archive:
			return fmt.Errorf("%s is an archive; read it with refuge import %s PATH: %w", name, name, errUsage)
		default:
			return fmt.Errorf("%s is collected over the network, with refuge scrape %s: %w", name, name, errUsage)
		}
	}
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, k := range known {
		names.AddCommand(&cobra.Command{Use: k, Run: func(*cobra.Command, []string) {}})
	}
	meant := ""
	if near := names.SuggestionsFor(name); len(near) > 0 {
		meant = "did you mean " + strings.Join(near, " or ") + "? "
	}
	return fmt.Errorf("there is no source %q to %s; %sthere are %s: %w", name, command, meant, strings.Join(known, ", "), errUsage)
}

// collect opens what a run needs, lets do run, and prints the sum of its
// results where JSON was asked for.
func (p *program) collect(ctx context.Context, f scrapeFlags, do func(*collect.Collector) ([]collect.Result, error)) (err error) {
	reach := "no request is sent"
	if f.network {
		if reach, err = f.reachable(); err != nil {
			return err
		}
	}
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	captures, err := fetch.OpenCaptures(p.dataDir, fetch.CaptureOptions{Software: "Refuge/" + release, Log: p.log()})
	if err != nil {
		return fmt.Errorf("opening the captures: %w", err)
	}
	defer func() { err = errors.Join(err, captures.Close()) }()
	// Without a rate the server is the caller's own: several requests at once,
	// and no long waits before a repeat.
	workers, backoff := 1, time.Duration(0)
	if f.rate == 0 {
		workers, backoff = 2*runtime.GOMAXPROCS(0), 50*time.Millisecond
	}
	var allow []string
	if f.baseURL != "" {
		allow = []string{f.baseURL}
	}
	client, err := fetch.New(fetch.Options{
		Name: "Refuge", Contact: reach, Version: release, Rate: &f.rate, Concurrent: workers, Allow: allow, Backoff: backoff, Captures: captures, Log: p.log()})
	if err != nil {
		return fmt.Errorf("setting up the client: %w", err)
	}
	progress := p.newProgress(f.json)
	c := &collect.Collector{Store: s, Captures: captures, Client: client, Log: p.log(), Workers: workers, Backoff: backoff, Progress: progress.told}
	results, runErr := do(c)
	progress.end()
	if f.json {
		var sum collect.Result
		for _, r := range results {
			sum = sum.Plus(r)
		}
		if err := json.NewEncoder(p.stdout).Encode(sum); err != nil {
			return errors.Join(runErr, fmt.Errorf("printing the report: %w", err))
		}
	}
	return runErr
}

// shortfall says on standard error what a run that ended well did not bring.
func (p *program) shortfall(name string, r collect.Result) {
	if words := r.Shortfall(); words != "" {
		fmt.Fprintf(p.stderr, "%s: done, but %s\n", name, words)
	}
}

func (p *program) report(name string, r collect.Result) {
	fmt.Fprintf(p.stdout, "%s: %d requests, %d taken in, %d new, %d updated, %d unchanged, %d quarantined, %.1f MB, %.1f s\n",
		name, r.Requests, r.Fetched, r.New, r.Updated, r.Unchanged, r.Quarantined, float64(r.Bytes)/1e6, r.Seconds)
}

func (p *program) importCmd() *cobra.Command {
	var f scrapeFlags
	cmd := &cobra.Command{
		Use:   "import ARCHIVE PATH|URL",
		Short: "Take in an archive of records",
		Long: `Take in an archive: nyc-council (the public mirror of New York's council
records) or nyc-orders (the public corpus of its mayors' orders). PATH is a
folder or a .tar.gz; URL is a .tar.gz or the base of the archive's raw files.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.importArchive(cmd.Context(), f, args[0], args[1])
		},
	}
	addNetworkFlags(cmd, &f)
	return cmd
}

func (p *program) importArchive(ctx context.Context, f scrapeFlags, name, from string) error {
	var known []string
	var archive scrapers.Archive
	for _, src := range all.Sources() {
		a, ok := src.(scrapers.Archive)
		if !ok {
			continue
		}
		known = append(known, a.Info().Name)
		if a.Info().Name == name {
			archive = a
		}
	}
	if archive == nil {
		return noSource(name, "import", known)
	}
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		f.baseURL, f.network = from, true
	} else if _, err := os.Stat(from); missing(err) {
		return fmt.Errorf("there is no file or folder %s: %w", from, law.ErrNotFound)
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	o.BaseURL, o.All = "", true
	return p.collect(ctx, f, func(c *collect.Collector) ([]collect.Result, error) {
		res, err := c.Import(ctx, archive, from, o)
		if !f.json && (err == nil || res.Fetched > 0) {
			p.report(name, res)
		}
		p.shortfall(name, res)
		return []collect.Result{res}, err
	})
}

func (p *program) sourcesCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "sources",
		Short: "List the sources, and when each was last collected",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.sources(cmd.Context()) },
	}
}

func (p *program) sources(ctx context.Context) (err error) {
	var s *store.Store
	if isFile(p.databasePath()) {
		if s, err = p.open(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
	}
	w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tHOW\tJURISDICTION\tKEY\tLAST COMPLETE RUN\tNEWEST RECORD\tWHAT")
	for _, src := range all.Sources() {
		info := src.Info()
		how, key := "scrape", "none needed"
		if info.Archive {
			how = "import"
		}
		if info.NeedsToken {
			key = info.TokenEnv + " (not set)"
			if os.Getenv(info.TokenEnv) != "" {
				key = info.TokenEnv + " (set)"
			}
		}
		last, newest := "never", "unknown"
		if s != nil {
			run, ok, err := s.LastDone(ctx, info.Name)
			if err != nil {
				return fmt.Errorf("looking up the last run of %s: %w", info.Name, err)
			}
			if ok && run.Ended != nil {
				last = run.Ended.UTC().Format("2006-01-02 15:04 UTC")
			}
			if ok && run.Newest != nil {
				newest = run.Newest.UTC().Format(time.DateOnly)
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", info.Name, how, info.Jurisdiction, key, last, newest, info.Title)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}
