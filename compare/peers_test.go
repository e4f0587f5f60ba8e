package compare

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// The peers that our redline is measured beside.

// peerCharacters is go-diff by characters with its semantic cleanup.
func peerCharacters(before, after string) []Op {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0
	return fromPeer(d.DiffCleanupSemantic(d.DiffMain(before, after, false)))
}

func fromPeer(diffs []diffmatchpatch.Diff) []Op {
	sign := map[diffmatchpatch.Operation]Sign{
		diffmatchpatch.DiffEqual: Keep, diffmatchpatch.DiffDelete: Delete, diffmatchpatch.DiffInsert: Insert,
	}
	var ops []Op
	for _, o := range diffs {
		ops = append(ops, Op{Sign: sign[o.Type], Text: o.Text})
	}
	return ops
}

// peerWords is go-diff over words, runs of space and single signs.
func peerWords(before, after string) []Op {
	return peerTokens(before, after, func(r rune) int {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return 1
		case unicode.IsSpace(r):
			return 2
		}
		return 0
	})
}

// peerGit is git diff --word-diff: whatever stands between spaces is a word.
func peerGit(before, after string) []Op {
	return peerTokens(before, after, func(r rune) int {
		if unicode.IsSpace(r) {
			return 2
		}
		return 1
	})
}

func peerTokens(before, after string, sort func(rune) int) []Op {
	ids := map[string]rune{}
	var names []string
	cut := func(s string) []rune {
		var out []rune
		add := func(t string) {
			if _, ok := ids[t]; !ok {
				ids[t] = rune(len(names) + 1)
				names = append(names, t)
			}
			out = append(out, ids[t])
		}
		start, last := 0, -1
		for i, r := range s {
			k := sort(r)
			if i > start && (k != last || k == 0) {
				add(s[start:i])
				start = i
			}
			last = k
		}
		if start < len(s) {
			add(s[start:])
		}
		return out
	}
	a, b := cut(before), cut(after)
	d := diffmatchpatch.New()
	d.DiffTimeout = 0
	diffs := d.DiffMainRunes(a, b, false)
	for i := range diffs {
		var t strings.Builder
		for _, r := range diffs[i].Text {
			t.WriteString(names[r-1])
		}
		diffs[i].Text = t.String()
	}
	return fromPeer(diffs)
}
