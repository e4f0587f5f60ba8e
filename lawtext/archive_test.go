package lawtext

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"refuge/internal/shared"
)

// matter is a matter of the New York archive, as far as these tests read it.
type matter struct {
	path          string
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
	matters []matter
}

// archive reads the council's archive once.
func archive(t testing.TB) []matter {
	t.Helper()
	files := shared.Files(t, "real/nyc-council.tar.gz")
	theArchive.Do(func() {
		for name, b := range files {
			if !strings.HasSuffix(name, ".json") {
				continue
			}
			m := matter{path: name}
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			theArchive.matters = append(theArchive.matters, m)
		}
	})
	return theArchive.matters
}
