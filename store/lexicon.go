package store

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// lexicon is what searches know of the names in the record, as of a revision.
type lexicon struct {
	revision   int64
	places     map[string][]string // slugs, by the words of a name as said writes them
	cited      map[string][]string // and by their keys, with the abbreviations of citations
	placeNames map[string]string   // by slug
	states     map[string]string   // the codes of the states that places lie in, by their slugs
	people     []known
	programs   []known
}

// known is a person or a program.
type known struct {
	record.Named
	words []string
	place string
}

// maxPlaceWords is the most words in the name of a place.
const maxPlaceWords = 5

// lexicon gives the names of the revision that tx sees, read anew only when it
// has moved on.
func (s *Store) lexicon(tx *gorm.DB) (*lexicon, error) {
	var revision int64
	if err := tx.Raw("SELECT number FROM revision").Scan(&revision).Error; err != nil {
		return nil, err
	}
	if l := s.names.Load(); l != nil && l.revision == revision {
		return l, nil
	}
	l, err := readLexicon(tx)
	if err != nil {
		return nil, err
	}
	l.revision = revision
	s.names.Store(l)
	return l, nil
}

func readLexicon(tx *gorm.DB) (*lexicon, error) {
	l := &lexicon{places: map[string][]string{}, cited: map[string][]string{}, placeNames: map[string]string{}, states: map[string]string{}}
	var places []struct{ Slug, Name, State string }
	if err := tx.Raw("SELECT slug, name, state FROM jurisdictions ORDER BY slug").Scan(&places).Error; err != nil {
		return nil, err
	}
	for _, p := range places {
		l.placeNames[p.Slug], l.states[p.Slug] = p.Name, p.State
		name, _, _ := strings.Cut(p.Name, " (")
		for _, n := range append([]string{p.Name, name, strings.ReplaceAll(p.Slug, "-", " ")}, law.ShortNames(p.Slug)...) {
			l.call(l.places, spoken(n), p.Slug)
			l.call(l.cited, law.Key(n), p.Slug)
		}
		for _, n := range law.CitedAs(p.Slug) {
			l.call(l.cited, law.Key(n), p.Slug)
		}
	}
	// A state that is not in the record stands for its places that are.
	for code, name := range law.StateNames {
		if len(l.places[spoken(name)]) > 0 {
			continue
		}
		for _, p := range places {
			if p.State == code {
				l.call(l.places, spoken(name), p.Slug)
				l.call(l.cited, law.Key(name), p.Slug)
			}
		}
	}
	var people []struct{ Slug, Name, Office, Place string }
	err := tx.Raw(`SELECT p.slug, p.name, coalesce(t.office, '') AS office, coalesce(j.name, '') AS place
		FROM persons p LEFT JOIN terms t ON t.person = p.slug LEFT JOIN jurisdictions j ON j.slug = t.jurisdiction
		ORDER BY p.name, p.slug, t.serves_from`).Scan(&people).Error
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		about := ""
		if p.Office != "" {
			about = p.Office + ", " + p.Place
		}
		if n := len(l.people); n > 0 && l.people[n-1].Slug == p.Slug {
			if last := &l.people[n-1]; !strings.Contains(last.About, about) {
				last.About += "; " + about
			}
			continue
		}
		l.people = append(l.people, known{Named: record.Named{Slug: p.Slug, Name: p.Name, About: about}, words: strings.Fields(spoken(p.Name))})
	}
	var programs []struct{ Slug, Name, Jurisdiction, Place string }
	err = tx.Raw(`SELECT p.slug, p.name, p.jurisdiction, j.name AS place FROM programs p JOIN jurisdictions j ON j.slug = p.jurisdiction
		ORDER BY p.name, p.slug`).Scan(&programs).Error
	if err != nil {
		return nil, err
	}
	for _, p := range programs {
		l.programs = append(l.programs, known{record.Named{Slug: p.Slug, Name: p.Name, About: p.Place, Jurisdiction: p.Jurisdiction}, strings.Fields(spoken(p.Name)), p.Jurisdiction})
	}
	return l, nil
}

func (l *lexicon) call(names map[string][]string, words, slug string) {
	if words != "" && !slices.Contains(names[words], slug) {
		names[words] = append(names[words], slug)
	}
}

// spoken is a name as its words, without case, accents and signs.
func spoken(name string) string { return strings.Join(words(law.FoldKey(name)), " ") }

// placesIn takes the names of places out of the words of a search: "City of
// Boston, MA" as well as Boston.
func (l *lexicon) placesIn(terms []wanted) (rest []wanted, places []string) {
	for i := 0; i < len(terms); {
		n, found := l.placeAt(terms[i:])
		if cited, _ := kindAt(terms[i:]); cited > n || n == 0 { // the U.S. of U.S.C.
			rest = append(rest, terms[i:i+max(cited, 1)]...)
			i += max(cited, 1)
			continue
		}
		for len(rest) > 0 { // "City of", "in"
			last := rest[len(rest)-1]
			if w := strings.ToLower(last.words[0]); len(last.words) != 1 || !aroundPlace[w] {
				break
			}
			rest = rest[:len(rest)-1]
		}
		for _, p := range found {
			if !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
		i += n + l.stateAt(terms[i+n:], found)
	}
	return rest, places
}

var aroundPlace = wordSet("city of the in at for county state by from town")

// placeAt is how many of the first terms name places, and which.
func (l *lexicon) placeAt(terms []wanted) (n int, slugs []string) {
	var run []string
	for i, t := range terms {
		own := t.words
		if len(own) > 1 && own[len(own)-1] == "s" { // Boston's
			own = own[:len(own)-1]
		}
		for _, w := range own {
			run = append(run, law.FoldKey(w))
		}
		if len(run) > maxPlaceWords {
			break
		}
		name := strings.Join(run, " ")
		if name == "us" && t.words[0] != "US" {
			continue
		}
		if found := l.places[name]; len(found) > 0 {
			n, slugs = i+1, found
		}
	}
	return n, slugs
}

// stateAt is how many of the first terms name the state of a place.
func (l *lexicon) stateAt(terms []wanted, places []string) int {
	for n := min(2, len(terms)); n > 0; n-- {
		var run []string
		for _, t := range terms[:n] {
			for _, w := range t.words {
				run = append(run, law.FoldKey(w))
			}
		}
		name := strings.Join(run, " ")
		for _, p := range places {
			if code := l.states[p]; code != "" && (name == strings.ToLower(code) || name == spoken(law.StateNames[code])) {
				return n
			}
		}
	}
	return 0
}

// isCase says whether words are the name of a case.
func isCase(terms []wanted) bool {
	return slices.ContainsFunc(terms, func(t wanted) bool {
		return len(t.words) == 1 && (t.words[0] == "v" || t.words[0] == "vs")
	})
}

func (l *lexicon) isPerson(typed string) bool {
	name := strings.Fields(spoken(typed))
	return len(name) > 1 && slices.ContainsFunc(l.people, func(k known) bool { return slices.Equal(k.words, name) })
}

// maxNamed bounds the people and the programs beside the hits.
const maxNamed = 10

var officeWords = wordSet("mayor mayors governor president executive county acting interim former ex chief judge")

// peopleCalled are the people whose names have all of the words, or begin with
// them, and one as a whole; who is so called exactly comes first.
func (l *lexicon) peopleCalled(terms []wanted) []record.Named {
	return called(l.people, slices.DeleteFunc(spokenWords(terms), func(w string) bool { return officeWords[w] }))
}

// programsCalled are the programs whose names have all of the words, in the
// places if any are named.
func (l *lexicon) programsCalled(terms []wanted, places []string) []record.Named {
	among := l.programs
	if len(places) > 0 {
		among = slices.DeleteFunc(slices.Clone(among), func(k known) bool { return !slices.Contains(places, k.place) })
	}
	return called(among, spokenWords(terms))
}

func spokenWords(terms []wanted) []string {
	var out []string
	for _, t := range terms {
		for _, w := range t.words {
			out = append(out, law.FoldKey(w))
		}
	}
	return out
}

func called(among []known, typed []string) []record.Named {
	out := []record.Named{}
	if len(typed) == 0 {
		return out
	}
	for _, k := range among {
		whole := false
		has := func(w string) bool {
			return slices.ContainsFunc(k.words, func(n string) bool {
				whole = whole || n == w && len(w) > 1
				return n == w || len(w) > 1 && strings.HasPrefix(n, w)
			})
		}
		if slices.ContainsFunc(typed, func(w string) bool { return !has(w) }) || !whole {
			continue
		}
		if slices.Equal(k.words, typed) {
			out = slices.Insert(out, 0, k.Named)
		} else {
			out = append(out, k.Named)
		}
	}
	return out[:min(len(out), maxNamed)]
}

// unknownPlace is what a search seems to take for a place that is none of the
// record: a name after "in", or one that ends in County, City or Parish; "" if
// nothing does.
func (l *lexicon) unknownPlace(typed string) string {
	all := strings.Fields(law.Fold(typed))
	name := func(from, to int) string {
		run := strings.Trim(strings.Join(all[from:to], " "), ".,;:?!()\"'")
		for _, w := range strings.Fields(run) {
			if r := []rune(w)[0]; !unicode.IsUpper(r) {
				return ""
			}
		}
		if len(l.places[spoken(run)]) > 0 {
			return ""
		}
		return run
	}
	for i, w := range all {
		switch strings.ToLower(strings.Trim(w, ".,;:?!")) {
		case "in":
			to := i + 1
			for to < len(all) && to < i+4 && unicode.IsUpper([]rune(all[to])[0]) {
				to++
			}
			if to > i+1 {
				if n, _ := l.placeAt(termsOf(all[i+1 : to])); n == 0 {
					return name(i+1, to)
				}
			}
		case "county", "city", "parish":
			from := i
			for from > 0 && from > i-3 && unicode.IsUpper([]rune(all[from-1])[0]) {
				from--
			}
			if from < i {
				if found := name(from, i+1); found != "" {
					return found
				}
			}
		}
	}
	for code, state := range law.StateNames {
		if strings.Contains(" "+spoken(typed)+" ", " "+spoken(state)+" ") && len(l.places[spoken(state)]) == 0 {
			return law.StateNames[code]
		}
	}
	return ""
}

func termsOf(written []string) []wanted {
	var out []wanted
	for _, w := range written {
		if own := words(w); len(own) > 0 {
			out = append(out, word(own...))
		}
	}
	return out
}

func allFillers(terms []wanted) bool {
	return !slices.ContainsFunc(terms, func(t wanted) bool { return len(t.words) != 1 || !fillers[strings.ToLower(t.words[0])] })
}

// named are the ids of the policies that words name exactly: as they stand,
// without what stands in brackets, without the place before or after, which the
// policy then has to be of, or without a year, in which it then has to be made.
// Those on the subject are meant before others.
func (q *searching) named(typed string) ([]int64, error) {
	whole := law.Key(typed)
	if whole == "" || len(whole) > maxQuery {
		return nil, nil
	}
	var readings []exactly
	for _, key := range []string{whole, law.Key(withoutBrackets.ReplaceAllString(typed, " "))} {
		for _, e := range q.readings(key) {
			if e.key != "" && !slices.ContainsFunc(readings, e.same) {
				readings = append(readings, e)
			}
		}
	}
	return q.lookUp(readings)
}

// exactly is one way to take words for a name.
type exactly struct {
	key    string
	places []string
	year   string
}

func (e exactly) same(f exactly) bool {
	return e.key == f.key && e.year == f.year && slices.Equal(e.places, f.places)
}

func (l *lexicon) readings(key string) []exactly {
	words := strings.Fields(key)
	placed := []exactly{{key: key}}
	for n := min(maxPlaceWords, len(words)-1); n > 0; n-- {
		if p := l.cited[strings.Join(words[:n], " ")]; len(p) > 0 {
			placed = append(placed, exactly{key: strings.Join(words[n:], " "), places: p})
		}
		if p := l.cited[strings.Join(words[len(words)-n:], " ")]; len(p) > 0 {
			rest := words[:len(words)-n]
			if last := len(rest) - 1; last > 0 && aroundPlace[rest[last]] {
				rest = rest[:last]
			}
			placed = append(placed, exactly{key: strings.Join(rest, " "), places: p})
		}
	}
	out := placed
	for _, e := range placed {
		words := strings.Fields(e.key)
		for i, w := range words {
			if len(words) > 1 && len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) {
				out = append(out, exactly{strings.Join(slices.Concat(words[:i], words[i+1:]), " "), e.places, w})
			}
		}
	}
	return out
}

// lookUp gives the policies of the first reading that has any.
func (q *searching) lookUp(readings []exactly) ([]int64, error) {
	var keys []string
	for _, e := range readings {
		keys = append(keys, e.key)
	}
	var where query
	in(&where, "k.key", keys)
	in(&where, "p.jurisdiction", q.Jurisdictions)
	in(&where, "p.kind", q.Kinds)
	var rows []struct {
		ID                int64
		Key, Jurisdiction string
		Year              string
		First, Enacted    string
		OnTopic           bool
	}
	err := q.tx.Raw("SELECT p.id, k.key, p.jurisdiction, p.year, coalesce(substr(p.first_lo, 1, 4), '') AS first, coalesce(substr(p.enacted_lo, 1, 4), '') AS enacted, "+
		onTopic+" AS on_topic FROM policy_keys k JOIN policies p ON p.id = k.policy_id"+where.where()+" ORDER BY p.id LIMIT ?",
		append(where.values, maxExact)...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, e := range readings {
		var ids, off []int64
		for _, r := range rows {
			switch {
			case r.Key != e.key || len(e.places) > 0 && !slices.Contains(e.places, r.Jurisdiction):
			case e.year != "" && e.year != r.Year && e.year != r.First && e.year != r.Enacted:
			case r.OnTopic:
				ids = append(ids, r.ID)
			default:
				off = append(off, r.ID)
			}
		}
		if len(ids) == 0 && (q.OffTopic || len(off) == 1) {
			ids = off
		}
		if len(ids) > 0 {
			return ids, nil
		}
	}
	return nil, nil
}

var withoutBrackets = regexp.MustCompile(`\([^()]*\)`)

// maxExact bounds the policies that the readings of one name find.
const maxExact = 400

// SlugsLike are the slugs of policies, mayors or jurisdictions that begin or end
// as the one given does, for a reader who mistyped; none of other things.
func (s *Store) SlugsLike(ctx context.Context, what, slug string) ([]string, error) {
	const begins, ends = 3, 4
	table, ok := map[string]string{"policies": "policies", "mayors": "persons", "jurisdictions": "jurisdictions"}[what]
	if !ok || len(slug) <= ends {
		return nil, nil
	}
	var out []string
	err := s.read.WithContext(ctx).Raw("SELECT slug FROM "+table+" WHERE substr(slug, 1, ?) = ? OR substr(slug, ?) = ? ORDER BY slug",
		begins, slug[:begins], -ends, slug[len(slug)-ends:]).Scan(&out).Error
	if err != nil {
		return nil, fmt.Errorf("reading the slugs of %s: %w", what, translate(err))
	}
	return out, nil
}
