package server

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"refuge/frontend"
	"refuge/record"
	"refuge/store"
)

// resource is one question about the record: its parameters Q, the one function
// that answers it, and the addresses at which the answer is given: below root
// as data, in every format that can write an A, and as a page. Both read their
// parameters by one binder (bind.go), from the tags of Q.
type resource[Q, A any] struct {
	id, summary, about string
	path               string // below root, "/policies/{slug}"
	example            A      // for the OpenAPI document
	answer             func(context.Context, *Q) (A, error)

	page string // the address of the page, where it has one
	show func(context.Context, *Q, A) (frontend.Page, error)
	// instead is the page, with its status, where there is no answer and the page
	// says more than why; with a nil page it is the page of the error.
	instead func(context.Context, *Q, error) (frontend.Page, int, error)
}

// forPage is for parameters whose page asks for more or less than the API does
// where the reader names nothing.
type forPage interface{ forPage() }

// asData is for parameters whose page must name to the API what it takes for
// granted itself.
type asData interface{ asData(url.Values) }

// add hangs a resource on the server.
func add[Q, A any](s *Server, r resource[Q, A]) {
	type output struct{ Body A }
	written := writable(reflect.TypeFor[A]())
	op := huma.Operation{OperationID: r.id, Method: http.MethodGet, Path: root + r.path, Summary: r.summary, Description: r.about,
		Responses: s.responses(r.example, written, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable),
		Metadata:  map[string]any{formerNames: formerly(reflect.TypeFor[Q]())}}
	huma.Register(s.api, op, func(ctx context.Context, in *Q) (*output, error) {
		body, err := r.answer(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &output{body}, nil
	})
	s.api.OpenAPI().Paths[op.Path].Get.Parameters = documented(s.api.OpenAPI().Paths[op.Path].Get.Parameters, reflect.TypeFor[Q](), written)
	s.resources[firstPart(r.path)] = true
	if r.page == "" {
		return
	}
	if r.page != r.path {
		s.elsewhere[r.page] = r.path
	}
	op = huma.Operation{OperationID: r.id + "-page", Method: http.MethodGet, Path: r.page, Hidden: true, Metadata: op.Metadata}
	huma.Register(s.api, op, func(_ context.Context, in *Q) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) { s.page(humagin.Unwrap(hc), pageOf(r, in, written)) }}, nil
	})
}

// pageOf answers the question of a page and shows the answer.
func pageOf[Q, A any](r resource[Q, A], in *Q, written []format) func(context.Context) (frontend.Page, int, error) {
	return func(ctx context.Context) (frontend.Page, int, error) {
		if p, ok := any(in).(forPage); ok {
			p.forPage()
		}
		a, err := r.answer(ctx, in)
		if err != nil && r.instead != nil {
			if p, status, other := r.instead(ctx, in, err); p != nil || other != nil {
				return p, status, other
			}
		}
		if err != nil {
			return nil, 0, err
		}
		p, err := r.show(ctx, in, a)
		if err != nil {
			return nil, 0, err
		}
		if b := frontend.BaseOf(p); b.Data == nil {
			b.Data = dataOf(ctx, in, written)
		}
		return p, http.StatusOK, nil
	}
}

// dataOf are the addresses of a page's answer in each format: its own with a
// suffix.
func dataOf(ctx context.Context, in any, written []format) []frontend.Data {
	at := locationIn(ctx)
	query := at.query()
	query.Del("cursor")
	if d, ok := in.(asData); ok {
		d.asData(query)
	}
	path := at.Path
	if path == "/" {
		path = "/index"
	}
	out := make([]frontend.Data, len(written))
	for i, f := range written {
		out[i] = frontend.Data{Words: f.words, MediaType: f.mediaKey(), Address: withQuery(path+"."+f.name, query)}
	}
	return out
}

// page answers with a page, or with what went wrong.
func (s *Server) page(c *gin.Context, build func(context.Context) (frontend.Page, int, error)) {
	p, status, err := build(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	s.render(c, status, p)
}

// Parameters that many resources share. They are exported because huma looks
// into exported parts of a struct only.
type (
	// Formatted is for every resource; which formats it has its answer says.
	Formatted struct {
		Format string `query:"format" doc:"Also as a suffix of the path" example:"json"`
	}
	// Paged is for lists in parts.
	Paged struct {
		Cursor string `query:"cursor" maxLength:"1000" doc:"What next of the part before said"`
		Limit  int    `query:"limit" minimum:"1" maximum:"500" doc:"How many at most; 50 if left out" example:"50"`
		Formatted
	}
)

func (p Paged) page() store.Page { return store.Page{Cursor: p.Cursor, Limit: p.Limit} }

// pager leads through a list at the address that was asked for.
func pager[T any](ctx context.Context, l record.List[T]) frontend.Pager {
	p := frontend.Pager{Shown: len(l.Items), Total: l.Total}
	at := locationIn(ctx)
	query := at.query()
	if query.Has("cursor") {
		query.Del("cursor")
		p.First = withQuery(at.Path, query)
	}
	if l.Next != "" {
		query.Set("cursor", string(l.Next))
		p.Next = withQuery(at.Path, query)
	}
	return p
}

// withQuery joins a path and a query.
func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// list is a part of a list as it is written; a row of its CSV is an item.
type list[T any] struct {
	record.List[T]
	csv func(io.Writer, []T) error
}

func listOf[T any](l record.List[T], columns []column[T]) list[T] {
	return list[T]{l, func(w io.Writer, items []T) error { return writeRows(w, items, columns) }}
}

// whole is a list that is never in parts.
func whole[T any](items []T, columns []column[T]) list[T] {
	return listOf(record.List[T]{Items: items, Total: len(items)}, columns)
}

func (l list[T]) following() string { return string(l.Next) }

func (l list[T]) writeCSV(w io.Writer) error { return l.csv(w, l.Items) }

func firstPart(p string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return first
}
