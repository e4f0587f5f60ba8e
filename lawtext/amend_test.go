package lawtext

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"refuge/internal/shared"
)

type redline struct {
	Law, File, Target, Before, After string
}

func redlines(t testing.TB) []redline {
	t.Helper()
	f, err := os.Open(shared.Path(t, "real/nyc-redlines.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []redline
	s := bufio.NewScanner(z)
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		var r redline
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

var redlineToken = regexp.MustCompile(`[\p{L}\p{N}]+|[^\s\p{L}\p{N}]`)

func redlineTokens(s string) []string {
	return redlineToken.FindAllString(strings.Join(strings.Fields(s), " "), -1)
}

// The redlines name the law that was read, so the matter is found by law.
func TestClausesOfTheArchiveAgreeWithTheRedlines(t *testing.T) {
	byLaw := map[string][]redline{}
	all := redlines(t)
	for _, r := range all {
		byLaw[r.Law] = append(byLaw[r.Law], r)
	}
	found, before, after := 0, 0, 0
	for _, m := range archive(t) {
		rows := byLaw[m.LocalLaw]
		if m.LocalLaw == "" || len(rows) == 0 || strings.HasPrefix(m.path, "versions/") || rows[0].File != m.File && !strings.HasPrefix(rows[0].File, m.File) {
			continue
		}
		d, err := ReadRTF([]byte(m.RTF))
		if err != nil {
			t.Fatal(err)
		}
		bill := ReadBill(d.Text(), d.Marks())
		for _, r := range rows {
			want := strings.Join(redlineTokens(r.Target), " ")
			var hit *Instruction
			for i := range bill.Instructions {
				in := &bill.Instructions[i]
				if in.Action == Amend && strings.Contains(strings.Join(redlineTokens(in.Clause), " "), want) {
					hit = in
					if slices.Equal(redlineTokens(in.After), redlineTokens(r.After)) {
						break
					}
				}
			}
			if hit == nil {
				t.Logf("%s: no instruction for %q", r.Law, r.Target)
				continue
			}
			found++
			b, a := slices.Equal(redlineTokens(hit.Before), redlineTokens(r.Before)), slices.Equal(redlineTokens(hit.After), redlineTokens(r.After))
			if b {
				before++
			}
			if a {
				after++
			}
			if !a || !b {
				x, y := redlineTokens(hit.Before), redlineTokens(r.Before)
				if b {
					x, y = redlineTokens(hit.After), redlineTokens(r.After)
				}
				k := 0
				for k < len(x) && k < len(y) && x[k] == y[k] {
					k++
				}
				t.Logf("%s %q: at %d\n  ours   %q\n  theirs %q", r.Law, cutText(r.Target, 80), k, x[max(0, min(k, len(x))-5):min(len(x), k+12)], y[max(0, min(k, len(y))-5):min(len(y), k+12)])
			}
		}
	}
	t.Logf("%d of %d clauses found; before agrees in %d, after in %d", found, len(all), before, after)
	if found < 1500 || before < 1490 || after < 1490 {
		t.Errorf("too few of %d clauses agree", len(all))
	}
}
