//go:build !unix

package fetch

import "os"

// lock does nothing where the system has no advisory lock that ends with the
// process: there one must not run two collectors on one folder.
func lock(*os.File) error { return nil }

// syncDir does nothing where a folder cannot be synced by itself.
func syncDir(string) error { return nil }
