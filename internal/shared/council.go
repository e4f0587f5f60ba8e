package shared

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// Matter is a matter of the New York archive, as far as tests read it.
type Matter struct {
	Path          string
	File          string
	LocalLaw      string
	Title         string
	StatusName    string
	EnactmentDate string
	PassedDate    string
	Version       string
	Text          string
	RTF           string
	History       []struct {
		Date   string
		Action string
	}
}

var theArchive struct {
	sync.Once
	matters []Matter
}

// Council reads the archive of the New York council once. It skips and fails as
// Path does.
func Council(t testing.TB) []Matter {
	t.Helper()
	files := Files(t, "real/nyc-council.tar.gz")
	theArchive.Do(func() {
		for name, b := range files {
			if !strings.HasSuffix(name, ".json") {
				continue
			}
			m := Matter{Path: name}
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			theArchive.matters = append(theArchive.matters, m)
		}
	})
	return theArchive.matters
}
