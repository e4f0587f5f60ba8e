package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"refuge/internal/shared"
)

// council returns up to max bytes of the files of the council's archive.
func council(b *testing.B, max int) (files []Record, size int) {
	b.Helper()
	for name, body := range shared.Files(b, "real/nyc-council.tar.gz") {
		if size >= max {
			break
		}
		if strings.HasSuffix(name, ".json") {
			files = append(files, Record{URL: "archive:nyc-council.tar.gz/" + name, At: noon, MediaType: "application/json", Body: body})
			size += len(body)
		}
	}
	return files, size
}

// BenchmarkPut keeps the council's archive and writes the same bytes as bare
// gzip members, one a file, at the same level, synced at the end like ours.
// ratio is our time over theirs; size our bytes on disk over theirs.
func BenchmarkPut(b *testing.B) {
	files, size := council(b, 64<<20)
	b.SetBytes(int64(size))
	var ours, theirs time.Duration
	var ourBytes, theirBytes int64
	for b.Loop() {
		dir := b.TempDir()
		began := time.Now()
		c, err := OpenCaptures(dir, CaptureOptions{MaxFile: 1 << 40})
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			if _, err := c.Put(context.Background(), f); err != nil {
				b.Fatal(err)
			}
		}
		if err := c.Sync(); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(began)
		ourBytes = c.size
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}

		b.StopTimer()
		began = time.Now()
		out, err := os.Create(filepath.Join(dir, "bare.gz"))
		if err != nil {
			b.Fatal(err)
		}
		z, err := gzip.NewWriterLevel(out, gzipLevel)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			z.Reset(out)
			if _, err := z.Write(f.Body); err != nil {
				b.Fatal(err)
			}
			if err := z.Close(); err != nil {
				b.Fatal(err)
			}
		}
		if err := out.Sync(); err != nil {
			b.Fatal(err)
		}
		theirs += time.Since(began)
		info, err := out.Stat()
		if err != nil {
			b.Fatal(err)
		}
		theirBytes = info.Size()
		if err := out.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
	b.ReportMetric(float64(ourBytes)/float64(theirBytes), "size")
}

// BenchmarkBody reads the archive back, checked, and decompresses a bare gzip
// file of each of the same bodies beside it.
func BenchmarkBody(b *testing.B) {
	files, size := council(b, 16<<20)
	b.SetBytes(int64(size))
	dir := b.TempDir()
	c := openCaptures(b, dir, CaptureOptions{})
	type pair struct {
		r    Record
		bare string
	}
	var all []pair
	for i, f := range files {
		k := put(b, c, f)
		f.Refers = &k
		bare := filepath.Join(dir, fmt.Sprintf("%d.gz", i))
		out, err := os.Create(bare)
		if err != nil {
			b.Fatal(err)
		}
		z, err := gzip.NewWriterLevel(out, gzipLevel)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := z.Write(f.Body); err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(z.Close(), out.Close()); err != nil {
			b.Fatal(err)
		}
		all = append(all, pair{f, bare})
	}
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		for _, p := range all {
			if _, err := c.Body(context.Background(), *p.r.Refers); err != nil {
				b.Fatal(err)
			}
		}
		ours += time.Since(began)
		b.StopTimer()
		began = time.Now()
		z := new(gzip.Reader)
		for _, p := range all {
			f, err := os.Open(p.bare)
			if err != nil {
				b.Fatal(err)
			}
			if err := z.Reset(f); err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(z); err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
		theirs += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}
