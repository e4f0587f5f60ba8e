package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDiffTakesTheTextsThatAreAlike asks for comparisons in each way that a
// side can be named, of the record the program carries.
func TestDiffTakesTheTextsThatAreAlike(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	law := write("law.txt", "Section 1. No keeper holds a lamp.\n")
	empty := write("empty.txt", " \n\n")
	blank := write("blank.html", "<html><body><script>let a = 1</script></body></html>")
	hidden := write("hidden.html", "<html><body><p>Section 1. No keeper holds a lamp.</p><script>let a = 1</script></body></html>")
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"the last change", []string{"nyc-ll-58-2014"}, exitDone, []string{"--- nyc-ll-58-2014@restated-2018-01-30", "+++ nyc-ll-58-2014@restated-2026-01-29"}},
		{"the last change by a day", []string{"nyc-ll-58-2014", "--as-of", "2016-01-01"}, exitDone, []string{"--- nyc-ll-58-2014@restated-2014-12-14", "+++ nyc-ll-58-2014@restated-2015-02-12"}},
		{"no change by then", []string{"nyc-ll-58-2014", "--as-of", "2015-01-01"}, exitFailed, []string{"no change to show"}},
		{"never changed", []string{"nyc-eo-41-2003"}, exitFailed, []string{"no change to show"}},
		{"as made", []string{"nyc-eo-34-2003", "nyc-ll-58-2014"}, exitDone, []string{"--- nyc-eo-34-2003@restated-2003-05-13", "+++ nyc-ll-58-2014@restated-2014-12-14"}},
		{"on a day", []string{"nyc-ll-59-2014", "nyc-ll-58-2014", "--as-of", "2019-01-01"}, exitDone, []string{"--- nyc-ll-59-2014@restated-2018-01-30", "+++ nyc-ll-58-2014@restated-2018-01-30"}},
		{"one of them named", []string{"nyc-ll-58-2014@restated-2026-01-29", "nyc-ll-59-2014"}, exitDone, []string{"--- nyc-ll-58-2014@restated-2026-01-29", "+++ nyc-ll-59-2014@restated-2014-12-14"}},
		{"a file", []string{law, "nyc-ll-58-2014"}, exitDone, []string{"--- " + law, "+++ nyc-ll-58-2014@restated-2014-12-14"}},
		{"one version alone", []string{"nyc-ll-58-2014@restated-2026-01-29"}, exitUsage, []string{"one text"}},
		{"one file alone", []string{law}, exitUsage, []string{"one text"}},
		{"no day", []string{"nyc-ll-58-2014", "--as-of", "2016"}, exitUsage, []string{"--as-of"}},
		{"two without words", []string{empty, empty}, exitFailed, []string{"no text could be read"}},
		{"a page without words", []string{blank, blank}, exitFailed, []string{"no text could be read"}},
		{"what was left out", []string{hidden, law}, exitDone, []string{"left out", "script"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := refuge(t, append(append([]string{"diff"}, c.args...), "--data-dir", dir)...)
			if code != c.code {
				t.Errorf("exit code %d, want %d: %s", code, c.code, errs)
			}
			for _, s := range c.says {
				if !strings.Contains(out+errs, s) {
					t.Errorf("it does not say %q:\n%.500s\n%s", s, out, errs)
				}
			}
		})
	}
}
