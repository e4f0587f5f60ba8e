package legistar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"refuge/law"
)

var anyCity = City{Name: "springfield", Client: "springfield", Jurisdiction: "springfield", Prefix: "springfield"}

func TestLabelsOfActs(t *testing.T) {
	for _, c := range []struct {
		label, body, result string
		want                law.EventType
		known               bool
	}{
		{"Read and Passed", "City Council", "Pass", law.Passed, true},
		{"FINALLY PASSED", "City Council", "", law.Passed, true},
		{"Passed Finally", "City Council", "Pass", law.Passed, true},
		{"Passed as Substitute", "City Council", "Pass", law.Passed, true},
		{"Passed as Amended (Second Reading)", "City Council", "Pass", law.Passed, true},
		{"Adopted on Second Reading, as Amended.", "City Council", "Pass", law.Passed, true},
		{"Adopted on the Consent Agenda", "City Council", "Pass", law.Passed, true},
		{"Approved", "City Council", "Pass", law.Passed, true},
		{"Approved as Amended", "Board of Supervisors", "Pass", law.Passed, true},
		{"Approved", "City Council", "", law.Step, false},
		{"Approved", "City Council", "Fail", law.FailedEvent, true},
		{"Approved", "Rules Committee", "Pass", law.Step, true},
		{"Approved", "Mayor", "", law.Signed, true},
		{"Approved", "Office of the Mayor", "Pass", law.Signed, true},
		{"Approved", "Port Authority", "Pass", law.Step, false},
		{"Passed", "Rules Committee", "Pass", law.Step, true},
		{"Passed", "City Council", "Fail", law.FailedEvent, true},
		{"Failed", "City Council", "", law.FailedEvent, true},
		{"Failed", "City Council", "Fail", law.FailedEvent, true},
		{"Defeated", "City Council", "Fail", law.FailedEvent, true},
		{"Defeated", "Finance Subcommittee", "", law.Step, true},
		{"Returned unsigned", "Mayor", "", law.Returned, true},
		{"Returned Unsigned by the Mayor", "City Clerk", "", law.Returned, true},
		{"Signed by the Mayor", "Mayor", "", law.Signed, true},
		{"Became Law Without the Mayor’s Signature", "Mayor", "", law.LapsedIntoLaw, true},
		{"Veto was overridden", "City Council", "Pass", law.VetoOverridden, true},
		{"Veto was sustained", "City Council", "Fail", law.Step, true},
		{"Vetoed", "Mayor", "", law.VetoedEvent, true},
		{"Recommended to Pass", "Committee on Zoning", "Pass", law.Step, true},
		{"Approved the Recommendation of Staff, and Forward", "Public Safety Committee", "Pass", law.Step, true},
		{"Motion to Adopt Failed", "City Council", "Fail", law.Step, true},
		{"Amendment Defeated", "City Council", "Fail", law.Step, true},
		{"Returned to Committee", "City Council", "", law.Step, true},
		{"Passed on First Reading", "City Council", "Pass", law.Step, true},
		{"Mayor's office for signature", "Mayor", "", law.Step, true},
		{"Hearing Held", "City Council", "", law.Step, true},
		{"completed", "City Council", "", law.Step, true},
		// Told, and a step till somebody says what it is.
		{"Conditionally Adopted", "City Council", "Pass", law.Step, false},
		{"Line-Item Vetoed", "Mayor", "", law.Step, false},
		{"Signed by Council President", "City Council", "", law.Step, false},
		{"Enacted", "City Council", "", law.Step, false},
		{"Conditionally Signed", "Rules Committee", "", law.Step, false},
		{"Conditionally Adopted", "Rules Committee", "", law.Step, true},
	} {
		got, known := anyCity.knownAct(c.label, c.body, c.result)
		if got != c.want || known != c.known {
			t.Errorf("%q of %s (%s): %s, known %v; want %s, %v", c.label, c.body, c.result, got, known, c.want, c.known)
		}
	}
	// A city's own table goes before the general one, which knows the rest.
	for label, want := range map[string]law.EventType{
		"Approved by Council": law.Passed, "Approved, by Council": law.Passed, "City Charter Rule Adopted": law.LapsedIntoLaw,
		"Approved by Committee": law.Step, "Amendment Defeated by Council": law.Step, "Bill Signing Scheduled by Mayor": law.Step,
		"P-C Item Approved by Committee with Companion Resolution": law.Step, "Disapproved by Committee": law.Step, "Returned Unsigned by Mayor": law.Returned,
	} {
		if got, known := NewYork.knownAct(label, "City Council", ""); got != want || !known {
			t.Errorf("New York's %q: %s, known %v", label, got, known)
		}
	}
}

func TestLabelsOfStatusesAndTypes(t *testing.T) {
	for label, want := range map[string]State{
		"Passed Finally": {Stage: law.AsPassed}, "READ AND PASSED": {Stage: law.AsPassed}, "Returned Unsigned": {Stage: law.AsPassed},
		"Signed by the Mayor": {law.InForce, law.AsEnacted}, "Lapsed into Law": {law.InForce, law.AsEnacted}, "DEFEATED": {Status: law.Failed},
		"Failed to Pass": {Status: law.Failed}, "Vetoed by Mayor": {law.Vetoed, law.AsPassed}, "Filed": {}, "Agenda Ready": {},
	} {
		if s, known := anyCity.status(label); s != want || !known {
			t.Errorf("status %q: %+v, known %v", label, s, known)
		}
	}
	if _, known := anyCity.status("Approved with Conditions"); known {
		t.Error("a status that may say that it was passed counts as known")
	}
	for label, want := range map[string]law.PolicyKind{
		"Ordinance-S": law.Ordinance, "Ordinance - Zoning": law.Ordinance, "Emergency Ordinance": law.Ordinance, "Bill-Substitute": law.Ordinance, "Council Bill": law.Ordinance,
		"City Resolution": law.Resolution, "Resolution (Ceremonial)": law.Resolution, "Resolution-S": law.Resolution,
		"Report on an Ordinance": law.OtherMeasure, "Ordinance Committee": law.OtherMeasure, "Informational Report": law.OtherMeasure, "Billing": law.OtherMeasure,
	} {
		if got, known := anyCity.knownKind(label); got.Kind != want || !known {
			t.Errorf("type %q: %s, known %v", label, got.Kind, known)
		}
	}
	got := anyCity.Unknown(Matter{Type: "Charter Amendment", Status: "Approved with Conditions"}, []Action{
		{Name: "Conditionally Adopted", Body: "City Council"}, {Name: "Conditionally Adopted", Body: "City Council"}, {Name: "Passed", Body: "City Council"}})
	if want := []string{`type "Charter Amendment"`, `action "Conditionally Adopted"`}; !slices.Equal(got, want) {
		t.Errorf("told are %q, want %q", got, want)
	}
}

func TestOrderOfADay(t *testing.T) {
	at := func(clock string) time.Time {
		t.Helper()
		when, err := time.Parse("2006-01-02T15:04", "2031-11-14T"+clock)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	const council, mayor = "City Council", "Mayor"
	for name, c := range map[string]struct {
		rows []Action
		want string
	}{
		"midnight is no time": {[]Action{
			{ID: 331, At: at("13:30"), Name: "Passed", Body: council, Result: "Pass"}, {ID: 332, At: at("00:00"), Name: "Signed by Mayor", Body: mayor}},
			"passed 331, signed 332"},
		"numbers against the law's order": {[]Action{
			{ID: 330, At: at("00:00"), Name: "Signed by Mayor", Body: mayor}, {ID: 331, At: at("13:30"), Name: "Passed", Body: council, Result: "Pass"}},
			"passed 331, signed 330"},
		"days alone": {[]Action{
			{ID: 3, At: at("00:00"), Name: "Introduced", Body: council}, {ID: 1, At: at("00:00"), Name: "Referred", Body: council}, {ID: 2, At: at("00:00"), Name: "Passed", Body: council}},
			"step 1, introduced 3, passed 2"},
		"times go before numbers": {[]Action{
			{ID: 2, At: at("09:00"), Name: "Hearing Held", Body: council}, {ID: 1, At: at("10:00"), Name: "Laid over", Body: council}},
			"step 2, step 1"},
		"a row entered twice, another between": {[]Action{
			{ID: 321, At: at("10:00"), Name: "Passed", Body: council, Result: "Pass"}, {ID: 322, At: at("10:00"), Name: "Referred", Body: "Rules Committee"},
			{ID: 323, At: at("10:00"), Name: "Passed", Body: council, Result: "Pass"}},
			"passed 321,323, step 322"},
		"an act told by two bodies": {[]Action{
			{ID: 1, At: at("00:00"), Name: "Passed", Body: council, Result: "Pass"}, {ID: 2, At: at("00:00"), Name: "Signed", Body: "City Clerk"}, {ID: 3, At: at("00:00"), Name: "Signed by Mayor", Body: mayor}},
			"passed 1, signed 2,3"},
		"one body tells the time": {[]Action{
			{ID: 1, At: at("13:30"), Name: "Passed", Body: council, Result: "Pass"}, {ID: 2, At: at("00:00"), Name: "Passed", Body: "Council of the City"}},
			"passed 1,2"},
		"two bodies tell two times of a signature": {[]Action{
			{ID: 1, At: at("10:30"), Name: "Signed by Mayor", Body: ""}, {ID: 2, At: at("16:22"), Name: "Signed by Mayor", Body: mayor}},
			"signed 1,2"},
		"two votes of a day": {[]Action{
			{ID: 1, At: at("10:00"), Name: "Passed", Body: council, Result: "Fail"}, {ID: 2, At: at("15:00"), Name: "Passed", Body: council, Result: "Pass"}},
			"failed 1, passed 2"},
		"two readings of a day": {[]Action{
			{ID: 1, At: at("10:00"), Name: "Passed", Body: council, Result: "Pass"}, {ID: 2, At: at("15:00"), Name: "Passed", Body: council, Result: "Pass"}},
			"passed 1, passed 2"},
		"hearings of two committees": {[]Action{
			{ID: 1, At: at("00:00"), Name: "Hearing Held", Body: "Rules Committee"}, {ID: 2, At: at("00:00"), Name: "Hearing Held", Body: "Finance Committee"}},
			"step 1, step 2"},
	} {
		for range 2 {
			var got []string
			for i, e := range anyCity.Events(Matter{ID: 1}, c.rows) {
				got = append(got, string(e.Type)+" "+e.SourceID)
				if e.Seq != i+1 {
					t.Errorf("%s: event %d has place %d", name, i+1, e.Seq)
				}
				if e.Type == law.Signed && e.Actor != mayor {
					t.Errorf("%s: signed by %q", name, e.Actor)
				}
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%s: %s, want %s", name, strings.Join(got, ", "), c.want)
			}
			slices.Reverse(c.rows)
		}
	}
}
