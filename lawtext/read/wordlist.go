package read

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"refuge/lawtext"
)

const maxDOCXLevels = 9

// wordLists are the numbered lists of a Word document. Lists of one abstract
// definition count together, unless one says where it starts.
type wordLists struct {
	abstract map[string]*abstractList
	lists    map[string]*wordList

	// while the part is read
	abstractID, listID string
	level              int
}

type abstractList struct {
	levels [maxDOCXLevels]listLevel
	count  [maxDOCXLevels]int
	begun  [maxDOCXLevels]bool // count holds
	link   string              // a style of lists whose definition stands for this one
}

// wordList is a list: its abstract definition, with levels of its own.
type wordList struct {
	abstract string
	levels   [maxDOCXLevels]listLevel
	start    [maxDOCXLevels]int // where it starts anew, -1 for nowhere
	begun    [maxDOCXLevels]bool
}

type listLevel struct {
	set     bool
	start   int
	format  string
	text    string // "%1." "(%2)"
	suffix  string // what stands behind the number: "\t" unless it says else
	style   string // of the paragraphs of this level
	legal   bool   // all numbers in digits
	restart int    // level whose next number restarts this one, counted from 1; 0 never, -1 any above
}

// read takes a start of an element of word/numbering.xml.
func (w *wordLists) read(e xml.StartElement) {
	if w.abstract == nil {
		w.abstract, w.lists = map[string]*abstractList{}, map[string]*wordList{}
	}
	switch e.Name.Local {
	case "abstractNum":
		w.abstractID, w.listID, w.level = val(e, "abstractNumId"), "", -1
		if len(w.abstract) < 10000 {
			w.abstract[w.abstractID] = &abstractList{}
		}
	case "numStyleLink":
		if a := w.abstract[w.abstractID]; a != nil && w.listID == "" {
			a.link = val(e, "val")
		}
	case "num":
		w.listID, w.abstractID, w.level = val(e, "numId"), "", -1
	case "abstractNumId":
		if w.listID != "" && len(w.lists) < 10000 {
			l := &wordList{abstract: val(e, "val")}
			for i := range l.start {
				l.start[i] = -1
			}
			w.lists[w.listID] = l
		}
	case "lvlOverride", "lvl":
		w.level = -1
		if n, err := strconv.Atoi(val(e, "ilvl")); err == nil && n >= 0 && n < maxDOCXLevels {
			w.level = n
			if l := w.levelOf(); l != nil && e.Name.Local == "lvl" {
				*l = listLevel{set: true, suffix: "\t", restart: -1}
			}
		}
	case "startOverride":
		if l := w.lists[w.listID]; l != nil && w.level >= 0 {
			l.start[w.level] = bounded(val(e, "val"))
		}
	default:
		if l := w.levelOf(); l != nil {
			l.read(e)
		}
	}
}

// levelOf is the level that is being read, nil outside of one.
func (w *wordLists) levelOf() *listLevel {
	if w.level < 0 {
		return nil
	}
	if l := w.lists[w.listID]; l != nil && w.listID != "" {
		return &l.levels[w.level]
	}
	if a := w.abstract[w.abstractID]; a != nil {
		return &a.levels[w.level]
	}
	return nil
}

func (l *listLevel) read(e xml.StartElement) {
	switch e.Name.Local {
	case "start":
		l.start = bounded(val(e, "val"))
	case "numFmt":
		l.format = val(e, "val")
	case "lvlText":
		l.text = lawtext.Cut(val(e, "val"), 64)
	case "pStyle":
		l.style = val(e, "val")
	case "isLgl":
		l.legal = isOn(e)
	case "lvlRestart":
		l.restart = bounded(val(e, "val"))
	case "suff":
		switch val(e, "val") {
		case "space":
			l.suffix = " "
		case "nothing":
			l.suffix = ""
		}
	}
}

// bounded is a number from 0 to 99,999, 0 for anything else.
func bounded(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n >= 100000 {
		return 0
	}
	return n
}

// list is a list with its definition, through the style that may stand for it;
// nil where the document has none.
func (w *wordLists) list(id string, styles map[string]docxStyle) (*wordList, *abstractList) {
	l := w.lists[id]
	for range 4 {
		if l == nil {
			return nil, nil
		}
		a := w.abstract[l.abstract]
		if a == nil || a.link == "" {
			return l, a
		}
		l = w.lists[styles[a.link].num]
	}
	return nil, nil
}

// levelOfStyle is the level of a list whose paragraphs have a style, -1 for none.
func (w *wordLists) levelOfStyle(id, style string, styles map[string]docxStyle) int {
	if _, a := w.list(id, styles); a != nil {
		for i, l := range a.levels {
			if l.style == style {
				return i
			}
		}
	}
	return -1
}

// next counts a paragraph of a list and gives its printed number with what
// stands between it and the words; "" for no list or one without numbers.
func (w *wordLists) next(id string, level int, styles map[string]docxStyle) string {
	l, a := w.list(id, styles)
	if a == nil || level < 0 || level >= maxDOCXLevels {
		return ""
	}
	form := func(i int) listLevel {
		if l.levels[i].set {
			return l.levels[i]
		}
		return a.levels[i]
	}
	for i := range level { // a level above that was never printed counts as its first
		if !a.begun[i] {
			a.count[i], a.begun[i] = l.first(i, form(i)), true
		}
	}
	switch {
	case l.start[level] >= 0 && !l.begun[level], !a.begun[level]:
		a.count[level] = l.first(level, form(level))
	default:
		a.count[level]++
	}
	a.begun[level], l.begun[level] = true, true
	for i := level + 1; i < maxDOCXLevels; i++ {
		if r := form(i).restart; r < 0 || r > level {
			a.begun[i] = false
		}
	}
	f := form(level)
	switch f.format {
	case "bullet":
		return "•" + f.suffix
	case "none", "":
		return ""
	}
	text := f.text
	for i := range level + 1 {
		format := form(i).format
		if f.legal && format != "decimalZero" {
			format = "decimal"
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), listNumber(a.count[i], format))
	}
	if text == "" {
		return ""
	}
	return text + f.suffix
}

// first is the number a level begins with.
func (l *wordList) first(level int, f listLevel) int {
	switch {
	case l.start[level] >= 0:
		return l.start[level]
	case f.set:
		return f.start
	}
	return 1
}

// listNumber prints a number in one of Word's formats, or with the letters of a
// browser's lists; in digits where it has no other form.
func listNumber(n int, format string) string {
	switch format {
	case "lowerLetter", "upperLetter": // a … z, aa, bb
		if n < 1 || n > 26*20 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerAlpha", "upperAlpha": // a … z, aa, ab
		if n < 1 {
			break
		}
		s := ""
		for ; n > 0; n = (n - 1) / 26 {
			s = string(rune('a'+(n-1)%26)) + s
		}
		if format == "upperAlpha" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		if n < 1 || n > 3999 {
			break
		}
		s := ""
		for _, p := range [...]struct {
			value int
			form  string
		}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
			for ; n >= p.value; n -= p.value {
				s += p.form
			}
		}
		if format == "upperRoman" {
			s = strings.ToUpper(s)
		}
		return s
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	case "ordinal":
		return strconv.Itoa(n) + ordinalEnd(n)
	case "cardinalText", "ordinalText":
		if n < 1 || n > 99 {
			break
		}
		return inWords(n, format == "ordinalText")
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -"
	case "decimalEnclosedParen":
		return "(" + strconv.Itoa(n) + ")"
	case "decimalEnclosedFullstop":
		return strconv.Itoa(n) + "."
	case "none", "bullet":
		return ""
	}
	return strconv.Itoa(n)
}

func ordinalEnd(n int) string {
	if n/10%10 == 1 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

var (
	onesWords    = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	onesOrdinals = strings.Fields("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth")
	tensWords    = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// inWords is a number from 1 to 99 as Word writes it out: "Twenty-one",
// "Twenty-first".
func inWords(n int, ordinal bool) string {
	ones := onesWords
	if ordinal {
		ones = onesOrdinals
	}
	s := ones[n%10]
	switch tens := tensWords[n/10]; {
	case n < 20:
		s = ones[n]
	case n%10 > 0:
		s = tens + "-" + s
	case ordinal:
		s = strings.TrimSuffix(tens, "y") + "ieth"
	default:
		s = tens
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
