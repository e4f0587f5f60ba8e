package newyork

import "strings"

// Code is how a code is named in addresses and in citations.
type Code struct{ Slug, Citation string }

// Codes are the codes of New York City, by the name that ReadBill gives them.
var Codes = map[string]Code{
	"admin":   {"admin-code", "Admin. Code"},
	"charter": {"charter", "Charter"},
}

// Proposed is the number that other laws call a bill by before it has become
// law, "486-a" for version A of "Int 0486-2014"; "" if file is "".
func Proposed(file, label string) string {
	number, _, _ := strings.Cut(strings.TrimPrefix(file, "Int "), "-")
	number = strings.TrimLeft(number, "0")
	if number == "" || label == "" || label == "*" {
		return number
	}
	return number + "-" + strings.ToLower(label)
}
