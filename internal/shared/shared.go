// Package shared finds the real captures that some tests measure themselves
// against. They lie beside the repository and are no part of it.
package shared

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Path returns the path of a file or folder of ../shared, named relative to it
// ("real/nyc-council.tar.gz"). Where it is absent the test is skipped by name;
// with REFUGE_REQUIRE_SHARED=1, as in CI, that is a failure.
func Path(t testing.TB, rel string) string {
	t.Helper()
	_, self, _, _ := runtime.Caller(0)
	path := filepath.Join(filepath.Dir(self), "..", "..", "..", "shared", filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("REFUGE_REQUIRE_SHARED") == "1" {
			t.Fatalf("../shared/%s is required and absent: %v", rel, err)
		}
		t.Skipf("needs ../shared/%s, which is not here", rel)
	}
	return path
}

// Files gives every file of a .tar.gz of ../shared, by its path inside, with its
// bytes. It skips and fails as Path does.
func Files(t testing.TB, rel string) iter.Seq2[string, []byte] {
	t.Helper()
	path := Path(t, rel)
	return func(yield func(string, []byte) bool) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		for r := tar.NewReader(z); ; {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if h.Typeflag != tar.TypeReg {
				continue
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(strings.TrimPrefix(h.Name, "./"), b) {
				return
			}
		}
	}
}
