package frontend

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var token = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-f]{6});`)

// schemes reads the colour tokens of the style sheet: those of the light
// scheme, and those with the dark scheme over them.
func schemes(t *testing.T) map[string]map[string]string {
	t.Helper()
	b, err := embedded.ReadFile("static/refuge.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	start := strings.Index(css, "@media (prefers-color-scheme: dark)")
	end := strings.Index(css, "/* Ground */")
	if start < 0 || end < start {
		t.Fatal("the style sheet has no dark scheme where it is looked for")
	}
	light, dark := map[string]string{}, map[string]string{}
	for _, m := range token.FindAllStringSubmatch(css[:start], -1) {
		light[m[1]], dark[m[1]] = m[2], m[2]
	}
	for _, m := range token.FindAllStringSubmatch(css[start:end], -1) {
		if light[m[1]] == "" {
			t.Errorf("the dark scheme has a token %s that the light one has not", m[1])
		}
		dark[m[1]] = m[2]
	}
	return map[string]map[string]string{"light": light, "dark": dark}
}

// contrast is the ratio of WCAG 2.2 (relative luminance).
func contrast(a, b string) float64 {
	luminance := func(hex string) float64 {
		var sum float64
		for i, weight := range []float64{.2126, .7152, .0722} {
			n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
			if err != nil {
				return math.NaN()
			}
			c := float64(n) / 255
			if c <= .04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// Text stands out from its ground by 4.5, edges of controls, focus and marks of
// the drawing by 3 (WCAG 2.2, 1.4.3 and 1.4.11), in both schemes.
func TestContrast(t *testing.T) {
	pairs := []struct {
		ink, ground string
		least       float64
	}{
		{"ink", "paper", 7}, {"ink", "raised", 7}, {"muted", "paper", 4.5}, {"muted", "raised", 4.5},
		{"link", "paper", 4.5}, {"link", "raised", 4.5}, {"paper", "link", 4.5},
		{"open-ink", "open-ground", 4.5}, {"live-ink", "live-ground", 4.5}, {"dead-ink", "dead-ground", 4.5},
		{"added-ink", "added-ground", 4.5}, {"removed-ink", "removed-ground", 4.5}, {"mark-ink", "mark-ground", 4.5},
		{"cell-ink", "h1", 4.5}, {"cell-ink", "h2", 4.5}, {"cell-ink", "r0", 4.5}, {"cell-ink", "r1", 4.5}, {"cell-ink", "r2", 4.5}, {"cell-ink", "r3", 4.5}, {"cell-ink", "r4", 4.5},
		{"edge", "paper", 3}, {"focus", "paper", 3}, {"focus", "raised", 3},
		{"ink", "band", 4.5}, {"ink", "band-alt", 4.5}, {"link", "band", 3}, {"link", "band-alt", 3},
		{"focus", "band", 3}, {"focus", "band-alt", 3}, {"removed-ink", "band", 3}, {"removed-ink", "band-alt", 3},
	}
	for name, tokens := range schemes(t) {
		for _, p := range pairs {
			ink, ground := tokens[p.ink], tokens[p.ground]
			if ink == "" || ground == "" {
				t.Errorf("%s: no token %s or %s", name, p.ink, p.ground)
				continue
			}
			if got := contrast(ink, ground); !(got >= p.least) {
				t.Errorf("%s: %s on %s is %.2f, want %.1f", name, p.ink, p.ground, got, p.least)
			}
		}
	}
}
