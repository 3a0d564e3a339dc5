// Disclosures runs the register on one machine, and is the tool of those who
// work with it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// commands is what the tool can do. Each command writes its answer to out and
// everything else to notes.
type commands struct {
	Serve     serve      `cmd:"" help:"Run the whole service on this machine: console, API, table and archive."`
	Login     login      `cmd:"" help:"Print a link that signs a browser in to a service that runs on this machine."`
	Token     token      `cmd:"" help:"Print a token for a service that runs on this machine."`
	Ask       ask        `cmd:"" help:"Ask one of the questions of docs/questions.md of a service that runs on this machine."`
	Import    importTool `cmd:"" help:"Record the rows of a spreadsheet in which the council has kept its log."`
	Share     share      `cmd:"" help:"Record a share of many people, and list them from a file."`
	Attach    attach     `cmd:"" help:"Archive letters of a case, and list the uploads that are not finished."`
	Retention retention  `cmd:"" help:"Say what is due for destruction, what is held, and what was destroyed."`
	Report    reports    `cmd:"" help:"Print a report of a service that runs on this machine."`
	Policy    policyTool `cmd:"" help:"Check a privacy notice, or say what a disclosure needs and what the rules make of it."`
	Verify    verify     `cmd:"" help:"Check an evidence bundle or a published log, trusting nobody."`
	Log       logTool    `cmd:"" name:"log" help:"Look after the log: check the table against it, go on after a restore, change its key."`
	Witness   follow     `cmd:"" help:"Follow a register's log from somewhere else, and cosign only what extends it."`
	OpenAPI   openAPI    `cmd:"" name:"openapi" help:"Print the description of the API (docs/openapi.yaml)."`

	Completion completion `cmd:"" help:"Print what bash, zsh or fish need to complete commands and flags."`
	Next       next       `cmd:"" name:"complete" hidden:"" help:"Print what may follow the words of a command line."`

	Version versionFlag `help:"Say which build this is, and which rules and law are in it."`
}

// streams are where a command writes.
type streams struct{ out, notes io.Writer }

func main() {
	// A quota on the size of files is a full disk, and no reason to die.
	signal.Ignore(syscall.SIGXFSZ)
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup has it ignored
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	notes := os.Stderr
	parser := kong.Parse(&commands{},
		kong.Name("disclosures"),
		kong.Description("The Disclosure Register: who received what about whom, when, and why."),
		kong.ShortUsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{os.Stdout, notes}),
	)
	grace := 2 * time.Second
	if parser.Command() == "serve" {
		grace = 3 * stopWithin // what is in hand, and then what goes on beside it
	}
	go endAfter(ctx, stop, grace)
	if err := parser.Run(); err != nil {
		last := fmt.Sprint("disclosures: ", err)
		if see := advice(err); see != "" {
			last += "\n" + see
		}
		lastWords(notes, last)
		os.Exit(1)
	}
}

// endAfter ends the process when a command has not, some time after it was told
// to stop: reading a large file, or waiting for a pipe, cannot be called off. A
// second Ctrl-C ends it at once. Nothing is lost by either: whatever the service
// or a command has written down can be cut short anywhere.
func endAfter(ctx context.Context, stop func(), grace time.Duration) {
	<-ctx.Done()
	stop()
	time.Sleep(grace)
	lastWords(os.Stderr, "disclosures: stopped in the midst of it")
	os.Exit(1)
}
