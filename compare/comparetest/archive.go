package comparetest

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"refuge/internal/shared"
)

// Matter is one text of the archive.
type Matter struct {
	Path string `json:"-"`
	ID   string `json:"-"` // the folder of an earlier text, else the file's own name
	Name string
	Text string
}

var archiveOnce = struct {
	sync.Once
	matters []Matter
}{}

// Archive reads the texts of the council's archive, by path, once. It skips and
// fails as shared.Path does.
func Archive(t testing.TB) []Matter {
	t.Helper()
	files := shared.Files(t, "real/nyc-council.tar.gz")
	archiveOnce.Do(func() {
		for name, b := range files {
			m := Matter{Path: name, ID: path.Base(path.Dir(name))}
			if !strings.HasSuffix(name, ".json") || json.Unmarshal(b, &m) != nil || len(m.Text) < 200 {
				continue
			}
			m.Text = strings.ToValidUTF8(strings.ReplaceAll(m.Text, "\r\n", "\n"), "\uFFFD")
			archiveOnce.matters = append(archiveOnce.matters, m)
		}
		slices.SortFunc(archiveOnce.matters, func(a, b Matter) int { return strings.Compare(a.Path, b.Path) })
	})
	return archiveOnce.matters
}
