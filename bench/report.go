package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Machine is where the figures were taken.
type Machine struct {
	CPU    string
	Cores  int
	Memory string
	System string
	Go     string
	Day    string
}

func machine() Machine {
	return Machine{CPU: firstField("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), Memory: firstField("/proc/meminfo", "MemTotal"),
		System: runtime.GOOS + " " + kernel(), Go: runtime.Version(), Day: time.Now().UTC().Format(time.DateOnly)}
}

// firstField is the value of the first line of that name; "" where there is no such file.
func firstField(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(text), "\n") {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func kernel() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return ""
	}
	release, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-")
	return release
}

// Save writes the result as JSON.
func (r Result) Save(file string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// Read reads what Save wrote.
func Read(file string) (Result, error) {
	var r Result
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}

// Table prints results as Markdown.
func Table(w io.Writer, results []Result) {
	for _, r := range results {
		r.table(w)
	}
}

func (r Result) table(w io.Writer) {
	fmt.Fprintf(w, "\n### %s, %s products, %s orders\n\n", r.Engine, grouped(r.Products), grouped(r.Orders))
	fmt.Fprintf(w, "%s, %d cores, %s, %s, %s.\n\n", r.Machine.CPU, r.Machine.Cores, r.Machine.System, r.Machine.Go, r.Machine.Day)
	fmt.Fprintln(w, "| figure | statements | CPU | p50, 1 client | p99, 1 client | a second, most clients | p99, most clients | of bare `net/http` | of the engine alone |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, f := range r.Figures {
		if len(f.Program) == 0 {
			continue
		}
		first, last := f.Program[0], f.Program[len(f.Program)-1]
		statements := ""
		if f.Statements > 0 {
			statements = strconv.FormatFloat(f.Statements, 'f', 0, 64)
		}
		fmt.Fprintf(w, "| %s | %s | %.2f ms | %.2f ms | %.2f ms | %.0f | %.1f ms | %s | %s |\n", f.Name, statements, last.CPU, first.P50, first.P99, last.PerSecond, last.P99,
			share(last, f.Bare), share(last, f.Floor))
	}
	fmt.Fprintf(w, "\nStart until `ready` %.0f ms; memory %.0f MB idle, %.0f MB after the load.", r.Start, r.Idle, r.Loaded)
	if r.Fill.Products > 0 {
		fmt.Fprintf(w, " Import: %.0f products (%.0f lines) a second, %.0f orders a second with invoice and books, %.0f placed orders a second in bulk.",
			r.Fill.Products, r.Fill.Products*float64(r.Fill.ProductLines)/float64(r.Products), r.Fill.Orders, r.Fill.PlacedOrders)
	}
	fmt.Fprintln(w)
}

// share is the part of a floor's throughput the program reaches at the same number of clients.
func share(of Load, floors []Load) string {
	for _, f := range floors {
		if f.Clients == of.Clients && f.PerSecond > 0 {
			return fmt.Sprintf("%.2f", of.PerSecond/f.PerSecond)
		}
	}
	return "–"
}

func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// renamed is the address of another database of the same server.
func renamed(address, from, to string) string {
	u, err := url.Parse(address)
	if err != nil {
		return strings.Replace(address, "/"+from, "/"+to, 1)
	}
	u.Path = "/" + to
	return u.String()
}
