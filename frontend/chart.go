package frontend

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"refuge/law"
	"refuge/record"
)

// The measures of a chart, in units of its view box.
const (
	chartWidth  = 1080
	chartLeft   = 96
	chartRight  = 16
	chartNames  = 16 // height of one row of names
	chartStep   = 12 // between marks of one lane that would touch
	chartLane   = 30 // least height of a lane
	chartRows   = 16 // of a lane; more are drawn closer together
	chartLetter = 6.3
)

// MaxMarks is how many events a chart draws; the list beside it holds all.
const MaxMarks = 500

// Chart is a timeline to be drawn: lanes of events over bands of office.
type Chart struct {
	Width, Height int
	Left          int
	Label         string // what is to be seen, for those who do not see it
	Bands         []Band
	Names         []Name
	Ticks         []Tick
	Lanes         []Lane
	Marks         []Mark
	Top, Bottom   int    // of the lanes
	Note          string // which events are drawn, where not all are
	Kinds         []MarkKey
}

// Band is a term of office behind the lanes.
type Band struct {
	X, Width float64
	Class    string // "term", "term alt", "open" where nobody is recorded
	Title    string
}

// Name stands over the beginning of a band.
type Name struct {
	X    float64
	Y    int
	End  bool // the words end at X
	Text string
}

// Tick is a year of the axis.
type Tick struct {
	X    float64
	Text string
}

// Lane is one row of the chart.
type Lane struct {
	Y, Height, Middle int
	Lane              law.Lane
	Text              string
}

// Mark is one event. A date that is not a day has a line from From to To.
type Mark struct {
	X, Y     float64
	From, To float64
	Wide     bool
	Shape    string
	Path     string
	Name     string
	Address  string // of the same event in words
	Open     bool   // not verified
}

// MarkKey is an entry of the legend.
type MarkKey struct {
	Shape, Path, Words string
}

var shapes = []struct {
	shape, path, words string
	types              []law.EventType
}{
	{"begun", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z", "introduced, passed or filed",
		[]law.EventType{law.Introduced, law.Passed, law.Filed, law.SuitFiled}},
	{"made", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "signed, made law or in effect",
		[]law.EventType{law.Signed, law.LapsedIntoLaw, law.VetoOverridden, law.AdoptedByVoters, law.Effective}},
	{"kept", "M0 -5.5L5.5 0L0 5.5L-5.5 0z", "amended, reaffirmed, carried out or not",
		[]law.EventType{law.Amended, law.Reaffirmed, law.CarriedOut, law.NotCarriedOut}},
	{"court", "M0 -5.5L5.5 4.5L-5.5 4.5z", "challenged in court, or ruled on",
		[]law.EventType{law.Challenged, law.EnjoinedEvent, law.Upheld, law.StruckDown, law.PreliminaryInjunction, law.Denied,
			law.Dismissed, law.Settled, law.Appealed, law.Affirmed, law.AffirmedInPart, law.Reversed, law.Vacated, law.Remanded,
			law.RehearingDenied, law.CertiorariDenied}},
	{"refused", "M-4.5 -4.5H4.5V4.5H-4.5z", "vetoed or returned unsigned",
		[]law.EventType{law.VetoedEvent, law.Returned}},
	{"ended", "M-5 -5L5 5M5 -5L-5 5", "superseded, repealed, rescinded, expired, failed or withdrawn",
		[]law.EventType{law.SupersededEvent, law.RepealedEvent, law.RescindedEvent, law.ExpiredEvent, law.FailedEvent, law.Withdrawn}},
	{"step", "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z", "recorded step", []law.EventType{law.Step}},
}

// Depth is the height of the lanes together.
func (c Chart) Depth() int { return c.Bottom - c.Top }

// Years is where the words of the axis stand.
func (c Chart) Years() int { return c.Bottom + 16 }

func shapeOf(t law.EventType) (shape, path string) {
	for _, s := range shapes {
		if slices.Contains(s.types, t) {
			return s.shape, s.path
		}
	}
	last := shapes[len(shapes)-1]
	return last.shape, last.path
}

// days counts days from year 1, so that dates can be laid on a line.
func days(d law.Day) float64 {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return float64(t.Unix()) / 86400
}

// DrawChart lays out the events of one jurisdiction over its terms of office.
// today ends a term that runs on, and address leads to an event in words. Events
// without a date, or with one open at an end, stand in the list only. The zero
// Chart is one with nothing to draw.
func DrawChart(place, executive string, entries []record.Entry, terms []record.Term, today law.Day, address func(record.Entry) string) Chart {
	var drawn []record.Entry
	for _, e := range entries {
		if !e.Date.IsZero() && e.Date.Earliest() != law.FirstDay && e.Date.Latest() != law.LastDay {
			drawn = append(drawn, e)
		}
	}
	if len(drawn) == 0 {
		return Chart{}
	}
	slices.SortStableFunc(drawn, func(a, b record.Entry) int { return a.Date.Compare(b.Date) })
	c := Chart{Width: chartWidth, Left: chartLeft}
	if len(drawn) > MaxMarks {
		c.Note = fmt.Sprintf("Drawn are the latest %d of %s events.", MaxMarks, thousands(len(drawn)))
		drawn = drawn[len(drawn)-MaxMarks:]
	}
	first, last := drawn[0].Date.Earliest(), drawn[0].Date.Latest()
	for _, e := range drawn {
		first, last = min(first, e.Date.Earliest()), max(last, e.Date.Latest())
	}
	last = max(last, today)
	x := scale(first, last)

	c.Bands, c.Names, c.Top = bands(terms, x, first, last, today)
	y := c.Top
	for _, lane := range law.Lanes {
		var own []record.Entry
		for _, e := range drawn {
			if e.Lane == lane {
				own = append(own, e)
			}
		}
		if len(own) == 0 {
			continue
		}
		marks, rows := swarm(own, x, address)
		height := max(chartLane, min(rows, chartRows)*chartStep+12)
		step := min(1, float64(chartRows-1)/max(1, float64(rows-1))) * chartStep
		for i := range marks {
			marks[i].Y = float64(y) + float64(height)/2 + (marks[i].Y-float64(rows-1)/2)*step
			marks[i].Y = math.Round(marks[i].Y*100) / 100
		}
		c.Marks = append(c.Marks, marks...)
		c.Lanes = append(c.Lanes, Lane{Y: y, Height: height, Middle: y + height/2, Lane: lane, Text: laneWords(lane, executive)})
		y += height
	}
	c.Bottom, c.Height = y, y+24
	c.Ticks = ticks(x, first, last)
	c.Label = fmt.Sprintf("Timeline of %s: %s from %s to %s, drawn in %s over the terms of office. Each mark leads to the event in words.",
		place, counted(len(drawn), "event", "events"), first[:4], last[:4], counted(len(c.Lanes), "lane", "lanes"))
	for _, s := range shapes {
		if slices.ContainsFunc(c.Marks, func(m Mark) bool { return m.Shape == s.shape }) {
			c.Kinds = append(c.Kinds, MarkKey{s.shape, s.path, s.words})
		}
	}
	return c
}

// scale maps days from first to last onto the lanes, with a margin on either
// side.
func scale(first, last law.Day) func(law.Day) float64 {
	a, b := days(first), days(last)
	margin := max(60, (b-a)/60)
	a, b = a-margin, b+margin
	return func(d law.Day) float64 {
		share := (days(d) - a) / (b - a)
		return math.Round((chartLeft+share*(chartWidth-chartLeft-chartRight))*10) / 10
	}
}

// bands lays the terms behind the lanes and their names above them, and returns
// where the lanes begin.
func bands(terms []record.Term, x func(law.Day) float64, first, last, today law.Day) ([]Band, []Name, int) {
	left, right := float64(chartLeft), float64(chartWidth-chartRight)
	sorted := slices.Clone(terms)
	slices.SortStableFunc(sorted, func(a, b record.Term) int { return strings.Compare(string(a.From), string(b.From)) })
	var out []Band
	var names []Name
	ends := []float64{} // where each row of names is free again
	covered := left
	for _, t := range sorted {
		if t.From == "" || t.Until <= first || t.From > last {
			continue
		}
		from, to := left, right
		if t.From > first {
			from = max(left, x(t.From))
		}
		if t.Until != law.LastDay && t.Until <= last {
			to = min(right, x(t.Until))
		}
		if from > covered+1.5 {
			out = append(out, Band{X: covered, Width: round1(from - covered), Class: "open", Title: "No office-holder recorded"})
		}
		class := "term"
		if len(names)%2 == 1 {
			class = "term alt"
		}
		out = append(out, Band{X: from, Width: round1(max(0.5, to-from)), Class: class,
			Title: t.Name + ", " + t.Office + ", " + spanWords(t.Start, t.End, "today")})
		covered = max(covered, to)

		text := t.Name
		if float64(len(text))*chartLetter > to-from-4 {
			text = lastName(text)
		}
		width := float64(len(text)) * chartLetter
		n := Name{X: round1(from + 3), Text: text}
		start := n.X
		if start+width > right {
			n.X, n.End, start = right, true, right-width
		}
		row := slices.IndexFunc(ends, func(e float64) bool { return e+6 <= start })
		if row < 0 && len(ends) < 4 {
			ends = append(ends, 0)
			row = len(ends) - 1
		}
		if row < 0 {
			n.Text = ""
		} else {
			ends[row] = start + width
		}
		n.Y = row
		names = append(names, n)
	}
	if len(out) > 0 && right > covered+1.5 && x(min(last, today)) > covered+1.5 {
		out = append(out, Band{X: covered, Width: round1(right - covered), Class: "open", Title: "No office-holder recorded"})
	}
	top := 8 + len(ends)*chartNames
	for i := range names {
		names[i].Y = 12 + names[i].Y*chartNames
	}
	names = slices.DeleteFunc(names, func(n Name) bool { return n.Text == "" })
	return out, names, top
}

func round1(f float64) float64 { return math.Round(f*10) / 10 }

// lastName is a short form of a name: its last word that is no suffix.
func lastName(name string) string {
	words := strings.Fields(name)
	for i := len(words) - 1; i > 0; i-- {
		switch strings.Trim(words[i], ".,") {
		case "Jr", "Sr", "II", "III", "IV":
			continue
		}
		if i > 0 && (words[i-1] == "de" || words[i-1] == "De") {
			return words[i-1] + " " + words[i]
		}
		return strings.Trim(words[i], ",")
	}
	return name
}

// swarm places the marks of one lane in rows, Y counting them from 0, so that
// none hides another, and returns how many rows that takes.
func swarm(entries []record.Entry, x func(law.Day) float64, address func(record.Entry) string) ([]Mark, int) {
	var ends []float64
	marks := make([]Mark, 0, len(entries))
	for _, e := range entries {
		m := Mark{From: x(e.Date.Earliest()), To: x(e.Date.Latest()), Address: address(e), Name: EntryName(e), Open: !e.Verified}
		m.X = round1((m.From + m.To) / 2)
		m.Wide = m.To-m.From > 12
		m.Shape, m.Path = shapeOf(e.Type)
		marks = append(marks, m)
	}
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].X < marks[j].X })
	for i := range marks {
		row := slices.IndexFunc(ends, func(end float64) bool { return end+chartStep <= marks[i].X })
		if row < 0 {
			row = len(ends)
			ends = append(ends, 0)
		}
		ends[row] = marks[i].X
		marks[i].Y = float64(row)
	}
	return marks, max(1, len(ends))
}

// ticks names the years of the axis, some six to twelve of them.
func ticks(x func(law.Day) float64, first, last law.Day) []Tick {
	var a, b int
	if _, err := fmt.Sscanf(string(first), "%4d", &a); err != nil {
		return nil
	}
	if _, err := fmt.Sscanf(string(last), "%4d", &b); err != nil {
		return nil
	}
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100} {
		step = s
		if (b-a)/s <= 11 {
			break
		}
	}
	var out []Tick
	for y := (a + step - 1) / step * step; y <= b; y += step {
		day := law.Day(fmt.Sprintf("%04d-01-01", y))
		if at := x(day); at >= chartLeft {
			out = append(out, Tick{X: at, Text: fmt.Sprintf("%d", y)})
		}
	}
	return out
}

// EntryID is the id of an event on a page.
func EntryID(e record.Entry) string { return fmt.Sprintf("event-%d", e.ID) }

// EntryName is an event in one line: its date, what happened, to which policy.
func EntryName(e record.Entry) string {
	return title(MomentOf(e.Date).Words) + ": " + clip(90, e.PolicyTitle) + ", " + eventWords(e.Type, e.Raw)
}
