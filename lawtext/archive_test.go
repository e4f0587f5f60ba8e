package lawtext

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
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
	err     error
}

// archive reads ../shared/real/nyc-council.tar.gz once.
func archive(t testing.TB) []matter {
	t.Helper()
	path := shared.Path(t, "real/nyc-council.tar.gz")
	theArchive.Do(func() { theArchive.matters, theArchive.err = readArchive(path) })
	if theArchive.err != nil {
		t.Fatal(theArchive.err)
	}
	return theArchive.matters
}

func readArchive(path string) (all []matter, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg || !strings.HasSuffix(h.Name, ".json") {
			continue
		}
		m := matter{path: h.Name}
		if err := json.NewDecoder(r).Decode(&m); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
}
