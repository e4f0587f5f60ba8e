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
	var format, output, drafting string
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two versions of policies, or two files",
		Long: `Compare two texts. Each is a version of a policy, written SLUG@VERSION
(nyc-eo-41-2003@restated), a policy's newest version, written SLUG, or a file
(plain text, RTF, HTML, DOCX, PDF). With --drafting a file is a bill that marks what
it changes as drafters of that place do, and is compared as it would then read.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, ok := lawtext.Draftings[drafting]
			if !ok && drafting != "" {
				return fmt.Errorf("there is no drafting %q; there are %s: %w", drafting, strings.Join(slices.Sorted(maps.Keys(lawtext.Draftings)), ", "), errUsage)
			}
			return p.diff(cmd.Context(), in, format, output, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, md, html, side (HTML in two columns), docx (tracked changes) or json")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file instead of standard output")
	cmd.Flags().StringVar(&drafting, "drafting", "", "how the files mark changes: "+strings.Join(slices.Sorted(maps.Keys(lawtext.Draftings)), ", "))
	return cmd
}

func (p *program) diff(ctx context.Context, in lawtext.Drafting, format, output, left, right string) (err error) {
	write, ok := diffFormats[format]
	if !ok {
		return fmt.Errorf("there is no format %q; there are %s: %w", format, strings.Join(slices.Sorted(maps.Keys(diffFormats)), ", "), errUsage)
	}
	var s *store.Store
	if !isFile(left) || !isFile(right) {
		if s, err = p.open(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
	}
	a, err := side(ctx, s, in, left)
	if err != nil {
		return err
	}
	b, err := side(ctx, s, in, right)
	if err != nil {
		return err
	}
	c := compare.Compare(a, b)
	if output == "" {
		return write(p.stdout, c)
	}
	f, err := os.Create(output)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", output, err)
	}
	return errors.Join(write(f, c), f.Close())
}

// side reads one side of a comparison.
func side(ctx context.Context, s *store.Store, in lawtext.Drafting, name string) (compare.Text, error) {
	if isFile(name) {
		return fileSide(in, name)
	}
	slug, label, _ := strings.Cut(name, "@")
	policy, err := s.Policy(ctx, slug)
	if err != nil {
		return compare.Text{}, fmt.Errorf("there is no file and no policy %q: %w", slug, err)
	}
	if label == "" && len(policy.Versions) > 0 {
		label = policy.Versions[len(policy.Versions)-1].Label
	}
	if !slices.ContainsFunc(policy.Versions, func(v law.Version) bool { return v.Label == label }) {
		var labels []string
		for _, v := range policy.Versions {
			labels = append(labels, v.Label)
		}
		return compare.Text{}, fmt.Errorf("%s has no version %q; it has %s: %w", policy.Slug, label, strings.Join(labels, ", "), law.ErrNotFound)
	}
	v, err := s.Version(ctx, policy.Slug, label)
	if err != nil {
		return compare.Text{}, err
	}
	text := compare.Of(v)
	text.Name = policy.Slug + "@" + v.Label
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

// fileSide reads a file; of one that is drafted in a known way the words as they
// are to stand.
func fileSide(in lawtext.Drafting, name string) (compare.Text, error) {
	b, err := readFile(name)
	if err != nil {
		return compare.Text{}, err
	}
	d, err := read.Read(mediaType(name), b, in)
	if err != nil {
		return compare.Text{}, fmt.Errorf("reading %s: %w", name, err)
	}
	text := d.Text()
	if in.Name != "" {
		_, after := lawtext.Sides(text, d.Marks(), 0, len(text))
		text = string(after.Text)
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
