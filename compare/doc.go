// Package compare compares legal texts as an editor would: sections first, then
// paragraphs, then words.
//
// Every comparison is a list of operations. Read in the order listed, the kept
// and deleted words are the left text and the kept and inserted words the right
// text, byte for byte. A passage that moved therefore stands in the list twice:
// deleted where it stood (Place "from") and inserted where it now stands (Place
// "to"); the two carry the same Move number, and the second carries in Changes
// the words that changed on the way.
//
// Nothing here depends on the clock, on the machine or on map order: the same
// texts give the same operations anywhere. Engine names the rules in use and is
// kept beside every comparison that is stored.
package compare

// Engine is the version of the rules of this package. It changes whenever the
// same texts could give other operations than before.
const Engine = "refuge-compare/1"
