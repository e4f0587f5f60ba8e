package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"refuge/collect"
)

func (p *program) consolidateCmd() *cobra.Command {
	var jurisdiction, archive, links, notes string
	var all, asJSON bool
	cmd := &cobra.Command{
		Use:   "consolidate",
		Short: "Build the sections of a code from the laws that amend it",
		Long: `Build the sections of a city's code, with all their versions, from the enacted
laws that amend it, and take them into the database. Each clause of a law quotes
the text it amends; that quotation is compared with what had been built, and
every difference is told.

With --archive the laws are read from an archive in the layout of nyc-council;
otherwise they are those of the database.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.consolidate(cmd.Context(), jurisdiction, archive, links, notes, all, asJSON)
		},
	}
	cmd.Flags().StringVar(&jurisdiction, "jurisdiction", "new-york-city", "slug of the jurisdiction")
	cmd.Flags().StringVar(&archive, "archive", "", "read the laws from this .tar.gz or folder")
	cmd.Flags().StringVar(&links, "links", "", "write each link to this file, one JSON object a line")
	cmd.Flags().StringVar(&notes, "notes", "", "write each change that was not carried out to this file, one JSON object a line")
	cmd.Flags().BoolVar(&all, "all", false, "take every section into the database, not only those on immigration")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as one JSON object")
	return cmd
}

func (p *program) consolidate(ctx context.Context, jurisdiction, archive, links, notes string, all, asJSON bool) (err error) {
	into, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, into.Close()) }()
	from := into
	if archive != "" {
		dir, err := os.MkdirTemp("", "refuge-consolidate-")
		if err != nil {
			return fmt.Errorf("making a folder for the archive's laws: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		aside := &program{stdout: p.stderr, stderr: p.stderr, dataDir: dir, verbose: p.verbose}
		if err := aside.importArchive(ctx, scrapeFlags{rate: 1}, "nyc-council", archive); err != nil {
			return err
		}
		s, err := aside.open(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		from = s
	}
	sum, err := collect.Consolidate(ctx, from, into, jurisdiction, all)
	if err != nil {
		return err
	}
	if links != "" {
		if err := writeLines(links, sum.Checks); err != nil {
			return fmt.Errorf("writing the links: %w", err)
		}
	}
	if notes != "" {
		if err := writeLines(notes, sum.Told); err != nil {
			return fmt.Errorf("writing the notes: %w", err)
		}
	}
	if asJSON {
		return json.NewEncoder(p.stdout).Encode(sum)
	}
	fmt.Fprintf(p.stdout, "%d laws, %d sections in %d versions; %d sections new in the database, %d updated, %d unchanged\n",
		sum.Laws, sum.Sections, sum.Versions, sum.Policies.Inserted, sum.Policies.Updated, sum.Policies.Unchanged)
	fmt.Fprintf(p.stdout, "%d links: %d exact, %d typographic, %d different; %.2f%% of %d words agree; %d clauses rest on laws that were not read\n",
		sum.Links, sum.Exact, sum.Typographic, sum.Differs, 100*sum.Share, sum.Words, sum.Unread)
	if len(sum.Told) > 0 {
		fmt.Fprintf(p.stdout, "not carried out (%d):\n", len(sum.Told))
	}
	for _, why := range slices.SortedFunc(maps.Keys(sum.Notes), func(a, b string) int { return cmp.Or(sum.Notes[b]-sum.Notes[a], cmp.Compare(a, b)) }) {
		fmt.Fprintf(p.stdout, "%6d  %s\n", sum.Notes[why], why)
	}
	return nil
}

// writeLines writes each value as a line of JSON.
func writeLines[T any](path string, list []T) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, l := range list {
		if err := e.Encode(l); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}
