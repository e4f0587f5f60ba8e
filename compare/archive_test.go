package compare

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
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

var archiveOnce struct {
	sync.Once
	matters []matter
	err     error
}

// archive reads the texts of the council's archive, by path.
func archive(t testing.TB) []matter {
	t.Helper()
	file := shared.Path(t, "real/nyc-council.tar.gz")
	archiveOnce.Do(func() { archiveOnce.matters, archiveOnce.err = readArchive(file) })
	if archiveOnce.err != nil {
		t.Fatal(archiveOnce.err)
	}
	return archiveOnce.matters
}

func readArchive(file string) ([]matter, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []matter
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(h.Name, ".json") {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		m := matter{path: h.Name, id: path.Base(path.Dir(h.Name))}
		if json.Unmarshal(b, &m) != nil || len(m.Text) < 200 {
			continue
		}
		m.Text = strings.ToValidUTF8(strings.ReplaceAll(m.Text, "\r\n", "\n"), "\uFFFD")
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b matter) int { return strings.Compare(a.path, b.path) })
	return out, nil
}
