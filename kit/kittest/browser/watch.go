package browser

import (
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// troubles are what went wrong in a tab.
type troubles struct {
	mu  sync.Mutex
	all []string
}

// Troubles lists what went wrong in the tab so far: script errors, blocked or missing
// resources (what the content security policy refused among them), console.error.
func (p *Tab) Troubles() []string {
	p.troubles.mu.Lock()
	defer p.troubles.mu.Unlock()
	return append([]string{}, p.troubles.all...)
}

// SidewaysScroll says by how many pixels the page is wider than its window.
func (p *Tab) SidewaysScroll() int {
	p.t.Helper()
	return Eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}

// Submit clicks and waits for the page that follows.
func (p *Tab) Submit(selector string) {
	p.t.Helper()
	_, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.CSS(selector)))
	p.must("submit "+selector, err)
}

func (p *Tab) watch() {
	p.t.Helper()
	p.must("watch the console", chromedp.Listen(p.ctx, func(event any) {
		if text := troubleIn(event); text != "" {
			p.troubles.mu.Lock()
			p.troubles.all = append(p.troubles.all, text)
			p.troubles.mu.Unlock()
		}
	}))
}

func troubleIn(event any) string {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		if e.ExceptionDetails.Exception != nil {
			return e.ExceptionDetails.Text + " " + e.ExceptionDetails.Exception.Description
		}
		return e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			return strings.TrimSpace(e.Entry.Text + " " + e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			var words []string
			for _, arg := range e.Args {
				words = append(words, string(arg.Value))
			}
			return strings.Join(words, " ")
		}
	}
	return ""
}
