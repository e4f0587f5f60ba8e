package read

import (
	"archive/zip"
	"bytes"
	"errors"
	"html"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	nethtml "golang.org/x/net/html"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/lawtext"
)

// wordsOf are the words and numbers of a text, without signs.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// foreseen says that an error is of a kind a reader may return.
func foreseen(err error) bool {
	for _, kind := range []error{law.ErrInvalid, law.ErrTooLarge, law.ErrNoText, law.ErrUnavailable} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// kept is how many of the words of an independent reading stand in ours,
// wherever they do.
func kept(ours, theirs []string) int {
	count := map[string]int{}
	for _, w := range ours {
		count[strings.ToLower(w)]++
	}
	n := 0
	for _, w := range theirs {
		if w = strings.ToLower(w); count[w] > 0 {
			count[w]--
			n++
		}
	}
	return n
}

// letters are a text's letters and digits alone: two readers part words at the
// end of a line in different ways.
func letters(text string) []string {
	return strings.Split(strings.Join(wordsOf(text), ""), "")
}

// eachFile calls do for the real files of an extension below a folder, and skips
// the test where there are none.
func eachFile(t *testing.T, folder, ext string, do func(path string, b []byte)) {
	t.Helper()
	err := filepath.WalkDir(shared.Path(t, folder), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ext {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil {
			do(path, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var wordRun = regexp.MustCompile(`<w:(?:t|delText)(?: [^>]*)?>([^<]*)</w:|</w:p>`)

func TestDOCXKeepsTheWordsOfRealFiles(t *testing.T) {
	files, all, found := 0, 0, 0
	eachFile(t, "real/captures/docx", ".docx", func(path string, b []byte) {
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, name := range []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} {
			f, err := z.Open(name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(f)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			for _, m := range wordRun.FindAllSubmatch(part, -1) {
				if m[1] == nil {
					text.WriteByte('\n')
				} else {
					text.WriteString(html.UnescapeString(string(m[1])))
				}
			}
		}
		d, err := DOCX(b, lawtext.Drafting{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		sound(t, d)
		theirs := letters(text.String())
		n := kept(letters(d.Text()), theirs)
		if files++; n < len(theirs) {
			t.Errorf("%s: %d of %d letters", path, n, len(theirs))
		}
		all, found = all+len(theirs), found+n
	})
	t.Logf("%d of %d letters of %d files", found, all, files)
}

func TestHTMLKeepsTheWordsOfRealPages(t *testing.T) {
	files, all, found := 0, 0, 0
	eachFile(t, "real/captures", ".html", func(path string, b []byte) {
		d, err := HTML(b, lawtext.Drafting{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		sound(t, d)
		// A tokenizer that knows no more than what is code and not text.
		var text strings.Builder
		skip := ""
		z := nethtml.NewTokenizer(strings.NewReader(decode(b)))
		for kind := z.Next(); kind != nethtml.ErrorToken; kind = z.Next() {
			name, _ := z.TagName()
			switch {
			case kind == nethtml.TextToken && skip == "":
				text.Write(z.Text())
				text.WriteByte(' ')
			case kind == nethtml.StartTagToken && skip == "":
				switch string(name) {
				case "script", "style", "noscript", "title":
					skip = string(name)
				}
			case kind == nethtml.EndTagToken && string(name) == skip:
				skip = ""
			}
		}
		theirs := wordsOf(html.UnescapeString(text.String()))
		n := kept(wordsOf(d.Text()), theirs)
		told := 0 // words that the reader says it left out
		for _, l := range d.Left {
			if l.What != "script" && l.What != "style sheet" && l.What != "image" && l.What != "text field" {
				told += l.Words
			}
		}
		// The tokenizer parts words inside of which the markup changes.
		if files++; 100*(n+told) < 97*len(theirs) {
			t.Errorf("%s: %d of %d words are kept and %d told to be left out", path, n, len(theirs), told)
		}
		all, found = all+len(theirs), found+n
	})
	t.Logf("%d of %d words of %d pages are kept", found, all, files)
}

// linkAddress is the address of a link, which no reader of words prints.
var linkAddress = regexp.MustCompile(`\("[^"]*"\)`)

func TestRTFKeepsTheWordsOfRealFiles(t *testing.T) {
	files := 0
	eachFile(t, "real/captures/rtf", ".rtf", func(path string, b []byte) {
		theirs, err := os.ReadFile(strings.TrimSuffix(path, ".rtf") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		d, err := RTF(b, lawtext.Drafting{})
		want := letters(linkAddress.ReplaceAllString(string(theirs), ""))
		if errors.Is(err, law.ErrNoText) && len(want) == 0 {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		sound(t, d)
		if n := kept(letters(d.Text()), want); n < len(want) {
			t.Errorf("%s: %d of %d letters", path, n, len(want))
		}
		files++
	})
	t.Logf("%d files", files)
}

func TestPDFKeepsTheWordsOfRealFiles(t *testing.T) {
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("needs pdftotext, which is not here")
	}
	eachFile(t, "real/captures", ".pdf", func(path string, b []byte) {
		out, err := exec.CommandContext(t.Context(), pdftotext, "-layout", path, "-").Output()
		if err != nil {
			t.Logf("pdftotext cannot read %s: %v", path, err)
			return
		}
		d, err := PDF(b, lawtext.Drafting{})
		want := letters(string(out))
		if errors.Is(err, law.ErrNoText) && len(want) < 50 {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		sound(t, d)
		told := 0
		for _, l := range d.Left {
			told += 8 * l.Words
		}
		n := kept(letters(d.Text()), want)
		t.Logf("%s: %d of %d letters", filepath.Base(path), n, len(want))
		if 100*(n+told) < 98*len(want) {
			t.Errorf("%s: %d of %d letters are kept", path, n, len(want))
		}
	})
}
