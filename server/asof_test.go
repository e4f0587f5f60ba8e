package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"refuge/law"
	"refuge/record"
)

// TestOneAnswerOfADay asks what was on random days in random places of the
// shipped record in every way in which it can be asked: the answers agree, and
// every passage named stands in a version that was law that day.
func TestOneAnswerOfADay(t *testing.T) {
	st := openSeed(t)
	handler := newServer(t, st).Handler()
	get := func(t *rapid.T, path string, query url.Values, into any) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1"+path+"?"+query.Encode(), nil))
		if w.Code != 200 {
			t.Fatalf("%s?%s: %d %s", path, query.Encode(), w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
	d, err := st.Dataset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byPlace := map[string][]law.Policy{}
	var places []string
	for _, p := range d.Policies {
		if byPlace[p.Jurisdiction] == nil {
			places = append(places, p.Jurisdiction)
		}
		byPlace[p.Jurisdiction] = append(byPlace[p.Jurisdiction], p)
	}
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom(places).Draw(t, "place")
		// A day on which something turns is the likeliest to tell answers apart.
		p := rapid.SampledFrom(byPlace[place]).Draw(t, "policy")
		var days []law.Day
		for _, e := range p.Events {
			days = append(days, e.Date.Earliest(), e.Date.Latest())
		}
		for _, k := range p.Codings {
			days = append(days, k.From.Earliest(), k.To.Earliest())
		}
		days = slices.DeleteFunc(days, func(d law.Day) bool { return d == "" || d == law.LastDay })
		day := law.Day(fmt.Sprintf("%d-%02d-%02d", rapid.IntRange(1979, 2026).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "of")))
		if len(days) > 0 && rapid.Bool().Draw(t, "turn") {
			day = rapid.SampledFrom(days).Draw(t, "day").Add(rapid.IntRange(-1, 6).Draw(t, "off"))
		}
		asOf := func(more ...string) url.Values {
			q := url.Values{"as_of": {string(day)}}
			for i := 0; i+1 < len(more); i += 2 {
				q.Set(more[i], more[i+1])
			}
			return q
		}
		was := map[string]lawThen{}
		then := func(slug string) lawThen {
			if _, ok := was[slug]; !ok {
				var body struct {
					AsOf lawThen `json:"as_of"`
				}
				get(t, "/policies/"+slug, asOf(), &body)
				was[slug] = body.AsOf
			}
			return was[slug]
		}
		known := func(slug string) law.Policy {
			return byPlace[place][slices.IndexFunc(byPlace[place], func(p law.Policy) bool { return p.Slug == slug })]
		}
		wasLaw := func(slug, label string) bool {
			return slices.ContainsFunc(known(slug).On(day).Law, func(v law.Version) bool { return v.Label == label })
		}

		var state record.Snapshot
		get(t, "/jurisdictions/"+place+"/state", asOf(), &state)
		for _, p := range byPlace[place] {
			listed := slices.ContainsFunc(state.Policies, func(b record.Brief) bool { return b.Slug == p.Slug })
			if on := then(p.Slug); on.InForce != listed {
				t.Fatalf("%s on %s: in the state %t, %s", p.Slug, day, listed, on.Sentence)
			}
			if v := then(p.Slug).Version; v != nil && !wasLaw(p.Slug, v.Label) {
				t.Fatalf("%s on %s: %s was not law", p.Slug, day, v.Label)
			}
		}
		var held record.List[record.CodingRow]
		get(t, "/codings", asOf("jurisdiction", place, "limit", "500"), &held)
		named := 0
		for _, v := range state.Variables {
			for _, k := range v.Codings {
				named++
				if on := then(k.Policy); !on.InForce && on.Certain {
					t.Fatalf("%s codes %s on %s: %s", k.Policy, k.Variable, day, on.Sentence)
				}
				if k.Version != "" && !wasLaw(k.Policy, k.Version) {
					t.Fatalf("%s codes %s on %s by %s, which was not law", k.Policy, k.Variable, day, k.Version)
				}
				if k.Version == "" && k.Section != "" && k.Certain && then(k.Policy).Certain {
					t.Fatalf("%s codes %s on %s and names no passage for %s", k.Policy, k.Variable, day, k.Section)
				}
				if !slices.ContainsFunc(held.Items, func(c record.CodingRow) bool {
					return c.Policy == k.Policy && c.Variable == k.Variable && c.Value == k.Value && c.Version == k.Version
				}) {
					t.Fatalf("%s codes %s on %s in the state and not in the codings", k.Policy, k.Variable, day)
				}
			}
		}
		if named != len(held.Items) {
			t.Fatalf("%d codings in the state of %s on %s, %d in the codings", named, place, day, len(held.Items))
		}
		var matrix record.Matrix
		get(t, "/matrix", asOf("jurisdictions", place), &matrix)
		for i, cell := range matrix.Cells[0] {
			var distinct []string
			for _, k := range state.Variables[i].Codings {
				if !slices.Contains(distinct, k.Value) {
					distinct = append(distinct, k.Value)
				}
			}
			var shown []string
			for _, v := range cell.Values {
				shown = append(shown, string(v.Value))
				if v.Version != "" && !wasLaw(v.Policy, v.Version) {
					t.Fatalf("the matrix has %s of %s on %s by %s, which was not law", matrix.Variables[i], v.Policy, day, v.Version)
				}
			}
			if !slices.Equal(distinct, shown) {
				t.Fatalf("%s of %s on %s: %v in the state, %v in the matrix", matrix.Variables[i], place, day, distinct, shown)
			}
		}
		var found record.List[record.Hit]
		get(t, "/search", asOf("jurisdiction", place, "q", "immigration OR police OR city", "limit", "100"), &found)
		for _, h := range found.Items {
			if h.Version == "" {
				continue
			}
			if h.WasLaw == nil || *h.WasLaw != wasLaw(h.Policy, h.Version) {
				t.Fatalf("%s found in %s on %s: was law %v; %s", h.Policy, h.Version, day, h.WasLaw, then(h.Policy).Sentence)
			}
			if !slices.Contains(then(h.Policy).Stood, h.Version) {
				t.Fatalf("%s found in %s on %s, which did not stand", h.Policy, h.Version, day)
			}
		}
		if len(state.Variables) == 0 {
			return
		}
		variable := rapid.SampledFrom(state.Variables).Draw(t, "variable")
		var clauses clausesBody
		get(t, "/clauses", asOf("variable", variable.Variable), &clauses)
		said := map[string]bool{}
		for _, g := range clauses.Groups {
			for _, c := range g.Clauses {
				if c.Jurisdiction == place {
					said[c.Policy+" "+c.Value+" "+c.Version] = true
				}
			}
		}
		for _, k := range variable.Codings {
			if !said[k.Policy+" "+k.Value+" "+k.Version] {
				t.Fatalf("%s codes %s on %s in the state and not in the clauses: %v", k.Policy, k.Variable, day, said)
			}
		}
	})
}

// TestSignedAndNotInEffect is the day between signing and effect, on which a
// search found as law what the policy said was not.
func TestSignedAndNotInEffect(t *testing.T) {
	then, err := newServer(t, openSeed(t)).store.On(t.Context(), "nyc-ll-58-2014", "2014-11-20")
	if err != nil || then.InForce || len(then.Law) > 0 || !then.Certain {
		t.Errorf("%+v, %v", then, err)
	}
}
