// Package frontend holds the pages of Refuge: templates, styles and scripts,
// embedded, and one struct for each page. It reads no store and knows no
// request: a caller fills a struct and Site turns it into HTML.
//
// Every page is whole without scripts. Nothing is asked of another host, and no
// page holds an inline style or script, so the content policy can be strict.
package frontend

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"refuge/law"
	"refuge/record"
)

//go:embed templates static
var embedded embed.FS

// File is a static file. Its address carries a hash of its bytes, so that it
// may be kept forever.
type File struct {
	Name      string // "refuge.css"
	Address   string // "/static/refuge.2f9c1b0a77d1.css"
	MediaType string
	Bytes     []byte
}

// Site renders pages and serves the static files they name.
type Site struct {
	pages     map[reflect.Type]*template.Template
	byName    map[string]File
	byAddress map[string]File
}

// Page is one of the page structs of this package.
type Page interface{ base() *Base }

// pages lists every page with its template and the partials it uses.
var pages = []struct {
	page     Page
	name     string
	partials []string
}{
	{&Home{}, "home", []string{"date", "badges", "entry", "sources"}},
	{&Jurisdictions{}, "jurisdictions", []string{"date"}},
	{&Jurisdiction{}, "jurisdiction", []string{"date", "badges", "sources", "entry", "policyline", "chart", "holders"}},
	{&Doubts{}, "doubts", []string{"date"}},
	{&Timeline{}, "timeline", []string{"date", "badges", "sources", "entry", "chart", "pager"}},
	{&Mayors{}, "mayors", []string{"badges", "pager"}},
	{&Mayor{}, "mayor", []string{"date", "badges", "sources", "policyline"}},
	{&Policies{}, "policies", []string{"date", "badges", "pager", "policyline"}},
	{&PolicyPage{}, "policy", []string{"date", "badges", "sources", "entry"}},
	{&Code{}, "code", nil},
	{&CodeSectionPage{}, "codesection", []string{"date", "badges", "sources", "entry"}},
	{&VersionPage{}, "version", []string{"date", "badges", "sources"}},
	{&Shared{}, "shared", []string{"date", "badges"}},
	{&Diff{}, "diff", []string{"date", "badges", "redline"}},
	{&Texts{}, "texts", []string{"date", "badges", "redline"}},
	{&Compare{}, "compare", []string{"date"}},
	{&Search{}, "search", []string{"badges", "pager"}},
	{&Codebook{}, "codebook", []string{"date"}},
	{&Sources{}, "sources", []string{"date"}},
	{&About{}, "about", []string{"badges"}},
	{&Findings{}, "findings", []string{"pager"}},
	{&Problem{}, "problem", nil},
}

// New reads the embedded templates and files. An error is a fault of the
// program.
func New() (*Site, error) {
	s := &Site{pages: map[reflect.Type]*template.Template{}, byName: map[string]File{}, byAddress: map[string]File{}}
	if err := s.readStatic(); err != nil {
		return nil, err
	}
	for _, p := range pages {
		t, err := s.parse(p.name, p.partials)
		if err != nil {
			return nil, err
		}
		s.pages[reflect.TypeOf(p.page)] = t
	}
	return s, nil
}

func (s *Site) parse(name string, partials []string) (*template.Template, error) {
	files := []string{"templates/layout.html", "templates/" + name + ".html"}
	for _, p := range partials {
		files = append(files, "templates/partials/"+p+".html")
	}
	t, err := template.New("layout.html").Funcs(s.funcs()).ParseFS(embedded, files...)
	if err != nil {
		return nil, fmt.Errorf("reading the template of page %s: %w", name, err)
	}
	return t, nil
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

func (s *Site) readStatic() error {
	entries, err := fs.ReadDir(embedded, "static")
	if err != nil {
		return fmt.Errorf("listing static files: %w", err)
	}
	for _, e := range entries {
		b, err := embedded.ReadFile(path.Join("static", e.Name()))
		if err != nil {
			return fmt.Errorf("reading static file %s: %w", e.Name(), err)
		}
		ext := path.Ext(e.Name())
		if mediaTypes[ext] == "" {
			return fmt.Errorf("static file %s is of no known media type", e.Name())
		}
		sum := sha256.Sum256(b)
		f := File{
			Name:      e.Name(),
			Address:   "/static/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext,
			MediaType: mediaTypes[ext],
			Bytes:     b,
		}
		s.byName[f.Name] = f
		s.byAddress[f.Address] = f
	}
	return nil
}

// File finds a static file by its address.
func (s *Site) File(address string) (File, bool) {
	f, ok := s.byAddress[address]
	return f, ok
}

// Render returns the whole page, or an error and no byte of it.
func (s *Site) Render(p Page) ([]byte, error) {
	t, ok := s.pages[reflect.TypeOf(p)]
	if !ok {
		return nil, fmt.Errorf("%T is not in the list of pages", p)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("rendering %T: %w", p, err)
	}
	return b.Bytes(), nil
}

func (s *Site) funcs() template.FuncMap {
	return template.FuncMap{
		"static": func(name string) (string, error) {
			f, ok := s.byName[name]
			if !ok {
				return "", fmt.Errorf("there is no static file %q", name)
			}
			return f.Address, nil
		},
		"moment":       MomentOf,
		"day":          DayWords,
		"span":         spanWords,
		"plain":        plain,
		"title":        title,
		"kind":         kindWords,
		"places":       PlacesWords,
		"status":       statusWords,
		"event":        eventWords,
		"lane":         laneWords,
		"code":         codeWords,
		"lines":        func(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") },
		"codeaddress":  CodeAddress,
		"codelinks":    codeLinks,
		"vote":         voteWords,
		"value":        law.ValueLabel,
		"standing":     standingWords,
		"label":        LabelWords,
		"dated":        datedLabel,
		"meaning":      standingMeaning,
		"basis":        basisWords,
		"basismeaning": basisMeaning,
		"facts":        factsWords,
		"doubt":        doubtWords,
		"relation":     relationWords,
		"origin":       originWords,
		"program":      programWords,
		"thousands":    thousands,
		"counted":      counted,
		"web":          webAddress,
		"host":         hostOf,
		"sourcerefs":   sourceRefs,
		"eventid":      EntryID,
		"clip":         clip,
		"passageOf":    passageOf,
		"coded":        codedWords,
		"local":        localAct,
		"passage":      func(c record.CodingDay) string { return PassageAddress(c.Policy, c.Version, c.Section) },
		"variable": func(id string) string {
			if v, ok := law.VariableByID(id); ok {
				return v.Label
			}
			return plain(id)
		},
	}
}
