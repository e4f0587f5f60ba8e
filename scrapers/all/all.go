// Package all holds the one list of sources.
package all

import (
	"refuge/scrapers"
	"refuge/scrapers/legistar"
	"refuge/scrapers/nyccouncil"
	"refuge/scrapers/nycorders"
)

// Sources lists every source in the order people see them: those asked over an
// API, then those read from archives. A new city of Legistar is an entry of
// legistar.Cities; a new platform is a package and a line here.
func Sources() []scrapers.Source {
	var out []scrapers.Source
	for _, c := range legistar.Cities {
		out = append(out, legistar.New(c))
	}
	return append(out, nyccouncil.New(), nycorders.New())
}
