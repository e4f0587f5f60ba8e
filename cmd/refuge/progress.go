package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"refuge/collect"
)

// lineEvery is how often a run off a terminal says where it is.
const lineEvery = 10 * time.Second

// progress shows how far a run is: a bar on a terminal, now and then a line
// elsewhere. It writes to standard error only.
type progress struct {
	p    *program
	bars *mpb.Progress

	mu   sync.Mutex
	bar  *mpb.Bar
	of   string
	last time.Time
}

func (p *program) newProgress(quiet bool) *progress {
	pr := &progress{p: p, last: time.Now()}
	if f, ok := p.stderr.(*os.File); ok && !quiet && term.IsTerminal(int(f.Fd())) {
		pr.bars = mpb.New(mpb.WithOutput(f), mpb.WithWidth(48))
	}
	return pr
}

func (pr *progress) told(at collect.Progress) {
	pr.mu.Lock()
	defer pr.mu.Unlock()
	if pr.bars == nil {
		if time.Since(pr.last) >= lineEvery {
			pr.last = time.Now()
			fmt.Fprintf(pr.p.stderr, "%s: %s\n", at.Source, words(at))
		}
		return
	}
	if pr.of != at.Source {
		pr.finish()
		pr.of = at.Source
		pr.bar = pr.bars.AddBar(0, mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(at.Source+" ")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d of %d known "), decor.Elapsed(decor.ET_STYLE_GO)))
	}
	pr.bar.SetTotal(int64(at.Done+max(at.Pending, 0)), false)
	pr.bar.SetCurrent(int64(at.Done))
}

func words(at collect.Progress) string {
	if at.Pending <= 0 {
		return fmt.Sprintf("%d done", at.Done)
	}
	return fmt.Sprintf("%d done, %d to do", at.Done, at.Pending)
}

func (pr *progress) finish() {
	if pr.bar != nil {
		pr.bar.SetTotal(-1, true)
	}
}

// end clears the bars.
func (pr *progress) end() {
	pr.mu.Lock()
	pr.finish()
	pr.mu.Unlock()
	if pr.bars != nil {
		pr.bars.Wait()
	}
}
