// Package compare compares legal texts as an editor would: sections first, then
// paragraphs, then words.
//
// Every comparison is a list of operations. Read in the order listed, the kept
// and deleted words are the left text and the kept and inserted words the right
// text, byte for byte. A passage that moved therefore stands in the list twice:
// deleted where it stood (End "from") and inserted where it now stands (End
// "to"); the two carry the same Move number, and the second carries in Changes
// the words that changed on the way.
//
// Sections are aligned by number, heading, defined term and words (align.go),
// what stands once on both sides first. The words of a pair are compared by
// go-diff over whole tokens (token.go, lcs.go); then each block between long
// kept runs is redlined again after the habits of the drafters of law
// (recast.go, habits.go): whole phrases, whole numbers, no lone common words
// kept between changes, and changes that begin and end where a clause does.
// Quotes, dashes, spaces and the forms of the section sign compare as equal, and
// their differences are marked as typographic.
//
// What a comparison looks like is told in the room write, what texts of
// different cities share in reuse; terms knows the words and set phrases of law.
//
// Nothing here depends on the clock, on the machine or on map order: the same
// texts give the same operations anywhere. Engine names the rules in use and is
// kept beside every comparison that is stored.
package compare

// Engine is the version of the rules of this package. It changes whenever the
// same texts could give other operations than before.
const Engine = "refuge-compare/2"
