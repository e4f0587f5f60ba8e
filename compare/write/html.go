// Package write writes a comparison for people: as a page, as plain text, as
// Markdown, and as a Word document with tracked changes.
package write

import (
	"fmt"
	"html/template"
	"io"

	"refuge/compare"
)

// HTML writes a stand-alone page of a comparison in one column. Every word
// of the texts is escaped; changes are ins and del with a label for screen
// readers and the ids change-1, change-2 …, each linked to the next and the one
// before.
func HTML(w io.Writer, c compare.Comparison) error { return writePage(w, "inline", c) }

// SideBySide writes a stand-alone page of a comparison in two columns,
// aligned by sentence.
func SideBySide(w io.Writer, c compare.Comparison) error { return writePage(w, "side", c) }

func writePage(w io.Writer, layout string, c compare.Comparison) error {
	err := pages.ExecuteTemplate(w, "page", struct {
		compare.Comparison
		Side bool
		Last int
	}{c, layout == "side", c.Changes()})
	if err != nil {
		return fmt.Errorf("writing a redline as HTML: %w", err)
	}
	return nil
}

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"add": func(a, b int) int { return a + b },
}).Parse(`
{{define "page"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Left.Name}} compared with {{.Right.Name}}</title>
<style>
body{font:1rem/1.6 Georgia,serif;max-width:{{if .Side}}75rem{{else}}45rem{{end}};margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
ins{background:#d9f2df;color:#0b4a1e;text-decoration:underline}
del{background:#fbe0de;color:#7d1410;text-decoration:line-through}
.typographic{background:none;color:inherit}
.tag{font:.8rem sans-serif;border:1px solid #767676;border-radius:.2rem;padding:0 .3rem}
.paragraph{white-space:pre-wrap;margin:0 0 .6rem}
.label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table{width:100%;border-collapse:collapse;table-layout:fixed}td{vertical-align:top;padding:.1rem .6rem;white-space:pre-wrap}
.warning{border-left:.3rem solid #b25d00;padding-left:.8rem}
</style>
</head>
<body>
<h1>{{.Left.Name}} compared with {{.Right.Name}}</h1>
{{with .Warning}}<p class="warning">{{.}}</p>{{end}}
<ul>{{range .Summary}}<li>{{.}}</li>{{end}}</ul>
{{with .Operative}}<h2>Changes that may alter what the law does</h2><ul>{{range .}}<li><a href="#change-{{.Change}}">{{.Sentence}}</a></li>{{end}}</ul>{{end}}
{{if .Last}}<p><a href="#change-1">First change</a></p>{{end}}
{{$c := .}}{{range .Sections}}<section>
{{range .Paragraphs}}{{$p := .}}<div{{if .Change}} id="change-{{.Change}}"{{end}}>
{{if .Change}}<p><span class="tag">{{.Kind.Label}}{{if eq .End "from"}}, from here{{else if eq .End "to"}}, to here{{end}}</span>
{{if gt .Change 1}}<a href="#change-{{add .Change -1}}">previous change</a>{{end}} {{if lt .Change $c.Last}}<a href="#change-{{add .Change 1}}">next change</a>{{end}}</p>{{end}}
{{if $c.Side}}<table>{{range .Rows}}<tr><td>{{template "ops" .Left}}</td><td>{{template "ops" .Right}}</td></tr>{{end}}</table>
{{else}}<div class="paragraph">{{template "ops" .Shown}}</div>{{end}}
</div>
{{end}}</section>
{{end}}<p>Compared by {{.Engine}}.</p>
</body>
</html>
{{end}}
{{define "ops"}}{{range .}}{{if eq .Sign "="}}{{.Text}}{{else if eq .Sign "-"}}<del{{if .Typographic}} class="typographic"{{end}}><span class="label">[deleted: </span>{{.Text}}<span class="label">] </span></del>{{else}}<ins{{if .Typographic}} class="typographic"{{end}}><span class="label">[inserted: </span>{{.Text}}<span class="label">] </span></ins>{{end}}{{end}}{{end}}
`))
