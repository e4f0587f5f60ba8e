package legistar

import (
	"encoding/json"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/scrapers"
)

func TestNoLaw(t *testing.T) {
	const title = "An ordinance on ferries and what they carry"
	for text, want := range map[string]bool{
		"See attached.": true,
		"(see file)":    true,
		"Please see the Attachments Tab for a copy of Int. No. 12":          true,
		"A COPY OF RES. NO. 12 CAN BE FOUND UNDER THE ATTACHMENT TAB":       true,
		"FULL TEXT OF RES. NO. 12 IS UNDER THE ATTACHMENTS TAB. 16369964.1": true,
		"See Int 0012-2031\n\n2\n\n3":                                       true,
		"Ordinance text not available":                                      true,
		"The ordinance as amended is attached as Exhibit A.":                true,
		"On file with the Clerk":                                            true,
		"INT. NO. 12-A":                                                     true,
		"1\n\n2":                                                            true,
		"":                                                                  true,
		"AN ORDINANCE ON FERRIES, AND WHAT THEY CARRY.":                     true,
		"Ferries": true,
		"Section 1. No ferry carries a detainer.":                   false,
		"RESOLVED, that the agreement attached hereto is approved.": false,
		"The agreement attached as Exhibit A is approved.":          false,
		"No officer shall hold a person, see attached list.":        false,
		"Local Law number 77 for the year 1999 is REPEALED.":        false,
		"Ferries are free.": false,
		"See § 9-131.":      false,
		strings.Repeat("The fare is set out in the table attached to it. ", 6): false,
	} {
		if got := noLaw(text, title, "Ferries"); got != want {
			t.Errorf("noLaw(%q) = %v", text, got)
		}
	}
}

// A field for plain text may hold a page's markup, or its signs alone.
func TestPlainTextWithMarkup(t *testing.T) {
	for plain, want := range map[string]string{
		"<p>Section 1. No officer shall ask.</p><p>Section 2. Effective&nbsp;now &amp; later.</p>": "Section 1. No officer shall ask.\nSection 2. Effective now & later.",
		"Section 1. No officer shall ask.<br>Section 2. Effective now.":                            "Section 1. No officer shall ask.\nSection 2. Effective now.",
		"Section 1. The officer&#8217;s duty &sect; 5.":                                            "Section 1. The officer’s duty § 5.",
		"Section 1. A rate <b> of 5 < 6 & more; AT&T;":                                             "Section 1. A rate <b> of 5 < 6 & more; AT&T;",
	} {
		v, err := NewYork.Version(Matter{ID: 1}, Text{ID: "1", Plain: plain}, Dates{})
		if got := strings.ReplaceAll(v.Text, "\u00a0", " "); err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%q reads as %q, %v, want %q", plain, got, err, want)
		}
	}
}

// A text that only leads to an attachment leads there.
func TestStubLeadsToTheAttachment(t *testing.T) {
	s := New(Cities[3])
	ctx := map[string]string{"id": "7", "file": "31-0007", "type": "Ordinance", "status": "Passed", "version": "1", "text": "70", "label": "1"}
	text := scrapers.Request{Key: "matter/7/text/70", Kind: "text", URL: base + "/oakland/matters/7/texts/70", Context: ctx, Missing404: true}
	page, err := s.Parse(text, scrapers.Answer{Status: 200, Body: []byte(`{"MatterTextId":70,"MatterTextMatterId":7,"MatterTextPlain":"See attached.","MatterTextRtf":null}`)})
	if err != nil || len(page.Data.Policies) != 0 || len(page.Next) != 1 || page.Next[0].Kind != "textfiles" {
		t.Fatalf("%+v, %v", page, err)
	}
	page, err = s.Parse(page.Next[0], scrapers.Answer{Status: 200, Body: []byte(`[{"MatterAttachmentId":700,"MatterAttachmentName":"Ordinance 31-0007.txt","MatterAttachmentHyperlink":"https://files.example.org/View.ashx?ID=700"}]`)})
	if err != nil || len(page.Next) != 1 || page.Next[0].Kind != "file" {
		t.Fatalf("%+v, %v", page, err)
	}
	for body, held := range map[string]bool{"Section 1. No ferry shall carry a detainer.": true, "See attached.": false} {
		got, err := s.Parse(page.Next[0], scrapers.Answer{Status: 200, MediaType: "text/plain", Body: []byte(body)})
		if err != nil || len(got.Data.Policies) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if v := got.Data.Policies[0].Versions[0]; v.Held != held || held != (strings.TrimSpace(v.Text) == body) {
			t.Errorf("%q: %+v", body, v)
		}
	}
}

// The texts of the real archive that are none, four of them earlier versions,
// and how many are of enacted laws.
func TestStubsOfTheArchive(t *testing.T) {
	stubs, enacted, empty, texts := 0, 0, 0, 0
	for name, body := range shared.Files(t, "real/nyc-council.tar.gz") {
		if !strings.HasSuffix(name, ".json") || strings.Contains(name, "last_sync") {
			continue
		}
		var r struct {
			ID                              int
			Title, Name, Version            string
			TypeName, StatusName, Text, RTF string
		}
		if err := json.Unmarshal(body, &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		m := Matter{ID: r.ID, Title: r.Title, Name: r.Name, Type: r.TypeName, Status: r.StatusName, Version: r.Version}
		texts++
		if v, err := NewYork.Version(m, Text{ID: "1", Label: r.Version, RTF: r.RTF, Plain: r.Text}, Dates{}); err != nil || v.Held {
			continue
		}
		if !strings.ContainsFunc(r.Text, func(r rune) bool { return r > '9' }) {
			empty++
			continue
		}
		stubs++
		if NewYork.state(m).Stage == law.AsEnacted {
			enacted++
		}
		if n := len(strings.Fields(r.Text)); n > maxStub {
			t.Errorf("%s: %d words are left out: %.200q", name, n, r.Text)
		}
	}
	t.Logf("%d texts, %d empty, %d only lead to an attachment, %d of these enacted", texts, empty, stubs, enacted)
	if stubs != 89 || enacted != 12 || empty != 12 {
		t.Errorf("%d texts of the archive only lead elsewhere, %d of enacted laws, %d are empty", stubs, enacted, empty)
	}
}
