package fetch

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"

	"refuge/law"
)

// The forms of WARC 1.1 (ISO 28500:2017) that are written here.
const (
	warcVersion   = "WARC/1.1"
	warcDate      = "2006-01-02T15:04:05.000000Z"
	revisitOf     = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	httpResponse  = "application/http;msgtype=response"
	maxWARCHeader = 256 << 10 // of a record's own header
	maxHTTPHeader = 1 << 20   // of the HTTP header in its block
)

// gzipLevel is fast: council records shrink 4.5 times at it, and 5.1 times at
// the slowest, which takes five times as long.
const gzipLevel = 3

// field is one line of a WARC header.
type field struct{ name, value string }

// member builds one record as one gzip member.
type member struct {
	out  bytes.Buffer // compressed
	head bytes.Buffer // HTTP header, then WARC header
	gz   *gzip.Writer
}

var members = sync.Pool{New: func() any {
	gz, err := gzip.NewWriterLevel(io.Discard, gzipLevel)
	if err != nil {
		panic("fetch: gzip level: " + err.Error())
	}
	return &member{gz: gz}
}}

// maxPooled is the size from which a buffer is given back to the system
// rather than kept for the next record.
const maxPooled = 4 << 20

func (m *member) free() {
	if m.out.Cap() > maxPooled {
		m.out = bytes.Buffer{}
	}
	if m.head.Cap() > maxPooled {
		m.head = bytes.Buffer{}
	}
	members.Put(m)
}

// write makes the record of the given header lines and of a block in parts.
func (m *member) write(fields []field, block ...[]byte) error {
	m.out.Reset()
	m.gz.Reset(&m.out)
	length, digest := 0, sha256.New()
	for _, part := range block {
		length += len(part)
		digest.Write(part)
	}
	var h bytes.Buffer
	h.WriteString(warcVersion + "\r\n")
	for _, f := range fields {
		h.WriteString(f.name + ": " + f.value + "\r\n")
	}
	h.WriteString("WARC-Block-Digest: sha256:" + hex.EncodeToString(digest.Sum(nil)) + "\r\n")
	h.WriteString("Content-Length: " + strconv.Itoa(length) + "\r\n\r\n")
	for _, part := range append(append([][]byte{h.Bytes()}, block...), []byte("\r\n\r\n")) {
		if _, err := m.gz.Write(part); err != nil {
			return fmt.Errorf("compress a record: %w", err)
		}
	}
	if err := m.gz.Close(); err != nil {
		return fmt.Errorf("compress a record: %w", err)
	}
	return nil
}

func recordID() string { return "<" + uuid.New().URN() + ">" }

// httpHead writes the header of an answer again. The body is held decoded, so
// the lines that speak of its form on the wire are renamed and its length is
// given anew. Cookies are left out: they name a session, not the answer.
func httpHead(b *bytes.Buffer, status int, header http.Header, length int) {
	b.Reset()
	b.WriteString("HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\n")
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		as := http.CanonicalHeaderKey(name)
		switch as {
		case "Set-Cookie", "Set-Cookie2", "Connection", "Keep-Alive":
			continue
		case "Content-Encoding", "Transfer-Encoding", "Content-Length":
			as = "X-Archive-Orig-" + as
		}
		if !token(as) {
			continue
		}
		for _, v := range header[name] {
			b.WriteString(as + ": " + oneLine(v) + "\r\n")
		}
	}
	b.WriteString("Content-Length: " + strconv.Itoa(length) + "\r\n\r\n")
}

// token says whether s can be the name of a header (RFC 9110 § 5.6.2).
func token(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c > '~' || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s))
}

// warcRecord is one record read back: the header with its names in lower case,
// and the block.
type warcRecord struct {
	header map[string]string
	block  []byte
}

// date is the WARC-Date, or the zero time.
func (r warcRecord) date() time.Time {
	t, err := time.Parse(time.RFC3339, r.header["warc-date"])
	if err != nil {
		return time.Time{}
	}
	return t
}

// payload is the body of an HTTP answer, or the whole block of another record.
func (r warcRecord) payload() ([]byte, error) {
	if !strings.HasPrefix(r.header["content-type"], "application/http") {
		return r.block, nil
	}
	if r.header["warc-type"] == "revisit" {
		return nil, fmt.Errorf("a revisit record holds no payload: %w", law.ErrInvalid)
	}
	_, body, ok := bytes.Cut(r.block, []byte("\r\n\r\n"))
	if !ok {
		return nil, fmt.Errorf("the HTTP header in the record has no end: %w", law.ErrInvalid)
	}
	return body, nil
}

// gunzip reads one gzip member after another from a buffered reader, without
// taking a byte more than the member has.
type gunzip struct {
	in  *bufio.Reader
	gz  *gzip.Reader
	out *bufio.Reader
}

var gunzips = sync.Pool{New: func() any {
	return &gunzip{in: bufio.NewReaderSize(nil, 64<<10), gz: new(gzip.Reader), out: bufio.NewReaderSize(nil, 16<<10)}
}}

func newGunzip(r io.Reader) *gunzip {
	g := gunzips.Get().(*gunzip)
	g.in.Reset(r)
	return g
}

func (g *gunzip) free() {
	g.in.Reset(nil)
	g.out.Reset(nil)
	gunzips.Put(g)
}

// next begins the next member. The error is io.EOF at the end of the file.
func (g *gunzip) next() error {
	if _, err := g.in.Peek(1); err != nil {
		return err
	}
	if err := g.gz.Reset(g.in); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	g.gz.Multistream(false)
	g.out.Reset(g.gz)
	return nil
}

// header reads the WARC header of the member begun.
func (g *gunzip) header() (map[string]string, error) {
	left := maxWARCHeader
	line := func() (string, error) {
		var all []byte
		for {
			part, err := g.out.ReadSlice('\n')
			if left -= len(part); left < 0 {
				return "", fmt.Errorf("record header over %d bytes: %w", maxWARCHeader, law.ErrTooLarge)
			}
			all = append(all, part...)
			switch {
			case err == nil:
				return strings.TrimRight(string(all), "\r\n"), nil
			case errors.Is(err, bufio.ErrBufferFull):
			case errors.Is(err, io.EOF):
				return "", io.ErrUnexpectedEOF
			default:
				return "", err
			}
		}
	}
	first, err := line()
	if err != nil {
		return nil, err
	}
	if first != warcVersion {
		return nil, fmt.Errorf("no WARC record begins here: %w", law.ErrInvalid)
	}
	h := map[string]string{}
	for {
		l, err := line()
		if err != nil {
			return nil, err
		}
		if l == "" {
			return h, nil
		}
		name, value, ok := strings.Cut(l, ":")
		if !ok || !token(name) {
			return nil, fmt.Errorf("record header has a line that is none: %w", law.ErrInvalid)
		}
		h[strings.ToLower(name)] = strings.TrimSpace(value)
	}
}

// record reads the member begun to its end, which checks its gzip checksum.
// A block over max bytes is law.ErrTooLarge.
func (g *gunzip) record(max int64) (warcRecord, error) {
	h, err := g.header()
	if err != nil {
		return warcRecord{}, err
	}
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || length < 0 {
		return warcRecord{}, fmt.Errorf("record without a length: %w", law.ErrInvalid)
	}
	if length > max {
		return warcRecord{}, fmt.Errorf("record of %d bytes where %d were expected at most: %w", length, max, law.ErrTooLarge)
	}
	// Not made at once: the length may be a lie.
	var block bytes.Buffer
	block.Grow(int(min(length, 1<<20)))
	if _, err := io.CopyN(&block, g.out, length); err != nil {
		return warcRecord{}, cutShort(err)
	}
	var end [4]byte
	if _, err := io.ReadFull(g.out, end[:]); err != nil {
		return warcRecord{}, cutShort(err)
	}
	// Only the read past the last byte compares the checksum.
	if _, err := g.out.ReadByte(); string(end[:]) != "\r\n\r\n" || err == nil {
		return warcRecord{}, fmt.Errorf("record is longer or shorter than it says: %w", law.ErrInvalid)
	} else if err != io.EOF {
		return warcRecord{}, err
	}
	return warcRecord{header: h, block: block.Bytes()}, nil
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
