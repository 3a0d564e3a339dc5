package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// policyExplain judges a disclosure as POST /disclosures would, from files alone.
type policyExplain struct {
	Disclosure string    `arg:"" help:"A disclosure in JSON, as POST /disclosures takes it."`
	Facts      string    `help:"Facts in JSON: an array of what POST /facts takes, or of what GET /facts answers."`
	Register   string    `help:"The council's register, such as E07000107; the one that runs under the disclosure's notice when left out."`
	RecordedBy string    `help:"Name of who would record it: nobody approves their own."`
	At         time.Time `help:"The instant of recording, such as 2026-11-21T12:00:00Z; now when left out."`
	JSON       bool      `name:"json" help:"Answer in JSON."`
}

func (c policyExplain) Run(to streams) error {
	law := policy.Load()
	at := c.At
	if at.IsZero() {
		at = time.Now()
	}
	body, err := os.ReadFile(c.Disclosure)
	if err != nil {
		return fmt.Errorf("read the disclosure: %w", err)
	}
	d, malformed, err := readDisclosure(body)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Disclosure, err)
	}
	if malformed != nil {
		return c.answer(to, law, nil, policy.Decision{Malformed: []disclosure.Finding{*malformed}})
	}
	register, err := registerFor(law, c.Register, d.Notice)
	if err != nil {
		return err
	}
	facts, err := readFacts(c.Facts, disclosure.DateOf(at))
	if err != nil {
		return err
	}
	decision := law.Decide(policy.Question{
		Register: register, Disclosure: d, RecordedBy: disclosure.RecordedBy{Name: c.RecordedBy},
		Facts: foundFor(d, facts), At: at.UTC(),
	})
	return c.answer(to, law, law.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt)), decision)
}

// readDisclosure reads a disclosure strictly. What is JSON and yet no disclosure
// is a finding; what is not JSON is an error.
func readDisclosure(body []byte) (*disclosure.Disclosure, *disclosure.Finding, error) {
	if !json.Valid(body) {
		return nil, nil, errors.New("this is not JSON")
	}
	d := &disclosure.Disclosure{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(d)
	if err == nil {
		return d, nil, nil
	}
	finding := disclosure.Finding{Rule: disclosure.FormRule, Detail: "This is not a disclosure as the register takes it: a field is not known, or a date is not a day or an instant."}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		finding.Pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		finding.Detail = "This is not of the type that belongs here: " + wrong.Type.String() + "."
	} else if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		finding.Detail = "A disclosure has no field " + name + "."
	}
	return nil, &finding, nil
}

// registerFor returns the register asked for, or the only one that runs under the
// notice. A notice that nobody runs under is left for the rules to refuse.
func registerFor(law *policy.Law, asked, notice string) (disclosure.Register, error) {
	if asked != "" {
		register, err := disclosure.ParseRegister(asked)
		if err != nil {
			return "", fmt.Errorf("--register: %w", err)
		}
		if _, ok := law.Register(register); !ok {
			return "", fmt.Errorf("there is no register %s", register)
		}
		return register, nil
	}
	var under []disclosure.Register
	for _, r := range law.Registers() {
		if slices.Contains(r.Notices, notice) {
			under = append(under, r.ID)
		}
	}
	switch len(under) {
	case 1:
		return under[0], nil
	case 0:
		return "", errors.New("no register runs under the notice that the disclosure names: mend the notice, or say which register with --register")
	}
	return "", fmt.Errorf("more than one register runs under this notice: say which with --register, of %v", under)
}

// knownFact is a fact, with the entry that recorded it where the file has it.
type knownFact struct {
	Entry disclosure.EntryID `json:"entry"`
	disclosure.Fact
}

// readFacts reads a file of facts, each held to what the API asks of one. A fact
// that another in the file takes the place of is left out, as in the register.
func readFacts(file string, today disclosure.Date) ([]disclosure.Fact, error) {
	if file == "" {
		return nil, nil
	}
	source, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	defer source.Close()
	var known []knownFact
	decoder := json.NewDecoder(source)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&known); err != nil {
		return nil, fmt.Errorf("%s: read an array of facts: %w", file, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: there is something after the array of facts", file)
	}
	var facts []disclosure.Fact
	for i, k := range known {
		for _, finding := range policy.CheckFact(k.Fact, today) {
			return nil, fmt.Errorf("%s: fact %d, at %s: %s", file, i+1, finding.Pointer, finding.Detail)
		}
		if k.Entry == "" || !slices.ContainsFunc(known, func(other knownFact) bool { return other.Replaces == k.Entry }) {
			facts = append(facts, k.Fact)
		}
	}
	return facts, nil
}

// foundFor returns the facts that the register would find for the disclosure.
func foundFor(d *disclosure.Disclosure, facts []disclosure.Fact) []disclosure.Fact {
	keys := policy.FactKeys(d)
	return slices.DeleteFunc(slices.Clone(facts), func(f disclosure.Fact) bool { return !slices.Contains(keys, f.About) })
}

func (c policyExplain) answer(to streams, law *policy.Law, notice *policy.Notice, decision policy.Decision) error {
	explanation := decision.Explain()
	if c.JSON {
		return jsonLines(to.out).Encode(explanation)
	}
	writeExplanation(to.out, law, notice, explanation)
	return nil
}

// writeExplanation says it in plain English.
func writeExplanation(out io.Writer, law *policy.Law, notice *policy.Notice, e policy.Explanation) {
	fmt.Fprintln(out, map[policy.Outcome]string{
		policy.Accepted:    "It would be recorded, with nothing to flag.",
		policy.Flagged:     "It would be recorded, and flagged for the Data Protection Officer.",
		policy.NotRecorded: "It would be refused: nothing would be recorded.",
	}[e.Outcome])
	for _, rule := range e.Rules {
		verdict := "Refused by"
		if rule.Severity == policy.Flag {
			verdict = "Flagged by"
		}
		name := law.RuleName(notice, rule.Rule)
		if rule.Rule == disclosure.FormRule {
			name = "what a record looks like"
		}
		fmt.Fprintf(out, "\n%s %s", verdict, rule.Rule)
		if name != "" {
			fmt.Fprintf(out, " (%s)", name)
		}
		fmt.Fprintln(out)
		if rule.Pointer != "" {
			fmt.Fprintf(out, "  Where: %s\n", rule.Pointer)
		}
		fmt.Fprintf(out, "  Why: %s\n", rule.Detail)
		if rule.Clears != "" {
			fmt.Fprintf(out, "  Cleared when: %s\n", rule.Clears)
		}
	}
}
