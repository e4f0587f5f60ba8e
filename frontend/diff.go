package frontend

import (
	"strings"
	"unicode/utf8"

	"refuge/compare"
	"refuge/law"
	"refuge/record"
)

// Diff is two versions of a policy compared.
type Diff struct {
	Base
	Redline
	Policy record.Brief
	Lefts  []Choice
	Rights []Choice
	Left   law.Version // without text
	Right  law.Version
}

// Texts is any two texts of the record compared.
type Texts struct {
	Base
	Redline
	Sides  []TextSide // two
	Chosen string     // which versions were taken and why
}

// TextSide is one of two texts, with what a reader may choose in its stead.
type TextSide struct {
	Name    string // of the parameter: "left"
	Written string // what the reader wrote
	Day     law.Day
	Policy  record.Brief // empty where none is named
	Choices []Choice     // of its versions
	Version law.Version  // that was taken, without text; empty where none was
	Section string       // eId, "" for the whole
	Address string       // of the text
}

// Redline is a comparison of two texts as a page shows it.
type Redline struct {
	Missing  []string // sentences on why there is no comparison
	Instead  Link     // to two texts that can be compared
	Same     bool     // the texts are alike
	Warning  string
	Summary  []string
	Counts   []Count
	Notable  []compare.Operative
	Sections []DiffSection
	Changes  int
	Side     bool // side by side
	Cut      bool // more than the page can hold: the end is left out
	Engine   string
	Inline   Link
	Beside   Link
	Quotes   Link
	All      Link
}

// Count is a number with its noun.
type Count struct {
	N     int
	Words string
}

// DiffSection is a section of a comparison, ready to be shown.
type DiffSection struct {
	Heading string
	Kind    string // in words
	Note    string // where the section went, or came from
	Folded  bool   // nothing changed in it
	Parts   []DiffPart
}

// DiffPart is a paragraph of a comparison. Ops are in reading order; an op of
// sign "…" stands for kept words left out.
type DiffPart struct {
	Change int // 0 where nothing changed
	Note   string
	Ops    []DiffOp
	Left   []DiffOp
	Right  []DiffOp
}

// DiffOp is words kept, added or removed.
type DiffOp struct {
	Sign string
	Text string
}

// What a comparison's page holds at most.
const (
	// keptBytes is how much of a run of kept words stands on either side of a
	// change before the middle is left out.
	keptBytes = 240
	// diffBytes is how much text a comparison shows in all.
	diffBytes = 600_000
)

// DiffView says how a comparison is to be shown.
type DiffView struct {
	Side  bool // the left text beside the right one
	Typo  bool // typographic changes are shown as changes
	Whole bool // kept words are shown whole
}

// DiffSections makes a comparison ready to be shown. Typographic changes are
// shown as the right text has them, unless they are asked for. cut says that
// the end was left out, because it is more than a page can hold.
func DiffSections(c compare.Comparison, view DiffView) (sections []DiffSection, changes int, cut bool) {
	size := 0
	for _, s := range c.Sections {
		out := DiffSection{Heading: sectionHeading(s), Kind: kindOfChange(s.Kind, s.End), Note: moveNote(s), Folded: true}
		var kept *DiffPart
		for _, p := range s.Paragraphs {
			ops := p.Ops
			if len(p.Changes) > 0 {
				ops = p.Changes
			}
			shown := showOps(ops, view)
			if p.Kind == compare.Clerical && !view.Typo {
				shown = rightSide(shown)
			}
			part := DiffPart{Note: paragraphNote(p), Ops: shown}
			if p.Kind == compare.Clerical {
				part.Note = "clerk’s notes"
			} else if p.Kind != compare.Same && (changed(shown) || p.Kind != compare.Changed) {
				changes++
				part.Change = p.Change
				out.Folded = false
				kept = nil
			} else if kept != nil {
				kept.Ops = joinOps(append(kept.Ops, shown...))
				continue
			}
			out.Parts = append(out.Parts, part)
			if part.Change == 0 {
				kept = &out.Parts[len(out.Parts)-1]
			}
		}
		for i := range out.Parts {
			p := &out.Parts[i]
			if !view.Whole {
				p.Ops = elide(p.Ops)
			}
			for _, o := range p.Ops {
				size += len(o.Text)
			}
			if view.Side {
				p.Left, p.Right = oneSide(p.Ops, "+"), oneSide(p.Ops, "-")
			}
		}
		if size > diffBytes && len(sections) > 0 {
			return fold(sections), changes, true
		}
		if len(out.Parts) > 0 {
			sections = append(sections, out)
		}
	}
	return fold(sections), changes, false
}

// fold makes one of folded sections that stand side by side; each part keeps
// its section's heading.
func fold(sections []DiffSection) []DiffSection {
	var out []DiffSection
	joined := 0
	for _, s := range sections {
		if !s.Folded {
			out = append(out, s)
			continue
		}
		s.Parts[0].Note = s.Heading
		if n := len(out); n > 0 && out[n-1].Folded {
			joined++
			out[n-1].Parts = append(out[n-1].Parts, s.Parts...)
			out[n-1].Heading = counted(joined, "section", "sections")
			if first := out[n-1].Parts[0].Note; first != s.Heading {
				out[n-1].Heading += ", " + first + " to " + s.Heading
			}
			continue
		}
		joined = 1
		out = append(out, s)
	}
	return out
}

// showOps puts operations into the signs of a page; a typographic pair becomes
// kept words in the form the right text has.
func showOps(ops []compare.Op, view DiffView) []DiffOp {
	var out []DiffOp
	for _, o := range ops {
		sign := string(o.Sign)
		if o.Typographic && !view.Typo {
			if o.Sign == compare.Delete {
				continue
			}
			sign = string(compare.Keep)
		}
		out = append(out, DiffOp{Sign: sign, Text: o.Text})
	}
	return joinOps(out)
}

// rightSide are the words of the right text, none of them told as a change.
func rightSide(ops []DiffOp) []DiffOp {
	var out []DiffOp
	for _, o := range ops {
		if o.Sign != "-" {
			out = append(out, DiffOp{Sign: "=", Text: o.Text})
		}
	}
	return joinOps(out)
}

func joinOps(ops []DiffOp) []DiffOp {
	var out []DiffOp
	for _, o := range ops {
		if n := len(out); n > 0 && out[n-1].Sign == o.Sign {
			out[n-1].Text += o.Text
			continue
		}
		out = append(out, o)
	}
	return out
}

func changed(ops []DiffOp) bool {
	for _, o := range ops {
		if o.Sign != "=" {
			return true
		}
	}
	return false
}

// elide leaves out the middle of long kept runs, between words.
func elide(ops []DiffOp) []DiffOp {
	var out []DiffOp
	for i, o := range ops {
		before, after := i > 0, i+1 < len(ops)
		room := 0
		if before {
			room += keptBytes
		}
		if after {
			room += keptBytes
		}
		if !before && !after {
			room = keptBytes
		}
		if o.Sign != "=" || len(o.Text) <= room+200 {
			out = append(out, o)
			continue
		}
		head, tail := "", ""
		if before || !after {
			cut := wordCut(o.Text, keptBytes)
			head = o.Text[:cut]
		}
		if after {
			cut := wordCut(o.Text, len(o.Text)-keptBytes)
			tail = o.Text[cut:]
		}
		if head != "" {
			out = append(out, DiffOp{"=", head})
		}
		words := len(strings.Fields(o.Text[len(head) : len(o.Text)-len(tail)]))
		out = append(out, DiffOp{"…", counted(words, "word", "words") + " the same"})
		if tail != "" {
			out = append(out, DiffOp{"=", tail})
		}
	}
	return out
}

// wordCut is the place near at where a word begins, or at least a character.
func wordCut(s string, at int) int {
	if i := strings.LastIndexAny(s[:at], " \n"); i > at-80 && i >= 0 {
		return i + 1
	}
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// oneSide is the operations without those of the other side's sign.
func oneSide(ops []DiffOp, without string) []DiffOp {
	var out []DiffOp
	for _, o := range ops {
		if o.Sign != without {
			out = append(out, o)
		}
	}
	return out
}

func placeName(p *compare.Place) string {
	if p == nil {
		return ""
	}
	return SectionName(p.Number, p.Heading)
}

// SectionName is what to call a section in a line, "" if it has neither number
// nor heading.
func SectionName(number, heading string) string {
	return clip(160, strings.TrimSpace(number+" "+heading))
}

func sectionHeading(s compare.Section) string {
	left, right := placeName(s.Left), placeName(s.Right)
	switch {
	case left != "" && right != "" && left != right:
		return left + " → " + right
	case right != "":
		return right
	case left != "":
		return left
	}
	return "Unnumbered text"
}

func kindOfChange(k compare.Kind, end compare.End) string {
	words := ""
	switch k {
	case compare.Same:
		return "the same"
	case compare.MovedChanged:
		words = "moved and changed"
	default:
		words = plain(string(k))
	}
	switch end {
	case compare.From:
		return words + ", from here"
	case compare.To:
		return words + ", to here"
	}
	return words
}

func moveNote(s compare.Section) string {
	switch s.End {
	case compare.From:
		if to := placeName(s.Right); to != "" {
			return "Now at " + to + "."
		}
		return "Now stands elsewhere."
	case compare.To:
		if from := placeName(s.Left); from != "" {
			return "It stood at " + from + "."
		}
		return "It stood elsewhere."
	}
	return ""
}

func paragraphNote(p compare.Paragraph) string {
	switch {
	case p.Kind == compare.Same || p.Kind == compare.Changed || p.Kind == compare.Added || p.Kind == compare.Removed:
		return ""
	}
	return title(kindOfChange(p.Kind, p.End))
}
