package read

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"lines", "One\r\n\n  two \nthree", "One|two|three"},
		{"Markdown with a head", "---\nnumber: 7\n---\n# Order 7\n\nWHEREAS, lamps", "heading:Order 7|WHEREAS, lamps"},
		{"a rule is no head", "One\n---\ntwo\n---\n", "One|---|two|---"},
		{"Windows-1252", "caf\xe9 \x93q\x94", "café “q”"},
		{"brackets and furniture", "..Body\nBe it enacted by the Council as follows:\nSection 1. Section 4-7 is amended to read as follows:\nany [old] word", "furniture:#..Body#|furniture:#Be it enacted by the Council as follows:#|Section 1. Section 4-7 is amended to read as follows:|any -[old]- word"},
		{"a mark of byte order and control characters", "\ufeffa\x00b\x1b", "ab"},
	} {
		d, err := Plain([]byte(c.in), lawtext.NewYork)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := show(d); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	for _, mediaType := range []string{"application/rtf", "text/rtf", "text/plain; charset=utf-8", "text/markdown", "Text/HTML"} {
		if d, err := Read(mediaType, []byte("words"), lawtext.NewYork); err != nil || d.Text() != "words" || d.Reader == "" {
			t.Errorf("%s: %q, %q, %v", mediaType, d.Text(), d.Reader, err)
		}
	}
	for _, mediaType := range []string{"image/png", ""} {
		if _, err := Read(mediaType, []byte("x"), lawtext.NewYork); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%q: %v", mediaType, err)
		}
	}
}

// The orders are Markdown with a YAML head, the older ones OCR.
func TestSevenMayoralOrders(t *testing.T) {
	n, numbered := 0, 0
	err := fs.WalkDir(os.DirFS(shared.Path(t, "real/nyc-eo")), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		b, err := os.ReadFile(filepath.Join(shared.Path(t, "real/nyc-eo"), path))
		if err != nil {
			return err
		}
		d, err := Read("text/markdown", b, lawtext.NewYork)
		if err != nil {
			return err
		}
		sound(t, d)
		text := d.Text()
		if strings.Contains(text, "date_signed:") || len(text) < 500 {
			t.Errorf("%s: %d bytes, or its head was read as text", path, len(text))
		}
		sections := 0
		for _, s := range lawtext.Sections(text) {
			if strings.HasPrefix(s.EID, "sec_") && !strings.Contains(s.EID, "__") {
				sections++
			}
		}
		if sections > 0 {
			numbered++
		}
		n++
		return nil
	})
	if err != nil || n != 7 || numbered < 6 {
		t.Errorf("%d orders, %d with sections, %v", n, numbered, err)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("---\na: b\n---\n# Order\nWHEREAS [x]\nSection 1. A is amended to read as follows:\n[y]"))
	f.Add([]byte("caf\xe9\x00\x81"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Plain(b, lawtext.NewYork)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
	})
}
