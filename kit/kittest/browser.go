package kittest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axeScript string

// theBrowser is one headless Chromium for the whole test process. It ends with it.
var theBrowser = sync.OnceValues(startBrowser)

// Page is one tab with cookies and storage of its own.
type Page struct {
	t      testing.TB
	ctx    context.Context
	mu     sync.Mutex
	errors []string
}

// BrowserSize is the window tests begin with; see Page.Size.
const (
	browserWidth  = 1280
	browserHeight = 800
)

// Browser opens a fresh page, closed at the end of the test. Tests skip where no
// Chromium is installed. Script errors and refused resources are collected: see
// Page.Errors.
func Browser(t testing.TB) *Page {
	t.Helper()
	browser, err := theBrowser()
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	p := &Page{t: t, ctx: ctx}
	must(t, chromedp.Listen(ctx, p.listen))
	p.Size(browserWidth, browserHeight)
	return p
}

func startBrowser() (context.Context, error) {
	path := ""
	for _, name := range []string{os.Getenv("COULISSE_TEST_BROWSER"), "chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no Chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(browserWidth, browserHeight),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("host-resolver-rules", "MAP *.localhost 127.0.0.1"))
	// The browser lives as long as the process, so nothing cancels its context.
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	browser, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	return browser, nil
}

func (p *Page) listen(event any) {
	text := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			text = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			for _, arg := range e.Args {
				text += string(arg.Value) + " "
			}
		}
	}
	if text != "" {
		p.mu.Lock()
		p.errors = append(p.errors, strings.TrimSpace(text))
		p.mu.Unlock()
	}
}

// Errors lists what went wrong in the page so far: script errors, blocked or missing
// resources, messages of console.error.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.errors...)
}

// Do runs chromedp steps and fails the test on an error.
func (p *Page) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

// Ask runs one chromedp action and returns its value.
func Ask[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, action)
	if err != nil {
		p.t.Fatalf("browser: %v", err)
	}
	return value
}

// Size sets the viewport: 390×844 is a phone.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, height))
}

// Open goes to an address and waits until it has loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(url))
}

// Click clicks the first element that matches, once it is visible.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Submit clicks the element and waits for the page that follows.
func (p *Page) Submit(selector string) {
	p.t.Helper()
	_, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		p.t.Fatalf("browser: submit %s: %v", selector, err)
	}
}

// Fill replaces the value of a field by typing.
func (p *Page) Fill(selector, value string) {
	p.t.Helper()
	p.Do(chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), value))
}

// Wait waits until the element is visible.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Text is the visible text of the first element that matches.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Ask(p, chromedp.Text(chromedp.CSS(selector)))
}

// URL is where the page is now.
func (p *Page) URL() string {
	p.t.Helper()
	return Ask(p, chromedp.Location())
}

// Eval runs a script, waits for its promise and returns its value.
func Eval[T any](p *Page, script string) T {
	p.t.Helper()
	return Ask(p, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// Screenshot writes the whole page as PNG.
func (p *Page) Screenshot(file string) {
	p.t.Helper()
	must(p.t, os.WriteFile(file, Ask(p, chromedp.FullScreenshot(100)), 0o644))
}

// SidewaysScroll says by how many pixels the page is wider than its window.
func (p *Page) SidewaysScroll() int {
	p.t.Helper()
	return Eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}

// axeRun keeps of axe's answer what a developer needs to find the place.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
	.then(r => JSON.stringify(r.violations.map(v => ({
		id: v.id, help: v.help,
		nodes: v.nodes.slice(0, 3).map(n => n.html + " " + (n.failureSummary || "").split("\n").slice(1).join("; "))
	}))))`

// Axe checks the page for accessibility (WCAG 2 A and AA) and returns one line per
// violation with its first elements.
func (p *Page) Axe() []string {
	p.t.Helper()
	Ask(p, chromedp.Evaluate[any](axeScript+"; 0"))
	var violations []struct {
		ID, Help string
		Nodes    []string
	}
	must(p.t, json.Unmarshal([]byte(Eval[string](p, axeRun)), &violations))
	var lines []string
	for _, v := range violations {
		lines = append(lines, v.ID+": "+v.Help+" — "+strings.Join(v.Nodes, " | "))
	}
	return lines
}
