package reuse

import (
	"encoding/binary"
	"fmt"

	"refuge/law"
)

// packed is the length of one row without its text's key.
const packed = 4 * (2 + Bands)

// Pack writes the rows of one text as bytes, without its key.
func Pack(rows []Signature) []byte {
	out := make([]byte, 0, packed*len(rows))
	for _, r := range rows {
		out = binary.LittleEndian.AppendUint32(out, uint32(r.Start))
		out = binary.LittleEndian.AppendUint32(out, uint32(r.End))
		for _, b := range r.Bands {
			out = binary.LittleEndian.AppendUint32(out, b)
		}
	}
	return out
}

// Unpack reads what Pack wrote of the text with this key. The error wraps
// law.ErrInvalid.
func Unpack(key string, b []byte) ([]Signature, error) {
	if len(b)%packed != 0 {
		return nil, fmt.Errorf("the signatures of text %s are cut off: %w", key, law.ErrInvalid)
	}
	rows := make([]Signature, len(b)/packed)
	for i := range rows {
		word := func(n int) uint32 { return binary.LittleEndian.Uint32(b[i*packed+4*n:]) }
		rows[i] = Signature{Text: key, Start: int32(word(0)), End: int32(word(1))}
		for k := range rows[i].Bands {
			rows[i].Bands[k] = word(2 + k)
		}
	}
	return rows, nil
}
