// Command refuge is the one program: it serves the record, collects into it,
// checks it and compares texts.
//
// Exit codes: 0 done; 1 it failed, or a check found errors; 2 the command line
// is wrong; 3 a source could not or would not answer; 130 interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"refuge/law"
)

const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSource      = 3
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// errUsage marks a mistake on the command line.
var errUsage = errors.New("usage")

// errSaid marks a failure that was already printed.
var errSaid = errors.New("said")

// run is the whole program but for the process: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{stdout: stdout, stderr: stderr}
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSaid):
		return exitFailed
	}
	fmt.Fprintln(stderr, "refuge: "+sentence(err))
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, law.ErrRefused), errors.Is(err, law.ErrUnavailable):
		return exitSource
	}
	return exitFailed
}

// sentence is an error as one line, without the names of the sentinels that
// only the program needs.
func sentence(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	for _, kind := range []error{errUsage, law.ErrNotFound, law.ErrInvalid, law.ErrTooLarge, law.ErrConflict, law.ErrRefused, law.ErrUnavailable, law.ErrNewerDatabase} {
		s = strings.ReplaceAll(s, ": "+kind.Error(), "")
	}
	return s
}

// program holds what every command shares.
type program struct {
	stdout, stderr io.Writer
	dataDir        string
	database       string
	verbose        bool
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "refuge",
		Short: "A record of what cities' laws say on immigration enforcement, through time",
		Long: `Refuge keeps local laws and orders on immigration enforcement with every
version of their text, and shows who did what, when, and what changed.

  refuge serve        the web site and the JSON API, on this machine
  refuge scrape       collect from a source on the network
  refuge import       take in an archive of records
  refuge consolidate  build the sections of a code from its laws
  refuge check        run the rules over the database
  refuge diff         compare two versions, or two files

Each flag can also be set in the environment: --data-dir as REFUGE_DATA_DIR.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          onlyCommands,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd); err != nil {
				return err
			}
			return p.checkDatabase()
		},
	}
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", err, errUsage) })
	flags := root.PersistentFlags()
	flags.StringVar(&p.dataDir, "data-dir", "refuge-data", "folder of the database and the captures")
	flags.StringVar(&p.database, "database", "", "database file (default refuge.db in the data folder)")
	flags.BoolVarP(&p.verbose, "verbose", "v", false, "log what is being done")
	root.AddCommand(p.serveCmd(), p.scrapeCmd(), p.sourcesCmd(), p.importCmd(), p.checkCmd(), p.diffCmd(), p.consolidateCmd(), p.reuseCmd(), p.versionCmd())
	for _, c := range root.Commands() {
		if validate := c.Args; validate != nil {
			c.Args = func(cmd *cobra.Command, args []string) error {
				if err := validate(cmd, args); err != nil {
					return fmt.Errorf("%w; see refuge %s --help: %w", err, cmd.Name(), errUsage)
				}
				return nil
			}
		}
	}
	return root
}

// onlyCommands refuses a word that is no command, and names the nearest.
func onlyCommands(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	root.SuggestionsMinimumDistance = 2
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("there is no command %q; did you mean %s?: %w", args[0], strings.Join(near, " or "), errUsage)
	}
	return fmt.Errorf("there is no command %q; see refuge --help: %w", args[0], errUsage)
}

// checkDatabase refuses the address of a database server, of which a file would
// be made. It may hold a password, so that only its scheme is said.
func (p *program) checkDatabase() error {
	if scheme, _, ok := strings.Cut(p.database, "://"); ok {
		return fmt.Errorf("--database is the path of an SQLite file; this program does not speak to a server (%s://…): %w", scheme, errUsage)
	}
	return nil
}

func (p *program) databasePath() string {
	if p.database != "" {
		return p.database
	}
	return filepath.Join(p.dataDir, "refuge.db")
}

func (p *program) log() *slog.Logger {
	level := slog.LevelWarn
	if p.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level}))
}
