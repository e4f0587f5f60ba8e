package compare

import (
	"encoding/json"
	"fmt"
	"strings"

	"refuge/law"
)

// Sign says what an operation does with its words.
type Sign string

// The signs of an operation.
const (
	Keep   Sign = "="
	Delete Sign = "-"
	Insert Sign = "+"
)

// Op is one operation of a redline: words kept, deleted or inserted. In JSON it
// is the pair ["=", "words"].
type Op struct {
	Sign Sign
	Text string
	// Typographic is true of a deletion and an insertion side by side that
	// differ only in quotes, dashes, spaces or the form of a section sign.
	Typographic bool
}

// MarshalJSON writes the pair [sign, words].
func (o Op) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]string{string(o.Sign), o.Text})
}

// UnmarshalJSON reads the pair [sign, words]; the error wraps law.ErrInvalid.
func (o *Op) UnmarshalJSON(b []byte) error {
	var pair []string
	if err := json.Unmarshal(b, &pair); err != nil {
		return fmt.Errorf("reading an operation: %w: %w", err, law.ErrInvalid)
	}
	if len(pair) != 2 {
		return fmt.Errorf("an operation has two parts, not %d: %w", len(pair), law.ErrInvalid)
	}
	switch s := Sign(pair[0]); s {
	case Keep, Delete, Insert:
		*o = Op{Sign: s, Text: pair[1]}
		return nil
	}
	return fmt.Errorf("an operation has the sign =, - or +, not %q: %w", pair[0], law.ErrInvalid)
}

// Before rebuilds the left text: what is kept and what is deleted.
func Before(ops []Op) string { return rebuild(ops, Delete) }

// After rebuilds the right text: what is kept and what is inserted.
func After(ops []Op) string { return rebuild(ops, Insert) }

func rebuild(ops []Op, side Sign) string {
	var b strings.Builder
	for _, o := range ops {
		if o.Sign == Keep || o.Sign == side {
			b.WriteString(o.Text)
		}
	}
	return b.String()
}
