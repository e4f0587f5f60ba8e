package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"refuge/compare/reuse"
	"refuge/law"
	"refuge/store"
)

func TestSharedLanguage(t *testing.T) {
	s := openRecord(t)
	const passage = "The keeper of the lamps shall not hand a visitor to the officers of another town on a paper that no judge has signed, and shall write down every such request with its hour and its bearer."
	policy := func(slug, place, date, text string) law.Policy {
		return law.Policy{Slug: slug, Jurisdiction: place, Kind: law.Ordinance, Title: slug, Identifiers: []law.Identifier{{Scheme: "test", Value: slug}},
			Versions: []law.Version{{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate(date), Text: text, Held: true}}}
	}
	d := law.Dataset{Policies: []law.Policy{
		policy("springfield-lamps", "springfield", "2001-05-01", "Section 1. Lamps are lit at dusk by the watch.\n"+passage),
		policy("shelbyville-lamps", "shelbyville", "2004-05-01", "Section 9. In this town the watch wears blue on market days only.\n"+passage+"\nSection 10. Boats are moored by ten."),
	}}
	if _, err := s.Import(t.Context(), d, store.ImportOptions{Origin: law.Collected, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	texts, err := s.Unsigned(t.Context(), reuse.Engine, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	packed := map[int64][]byte{}
	for _, text := range texts {
		packed[text.ID] = reuse.Pack(reuse.Signatures(strconv.FormatInt(text.ID, 10), text.Body))
	}
	if err := s.Sign(t.Context(), reuse.Engine, packed); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	newServer(t, s).Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/policies/shelbyville-lamps/shared", nil))
	var b sharedBody
	if err := json.Unmarshal(w.Body.Bytes(), &b); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	if b.Indexed != len(texts) || len(b.Passages) != 1 {
		t.Fatalf("%+v", b)
	}
	p := b.Passages[0]
	if p.First == nil || p.First.Policy != "springfield-lamps" || len(p.Appearances) != 2 || !p.Appearances[1].Own || p.Appearances[1].JurisdictionName == "" {
		t.Errorf("%+v", p)
	}
}
