package fetch

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"refuge/law"
)

// FuzzRecord reads what calls itself a WARC file: any bytes give records or an
// error, and no record is longer than it may be.
func FuzzRecord(f *testing.F) {
	m := members.Get().(*member)
	var all []byte
	for _, block := range []string{"", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 200 OK"} {
		if err := m.write([]field{{"WARC-Type", "response"}, {"Content-Type", httpResponse}, {"WARC-Date", "2026-11-23T12:00:00Z"}}, []byte(block)); err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(m.out.Bytes()))
		all = append(all, m.out.Bytes()...)
	}
	m.free()
	f.Add(all)
	f.Add(all[:len(all)-3])
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, b []byte) {
		const max = 1 << 16
		g := newGunzip(bytes.NewReader(b))
		defer g.free()
		for {
			if err := g.next(); err != nil {
				return
			}
			r, err := g.record(max)
			if errors.Is(err, io.EOF) {
				t.Fatal("an unfinished record reads as the end of the file")
			}
			if err != nil {
				return
			}
			if len(r.block) > max {
				t.Fatalf("record of %d bytes", len(r.block))
			}
			if p, err := r.payload(); err != nil && !errors.Is(err, law.ErrInvalid) || len(p) > len(r.block) {
				t.Fatalf("payload of %d bytes of %d, %v", len(p), len(r.block), err)
			}
			r.date()
		}
	})
}
