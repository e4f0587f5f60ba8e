package compare

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// newYorkCouncil are the habits by which blocks are redlined: those of the
// drafters of the New York City Council, as the redlines of their local laws
// from 1998 to 2026 show them. They were learned by a structured perceptron
// (Collins 2002) over what prices names; a fifth of the laws was kept apart to
// measure them by. docs/methods.md says how to learn the habits of others.
var newYorkCouncil = readPrices(newYorkCouncilText)

//go:embed new-york-city-council.txt
var newYorkCouncilText string

// classNames name the classes in the table, in their order.
var classNames = [classes]string{"edge", "stop", "semi", "comma", "open", "close", "quote", "sign", "num", "numword", "enum",
	"such", "the", "of", "and", "shall", "which", "Cap", "word", "once"}

// priceRow is a named row of the table: a price for each class of a token, and
// of two tokens in a row for each class of the second.
type priceRow struct {
	name   string
	prices []float32
}

// rows are the prices in the order of the table.
func (p *prices) rows() []priceRow {
	out := []priceRow{{"sort", p.sort[:]}, {"grow", p.grow[:]}, {"last", p.last[brief][:]}, {"last/long", p.last[lengthy][:]}}
	for k := range island {
		out = append(out, priceRow{fmt.Sprintf("keep%d", k+1), p.keep[brief][k][:]}, priceRow{fmt.Sprintf("keep%d/long", k+1), p.keep[lengthy][k][:]})
	}
	out = append(out, priceRow{"change", p.change[:]})
	for _, t := range []struct {
		name  string
		table *[classes][classes]float32
	}{{"open", &p.open[lone]}, {"openswap", &p.open[swap]}, {"shut", &p.shut[lone]}, {"shutswap", &p.shut[swap]}} {
		for c, first := range classNames {
			out = append(out, priceRow{t.name + "/" + first, t.table[c][:]})
		}
	}
	return out
}

// readPrices reads the table: prices in hundredths, each row behind its name.
func readPrices(text string) prices {
	var p prices
	named := map[string][]float32{}
	for _, r := range p.rows() {
		named[r.name] = r.prices
	}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		row := named[f[0]]
		if len(f) != len(row)+1 {
			panic("compare: the embedded table of prices has a bad row: " + f[0])
		}
		for i, s := range f[1:] {
			v, err := strconv.Atoi(s)
			if err != nil {
				panic("compare: the embedded table of prices: " + err.Error())
			}
			row[i] = float32(v) / 100
		}
	}
	return p
}
