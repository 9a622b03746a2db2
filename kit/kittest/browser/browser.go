// Package browser drives a headless Chromium for the journeys that need one: what script
// changes, what the keyboard does, what axe finds. Everything else is a test on HTML.
//
// One browser serves a test and its subtests; each Tab is a window of its own. Without
// Chromium the test is skipped, or fails when COULISSE_TEST_BROWSER is "required".
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/coulisse/coulisse/kit/kittest/axe"
)

// patience is how long a page may take for what a test waits for, on a slow machine.
const patience = 15 * time.Second

// Browser is a running Chromium with an empty profile.
type Browser struct {
	ctx context.Context
}

// Tab is one window.
type Tab struct {
	t        testing.TB
	ctx      context.Context
	troubles troubles
}

// Open starts a browser that ends with the test.
func Open(t testing.TB) *Browser {
	t.Helper()
	program := find()
	if program == "" {
		if os.Getenv("COULISSE_TEST_BROWSER") == "required" {
			t.Fatal("no Chromium found; install it or set COULISSE_CHROMIUM to its path")
		}
		t.Skip("no Chromium found")
	}
	profile, err := os.MkdirTemp("", "coulisse-browser-")
	if err != nil {
		t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.UserDataDir(profile), chromedp.WindowSize(1440, 900),
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// Cancel waits for the process, so that its profile can go.
		_ = chromedp.Cancel(ctx)
		closeTab()
		stop()
		_ = os.RemoveAll(profile)
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("start Chromium:", err)
	}
	return &Browser{ctx: ctx}
}

// Tab opens a window of 1440 by 900 that closes with the test.
func (b *Browser) Tab(t testing.TB) *Tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	t.Cleanup(closeTab)
	tab := &Tab{t: t, ctx: ctx}
	tab.watch()
	tab.Size(1440, 900)
	return tab
}

// Size changes the window; below 500 it is a phone.
func (p *Tab) Size(width, height int64) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 500})
	p.must("resize", err)
}

// Scheme is what the person's system prefers: "light" or "dark".
func (p *Tab) Scheme(name string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia,
		emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	p.must("prefer "+name, err)
	// Colours on their way from one scheme to the other would be judged half-way.
	Eval[bool](p, `(document.getAnimations().forEach((each) => { try { each.finish() } catch {} }), true)`)
}

// Visit loads an address.
func (p *Tab) Visit(url string) {
	p.t.Helper()
	p.must("visit "+url, chromedp.Do(p.ctx, chromedp.Navigate(url)))
}

// Click clicks on the first element of a CSS selector once it is visible.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Type writes into a field.
func (p *Tab) Type(selector, text string) {
	p.t.Helper()
	p.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Press sends keys to whatever has the focus.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys))
}

// Upload chooses files in a file field.
func (p *Tab) Upload(selector string, paths ...string) {
	p.t.Helper()
	p.do("upload to "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// Eval runs an expression in the page and gives its value; a promise is awaited.
func Eval[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	p.must("evaluate "+expression, err)
	return value
}

// Until waits for an expression to become true, and fails naming it when it never does.
func (p *Tab) Until(expression string) {
	p.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if value, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")")); err == nil && value {
			return
		}
		select {
		case <-deadline:
			p.t.Fatalf("never came true: %s (at %s)", expression, p.Address())
		case <-tick.C:
		}
	}
}

// Text is the text of the first element of a selector, once it is there.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	p.Until("document.querySelector(" + strconv.Quote(selector) + ")")
	return Eval[string](p, "document.querySelector("+strconv.Quote(selector)+").innerText.trim()")
}

// Address is where the window is.
func (p *Tab) Address() string {
	p.t.Helper()
	address, err := chromedp.Run(p.ctx, chromedp.Location())
	p.must("read the address", err)
	return address
}

// Axe fails the test for everything axe-core finds wrong in the page as it is now.
func (p *Tab) Axe() {
	p.t.Helper()
	p.do("load axe", chromedp.Evaluate[chromedp.Void](axe.Script+";undefined"))
	found := Eval[[]string](p, `axe.run({resultTypes: ["violations"]}).then((result) => result.violations.flatMap((rule) =>
		rule.nodes.map((node) => rule.id + " at " + node.target.join(" ") + ": " + node.failureSummary.replace(/\s+/g, " "))))`)
	for _, each := range found {
		p.t.Errorf("axe at %s: %s", p.Address(), each)
	}
}

// Picture writes the window as PNG.
func (p *Tab) Picture(path string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.must("take a picture", err)
	p.must("write the picture", os.MkdirAll(filepath.Dir(path), 0o755))
	p.must("write the picture", os.WriteFile(path, picture, 0o644))
}

func (p *Tab) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(what, chromedp.Do(ctx, action))
}

func (p *Tab) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func find() string {
	if named := os.Getenv("COULISSE_CHROMIUM"); named != "" {
		return named
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
