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
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nlnwa/gowarc/v2"
	"pgregory.net/rapid"

	"refuge/law"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)

func openCaptures(t testing.TB, dir string, o CaptureOptions) *Captures {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	c, err := OpenCaptures(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// kill ends a store as the end of its process does: nothing is synced, noted
// or closed in order.
func (c *Captures) kill(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file != nil {
		if err := c.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
			t.Fatal(err)
		}
	}
	if err := c.mark.Close(); err != nil {
		t.Fatal(err)
	}
	c.file, c.mark = nil, nil
}

func put(t testing.TB, c *Captures, r Record) law.Capture {
	t.Helper()
	k, err := c.Put(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func answerOf(url, body string) Record {
	return Record{URL: url, At: noon, Status: 200, Body: []byte(body), Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

// readAll reads every WARC file of a store with gowarc and fails on anything
// it finds to say against a record.
func readAll(t testing.TB, dir string) (kinds []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, captureDir, "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		r, err := gowarc.NewWarcFileReader(name, 0, gowarc.WithSyntaxErrorPolicy(gowarc.ErrWarn),
			gowarc.WithSpecViolationPolicy(gowarc.ErrWarn), gowarc.WithUnknownRecordTypePolicy(gowarc.ErrFail),
			gowarc.WithBlockErrorPolicy(gowarc.ErrWarn), gowarc.WithAddMissingDigest(false),
			gowarc.WithFixContentLength(false), gowarc.WithFixDigest(false), gowarc.WithFixSyntaxErrors(false))
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			rec, at, v, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s at %d: %v", filepath.Base(name), at, err)
			}
			if !v.Valid() {
				t.Errorf("%s at %d: %v", filepath.Base(name), at, v)
			}
			if rec.Version() != gowarc.V1_1 || (n == 0) != (rec.Type() == gowarc.Warcinfo) {
				t.Errorf("%s: record %d is %s %s", filepath.Base(name), n, rec.Version(), rec.Type())
			}
			if rec.Type() != gowarc.Warcinfo {
				kinds = append(kinds, rec.Type().String())
			}
			for _, f := range []string{"WARC-Record-ID", "WARC-Block-Digest", "WARC-Date"} {
				if !rec.WarcHeader().Has(f) {
					t.Errorf("%s at %d: no %s", filepath.Base(name), at, f)
				}
			}
			if err := rec.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return kinds
}

func TestPutKeepsEveryKindOfRecord(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{Software: "Refuge/0.1"})
	ctx := context.Background()
	first := answerOf("https://springfield.example/matters/1001?token=zq-key&x=1", `{"MatterId":1001}`)
	first.Header.Set("ETag", `"v1"`)
	first.Header.Set("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")
	first.Header.Set("Content-Encoding", "gzip")
	first.Header.Set("Content-Length", "7")
	first.Header.Set("Set-Cookie", "session=1")
	first.Header["X-Odd\r\nEvil"] = []string{"1"}
	first.Header.Set("X-Lines", "a\r\nb")
	first.IP = "198.41.0.4"
	a := put(t, c, first)
	want := law.Capture{
		SHA256: hexSum(first.Body), URL: "https://springfield.example/matters/1001?x=1", FetchedAt: noon.Truncate(time.Microsecond),
		Status: 200, MediaType: "application/json", Bytes: 17, File: "captures/refuge-20261123120000-000.warc.gz",
		Offset: a.Offset, ETag: `"v1"`, Modified: "Mon, 23 Nov 2026 10:00:00 GMT",
	}
	if a != want || a.Offset == 0 {
		t.Errorf("capture is\n%+v, want\n%+v", a, want)
	}
	file := put(t, c, Record{URL: "archive:springfield.tar.gz/order-1.md", Body: []byte("# Order 1"), MediaType: "text/markdown; charset=utf-8"})
	if file.MediaType != "text/markdown" || file.Status != 0 {
		t.Errorf("file of an archive is %+v", file)
	}
	put(t, c, Record{URL: "archive:empty"})
	put(t, c, Record{URL: "https://springfield.example/gone", Status: 404, Body: []byte("<html>none</html>")})
	put(t, c, Record{URL: "https://springfield.example/nothing", Status: 204})
	// A payload with blank lines in it is not cut at them.
	blank := put(t, c, answerOf("https://springfield.example/blank", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"))

	again := first
	again.At, again.Refers = noon.Add(time.Hour), &a
	b := put(t, c, again)
	if b.File != a.File || b.Offset != a.Offset || !b.FetchedAt.Equal(noon.Add(time.Hour).Truncate(time.Microsecond)) {
		t.Errorf("the same payload again is %+v, want the place of %+v", b, a)
	}
	arch := put(t, c, Record{URL: "archive:springfield.tar.gz/order-1.md", Body: []byte("# Order 1"), MediaType: "text/markdown", Refers: &file})
	if arch.Offset != file.Offset {
		t.Errorf("the same file again is %+v", arch)
	}
	changed := answerOf(a.URL, `{"MatterId":1002}`)
	changed.Refers = &a
	if k := put(t, c, changed); k.Offset == a.Offset {
		t.Error("another payload is kept as the earlier one")
	}
	lost := a
	lost.File = "captures/none.warc.gz"
	again.Refers = &lost
	d := put(t, c, again)
	if d.File == lost.File || d.Offset == a.Offset {
		t.Errorf("a payload whose earlier record is lost is %+v, want it written again", d)
	}

	for _, k := range []law.Capture{a, b, d, file, arch, blank} {
		body, err := c.Body(ctx, k)
		if err != nil || hexSum(body) != k.SHA256 {
			t.Errorf("body of %s: %q, %v", k.URL, body, err)
		}
	}
	if err := c.Sync(); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(readAll(t, dir))
	if want := "[response resource resource response response response revisit revisit response response]"; got != want {
		t.Errorf("records are %s, want %s", got, want)
	}
	raw := gunzipAll(t, filepath.Join(dir, filepath.FromSlash(a.File)))
	for _, s := range []string{
		"WARC-Type: warcinfo\r\n", "software: Refuge/0.1\r\n", "WARC-Target-URI: https://springfield.example/matters/1001?x=1\r\n",
		"X-Archive-Orig-Content-Encoding: gzip\r\n", "X-Archive-Orig-Content-Length: 7\r\n", "\r\nContent-Length: 17\r\n\r\n{\"MatterId\":1001}\r\n\r\n",
		"WARC-Date: 2026-11-23T12:00:00.123456Z\r\n", "WARC-IP-Address: 198.41.0.4\r\n", "X-Lines: a  b\r\n",
		"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n", "WARC-Refers-To: <urn:uuid:",
		"WARC-Refers-To-Date: 2026-11-23T12:00:00.123456Z\r\n", "WARC-Payload-Digest: sha256:" + a.SHA256 + "\r\n",
	} {
		if !strings.Contains(raw, s) {
			t.Errorf("the file does not say %q", s)
		}
	}
	for _, s := range []string{"zq-key", "session", "Evil"} {
		if strings.Contains(raw, s) {
			t.Errorf("the file says %q", s)
		}
	}
}

func hexSum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func gunzipAll(t testing.TB, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	g := newGunzip(f)
	defer g.free()
	var all strings.Builder
	for {
		err := g.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			_, err = io.Copy(&all, g.out)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestBodyIsWhatWasPut(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{MaxFile: 8 << 10})
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		if rapid.Bool().Draw(t, "large") {
			body = bytes.Repeat(append(body, 'x'), 1000)
		}
		r := Record{URL: "https://springfield.example/" + rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "path"), Body: body}
		if r.Status = rapid.SampledFrom([]int{0, 200, 404, 599}).Draw(t, "status"); r.Status != 0 {
			r.Header = http.Header{"Content-Type": {rapid.String().Draw(t, "type")}, rapid.String().Draw(t, "name"): {rapid.String().Draw(t, "value")}}
		}
		k, err := c.Put(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := c.Body(context.Background(), k)
			if err != nil || !bytes.Equal(got, body) {
				t.Fatalf("put %d bytes, got %d, %v", len(body), len(got), err)
			}
			r.Refers = &k
			if k, err = c.Put(context.Background(), r); err != nil {
				t.Fatal(err)
			}
		}
	})
	readAll(t, dir)
}

func TestFilesRotate(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{MaxFile: 4000})
	var all []law.Capture
	var mu sync.Mutex
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := range 10 {
				k, err := c.Put(context.Background(), answerOf(fmt.Sprintf("https://springfield.example/%d/%d", n, i), strings.Repeat(fmt.Sprint(n, i, "§"), 50)))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, k)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	files := map[string]bool{}
	for _, k := range all {
		files[k.File] = true
		if _, err := c.Body(context.Background(), k); err != nil {
			t.Error(err)
		}
	}
	if len(files) < 3 {
		t.Errorf("40 records of half a kilobyte stand in %d files of at most 4,000 bytes", len(files))
	}
	if kinds := readAll(t, dir); len(kinds) != 40 {
		t.Errorf("%d records are read back, want 40", len(kinds))
	}
	for name := range files {
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || info.Size() > 4000 {
			t.Errorf("%s: %v, %v", name, info.Size(), err)
		}
	}
}

func TestOneWriterManyReaders(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{})
	k := put(t, c, answerOf("https://springfield.example/a", "a"))
	if _, err := OpenCaptures(dir, CaptureOptions{}); !errors.Is(err, law.ErrConflict) {
		t.Errorf("a second writer: %v, want a conflict", err)
	}
	reader := openCaptures(t, dir, CaptureOptions{ReadOnly: true})
	if b, err := reader.Body(context.Background(), k); err != nil || string(b) != "a" {
		t.Errorf("a reader reads %q, %v", b, err)
	}
	if _, err := reader.Put(context.Background(), answerOf("https://springfield.example/a", "a")); !errors.Is(err, law.ErrRefused) {
		t.Errorf("a reader puts: %v, want a refusal", err)
	}
	if err := errors.Join(reader.Sync(), c.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Put(context.Background(), answerOf("https://springfield.example/a", "a")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("put after close: %v", err)
	}
	next := openCaptures(t, dir, CaptureOptions{})
	if n := put(t, next, answerOf("https://springfield.example/b", "b")); n.File == k.File {
		t.Error("a new writer goes on in an old file")
	}
}

// TestTornTail kills a store and cuts its file within its last record, at every
// byte of the gzip header and trailer and at some between: all before it is
// there, and the file can be read by others again.
func TestTornTail(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{})
	a := put(t, c, answerOf("https://springfield.example/a", "first"))
	b := put(t, c, answerOf("https://springfield.example/b", "second"))
	c.kill(t)
	name := filepath.Join(dir, filepath.FromSlash(a.File))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for end := b.Offset; end <= int64(len(whole)); end++ {
		if end > b.Offset+12 && end < int64(len(whole))-10 && end%11 != 0 {
			continue
		}
		dir := t.TempDir()
		name := filepath.Join(dir, filepath.FromSlash(a.File))
		for path, content := range map[string][]byte{name: whole[:end], filepath.Join(dir, captureDir, "writing"): []byte(a.File)} {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		before := openCaptures(t, dir, CaptureOptions{ReadOnly: true})
		_, err := before.Body(context.Background(), b)
		if torn := end < int64(len(whole)); torn != errors.Is(err, law.ErrInvalid) {
			t.Fatalf("cut at %d of %d: the last record gives %v", end, len(whole), err)
		}
		c, err := OpenCaptures(dir, CaptureOptions{Now: func() time.Time { return noon }})
		if err != nil {
			t.Fatalf("cut at %d: %v", end, err)
		}
		if body, err := c.Body(context.Background(), a); err != nil || string(body) != "first" {
			t.Fatalf("cut at %d: the first record is %q, %v", end, body, err)
		}
		if k := put(t, c, answerOf("https://springfield.example/c", "third")); k.File == a.File {
			t.Fatal("a torn file is written on")
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		want := "[response response]"
		if end == int64(len(whole)) {
			want = "[response response response]"
		}
		if got := fmt.Sprint(readAll(t, dir)); got != want {
			t.Fatalf("cut at %d: others read %s, want %s", end, got, want)
		}
		aside, err := os.ReadFile(name + ".torn")
		if end > b.Offset && end < int64(len(whole)) {
			if err != nil || !bytes.Equal(aside, whole[b.Offset:end]) {
				t.Fatalf("cut at %d: %d bytes are set aside, %v", end, len(aside), err)
			}
		} else if err == nil {
			t.Fatalf("cut at %d: something is set aside", end)
		}
	}
}

func TestDamageIsToldAndLeft(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{})
	a := put(t, c, answerOf("https://springfield.example/a", strings.Repeat("first", 99)))
	b := put(t, c, answerOf("https://springfield.example/b", "second"))
	c.kill(t)
	name := filepath.Join(dir, filepath.FromSlash(a.File))
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	raw[b.Offset-6] ^= 1 // in the checksum of the first
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	c = openCaptures(t, dir, CaptureOptions{})
	after, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(raw, after) {
		t.Errorf("a file damaged in the middle is changed by opening (%v)", err)
	}
	ctx := context.Background()
	other, beyond, missing, outside := b, b, b, b
	other.SHA256 = a.SHA256
	other.Bytes = a.Bytes
	beyond.Offset = int64(len(raw))
	missing.File = "captures/other.warc.gz"
	outside.File = "../captures/x"
	inside := b
	inside.Offset++
	small := b
	small.Bytes = -1
	for _, k := range []struct {
		law.Capture
		kind error
		says string
	}{
		{a, law.ErrInvalid, "damaged"},
		{b, nil, ""},
		{other, law.ErrInvalid, "other bytes"},
		{beyond, law.ErrInvalid, "ends before it"},
		{missing, law.ErrNotFound, "missing"},
		{outside, law.ErrInvalid, "no place"},
		{inside, law.ErrInvalid, "damaged"},
		{small, law.ErrInvalid, "no place"},
	} {
		_, err := c.Body(ctx, k.Capture)
		if !errors.Is(err, k.kind) || err != nil && !strings.Contains(err.Error(), k.says) {
			t.Errorf("body at %s %d: %v, want %q", k.File, k.Offset, err, k.says)
		}
	}
	// An earlier record that is damaged beyond its header is still found out.
	if _, err := c.Body(ctx, law.Capture{File: a.File, SHA256: a.SHA256}); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("warcinfo read as a capture: %v", err)
	}
}

func TestPutRefusesAndRecovers(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{})
	ctx := context.Background()
	for _, u := range []string{"", "relative/path", "https://user:pass@springfield.example/", "https://springfield.example/\r\nEvil: 1", "http://[::1"} {
		if _, err := c.Put(ctx, answerOf(u, "x")); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("put of %q: %v, want not valid", u, err)
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := c.Put(stopped, answerOf("https://springfield.example/", "x")); !errors.Is(err, context.Canceled) {
		t.Errorf("put after the end: %v", err)
	}
	if _, err := c.Body(stopped, law.Capture{}); !errors.Is(err, context.Canceled) {
		t.Errorf("body after the end: %v", err)
	}
	// A file that cannot be written is given up, and the next record begins
	// another.
	a := put(t, c, answerOf("https://springfield.example/a", "a"))
	if err := c.file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Put(ctx, answerOf("https://springfield.example/b", "b")); err == nil {
		t.Error("a write to a closed file is no error")
	}
	b := put(t, c, answerOf("https://springfield.example/b", "b"))
	if a.File == b.File {
		t.Error("a file given up is written on")
	}
	// After a sync that failed, nothing is believed any more.
	if err := c.file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Sync(); err == nil {
		t.Error("a sync of a closed file is no error")
	}
	if _, err := c.Put(ctx, answerOf("https://springfield.example/c", "c")); err == nil {
		t.Error("a store whose sync failed takes a record")
	}
	c.kill(t)
	if _, err := OpenCaptures(filepath.Join(dir, filepath.FromSlash(a.File)), CaptureOptions{}); err == nil {
		t.Error("a file is opened as a data directory")
	}
	if err := os.WriteFile(filepath.Join(dir, captureDir, "writing"), []byte("../../etc/x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCaptures(dir, CaptureOptions{}); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("a note that leads outside: %v", err)
	}
}

func TestNoteOfAFileNeverMade(t *testing.T) {
	dir := t.TempDir()
	c := openCaptures(t, dir, CaptureOptions{})
	if err := c.marked("captures/refuge-20261123120000-000.warc.gz"); err != nil {
		t.Fatal(err)
	}
	c.kill(t)
	c = openCaptures(t, dir, CaptureOptions{})
	put(t, c, answerOf("https://springfield.example/a", "a"))
}
