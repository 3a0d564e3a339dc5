package main

import (
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"disclosure-register/pkg/policy"
)

// versionFlag prints [version], instead of anything else.
type versionFlag bool

// BeforeReset is called by kong before a command is looked for.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	fmt.Fprintln(app.Stdout, version())
	app.Exit(0)
	return nil
}

// version says which build this is, and which rules and which law are in it: two
// builds that judge a disclosure alike have the last two in common.
//
//	disclosures 8d132b3f01c2 (modified), rules 2026-11-29, catalogue 2026-11-29
func version() string {
	build, changed := "of no known revision", ""
	if info, known := debug.ReadBuildInfo(); known {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision" && len(s.Value) >= 12:
				build = s.Value[:12]
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = " (modified)"
			}
		}
	}
	catalogue := policy.Load().Catalogue().Version
	return fmt.Sprintf("disclosures %s%s, rules %s, catalogue %s", build, changed, policy.EngineVersion, catalogue)
}
