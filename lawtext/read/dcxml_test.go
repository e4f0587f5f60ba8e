package read

import (
	"errors"
	"strings"
	"testing"

	"refuge/law"
)

const dcLanterns = `<document xmlns:codify="https://example.org/codify" xmlns="https://example.org/dc">
 <num type="act">1-7</num><heading type="short">Lantern Act of 2019</heading>
 <meta><effective>2019-10-23</effective></meta>
 <section><num>2</num><text>Section 4 of the Lantern Act is amended to read as follows:</text>
  <include><section><num codify:value="9-101.07">4</num><heading>Lanterns.</heading><para><num>(a)</num><text>Light them.</text></para></section></include></section>
 <annotations><annotation type="History">1 DCR 1</annotation></annotations>
</document>`

func TestDCXML(t *testing.T) {
	d, err := DCXML([]byte(dcLanterns))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := show(d), "heading:1-7 Lantern Act of 2019|2 Section 4 of the Lantern Act is amended to read as follows:|heading:4 Lanterns.|(a) Light them."; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for name, bad := range map[string]string{"broken": "<document><num>", "another vocabulary": "<html/>", "nothing": ""} {
		if _, err := DCXML([]byte(bad)); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DCXML([]byte("<document>" + strings.Repeat("<para>", 500))); !errors.Is(err, law.ErrTooLarge) {
		t.Errorf("500 levels: %v", err)
	}
}

func FuzzDCXML(f *testing.F) {
	f.Add([]byte(dcLanterns))
	f.Add([]byte(`<section><num>1</num><table><tr><td>a</td><td>b</td></tr></table></section>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := DCXML(b)
		if err != nil {
			if !foreseen(err) {
				t.Fatal(err)
			}
			return
		}
		sound(t, d)
	})
}
