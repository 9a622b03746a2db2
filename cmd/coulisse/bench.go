package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/bench"
)

// benchCommand measures the program; docs/benchmarks.md says how to read it.
type benchCommand struct {
	Run   benchRun   `cmd:"" default:"withargs" help:"Fill a shop where there is none and measure the program on it."`
	Bare  benchBare  `cmd:"" help:"A bare net/http server, the floor of HTTP."`
	Table benchTable `cmd:"" help:"Print results as Markdown."`
}

type benchRun struct {
	storage
	Products int    `default:"10000" help:"Products of the shop."`
	Orders   int    `default:"10000" help:"Orders of the shop."`
	Clients  string `default:"1,8,32" help:"How many clients at once, by commas."`
	Seconds  int    `default:"3" help:"Length of each measurement."`
	Only     string `help:"Only figures whose name fits this pattern."`
	Listen   string `default:"127.0.0.1:18161" help:"Address of the measured program."`
	Watch    string `default:"127.0.0.1:18162" help:"Address of its figures."`
	Bare     string `default:"127.0.0.1:18163" help:"Address of the bare server."`
	Out      string `help:"Write the result to this file as JSON." placeholder:"FILE"`
	Profile  string `help:"Write CPU profiles of the program into this folder." placeholder:"DIR"`
	NoFloors bool   `help:"Only the program, without its floors."`
}

// Run measures.
func (b benchRun) Run(c *console) error {
	in := bench.Input{Data: b.Data, Database: b.Database, Products: b.Products, Orders: b.Orders, Length: time.Duration(b.Seconds) * time.Second,
		Listen: b.Listen, Watch: b.Watch, Bare: b.Bare, Profile: b.Profile, NoFloor: b.NoFloors,
		Say: func(format string, args ...any) { fmt.Fprintf(c.errors, format+"\n", args...) }}
	for _, text := range strings.Split(b.Clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return usageError{fmt.Errorf("--clients %s: write numbers by commas", b.Clients)}
		}
		in.Clients = append(in.Clients, n)
	}
	if b.Only != "" {
		pattern, err := regexp.Compile(b.Only)
		if err != nil {
			return usageError{fmt.Errorf("--only %s is no pattern", b.Only)}
		}
		in.Only = pattern
	}
	if err := os.MkdirAll(b.Data, 0o700); err != nil {
		return err
	}
	result, err := bench.Measure(c.ctx, in)
	if err != nil {
		return err
	}
	bench.Table(c.out, []bench.Result{result})
	if b.Out == "" {
		return nil
	}
	return result.Save(b.Out)
}

type benchBare struct {
	Listen string `required:"" help:"Address to listen on."`
}

// Run serves until it is interrupted.
func (b benchBare) Run(c *console) error { return bench.ServeBare(c.ctx, b.Listen, c.out) }

type benchTable struct {
	Files []string `arg:"" help:"Results." placeholder:"FILE"`
}

// Run prints the table.
func (b benchTable) Run(c *console) error {
	var all []bench.Result
	for _, file := range b.Files {
		r, err := bench.Read(file)
		if err != nil {
			return missing(file, err)
		}
		all = append(all, r)
	}
	bench.Table(c.out, all)
	return nil
}
