package record

// Found is what a search found, with what it says beside the hits.
type Found struct {
	List[Hit]
	Beside
}

// Beside is what a search says beside its hits.
type Beside struct {
	// Jump is the slug of the one policy whose number, citation or slug is
	// exactly what was typed; "" where it is none or could be two.
	Jump string `json:"jump,omitempty" doc:"The slug of the one policy whose number, citation or slug is exactly what was typed"`
	// Relaxed says that nothing has all of the words, and the hits any of them.
	Relaxed bool `json:"relaxed" doc:"Nothing has all of the words; these are the best of any"`
	// Places are those that the words name; what is of them comes first.
	Places []Named `json:"places" doc:"Places that the words name; what is of them comes first"`
	// People and Programs have the words in their names.
	People   []Named `json:"people" doc:"People with the words in their names"`
	Programs []Named `json:"programs" doc:"Programs with the words in their names"`
	// Nowhere and NoPlace are there where not all words were found.
	Nowhere []string `json:"nowhere,omitempty" doc:"Words that no title, summary or text has"`
	NoPlace string   `json:"no_place,omitempty" doc:"What seems to be meant as a place and is none of the record"`
}

// Named is a place, a person or a program that a search names.
type Named struct {
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	About        string `json:"about,omitempty" doc:"The offices of a person, the place of a program"`
	Jurisdiction string `json:"jurisdiction,omitempty" doc:"Of a program, its slug"`
}
