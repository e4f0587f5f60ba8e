package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/compare"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/consolidate"
	"refuge/lawtext/newyork"
	"refuge/store"
)

// codified is what consolidation must know of a jurisdiction: which measures
// amend its codes, how its drafters write and number them, what begins the slugs
// of their sections, and the names of the codes. A code that is not named here
// goes by its own name.
type codified struct {
	kind     law.PolicyKind
	prefix   string
	cite     string
	council  string
	read     consolidate.Grammar
	proposed func(file, label string) string
	codes    map[string]newyork.Code
}

var codifiedPlaces = map[string]codified{
	"new-york-city": {law.LocalLaw, "nyc", "N.Y.C.", "City Council", newyork.ReadBill, newyork.Proposed, newyork.Codes},
}

// Consolidated is what a consolidation found.
type Consolidated struct {
	Laws        int                `json:"laws"`
	Sections    int                `json:"sections"` // of all codes, with their versions
	Versions    int                `json:"versions"`
	Links       int                `json:"links"`
	Exact       int                `json:"exact"`
	Typographic int                `json:"typographic"`
	Differs     int                `json:"differs"`
	Unread      int                `json:"unread"` // clauses that rest on a law that was not read
	Words       int                `json:"words"`
	Agreeing    int                `json:"agreeing"` // words of the links that agree
	Share       float64            `json:"share"`    // of them, 0 to 1; 0 without links
	Notes       map[string]int     `json:"notes"`    // changes that were ordered and not carried out, by the reason
	Policies    store.Counts       `json:"policies"` // code sections taken into the database
	Checks      []consolidate.Link `json:"-"`
	Told        []consolidate.Note `json:"-"` // each of the notes
}

// Consolidate builds the code sections of a jurisdiction from the enacted laws
// whose text one store holds, and takes them into another (or the same) as
// policies of kind code_section: those that a curated policy or a law on
// immigration touches, or with all every one. The error wraps law.ErrInvalid
// for a jurisdiction whose codes cannot be consolidated yet, law.ErrNotFound if
// no enacted text is held.
func Consolidate(ctx context.Context, from, into *store.Store, jurisdiction string, all bool) (Consolidated, error) {
	place, ok := codifiedPlaces[jurisdiction]
	if !ok {
		return Consolidated{}, fmt.Errorf("the code of %q cannot be consolidated yet; that of new-york-city can: %w", jurisdiction, law.ErrInvalid)
	}
	texts, err := from.EnactedTexts(ctx, jurisdiction, place.kind)
	if err != nil {
		return Consolidated{}, err
	}
	if len(texts) == 0 {
		return Consolidated{}, fmt.Errorf("no enacted law of %s is held with its text; scrape or import them first: %w", jurisdiction, law.ErrNotFound)
	}
	laws := make([]consolidate.Law, len(texts))
	byName := map[string]store.EnactedText{}
	for i, t := range texts {
		laws[i] = consolidate.Law{Name: nameOfLaw(t), Intro: place.proposed(t.File, t.Label), Passed: t.Passed.Latest(), Enacted: t.Enacted.Latest(), Text: t.Text, Marks: t.Marks}
		byName[laws[i].Name] = t
	}
	c := consolidate.Laws(laws, place.read)
	sum := Consolidated{Laws: len(laws), Sections: len(c.Sections), Links: len(c.Links), Unread: c.Unread, Notes: map[string]int{}, Checks: c.Links, Told: c.Notes}
	for _, n := range c.Notes {
		sum.Notes[n.Why]++
	}
	for _, l := range c.Links {
		switch l.Class {
		case consolidate.Exact:
			sum.Exact++
		case consolidate.Typographic:
			sum.Typographic++
		default:
			sum.Differs++
		}
		sum.Words, sum.Agreeing = sum.Words+l.Words, sum.Agreeing+l.Agreeing
	}
	if sum.Words > 0 {
		sum.Share = float64(sum.Agreeing) / float64(sum.Words)
	}
	// A section on the topic is so under every number it had.
	taken := map[string]bool{}
	for _, s := range c.Sections {
		sum.Versions += len(s.Versions)
		taken[s.Code+" "+s.Number] = all || slices.ContainsFunc(s.Versions, func(v consolidate.Version) bool { return byName[v.Law].OnTopic || byName[v.Quoted].OnTopic })
	}
	for more := true; more; {
		more = false
		for _, s := range c.Sections {
			for _, v := range s.Versions {
				for _, other := range []string{v.MovedFrom, v.MovedTo} {
					if key := s.Code + " " + other; other != "" && taken[s.Code+" "+s.Number] && !taken[key] {
						taken[key], more = true, true
					}
				}
			}
		}
	}
	var d law.Dataset
	for _, s := range c.Sections {
		if taken[s.Code+" "+s.Number] {
			d.Policies = append(d.Policies, sectionPolicy(place, jurisdiction, s, byName))
		}
	}
	report, err := into.Import(ctx, d, store.ImportOptions{Origin: law.Collected, Source: "consolidation"})
	if err != nil {
		return Consolidated{}, fmt.Errorf("taking in the code sections of %s: %w", jurisdiction, err)
	}
	sum.Policies = report.Policies
	return sum, nil
}

// nameOfLaw is "2014/058": laws order by it.
func nameOfLaw(t store.EnactedText) string { return fmt.Sprintf("%04d/%03s", t.Year, t.Number) }

// slugOf is the slug of a section of a code.
func (place codified) slugOf(code, number string) string {
	return law.Slug(place.prefix, place.named(code).Slug, number)
}

// named is how a code is named.
func (place codified) named(code string) newyork.Code {
	if named, ok := place.codes[code]; ok {
		return named
	}
	first, size := utf8.DecodeRuneInString(code)
	return newyork.Code{Slug: law.Slug(code), Citation: string(unicode.ToUpper(first)) + code[size:]}
}

func sectionPolicy(place codified, jurisdiction string, s consolidate.Section, laws map[string]store.EnactedText) law.Policy {
	named := place.named(s.Code)
	p := law.Policy{
		Slug: place.slugOf(s.Code, s.Number), Jurisdiction: jurisdiction, Kind: law.CodeSection, Number: s.Number,
		Citation:    fmt.Sprintf("%s %s § %s", place.cite, named.Citation, s.Number),
		Title:       fmt.Sprintf("%s %s § %s", place.cite, named.Citation, s.Number),
		Identifiers: []law.Identifier{{Scheme: "code:" + jurisdiction + ":" + s.Code, Value: s.Number}},
		CodifiedAt:  []string{fmt.Sprintf("%s %s § %s", place.cite, named.Citation, s.Number)}, Issuer: place.council,
		Status: law.InForce, Relevance: law.OffTopic, Origin: law.Collected,
	}
	labels := map[string]bool{}
	for i, v := range s.Versions {
		by := laws[v.Law]
		if by.OnTopic || laws[v.Quoted].OnTopic {
			p.Relevance = law.Core
		}
		if heading := headingOf(v.Text, s.Number); heading != "" {
			p.ShortTitle = fmt.Sprintf("§ %s %s", s.Number, heading)
		}
		version := sectionVersion(v, by, laws)
		if labels[version.Label] && !v.From.IsZero() { // one law may change a section on two days
			version.Label += "-from-" + v.From.String()
		}
		version.Label = freshLabel(version.Label, labels)
		p.Versions = append(p.Versions, version)
		if v.Law == "" {
			continue
		}
		e := law.Event{Date: v.From, Seq: i + 1, Type: law.Amended, Actor: place.council, SourceID: version.Label,
			Note: "by " + citeLaw(by, v.Law), Verified: !v.From.IsZero() && !v.Partly, Origin: law.Collected, Sources: by.Sources}
		if v.Ended {
			e.Note = "by the end of " + citeLaw(by, v.Law)
		}
		switch {
		case v.Repealed && v.MovedTo != "":
			e.Type, p.Status = law.SupersededEvent, law.Superseded
			e.Note = fmt.Sprintf("renumbered § %s by %s", v.MovedTo, citeLaw(by, v.Law))
		case v.Repealed && v.Ended:
			e.Type, p.Status = law.ExpiredEvent, law.Expired
		case v.Repealed:
			e.Type, p.Status = law.RepealedEvent, law.Repealed
		case i == 0:
			e.Type, p.Status = law.Effective, law.InForce
		default:
			p.Status = law.InForce
		}
		if v.MovedFrom != "" {
			e.Note = fmt.Sprintf("renumbered from § %s by %s", v.MovedFrom, citeLaw(by, v.Law))
			p.Relations = append(p.Relations, law.Relation{Type: law.Supersedes, Target: place.slugOf(s.Code, v.MovedFrom), Date: v.From,
				Words: "renumbered from § " + v.MovedFrom, Origin: law.Collected, Sources: by.Sources})
		}
		p.Events = append(p.Events, e)
	}
	return p
}

// sectionVersion is one reading of a section. Its label names the law that made
// it, or the one that quotes it.
func sectionVersion(v consolidate.Version, by store.EnactedText, laws map[string]store.EnactedText) law.Version {
	out := law.Version{
		Label: "after-" + law.Slug(citeLaw(by, v.Law)), RawLabel: v.Law, Stage: law.AsConsolidated, Standing: law.Consolidated,
		Date: v.From, From: v.From, To: v.To, Text: v.Text, Held: v.Text != "", Reader: "consolidation/1",
		Capture: by.Capture, Verified: v.Complete && len(v.Notes)+len(v.Differs) == 0, Origin: law.Collected, Sources: by.Sources,
		Sections: lawtext.Sections(v.Text), Notes: slices.Clone(v.Notes),
	}
	for _, l := range v.Differs {
		out.Notes = append(out.Notes, tellDifference(l, citeLaw(by, v.Law)))
	}
	switch {
	case v.MovedTo != "" && v.Repealed:
		out.Notes = append(out.Notes, fmt.Sprintf("This section is § %s since %s.", v.MovedTo, citeLaw(by, v.Law)))
	case v.MovedTo != "":
		out.Notes = append(out.Notes, fmt.Sprintf("What stood under this number before is § %s since %s.", v.MovedTo, citeLaw(by, v.Law)))
	}
	if v.MovedFrom != "" {
		out.Notes = append(out.Notes, fmt.Sprintf("This section was § %s before %s.", v.MovedFrom, citeLaw(by, v.Law)))
	}
	if v.Law == "" {
		by = laws[v.Quoted]
		out.Label = "before-" + law.Slug(citeLaw(by, v.Quoted))
		out.RawLabel, out.Capture, out.Sources = "", by.Capture, by.Sources
		out.Notes = append(out.Notes, fmt.Sprintf("This reading stood before %s, which quotes it; since when is not known.", citeLaw(by, v.Quoted)))
	}
	if v.Law != "" && v.From.IsZero() {
		out.Date = law.OnDay(v.Enacted)
		out.Notes = append(out.Notes, fmt.Sprintf("When it took effect is not computed; the law says: “%s”.", cmp.Or(v.Effect, "nothing that was found")))
	}
	if v.Ended {
		out.Notes = append(out.Notes, fmt.Sprintf("What %s changed has ended; the words before it stand again.", citeLaw(by, v.Law)))
	}
	if !v.Complete && !v.Repealed {
		out.Notes = append(out.Notes, "Parts of this section were quoted by no law that was read; […] stands for what is not held.")
	}
	at := 0
	for _, s := range v.Stretches {
		end := at + len(s.Text)
		switch {
		case !s.Held:
			out.Marks = append(out.Marks, law.Mark{Start: at, End: end, Kind: law.NotHeld})
		case s.Law != "":
			name := citeLaw(store.EnactedText{}, s.Law)
			if by, ok := laws[s.Law]; ok {
				name = by.Slug
			}
			out.Stretches = append(out.Stretches, law.Stretch{Start: at, End: end, Law: name})
		}
		at = end
	}
	return out
}

const (
	toldDifferences = 5  // of one quotation
	toldWords       = 90 // bytes of one difference
)

// tellDifference says in a sentence where a law's quotation differs from the
// text that was held.
func tellDifference(l consolidate.Link, law string) string {
	var told []string
	more := 0
	was := ""
	tell := func(words string) {
		if len(told) == toldDifferences {
			more++
			return
		}
		told = append(told, words)
	}
	quote := func(s string) string {
		s = strings.Join(strings.Fields(s), " ")
		if len(s) > toldWords {
			s = strings.ToValidUTF8(s[:toldWords], "") + " …"
		}
		return "“" + s + "”"
	}
	end := func() {
		if strings.TrimSpace(was) != "" {
			tell("leaves out " + quote(was))
		}
		was = ""
	}
	for _, o := range compare.Words(l.Held, l.Quoted) {
		switch {
		case o.Typographic, o.Sign == compare.Keep:
			end()
		case o.Sign == compare.Delete:
			end()
			was = o.Text
		case strings.TrimSpace(was) != "":
			tell("has " + quote(o.Text) + " for " + quote(was))
			was = ""
		case strings.TrimSpace(o.Text) != "":
			tell("adds " + quote(o.Text))
		}
	}
	end()
	place := ""
	if l.Path != "" {
		place = " of " + l.Path
	}
	if more > 0 {
		told = append(told, fmt.Sprintf("differs in %d places more", more))
	}
	return fmt.Sprintf("%s quotes a text%s that %s, against the one held. Its quotation stands.", law, place, strings.Join(told, ", "))
}

// citeLaw is "Local Law 58 of 2014" for the law named "2014/058".
func citeLaw(t store.EnactedText, name string) string {
	year, number := strconv.Itoa(t.Year), t.Number
	if t.Year == 0 {
		year, number, _ = strings.Cut(name, "/")
		number = strings.TrimLeft(number, "0")
	}
	return "Local Law " + number + " of " + year
}

// headingOf is the heading that stands behind a section's number in its text.
func headingOf(text, number string) string {
	line, _, _ := strings.Cut(text, "\n")
	_, after, ok := strings.Cut(line, number)
	if !ok {
		return ""
	}
	heading, _, _ := strings.Cut(strings.TrimLeft(after, ". \u00a0\t"), ". ")
	heading = strings.TrimRight(strings.TrimSpace(heading), ".")
	if len(heading) > 160 || strings.Contains(heading, "[…]") {
		return ""
	}
	return heading
}

// freshLabel is label, or the first of label-2, label-3 … that is free.
func freshLabel(label string, taken map[string]bool) string {
	for n, l := 2, label; ; n++ {
		if !taken[l] {
			taken[l] = true
			return l
		}
		l = fmt.Sprintf("%s-%d", label, n)
	}
}
