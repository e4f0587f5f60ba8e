package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"refuge/compare"
	"refuge/law"
	"refuge/record"
)

// route is one route of the index.
type route struct {
	Method  string `json:"method" example:"GET"`
	Path    string `json:"path" example:"/api/v1/policies/{slug}"`
	Summary string `json:"summary" example:"A policy"`
}

// openAPI sets up huma, registers every operation and serves the document.
func (s *Server) openAPI() error {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	aliases(registry)
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:   "Refuge",
				Version: s.version,
				Description: "Local sanctuary law through time: what each policy says, from when to when, in which section; " +
					"every version of its text, and what changed between two of them. Read-only and public.\n\n" +
					"A list is {\"items\", \"next\", \"total\"}: pass next as cursor for the following part. The suffix .csv, " +
					"or format=csv, or Accept: text/csv gives a list as CSV; .atom gives a list of policies or events as a feed of what " +
					"entered or changed, last first. Dates are EDTF as the source wrote them; what is " +
					"not known is null or left out, never made up. Every text says what it is: official, consolidated by " +
					"Refuge, or restated in plain words. An unknown parameter is refused. Problems are RFC 9457.",
				License: &huma.License{Name: "Data: CC BY 4.0; program: MIT"},
			},
			Components: &huma.Components{Schemas: registry},
		},
		Formats:       humaFormats(),
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{s.shape},
	}
	s.api = humagin.New(s.engine, config)
	s.api.UseMiddleware(s.bind)
	for _, addAll := range []func(){s.addOverview, s.addJurisdictions, s.addDoubts, s.addMayors, s.addPolicies, s.addPolicy, s.addVersions,
		s.addDiffs, s.addShared, s.addTimelines, s.addCodings, s.addMatrix, s.addSearch, s.addFindings, s.addClauses, s.addCodebook,
		s.addSources, s.addCode, s.addAbout} {
		addAll()
	}

	for _, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil {
				s.routes = append(s.routes, route{op.Method, op.Path, op.Summary})
			}
		}
	}
	sortRoutes(s.routes)
	asJSON, err := json.MarshalIndent(s.api.OpenAPI(), "", " ")
	if err != nil {
		return fmt.Errorf("writing the OpenAPI document: %w", err)
	}
	asYAML, err := s.api.OpenAPI().YAML()
	if err != nil {
		return fmt.Errorf("writing the OpenAPI document as YAML: %w", err)
	}
	s.document("json", asJSON)
	s.document("yaml", asYAML)
	return nil
}

// document serves the OpenAPI document in one notation.
func (s *Server) document(notation string, b []byte) {
	s.engine.GET(root+"/openapi."+notation, func(c *gin.Context) {
		if c.Request.URL.RawQuery != "" {
			s.fail(c, fmt.Errorf("the document takes no parameters: %w", law.ErrInvalid))
			return
		}
		c.Data(http.StatusOK, "application/openapi+"+notation, b)
	})
}

// writeJSON marshals before it writes, so that a failure is a 500 and not half
// an answer.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing an answer as JSON: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// examples are shared by all servers of a program; the first fills them.
var examples sync.Mutex

// responses documents what comes back: the answer in each of its formats with
// an example, and problems.
func (s *Server) responses(example any, written []format, statuses ...int) map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for _, f := range written {
		content[f.mediaKey()] = &huma.MediaType{Schema: f.schema()}
	}
	examples.Lock()
	content[formats[0].mediaKey()] = &huma.MediaType{Example: filled(example)}
	examples.Unlock()
	problem := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	out := map[string]*huma.Response{
		"200":     {Description: "OK", Content: content},
		"default": {Description: "A problem", Content: map[string]*huma.MediaType{problemType: {Schema: problem}}},
	}
	for _, status := range statuses {
		out[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status),
			Content: map[string]*huma.MediaType{problemType: {Schema: problem}}}
	}
	return out
}

// shape is the last hand laid on an answer: no list is null, and a part of a
// list says where the next one is.
func (s *Server) shape(ctx huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*Problem); ok {
		return p, nil
	}
	v = filled(v)
	if part, ok := v.(interface{ following() string }); ok && part.following() != "" {
		at := locationIn(ctx.Context())
		query, err := url.ParseQuery(at.Query)
		if err != nil {
			return nil, fmt.Errorf("reading the query again: %w", err)
		}
		query.Set("cursor", part.following())
		ctx.SetHeader("Link", "<"+(&url.URL{Path: at.Path, RawQuery: query.Encode()}).String()+`>; rel="next"`)
	}
	for _, f := range formats[1:] {
		if ctx.Header("Accept") != f.mediaType {
			continue
		}
		ctx.SetHeader("Content-Type", f.mediaType) // huma leaves out the character set
		if f.policy != "" {
			ctx.SetHeader("Content-Security-Policy", f.policy)
		}
		if f.file != "" {
			ctx.SetHeader("Content-Disposition", "attachment; filename="+strconv.Quote(f.file))
		}
	}
	return document{v, s, locationIn(ctx.Context())}, nil
}

// filled is a copy of an answer in which no list is nil.
func filled(v any) any {
	whole := reflect.New(reflect.TypeOf(v))
	whole.Elem().Set(reflect.ValueOf(v))
	fillLists(whole.Elem())
	return whole.Elem().Interface()
}

// fillLists makes every nil list of v an empty one.
func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillLists(f)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		switch v.Type().Elem().Kind() {
		case reflect.Struct, reflect.Slice, reflect.Pointer:
			for i := range v.Len() {
				fillLists(v.Index(i))
			}
		}
	}
}

// schemaName keeps apart the types of two packages that share a name.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if strings.HasSuffix(t.PkgPath(), "/compare") && name != "Comparison" {
		return "Comparison" + name
	}
	return name
}

// enum stands in the document for a type with a closed list of values.
type enum[E ~string] struct{}

func (enum[E]) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: values[reflect.TypeFor[E]()]}
}

// variableID is the id of a variable of the codebook.
type variableID string

// values are the lists of the types that have one.
var values = map[reflect.Type][]any{}

func closed[E ~string](list []E) func(huma.Registry) {
	t := reflect.TypeFor[E]()
	for _, v := range list {
		values[t] = append(values[t], string(v))
	}
	return func(r huma.Registry) { r.RegisterTypeAlias(t, reflect.TypeFor[enum[E]]()) }
}

var enums = []func(huma.Registry){
	closed(law.JurisdictionKinds), closed(law.PolicyKinds), closed(law.Statuses), closed(law.EventTypes),
	closed(law.RelationTypes), closed(law.Standings), closed(law.Stages), closed(law.Bases), closed(law.Lanes), closed(law.ProgramKinds),
	closed(law.Origins), closed(law.Relevances), closed(law.Severities), closed(law.MarkKinds), closed(law.FactKinds),
	closed(variableIDs()), closed(groupIDs()), closed(ruleNames()),
}

func variableIDs() []variableID {
	var ids []variableID
	for _, v := range law.TheCodebook().Variables {
		ids = append(ids, variableID(v.ID))
	}
	return ids
}

type dateSchema struct{}

func (dateSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Description: "An EDTF date as written; null where it is not known",
		Examples: []any{"2014-11-14"}}
}

type optionalSchema struct{}

func (optionalSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}

type daySchema struct{}

func (daySchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2014-12-14"}}
}

type opSchema struct{}

func (opSchema) Schema(huma.Registry) *huma.Schema {
	two := 2
	return &huma.Schema{Type: huma.TypeArray, MinItems: &two, MaxItems: &two, Items: &huma.Schema{Type: huma.TypeString},
		Description: "A sign and the words: = kept, - deleted, + inserted", Examples: []any{[]any{"+", "shall"}}}
}

// comparedSection is a compare.Section as its MarshalJSON writes it.
type comparedSection struct {
	Kind        compare.Kind        `json:"kind"`
	Left        placeSchema         `json:"left"`
	Right       placeSchema         `json:"right"`
	End         compare.End         `json:"end,omitempty"`
	Move        int                 `json:"move,omitempty"`
	Ops         []compare.Op        `json:"ops"`
	Typographic []int               `json:"typographic,omitempty"`
	Paragraphs  []comparedParagraph `json:"paragraphs"`
}

type comparedParagraph struct {
	Kind    compare.Kind `json:"kind"`
	End     compare.End  `json:"end,omitempty"`
	Move    int          `json:"move,omitempty"`
	Change  int          `json:"change,omitempty"`
	Ops     []int        `json:"ops" minItems:"2" maxItems:"2" doc:"Half-open range of the section's ops"`
	Changes []compare.Op `json:"changes,omitempty"`
}

// placeSchema is a compare.Place or null.
type placeSchema struct{}

func (placeSchema) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{r.Schema(reflect.TypeFor[compare.Place](), true, ""), {Type: "null"}}}
}

func aliases(r huma.Registry) {
	for _, register := range enums {
		register(r)
	}
	r.RegisterTypeAlias(reflect.TypeFor[record.Optional](), reflect.TypeFor[optionalSchema]())
	r.RegisterTypeAlias(reflect.TypeFor[law.Date](), reflect.TypeFor[dateSchema]())
	r.RegisterTypeAlias(reflect.TypeFor[law.Day](), reflect.TypeFor[daySchema]())
	r.RegisterTypeAlias(reflect.TypeFor[compare.Op](), reflect.TypeFor[opSchema]())
	r.RegisterTypeAlias(reflect.TypeFor[compare.Section](), reflect.TypeFor[comparedSection]())
}
