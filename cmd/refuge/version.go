package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"refuge/compare"
	"refuge/law"
)

// release is the version that requests and captures name.
const release = "0.1"

func (p *program) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program, its codebook and its comparison",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.stdout, "refuge %s\ncodebook %s\ncomparison %s\n", programVersion(), law.TheCodebook().Version, compare.Engine)
			return err
		},
	}
}
