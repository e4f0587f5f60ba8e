package legistar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"refuge/law"
	"refuge/lawtext"
)

// City is one client of the Web API. Name to Publisher are needed; the tables
// are optional: what they do not name falls to the general ones (labels.go).
type City struct {
	Name         string // of the source, typed on the command line
	Client       string // the client's name in the API
	Jurisdiction string // slug
	Prefix       string // of the slugs of its policies
	Host         string // of its public pages; "" is CLIENT.legistar.com
	Publisher    string
	Token        bool          // the public API refuses without a key
	Stale        time.Duration // 0: a month
	Notes        []string

	Types    map[string]Type          // by MatterTypeName in lower case
	States   map[string]State         // by MatterStatusName in lower case
	Acts     map[string]law.EventType // by MatterHistoryActionName in lower case
	Enacted  func(number string, k law.PolicyKind) (Number, bool)
	Abstract bool // MatterEXText5 is a plain summary

	Drafting lawtext.Drafting // what its bills mark, and how
}

// Type says what a city's type of matter is. Slug stands between the prefix and
// the file in a slug; Number is the number as the city prints it, % for the
// file; Cut is taken from its beginning.
type Type struct {
	Kind   law.PolicyKind
	Slug   string
	Number string
	Cut    string
}

// State is what a city's status says of a matter and of its current text.
// Stage is empty unless the text was passed or enacted.
type State struct {
	Status law.Status
	Stage  law.Stage
}

// Number is the number of an enacted measure. Slug goes behind the prefix.
type Number struct {
	Number   string
	Year     int
	Slug     string
	Citation string
}

// Cities lists every Legistar city. Client names cannot be guessed: a wrong one
// answers 500.
var Cities = []City{
	NewYork,
	{Name: "seattle", Client: "seattle", Jurisdiction: "seattle", Prefix: "seattle", Publisher: "Seattle City Council",
		Notes: []string{"matters since 2015-02-09; older ones are with the City Clerk"}, Types: seattleTypes, Enacted: seattleNumber,
		Drafting: lawtext.Washington},
	{Name: "philadelphia", Client: "phila", Jurisdiction: "philadelphia", Prefix: "phl", Publisher: "Philadelphia City Council", Types: philadelphiaTypes,
		Drafting: lawtext.Philadelphia},
	{Name: "oakland", Client: "oakland", Jurisdiction: "oakland", Prefix: "oakland", Publisher: "Oakland City Council", Enacted: oaklandNumber,
		Drafting: lawtext.Underscored},
	{Name: "denver", Client: "denver", Jurisdiction: "denver", Prefix: "denver", Publisher: "Denver City Council",
		Drafting: lawtext.Underscored},
}

// NewYork is exported for the mirror of the same records.
//
// Ask: New York City Council, legislative documents unit; the key is issued on
// request at https://council.nyc.gov/legislation/api/.
//
//	2026-08  open without a key no more: 403
//	1998     records begin; three files are older
var NewYork = City{
	Name: "nyc", Client: "nyc", Jurisdiction: "new-york-city", Prefix: "nyc", Host: "legistar.council.nyc.gov",
	Publisher: "New York City Council", Token: true, Stale: 14 * 24 * time.Hour,
	Notes: []string{"needs a key from the Council", "almost nothing before 1998"},
	Types: newYorkTypes, States: newYorkStates, Acts: newYorkActs, Enacted: newYorkLaw, Abstract: true,
	Drafting: lawtext.NewYork,
}

var newYorkTypes = map[string]Type{
	"introduction": {Kind: law.LocalLaw},
	"resolution":   {Kind: law.Resolution},
}

var newYorkStates = map[string]State{
	"introduced":                           {Status: law.Proposed},
	"committee":                            {Status: law.Proposed},
	"laid over in committee":               {Status: law.Proposed},
	"reported from committee":              {Status: law.Proposed},
	"enacted (mayor's desk for signature)": {law.Proposed, law.AsPassed},
	"enacted":                              {law.InForce, law.AsEnacted},
	"adopted":                              {law.InForce, law.AsPassed},
	"vetoed":                               {law.Vetoed, law.AsPassed},
	"filed":                                {Status: law.Failed},
	"filed (end of session)":               {Status: law.Failed},
	"withdrawn":                            {Status: law.Failed},
	"disapproved":                          {Status: law.Failed},
}

// newYorkActs are the acts that change what a matter is. "City Charter Rule
// Adopted" is the lapse of the mayor's thirty days under Charter § 37.
// "Approved, by Council" is the form for resolutions. A committee's approval,
// amendment, filing or defeat is a step: the Council decides.
var newYorkActs = map[string]law.EventType{
	"introduced by council":      law.Introduced,
	"approved by council":        law.Passed,
	"approved, by council":       law.Passed,
	"disapproved by council":     law.FailedEvent,
	"signed into law by mayor":   law.Signed,
	"city charter rule adopted":  law.LapsedIntoLaw,
	"returned unsigned by mayor": law.Returned,
	"vetoed by mayor":            law.VetoedEvent,
	"overridden by council":      law.VetoOverridden,
	"filed by council":           law.Filed,
	"filed (end of session)":     law.Filed,
	"withdrawn":                  law.Withdrawn,
}

var newYorkNumber = regexp.MustCompile(`^(\d{4})/0*([1-9]\d*)$`)

// newYorkLaw reads "2014/058".
func newYorkLaw(number string, k law.PolicyKind) (Number, bool) {
	m := newYorkNumber.FindStringSubmatch(number)
	if m == nil || k != law.LocalLaw {
		return Number{}, false
	}
	year, err := strconv.Atoi(m[1])
	if err != nil {
		return Number{}, false
	}
	return Number{m[2], year, "ll-" + m[2] + "-" + m[1], fmt.Sprintf("N.Y.C. Local Law %s of %s", m[2], m[1])}, true
}

var seattleTypes = map[string]Type{
	"council bill (cb)": {Kind: law.Ordinance},
	"ordinance (ord)":   {Kind: law.Ordinance, Cut: "Ord "},
	"resolution (res)":  {Kind: law.Resolution, Cut: "Res "},
}

var seattleForm = regexp.MustCompile(`^(?i:(ord|res)\.? )(\d+)$`)

// seattleNumber reads "Ord 126514" and "Res 31730".
func seattleNumber(number string, k law.PolicyKind) (Number, bool) {
	m := seattleForm.FindStringSubmatch(number)
	if m == nil {
		return Number{}, false
	}
	return Number{Number: m[2], Slug: strings.ToLower(m[1]) + "-" + m[2]}, true
}

// Philadelphia's files are bare numbers, in one sequence for all types.
var philadelphiaTypes = map[string]Type{
	"bill":       {Kind: law.Ordinance, Slug: "bill", Number: "Bill No. %"},
	"resolution": {Kind: law.Resolution, Slug: "res"},
}

var oaklandForm = regexp.MustCompile(`^(\d+) ?C\.? ?M\.? ?S\.?$`)

// oaklandNumber reads "13540 CMS"; ordinances and resolutions count apart.
func oaklandNumber(number string, k law.PolicyKind) (Number, bool) {
	m := oaklandForm.FindStringSubmatch(number)
	series := map[law.PolicyKind]string{law.Ordinance: "ord", law.Resolution: "res"}[k]
	if m == nil || series == "" {
		return Number{}, false
	}
	return Number{Number: m[1], Slug: series + "-" + m[1]}, true
}

// state reads a matter's status. A matter whose status says only that it was
// passed, and that has the number and the day of its enactment, was enacted. A
// matter of no known kind has no status of ours.
func (c City) state(m Matter) State {
	kind := c.kind(m.Type).Kind
	if kind == law.OtherMeasure {
		return State{}
	}
	s, _ := c.status(m.Status)
	if s == (State{Stage: law.AsPassed}) && !m.Enacted.IsZero() {
		if _, ok := c.enacted(m); ok {
			return State{law.InForce, law.AsEnacted}
		}
	}
	return s
}

func (c City) enacted(m Matter) (Number, bool) {
	if c.Enacted == nil || m.EnactmentNumber == "" {
		return Number{}, false
	}
	return c.Enacted(line(m.EnactmentNumber, maxName), c.kind(m.Type).Kind)
}
