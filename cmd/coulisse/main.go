// Command coulisse is the back office of online shops in one program.
//
// Exit codes: 0 done, 1 the thing asked for failed, 2 wrong usage. Errors go to
// standard error: one sentence and what to do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a machine without zone files must not date an invoice by UTC

	"github.com/alecthomas/kong"
	"github.com/coulisse/coulisse/app"
)

// version is set by the build.
var version = "dev"

// commands are all commands; `coulisse help` lists them. Each flag has an
// environment variable COULISSE_….
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the shops."`
	Demo    demoCommand    `cmd:"" help:"Run a sample world in a temporary folder, on this machine only."`
	Shop    shopCommand    `cmd:"" help:"Create, list, export and import shops."`
	Token   tokenCommand   `cmd:"" help:"API tokens."`
	Import  importCommand  `cmd:"" help:"Bring products or orders in from a file."`
	Export  exportCommand  `cmd:"" help:"Take the books out."`
	Verify  verifyCommand  `cmd:"" help:"Re-derive stock, balances, numbers, hash chains and taxes; list every difference."`
	Backup  backupCommand  `cmd:"" help:"Write all shops into one file."`
	Restore restoreCommand `cmd:"" help:"Fill an empty data folder or database from a backup."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to this version."`
	Version versionCommand `cmd:"" help:"Print the version."`
	Docs    docsCommand    `cmd:"" hidden:"" help:"Print what docs/ keeps: schema, openapi."`
	Bench   benchCommand   `cmd:"" hidden:"" help:"Measure the program; see docs/benchmarks.md."`
	Help    helpCommand    `cmd:"" help:"List the commands."`
}

// storage says where the data is; it belongs to every command that opens it.
type storage struct {
	Data     string `default:"./data" env:"COULISSE_DATA" help:"Folder of the database, files and mails." placeholder:"DIR"`
	Database string `env:"COULISSE_DATABASE" help:"postgres://… instead of SQLite in the data folder." placeholder:"URL"`
}

func (s storage) options() app.Options {
	return app.Options{Data: s.Data, Database: s.Database, Domain: "localhost", Version: version, Log: slog.New(slog.DiscardHandler)}
}

// console is where a command reads and writes; tests give their own.
type console struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer
	errors io.Writer
}

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run parses the arguments, runs the command and returns the exit code.
func run(args []string, in io.Reader, out, problems io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var all commands
	c := &console{ctx: ctx, in: in, out: out, errors: problems}
	parser, err := kong.New(&all, kong.Name("coulisse"), kong.Description("The back office of online shops."),
		kong.Writers(out, problems), kong.Exit(func(int) {}), kong.Bind(c), kong.DefaultEnvars("COULISSE"))
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"help"}
	}
	if len(args) > 1 && args[0] == "help" {
		args = append(args[1:], "--help")
	}
	helped := false
	for _, arg := range args {
		helped = helped || arg == "--help" || arg == "-h"
	}
	command, err := parser.Parse(args)
	if helped {
		return 0
	}
	if err != nil {
		fmt.Fprintf(problems, "coulisse: %s. Run `coulisse help` to see the commands.\n", err)
		return 2
	}
	return exitCode(command.Run(c, parser), problems)
}

// usageError is a wrong use that only the command can see.
type usageError struct{ error }

func exitCode(err error, problems io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintln(problems, "coulisse:", usage.Error())
		return 2
	}
	fmt.Fprintln(problems, "coulisse:", app.Sentence(err))
	return 1
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintln(c.out, "coulisse", version)
	return err
}

type helpCommand struct{}

// Run lists the commands.
func (helpCommand) Run(_ *console, parser *kong.Kong) error {
	ctx, err := kong.Trace(parser, nil)
	if err != nil {
		return err
	}
	return ctx.PrintUsage(false)
}
