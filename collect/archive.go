package collect

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/fetch"
	"refuge/store"
)

const (
	maxArchiveFile  = 64 << 20  // bytes of one file
	maxArchiveFiles = 500_000   // files in one archive
	maxArchive      = 512 << 20 // bytes of an archive fetched over HTTP
)

// Import takes an archive into the store: a folder, a .tar.gz, or an address.
// An address of a .tar.gz is fetched whole; any other address is the base of
// the archive's raw files, collected like a source on the network. The files
// are kept as captures under their public address. Importing the same files
// again changes nothing.
//
// The error wraps law.ErrNotFound if the path is not there, law.ErrInvalid if
// it holds no file of the archive's layout, and what Run returns for an
// address.
func (c *Collector) Import(ctx context.Context, src scrapers.Archive, from string, o Options) (Result, error) {
	if u, err := url.Parse(from); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		if !strings.HasSuffix(u.Path, ".tar.gz") && !strings.HasSuffix(u.Path, ".tgz") {
			o.BaseURL = from
			return c.Run(ctx, src, o)
		}
		resp, err := c.Client.Get(ctx, fetch.Request{URL: from, Accept: "application/gzip, */*", MaxBytes: maxArchive})
		if err != nil {
			return Result{}, fmt.Errorf("fetching the archive: %w", err)
		}
		return c.importFiles(ctx, src, func(do fileFunc) error {
			if err := eachInTar(bytes.NewReader(resp.Body), do); err != nil {
				return fmt.Errorf("reading %s: %w", from, err)
			}
			return nil
		})
	}
	stat, err := os.Stat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Result{}, fmt.Errorf("there is no file or folder %s: %w", from, law.ErrNotFound)
	case err != nil:
		return Result{}, fmt.Errorf("opening %s: %w", from, err)
	case stat.IsDir():
		return c.importFiles(ctx, src, func(do fileFunc) error { return eachInFolder(from, do) })
	}
	return c.importFiles(ctx, src, func(do fileFunc) error {
		f, err := os.Open(from)
		if err != nil {
			return fmt.Errorf("opening %s: %w", from, err)
		}
		err = eachInTar(f, do)
		if err != nil {
			err = fmt.Errorf("reading %s: %w", from, err)
		}
		return errors.Join(err, f.Close())
	})
}

// fileFunc takes one file of an archive, and reads it if it has a use for it.
type fileFunc func(name string, read func() ([]byte, error)) error

func eachInTar(r io.Reader, do fileFunc) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("it is no .tar.gz (%v): %w", err, law.ErrInvalid)
	}
	files := tar.NewReader(z)
	for n := 0; ; n++ {
		h, err := files.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("it is damaged after %d files (%v): %w", n, err, law.ErrInvalid)
		case n == maxArchiveFiles:
			return fmt.Errorf("the archive has more than %d files: %w", maxArchiveFiles, law.ErrTooLarge)
		case h.Typeflag != tar.TypeReg:
			continue
		}
		err = do(strings.TrimPrefix(h.Name, "./"), func() ([]byte, error) { return readBounded(files, h.Name) })
		if err != nil {
			return err
		}
	}
}

func eachInFolder(root string, do fileFunc) error {
	n := 0
	return filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading the folder: %w", err)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		if n++; n > maxArchiveFiles {
			return fmt.Errorf("the folder has more than %d files: %w", maxArchiveFiles, law.ErrTooLarge)
		}
		name, err := filepath.Rel(root, at)
		if err != nil {
			return fmt.Errorf("naming %s: %w", at, err)
		}
		return do(filepath.ToSlash(name), func() ([]byte, error) {
			f, err := os.Open(at)
			if err != nil {
				return nil, fmt.Errorf("opening %s: %w", name, err)
			}
			b, err := readBounded(f, name)
			return b, errors.Join(err, f.Close())
		})
	})
}

func readBounded(r io.Reader, name string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxArchiveFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", name, err)
	case len(b) > maxArchiveFile:
		return nil, fmt.Errorf("%s is over %d bytes: %w", name, maxArchiveFile, law.ErrTooLarge)
	}
	return b, nil
}

// file is one file on its way: read in order, parsed beside others, written in
// order.
type file struct {
	request scrapers.Request
	body    []byte
	answer  chan store.Answered
}

func (f *file) sha256() string {
	sum := sha256.Sum256(f.body)
	return hex.EncodeToString(sum[:])
}

// importFiles reads the files in order, parses them on all processors, and
// writes them in order in batches.
func (c *Collector) importFiles(ctx context.Context, src scrapers.Archive, each func(fileFunc) error) (Result, error) {
	began := time.Now()
	info := src.Info()
	run, _, err := c.Store.BeginRun(ctx, info.Name, true)
	if err != nil {
		return Result{}, fmt.Errorf("beginning the import of %s: %w", info.Name, err)
	}
	r := &running{Collector: c, src: src, info: info, run: run}
	if r.query.mark, err = c.Store.Mark(ctx, info.Name, true); err != nil {
		return Result{}, fmt.Errorf("looking up the last import of %s: %w", info.Name, err)
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := runtime.GOMAXPROCS(0)
	toParse := make(chan *file, workers)
	inOrder := make(chan *file, 2*flushCount)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for f := range toParse {
				var a store.Answered
				sum := f.sha256()
				if err := r.read(&a, f.request, scrapers.Answer{Status: 200, Body: f.body, Capture: law.Capture{SHA256: sum, URL: f.request.URL}}); err != nil {
					a.Bad = []store.Quarantine{r.aside(f.request.Key, err, f.request.URL, sum)}
				}
				a.Next = nil
				f.answer <- a
			}
		})
	}
	var readErr error
	wg.Go(func() {
		defer close(inOrder)
		defer close(toParse)
		var last []*file
		send := func(f *file) error {
			for _, to := range []chan *file{toParse, inOrder} {
				select {
				case to <- f:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		}
		readErr = each(func(name string, read func() ([]byte, error)) error {
			request, ok := src.File(name)
			if !ok {
				return nil
			}
			body, err := read()
			if err != nil {
				return err
			}
			// A file is known by its public address, wherever this copy came from.
			request.URL = strings.TrimRight(info.BaseURL, "/") + "/" + request.Key
			f := &file{request: request, body: body, answer: make(chan store.Answered, 1)}
			if request.Last {
				last = append(last, f)
				return nil
			}
			return send(f)
		})
		for _, f := range last {
			if readErr == nil {
				readErr = send(f)
			}
		}
	})
	writeErr := r.writeFiles(ctx, inOrder)
	if writeErr != nil {
		cancel(writeErr)
	}
	for range inOrder { // let the reader end
	}
	wg.Wait()
	if writeErr == nil {
		writeErr = readErr
	}
	if writeErr == nil && r.done == 0 {
		writeErr = fmt.Errorf("no file in it has the layout of %s: %w", info.Name, law.ErrInvalid)
	}
	return r.end(context.WithoutCancel(ctx), began, writeErr)
}

func (r *running) writeFiles(ctx context.Context, inOrder <-chan *file) error {
	var batch []store.Answered
	var size int64
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := r.record(ctx, batch)
		r.done += len(batch)
		batch, size = nil, 0
		return err
	}
	for f := range inOrder {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("import of %s interrupted; start it again: %w", r.info.Name, context.Cause(ctx))
		}
		answer := <-f.answer
		capture, err := r.keep(ctx, f)
		if err != nil {
			return err
		}
		answer.Capture = capture
		batch, size = append(batch, answer), size+int64(len(f.body))
		if len(batch) >= flushCount || size >= flushBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// keep puts a file's bytes into the capture store, unless they are there.
func (r *running) keep(ctx context.Context, f *file) (*law.Capture, error) {
	held, err := r.Store.Capture(ctx, f.sha256())
	switch {
	case err == nil:
		return &held, nil
	case !errors.Is(err, law.ErrNotFound):
		return nil, fmt.Errorf("looking up the capture of %s: %w", f.request.Key, err)
	}
	capture, err := r.Captures.Put(ctx, fetch.Record{URL: f.request.URL, MediaType: mediaType(f.request.Key), Body: f.body})
	if err != nil {
		return nil, fmt.Errorf("keeping %s: %w", f.request.Key, err)
	}
	return &capture, nil
}

// mediaType is what a file of an archive is by its name.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".json":
		return "application/json"
	case ".md":
		return "text/markdown"
	}
	return "application/octet-stream"
}
