package terms

import "strings"

// setPhrases are the formulas that every law is drafted with. Two texts that
// share nothing else share nothing. Written with single spaces, in lower case,
// without signs; 0 stands for any number.
var setPhrases = strings.Split(strings.TrimSpace(`
be it enacted by the council as follows
be it enacted by the council
be it ordained by
be it resolved that
the people of the city do ordain as follows
this local law takes effect
this local law shall take effect
this ordinance shall take effect
this section shall take effect
this act shall take effect
shall take effect immediately
takes effect immediately
days after it becomes law
days after its enactment into law
days after enactment
after it shall have become law
after its enactment
is amended to read as follows
are amended to read as follows
is hereby amended to read as follows
is amended by adding a new
is amended by adding
amended by adding new
by adding thereto a new
administrative code of the city of new york
section 1
is hereby amended by adding a new
is hereby amended by adding
are hereby amended
to read as follows
of the administrative code of the city of new york
of the new york city charter
of the municipal code
as added by local law number 0 for the year 0
as amended by local law number 0 for the year 0
for the purposes of this section
for purposes of this section
for the purposes of this chapter
for purposes of this chapter
for the purposes of this subdivision
as used in this section
as used in this chapter
the following terms have the following meanings
the following terms shall have the following meanings
shall be defined as follows
shall have the following meaning
shall have the following meanings
includes but is not limited to
including but not limited to
shall include but not be limited to
if any section subsection sentence clause phrase or other portion
if any clause sentence paragraph section or part of this
is for any reason declared unconstitutional or invalid
by any court of competent jurisdiction
such portion shall be deemed severable
shall not affect impair or invalidate the remainder
the remaining portions of this
shall continue in full force and effect
notwithstanding any other provision of law
notwithstanding any provision of law to the contrary
except as otherwise provided
except as otherwise provided by law
pursuant to the provisions of this
in accordance with the provisions of
provided however that
nothing in this section shall be construed to
nothing in this chapter shall be construed to
the commissioner shall promulgate rules
shall promulgate rules necessary to implement
shall adopt rules
by the authority vested in me as mayor
now therefore be it resolved
now therefore by the power vested in me
whereas
state of new york
the city of new york
`), "\n")

// formulas are the set phrases as terms, by their first.
var formulas = func() map[uint32][][]uint32 {
	m := map[uint32][][]uint32{}
	for _, p := range setPhrases {
		var f []uint32
		for _, t := range cut(p) {
			f = append(f, t.Hash)
		}
		m[f[0]] = append(m[f[0]], f)
	}
	return m
}()

// anyNumber is the hash that every number written in figures has beside its own.
const anyNumber = 0

// markFormulas marks the terms that belong to set phrases of drafting.
func markFormulas(t []Term) {
	for i := range t {
		for _, f := range formulas[t[i].Hash] {
			if i+len(f) > len(t) {
				continue
			}
			k := 1
			for k < len(f) && (f[k] == t[i+k].Hash || f[k] == anyNumber && t[i+k].number) {
				k++
			}
			if k < len(f) {
				continue
			}
			for k = range f {
				t[i+k].Formula = true
			}
		}
	}
}
