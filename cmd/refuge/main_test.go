package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refuge/seed"

	"refuge/law"
)

// Every mistake gets one clear sentence and its exit code.
func TestMistakes(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := busy.Close(); err != nil {
			t.Error(err)
		}
	}()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent := gone.Addr().String()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/page/"):
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><title>Welcome</title><p>This is Springfield.")
		case strings.HasPrefix(r.URL.Path, "/closed/"):
			http.Error(w, "Token is required", http.StatusForbidden)
		default:
			http.NotFound(w, r)
		}
	}))
	defer other.Close()
	dir := t.TempDir()
	corrupt := filepath.Join(dir, "corrupt.db")
	if err := os.WriteFile(corrupt, []byte("this is no database, and long enough to have a header"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"unknown command", []string{"serf"}, exitUsage, []string{"serf", "serve"}},
		{"unknown flag", []string{"serve", "--adr", "x"}, exitUsage, []string{"--adr"}},
		{"unknown source", []string{"scrape", "springfield"}, exitUsage, []string{"springfield", "seattle"}},
		{"slip in a source's name", []string{"scrape", "seatle"}, exitUsage, []string{"did you mean seattle?"}},
		{"archive as a source", []string{"scrape", "nyc-orders"}, exitUsage, []string{"refuge import nyc-orders PATH"}},
		{"source as an archive", []string{"import", "seattle", dir}, exitUsage, []string{"refuge scrape seattle"}},
		{"slip in an archive's name", []string{"import", "nyc-counsil", dir}, exitUsage, []string{"did you mean nyc-council?"}},
		{"database on a server", []string{"scrape", "seattle", "--contact", "a@b.example", "--database", "postgres://me:secret@db.example/refuge"}, exitUsage, []string{"--database", "SQLite file", "postgres://…"}},
		{"nobody listens", []string{"scrape", "seattle", "--rate", "0", "--base-url", "http://" + silent + "/v1"}, exitSource,
			[]string{silent + " cannot be reached: connection refused; nothing was changed; run again with refuge scrape seattle"}},
		{"archive behind a host that is not there", []string{"import", "nyc-council", "http://" + silent + "/x.tar.gz"}, exitSource, []string{silent + " cannot be reached"}},
		{"base of no API", []string{"scrape", "seattle", "--rate", "0", "--base-url", other.URL}, exitSource, []string{"HTTP 404", "seattle"}},
		{"base of a page", []string{"scrape", "seattle", "--rate", "0", "--base-url", other.URL + "/page"}, exitSource, []string{"an HTML page came"}},
		{"a closed source", []string{"scrape", "seattle", "--rate", "0", "--base-url", other.URL + "/closed"}, exitSource, []string{"HTTP 403"}},
		{"unknown archive", []string{"import", "springfield", dir}, exitUsage, []string{"springfield", "nyc-council"}},
		{"archive not there", []string{"import", "nyc-council", filepath.Join(dir, "none")}, exitFailed, []string{"no file or folder"}},
		{"archive of another kind", []string{"import", "nyc-council", dir}, exitFailed, []string{"layout of nyc-council"}},
		{"archive that is no archive", []string{"import", "nyc-council", file}, exitFailed, []string{"no .tar.gz"}},
		{"too few arguments", []string{"import", "nyc-council"}, exitUsage, []string{"2 arg"}},
		{"bad date", []string{"scrape", "seattle", "--since", "1/2/2020"}, exitUsage, []string{"--since", "YYYY-MM-DD"}},
		{"bad rate", []string{"scrape", "seattle", "--rate", "-1"}, exitUsage, []string{"--rate"}},
		{"bad address of a server", []string{"scrape", "nyc", "--base-url", "localhost"}, exitUsage, []string{"--base-url"}},
		{"one base for two sources", []string{"scrape", "seattle", "denver", "--base-url", "http://127.0.0.1:1/v1"}, exitUsage, []string{"exactly one source"}},
		{"a key that is not set", []string{"scrape", "nyc"}, exitUsage, []string{"LEGISTAR_TOKEN_NYC"}},
		{"no contact", []string{"scrape", "seattle"}, exitUsage, []string{"--contact"}},
		{"port in use", []string{"serve", "--addr", busy.Addr().String()}, exitFailed, []string{"in use", "--addr"}},
		{"no address", []string{"serve", "--addr", "here"}, exitFailed, []string{"--addr", "host:port"}},
		{"a folder under a file", []string{"check", "--data-dir", filepath.Join(file, "x")}, exitFailed, []string{"--data-dir"}},
		{"corrupt database", []string{"check", "--database", corrupt}, exitSource, []string{"corrupt.db", "no SQLite database"}},
		{"database that is a folder", []string{"check", "--database", dir}, exitSource, []string{"folder"}},
		{"a seed file that is not there", []string{"check", filepath.Join(dir, "none.json")}, exitFailed, []string{"none.json", "no such file"}},
		{"a seed file that is none", []string{"check", file}, exitFailed, []string{"a-file", "EOF"}},
		{"a seed file with a slip", []string{"check", seedFile(t, "titel")}, exitFailed, []string{"boulder.json:", "titel", "the fields are"}},
		{"a seed file named for another place", []string{"check", seedFile(t, "name")}, exitFailed, []string{"denver.json", "name the file"}},
		{"unknown policy", []string{"diff", "nowhere-1", "nowhere-2"}, exitFailed, []string{"nowhere-1"}},
		{"unknown version", []string{"diff", "nyc-eo-41-2003@x", "nyc-eo-41-2003"}, exitFailed, []string{"no version \"x\"", "restated"}},
		{"unknown format", []string{"diff", "a", "b", "--format", "tex"}, exitUsage, []string{"tex"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("LEGISTAR_TOKEN_NYC", "")
			t.Setenv("REFUGE_CONTACT", "")
			data := filepath.Join(t.TempDir(), "data")
			args := c.args
			if !strings.Contains(strings.Join(args, " "), "--data") {
				args = append(args, "--data-dir", data)
			}
			code, _, errs := refuge(t, args...)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			lines := strings.Split(strings.TrimSpace(errs), "\n")
			last := lines[len(lines)-1]
			if said := strings.Count(errs, "refuge: "); said != 1 || len(last) > 500 || strings.Contains(errs, "level=") {
				t.Errorf("%d sentences, the last of %d characters: %s", said, len(last), errs)
			}
			if strings.Contains(last, "not available") || strings.Contains(last, "secret") {
				t.Errorf("it says what nobody need know: %s", last)
			}
			for _, s := range c.says {
				if !strings.Contains(last, s) {
					t.Errorf("it does not say %q: %s", s, errs)
				}
			}
		})
	}
	if b, err := os.ReadFile(corrupt); err != nil || !strings.HasPrefix(string(b), "this is no database") {
		t.Errorf("the corrupt file was touched: %q %v", b, err)
	}
}

// seedFile writes the file of Boulder with a mistake in it.
func seedFile(t *testing.T, mistake string) string {
	t.Helper()
	b, err := seed.File("boulder")
	if err != nil {
		t.Fatal(err)
	}
	name := "boulder.json"
	switch mistake {
	case "titel":
		b = bytes.Replace(b, []byte(`"title"`), []byte(`"titel"`), 1)
	case "name":
		name = "denver.json"
	case "kind":
		b = bytes.Replace(b, []byte(`"kind": "city"`), []byte(`"kind": "town"`), 1)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCheckFiles runs the rules over a seed file: the line, the place and what
// is wanted there stand in one row.
func TestCheckFiles(t *testing.T) {
	path := seedFile(t, "kind")
	code, out, errs := refuge(t, "check", "--quiet", path)
	want := path + ":3: /jurisdiction\terror\tunknown-value\tboulder\tThe kind \"town\" is none of city, county, district, state, federal.\n"
	if code != exitFailed || errs != "" || !strings.Contains(out, want) {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	code, out, _ = refuge(t, "check", "--json", path)
	if code != exitFailed || !strings.Contains(out, `"line":3,"pointer":"/jurisdiction"}`) {
		t.Errorf("exit code %d, %s", code, out)
	}
}

func TestEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("REFUGE_DATA_DIR", dir)
	code, out, errs := refuge(t, "check", "--quiet")
	if code != exitDone || !strings.Contains(out, "47 jurisdictions") {
		t.Fatalf("exit code %d\n%s\n%s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "refuge.db")); err != nil {
		t.Error(err)
	}
	t.Setenv("REFUGE_QUIET", "perhaps")
	if code, _, errs := refuge(t, "check"); code != exitUsage || !strings.Contains(errs, "REFUGE_QUIET") {
		t.Errorf("a bad variable: exit code %d, %s", code, errs)
	}
}

func TestVersion(t *testing.T) {
	code, out, _ := refuge(t, "version")
	if code != exitDone || !strings.Contains(out, "codebook "+law.TheCodebook().Version) {
		t.Errorf("exit code %d, %q", code, out)
	}
}
