package lawtext

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestOne(t *testing.T) {
	var idx map[string]string
	b, _ := os.ReadFile("/tmp/lt_idx.json")
	json.Unmarshal(b, &idx)
	for _, q := range strings.Split(os.Getenv("Q"), ";") {
		f := strings.Split(q, "|")
		b, _ := os.ReadFile("/tmp/nc/" + idx[f[0]])
		var m matter
		json.Unmarshal(b, &m)
		d, _ := ReadRTF([]byte(m.RTF))
		text := d.Text()
		for _, in := range ReadBill(text, d.Marks()).Instructions {
			s := fmt.Sprint(in.Targets)
			if !strings.Contains(s, f[1]) {
				continue
			}
			fmt.Println("##", f[0], in.BillSection, in.Action, s, in.To, "CLAUSE:", cutText(in.Clause, 400))
			n := 600
			if len(f) > 2 {
				n = 3000
			}
			fmt.Printf("   BEFORE %q\n   AFTER %q\n", cutText(in.Before, n), cutText(in.After, n/3))
			b, _ := sides(text, d.Marks(), in.MatterStart, in.MatterEnd)
			var walk func([]*part, string)
			walk = func(ps []*part, ind string) {
				for _, p := range ps {
					fmt.Printf("%s%q h=%.40q w=%.60q\n", ind, p.number, p.head, p.words)
					walk(p.kids, ind+"  ")
				}
			}
			if len(f) > 2 {
				walk(parseMatter(b, "", in.Targets), "   ")
			}
		}
	}
}
