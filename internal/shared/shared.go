// Package shared finds the real captures that some tests measure themselves
// against. They lie beside the repository and are no part of it.
package shared

import (
	"os"
	"path/filepath"
	"runtime"
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
