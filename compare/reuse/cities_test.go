package reuse

import (
	"strings"
	"testing"

	"refuge/compare"
)

func TestAlign(t *testing.T) {
	left := "The department shall not honor a detainer without a warrant. It shall keep a list of requests. Nothing here limits a warrant signed by a judge."
	right := "A list of requests shall be kept by the watch. The watch shall not honor any detainer unless with a warrant. The mayor may adopt rules."
	pairs := Align(left, right)
	var got []string
	var l, r strings.Builder
	for _, p := range pairs {
		got = append(got, strings.TrimSpace(p.Left)+" / "+strings.TrimSpace(p.Right))
		l.WriteString(compare.Before(p.Ops))
	}
	for _, s := range compare.Sentences(right) {
		for _, p := range pairs {
			if p.Right == s {
				r.WriteString(s)
			}
		}
	}
	if l.String() != left || r.String() != right {
		t.Errorf("sentences were lost: %q, %q", l.String(), r.String())
	}
	want := []string{
		"The department shall not honor a detainer without a warrant. / The watch shall not honor any detainer unless with a warrant.",
		" / The mayor may adopt rules.",
		"It shall keep a list of requests. / A list of requests shall be kept by the watch.",
		"Nothing here limits a warrant signed by a judge. / ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestGroup(t *testing.T) {
	ps := []Passage{
		{"springfield", "The department shall not honor a detainer unless a judge has signed a warrant."},
		{"shelbyville", "Each officer reports arrests to the federal agency within one day."},
		{"ogdenville", "The police department shall not honor any civil detainer unless a judge has signed a warrant."},
		{"brockway", "An officer reports all arrests to the federal agency within two days."},
		{"haverbrook", "Parks close at dusk."},
	}
	var got []string
	for _, g := range Group(ps, 0.6) {
		var keys []string
		for _, p := range g {
			keys = append(keys, p.Key)
		}
		got = append(got, strings.Join(keys, "+"))
	}
	if s := strings.Join(got, " "); s != "springfield+ogdenville shelbyville+brockway haverbrook" {
		t.Errorf("got %s", s)
	}
	if v := Likeness(ps[0].Text, ps[0].Text); v != 1 {
		t.Errorf("a text is like itself by %v", v)
	}
}
