package compare

import (
	"slices"
	"strings"
)

// Spaces say nothing of what a text means but in a row of a table, whose cells
// stand between tabs: there an empty cell decides under which heading the others
// stand.

// columnsDiffer says whether two texts that have the same words are rows of as
// many cells, of which others are empty.
func columnsDiffer(before, after string) bool {
	l, r := strings.Split(strings.TrimRight(before, "\n"), "\n"), strings.Split(strings.TrimRight(after, "\n"), "\n")
	if len(l) != len(r) {
		return false
	}
	differ := false
	for i := range l {
		a, b := emptyCells(l[i]), emptyCells(r[i])
		if len(a) != len(b) {
			return false
		}
		differ = differ || len(a) > 2 && !slices.Equal(a, b)
	}
	return differ
}

// emptyCells says of each cell of a line whether it is empty.
func emptyCells(line string) []bool {
	var out []bool
	for cell := range strings.SplitSeq(line, "\t") {
		out = append(out, strings.TrimSpace(cell) == "")
	}
	return out
}

// wholeRows sets two rows against each other as wholes, since a word that has
// changed its column cannot be shown as kept.
func wholeRows(before, after string) []Op {
	row := strings.TrimRight(before, "\n")
	breaks := before[len(row):]
	if strings.TrimRight(after, "\n")+breaks != after || breaks == "" {
		return []Op{{Sign: Delete, Text: before}, {Sign: Insert, Text: after}}
	}
	return []Op{{Sign: Delete, Text: row}, {Sign: Insert, Text: after[:len(after)-len(breaks)]}, {Sign: Keep, Text: breaks}}
}
