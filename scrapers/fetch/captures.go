package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"refuge/law"
)

// captureDir is the folder of the WARC files inside the data directory.
const captureDir = "captures"

// CaptureOptions say how a capture store is opened.
type CaptureOptions struct {
	// MaxFile is the size in bytes at which a new file is begun; 0 is 256 MiB.
	MaxFile int64
	// Software names the program in each file ("Refuge/0.1").
	Software string
	// ReadOnly opens for Body alone, also while another process writes.
	ReadOnly bool
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: none
}

// Captures is the capture store: WARC files in the folder "captures" of the
// data directory. One process writes it, any number read it. Its methods may
// be called from several goroutines.
type Captures struct {
	dir     string
	maxFile int64
	soft    string
	now     func() time.Time
	log     *slog.Logger

	mu     sync.Mutex
	mark   *os.File // lock, and the name of the file being written; nil if read-only
	file   *os.File // nil until something is put
	name   string   // of file, relative to dir
	size   int64    // of file, up to its last whole record
	dirty  bool     // written since the last sync
	broken error    // after it nothing is written any more
}

// Record is what is kept of one answer, or of one file of an archive.
type Record struct {
	// URL is the address without secrets; for a file of an archive any
	// absolute address that names it.
	URL string
	// At is when the answer came; zero is now.
	At time.Time
	// Status and Header are the HTTP answer's. Status 0 is a file of an
	// archive, and MediaType then says what it is.
	Status    int
	Header    http.Header
	MediaType string
	// Body is the payload, without any encoding of the transfer.
	Body []byte
	// Truncated says that the payload went on and was not read further.
	Truncated bool
	// IP is the address that answered, if known.
	IP string
	// Refers is an earlier capture of this URL. If it has the same payload,
	// the bytes are not written again.
	Refers *law.Capture
}

// OpenCaptures opens the capture store of a data directory, making its folder
// if needed. Another process that writes it is law.ErrConflict. If the last
// writer was killed, its file is looked through; a torn last record is moved
// to a file of its own beside it (".torn") and everything before it stays.
// Each opening writes to files of its own.
func OpenCaptures(dir string, o CaptureOptions) (*Captures, error) {
	c := &Captures{dir: dir, maxFile: o.MaxFile, soft: o.Software, now: o.Now, log: o.Log}
	if c.maxFile <= 0 {
		c.maxFile = 256 << 20
	}
	if c.soft == "" {
		c.soft = "Refuge"
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if o.ReadOnly {
		return c, nil
	}
	folder := filepath.Join(dir, captureDir)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of captures: %w", err)
	}
	mark, err := os.OpenFile(filepath.Join(folder, "writing"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the captures of %s: %w", dir, err)
	}
	if err := lock(mark); err != nil {
		return nil, errors.Join(fmt.Errorf("another process writes the captures of %s (%v): %w", dir, err, law.ErrConflict), mark.Close())
	}
	c.mark = mark
	if err := c.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("open the captures of %s: %w", dir, err), mark.Close())
	}
	return c, nil
}

// recover closes off the file of a writer that did not end in order.
func (c *Captures) recover() error {
	b, err := io.ReadAll(io.LimitReader(c.mark, 4<<10))
	if err != nil {
		return fmt.Errorf("read which file was being written: %w", err)
	}
	name := string(b)
	if name == "" {
		return nil
	}
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%q is no file of captures: %w", name, law.ErrInvalid)
	}
	whole, size, cause, err := scan(filepath.Join(c.dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case cause == nil:
		c.log.Info("the last collector did not end in order; its captures are whole", "file", name)
	case errors.Is(cause, io.ErrUnexpectedEOF):
		c.log.Warn("the last record of a killed collector is torn and set aside", "file", name, "from", whole, "bytes", size-whole)
		if err := setAside(filepath.Join(c.dir, name), whole); err != nil {
			return err
		}
	default:
		// Damage that does not run to the end of the file may have whole
		// records behind it: the file is left as it is.
		c.log.Warn("a file of captures is damaged and closed off", "file", name, "from", whole, "cause", cause)
	}
	return c.marked("")
}

// scan reads a file record by record. It returns where the last whole record
// ends, the size of the file, and the cause if the two differ.
func scan(name string) (whole, size int64, cause, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("open a file of captures: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return 0, 0, nil, errors.Join(err, f.Close())
	}
	size = info.Size()
	g := newGunzip(f)
	defer g.free()
	for {
		if cause = g.next(); cause == nil {
			_, cause = io.Copy(io.Discard, g.out)
		}
		if errors.Is(cause, io.EOF) {
			return whole, size, nil, f.Close()
		}
		if cause != nil {
			return whole, size, cause, f.Close()
		}
		at, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0, 0, nil, errors.Join(err, f.Close())
		}
		whole = at - int64(g.in.Buffered())
	}
}

// setAside moves what a file holds from an offset on to a file of its own.
func setAside(name string, from int64) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open a torn file of captures: %w", err)
	}
	tail, err := os.Create(name + ".torn")
	if err != nil {
		return errors.Join(fmt.Errorf("set a torn record aside: %w", err), f.Close())
	}
	_, err = io.Copy(tail, io.NewSectionReader(f, from, 1<<62))
	if err = errors.Join(err, tail.Sync(), tail.Close()); err == nil {
		err = errors.Join(f.Truncate(from), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("set a torn record aside: %w", err)
	}
	return nil
}

// marked notes the name of the file that is written from now on.
func (c *Captures) marked(name string) error {
	err := c.mark.Truncate(0)
	if err == nil {
		_, err = c.mark.WriteAt([]byte(name), 0)
	}
	if err != nil {
		return fmt.Errorf("note which file is being written: %w", err)
	}
	return nil
}

// Put keeps a record and returns where it stands. The bytes have then left the
// process, so they outlive its end; Sync makes them outlive the machine's. If
// Record.Refers has the same address and payload and is really held, only a
// revisit record is written, and File and Offset are those of the earlier
// record, which has the bytes. FetchedAt is rounded down to microseconds, UTC.
func (c *Captures) Put(ctx context.Context, r Record) (law.Capture, error) {
	if err := ctx.Err(); err != nil {
		return law.Capture{}, err
	}
	if c.mark == nil {
		return law.Capture{}, fmt.Errorf("keep a capture: the store is open for reading only: %w", law.ErrRefused)
	}
	u, err := url.Parse(r.URL)
	if err != nil || u.Scheme == "" || u.User != nil || len(r.URL) > maxURL {
		return law.Capture{}, fmt.Errorf("keep a capture: its address is not an absolute one without user name: %w", law.ErrInvalid)
	}
	u.RawQuery = printable(u.RawQuery)
	if r.At.IsZero() {
		r.At = c.now()
	}
	sum := sha256.Sum256(r.Body)
	out := law.Capture{
		SHA256: hex.EncodeToString(sum[:]), URL: Secret{}.clean(u), FetchedAt: r.At.UTC().Truncate(time.Microsecond),
		Status: r.Status, MediaType: mediaType(r.MediaType), Bytes: int64(len(r.Body)),
		ETag: oneLine(r.Header.Get("ETag")), Modified: oneLine(r.Header.Get("Last-Modified")),
	}
	if r.Status != 0 {
		out.MediaType = mediaType(r.Header.Get("Content-Type"))
	}

	m := members.Get().(*member)
	defer m.free()
	fields := []field{
		{"WARC-Type", "response"},
		{"WARC-Record-ID", recordID()},
		{"WARC-Date", out.FetchedAt.Format(warcDate)},
		{"WARC-Target-URI", out.URL},
		{"WARC-Payload-Digest", "sha256:" + out.SHA256},
	}
	if r.IP != "" {
		fields = append(fields, field{"WARC-IP-Address", oneLine(r.IP)})
	}
	if r.Truncated {
		fields = append(fields, field{"WARC-Truncated", "length"})
	}
	block := [][]byte{nil, r.Body}
	if r.Status == 0 {
		fields[0].value = "resource"
		if out.MediaType != "" {
			fields = append(fields, field{"Content-Type", out.MediaType})
		} else {
			fields = append(fields, field{"Content-Type", "application/octet-stream"})
		}
	} else {
		httpHead(&m.head, r.Status, r.Header, len(r.Body))
		block[0] = m.head.Bytes()
		fields = append(fields, field{"Content-Type", httpResponse})
	}
	var earlier *warcRecord
	if r.Refers != nil {
		if earlier, err = c.same(*r.Refers, out); err != nil {
			// The bytes are written in full then, so nothing rests on it.
			c.log.WarnContext(ctx, "an earlier capture cannot be referred to", "file", r.Refers.File, "offset", r.Refers.Offset, "cause", err)
		}
	}
	if earlier != nil {
		fields[0].value = "revisit"
		fields = append(fields,
			field{"WARC-Profile", revisitOf},
			field{"WARC-Refers-To", earlier.header["warc-record-id"]},
			field{"WARC-Refers-To-Target-URI", earlier.header["warc-target-uri"]},
			field{"WARC-Refers-To-Date", earlier.date().Format(warcDate)},
		)
		block[1] = nil
	}
	if err := m.write(fields, block...); err != nil {
		return law.Capture{}, fmt.Errorf("keep a capture of %s: %w", out.URL, err)
	}
	file, offset, err := c.add(m.out.Bytes())
	if err != nil {
		return law.Capture{}, fmt.Errorf("keep a capture of %s: %w", out.URL, err)
	}
	if earlier != nil {
		file, offset = r.Refers.File, r.Refers.Offset
	}
	out.File, out.Offset = file, offset
	return out, nil
}

// same returns the header of the record of an earlier capture if it holds the
// payload of now for the address of now; nil if that is another payload.
func (c *Captures) same(was, now law.Capture) (*warcRecord, error) {
	if was.SHA256 != now.SHA256 || was.URL != now.URL || was.Bytes != now.Bytes {
		return nil, nil
	}
	var h map[string]string
	err := c.at(was, func(g *gunzip) (err error) {
		h, err = g.header()
		return err
	})
	if err != nil {
		return nil, err
	}
	if h["warc-payload-digest"] != "sha256:"+was.SHA256 || h["warc-type"] == "revisit" || h["warc-target-uri"] != was.URL {
		return nil, fmt.Errorf("another record stands there: %w", law.ErrConflict)
	}
	return &warcRecord{header: h}, nil
}

// add appends one compressed record, beginning a file where one is due.
func (c *Captures) add(b []byte) (file string, offset int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return "", 0, c.broken
	}
	if c.file != nil && c.size+int64(len(b)) > c.maxFile {
		if err := c.finish(); err != nil {
			return "", 0, err
		}
	}
	if c.file == nil {
		if err := c.begin(); err != nil {
			return "", 0, err
		}
	}
	offset = c.size
	if err := c.write(b); err != nil {
		return "", 0, err
	}
	return c.name, offset, nil
}

// write appends to the file. A part of a record, as a full disk leaves it, is
// taken off again; where that fails too, the file is given up.
func (c *Captures) write(b []byte) error {
	c.dirty = true
	if _, err := c.file.WriteAt(b, c.size); err != nil {
		err = fmt.Errorf("write %s: %w", c.name, err)
		if cut := c.file.Truncate(c.size); cut != nil {
			err = errors.Join(err, cut, c.file.Close())
			c.file = nil
		}
		return err
	}
	c.size += int64(len(b))
	return nil
}

// begin makes a new file with its warcinfo record.
func (c *Captures) begin() error {
	now := c.now().UTC()
	folder := filepath.Join(c.dir, captureDir)
	var f *os.File
	var name string
	for n := 0; ; n++ {
		name = path.Join(captureDir, fmt.Sprintf("refuge-%s-%03d.warc.gz", now.Format("20060102150405"), n))
		// Noted first: a file that is noted and was never made does no harm.
		if err := c.marked(name); err != nil {
			return err
		}
		var err error
		f, err = os.OpenFile(filepath.Join(c.dir, filepath.FromSlash(name)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) || n >= 9999 {
			return fmt.Errorf("begin a file of captures: %w", err)
		}
	}
	if err := syncDir(folder); err != nil {
		return errors.Join(fmt.Errorf("begin a file of captures: %w", err), f.Close())
	}
	c.file, c.name, c.size = f, name, 0

	info := strings.Join([]string{
		"software: " + oneLine(c.soft),
		"format: WARC File Format 1.1",
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
		"robots: obey",
		"description: Answers are kept decoded: without gzip, deflate or chunking. The header lines of the transfer" +
			" stand under X-Archive-Orig- names, Content-Length is that of the decoded body, cookies and keys are left out.",
		"",
	}, "\r\n")
	m := members.Get().(*member)
	defer m.free()
	err := m.write([]field{
		{"WARC-Type", "warcinfo"},
		{"WARC-Record-ID", recordID()},
		{"WARC-Date", now.Format(warcDate)},
		{"WARC-Filename", path.Base(name)},
		{"Content-Type", "application/warc-fields"},
	}, []byte(info))
	if err != nil {
		return err
	}
	return c.write(m.out.Bytes())
}

// finish syncs and closes the file.
func (c *Captures) finish() error {
	if c.file == nil {
		return nil
	}
	if err := c.sync(); err != nil {
		return err
	}
	f := c.file
	c.file = nil
	if err := f.Close(); err != nil {
		return fmt.Errorf("close %s: %w", c.name, err)
	}
	return c.marked("")
}

// Sync returns when everything put so far is on the disk. A collector calls it
// before it commits the rows that point into the store.
func (c *Captures) Sync() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sync()
}

func (c *Captures) sync() error {
	if c.broken != nil {
		return c.broken
	}
	if c.file == nil || !c.dirty {
		return nil
	}
	if err := c.file.Sync(); err != nil {
		// The system may forget what it could not write and report the next
		// sync as done, so no later one can be believed.
		c.broken = fmt.Errorf("sync %s: %w", c.name, err)
		return c.broken
	}
	c.dirty = false
	return nil
}

// Close syncs and ends the writing. Body works on.
func (c *Captures) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mark == nil || errors.Is(c.broken, fs.ErrClosed) {
		return nil
	}
	err := errors.Join(c.finish(), c.mark.Close())
	c.broken = fmt.Errorf("the captures of %s: %w", c.dir, fs.ErrClosed)
	return err
}

// Body returns the bytes of a capture, checked against their SHA-256. The
// error wraps law.ErrNotFound if the file is not there, law.ErrInvalid if what
// stands there is torn, damaged or something else.
func (c *Captures) Body(ctx context.Context, k law.Capture) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var body []byte
	err := c.at(k, func(g *gunzip) error {
		r, err := g.record(k.Bytes + maxHTTPHeader)
		if err != nil {
			return err
		}
		body, err = r.payload()
		return err
	})
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != k.SHA256 {
		return nil, fmt.Errorf("capture of %s: %s at %d holds other bytes (SHA-256 %x, not %s): %w",
			k.URL, k.File, k.Offset, sum, k.SHA256, law.ErrInvalid)
	}
	return body, nil
}

// at reads the record of a capture.
func (c *Captures) at(k law.Capture, read func(*gunzip) error) error {
	where := fmt.Sprintf("capture of %s: %s at %d", k.URL, k.File, k.Offset)
	if !filepath.IsLocal(filepath.FromSlash(k.File)) || k.Offset < 0 || k.Bytes < 0 {
		return fmt.Errorf("%s: no place in the store: %w", where, law.ErrInvalid)
	}
	f, err := os.Open(filepath.Join(c.dir, filepath.FromSlash(k.File)))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: the file is missing: %w", where, law.ErrNotFound)
		}
		return fmt.Errorf("%s: %w", where, err)
	}
	g := newGunzip(io.NewSectionReader(f, k.Offset, 1<<62))
	defer g.free()
	if err = g.next(); err == nil {
		err = read(g)
	}
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("%s: the file ends before it: %w", where, law.ErrInvalid)
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("%s: the record is torn: %w", where, law.ErrInvalid)
	case errors.Is(err, law.ErrInvalid):
		err = fmt.Errorf("%s: %w", where, err)
	default:
		err = fmt.Errorf("%s: the record is damaged (%v): %w", where, err, law.ErrInvalid)
	}
	return errors.Join(err, f.Close())
}

// mediaType is the type of a Content-Type line, in lower case, without
// parameters; "" if there is none.
func mediaType(contentType string) string {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		t, _, _ = strings.Cut(contentType, ";")
		t = strings.ToLower(string(bytes.TrimSpace([]byte(t))))
	}
	return oneLine(t)
}
