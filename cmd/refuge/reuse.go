package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"refuge/collect"
)

func (p *program) reuseCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "reuse",
		Short: "Index the language that texts share",
		Long: `Index the language that texts share, so that the site and the API can say which
passages of a text stand in others, and link bills that were filed again. Only
texts that are new since the last time are read.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.reuse(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as one JSON object")
	return cmd
}

func (p *program) reuse(ctx context.Context, asJSON bool) (err error) {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	began := time.Now()
	done, err := collect.Reuse(ctx, s)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(p.stdout).Encode(done)
	}
	fmt.Fprintf(p.stdout, "%d texts indexed in %.1f s; %d bills linked to the ones they were filed as before\n", done.Texts, time.Since(began).Seconds(), done.Reintroduced)
	return nil
}
