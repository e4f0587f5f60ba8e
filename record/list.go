package record

import "encoding/json"

// List is a part of an ordered list.
type List[T any] struct {
	Items []T      `json:"items"`
	Next  Optional `json:"next" doc:"Pass it as cursor for the following part; null at the end"`
	Total int      `json:"total" doc:"Of the whole list"`
}

// Optional is words that may be absent: "" is null in JSON.
type Optional string

// MarshalJSON writes the words, or null where there are none.
func (o Optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

func (o Optional) String() string { return string(o) }
