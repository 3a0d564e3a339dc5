package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/disclosure"
)

// sampleRegister is the register that the sample data and the printed commands
// are of: Dartford.
const sampleRegister disclosure.Register = "E07000107"

// sampleDepartment recorded the sample data.
const sampleDepartment = "housing"

// welcome says what is running and prints a command to paste for each role, with
// its token on a terminal, and how to open the console. Anywhere else, as in the log of a service, the tokens
// would stay: there the command makes one.
func welcome(out io.Writer, terminal bool, s serve, dir *dataDir, m *machine, pages *console.Console, addr net.Addr) {
	base := "http://" + addr.String()
	fmt.Fprintf(out, "The Disclosure Register is running on this machine.\n\n")
	fmt.Fprintf(out, "  API        %s\n  Documented %s%s\n  Console    %s/\n  Data       %s\n", base, base, docsPath, base, dir.path)
	for _, r := range m.law.Registers() {
		fmt.Fprintf(out, "  Register   %s  %s\n", r.ID, r.Controller)
	}
	fmt.Fprintf(out, "  Log        %s\n", publishedLog(dir, sampleRegister))
	if lines, err := m.publisher.keys.verifiers(sampleRegister); err == nil {
		fmt.Fprintf(out, "  Log key    %s\n", strings.Join(lines, "\n             "))
	}
	if s.Sample {
		fmt.Fprintf(out, "  Sample     cases SAMPLE-1 to SAMPLE-5 in %s: every person in them is fictional\n", sampleRegister)
	}
	fmt.Fprintf(out, "\nPaste one command for each role. A token works for %s; for another:\n", hours(tokenLasts))
	fmt.Fprintf(out, "  %s token --data %s --register %s --role dpo\n", self(), dir.path, sampleRegister)

	path := base + "/v1/registers/" + sampleRegister.String()
	for _, who := range []struct {
		heading string
		role    disclosure.Role
		command string
	}{
		{
			"A recorder in Dartford housing logs a complaint file sent to the Housing Ombudsman", disclosure.Recorder,
			"curl -s -H \"Authorization: Bearer $RECORDER\" -H 'Content-Type: application/json' \\\n" +
				"  -H 'Idempotency-Key: first-try' -d @docs/examples/housing-ombudsman.json \\\n  " + path + "/disclosures",
		},
		{
			"The Data Protection Officer asks what ombudsmen have received", disclosure.DPO,
			"curl -s -H \"Authorization: Bearer $DPO\" -H 'Access-Purpose: First look' '" + path + "/disclosures?recipientCategory=ombudsman'",
		},
		{
			"An auditor asks for everything as a spreadsheet", disclosure.Auditor,
			"curl -s -H \"Authorization: Bearer $AUDITOR\" -H 'Content-Type: application/json' \\\n" +
				"  -H 'Idempotency-Key: first-export' -d '{\"format\":\"csv\",\"filter\":{},\"purpose\":\"Yearly audit\"}' \\\n  " + path + "/exports",
		},
	} {
		of := ""
		if who.role == disclosure.Recorder {
			of = sampleDepartment
		}
		caller := developmentCaller(sampleRegister, who.role, of, developmentName(who.role))
		token := fmt.Sprintf("$(%s token --data '%s' --register %s --role %s%s)", self(), dir.path, sampleRegister, who.role, department(caller))
		if terminal {
			signed, err := auth.Issue(dir.issuer, caller, time.Now(), tokenLasts)
			if err != nil {
				fmt.Fprintf(out, "\nNo token could be made: %v\n", err)
				return
			}
			token = signed
		}
		fmt.Fprintf(out, "\n# %s\n%s=%s\n%s\n", who.heading, upper(who.role), token, who.command)
	}
	// Last, so that it is what stands at the end of the screen.
	signInLinks(out, terminal, dir, pages, base)
	fmt.Fprintf(out, "\nREADME.md goes on from here. Ctrl-C stops the service; nothing is lost.\n\n")
}

// signInLinks prints, on a terminal, a link for each of who works in the console.
// Anywhere else, as in the log of a service, a link would stay: there the command
// makes one.
func signInLinks(out io.Writer, terminal bool, dir *dataDir, pages *console.Console, base string) {
	fmt.Fprintf(out, "\nOpen the console in a browser:\n")
	if terminal {
		for _, who := range []struct {
			title, department string
			role              disclosure.Role
		}{{"Data Protection Officer", "", disclosure.DPO}, {"Officer in housing", sampleDepartment, disclosure.Recorder}, {"Auditor", "", disclosure.Auditor}} {
			caller := developmentCaller(sampleRegister, who.role, who.department, developmentName(who.role))
			signed, err := auth.Issue(dir.issuer, caller, time.Now(), tokenLasts)
			if err != nil {
				fmt.Fprintf(out, "\nNo link could be made: %v\n", err)
				return
			}
			fmt.Fprintf(out, "  %-24s %s\n", who.title, signInLink(base, pages.Offer(personOf(caller), signed)))
		}
		fmt.Fprintf(out, "A link works once, within ten minutes. For another:\n")
	}
	fmt.Fprintf(out, "  %s login --data %s --url %s --register %s --role dpo\n", self(), dir.path, base, sampleRegister)
	fmt.Fprintf(out, "  %s login --data %s --url %s --register %s --role recorder --department %s\n", self(), dir.path, base, sampleRegister, sampleDepartment)
}

// self is how to begin this program, to be pasted: its path, or where go run built it for
// this once, that command.
func self() string {
	path, err := os.Executable()
	if err != nil || strings.Contains(path, "/go-build") {
		return "go run ./cmd/disclosures"
	}
	return path
}

func department(caller disclosure.Caller) string {
	if caller.Department == "" {
		return ""
	}
	return " --department " + caller.Department
}

// isTerminal reports whether a person reads along.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

func hours(d time.Duration) string { return fmt.Sprintf("%.0f hours", d.Hours()) }

func upper(role disclosure.Role) string {
	return map[disclosure.Role]string{disclosure.Recorder: "RECORDER", disclosure.DPO: "DPO", disclosure.Auditor: "AUDITOR"}[role]
}
