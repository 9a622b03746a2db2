// Package metric counts what a program does, for Prometheus: counters and histograms
// in memory, written as text when somebody asks. It knows nothing of shops: a label is
// a route or a kind, never a tenant, or the figures would grow with the customers.
package metric

import (
	"fmt"
	"io"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Set is all figures of a process.
type Set struct {
	mu  sync.Mutex
	all []writer
}

type writer interface{ write(w io.Writer) }

// NewSet makes an empty set.
func NewSet() *Set { return &Set{} }

// Counter adds a counter.
func (s *Set) Counter(name, help string) *Counter {
	c := &Counter{name: name, help: help}
	s.add(c)
	return c
}

// Histogram adds a histogram of durations with labels.
func (s *Set) Histogram(name, help string, labels ...string) *Histogram {
	h := &Histogram{name: name, help: help, labels: labels}
	s.add(h)
	return h
}

func (s *Set) add(w writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, w)
}

// WriteTo writes everything, with what the Go runtime knows of itself.
func (s *Set) WriteAll(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.all {
		one.write(w)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	Gauge(w, "go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))
	Gauge(w, "go_memstats_heap_inuse_bytes", "Heap in use.", float64(memory.HeapInuse))
	Gauge(w, "go_memstats_sys_bytes", "Memory taken from the system.", float64(memory.Sys))
	Gauge(w, "go_gc_pause_seconds_total", "Time the collector stopped the program.", float64(memory.PauseTotalNs)/1e9)
}

// Counter only grows.
type Counter struct {
	name, help string
	n          atomic.Int64
}

// Add adds to it.
func (c *Counter) Add(n int64) { c.n.Add(n) }

func (c *Counter) write(w io.Writer) {
	Head(w, c.name, c.help, "counter")
	Sample(w, c.name, float64(c.n.Load()))
}

// limits are the upper ends of a histogram's buckets, in seconds.
var limits = [...]float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10}

// Histogram counts durations by size.
type Histogram struct {
	name, help string
	labels     []string
	kinds      sync.Map // joined label values → *buckets
}

type buckets struct {
	values []string
	counts [len(limits) + 1]atomic.Int64
	nanos  atomic.Int64
}

// Observe adds one duration; there is a value for each label.
func (h *Histogram) Observe(took time.Duration, values ...string) {
	key := strings.Join(values, "\x00")
	known, ok := h.kinds.Load(key)
	if !ok {
		known, _ = h.kinds.LoadOrStore(key, &buckets{values: append([]string{}, values...)})
	}
	b := known.(*buckets)
	b.counts[sort.SearchFloat64s(limits[:], took.Seconds())].Add(1)
	b.nanos.Add(int64(took))
}

func (h *Histogram) write(w io.Writer) {
	Head(w, h.name, h.help, "histogram")
	var keys []string
	h.kinds.Range(func(key, _ any) bool { keys = append(keys, key.(string)); return true })
	sort.Strings(keys)
	for _, key := range keys {
		known, _ := h.kinds.Load(key)
		b := known.(*buckets)
		var labels []string
		for i, name := range h.labels {
			labels = append(labels, name, b.values[i])
		}
		total := int64(0)
		for i := range b.counts {
			total += b.counts[i].Load()
			end := "+Inf"
			if i < len(limits) {
				end = strconv.FormatFloat(limits[i], 'g', -1, 64)
			}
			Sample(w, h.name+"_bucket", float64(total), append(labels[:len(labels):len(labels)], "le", end)...)
		}
		Sample(w, h.name+"_sum", float64(b.nanos.Load())/1e9, labels...)
		Sample(w, h.name+"_count", float64(total), labels...)
	}
}

// Gauge writes one value that goes up and down.
func Gauge(w io.Writer, name, help string, value float64) {
	Head(w, name, help, "gauge")
	Sample(w, name, value)
}

// Head writes what a figure means.
func Head(w io.Writer, name, help, kind string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// Sample writes one value; labels are names and values in turn.
func Sample(w io.Writer, name string, value float64, labels ...string) {
	var text strings.Builder
	for i := 0; i+1 < len(labels); i += 2 {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(labels[i] + `="` + escaped.Replace(labels[i+1]) + `"`)
	}
	if text.Len() > 0 {
		name += "{" + text.String() + "}"
	}
	fmt.Fprintf(w, "%s %s\n", name, strconv.FormatFloat(value, 'g', -1, 64))
}
