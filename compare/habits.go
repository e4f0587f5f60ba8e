package compare

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// habits are the prices by which blocks are redlined. They were learned, by a
// structured perceptron over the features of prices, from redlines that the
// drafters of New York City's local laws made from 1998 to 2026; a fifth of the
// laws was kept apart to measure them by.
var habits = readHabits(habitsText)

//go:embed habits.txt
var habitsText string

// classNames name the classes in the table, in their order.
var classNames = [classes]string{"edge", "stop", "semi", "comma", "open", "close", "quote", "sign", "num", "numword", "enum",
	"such", "the", "of", "and", "shall", "which", "Cap", "word", "once"}

// readHabits reads the table: a row begins with its name, and holds a price for
// each class of the token after (or, for keep and change, of the token itself).
func readHabits(text string) prices {
	var p prices
	rows := map[string][]float32{}
	point := func(name string, row []float32) { rows[name] = row }
	for k := range island {
		point(fmt.Sprintf("keep%d", k+1), p.keep[brief][k][:])
		point(fmt.Sprintf("keep%d/long", k+1), p.keep[lengthy][k][:])
	}
	point("change", p.change[:])
	for c, name := range classNames {
		point("open/"+name, p.open[lone][c][:])
		point("openswap/"+name, p.open[swap][c][:])
		point("shut/"+name, p.shut[lone][c][:])
		point("shutswap/"+name, p.shut[swap][c][:])
	}
	point("sort", p.sort[:])
	point("grow", p.grow[:])
	point("last", p.last[brief][:])
	point("last/long", p.last[lengthy][:])
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		row, ok := rows[f[0]]
		if !ok || len(f) != len(row)+1 {
			panic("compare: the embedded table of habits has a bad row: " + f[0])
		}
		for i, s := range f[1:] {
			v, err := strconv.Atoi(s)
			if err != nil {
				panic("compare: the embedded table of habits: " + err.Error())
			}
			row[i] = float32(v) / 100
		}
	}
	return p
}
