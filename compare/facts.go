package compare

import (
	"fmt"
	"slices"
	"strings"

	"refuge/compare/terms"
	"refuge/law"
)

// finish numbers the changes and draws the counts, the operative changes and the
// summary from the paragraphs.
func (c *Comparison) finish() {
	n := 0
	for i := range c.Sections {
		s := &c.Sections[i]
		s.Kind = sectionKind(s)
		for k := range s.Paragraphs {
			p := &s.Paragraphs[k]
			if p.Kind != Same && p.Kind != Clerical {
				n++
				p.Change = n
			}
			c.Stats.count(*p)
			c.Operative = append(c.Operative, operative(s, *p)...)
		}
	}
	c.Summary = c.summarize()
}

func sectionKind(s *Section) Kind {
	seen := map[Kind]bool{}
	for _, p := range s.Paragraphs {
		seen[p.Kind] = true
	}
	clerical := seen[Clerical]
	delete(seen, Same)
	delete(seen, Clerical)
	switch {
	case len(seen) == 0 && !clerical:
		return Same
	case len(seen) == 0 && (s.Left == nil || s.Right == nil):
		return Clerical
	case s.Left == nil:
		return Added
	case s.Right == nil:
		return Removed
	case s.End != "" && !seen[MovedChanged]:
		return Moved
	case s.End != "":
		return MovedChanged
	case len(seen) == 0:
		return Same
	case len(seen) == 1 && seen[Renumbered]:
		return Renumbered
	case len(seen) == 1 && seen[Split]:
		return Split
	case len(seen) == 1 && seen[Merged]:
		return Merged
	}
	return Changed
}

// count adds a paragraph to the counts.
func (s *Stats) count(p Paragraph) {
	if p.End == From {
		return
	}
	switch p.Kind {
	case Same:
		s.Same++
	case Changed:
		s.Changed++
	case Added:
		s.Added++
	case Removed:
		s.Removed++
	case Moved:
		s.Moved++
	case MovedChanged:
		s.MovedChanged++
	case Renumbered:
		s.Renumbered++
	case Split:
		s.Split++
	case Merged:
		s.Merged++
	case Clerical:
		s.Clerical++
		return
	}
	kept, ops := &s.WordsKept, p.Ops
	if p.End == To {
		kept = &s.WordsMoved
		if p.Kind == MovedChanged {
			ops = p.Changes
		} else {
			s.WordsMoved += p.words
			return
		}
	}
	s.countOps(ops, kept)
}

// countOps adds operations to the counts. Where kept words stand in two forms,
// the one with more words counts ("§ 9" is one, "Section 9" two), so that the
// counts are the same read from either text. Spaces and line breaks are no
// typography.
func (s *Stats) countOps(ops []Op, kept *int) {
	open, typo := false, false
	deleted := 0 // words of a typographic deletion, until its insertion is read
	for _, o := range ops {
		blank := strings.TrimSpace(law.Fold(o.Text)) == ""
		n := 0
		if !blank {
			n = terms.Count(o.Text)
		}
		if !o.Typographic || o.Sign == Delete {
			*kept += deleted
			deleted = 0
		}
		switch {
		case o.Sign == Keep:
			*kept += n
		case o.Typographic && o.Sign == Delete:
			deleted = n
		case o.Typographic:
			*kept += max(n, deleted)
			deleted = 0
		case o.Sign == Delete:
			s.WordsDeleted += n
		default:
			s.WordsInserted += n
		}
		switch {
		case !o.Typographic:
			typo = false
		case !blank && !typo:
			s.Typographic++
			typo = true
		}
		switch {
		case blank:
		case o.Sign == Keep || o.Typographic:
			open = false
		case !open:
			s.Groups++
			open = true
		}
	}
	*kept += deleted
}

// summarize says in plain sentences what changed.
func (c *Comparison) summarize() []string {
	s := c.Stats
	var out []string
	if c.Warning != "" {
		out = append(out, c.Warning)
	}
	changes := s.Changed + s.Added + s.Removed + s.Moved + s.MovedChanged + s.Renumbered + s.Split + s.Merged
	if changes == 0 {
		if s.Clerical > 0 {
			return append(out, "The words of the law are the same; only clerk's notes differ.")
		}
		if s.Typographic > 0 {
			return append(out, fmt.Sprintf("The words are the same; the typography differs in %s.", count(s.Typographic, "place")))
		}
		if c.spaced() {
			return append(out, "The two texts are the same but for spaces and line breaks.")
		}
		return append(out, "The two texts are the same.")
	}
	var parts []string
	for _, k := range []struct {
		n    int
		verb string
	}{
		{s.Changed, "changed"}, {s.Added, "added"}, {s.Removed, "removed"}, {s.Moved, "moved"},
		{s.MovedChanged, "moved and changed"}, {s.Renumbered, "renumbered"}, {s.Split, "split"}, {s.Merged, "merged"},
	} {
		if k.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k.n, k.verb))
		}
	}
	out = append(out, fmt.Sprintf("Of %s: %s; %d the same.", count(changes+s.Same, "paragraph"), strings.Join(parts, ", "), s.Same))
	if s.WordsDeleted+s.WordsInserted > 0 {
		out = append(out, fmt.Sprintf("%s deleted and %s inserted in %s.", count(s.WordsDeleted, "word"), count(s.WordsInserted, "word"), count(s.Groups, "place")))
	}
	if s.Typographic > 0 {
		out = append(out, fmt.Sprintf("The typography alone differs in %s.", count(s.Typographic, "further place")))
	}
	out = append(out, c.whole()...)
	if n := len(c.Operative); n > 0 {
		out = append(out, fmt.Sprintf("%s may alter what the law does: see the list.", count(n, "change")))
	}
	return out
}

// spaced reports whether an operation changes anything at all.
func (c *Comparison) spaced() bool {
	return slices.ContainsFunc(c.Ops(), func(o Op) bool { return o.Sign != Keep })
}

// mostNamed is how many sections a summary names.
const mostNamed = 12

// whole says which sections were added, removed, moved and so on as a whole; one
// inside another of which the same was said is not named again.
func (c *Comparison) whole() []string {
	var out []string
	more := 0
	said := map[string]bool{}
	last := map[Kind]string{}
	for _, s := range c.Sections {
		if s.Kind == Same || s.Kind == Clerical || s.Kind == Changed || s.End == From {
			continue
		}
		name, sentence := s.name(), s.sentence()
		if said[sentence] || last[s.Kind] != "" && strings.HasPrefix(name, last[s.Kind]+", ") {
			continue
		}
		said[sentence] = true
		if name != unnamed {
			last[s.Kind] = name
		}
		if len(out) == mostNamed {
			more++
			continue
		}
		out = append(out, sentence)
	}
	switch {
	case more == 1:
		out = append(out, "Another section was added, removed, moved or renumbered.")
	case more > 1:
		out = append(out, fmt.Sprintf("Another %s were added, removed, moved or renumbered.", count(more, "section")))
	}
	return out
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (s Section) sentence() string {
	name := upperFirst(s.name())
	switch s.Kind {
	case Added:
		return name + " was added."
	case Removed:
		return name + " was removed."
	case Moved:
		return name + " moved" + s.cameFrom() + " with the same words."
	case MovedChanged:
		return name + " moved" + s.cameFrom() + " and changed."
	case Renumbered:
		return fmt.Sprintf("%s was renumbered%s.", upperFirst(s.Left.name()), toName(s.Right.name()))
	case Split:
		return upperFirst(s.Left.name()) + " was split."
	case Merged:
		return name + " was merged from several paragraphs."
	}
	return name + " changed."
}

func (s Section) cameFrom() string {
	if l, r := s.Left.name(), s.Right.name(); l != r {
		return " from " + l
	}
	return ""
}

func toName(name string) string {
	if name == unnamed {
		return ""
	}
	return " " + name
}

const unnamed = "an unnumbered passage"

// name is what to call the section in a sentence.
func (s Section) name() string {
	if s.Right != nil {
		if n := s.Right.name(); n != unnamed || s.Left == nil {
			return n
		}
	}
	return s.Left.name()
}

func (p *Place) name() string {
	switch {
	case p == nil:
		return unnamed
	case p.Where != "":
		return p.Where
	case p.Heading != "":
		return "“" + p.Heading + "”"
	}
	return unnamed
}

func upperFirst(s string) string {
	if s == unnamed {
		return "An unnumbered passage"
	}
	return s
}
