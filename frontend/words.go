package frontend

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"refuge/law"
	"refuge/record"
)

// Moment is a date for reading: Words is never blank, Machine is the value of a
// datetime attribute, "" where the date is not one plain day, month or year.
type Moment struct {
	Words   string
	Machine string
}

// MomentOf puts an EDTF date into words. What the date leaves open stays open:
// "sometime in 2014" is 2014-XX, "about 1984" is 1984~.
func MomentOf(d law.Date) Moment {
	text := d.String()
	if text == "" {
		return Moment{Words: "date unknown"}
	}
	left, right, interval := strings.Cut(text, "/")
	if !interval {
		words := pointWords(text)
		if strings.ContainsAny(text, "X?~%") {
			return Moment{Words: words}
		}
		return Moment{Words: words, Machine: text}
	}
	switch {
	case left == "" || left == "..":
		return Moment{Words: "until " + pointWords(right)}
	case right == "..":
		return Moment{Words: "from " + pointWords(left) + " on"}
	case right == "":
		return Moment{Words: "from " + pointWords(left) + ", end unknown"}
	}
	return Moment{Words: "from " + pointWords(left) + " to " + pointWords(right)}
}

// pointWords puts one end of a date into words.
func pointWords(s string) string {
	body := strings.TrimRight(s, "?~%")
	words := plainWords(body)
	switch s[len(body):] {
	case "~":
		return "about " + words
	case "?":
		return "perhaps " + words
	case "%":
		return "perhaps about " + words
	}
	return words
}

func plainWords(s string) string {
	parts := strings.Split(s, "-")
	year := parts[0]
	if known := strings.TrimRight(year, "X"); known != year {
		first := known + "0000"[:4-len(known)]
		if len(known) == 3 {
			return "sometime in the " + first + "s"
		}
		return "sometime from " + first + " to " + known + "9999"[:4-len(known)]
	}
	if len(parts) == 1 {
		return year
	}
	if parts[1] == "XX" {
		return "sometime in " + year
	}
	month, err := time.Parse("01", parts[1])
	if err != nil {
		return s
	}
	if len(parts) == 2 {
		return month.Month().String() + " " + year
	}
	if parts[2] == "XX" {
		return "sometime in " + month.Month().String() + " " + year
	}
	return month.Month().String() + " " + strings.TrimPrefix(parts[2], "0") + ", " + year
}

// DayWords puts a day into words.
func DayWords(d law.Day) string {
	switch d {
	case "":
		return "date unknown"
	case law.FirstDay, law.LastDay:
		return "open"
	}
	return plainWords(string(d))
}

// spanWords puts a span of office or of validity into words. now is what an end
// not named is called.
func spanWords(from, to law.Date, now string) string {
	end := now
	if !to.IsZero() {
		end = MomentOf(to).Words
	}
	if from.IsZero() {
		return "beginning unknown to " + end
	}
	return MomentOf(from).Words + " to " + end
}

// plain turns a name of the record into words: "local_law" is "local law".
func plain(s string) string { return strings.ReplaceAll(s, "_", " ") }

// title puts the first letter in upper case.
func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// LabelWords reads a version's label: "restated-2014-12-14" is "restated,
// December 14, 2014", "a" is "version A".
func LabelWords(label string) string {
	if len(label) == 1 {
		return "version " + strings.ToUpper(label)
	}
	if datedLabel(label) {
		words, rest, _ := strings.Cut(label, "-")
		return words + ", " + pointWords(rest)
	}
	return strings.ReplaceAll(label, "-", " ")
}

// datedLabel says whether a version's label names its date.
func datedLabel(label string) bool {
	_, rest, found := strings.Cut(label, "-")
	_, err := law.ParseDate(rest)
	return found && rest != "" && err == nil && !strings.Contains(rest, "/")
}

func kindWords(k law.PolicyKind) string {
	switch k {
	case "":
		return "kind unknown"
	case law.EmergencyOrder:
		return "emergency executive order"
	case law.OtherMeasure:
		return "other measure"
	case law.CourtRuling:
		return "court case or ruling"
	}
	return plain(string(k))
}

// PlacesWords is the heading over the jurisdictions of one level.
func PlacesWords(k law.JurisdictionKind) string {
	switch k {
	case law.City:
		return "Cities"
	case law.County:
		return "Counties"
	case law.State:
		return "States"
	case law.District:
		return "Federal district"
	case law.Federal:
		return "Federal government"
	}
	return title(plain(string(k)))
}

// statusWords says where a measure stands. A suit is pending or dismissed where
// a bill is proposed or failed.
func statusWords(k law.PolicyKind, s law.Status) string {
	switch {
	case s == "":
		return "status unknown"
	case k == law.CourtRuling && s == law.Proposed:
		return "pending"
	case k == law.CourtRuling && s == law.Failed:
		return "dismissed"
	case k == law.CourtRuling && s == law.InForce:
		return "stands"
	}
	return plain(string(s))
}

func eventWords(t law.EventType, raw string) string {
	switch t {
	case law.Step:
		if raw != "" {
			return raw
		}
		return "recorded step"
	case law.Returned:
		return "returned unsigned"
	case "":
		return "event of unknown type"
	}
	return plain(string(t))
}

// voteWords says how a body voted: "44 to 7, 2 absent".
func voteWords(v *law.Vote) string {
	if v == nil {
		return ""
	}
	var parts []string
	switch {
	case v.Yes != nil && v.No != nil:
		parts = append(parts, strconv.Itoa(*v.Yes)+" to "+strconv.Itoa(*v.No))
	case v.Yes != nil:
		parts = append(parts, strconv.Itoa(*v.Yes)+" in favor")
	case v.No != nil:
		parts = append(parts, strconv.Itoa(*v.No)+" against")
	}
	for _, c := range []struct {
		n     *int
		words string
	}{{v.Abstain, "abstaining"}, {v.Absent, "absent"}} {
		if c.n != nil && *c.n > 0 {
			parts = append(parts, strconv.Itoa(*c.n)+" "+c.words)
		}
	}
	return strings.Join(parts, ", ")
}

func laneWords(l law.Lane, executive string) string {
	switch l {
	case law.MayorLane:
		if executive != "" {
			return executive
		}
		return "Executive"
	case law.CouncilLane:
		return "Legislature"
	case law.PoliceLane:
		return "Police"
	case law.CourtLane:
		return "Courts"
	case law.FederalLane:
		return "Federal"
	case law.VotersLane:
		return "Voters"
	}
	return "Other"
}

func standingWords(s law.Standing) string {
	switch s {
	case law.Official:
		return "Official text"
	case law.Consolidated:
		return "Consolidated by Refuge"
	case law.Restated:
		return "Restated by Refuge, not law"
	}
	return "Standing unknown"
}

func standingMeaning(s law.Standing) string {
	switch s {
	case law.Official:
		return "The text as captured from the government that made it."
	case law.Consolidated:
		return "Put together by Refuge from the amending laws. The amending laws are the law."
	case law.Restated:
		return "Plain words written by this project from the sources named. They are not the law and must not be quoted as it."
	}
	return "What this text is has not been established."
}

// basisWords says what a restated text was written from.
func basisWords(b law.Basis) string {
	switch b {
	case law.FromText:
		return "from the text"
	case law.FromPart:
		return "from a part of the text"
	case law.FromReports:
		return "from reports; text not held"
	}
	return "basis unknown"
}

func basisMeaning(b law.Basis) string {
	switch b {
	case law.FromText:
		return "Written from the whole text, or from all of it that bears on the subject."
	case law.FromPart:
		return "Written from a part of the text; what was not read is marked, or told from reports."
	case law.FromReports:
		return "The text is not held: this is what reports say of it."
	}
	return ""
}

// factsWords is the heading over doubts of one kind.
func factsWords(k law.FactKind) string {
	switch k {
	case law.TermFact:
		return "Terms of office"
	case law.EventFact:
		return "Events"
	case law.CodingFact:
		return "Codings"
	case law.VersionFact:
		return "Restated texts"
	}
	return "Support programs"
}

// doubtWords says what is in doubt.
func doubtWords(d law.Doubt) string {
	switch d.Kind {
	case law.EventFact:
		return eventWords(law.EventType(d.Fact), "")
	case law.CodingFact:
		label := d.Fact
		if v, ok := law.VariableByID(d.Fact); ok {
			label = v.Label
		}
		return label + ": " + law.ValueLabel(d.Fact, d.Value)
	case law.VersionFact:
		return LabelWords(d.Fact)
	}
	return clip(200, d.Fact)
}

// relationWords reads an edge from the policy that holds it, or, turned round,
// from its target. A measure that is not law would act, or would have acted.
func relationWords(t law.RelationType, incoming bool, notLaw law.Status) string {
	verb, ok := map[law.RelationType]struct{ acts, turned, bare string }{
		law.Amends:       {"Amends", "Amended by", "amend"},
		law.Supersedes:   {"Supersedes", "Superseded by", "supersede"},
		law.Repeals:      {"Repeals", "Repealed by", "repeal"},
		law.Implements:   {"Implements", "Implemented by", "implement"},
		law.Codifies:     {"Codifies", "Codified by", "codify"},
		law.Reaffirms:    {"Reaffirms", "Reaffirmed by", "reaffirm"},
		law.RespondsTo:   {"Responds to", "Answered by", ""},
		law.ChallengedBy: {"Challenged by", "Challenges", ""},
	}[t]
	turned := strings.ToLower(verb.turned)
	switch {
	case !ok && incoming:
		return title(plain(string(t))) + " (the other way)"
	case !ok:
		return title(plain(string(t)))
	case verb.bare == "" || notLaw == "":
		if incoming {
			return verb.turned
		}
		return verb.acts
	case incoming && notLaw == law.Proposed:
		return "Would be " + turned
	case incoming:
		return "Would have been " + turned
	case notLaw == law.Proposed:
		return "Would " + verb.bare
	}
	return "Would have " + strings.TrimSuffix(turned, " by")
}

func originWords(o law.Origin) string {
	switch o {
	case law.Curated:
		return "curated by the project"
	case law.Collected:
		return "collected from a source"
	}
	return "origin unknown"
}

func programWords(k law.ProgramKind) string {
	switch k {
	case law.MunicipalID:
		return "municipal ID"
	case law.OtherProgram, "":
		return "other program"
	}
	return plain(string(k))
}

// thousands writes a count with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// counted writes a count with its noun, which no line break parts: "1 policy",
// "3 policies".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1\u00a0" + one
	}
	return thousands(n) + "\u00a0" + many
}

// webAddress returns s if it is an absolute http or https address, else "". An
// address of the record becomes a link only so.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}

// hostOf is what a link to an outside address is called: its host, without
// "www.".
func hostOf(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// SourceRef is a source as a page names it. Address is "" for one that must not
// become a link.
type SourceRef struct {
	Address string
	Words   string
}

// sourceRefs names sources by their hosts; a host named twice is numbered.
func sourceRefs(sources []string) []SourceRef {
	seen := map[string]int{}
	var out []SourceRef
	for _, s := range sources {
		ref := SourceRef{Address: webAddress(s), Words: clip(160, s)}
		if ref.Address != "" {
			ref.Words = hostOf(s)
			seen[ref.Words]++
			if n := seen[ref.Words]; n > 1 {
				ref.Words += " (" + strconv.Itoa(n) + ")"
			}
		}
		out = append(out, ref)
	}
	return out
}

// clip cuts words for a line of a list, between words, and says so with an
// ellipsis.
func clip(n int, s string) string {
	if len(s) <= n {
		return s
	}
	cut := strings.LastIndexByte(s[:n], ' ')
	if cut < n/2 {
		cut = n
		for cut > 0 && s[cut]&0xC0 == 0x80 {
			cut--
		}
	}
	return strings.TrimRight(s[:cut], " ,;:.") + "…"
}

// PassageAddress leads to a section of a version of a policy; "" where the section
// or the version is not known.
func PassageAddress(policy, version, section string) string {
	if version == "" || section == "" {
		return ""
	}
	return "/policies/" + url.PathEscape(policy) + "/versions/" + url.PathEscape(version) + "?section=" + url.QueryEscape(section) + "#" + url.PathEscape(section)
}

// passageOf leads to the passage a value rests on, or to its policy where the
// passage is not known.
func passageOf(v record.CellValue) string {
	if a := PassageAddress(v.Policy, v.Version, v.Section); a != "" {
		return a
	}
	return "/policies/" + url.PathEscape(v.Policy)
}

// codedWords are words of the codebook, in which names stand between backticks.
func codedWords(s string) string { return strings.ReplaceAll(s, "`", "") }

// localAct says whether an event is no act of the federal government in the
// record of another, whose executive has no part in it.
func localAct(e record.Entry) bool {
	return e.Lane != law.FederalLane || e.Jurisdiction == "federal"
}
