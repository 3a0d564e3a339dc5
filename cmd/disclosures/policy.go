package main

import (
	"fmt"
	"os"
	"path/filepath"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
)

// policyTool is what the tool can say about the rules. It reads files and writes
// nothing.
type policyTool struct {
	Check        policyCheck        `cmd:"" help:"Explain every problem in a notice file, with its line."`
	Explain      policyExplain      `cmd:"" help:"Say what the rules would make of a disclosure, and why."`
	Requirements policyRequirements `cmd:"" help:"Say what a disclosure needs, before it is written."`
}

// policyCheck reads a notice as the program would, and says what is wrong with it.
type policyCheck struct {
	File      string `arg:"" help:"The notice, such as pkg/policy/notices/dartford-complaints.yaml."`
	Registers string `help:"List of registers to check against, laid out as pkg/policy/registers.yaml; the program's own when left out."`
}

func (c policyCheck) Run(to streams) error {
	parts := policy.Load().Parts()
	if c.Registers != "" {
		source, err := os.ReadFile(c.Registers)
		if err != nil {
			return fmt.Errorf("read the list of registers: %w", err)
		}
		if parts.Registers, err = compile.Registers(filepath.ToSlash(c.Registers), source); err != nil {
			return err
		}
	}
	source, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the notice: %w", err)
	}
	problems := compile.Notice(parts, filepath.ToSlash(c.File), source)
	for _, problem := range problems {
		fmt.Fprintln(to.out, problem)
	}
	switch len(problems) {
	case 0:
		fmt.Fprintf(to.out, "%s: nothing wrong.\n", c.File)
		return nil
	case 1:
		return fmt.Errorf("one problem in %s", c.File)
	}
	return fmt.Errorf("%d problems in %s", len(problems), c.File)
}
