package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// policyRequirements says what a disclosure needs, as GET /policy/requirements does, by
// the law that is built into the program.
type policyRequirements struct {
	Notice    string   `required:"" help:"The privacy notice, such as dartford-complaints."`
	Category  string   `required:"" help:"Recipient category, such as police."`
	Kind      string   `help:"Kind within the category, such as police-force."`
	Data      []string `help:"Data categories, such as name,health."`
	Decision  string   `help:"disclosed (when left out), partly-disclosed or refused." enum:",disclosed,partly-disclosed,refused" default:""`
	Urgency   string   `help:"routine, urgent or emergency." enum:",routine,urgent,emergency" default:""`
	Basis     []string `help:"Lawful bases that are chosen, such as ukgdpr-6-1-e."`
	Condition []string `help:"Conditions that are chosen, such as ukgdpr-9-2-g,dpa18-sch1-para6."`
	Gateway   string   `help:"The power or duty that is chosen, such as gw-lga74-s29."`
	Exemption []string `help:"Exemptions that are relied on."`
	Telling   string   `help:"told, not-told or deferred." enum:",told,not-told,deferred,not-due" default:""`
	On        string   `help:"The day of the disclosure, such as 2026-11-09; today when left out."`
	Register  string   `help:"The council's register; the one that runs under the notice when left out."`
	All       bool     `help:"Say of every footing what it needs, and what is asked only of a body that gives more."`
	JSON      bool     `name:"json" help:"Answer in JSON."`
}

func (c policyRequirements) Run(to streams) error {
	law := policy.Load()
	register, err := registerFor(law, c.Register, c.Notice)
	if err != nil {
		return err
	}
	on := disclosure.DateOf(time.Now())
	if c.On != "" {
		if on, err = disclosure.ParseDate(c.On); err != nil {
			return fmt.Errorf("--on: %w", err)
		}
	}
	r, wrong := law.Requirements(policy.Sought{
		Register: register, Notice: c.Notice, Category: c.Category, Kind: c.Kind, Data: c.Data,
		Decision: disclosure.Decision(c.Decision), Urgency: disclosure.Urgency(c.Urgency), Bases: c.Basis, Conditions: c.Condition,
		Gateway: c.Gateway, Exemptions: c.Exemption, Telling: disclosure.TellOutcome(c.Telling), On: on,
	})
	if len(wrong) > 0 {
		var said []string
		for _, f := range wrong {
			said = append(said, f.Pointer+": "+f.Detail)
		}
		return fmt.Errorf("this cannot be asked:\n  %s", strings.Join(said, "\n  "))
	}
	if c.JSON {
		return jsonLines(to.out).Encode(r)
	}
	writeRequirements(to.out, r, c.All)
	return nil
}

// writeRequirements says it in plain English.
func writeRequirements(out io.Writer, r policy.Requirements, all bool) {
	fmt.Fprintf(out, "What a disclosure under %s (version %s) of %s needs.\n\n", r.Versions.Notice, r.Versions.NoticeVersion, r.On)
	writeNeeds := func(out io.Writer, in string, needs []policy.Needed) { writeNeeds(out, in, needs, r.Titles) }
	fmt.Fprintln(out, "WHATEVER IT RESTS ON")
	writeNeeds(out, "", r.Fixed)
	if all && len(r.IfGiven) > 0 {
		fmt.Fprintln(out, "\nONLY WHERE SOMETHING MORE IS GIVEN, OR THE REGISTER HOLDS IT")
		writeNeeds(out, "", r.IfGiven)
	}
	for _, c := range r.Choices {
		may := " (may be left)"
		if len(c.Needed) > 0 {
			may = ""
		}
		fmt.Fprintf(out, "\nTO CHOOSE: %s%s\n  Goes in %s. The order says nothing of which is right.\n", c.Label, may, c.Pointer)
		by := policy.NamedBy("")
		for _, o := range c.Options {
			if o.NamedBy != by {
				by = o.NamedBy
				fmt.Fprintf(out, "  %s\n", map[policy.NamedBy]string{
					policy.OfNotice: "Named by the notice:", policy.OfRecipient: "For such a recipient:", policy.OfLaw: "In the law besides:",
				}[by])
			}
			fmt.Fprintf(out, "  - %s: %s\n    %s\n", strings.Join(o.Put, " with "), o.Title, o.Test)
			if o.Never {
				fmt.Fprintln(out, "    It cannot be accepted here.")
			}
			if all || o.NamedBy != policy.OfLaw || c.Of == "telling" {
				writeNeeds(out, "    ", o.Needs)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Terms)) {
		term := r.Terms[name]
		fmt.Fprintf(out, "\nWHERE IT SAYS THAT %s\n", term.Says)
		writeTree(out, "  ", term.Need, r.Titles)
	}
}

// called are the titles of the answers that evidence can have, by its name.
type called map[string][]policy.FieldChoice

// of is the answer, with its title where it has one at the place.
func (c called) of(pointer string, answer any) string {
	id := fmt.Sprint(answer)
	for _, one := range c[strings.TrimPrefix(pointer, "/evidence/")] {
		if one.ID == id {
			return id + " (" + one.Title + ")"
		}
	}
	return id
}

func writeNeeds(out io.Writer, in string, needs []policy.Needed, titles called) {
	for _, n := range needs {
		rule := n.Rule
		if n.Row != "" {
			rule = n.Row + ", " + n.Rule
		}
		what := map[policy.Severity]string{policy.Refuse: "refused without", policy.Flag: "flagged without"}[n.Lack]
		switch {
		case n.Unavoidable && n.Lack == policy.Refuse:
			what = "always refused"
		case n.Unavoidable:
			what = "always flagged"
		case n.Yields:
			what += ", or flagged where the law obliges"
		}
		fmt.Fprintf(out, "%s* %s (%s; %s)\n", in, n.Pointer, rule, what)
		if n.Unavoidable {
			fmt.Fprintf(out, "%s    %s\n", in, n.Detail)
			continue
		}
		writeTree(out, in+"    ", n.Need, titles)
	}
}

// writeTree writes what is asked, a leaf to a line.
func writeTree(out io.Writer, in string, n policy.Need, titles called) {
	group := func(words string, needs []policy.Need) {
		fmt.Fprintf(out, "%s%s\n", in, words)
		for _, each := range needs {
			writeTree(out, in+"  ", each, titles)
		}
	}
	switch {
	case len(n.All) > 0:
		group("all of these:", n.All)
	case len(n.Any) > 0:
		group("one of these:", n.Any)
	default:
		fmt.Fprintf(out, "%s%s\n", in, leafInWords(n, titles))
	}
}

// leafInWords puts a leaf in one line.
func leafInWords(n policy.Need, titles called) string {
	words := n.Label
	if n.Pointer != "" {
		words += " [" + n.Pointer + "]"
	}
	list := func(values []any) string {
		said := make([]string, len(values))
		for i, v := range values {
			said[i] = titles.of(n.Pointer, v)
		}
		return strings.Join(said, ", ")
	}
	switch {
	case n.Type == policy.FactNeed && n.Absent:
		words = "the register does not hold " + words
	case n.Type == policy.FactNeed:
		words = "the register holds " + words
	case n.Type == policy.TermNeed && n.Absent:
		words = "it is not so that " + words
	case n.Absent:
		words += ", left out"
	case n.Optional:
		words += ", where it is given"
	}
	if len(n.Values) > 0 {
		words += ": " + list(n.Values)
	}
	if len(n.Not) > 0 {
		words += ", and not " + list(n.Not)
	}
	if !n.NotBefore.IsZero() {
		words += ", from " + n.NotBefore.String()
	}
	if !n.NotAfter.IsZero() {
		words += ", to " + n.NotAfter.String()
	}
	if n.Test != "" {
		words += ". " + n.Test
	}
	return words
}
