package read

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"refuge/law"
	"refuge/lawtext"
)

const pdfReader = "pdf/1"

const (
	maxPDFPages = 2000
	pdfPatience = 2 * time.Minute // for all pages of a document
)

// PDF reads the text layer of a PDF in reading order: lines are put together
// from their pieces, hyphenated words and broken paragraphs joined, line numbers
// dropped, and what repeats at the head and foot of pages is furniture. Marks
// that are only drawn (underlining) are not seen. A PDF of images alone gives a
// document without text.
//
// The engine is PDFium compiled to WebAssembly, without access to any file; it
// is started by the first PDF that is read. The error wraps law.ErrInvalid for
// bytes that are no PDF or are locked, and law.ErrTooLarge over a bound.
func PDF(b []byte) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	pool, err := thePDFium()
	if err != nil {
		return lawtext.Document{}, err
	}
	pages, err := pdfPages(pool, b)
	if err != nil {
		return lawtext.Document{}, err
	}
	var d draft
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
}

func pdfPages(pool pdfium.Pool, b []byte) (pages []pdfPage, err error) {
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
	for i := range count.PageCount {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		size, err := in.GetPageSize(&requests.GetPageSize{Page: page})
		if err != nil {
			return nil, fmt.Errorf("reading PDF: page %d: %w: %w", i+1, err, law.ErrInvalid)
		}
		text, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeRects})
		if err != nil {
			return nil, fmt.Errorf("reading PDF: page %d: %w: %w", i+1, err, law.ErrInvalid)
		}
		p := pdfPage{height: size.Height}
		for _, r := range text.Rects {
			if total += len(r.Text); total > maxText {
				return nil, fmt.Errorf("reading PDF: the text is over %d bytes: %w", maxText, law.ErrTooLarge)
			}
		}
		p.lines = pdfLines(text.Rects)
		pages = append(pages, p)
	}
	return pages, nil
}

// pdfLines joins the pieces of each line, in the order of the text. A piece
// begins a new line where it does not stand beside the one before it.
func pdfLines(rects []*responses.GetPageTextStructuredRect) []pdfLine {
	var lines []pdfLine
	for _, r := range rects {
		piece := pdfLine{text: strings.TrimRight(r.Text, "\r\n"), left: r.PointPosition.Left, right: r.PointPosition.Right,
			top: max(r.PointPosition.Top, r.PointPosition.Bottom), bottom: min(r.PointPosition.Top, r.PointPosition.Bottom)}
		// PDFium gives a hyphen that parts a word as U+0002 or U+FFFE.
		piece.text = strings.NewReplacer("\x02", "\u00ad", "\ufffe", "\u00ad").Replace(piece.text)
		upright := piece.top-piece.bottom > 3*(piece.right-piece.left) && len(piece.text) > 8 // printed along the margin
		if strings.TrimSpace(piece.text) == "" || upright {
			continue
		}
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
	open := false
	last := pdfLine{}
	for _, p := range pages {
		lines := withoutLineNumbers(p.lines)
		gap := usualGap(lines)
		for i, l := range lines {
			text := strings.TrimSpace(l.text)
			if text == "" {
				continue
			}
			edge := l.bottom > 0.9*p.height || l.top < 0.1*p.height
			if edge && (pageNumber.MatchString(text) || repeated[foldedHead(text)]) {
				if open {
					// A page ends inside a paragraph: its furniture stands behind it.
					continue
				}
				d.clean([]byte(text), false)
				d.end(lawtext.Furniture, 0)
				continue
			}
			if open {
				drop := last.bottom - l.bottom
				begins := i > 0 && (drop > 1.45*gap || drop < -2*gap) || lawtext.BeginsPart(text) ||
					strings.ContainsAny(lastChar(last.text), ".:;") && (l.left > last.left+8 || last.right < l.right-60)
				if begins {
					d.end(lawtext.Body, 0)
					open = false
				}
			}
			if open {
				d.joinLine(last.text, text, whole.String())
			}
			d.clean([]byte(text), false)
			open = true
			last = l
			last.text = text
		}
	}
	d.end(lawtext.Body, 0)
}

// joinLine prepares the open paragraph for its next line: a hyphen that parts a
// word goes, unless the document writes the word with a hyphen elsewhere; else a
// space comes.
func (d *draft) joinLine(last, next, whole string) {
	if n := len(d.buf); n > 1 && (strings.HasSuffix(last, "-") || strings.HasSuffix(last, "\u00ad")) && len(d.runs) > d.open {
		r, size := utf8.DecodeLastRuneInString(last)
		before, _ := utf8.DecodeLastRuneInString(last[:len(last)-size])
		if (r == '-' || r == '\u00ad') && unicode.IsLower(before) {
			cut := utf8.RuneLen(r)
			d.buf = d.buf[:n-cut]
			d.runs[len(d.runs)-1].end -= cut
			left := last[strings.LastIndexFunc(last[:len(last)-size], func(r rune) bool { return !unicode.IsLetter(r) })+1 : len(last)-size]
			right := next
			if i := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
				right = next[:i]
			}
			if right != "" && strings.Contains(whole, left+"-"+right) {
				d.writeString("-", "")
			}
			return
		}
	}
	d.writeString(" ", "")
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
func withoutLineNumbers(lines []pdfLine) []pdfLine {
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
