// Verify checks evidence from a Disclosure Register: a bundle, or a whole
// published log. It needs no network for a bundle and trusts neither the
// register nor its database; docs/ledger.md says what it checks.
//
//	verify [--key KEY]... [--since CHECKPOINT] BUNDLE.zip
//	verify --key KEY [--since CHECKPOINT] --log URL-or-DIRECTORY [BUNDLE.zip]
//
// It exits with 0 when all holds, 1 when something does not, and 2 when that
// could not be found out.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"disclosure-register/pkg/ledger/verifier"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const usage = `verify [--key KEY]... [--since CHECKPOINT] BUNDLE.zip
verify --key KEY [--since CHECKPOINT] --log URL-or-DIRECTORY [BUNDLE.zip]

Check an evidence bundle or a published log, trusting nobody. It ends with 0 when
all holds, 1 when something does not, and 2 when that could not be found out.

`

func run(args []string, out, notes io.Writer) (code int) {
	var c verifier.Command
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(notes)
	flags.Usage = func() {
		fmt.Fprint(notes, usage)
		flags.PrintDefaults()
	}
	flags.Func("key", "a `key` you trust, or a file of them: of the log, or of a witness (may be repeated)", func(key string) error {
		c.Keys = append(c.Keys, key)
		return nil
	})
	flags.StringVar(&c.Since, "since", "", "a `file`: an older checkpoint, kept from before, that the log must extend")
	flags.StringVar(&c.Log, "log", "", "the `URL` or directory of a published log, to check from its tiles")
	flags.IntVar(&c.Witnesses, "witnesses", 0, "`how many` of the witnesses must have cosigned")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if flags.NArg() > 1 {
		fmt.Fprintln(notes, "verify: one bundle at a time, and flags before it")
		return 2
	}
	c.Bundle = flags.Arg(0)
	holds, err := c.Run(out, notes)
	switch {
	case err != nil:
		fmt.Fprintln(notes, "verify:", err)
		return 2
	case !holds:
		return 1
	}
	return 0
}
