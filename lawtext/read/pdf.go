package read

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"refuge/law"
	"refuge/lawtext"
)

const pdfReader = "pdf/2"

const (
	maxPDFPages = 2000
	pdfPatience = 2 * time.Minute // for all pages of a document
)

// PDF reads the text layer of a PDF in reading order: lines are put together from
// their pieces, parted words and numbers and broken paragraphs joined, line
// numbers dropped, and what repeats at the head and foot of pages is furniture.
// Turned text is read in its own direction; that along the margin of upright pages
// stands at the end. Looks that are only drawn (underlining) are not seen. What is
// filled into a form is read; images, notes and pages without text are counted as
// left out.
//
// The engine is PDFium compiled to WebAssembly, without access to any file; it
// is started by the first PDF that is read. The error wraps law.ErrInvalid for
// bytes that are no PDF or are locked, and law.ErrTooLarge over a bound.
func PDF(b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	pool, err := thePDFium()
	if err != nil {
		return lawtext.Document{}, err
	}
	d := draft{drafting: in}
	pages, err := d.pdfPages(pool, b)
	if err != nil {
		return lawtext.Document{}, err
	}
	d.pages(pages)
	return d.document(pdfReader)
}

// thePDFium starts the engine once. Its compiled form is kept in the user's
// cache folder where there is one, so that only the first start is slow.
var thePDFium = sync.OnceValues(func() (pdfium.Pool, error) {
	cache := wazero.NewCompilationCache()
	if dir, err := os.UserCacheDir(); err == nil {
		if kept, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "refuge", "pdfium")); err == nil {
			cache = kept
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		MinIdle: 0, MaxIdle: 1, MaxTotal: 2,
		FSConfig:      wazero.NewFSConfig(),
		RuntimeConfig: wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).WithCompilationCache(cache).WithCloseOnContextDone(true).WithMemoryLimitPages(16384),
		Stdout:        io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("starting the PDF engine: %w", err)
	}
	return pool, nil
})

// pdfLine is a line of a page, or a piece of one; positions are in points from
// the left and the foot of the page.
type pdfLine struct {
	text                     string
	left, right, top, bottom float64
}

type pdfPage struct {
	lines  []pdfLine
	height float64
	margin bool // notes along the margins of all pages
}

func (d *draft) pdfPages(pool pdfium.Pool, b []byte) (pages []pdfPage, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), pdfPatience)
	defer cancel()
	in, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading PDF: no engine: %w: %w", err, law.ErrUnavailable)
	}
	// A file that keeps the engine busy is stopped from outside.
	var stopped atomic.Bool
	var killErr atomic.Pointer[error]
	watch := time.AfterFunc(pdfPatience, func() {
		stopped.Store(true)
		if e := in.Kill(); e != nil {
			killErr.Store(&e)
		}
	})
	defer func() {
		if !watch.Stop() || stopped.Load() {
			err = fmt.Errorf("reading PDF: not done after %s: %w", pdfPatience, law.ErrTooLarge)
			if e := killErr.Load(); e != nil {
				err = fmt.Errorf("%w (stopping the engine: %w)", err, *e)
			}
			return
		}
		if e := in.Close(); err == nil && e != nil {
			err = fmt.Errorf("reading PDF: closing the engine: %w", e)
		}
	}()
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &b})
	if err != nil {
		return nil, fmt.Errorf("reading PDF: %w: %w", err, law.ErrInvalid)
	}
	defer func() {
		if _, e := in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}); err == nil && e != nil {
			err = fmt.Errorf("reading PDF: closing the document: %w", e)
		}
	}()
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, fmt.Errorf("reading PDF: counting pages: %w: %w", err, law.ErrInvalid)
	}
	if count.PageCount > maxPDFPages {
		return nil, fmt.Errorf("reading PDF: %d pages are over the bound of %d: %w", count.PageCount, maxPDFPages, law.ErrTooLarge)
	}
	total := 0
	notes := pdfPage{margin: true}
	for i := range count.PageCount {
		page, closed, err := d.pdfFlat(in, doc.Document, i)
		if err != nil {
			return nil, fmt.Errorf("reading PDF: page %d: %w", i+1, err)
		}
		found, err := d.pdfPage(in, page)
		if err := errors.Join(err, closed()); err != nil {
			return nil, fmt.Errorf("reading PDF: page %d: %w", i+1, err)
		}
		for _, p := range found {
			for _, l := range p.lines {
				total += len(l.text)
			}
			if p.margin {
				notes.lines = append(notes.lines, p.lines...)
			} else {
				pages = append(pages, p)
			}
		}
		if total > maxText {
			return nil, fmt.Errorf("reading PDF: the text is over %d bytes: %w", maxText, law.ErrTooLarge)
		}
	}
	if len(notes.lines) > 0 {
		pages = append(pages, notes)
	}
	return pages, nil
}

// maxPDFObjects is how many objects of a page are looked at for images.
const maxPDFObjects = 200

// pdfPage reads one page: its upright text, text turned in another direction, and
// notes along the margin.
func (d *draft) pdfPage(in pdfium.Pdfium, page requests.Page) ([]pdfPage, error) {
	size, err := in.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, law.ErrInvalid)
	}
	text, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeRects})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, law.ErrInvalid)
	}
	if err := d.pdfLeft(in, page, len(text.Rects) == 0); err != nil {
		return nil, err
	}
	rotation, err := in.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, law.ErrInvalid)
	}
	pieces := make([]pdfLine, 0, len(text.Rects))
	tall := false
	for _, r := range text.Rects {
		// PDFium gives a hyphen that parts a word as U+0002 or U+FFFE.
		p := pdfLine{text: strings.NewReplacer("\x02", "-", "\ufffe", "-").Replace(strings.TrimRight(r.Text, "\r\n")), left: r.PointPosition.Left, right: r.PointPosition.Right,
			top: max(r.PointPosition.Top, r.PointPosition.Bottom), bottom: min(r.PointPosition.Top, r.PointPosition.Bottom)}
		if strings.TrimSpace(p.text) != "" {
			pieces = append(pieces, p)
			tall = tall || p.top-p.bottom > 1.5*(p.right-p.left) && utf8.RuneCountInString(p.text) > 2
		}
	}
	var turned [4][]pdfLine // by quarters of a turn
	turned[0] = pieces
	if tall || rotation.PageRotation == enums.FPDF_PAGE_ROTATION_180_CW {
		if turned, err = pdfTurned(in, page, pieces); err != nil {
			return nil, err
		}
	}
	var pages []pdfPage
	upright := 0
	for _, p := range turned[0] {
		upright += len(p.text)
	}
	if len(turned[0]) > 0 {
		pages = append(pages, pdfPage{lines: pdfLines(turned[0]), height: size.Height})
	}
	for _, pieces := range turned[1:] {
		words := 0
		low, high := math.Inf(1), math.Inf(-1)
		for _, p := range pieces {
			words += len(p.text)
			low, high = min(low, p.bottom), max(high, p.top)
		}
		rising := 0
		for i := range pieces {
			pieces[i].top -= low
			pieces[i].bottom -= low
			if i > 0 {
				rising += cmp.Compare(pieces[i].top, pieces[i-1].top)
			}
		}
		if rising > 0 { // PDFium took the last line for the first
			slices.Reverse(pieces)
		}
		if len(pieces) > 0 {
			pages = append(pages, pdfPage{lines: pdfLines(pieces), height: high - low, margin: words < upright})
		}
	}
	return pages, nil
}

// pdfTurned sorts pieces by the direction they are set in, and turns each upright.
func pdfTurned(in pdfium.Pdfium, page requests.Page, pieces []pdfLine) (turned [4][]pdfLine, err error) {
	text, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return turned, fmt.Errorf("%w: %w", err, law.ErrInvalid)
	}
	at := 0
	for _, p := range pieces {
		quarter := 0
		if p.top-p.bottom > 1.5*(p.right-p.left) {
			quarter = 1
		}
		// The characters come in the order of the pieces.
		for k := at; k < len(text.Chars) && k < at+5000; k++ {
			c := text.Chars[k]
			x, y := (c.PointPosition.Left+c.PointPosition.Right)/2, (c.PointPosition.Top+c.PointPosition.Bottom)/2
			if strings.TrimSpace(c.Text) != "" && x >= p.left && x <= p.right && y >= p.bottom && y <= p.top {
				quarter = int(math.Round(c.Angle/(math.Pi/2))) & 3
				at = k + 1
				break
			}
		}
		q := p
		switch quarter {
		case 1: // it runs down
			q.left, q.right, q.top, q.bottom = -p.top, -p.bottom, p.right, p.left
		case 2:
			q.left, q.right, q.top, q.bottom = -p.right, -p.left, -p.bottom, -p.top
		case 3: // it runs up
			q.left, q.right, q.top, q.bottom = p.bottom, p.top, -p.left, -p.right
		}
		turned[quarter] = append(turned[quarter], q)
	}
	return turned, nil
}

// pdfFlat makes what is filled into forms and written over a page part of the page,
// and counts the notes that only open when asked to. It gives the page to read.
func (d *draft) pdfFlat(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (page requests.Page, done func() error, err error) {
	page = requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
	done = func() error { return nil }
	notes, err := in.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return page, done, fmt.Errorf("counting annotations: %w: %w", err, law.ErrInvalid)
	}
	if notes.Count == 0 {
		return page, done, nil
	}
	for i := range min(notes.Count, maxPDFObjects) {
		a, err := in.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue // a null in the list
		}
		kind, err := in.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a.Annotation})
		if err == nil && kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_TEXT {
			d.leave("note", "")
		}
		if _, err := in.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: a.Annotation}); err != nil {
			return page, done, fmt.Errorf("annotation %d: %w: %w", i, err, law.ErrInvalid)
		}
	}
	if flat, err := in.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsageNormalDisplay}); err != nil || flat.Result != responses.FPDFPage_FlattenResultSuccess {
		d.leave("annotations of a page", "")
		return page, done, nil
	}
	loaded, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return page, done, fmt.Errorf("%w: %w", err, law.ErrInvalid)
	}
	return requests.Page{ByReference: &loaded.Page}, func() error {
		_, err := in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
		return err
	}, nil
}

// pdfLeft counts what of a page is no text: its images, and the page itself if it
// is all it has.
func (d *draft) pdfLeft(in pdfium.Pdfium, page requests.Page, empty bool) error {
	if empty {
		d.leave("page without text", "")
	}
	objects, err := in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return fmt.Errorf("counting objects: %w: %w", err, law.ErrInvalid)
	}
	for i := range min(objects.Count, maxPDFObjects) {
		o, err := in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return fmt.Errorf("object %d: %w: %w", i, err, law.ErrInvalid)
		}
		kind, err := in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil {
			return fmt.Errorf("object %d: %w: %w", i, err, law.ErrInvalid)
		}
		if kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			d.leave("image", "")
		}
	}
	return nil
}

// pdfLines joins the pieces of each line, in the order of the text. A piece
// begins a new line where it does not stand beside the one before it.
func pdfLines(pieces []pdfLine) []pdfLine {
	var lines []pdfLine
	for _, piece := range pieces {
		if n := len(lines); n > 0 {
			last := &lines[n-1]
			height := max(last.top-last.bottom, 1)
			overlap := min(last.top, piece.top) - max(last.bottom, piece.bottom)
			if overlap > 0.4*min(height, max(piece.top-piece.bottom, 1)) && piece.left >= last.left-1 && piece.left-last.right < 12*height {
				if piece.left-last.right > 0.15*height && !strings.HasSuffix(last.text, " ") && !strings.HasPrefix(piece.text, " ") {
					last.text += " "
				}
				last.text += piece.text
				last.right = max(last.right, piece.right)
				last.top, last.bottom = max(last.top, piece.top), min(last.bottom, piece.bottom)
				continue
			}
		}
		lines = append(lines, piece)
	}
	return lines
}

var (
	pageNumber = regexp.MustCompile(`^(?i:page )?[-–— ]*\d{1,5}[-–— ]*(?i: of \d+)?$`)
	lineNumber = regexp.MustCompile(`^\s*(\d{1,2})(?:\s+|$)`)
	digitRun   = regexp.MustCompile(`\d+`)
)

// pages writes the paragraphs of a document's pages.
func (d *draft) pages(pages []pdfPage) {
	repeated := pdfRepeated(pages)
	var whole strings.Builder // to see which words the document writes with a hyphen
	for _, p := range pages {
		for _, l := range p.lines {
			whole.WriteString(l.text)
			whole.WriteByte('\n')
		}
	}
	margins := map[string]int{}
	if n := len(pages); n > 0 && pages[n-1].margin {
		for _, l := range pages[n-1].lines {
			margins[foldedHead(l.text)]++
		}
	}
	open := ""
	end := func() {
		d.clean(open, 0)
		d.end(lawtext.Body, 0)
		open = ""
	}
	last := pdfLine{}
	for _, p := range pages {
		if p.margin {
			end()
		}
		lines := d.withoutLineNumbers(p.lines)
		gap := usualGap(lines)
		for i, l := range lines {
			text := strings.TrimSpace(l.text)
			if text == "" {
				continue
			}
			edge := !p.margin && (l.bottom > 0.9*p.height || l.top < 0.1*p.height)
			if edge && (pageNumber.MatchString(text) || repeated[foldedHead(text)]) || p.margin && margins[foldedHead(text)] > 1 {
				if open != "" {
					// A page ends inside a paragraph, which goes on.
					d.leave("head or foot of a page", text)
					continue
				}
				d.clean(text, 0)
				d.end(lawtext.Furniture, 0)
				continue
			}
			if open != "" {
				drop := last.bottom - l.bottom
				begins := i > 0 && (drop > 1.45*gap || drop < -2*gap) || lawtext.BeginsPart(text) ||
					strings.ContainsAny(lastChar(last.text), ".:;") && (l.left > last.left+8 || last.right < l.right-60)
				if begins || p.margin {
					end()
				}
			}
			if open == "" {
				open = text
			} else {
				open = joined(open, text, whole.String())
			}
			last = l
			last.text = text
		}
	}
	end()
}

func lastChar(s string) string {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return " "
	}
	return string(r)
}

// foldedHead is a line of a page's head or foot without what changes from page
// to page.
func foldedHead(s string) string {
	return strings.Join(strings.Fields(digitRun.ReplaceAllString(s, "")), " ")
}

// pdfRepeated are the lines at the edge of pages that come on several pages.
func pdfRepeated(pages []pdfPage) map[string]bool {
	count := map[string]int{}
	for _, p := range pages {
		seen := map[string]bool{}
		for _, l := range p.lines {
			if l.bottom > 0.9*p.height || l.top < 0.1*p.height {
				if h := foldedHead(l.text); h != "" && !seen[h] {
					seen[h] = true
					count[h]++
				}
			}
		}
	}
	out := map[string]bool{}
	for h, n := range count {
		if n >= 2 && 3*n >= len(pages) {
			out[h] = true
		}
	}
	return out
}

// withoutLineNumbers drops the numbers that drafts count their lines with: they
// begin most lines of the page and rise by one.
func (d *draft) withoutLineNumbers(lines []pdfLine) []pdfLine {
	want, hits := 1, 0
	for _, l := range lines {
		if m := lineNumber.FindStringSubmatch(l.text); m != nil && lawtext.Digits(m[1]) == want {
			want++
			hits++
		}
	}
	if hits < 8 || 2*hits < len(lines) {
		return lines
	}
	out := make([]pdfLine, 0, len(lines))
	want = 1
	for _, l := range lines {
		if m := lineNumber.FindStringSubmatch(l.text); m != nil && lawtext.Digits(m[1]) == want {
			want++
			d.leave("line number", m[1])
			l.text = l.text[len(m[0]):]
		}
		out = append(out, l)
	}
	return out
}

// usualGap is the median distance between the feet of two lines.
func usualGap(lines []pdfLine) float64 {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if g := lines[i-1].bottom - lines[i].bottom; g > 1 {
			gaps = append(gaps, g)
		}
	}
	if len(gaps) == 0 {
		return 12
	}
	slices.SortFunc(gaps, cmp.Compare[float64])
	return gaps[len(gaps)/2]
}
