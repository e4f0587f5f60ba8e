package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"refuge/compare"
	"refuge/compare/write"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
	"refuge/store"
)

const maxFile = 32 << 20

func (p *program) diffCmd() *cobra.Command {
	var format, output, drafting, asOf string
	cmd := &cobra.Command{
		Use:   "diff A [B]",
		Short: "Show a policy's last change, or compare two versions or two files",
		Long: `Compare two texts. Each is a version of a policy, written SLUG@VERSION
(nyc-eo-41-2003@restated), a policy, written SLUG, or a file (plain text, RTF,
HTML, DOCX, PDF). Of a policy the text it had when it was made is taken, or with
--as-of the one it had on that day. One policy alone is compared with itself: the
last two of its texts of one standing, with --as-of the last two by that day. A
text restated in our words is never compared with law. With --drafting a file is
a bill that marks what it changes as drafters of that place do, and is compared as
it would then read.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := diffFormats[format]
			if !ok {
				return fmt.Errorf("there is no format %q; there are %s: %w", format, strings.Join(slices.Sorted(maps.Keys(diffFormats)), ", "), errUsage)
			}
			in, ok := lawtext.Draftings[drafting]
			if !ok && drafting != "" {
				return fmt.Errorf("there is no drafting %q; there are %s: %w", drafting, strings.Join(slices.Sorted(maps.Keys(lawtext.Draftings)), ", "), errUsage)
			}
			var day law.Day
			if asOf != "" {
				var err error
				if day, err = law.ParseDay(asOf); err != nil {
					return fmt.Errorf("--as-of: %w: %w", err, errUsage)
				}
			}
			left, right, err := p.sides(cmd.Context(), in, day, args)
			if err != nil {
				return err
			}
			c := compare.Compare(left, right)
			if output == "" {
				return write(p.stdout, c)
			}
			f, err := os.Create(output)
			if err != nil {
				return fmt.Errorf("cannot write %s: %w", output, err)
			}
			return errors.Join(write(f, c), f.Close())
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, md, html, side (HTML in two columns), docx (tracked changes) or json")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file instead of standard output")
	cmd.Flags().StringVar(&asOf, "as-of", "", "take the texts that policies had on this day (YYYY-MM-DD)")
	cmd.Flags().StringVar(&drafting, "drafting", "", "how the files mark changes: "+strings.Join(slices.Sorted(maps.Keys(lawtext.Draftings)), ", "))
	return cmd
}

// named is one side of a comparison as it was asked for: a file, or a policy and
// perhaps a version of it.
type named struct {
	file string
	law.Asked
}

// sides reads both sides of a comparison.
func (p *program) sides(ctx context.Context, in lawtext.Drafting, day law.Day, args []string) (left, right compare.Text, err error) {
	var s *store.Store
	if slices.ContainsFunc(args, func(a string) bool { return !isFile(a) }) {
		if s, err = p.open(ctx); err != nil {
			return left, right, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
	}
	var sides []named
	for _, name := range args {
		n, err := find(ctx, s, name)
		if err != nil {
			return left, right, err
		}
		sides = append(sides, n)
	}
	if len(sides) == 1 {
		if sides[0].file != "" || sides[0].Label != "" {
			return left, right, fmt.Errorf("%s is one text; name the one to compare it with: %w", args[0], errUsage)
		}
		sides = append(sides, sides[0])
	}
	if err := pick(&sides[0], &sides[1], day); err != nil {
		return left, right, err
	}
	if left, err = p.read(ctx, s, in, sides[0]); err != nil {
		return left, right, err
	}
	right, err = p.read(ctx, s, in, sides[1])
	return left, right, err
}

// find looks up what a side names.
func find(ctx context.Context, s *store.Store, name string) (named, error) {
	if isFile(name) {
		return named{file: name}, nil
	}
	slug, label, _ := strings.Cut(name, "@")
	policy, err := s.Policy(ctx, slug)
	if err != nil {
		return named{}, fmt.Errorf("there is no file and no policy %q: %w", slug, err)
	}
	return named{Asked: law.Asked{Policy: policy, Label: label}}, nil
}

// pick completes the sides that name no version. Beside a file, the text of a
// policy may be of any standing.
func pick(left, right *named, day law.Day) error {
	for _, n := range []*named{left, right} {
		if n.Label == "" {
			n.Day = day
		}
	}
	switch {
	case left.file != "" && right.file != "":
		return nil
	case left.file != "" || right.file != "":
		n := left
		if left.file != "" {
			n = right
		}
		if n.Label != "" {
			_, err := n.Policy.HeldVersion(n.Label)
			return err
		}
		v, _, ok := law.SameStanding(n.Policy, n.Policy, day, day)
		if !ok {
			return fmt.Errorf("no text of %s is held: %w", n.Asked, law.ErrNotFound)
		}
		n.Label = v.Label
		return nil
	}
	a, b, err := law.ToCompare(left.Asked, right.Asked)
	left.Label, right.Label = a.Label, b.Label
	return err
}

// read reads the text of a side. The error wraps law.ErrNoText where it has no
// words.
func (p *program) read(ctx context.Context, s *store.Store, in lawtext.Drafting, n named) (compare.Text, error) {
	if n.file != "" {
		return p.readFileSide(in, n.file)
	}
	name := n.Policy.Slug + "@" + n.Label
	v, err := s.Version(ctx, n.Policy.Slug, n.Label)
	if err != nil {
		return compare.Text{}, err
	}
	if strings.TrimSpace(v.Text) == "" {
		return compare.Text{}, fmt.Errorf("%s: %w", name, law.ErrNoText)
	}
	text := compare.Of(v)
	text.Name = name
	return text, nil
}

// readFile is what a file given on the command line holds.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s is over %d MB: %w", name, maxFile>>20, law.ErrTooLarge)
	}
	return b, nil
}

// readFileSide reads a file; of one that is drafted in a known way the words as
// they are to stand. What the reader left out is said on standard error.
func (p *program) readFileSide(in lawtext.Drafting, name string) (compare.Text, error) {
	b, err := readFile(name)
	if err != nil {
		return compare.Text{}, err
	}
	d, err := read.Read(mediaType(name), b, in)
	if err != nil {
		return compare.Text{}, fmt.Errorf("reading %s: %w", name, err)
	}
	for _, l := range d.Left {
		fmt.Fprintf(p.stderr, "%s: left out %d × %s, with %d words\n", name, l.Count, l.What, l.Words)
	}
	text := d.Text()
	if in.Name != "" {
		_, after := lawtext.Sides(text, d.Marks(), 0, len(text))
		text = string(after.Text)
	}
	if strings.TrimSpace(text) == "" {
		return compare.Text{}, fmt.Errorf("reading %s: %w", name, law.ErrNoText)
	}
	return compare.Text{Name: name, Text: text, Sections: lawtext.Sections(text)}, nil
}

// mediaType is what a file's name says it is; plain text if it says nothing.
func mediaType(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".rtf":
		return "application/rtf"
	case ".html", ".htm":
		return "text/html"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".pdf":
		return "application/pdf"
	case ".xml":
		return "application/xml"
	case ".md":
		return "text/markdown"
	}
	return "text/plain"
}

// diffFormats are the ways to write a comparison.
var diffFormats = map[string]func(io.Writer, compare.Comparison) error{
	"text": write.Unified,
	"md":   write.Markdown,
	"html": write.HTML,
	"side": write.SideBySide,
	"json": func(w io.Writer, c compare.Comparison) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(c)
	},
	"docx": func(w io.Writer, c compare.Comparison) error {
		return write.Word(w, c, "Refuge", time.Now().UTC().Truncate(24*time.Hour))
	},
}
