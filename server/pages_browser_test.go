package server

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is one tab over a server of the shipped record, with what the page
// complained of.
type browser struct {
	t    *testing.T
	ctx  context.Context
	root string

	mu         sync.Mutex
	complaints []string
}

// openBrowser starts Chromium, or skips the test by name where there is none;
// with REFUGE_REQUIRE_CHROMIUM=1, as in CI, that is a failure.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		if os.Getenv("REFUGE_REQUIRE_CHROMIUM") == "1" {
			t.Fatal("Chromium is required and absent")
		}
		t.Skip("needs Chromium, which is not here")
	}
	site := httptest.NewServer(newServer(t, openSeed(t)).Handler())
	t.Cleanup(site.Close)
	// The sandbox needs a user other than root, or rights a container seldom has.
	// While a page scrolls smoothly, a button may move away from under a click.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("force-prefers-reduced-motion", true), chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("closing Chromium: %v", err)
		}
		cancel()
	})
	b := &browser{t: t, ctx: ctx, root: site.URL}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return b
}

// hear keeps what the console and the log of the browser are told: a broken
// content policy, a file not found, an exception.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, "console: "+string(e.Type))
	case *cdplog.EventEntryAdded:
		b.complaints = append(b.complaints, e.Entry.Text)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// ask evaluates an expression on the page.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// open goes to a page at a width and says what the browser complained of.
func (b *browser) open(path string, width int64) {
	b.t.Helper()
	b.mu.Lock()
	b.complaints = nil
	b.mu.Unlock()
	b.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(b.root+path), chromedp.WaitReady(chromedp.CSS("footer.site")))
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Errorf("%s at %d px: %s", path, width, c)
	}
}

// focus is what has the focus: its words, or its address.
func (b *browser) focus() string {
	return ask[string](b, `(() => { const e = document.activeElement; return e === document.body ? "" : e.id ? "#" + e.id : e.textContent.trim() || e.getAttribute("href") || e.tagName })()`)
}

const (
	detainerLaw = "/policies/nyc-ll-58-2014"
	phone, desk = int64(360), int64(1280)
)

func TestPagesInABrowser(t *testing.T) {
	b := openBrowser(t)
	pictures := t.TempDir()
	for _, path := range []string{"/", "/jurisdictions", "/jurisdictions/new-york-city", "/jurisdictions/new-york-city/timeline", "/jurisdictions/chicago/doubts", "/policies/nyc-council-v-adams-2025", "/mayors", "/mayors/bill-de-blasio",
		"/policies", detainerLaw, detainerLaw + "/shared", detainerLaw + "/versions/restated-2014-12-14", detainerLaw + "/diff?from=restated-2014-12-14&to=restated-2015-02-12",
		detainerLaw + "/diff?from=restated-2014-12-14&to=restated-2015-02-12&columns=2", "/timeline", "/compare?group=all", "/search?q=detainer", "/codebook", "/sources", "/findings", "/about"} {
		for _, width := range []int64{phone, desk} {
			b.open(path, width)
			if wide := ask[int64](b, "document.documentElement.scrollWidth"); wide > width {
				t.Errorf("%s at %d px is %d px wide: %s", path, width, wide, ask[string](b, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ")`))
			}
			// Targets outside running text are at least 24 px high (WCAG 2.2, 2.5.8).
			if small := ask[[]string](b, `[...document.querySelectorAll("nav a, button, input, select, summary")].filter(e => { const r = e.getBoundingClientRect(); return r.height > 0 && r.height < 24 && e.type !== "checkbox" }).map(e => e.outerHTML.slice(0, 80))`); len(small) > 0 {
				t.Errorf("%s at %d px: small targets %q", path, width, small)
			}
			picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			name := strings.Trim(strings.Map(func(r rune) rune {
				if r == '/' || r == '?' || r == '&' || r == '=' {
					return '-'
				}
				return r
			}, path), "-") + "-" + strconv.FormatInt(width, 10) + ".png"
			if err := os.WriteFile(filepath.Join(pictures, name), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestKeyboard(t *testing.T) {
	b := openBrowser(t)
	for _, path := range []string{"/", "/jurisdictions/new-york-city", detainerLaw, detainerLaw + "/diff?from=restated-2014-12-14&to=restated-2015-02-12"} {
		b.open(path, desk)
		b.do(chromedp.KeyEvent("\t"))
		if got := b.focus(); got != "Skip to the content" {
			t.Errorf("%s: the first stop is %q", path, got)
		}
		if top := ask[float64](b, `document.activeElement.getBoundingClientRect().top`); top < 0 {
			t.Errorf("%s: the skip link does not show itself: top %v", path, top)
		}
		if outline := ask[string](b, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
			t.Errorf("%s: the focus is not to be seen", path)
		}
		b.do(chromedp.KeyEvent("\r"))
		if got := b.focus(); got != "#main" {
			t.Errorf("%s: the skip link leads to %q", path, got)
		}
		b.do(chromedp.KeyEvent("\t"))
		if !ask[bool](b, `document.querySelector("main").contains(document.activeElement)`) {
			t.Errorf("%s: after skipping, the next stop is outside the content", path)
		}
	}
	b.open("/jurisdictions/new-york-city", desk)
	var stops []string
	for range 12 {
		b.do(chromedp.KeyEvent("\t"))
		stops = append(stops, b.focus())
	}
	for _, want := range []string{"Refuge", "Jurisdictions", "Mayors", "Policies", "Timeline", "Compare", "About", "#find", "Search"} {
		if !slices.Contains(stops, want) {
			t.Errorf("the Tab key passes %q by: %q", want, stops)
		}
	}
}

// The arrow keys go from event to event of a drawing, which is one stop of the
// Tab key.
func TestDrawingByKeyboard(t *testing.T) {
	b := openBrowser(t)
	b.open("/jurisdictions/new-york-city/timeline", desk)
	if got := ask[int](b, `document.querySelectorAll("svg[data-chart] a[tabindex='0']").length`); got != 1 {
		t.Fatalf("the drawing has %d stops", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("svg[data-chart] a[tabindex='0']")))
	first := ask[string](b, `document.activeElement.getAttribute("href")`)
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	second := ask[string](b, `document.activeElement.getAttribute("href")`)
	if second == first || !strings.HasPrefix(second, "#event-") {
		t.Errorf("the arrow key goes from %q to %q", first, second)
	}
}

func TestStepsThroughChanges(t *testing.T) {
	b := openBrowser(t)
	b.open(detainerLaw+"/diff?from=restated-2014-12-14&to=restated-2015-02-12", desk)
	b.do(chromedp.Click(chromedp.CSS("[data-step='1']")))
	first := b.focus()
	b.do(chromedp.Click(chromedp.CSS("[data-step='1']")))
	second := b.focus()
	b.do(chromedp.Click(chromedp.CSS("[data-step='-1']")))
	if back := b.focus(); !strings.HasPrefix(first, "#change-") || second == first || back != first {
		t.Errorf("the buttons lead to %q, %q and back to %q", first, second, back)
	}
	if told := ask[string](b, `document.querySelector("[data-place]").textContent`); !strings.HasPrefix(told, "Change 1 of ") {
		t.Errorf("it is told as %q", told)
	}
}
