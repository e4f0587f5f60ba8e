package store

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"refuge/law"
)

// The most that one text, and the names of one policy, may hold, in bytes.
const (
	maxText  = 32 << 20
	maxWords = 1 << 20
)

var labelForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// check refuses what no policy may hold.
func (im *importer) check(p *law.Policy) error {
	if p.Slug != "" {
		if err := law.CheckSlug(p.Slug); err != nil {
			return err
		}
	}
	for _, a := range p.Aliases {
		if err := law.CheckSlug(a); err != nil {
			return fmt.Errorf("an alias: %w", err)
		}
	}
	for _, s := range []string{p.Title, p.ShortTitle, p.Citation, p.Number, p.Abstract} {
		if err := checkText(s, maxWords); err != nil {
			return err
		}
	}
	if p.Jurisdiction != "" {
		if err := im.mustHold(p.Jurisdiction); err != nil {
			return err
		}
	}
	for _, id := range p.Identifiers {
		if id.Scheme == "" || id.Value == "" {
			return fmt.Errorf("an identifier needs a scheme and a value: %w", law.ErrInvalid)
		}
	}
	for i := range p.Versions {
		v := &p.Versions[i]
		if !labelForm.MatchString(v.Label) {
			return fmt.Errorf("%q is no label of a version (letters, digits and . _ - only, at most 100): %w", v.Label, law.ErrInvalid)
		}
		if err := checkText(v.Text, maxText); err != nil {
			return fmt.Errorf("version %s: %w", v.Label, err)
		}
	}
	return nil
}

func checkText(s string, bound int) error {
	switch {
	case len(s) > bound:
		return fmt.Errorf("a text of %d bytes is over the bound of %d: %w", len(s), bound, law.ErrTooLarge)
	case strings.IndexByte(s, 0) >= 0:
		return fmt.Errorf("a text holds the byte 0: %w", law.ErrInvalid)
	case !utf8.ValidString(s):
		return fmt.Errorf("a text is not UTF-8: %w", law.ErrInvalid)
	}
	return nil
}
