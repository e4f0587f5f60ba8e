package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"refuge/law"
	"refuge/seed"
)

func (p *program) checkCmd() *cobra.Command {
	var asJSON, quiet bool
	cmd := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "Run the rules over the database, or over seed files",
		Long: `Run the rules over the database, and print what they find: errors break the
model, warnings are to be read by a person, notes are doubts known to be open.
The last two lines say what the curated record rests on, and count the findings.
The exit code is 1 if there is an error.

With files of the curated record (seed/data/chicago.json) it checks those as they
stand, each in the place of the one the program carries, and names the line and
the place of each finding. Nothing is written.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) > 0 {
				return p.checkFiles(files, asJSON, quiet)
			}
			return p.check(cmd.Context(), asJSON, quiet)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a finding, then one of the counts")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print errors and the counts only")
	return cmd
}

func (p *program) check(ctx context.Context, asJSON, quiet bool) (err error) {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	d, findings, err := s.Check(ctx, today())
	if err != nil {
		return err
	}
	r := p.reporter(asJSON, quiet)
	for _, f := range findings {
		if err := r.say(f.Severity, f, string(f.Severity), f.Rule, f.Subject, f.Sentence); err != nil {
			return err
		}
	}
	return r.close(d)
}

func (p *program) checkFiles(files []string, asJSON, quiet bool) error {
	r := p.reporter(asJSON, quiet)
	edited := map[string][]byte{}
	for _, name := range files {
		b, err := readFile(name)
		if err != nil {
			return err
		}
		edited[name] = b
	}
	held, findings, err := seed.Check(edited, today())
	if err != nil {
		return err
	}
	for _, f := range findings {
		if err := r.say(f.Severity, f, fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Pointer), string(f.Severity), f.Rule, f.Subject, f.Sentence); err != nil {
			return err
		}
	}
	return r.close(held)
}

// reporter prints findings and counts them.
type reporter struct {
	out           io.Writer
	asJSON, quiet bool
	counts        map[law.Severity]int
}

func (p *program) reporter(asJSON, quiet bool) *reporter {
	return &reporter{p.stdout, asJSON, quiet, map[law.Severity]int{}}
}

// say prints a finding: as JSON, or its cells with tabs between them.
func (r *reporter) say(s law.Severity, finding any, cells ...string) error {
	r.counts[s]++
	switch {
	case r.quiet && s != law.SevError:
		return nil
	case r.asJSON:
		return r.encode(finding)
	}
	if _, err := fmt.Fprintln(r.out, strings.Join(cells, "\t")); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}

// close prints the counts of findings, and what the curated record of d rests
// on. Its error is errSaid if there was an error finding.
func (r *reporter) close(d law.Dataset) error {
	errors, warnings, notes := r.counts[law.SevError], r.counts[law.SevWarning], r.counts[law.SevNote]
	f := law.TotalFooting(d)
	verified, unverified := f.Verified(), f.Unverified()
	if r.asJSON {
		if err := r.encode(map[string]int{"errors": errors, "warnings": warnings, "notes": notes,
			"jurisdictions": len(d.Jurisdictions), "policies": len(d.Policies), "verified": verified, "unverified": unverified,
			"versions_from_text": f.Text, "versions_from_part": f.Part, "versions_from_reports": f.Reports}); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintf(r.out, "%d facts verified, %d not; %d versions restated from the text, %d from a part of it, %d from reports\n"+
		"%d errors, %d warnings, %d notes in %d jurisdictions and %d policies\n",
		verified, unverified, f.Text, f.Part, f.Reports, errors, warnings, notes, len(d.Jurisdictions), len(d.Policies)); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	if errors > 0 {
		return errSaid
	}
	return nil
}

func (r *reporter) encode(v any) error {
	if err := json.NewEncoder(r.out).Encode(v); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}
