package frontend

import (
	"slices"
	"strings"
	"unicode/utf8"

	"refuge/law"
	"refuge/record"
)

// Run is a stretch of text under one mark; Mark "" is none. Head says that it
// is the number and heading of a section.
type Run struct {
	Text string
	Mark law.MarkKind
	Head bool
}

// Passage is a section of a text, or the words between two.
type Passage struct {
	EID   string
	Depth int
	Runs  []Run
}

// Contents is an entry of a text's table of contents.
type Contents struct {
	EID     string
	Words   string
	Address string
}

// VersionPage is one version's text.
type VersionPage struct {
	Base
	Policy   record.Brief
	Version  law.Version // its Text is not shown: Passages are
	Passages []Passage
	Contents []Contents
	Part     int
	Parts    []Link // addresses of the parts of a long text; empty for a short one
	Others   []Link // the other versions
	Laws     []Link // that made a consolidated text, oldest first
}

// Shared is the language that one text shares with others.
type Shared struct {
	Base
	Policy   record.Brief
	Version  string // label
	Indexed  int    // texts in the index
	Same     []SharedPlace
	Passages []SharedPassage
}

// SharedPlace is a version of a policy in which a passage stands.
type SharedPlace struct {
	record.TextPlace
	Percent int // of the words, the same
	Own     bool
	First   bool
}

// SharedPassage is a passage with the places it stands in, by their dates.
type SharedPassage struct {
	Words  string
	Places []SharedPlace
	// Open says that the dates known do not decide which was first.
	Open bool
}

// StageName is the stage as the record writes it.
func (v VersionPage) StageName() string { return stageName(v.Version.Stage) }

func stageName(s law.Stage) string {
	if s == "" {
		return "of unknown stage"
	}
	return string(s)
}

// Marked says whether the text shown carries a drafter's marks.
func (v VersionPage) Marked() bool {
	return slices.ContainsFunc(v.Passages, func(p Passage) bool {
		return slices.ContainsFunc(p.Runs, func(r Run) bool { return r.Mark != "" && r.Mark != law.NotHeld })
	})
}

// PartBytes is how much text one page shows; a longer text is shown in parts.
const PartBytes = 120_000

// Passages cuts a version's text at the bounds of its sections, and each piece
// after its heading and at the drafter's marks, in reading order. Together the runs are the text.
func Passages(v law.Version) []Passage {
	bounds := []int{0, len(v.Text)}
	depth := map[string]int{}
	for _, s := range v.Sections {
		if s.Words(v.Text) == "" {
			continue
		}
		depth[s.EID] = 0
		if d, ok := depth[s.Parent]; ok {
			depth[s.EID] = d + 1
		}
		bounds = append(bounds, s.Start, s.End)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	marks := sound(v.Marks, len(v.Text))

	var out []Passage
	open := 0 // the first section that may still cover the place
	var stack []law.Section
	named := map[string]bool{}
	for i := 0; i+1 < len(bounds); i++ {
		start, end := bounds[i], bounds[i+1]
		for ; open < len(v.Sections) && v.Sections[open].Start <= start; open++ {
			stack = append(stack, v.Sections[open])
		}
		for len(stack) > 0 && stack[len(stack)-1].End <= start {
			stack = stack[:len(stack)-1]
		}
		var p Passage
		body := start
		if n := len(stack); n > 0 {
			s := stack[n-1]
			p.Depth = min(6, depth[s.EID])
			if !named[s.EID] {
				p.EID, named[s.EID] = s.EID, true
				if head := strings.TrimSpace(s.Number + " " + s.Heading); start == s.Start && start+len(head) <= end && strings.HasPrefix(v.Text[start:], head) {
					body += len(head)
				}
			}
		}
		for _, r := range runs(v.Text, marks, start, body) {
			r.Head = true
			p.Runs = append(p.Runs, r)
		}
		p.Runs = append(p.Runs, runs(v.Text, marks, body, end)...)
		out = append(out, p)
	}
	return out
}

// sound returns marks in order, without those that overlap an earlier one or
// lie outside a text of n bytes.
func sound(marks []law.Mark, n int) []law.Mark {
	sorted := slices.Clone(marks)
	slices.SortStableFunc(sorted, func(a, b law.Mark) int { return a.Start - b.Start })
	end := 0
	return slices.DeleteFunc(sorted, func(m law.Mark) bool {
		if m.Start < end || m.End <= m.Start || m.End > n {
			return true
		}
		end = m.End
		return false
	})
}

// runs cuts text[start:end] at sound marks.
func runs(text string, marks []law.Mark, start, end int) []Run {
	var out []Run
	at := start
	add := func(to int, kind law.MarkKind) {
		if to > at {
			out = append(out, Run{Text: text[at:to], Mark: kind})
			at = to
		}
	}
	first, _ := slices.BinarySearchFunc(marks, start+1, func(m law.Mark, at int) int { return m.End - at })
	for _, m := range marks[first:] {
		if m.Start >= end {
			break
		}
		add(m.Start, "")
		add(min(m.End, end), m.Kind)
	}
	add(end, "")
	return out
}

// Parts cuts passages into parts of at most PartBytes, one page each.
func Parts(passages []Passage) [][]Passage {
	var parts [][]Passage
	size := 0
	for _, p := range passages {
		for _, piece := range pieces(p) {
			length := 0
			for _, r := range piece.Runs {
				length += len(r.Text)
			}
			if len(parts) == 0 || size+length > PartBytes {
				parts = append(parts, nil)
				size = 0
			}
			parts[len(parts)-1] = append(parts[len(parts)-1], piece)
			size += length
		}
	}
	return parts
}

// pieces breaks a passage that is longer than a part at ends of lines or, where
// there is none, between characters.
func pieces(p Passage) []Passage {
	var out []Passage
	cur := Passage{EID: p.EID, Depth: p.Depth}
	size := 0
	for _, r := range p.Runs {
		for len(r.Text) > PartBytes-size {
			room := PartBytes - size
			cut := strings.LastIndexByte(r.Text[:room], '\n') + 1
			if cut == 0 {
				cut = room
				for cut > 0 && !utf8.RuneStart(r.Text[cut]) {
					cut--
				}
			}
			if cut > 0 {
				cur.Runs = append(cur.Runs, Run{r.Text[:cut], r.Mark, r.Head})
				r.Text = r.Text[cut:]
			}
			out = append(out, cur)
			cur, size = Passage{Depth: p.Depth}, 0
		}
		if r.Text != "" {
			cur.Runs = append(cur.Runs, r)
			size += len(r.Text)
		}
	}
	if len(cur.Runs) > 0 || len(out) == 0 {
		out = append(out, cur)
	}
	return out
}

// Fragments cuts a snippet at the byte ranges that matched. Ranges that do not
// fit the snippet are passed over.
func Fragments(snippet string, spans [][2]int) []Fragment {
	var out []Fragment
	at := 0
	for _, s := range spans {
		if s[0] < at || s[1] <= s[0] || s[1] > len(snippet) {
			continue
		}
		if s[0] > at {
			out = append(out, Fragment{Text: snippet[at:s[0]]})
		}
		out = append(out, Fragment{Text: snippet[s[0]:s[1]], Match: true})
		at = s[1]
	}
	if at < len(snippet) {
		out = append(out, Fragment{Text: snippet[at:]})
	}
	return out
}
