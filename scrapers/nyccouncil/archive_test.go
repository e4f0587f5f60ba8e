package nyccouncil_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/legistar"
	"refuge/scrapers/nyccouncil"
)

// decisive are the actions of the archive that are more than a step, with how
// many events each is.
var decisive = map[string]struct {
	as law.EventType
	n  int
}{
	"Introduced by Council":      {law.Introduced, 4318},
	"Approved by Council":        {law.Passed, 2836},
	"Approved, by Council":       {law.Passed, 392},
	"Disapproved by Council":     {law.FailedEvent, 2},
	"Signed Into Law by Mayor":   {law.Signed, 1521},
	"City Charter Rule Adopted":  {law.LapsedIntoLaw, 1219},
	"Returned Unsigned by Mayor": {law.Returned, 1031},
	"Vetoed by Mayor":            {law.VetoedEvent, 94},
	"Overridden by Council":      {law.VetoOverridden, 92},
	"Filed (End of Session)":     {law.Filed, 1203},
	"Filed by Council":           {law.Filed, 17},
	"Withdrawn":                  {law.Withdrawn, 6},
}

type original struct {
	ID, TextID                                         int
	File, LocalLaw, Name, Title, TypeName, StatusName  string
	BodyName, Version, Summary, Text, RTF              string
	IntroDate, PassedDate, EnactmentDate, LastModified string
	Sponsors                                           []struct {
		ID       int
		FullName string
	}
	History []struct {
		ID                                                           int
		Date, Action, Description, BodyName, Version, PassedFlagName string
	}
	Attachments []struct {
		ID, Sort   int
		Name, Link string
	}
}

// The whole archive, counted: every matter, version and row of history comes
// out, and what is merged is accounted for.
func TestArchive(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 5,951 files")
	}
	s := nyccouncil.New()
	var matters, versionFiles, rows, bad, held int
	slugs := map[string]string{}
	aliases := map[string]string{}
	versions := map[string]law.Version{} // matter and label
	acts := map[string]map[law.EventType]int{}
	policies := map[string]law.Policy{}
	merged := 0
	var events []string
	for path, b := range shared.Files(t, "real/nyc-council.tar.gz") {
		r, ok := s.File(path)
		if !ok {
			t.Errorf("no request for %s", path)
			continue
		}
		page, err := s.Parse(r, scrapers.Answer{Body: b})
		if err != nil {
			t.Error(err)
			continue
		}
		bad += len(page.Bad)
		for _, x := range page.Bad {
			t.Errorf("%s: %v", x.Subject, x.Cause)
		}
		p := page.Data.Policies[0]
		id := p.Identifiers[0].Value
		v := p.Versions[0]
		v.Capture = ""
		if v.Held {
			held++
		}
		key := id + " " + v.Label
		if was, ok := versions[key]; ok && !reflect.DeepEqual(was, v) {
			t.Errorf("%s: version %s differs between the two files that hold it", path, v.Label)
		}
		versions[key] = v
		var o original
		if err := json.Unmarshal(b, &o); err != nil {
			t.Fatal(err)
		}
		if r.Kind == "version" {
			versionFiles++
			continue
		}
		matters++
		policies[id] = p
		if was := slugs[p.Slug]; was != "" || law.CheckSlug(p.Slug) != nil {
			t.Errorf("%s: slug %q, also of %q", path, p.Slug, was)
		}
		slugs[p.Slug] = path
		for _, a := range p.Aliases {
			if aliases[a] != "" {
				t.Errorf("%s: alias %q twice", path, a)
			}
			aliases[a] = path
		}
		rows += len(o.History)
		ids := 0
		for _, e := range p.Events {
			n := strings.Count(e.SourceID, ",") + 1
			ids += n
			merged += n - 1
			if acts[e.Raw] == nil {
				acts[e.Raw] = map[law.EventType]int{}
			}
			acts[e.Raw][e.Type]++
			events = append(events, e.SourceID)
		}
		if ids != len(o.History) {
			t.Errorf("%s: %d rows of history, %d ids in its events", path, len(o.History), ids)
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"matters", matters, 4612}, {"files of earlier texts", versionFiles, 1339}, {"rows of history", rows, 42797},
		// 23 of the merged rows tell an act of the mayor or an introduction by
		// another body or at another hour of its day.
		{"events", len(events), 42752}, {"rows merged", merged, 45},
		// 644 of the 1,339 files repeat the current version of their matter, as
		// one file is kept for each label.
		{"versions", len(versions), 4612 + 695}, {"local laws", len(aliases), 2832}, {"bad", bad, 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	notHeld := 0
	for _, v := range versions {
		if !v.Held {
			notHeld++
		}
	}
	// Four records have neither text nor RTF, one an empty RTF, seven a page
	// number alone, and 87 only lead to an attachment.
	if notHeld != 99 {
		t.Errorf("%d versions without a text, want 99", notHeld)
	}
	if len(acts) != 50 {
		t.Errorf("%d distinct actions, want 50", len(acts))
	}
	for name, types := range acts {
		if want := decisive[name]; want.n == 0 && types[law.Step] == 0 || want.n > 0 && types[want.as] != want.n || len(types) != 1 {
			t.Errorf("action %q became %v, want %v", name, types, want)
		}
	}

	// What the words for a run without All find of the matters labelled by hand.
	labels, err := os.ReadFile(shared.Path(t, "real/nyc-labels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, l := range strings.Split(string(labels), "\n") {
		f := strings.Split(l, "\t")
		if p, ok := policies[f[0]]; ok && scrapers.OnImmigration(p.Title, p.ShortTitle) {
			found[f[2]]++
		}
	}
	if found["core"] < 51 || found["support"] < 110 {
		t.Errorf("the words find %d of 55 core matters and %d of 141 on support", found["core"], found["support"])
	}

	override := policies["76557"]
	if override.Slug != "nyc-int-1412-2025" || override.Number != "63" || override.Year != 2026 || override.Kind != law.LocalLaw ||
		!slices.Equal(override.Aliases, []string{"nyc-ll-63-2026"}) || override.Status != law.InForce {
		t.Errorf("Int 1412-2025 is %+v", override)
	}
	wantEvents(t, override, law.VetoedEvent, "2025-12-31", law.VetoOverridden, "2026-01-29")
	if a, b := versions["76557 introduced"], versions["76557 a"]; !a.Held || !b.Held || a.Text == b.Text ||
		a.Stage != law.AsIntroduced || b.Stage != law.AsEnacted || a.Date.String() != "2025-10-09" || b.Date.String() != "2026-01-29" {
		t.Errorf("Int 1412-2025 has not its two versions: %v %v, %v %v", a.Stage, a.Date, b.Stage, b.Date)
	}
	wantEvents(t, policies["53407"], law.Signed, "2014-11-14")
	if p := policies["53407"]; p.Slug != "nyc-int-486-2014" || p.Number != "58" || p.Year != 2014 || p.Citation != "N.Y.C. Local Law 58 of 2014" {
		t.Errorf("Local Law 58 of 2014 is %s %s %d", p.Slug, p.Number, p.Year)
	}
	for _, id := range []string{"57408", "57409", "57414", "57403", "57404", "57405", "57406", "57407"} {
		p := policies[id]
		if p.Year != 2017 || !slices.ContainsFunc(p.Events, func(e law.Event) bool { return e.Type == law.LapsedIntoLaw }) ||
			slices.ContainsFunc(p.Events, func(e law.Event) bool { return e.Type == law.Signed }) {
			t.Errorf("%s (%s of %d) did not lapse into law", p.Slug, p.Number, p.Year)
		}
	}
}

func wantEvents(t *testing.T, p law.Policy, want ...any) {
	t.Helper()
	for i := 0; i < len(want); i += 2 {
		if !slices.ContainsFunc(p.Events, func(e law.Event) bool { return e.Type == want[i] && e.Date.String() == want[i+1] }) {
			t.Errorf("%s has no event %v on %v", p.Slug, want[i], want[i+1])
		}
	}
}

// A matter read from the API is the matter read from the mirror: same names,
// events, sponsors, files and versions, so that importing one after the other
// changes nothing.
func TestArchiveEqualsAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 5,951 files twice")
	}
	mirror, api := nyccouncil.New(), legistar.New(legistar.NewYork)
	records := map[int]original{}
	states := map[int]map[string]original{} // texts by label
	want := map[string]law.Policy{}
	for path, b := range shared.Files(t, "real/nyc-council.tar.gz") {
		r, _ := mirror.File(path)
		page, err := mirror.Parse(r, scrapers.Answer{Body: b})
		if err != nil {
			t.Fatal(err)
		}
		add(want, page.Data.Policies[0])
		var o original
		if err := json.Unmarshal(b, &o); err != nil {
			t.Fatal(err)
		}
		if states[o.ID] == nil {
			states[o.ID] = map[string]original{}
		}
		states[o.ID][o.Version] = o
		if r.Kind == "matter" {
			records[o.ID] = o
		}
	}
	got := map[string]law.Policy{}
	start, err := api.Start(scrapers.Query{BaseURL: "http://127.0.0.1:1/v1", All: true})
	if err != nil {
		t.Fatal(err)
	}
	var queue []scrapers.Request
	ids := slices.Sorted(maps.Keys(records))
	asked := map[string]bool{}
	for queue = start; len(queue) > 0; queue = queue[1:] {
		r := queue[0]
		if asked[r.Key] {
			continue
		}
		asked[r.Key] = true
		page, err := api.Parse(r, scrapers.Answer{Status: 200, MediaType: "application/json", Body: answer(t, r, ids, records, states)})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Bad {
			// Three laws of 2005 and 2006 and a resolution have an empty text,
			// and this server has no files.
			if !strings.Contains(b.Subject, "attachment") {
				t.Errorf("%s: %v", b.Subject, b.Cause)
			}
		}
		for _, p := range page.Data.Policies {
			add(got, p)
		}
		queue = append(queue, page.Next...)
	}
	if len(got) != len(want) {
		t.Fatalf("%d matters from the API, %d from the mirror", len(got), len(want))
	}
	wrong := 0
	for id, w := range want {
		g := got[id]
		if id == "70022" {
			// The city moved its day of introduction; the earlier text tells the
			// old one.
			continue
		}
		if !reflect.DeepEqual(tidy(g), tidy(w)) {
			if wrong++; wrong < 5 {
				t.Errorf("matter %s differs:\n%s\n%s", id, short(g), short(w))
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d matters differ", wrong)
	}
}

// add puts a part of a policy to what is held of it.
func add(held map[string]law.Policy, p law.Policy) {
	id := p.Identifiers[0].Value
	h, ok := held[id]
	if !ok || p.Slug != "" {
		p.Events, p.Sponsors, p.Attachments = append(h.Events, p.Events...), append(h.Sponsors, p.Sponsors...), append(h.Attachments, p.Attachments...)
		p.Versions = append(h.Versions, p.Versions...)
		held[id] = p
		return
	}
	h.Events, h.Sponsors, h.Attachments = append(h.Events, p.Events...), append(h.Sponsors, p.Sponsors...), append(h.Attachments, p.Attachments...)
	h.Versions = append(h.Versions, p.Versions...)
	held[id] = h
}

func tidy(p law.Policy) law.Policy {
	byLabel := map[string]law.Version{}
	for _, v := range p.Versions {
		v.Capture = ""
		byLabel[v.Label] = v
	}
	p.Versions = nil
	p.Events = slices.Clone(p.Events)
	for i := range p.Events {
		p.Events[i].Vote = nil // the mirror alone has the roll call with the row
	}
	for _, l := range slices.Sorted(maps.Keys(byLabel)) {
		p.Versions = append(p.Versions, byLabel[l])
	}
	return p
}

func short(p law.Policy) string {
	p = tidy(p)
	for i := range p.Versions {
		p.Versions[i].Text = fmt.Sprint(len(p.Versions[i].Text), " bytes")
		p.Versions[i].Sections, p.Versions[i].Marks = nil, nil
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// answer is what the Web API would say to r out of the archive.
func answer(t *testing.T, r scrapers.Request, ids []int, records map[int]original, states map[int]map[string]original) []byte {
	var v any
	switch r.Kind {
	case "matters":
		skip, err := strconv.Atoi(r.Context["skip"])
		if err != nil {
			t.Fatal(err)
		}
		rows := []any{}
		for _, id := range ids[skip:min(skip+1000, len(ids))] {
			o := records[id]
			rows = append(rows, map[string]any{"MatterId": o.ID, "MatterFile": o.File, "MatterName": null(o.Name), "MatterTitle": null(o.Title),
				"MatterTypeName": o.TypeName, "MatterStatusName": o.StatusName, "MatterVersion": o.Version, "MatterEnactmentNumber": null(o.LocalLaw),
				"MatterIntroDate": stamp(o.IntroDate), "MatterPassedDate": stamp(o.PassedDate), "MatterEnactmentDate": stamp(o.EnactmentDate),
				"MatterLastModifiedUtc": stamp(o.LastModified), "MatterEXText5": null(o.Summary), "MatterRestrictViewViaWeb": false})
		}
		v = rows
	default:
		id, err := strconv.Atoi(r.Context["id"])
		if err != nil {
			t.Fatal(err)
		}
		o := records[id]
		rows := []any{}
		switch r.Kind {
		case "histories":
			for _, h := range o.History {
				rows = append(rows, map[string]any{"MatterHistoryId": h.ID, "MatterHistoryActionDate": stamp(h.Date), "MatterHistoryActionName": null(h.Action),
					"MatterHistoryActionText": null(h.Description), "MatterHistoryActionBodyName": null(h.BodyName), "MatterHistoryVersion": null(h.Version),
					"MatterHistoryPassedFlagName": null(h.PassedFlagName)})
			}
		case "sponsors":
			for i, s := range o.Sponsors {
				var place any = i
				if i == 0 {
					place = nil
				}
				rows = append(rows, map[string]any{"MatterSponsorNameId": s.ID, "MatterSponsorName": s.FullName, "MatterSponsorMatterVersion": o.Version, "MatterSponsorSequence": place})
			}
		case "attachments", "textfiles":
			for _, a := range o.Attachments {
				rows = append(rows, map[string]any{"MatterAttachmentId": a.ID, "MatterAttachmentName": a.Name, "MatterAttachmentHyperlink": a.Link, "MatterAttachmentSort": a.Sort})
			}
		case "versions":
			for _, label := range slices.Sorted(maps.Keys(states[id])) {
				rows = append(rows, map[string]any{"Key": strconv.Itoa(states[id][label].TextID), "Value": label})
			}
		case "text":
			for _, label := range slices.Sorted(maps.Keys(states[id])) {
				if s := states[id][label]; strconv.Itoa(s.TextID) == r.Context["text"] {
					b, err := json.Marshal(map[string]any{"MatterTextId": s.TextID, "MatterTextMatterId": id, "MatterTextVersion": label,
						"MatterTextPlain": null(s.Text), "MatterTextRtf": null(s.RTF)})
					if err != nil {
						t.Fatal(err)
					}
					return b
				}
			}
		}
		v = rows
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func stamp(s string) any {
	if strings.HasPrefix(s, "0001") {
		return nil
	}
	return strings.TrimSuffix(s, "Z")
}
