package main

import (
	"errors"

	"disclosure-register/pkg/ledger/verifier"
)

// verify checks an evidence bundle or a published log, offline and without
// trust in the register. cmd/verify is the same check alone, for an auditor who
// wants no more than that.
type verify struct {
	Bundle    string   `arg:"" optional:"" help:"Evidence bundle to check." type:"path"`
	Log       string   `help:"URL of a published log, or directory of a copy, to check whole from its tiles."`
	Key       []string `help:"A key you trust, or a file of them: of the log, or of a witness. May be repeated."`
	Since     string   `help:"An older checkpoint, kept from before, that the log must extend." type:"path"`
	Witnesses int      `help:"How many of the witnesses must have cosigned."`
}

// errDoesNotHold ends the command with a failure after its findings are printed.
var errDoesNotHold = errors.New("something does not hold: see above")

func (v verify) Run(to streams) error {
	if v.Bundle == "" && v.Log == "" {
		return errors.New("name a bundle, or give --log URL-or-DIRECTORY")
	}
	holds, err := verifier.Command{Bundle: v.Bundle, Log: v.Log, Keys: v.Key, Witnesses: v.Witnesses, Since: v.Since}.Run(to.out, to.notes)
	if err == nil && !holds {
		err = errDoesNotHold
	}
	return err
}
