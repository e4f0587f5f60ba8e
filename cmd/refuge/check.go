package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"refuge/law"
	"refuge/store"
)

func (p *program) checkCmd() *cobra.Command {
	var asJSON, quiet bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Run the rules over the database",
		Long: `Run the rules over the database, and print what they find: errors break the
model, warnings are to be read by a person, notes are doubts known to be open.
The last line counts them. The exit code is 1 if there is an error.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context(), asJSON, quiet) },
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
	d, err := s.Dataset(ctx)
	if err != nil {
		return fmt.Errorf("reading the database: %w", err)
	}
	findings := law.Check(d, today())
	for page := (store.Page{Limit: store.MaxLimit}); ; {
		kept, err := s.Findings(ctx, page)
		if err != nil {
			return fmt.Errorf("reading the disagreements of sources: %w", err)
		}
		findings = append(findings, kept.Items...)
		if kept.Next == "" {
			break
		}
		page.Cursor = kept.Next
	}
	counts := map[law.Severity]int{}
	out := json.NewEncoder(p.stdout)
	for _, f := range findings {
		counts[f.Severity]++
		switch {
		case quiet && f.Severity != law.SevError:
		case asJSON:
			if err := out.Encode(f); err != nil {
				return fmt.Errorf("printing: %w", err)
			}
		default:
			fmt.Fprintf(p.stdout, "%s\t%s\t%s\t%s\n", f.Severity, f.Rule, f.Subject, f.Sentence)
		}
	}
	if asJSON {
		if err := out.Encode(map[string]int{"errors": counts[law.SevError], "warnings": counts[law.SevWarning], "notes": counts[law.SevNote],
			"jurisdictions": len(d.Jurisdictions), "policies": len(d.Policies)}); err != nil {
			return fmt.Errorf("printing: %w", err)
		}
	} else {
		fmt.Fprintf(p.stdout, "%d errors, %d warnings, %d notes in %d jurisdictions and %d policies\n",
			counts[law.SevError], counts[law.SevWarning], counts[law.SevNote], len(d.Jurisdictions), len(d.Policies))
	}
	if counts[law.SevError] > 0 {
		return errSaid
	}
	return nil
}
