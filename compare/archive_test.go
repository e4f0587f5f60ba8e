package compare

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"refuge/internal/shared"
)

// matter is one text of the archive.
type matter struct {
	path string
	id   string // the folder of an earlier text, else the file's own name
	Name string
	Text string
}

var archiveOnce = struct {
	sync.Once
	matters []matter
}{}

// archive reads the texts of the council's archive, by path, once.
func archive(t testing.TB) []matter {
	t.Helper()
	files := shared.Files(t, "real/nyc-council.tar.gz")
	archiveOnce.Do(func() {
		for name, b := range files {
			m := matter{path: name, id: path.Base(path.Dir(name))}
			if !strings.HasSuffix(name, ".json") || json.Unmarshal(b, &m) != nil || len(m.Text) < 200 {
				continue
			}
			m.Text = strings.ToValidUTF8(strings.ReplaceAll(m.Text, "\r\n", "\n"), "\uFFFD")
			archiveOnce.matters = append(archiveOnce.matters, m)
		}
		slices.SortFunc(archiveOnce.matters, func(a, b matter) int { return strings.Compare(a.path, b.path) })
	})
	return archiveOnce.matters
}
