package lawtext_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
)

// outline writes the leaves and parents of a text: eId and the words it begins
// with.
func outline(text string) string {
	var b strings.Builder
	for _, s := range lawtext.Sections(text) {
		words := strings.Fields(s.Words(text))
		fmt.Fprintf(&b, "%s", s.EID)
		if s.Heading != "" {
			fmt.Fprintf(&b, " {%s}", s.Heading)
		}
		if len(words) > 0 {
			fmt.Fprintf(&b, " %s", strings.Join(words[:min(3, len(words))], " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestSections(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"New York", "§ 9-777 Lanterns. a. Definitions. As used in this section:\nLantern. The term “lantern” means a lamp.\nKeeper. The term “keeper” means a person.\nb. 1. Keepers shall:\n(a) light;\n(b) dim.\n2. Nothing more.\nc. End.", `sec_9-777 {Lanterns} § 9-777 Lanterns.
sec_9-777__intro § 9-777 Lanterns.
sec_9-777__subsec_a {Definitions} a. Definitions. As
sec_9-777__subsec_a__intro a. Definitions. As
sec_9-777__subsec_a__def_lantern {Lantern} Lantern. The term
sec_9-777__subsec_a__def_keeper {Keeper} Keeper. The term
sec_9-777__subsec_b b. 1. Keepers
sec_9-777__subsec_b__intro b.
sec_9-777__subsec_b__para_1 1. Keepers shall:
sec_9-777__subsec_b__para_1__intro 1. Keepers shall:
sec_9-777__subsec_b__para_1__subpara_a (a) light;
sec_9-777__subsec_b__para_1__subpara_b (b) dim.
sec_9-777__subsec_b__para_2 2. Nothing more.
sec_9-777__subsec_c c. End.
`},
		{"i after h", "§ 1-1 L.\n(g) g\n(h) h\n(i) i\n(j) j", `sec_1-1 {L} § 1-1 L.
sec_1-1__intro § 1-1 L.
sec_1-1__subsec_g (g) g
sec_1-1__subsec_h (h) h
sec_1-1__subsec_i (i) i
sec_1-1__subsec_j (j) j
`},
		{"i below h", "§ 1-1 L.\n(g) g\n(h) h:\n(i) one\n(ii) two\n(i) again", `sec_1-1 {L} § 1-1 L.
sec_1-1__intro § 1-1 L.
sec_1-1__subsec_g (g) g
sec_1-1__subsec_h (h) h: (i)
sec_1-1__subsec_h__intro (h) h:
sec_1-1__subsec_h__para_i (i) one
sec_1-1__subsec_h__para_ii (ii) two
sec_1-1__subsec_i (i) again
`},
		{"San Francisco", "CHAPTER 12Z: CITY OF LAMPS\nSEC. 12Z.1. FINDINGS.\nLamps are good.\nSEC. 12Z.2. DUTIES.\n(a) No officer shall:\n(1) Dim.\n(A) At night.", `chp_12z {CITY OF LAMPS} CHAPTER 12Z: CITY
chp_12z__intro CHAPTER 12Z: CITY
chp_12z__sec_12z-1 {FINDINGS} SEC. 12Z.1. FINDINGS.
chp_12z__sec_12z-2 {DUTIES} SEC. 12Z.2. DUTIES.
chp_12z__sec_12z-2__intro SEC. 12Z.2. DUTIES.
chp_12z__sec_12z-2__subsec_a (a) No officer
chp_12z__sec_12z-2__subsec_a__intro (a) No officer
chp_12z__sec_12z-2__subsec_a__para_1 (1) Dim. (A)
chp_12z__sec_12z-2__subsec_a__para_1__intro (1) Dim.
chp_12z__sec_12z-2__subsec_a__para_1__subpara_a (A) At night.
`},
		{"Chicago", "Chapter 2-999 Welcoming Lamps\n2-999-010 Purpose and intent.\nThe lamps.\n2-999-020 Definitions.\nAs used here, “lamp” means a light.", `chp_2-999 {Welcoming Lamps} Chapter 2-999 Welcoming
chp_2-999__intro Chapter 2-999 Welcoming
chp_2-999__sec_2-999-010 {Purpose and intent} 2-999-010 Purpose and
chp_2-999__sec_2-999-020 {Definitions} 2-999-020 Definitions. As
`},
		{"Seattle", "4.99.015 Inquiries\nA. No one asks.\n1. Ever.\nB. Unless lawful.", `sec_4-99-015 {Inquiries} 4.99.015 Inquiries A.
sec_4-99-015__intro 4.99.015 Inquiries
sec_4-99-015__subsec_a A. No one
sec_4-99-015__subsec_a__intro A. No one
sec_4-99-015__subsec_a__para_1 1. Ever.
sec_4-99-015__subsec_b B. Unless lawful.
`},
		{"an order", "WHEREAS, lamps are dim; and\nWHEREAS, nights are long,\nNOW, THEREFORE, it is hereby ordered:\nSection 1. Purpose. To light.\nSec. 2. Effect. At once.", `rec_1 WHEREAS, lamps are
rec_2 WHEREAS, nights are
p_1 NOW, THEREFORE, it
sec_1 {Purpose} Section 1. Purpose.
sec_2 {Effect} Sec. 2. Effect.
`},
		{"a wrapped order with misread signs", "WHEREAS, lamps are dim, and the nights are long, and the keepers of\nthe lamps are few; and\nWHEREAS, so.\nSection 1. Light them.\n$ 2. Keep them.\n8 3. Count them.\n8 9. No.", `rec_1 WHEREAS, lamps are
rec_2 WHEREAS, so.
sec_1 {Light them} Section 1. Light
sec_2 {Keep them} $ 2. Keep
sec_3 {Count them} 8 3. Count
`},
		{"a bill", "Section 1. Subdivision b of section 9-777 of the code is amended to read as follows:\nb. Old [words] new.\n[3] 4. Next.\n§ 2. Section 9-778 is REPEALED.\n§ 3. This local law takes effect immediately.", `sec_1 Section 1. Subdivision
sec_1__intro Section 1. Subdivision
sec_1__subsec_b b. Old [words]
sec_1__subsec_b__intro b. Old [words]
sec_1__subsec_b__para_4 [3] 4. Next.
sec_2 § 2. Section
sec_3 § 3. This
`},
		{"the same number twice", "§ 1-1 A.\n§ 1-1 B.", "sec_1-1 {A} § 1-1 A.\nsec_1-1-2 {B} § 1-1 B.\n"},
	} {
		if got := outline(c.text); got != c.want {
			t.Errorf("%s:\n got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if lawtext.Sections(" \n\t") != nil {
		t.Error("a blank text has sections")
	}
}

// covers checks what must hold of the sections of any text.
func covers(text string) error {
	sections := lawtext.Sections(text)
	if strings.TrimSpace(text) == "" {
		if sections != nil {
			return fmt.Errorf("blank text has %d sections", len(sections))
		}
		return nil
	}
	byID := map[string]law.Section{}
	parent := map[string]bool{}
	for _, s := range sections {
		if _, twice := byID[s.EID]; twice {
			return fmt.Errorf("eId %s comes twice", s.EID)
		}
		byID[s.EID] = s
		if s.Start < 0 || s.End < s.Start || s.End > len(text) {
			return fmt.Errorf("%s is %d to %d of %d", s.EID, s.Start, s.End, len(text))
		}
		if s.Start < len(text) && !utf8.RuneStart(text[s.Start]) || s.End < len(text) && !utf8.RuneStart(text[s.End]) {
			return fmt.Errorf("%s cuts a character", s.EID)
		}
		if s.Parent != "" {
			p, ok := byID[s.Parent]
			if !ok || s.Start < p.Start || s.End > p.End {
				return fmt.Errorf("%s does not lie in its parent %s", s.EID, s.Parent)
			}
			parent[s.Parent] = true
		}
	}
	at := 0
	for _, s := range sections {
		if parent[s.EID] {
			continue
		}
		if s.Start != at {
			return fmt.Errorf("%s begins at %d, the one before it ends at %d", s.EID, s.Start, at)
		}
		at = s.End
	}
	if at != len(text) {
		return fmt.Errorf("the last leaf ends at %d of %d", at, len(text))
	}
	return nil
}

func TestSectionsCoverTheText(t *testing.T) {
	piece := rapid.SampledFrom([]string{"§ 9-1 Lamps. ", "Section 1. ", "§ 2.", "a. ", "b. ", "(i) ", "(ii) ", "(a)", "1. ", "[3] 4. ", "Chapter 5 Lamps", "WHEREAS, ",
		"“Lamp” means x", "Lamp. The term “lamp” means", "word ", "\n", "\n\n", "é— ", "[", "]", "2-173-020 Use", "A. ", "(A) (1) ", "SEC. 12H.2. Title. ", "(ab) ", "za. ", "(.1) ", "C.1. ", "9(1) No ", "28-250. Use.", "5 ILCS 805/15", "RCW 10.93.160 ", "Subd. 2. ", "(a-1) ", "Section", "NEW SECTION. ", "ﬁ\u2028"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "text"), "")
		if err := covers(text); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
	})
}

func FuzzSections(f *testing.F) {
	f.Add("§ 9-777 Lanterns. a. Definitions.\n(i) x\n(ii) y\n[3] 4. z")
	f.Add("Section 1. A is amended as follows:\n“Lamp” means x\nSEC. 12Z.2. é (a)(1)(A)")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		if err := covers(text); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSectionsOfTheArchiveCoverTheirTexts(t *testing.T) {
	for _, m := range shared.Council(t) {
		if d, err := read.RTF([]byte(m.RTF), lawtext.NewYork); err == nil {
			if err := covers(d.Text()); err != nil {
				t.Errorf("%s: %v", m.Path, err)
			}
		}
	}
}

// BenchmarkSections reads the tree of every bill of the archive, beside a bare
// scan for line feeds.
func BenchmarkSections(b *testing.B) {
	var texts []string
	size, sum := 0, 0
	for _, m := range shared.Council(b) {
		if m.LocalLaw == "" || m.RTF == "" || strings.HasPrefix(m.Path, "versions/") {
			continue
		}
		d, err := read.RTF([]byte(m.RTF), lawtext.NewYork)
		if errors.Is(err, law.ErrNoText) {
			continue
		}
		if err != nil {
			b.Fatalf("%s: %v", m.Path, err)
		}
		texts = append(texts, d.Text())
		size += len(texts[len(texts)-1])
	}
	var ours, scan time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		for _, text := range texts {
			sum += len(lawtext.Sections(text))
		}
		ours += time.Since(start)
		start = time.Now()
		for _, text := range texts {
			sum += strings.Count(text, "\n")
		}
		scan += time.Since(start)
	}
	b.SetBytes(int64(size))
	b.ReportMetric(float64(ours)/float64(scan), "ratio")
	b.ReportMetric(float64(size)*float64(b.N)/1e6/ours.Seconds(), "text-MB/s")
	if sum == 0 {
		b.Fatal("nothing was read")
	}
}
