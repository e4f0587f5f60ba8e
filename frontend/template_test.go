package frontend

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"refuge/law"
)

// Every template is read against the struct of its page: a field that is not
// there, or a partial that is not listed, fails here and not before a reader.
func TestTemplatesFitTheirPages(t *testing.T) {
	s := mustSite(t)
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			tmpl, err := s.parse(p.name, p.partials)
			if err != nil {
				t.Fatal(err)
			}
			c := &checker{set: tmpl, funcs: s.funcs(), used: map[string]bool{}, fail: func(format string, args ...any) { t.Errorf(format, args...) }}
			c.template("layout.html", reflect.TypeOf(p.page))
			for _, partial := range p.partials {
				if !slices.ContainsFunc(defined(t, "templates/partials/"+partial+".html"), func(name string) bool { return c.used[name] }) {
					t.Errorf("page %s lists the partial %s and does not use it", p.name, partial)
				}
			}
		})
	}
}

// The checker itself must see what it is for.
func TestCheckerSeesFaults(t *testing.T) {
	type inner struct{ Words string }
	type page struct {
		Inner  inner
		Inners []inner
		Date   law.Date
	}
	for _, c := range []struct {
		text string
		bad  bool
	}{
		{`{{.Inner.Words}}`, false},
		{`{{.Inner.Word}}`, true},
		{`{{range .Inners}}{{.Words}}{{end}}`, false},
		{`{{range .Inners}}{{.Date}}{{end}}`, true},
		{`{{range $i, $x := .Inners}}{{$x.Words}}{{$.Date.IsZero}}{{end}}`, false},
		{`{{range $i, $x := .Inners}}{{$x.Missing}}{{end}}`, true},
		{`{{with .Inner}}{{.Words}}{{else}}{{.Words}}{{end}}`, true},
		{`{{if .Date.IsZero}}{{clip 3 .Inner.Words}}{{end}}`, false},
		{`{{if .Inner.Words}}{{template "part" .Inner}}{{end}}{{define "part"}}{{.Nothing}}{{end}}`, true},
		{`{{template "absent" .}}`, true},
		{`{{(index .Inners 0).Words}}`, false},
		{`{{$x := .Inner}}{{$x.Gone}}`, true},
	} {
		tmpl, err := template.New("layout").Funcs(mustSite(t).funcs()).Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		bad := false
		k := &checker{set: tmpl, funcs: mustSite(t).funcs(), used: map[string]bool{}, fail: func(string, ...any) { bad = true }}
		k.template("layout", reflect.TypeFor[*page]())
		if bad != c.bad {
			t.Errorf("%s: fault seen: %v, want %v", c.text, bad, c.bad)
		}
	}
}

// Each page renders with everything set and with nothing set.
func TestPagesRender(t *testing.T) {
	s := mustSite(t)
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			empty := reflect.New(reflect.TypeOf(p.page).Elem())
			if _, err := s.Render(empty.Interface().(Page)); err != nil {
				t.Errorf("empty: %v", err)
			}
			full := reflect.New(reflect.TypeOf(p.page).Elem())
			fill(full.Elem(), 0)
			b, err := s.Render(full.Interface().(Page))
			if err != nil {
				t.Fatalf("full: %v", err)
			}
			for _, bad := range []string{"<no value>", "ZgotmplZ", "%!", "<script>alert", " style=", " onclick="} {
				if bytes.Contains(b, []byte(bad)) {
					t.Errorf("the page holds %q", bad)
				}
			}
		})
	}
}

func TestRenderRefusesWhatIsNoPage(t *testing.T) {
	type stranger struct{ Base }
	if b, err := mustSite(t).Render(&stranger{}); err == nil || b != nil {
		t.Errorf("got %d bytes and %v, want an error and nothing", len(b), err)
	}
}

func TestStaticFilesCarryTheirHash(t *testing.T) {
	s := mustSite(t)
	for _, name := range []string{"refuge.css", "chart.js", "changes.js", "icon.svg"} {
		f, ok := s.byName[name]
		if !ok {
			t.Fatalf("there is no %s", name)
		}
		if f.Address == "/static/"+name || !strings.HasSuffix(f.Address, path.Ext(name)) {
			t.Errorf("%s stands at %s", name, f.Address)
		}
		if got, ok := s.File(f.Address); !ok || !bytes.Equal(got.Bytes, f.Bytes) {
			t.Errorf("%s is not found at its address", name)
		}
	}
	if _, ok := s.File("/static/refuge.css"); ok {
		t.Error("a file is found without its hash")
	}
}

// No template has an inline style or script, or names another host.
func TestTemplatesKeepTheContentPolicy(t *testing.T) {
	err := fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		text := string(b)
		bad := []string{"//cdn", "src=\"http", "@import", "url(http"}
		if strings.HasSuffix(name, ".html") {
			bad = append(bad, "<style", " style=", "onclick", "onload", "javascript:", "<link rel=\"stylesheet\" href=\"http")
			if strings.Count(text, "<script") != strings.Count(text, `<script type="module" src="{{static `) {
				t.Errorf("%s: a script without a static source", name)
			}
		}
		for _, s := range bad {
			if strings.Contains(text, s) {
				t.Errorf("%s holds %q", name, s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func mustSite(t *testing.T) *Site {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func defined(t *testing.T, file string) []string {
	t.Helper()
	tmpl, err := template.New("").Funcs(mustSite(t).funcs()).ParseFS(embedded, file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range tmpl.Templates() {
		names = append(names, d.Name())
	}
	return names
}

// fill sets every exported field: strings hostile, numbers 1, flags true, lists
// of two.
func fill(v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[law.Date]() {
		v.Set(reflect.ValueOf(law.MustDate("2014-12-14")))
		return
	}
	if v.Type() == reflect.TypeFor[law.Day]() {
		v.SetString("2014-12-14")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(`<script>alert("x")</script>`)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		if depth < 6 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < 6 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range 2 {
				fill(v.Index(i), depth+1)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), depth+1)
			}
		}
	}
}

// checker walks templates with the types of what they are given. A nil type is
// one that is not known.
type checker struct {
	set   *template.Template
	funcs template.FuncMap
	used  map[string]bool
	seen  map[string]bool
	fail  func(format string, args ...any)
}

func (c *checker) template(name string, dot reflect.Type) {
	c.used[name] = true
	key := fmt.Sprint(name, dot)
	if c.seen[key] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[key] = true
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil {
		c.fail("template %q is not there", name)
		return
	}
	c.node(t.Tree.Root, dot, map[string]reflect.Type{"$": dot})
}

func (c *checker) node(n parse.Node, dot reflect.Type, vars map[string]reflect.Type) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				c.node(one, dot, vars)
			}
		}
	case *parse.ActionNode:
		c.pipe(n.Pipe, dot, vars)
	case *parse.IfNode:
		vars = maps.Clone(vars)
		c.pipe(n.Pipe, dot, vars)
		c.node(n.List, dot, maps.Clone(vars))
		c.node(n.ElseList, dot, maps.Clone(vars))
	case *parse.WithNode:
		vars = maps.Clone(vars)
		inner := c.pipe(n.Pipe, dot, vars)
		c.node(n.List, inner, maps.Clone(vars))
		c.node(n.ElseList, dot, maps.Clone(vars))
	case *parse.RangeNode:
		vars = maps.Clone(vars)
		decl := n.Pipe.Decl
		n.Pipe.Decl = nil
		list := c.pipe(n.Pipe, dot, vars)
		n.Pipe.Decl = decl
		var one reflect.Type
		if list != nil {
			if list = direct(list); list.Kind() == reflect.Slice {
				one = list.Elem()
			} else {
				c.fail("range over a %s in %s", list, n)
			}
		}
		if len(decl) > 0 {
			vars[decl[len(decl)-1].Ident[0]] = one
		}
		if len(decl) > 1 {
			vars[decl[0].Ident[0]] = reflect.TypeFor[int]()
		}
		c.node(n.List, one, maps.Clone(vars))
		c.node(n.ElseList, dot, maps.Clone(vars))
	case *parse.TemplateNode:
		var given reflect.Type
		if n.Pipe != nil {
			given = c.pipe(n.Pipe, dot, vars)
		}
		c.template(n.Name, given)
	}
}

func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type, vars map[string]reflect.Type) reflect.Type {
	var out reflect.Type
	for _, cmd := range p.Cmds {
		out = c.command(cmd, dot, vars)
	}
	for _, d := range p.Decl {
		vars[d.Ident[0]] = out
	}
	return out
}

func (c *checker) command(cmd *parse.CommandNode, dot reflect.Type, vars map[string]reflect.Type) reflect.Type {
	types := make([]reflect.Type, len(cmd.Args))
	for i, a := range cmd.Args {
		types[i] = c.arg(a, dot, vars)
	}
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		return types[0]
	}
	if f, ok := c.funcs[id.Ident]; ok {
		ft := reflect.TypeOf(f)
		if ft.NumIn() != len(types)-1 {
			c.fail("%s takes %d arguments, not %d: %s", id.Ident, ft.NumIn(), len(types)-1, cmd)
			return ft.Out(0)
		}
		for i, given := range types[1:] {
			if given == nil || given.AssignableTo(ft.In(i)) || cmd.Args[i+1].Type() == parse.NodeNumber {
				continue
			}
			if given.Kind() == reflect.Pointer && given.Elem().AssignableTo(ft.In(i)) {
				continue
			}
			c.fail("%s: argument %d is a %s, not a %s: %s", id.Ident, i+1, given, ft.In(i), cmd)
		}
		return ft.Out(0)
	}
	switch id.Ident {
	case "index":
		if t := types[1]; t != nil && direct(t).Kind() == reflect.Slice {
			return direct(t).Elem()
		}
	case "len":
		return reflect.TypeFor[int]()
	case "eq", "ne", "gt", "lt", "not":
		return reflect.TypeFor[bool]()
	}
	return nil
}

func (c *checker) arg(n parse.Node, dot reflect.Type, vars map[string]reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.fields(dot, n.Ident, n)
	case *parse.VariableNode:
		t, ok := vars[n.Ident[0]]
		if !ok {
			c.fail("variable %s is not known", n.Ident[0])
		}
		return c.fields(t, n.Ident[1:], n)
	case *parse.ChainNode:
		return c.fields(c.arg(n.Node, dot, vars), n.Field, n)
	case *parse.PipeNode:
		return c.pipe(n, dot, maps.Clone(vars))
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	}
	return nil
}

func (c *checker) fields(t reflect.Type, names []string, n parse.Node) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		if m, ok := t.MethodByName(name); ok {
			t = m.Type.Out(0)
			continue
		}
		if m, ok := reflect.PointerTo(direct(t)).MethodByName(name); ok && t.Kind() == reflect.Pointer {
			t = m.Type.Out(0)
			continue
		}
		if direct(t).Kind() != reflect.Struct {
			c.fail("%s: a %s has no field %s", n, t, name)
			return nil
		}
		f, ok := direct(t).FieldByName(name)
		if !ok || !f.IsExported() {
			c.fail("%s: a %s has no field %s", n, t, name)
			return nil
		}
		t = f.Type
	}
	return t
}

func direct(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
