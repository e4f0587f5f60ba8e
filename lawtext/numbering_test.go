package lawtext_test

import (
	"strings"
	"testing"

	"refuge/lawtext"
)

// tree writes the sections of a text by their eIds, those of introductions left
// out, with their headings.
func tree(text string) string {
	var b strings.Builder
	for _, s := range lawtext.Sections(text) {
		if strings.HasSuffix(s.EID, "__intro") {
			continue
		}
		b.WriteString(s.EID)
		if s.Heading != "" {
			b.WriteString(" {" + s.Heading + "}")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestSectionsOfOtherPlaces(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Denver", "28-950. Use of lamps limited; exceptions.\n(a) No keeper shall dim.\n28-951. Access.\n(a) None.", `sec_28-950 {Use of lamps limited; exceptions}
sec_28-950__subsec_a
sec_28-951 {Access}
sec_28-951__subsec_a
`},
		{"Denver as Municode prints it", "ARTICLE XI. LAMPS\n§ 28-950. Use.\n(a)\nExcept as allowed, no keeper shall:\n(1)\nDim a lamp.\n(2)\nSnuff it.\n(b)\nNothing else.", `art_xi {LAMPS}
art_xi__sec_28-950 {Use}
art_xi__sec_28-950__subsec_a
art_xi__sec_28-950__subsec_a__para_1
art_xi__sec_28-950__subsec_a__para_2
art_xi__sec_28-950__subsec_b
`},
		{"Florida", "998.103 Lamp policies prohibited.—A city may not dim a lamp.\n998.104 Help to keepers.—\n(1) A city shall:\n(a) Help.\n(b) Wait.", `sec_998-103 {Lamp policies prohibited}
sec_998-104 {Help to keepers}
sec_998-104__subsec_1
sec_998-104__subsec_1__para_a
sec_998-104__subsec_1__para_b
`},
		{"California", "CHAPTER 19.25. Lamps and Keepers of the Lamps of the State [9284 - 9284.6]\n9284. This chapter is the Lamp Act.\n9284.2. The Legislature finds the following:\n(a) Lamps are good.\n(b) Keepers are few.\n9284.6. (a) Keepers shall not:\n(1) Dim.\n(b) Notwithstanding subdivision (a).", `chp_19-25 {Lamps and Keepers of the Lamps of the State [9284 - 9284.6}
chp_19-25__sec_9284
chp_19-25__sec_9284-2
chp_19-25__sec_9284-2__subsec_a
chp_19-25__sec_9284-2__subsec_b
chp_19-25__sec_9284-6
chp_19-25__sec_9284-6__subsec_a
chp_19-25__sec_9284-6__subsec_a__para_1
chp_19-25__sec_9284-6__subsec_b
`},
		{"Oregon", "981A.820 Dimming of lamps; notice.\n(1) No keeper shall dim.\n(2) Despite subsection (1) of this section, a keeper may.\n981A.823 Names.\n(1) Text.", `sec_981a-820 {Dimming of lamps; notice}
sec_981a-820__subsec_1
sec_981a-820__subsec_2
sec_981a-823 {Names}
sec_981a-823__subsec_1
`},
		{"Washington", "RCW 99.93.160 Lamps—Duties.\n(1) RCW 43.17.999 applies.\nRCW 43.17.999 applies to this line as well.\n(a) To all; or\n(i) to none.\nRCW 99.93.900 Effective date.\nAt once.", `sec_99-93-160 {Lamps—Duties}
sec_99-93-160__subsec_1
sec_99-93-160__subsec_1__para_a
sec_99-93-160__subsec_1__para_a__subpara_i
sec_99-93-900 {Effective date}
`},
		{"Illinois", "5 ILCS 999/1\n\n    (5 ILCS 999/1)\n    Sec. 1. Short title. The Lamp Act.\n(Source: P.A. 199-1, eff. 8-28-17.)\n\n5 ILCS 999/15\n\n    (5 ILCS 999/15)\n    Sec. 15. Dimming.\n    (a) No keeper shall dim.\n    (a-5) No keeper may ask.\n    (b) (1) Unless asked:\n        (A) dim;\n        (B) snuff.\n(Source: P.A. 199-1.)", `sec_1 {Short title}
sec_15 {Dimming}
sec_15__subsec_a
sec_15__subsec_a-5
sec_15__subsec_b
sec_15__subsec_b__para_1
sec_15__subsec_b__para_1__subpara_a
sec_15__subsec_b__para_1__subpara_b
sec_15__p_1
`},
		{"Indiana", "IC 95-2-18.2-4\nSec. 4. A keeper may not dim a lamp.\nIC 95-2-18.2-5\nSec. 5. A keeper may light one.", "sec_95-2-18-2-4\nsec_95-2-18-2-5\n"},
		{"Minnesota", "913.82 LAMPS.\nSubdivision 1. Scope. This is on lamps.\nSubd. 2. Duty. (a) Light them.\n(b) Keep them.\n913.83 KEEPERS.\nSubdivision 1. None.", `sec_913-82 {LAMPS}
sec_913-82__subsec_1 {Scope}
sec_913-82__subsec_2 {Duty}
sec_913-82__subsec_2__para_a
sec_913-82__subsec_2__para_b
sec_913-83 {KEEPERS}
sec_913-83__subsec_1
`},
		{"Boston", "91-1.9   Boston Lamp Act.\n   (A)   Definitions. In this Section:\n      LAMP or LANTERN. A light.\n         (1)   Of oil;\n      KEEPER. A person.\n   (B)   Duties. Light them.\n(CBC 1985 11-1.9; Ord. 2014 c. 9)\n96-11   LAMP OIL.\n   (A)   Pure oil.", `sec_91-1-9 {Boston Lamp Act}
sec_91-1-9__subsec_a {Definitions}
sec_91-1-9__subsec_a__def_lamp-or-lantern {LAMP or LANTERN}
sec_91-1-9__subsec_a__def_lamp-or-lantern__para_1
sec_91-1-9__subsec_a__def_keeper {KEEPER}
sec_91-1-9__subsec_b {Duties}
sec_91-1-9__p_1
sec_96-11 {LAMP OIL}
sec_96-11__subsec_a
`},
		{"Philadelphia", "CHAPTER 99-4500. LAMPS.\n§ 99-4502. Conduct.\n   (1)   No keeper shall:\n      (a)   dim a lamp:\n         (.1)   at night;\n         (.2)   by day.\n      (b)   snuff it.", `chp_99-4500 {LAMPS}
chp_99-4500__sec_99-4502 {Conduct}
chp_99-4500__sec_99-4502__subsec_1
chp_99-4500__sec_99-4502__subsec_1__para_a
chp_99-4500__sec_99-4502__subsec_1__para_a__subpara_1
chp_99-4500__sec_99-4502__subsec_1__para_a__subpara_2
chp_99-4500__sec_99-4502__subsec_1__para_b
`},
		{"King County", "SECTION 1.  Ordinance 99692, Section 2, as amended, and K.C.C. 92.15.010 are each amended to read as follows:\nA.  No lamp.\nB.1.  Except one.\n  2.  And two:\n    a.  large;\n    b.  small.\nNEW SECTION.  SECTION 2.  There is hereby added a section to read as follows:\nA.  The keeper.", `sec_1
sec_1__subsec_a
sec_1__subsec_b
sec_1__subsec_b__para_1
sec_1__subsec_b__para_2
sec_1__subsec_b__para_2__subpara_a
sec_1__subsec_b__para_2__subpara_b
sec_2
sec_2__subsec_a
`},
		{"Los Angeles", "CHAPTER 99\nSec. 99.190. Purpose.\nLamps.\nSec. 99.191. Limits.\n(a) No lamps.\n1. Of oil.\n2. Of wax.\n(b) Exceptions.", `chp_99
chp_99__sec_99-190 {Purpose}
chp_99__sec_99-191 {Limits}
chp_99__sec_99-191__subsec_a
chp_99__sec_99-191__subsec_a__para_1
chp_99__sec_99-191__subsec_a__para_2
chp_99__sec_99-191__subsec_b
`},
		{"San Francisco", "CHAPTER 92H: LAMPS\nSEC. 92H.2. DUTIES.\n(a) Light.\n(Added by Ord. 975-89, App. 10/24/89)\nSEC. 92H.2-1. [REPEALED.]\nSEC. 92H.3. LIMITS.", "chp_92h {LAMPS}\nchp_92h__sec_92h-2 {DUTIES}\nchp_92h__sec_92h-2__subsec_a\nchp_92h__sec_92h-2__p_1\nchp_92h__sec_92h-2-1\nchp_92h__sec_92h-3 {LIMITS}\n"},
		{"Texas", "SUBCHAPTER C. LAMPS\nSec. 952.053. DUTIES OF KEEPERS. (a) A keeper may not:\n(1) dim;\n(5) snuff.\n(a-1) A lamp is a light.\n(b) The end.", `subchp_c {LAMPS}
subchp_c__sec_952-053 {DUTIES OF KEEPERS}
subchp_c__sec_952-053__subsec_a
subchp_c__sec_952-053__subsec_a__para_1
subchp_c__sec_952-053__subsec_a__para_5
subchp_c__sec_952-053__subsec_a-1
subchp_c__sec_952-053__subsec_b
`},
		{"a police manual", "928.1 PURPOSE AND SCOPE\nThis is on lamps.\n928.2 LAMPS\nKeep them.\n928.2.1 OIL\nPure.", "sec_928-1 {PURPOSE AND SCOPE}\nsec_928-2 {LAMPS}\nsec_928-2-1 {OIL}\n"},
		{"three parts", "97-4-3 Lamps.\n(A) Light.\n97-4-4 Oil.\n(A) Pour.", "sec_97-4-3 {Lamps}\nsec_97-4-3__subsec_a\nsec_97-4-4 {Oil}\nsec_97-4-4__subsec_a\n"},
		{"a number that goes on at once", "9(1) No keeper shall dim.\n(2) No lamp.\n10(1) The Mayor shall report.\n(2) The Council shall hear.", "sec_9\nsec_9__subsec_1\nsec_9__subsec_2\nsec_10\nsec_10__subsec_1\nsec_10__subsec_2\n"},
		{"behind z", "Section 1. Lamps.\n(y) y;\n(z) z;\n(za) za;\n(zb) zb.\nSection 2. Oil.\n(z) z;\n(aa) aa;\n(bb) bb.\nSection 3. Wax.\n(z) z;\n(aa) aa;\n(ab) ab;\n(or) the word.", `sec_1 {Lamps}
sec_1__subsec_y
sec_1__subsec_z
sec_1__subsec_za
sec_1__subsec_zb
sec_2 {Oil}
sec_2__subsec_z
sec_2__subsec_aa
sec_2__subsec_bb
sec_3 {Wax}
sec_3__subsec_z
sec_3__subsec_aa
sec_3__subsec_ab
`},
		{"a list in one line", "§ 9-999 Lamps.\n(a) Reports. (1) Log. (i) The keeper shall keep a log.\n(ii) The log is public.\n(2) Copies.\n(h)(i) One.\n(ii) Two.\n(3)(a)(1) x", `sec_9-999 {Lamps}
sec_9-999__subsec_a {Reports}
sec_9-999__subsec_a__para_1 {Log}
sec_9-999__subsec_a__para_1__subpara_i
sec_9-999__subsec_a__para_1__subpara_ii
sec_9-999__subsec_a__para_2
sec_9-999__subsec_h
sec_9-999__subsec_h__para_i
sec_9-999__subsec_h__para_ii
sec_9-999__subsec_h__para_ii__subpara_3
sec_9-999__subsec_h__para_ii__subpara_3__cl_a
sec_9-999__subsec_h__para_ii__subpara_3__cl_a__subclause_1
`},
		{"a table of contents", "CHAPTER 92-173\nLAMP ORDINANCE\n92-173-005 Purpose.\n92-173-010 Definitions.\n92-173-020 Limits.\n\n92-173-005 Purpose.\nTo light.\n92-173-010 Definitions.\nNone.\n92-173-020 Limits.\n(a) No keeper.", `chp_92-173
chp_92-173__toc_1
chp_92-173__sec_92-173-005 {Purpose}
chp_92-173__sec_92-173-010 {Definitions}
chp_92-173__sec_92-173-020 {Limits}
chp_92-173__sec_92-173-020__subsec_a
`},
		{"a table of contents with signs and pages", "Sec. 92H.1. Lamps and Oil ........ 3\nSec. 92H.2. Keepers ............. 4\nThe Board finds that lamps are good.\nSEC. 92H.1. LAMPS AND OIL.\nLight.\nSEC. 92H.2. KEEPERS.\nFew.", `toc_1
p_1
sec_92h-1 {LAMPS AND OIL}
sec_92h-2 {KEEPERS}
`},
		{"a table of contents of articles", "Article I. Lamps\nArticle II. Oil\nARTICLE I. LAMPS\nSec. 1-1. Light.\nIt shines.\nARTICLE II. OIL\nSec. 2-1. Oil.\nIt burns.", `toc_1
art_i {LAMPS}
art_i__sec_1-1 {Light}
art_ii {OIL}
art_ii__sec_2-1 {Oil}
`},
	} {
		if got := tree(c.text); got != c.want {
			t.Errorf("%s:\n got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if err := covers(c.text); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What looks like the number of a section and is none.
func TestNumbersThatOpenNoSection(t *testing.T) {
	for _, text := range []string{
		"The keeper shall report.\n1.5 Hours are enough.\n2.5 Hours are too many.",
		"The budget.\n2014-2015 Budget of lamps.\n2015-2016 Budget of lamps.",
		"It was signed.\n11-14-2014\n2014-11-14 Signed.",
		"A keeper who dims a lamp in breach of the duties that stand in section\n9-131. The keeper who lights it is free. So says section\n9-132. The end.",
		"The rule that holds for keepers of lamps stands in the words of RCW\n43.17.420 and nowhere else; RCW\n43.17.425 adds nothing.",
		"5.25 Dollars and\n6.75 Dollars.",
	} {
		for _, s := range lawtext.Sections(text) {
			if strings.Contains(s.EID, "sec_") {
				t.Errorf("%q has the section %s", text, s.EID)
			}
		}
	}
	for _, c := range []struct{ text, want string }{
		{"§ 9-999 Lamps.\n(1) A keeper shall light each lamp, except for the lamps of subsection\n(2) of this section, at dusk.\n(2) None.", "sec_9-999 {Lamps}\nsec_9-999__subsec_1\nsec_9-999__subsec_2\n"},
		{"§ 9-999 Lamps.\n1. Of large lamps:\n1.1 Oil.\n1.2 Wax.\n2. Of small ones.", "sec_9-999 {Lamps}\nsec_9-999__subsec_1\nsec_9-999__subsec_2\n"},
		{"§ 9-999 Lamps.\n(a) Light it\n(if) it is dark.\n(b) Keep it.", "sec_9-999 {Lamps}\nsec_9-999__subsec_a\nsec_9-999__subsec_b\n"},
	} {
		if got := tree(c.text); got != c.want {
			t.Errorf("%q:\n got\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

// A text keeps the eIds of its sections when a table of contents is put before
// it.
func TestContentsTakeNoEIds(t *testing.T) {
	const head, body = "CHAPTER 92-173\nLAMP ORDINANCE\n", "92-173-005 Purpose.\nTo light.\n92-173-010 Limits.\n(a) No keeper.\n(b) No lamp.\n"
	plain := map[string]string{}
	for _, s := range lawtext.Sections(head + body) {
		plain[s.EID] = s.Words(head + body)
	}
	listed := head + "92-173-005 Purpose.\n92-173-010 Limits.\n" + body
	for _, s := range lawtext.Sections(listed) {
		if want, ok := plain[s.EID]; ok && strings.Contains(s.EID, "sec_") && s.Words(listed) != want {
			t.Errorf("%s is %q, was %q", s.EID, s.Words(listed), want)
		}
		delete(plain, s.EID)
	}
	if len(plain) > 0 {
		t.Errorf("without %v", plain)
	}
}
