package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/coulisse/coulisse/app"
)

// Input says what to measure.
type Input struct {
	Data     string // folder of the world; filled when it is empty
	Database string // postgres://…, SQLite without it
	Products int
	Orders   int
	Clients  []int
	Length   time.Duration // of each measurement
	Only     *regexp.Regexp
	Listen   string // of the program
	Watch    string // of its figures and profiles
	Bare     string // of the bare server
	Profile  string // folder for CPU profiles of the program, one a figure
	NoFloor  bool
	Say      func(format string, args ...any)
}

// Result is everything measured in one run.
type Result struct {
	Machine  Machine
	Engine   string
	Products int
	Orders   int
	Fill     Fill
	Start    float64 // milliseconds until ready, the middle of five
	Idle     float64 // megabytes two seconds after the start
	Loaded   float64 // megabytes after all figures
	Figures  []Figure
}

// meter is one run.
type meter struct {
	Input
	world   World
	caller  *caller
	server  *process
	clients []int
	length  time.Duration
	began   time.Time
	result  Result
	say     func(format string, args ...any)
	bodies  map[string][]byte
	asked   []reading
}

// Measure fills a world where there is none, then takes all figures.
func Measure(ctx context.Context, in Input) (Result, error) {
	m := &meter{Input: in, clients: in.Clients, length: in.Length, say: in.Say, began: time.Now(), bodies: map[string][]byte{}}
	m.result = Result{Machine: machine(), Engine: "SQLite", Products: in.Products, Orders: in.Orders}
	if in.Database != "" {
		m.result.Engine = "PostgreSQL"
	}
	stop, err := profiled(in.Profile, "fill")
	if err != nil {
		return m.result, err
	}
	m.world, err = OpenWorld(ctx, m.options(), in.Products, in.Orders, in.Say)
	stop()
	if err != nil {
		return m.result, err
	}
	m.result.Fill = m.world.Fill
	if err := m.program(ctx); err != nil {
		return m.result, err
	}
	if in.NoFloor {
		return m.result, nil
	}
	if err := m.bare(ctx); err != nil {
		return m.result, err
	}
	return m.result, m.floors(ctx)
}

// profiled takes a CPU profile of this process until stop.
func profiled(folder, name string) (stop func(), err error) {
	if folder == "" {
		return func() {}, nil
	}
	file, err := os.Create(filepath.Join(folder, name+".pprof"))
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = file.Close() }, pprof.StartCPUProfile(file)
}

func (m *meter) options() app.Options {
	return app.Options{Data: m.Data, Database: m.Database, Domain: "localhost", Listen: m.Listen, Log: quiet()}
}

// program measures the program, which runs as a process of its own.
func (m *meter) program(ctx context.Context) error {
	log := filepath.Join(m.Data, "serve.log")
	args := []string{"serve", "--data", m.Data, "--listen", m.Listen, "--watch", m.Watch}
	if m.Database != "" {
		args = append(args, "--database", m.Database)
	}
	var p *process
	var starts []float64
	for range 5 {
		if p != nil {
			if err := p.stop(); err != nil {
				return err
			}
		}
		var err error
		if p, err = start(ctx, log, args...); err != nil {
			return err
		}
		starts = append(starts, float64(p.Start.Microseconds())/1000)
	}
	m.result.Start = middle(starts)
	time.Sleep(2 * time.Second) // let it become idle
	m.result.Idle = p.memory()
	m.caller, m.server = newCaller(m.Listen, 64), p
	err := m.figures(ctx)
	m.result.Loaded = p.memory()
	m.caller.rest()
	return errors.Join(err, p.stop())
}

func (m *meter) figures(ctx context.Context) error {
	all, err := m.readings(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if m.Only != nil && !m.Only.MatchString(r.name) {
			continue
		}
		stop := m.profile(ctx, r.name)
		f, body, err := m.read(ctx, r)
		stop()
		if err != nil {
			return err
		}
		m.result.Figures, m.bodies[r.name], m.asked = append(m.result.Figures, f), body, append(m.asked, r)
	}
	if m.Only != nil && !m.Only.MatchString("checkout") {
		return nil
	}
	stop := m.profile(ctx, "checkout")
	defer stop()
	whole, placing, paying, err := m.checkouts(ctx)
	m.result.Figures = append(m.result.Figures, whole, placing, paying)
	return err
}

// bare measures net/http alone with the bytes the program answered.
func (m *meter) bare(ctx context.Context) error {
	p, err := start(ctx, filepath.Join(m.Data, "bare.log"), "bench", "bare", "--listen", m.Bare)
	if err != nil {
		return err
	}
	c := newCaller(m.Bare, 64)
	for i := range m.result.Figures {
		f := &m.result.Figures[i]
		body := m.bodies[f.Name]
		if body == nil {
			body = []byte(strings.Repeat("x", 200)) // an order answers so much
		}
		path := fmt.Sprintf("/%d", i)
		if _, err := c.get(ctx, ask{Method: "PUT", Host: handle, Path: path + "?keep", Body: string(body), Status: 200}); err != nil {
			return errors.Join(err, p.stop())
		}
		times := 1
		if f.Name == "checkout, 7 requests" {
			times = steps
		}
		for _, clients := range m.clients {
			f.Bare = append(f.Bare, cost(ctx, p, clients, m.length, func(int, int) error {
				for range times {
					if _, err := c.get(ctx, ask{Method: "GET", Host: handle, Path: path, Status: 200}); err != nil {
						return err
					}
				}
				return nil
			}))
		}
	}
	c.rest()
	return p.stop()
}

func middle(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := append([]float64{}, all...)
	for i := range sorted {
		for k := i; k > 0 && sorted[k] < sorted[k-1]; k-- {
			sorted[k], sorted[k-1] = sorted[k-1], sorted[k]
		}
	}
	return sorted[len(sorted)/2]
}

// profile takes a CPU profile of the program while a figure is measured.
func (m *meter) profile(ctx context.Context, name string) (stop func()) {
	if m.Profile == "" {
		return func() {}
	}
	ended := make(chan struct{})
	seconds := int(m.length.Seconds()) * len(m.clients)
	go func() {
		defer close(ended)
		body, err := fetchFrom(ctx, "http://"+m.Watch+fmt.Sprintf("/debug/pprof/profile?seconds=%d", max(seconds, 1)))
		if err == nil {
			file := strings.NewReplacer(" ", "-", ",", "").Replace(name) + ".pprof"
			err = os.WriteFile(filepath.Join(m.Profile, file), body, 0o600)
		}
		if err != nil {
			m.say("no profile of %s: %v", name, err)
		}
	}()
	return func() { <-ended }
}
