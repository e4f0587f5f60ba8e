package store

import (
	"slices"
	"strings"

	"refuge/law"
)

// This file knows the words of searches: which say nothing, which forms a word
// has, and in which ways the same number is written.

// fillers are words that a question has and a passage need not have.
var fillers = wordSet(`a about after all also am an and any are as at be been before being but by can could did do does
	doing every for from get give had has have he her his how i if in into is it its let like list many may me much must
	my of on or our please shall she should show some tell than that the their them there these they this those to
	under us was we were what when where whether which while who whom whose why will with would you your not near find`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// said are the words of a plain search that say something; all of them where
// none does.
func said(terms []wanted) []wanted {
	out := slices.DeleteFunc(slices.Clone(terms), func(t wanted) bool {
		return len(t.words) == 1 && fillers[strings.ToLower(t.words[0])] && t.words[0] != "US"
	})
	if len(out) == 0 {
		return terms
	}
	return out
}

// citing turns the words of a number into what finds the number however it is
// written: "Executive Order" also as EO and E.O., "sec. 9-131" as 9-131.
func citing(terms []wanted) []wanted {
	var out []wanted
	for i := 0; i < len(terms); {
		if n, forms := kindAt(terms[i:]); n > 0 {
			out = append(out, forms)
			i += n
			continue
		}
		t := terms[i]
		i++
		if i < len(terms) && len(t.words) == 1 && beforeNumber[strings.ToLower(t.words[0])] && startsWithFigure(terms[i]) {
			continue
		}
		out = append(out, t)
	}
	return out
}

var beforeNumber = wordSet("no nos number num sec secs sect section sections")

func startsWithFigure(t wanted) bool {
	c := t.words[0][0]
	return '0' <= c && c <= '9'
}

// kindForms are the ways to write each of law.CitedWords, by each of them.
var kindForms = func() map[string]wanted {
	out := map[string]wanted{}
	for _, forms := range law.CitedWords {
		var ways []wanted
		for _, f := range forms {
			ways = append(ways, word(strings.Fields(f)...))
		}
		if initials[forms[0]] {
			ways = append(ways, word(strings.Split(forms[0], "")...)) // U.S.C.
		}
		any := joined(anyOf, ways...)
		for _, w := range ways {
			out[strings.Join(w.words, " ")] = any
		}
	}
	return out
}()

// initials are the short forms that are also written letter by letter.
var initials = wordSet("eo eeo ll sb hb ab cb cf ssb shb pa usc cfr rcw ors crs ilcs sop")

// kindAt is how many of the first terms name a kind of number, and what finds
// it in every form.
func kindAt(terms []wanted) (int, wanted) {
	var run []string
	n, best := 0, wanted{}
	for i, t := range terms {
		for _, w := range t.words {
			run = append(run, strings.ToLower(w))
		}
		if len(run) > 4 {
			break
		}
		if any, ok := kindForms[strings.Join(run, " ")]; ok {
			n, best = i+1, any
		}
	}
	return n, best
}

// formed adds to the words of a search their other forms. Phrases and
// beginnings of words stay as they are.
func formed(w wanted) wanted {
	if w.count() > maxFormed {
		return w
	}
	return w.with(func(t wanted) wanted {
		if t.quoted || t.prefix || len(t.words) != 1 {
			return t
		}
		if letters, figures, ok := split(t.words[0]); ok {
			return joined(anyOf, t, letters, figures)
		}
		ways := []wanted{t}
		for _, f := range forms(strings.ToLower(t.words[0])) {
			ways = append(ways, word(f))
		}
		return joined(anyOf, ways...)
	})
}

// split takes a word of letters and figures apart: 287g is also "287 g", SB54
// also SB and 54 in all their forms.
func split(w string) (apart, kinds wanted, ok bool) {
	at := strings.IndexFunc(w, func(r rune) bool { return (r >= '0' && r <= '9') != (w[0] >= '0' && w[0] <= '9') })
	if at <= 0 || len(law.Key(w)) != len(w)+1 { // more parts than two
		return wanted{}, wanted{}, false
	}
	if forms, known := kindForms[strings.ToLower(w[:at])]; known {
		kinds = joined(allOf, forms, word(w[at:]))
	}
	return word(w[:at], w[at:]), kinds, true
}

// relatives makes each word the beginning of the words of its family: what
// cooperates is also found by cooperation.
func relatives(w wanted) wanted {
	return w.with(func(t wanted) wanted {
		if t.quoted || t.prefix || len(t.words) != 1 {
			return t
		}
		low := strings.ToLower(t.words[0])
		for _, end := range endings {
			if root, ok := strings.CutSuffix(low, end); ok && len(root) >= minRoot {
				return wanted{sign: aWord, words: []string{root}, prefix: true}
			}
		}
		return t
	})
}

const minRoot = 5

// endings are taken off to find the family of a word, the longest first.
var endings = []string{"ations", "ation", "ements", "ement", "ments", "ment", "ances", "ance", "ences", "ence", "ative", "ings", "ing",
	"ions", "ion", "ives", "ive", "able", "ers", "ors", "ed", "er", "or", "es", "al", "ly", "s", "e", "y"}

// with replaces every word and phrase of a search.
func (w wanted) with(f func(wanted) wanted) wanted {
	if w.sign == aWord {
		return f(w)
	}
	of := make([]wanted, len(w.of))
	for i, o := range w.of {
		of[i] = o.with(f)
	}
	return wanted{sign: w.sign, of: of}
}

func (w wanted) count() int {
	n := 0
	w.with(func(t wanted) wanted { n++; return t })
	return n
}

// forms are the other forms of an English word by number and tense, with some
// that no text will have: fingerprint, fingerprints, fingerprinting. What
// detains is not what a detainer is, so endings that make other words are left.
func forms(w string) []string {
	if len(w) < 3 || strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return nil
	}
	roots := []string{w}
	root := func(end, put string, least int) {
		if r, ok := strings.CutSuffix(w, end); ok && len(r) >= least {
			roots = append(roots, r+put)
		}
	}
	switch {
	case strings.HasSuffix(w, "ies"), strings.HasSuffix(w, "ied"):
		root(w[len(w)-3:], "y", 2)
	case strings.HasSuffix(w, "ing"):
		root("ing", "", 4)
		root("ing", "e", 3)
	case strings.HasSuffix(w, "ed"):
		root("ed", "", 4)
		root("d", "", 4)
	case strings.HasSuffix(w, "ses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		root("es", "", 3)
		root("s", "", 3)
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		root("s", "", 3)
	}
	for _, r := range roots { // "stopp" of "stopping"
		if n := len(r); r != w && n > 3 && r[n-1] == r[n-2] && !strings.ContainsRune("aeiouls", rune(r[n-1])) {
			roots = append(roots, r[:n-1])
		}
	}
	var out []string
	for _, r := range roots {
		out = append(out, r)
		last, before := r[len(r)-1], r[len(r)-2]
		switch {
		case last == 'y' && !vowel(before):
			out = append(out, r[:len(r)-1]+"ies", r[:len(r)-1]+"ied")
		case strings.HasSuffix(r, "s"), last == 'x', last == 'z', strings.HasSuffix(r, "ch"), strings.HasSuffix(r, "sh"):
			out = append(out, r+"es")
		default:
			out = append(out, r+"s")
		}
		if len(r) < 4 || r == w && len(roots) > 1 {
			continue
		}
		switch {
		case last == 'e':
			out = append(out, r+"d", r[:len(r)-1]+"ing")
		case last == 'y' && !vowel(before):
			out = append(out, r+"ing")
		default:
			out = append(out, r+"ed", r+"ing")
			if !vowel(last) && vowel(before) && len(r) > 2 && !vowel(r[len(r)-3]) && last != 'w' && last != 'x' && last != 'y' {
				out = append(out, r+string(last)+"ed", r+string(last)+"ing")
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(f string) bool { return f == w })
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
