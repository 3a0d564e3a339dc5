package main

import (
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// retentionClock answers any question about a class and its dates. It reads no
// register: the dates are the question.
type retentionClock struct {
	Class         string   `help:"Class of record, for example kc-child-in-care." required:""`
	Created       day      `help:"The day the record was created."`
	Closed        day      `help:"The day the file was closed."`
	TenancyEnded  day      `help:"The day the tenancy ended."`
	Born          day      `help:"The day the child was born."`
	Died          day      `help:"The day the child died."`
	Order         day      `help:"The day of the adoption order."`
	ApprovalEnded day      `help:"The day a foster carer's approval ended."`
	MarkerReview  day      `help:"The day a marker was set or last reviewed."`
	Ended         day      `help:"Of a fact: its last day, or the day another took its place."`
	KeptWith      string   `help:"For a copy: the class of the record it is kept with."`
	Hold          []string `help:"A hold, FROM or FROM..TO; TO is the day it was released. May be repeated." sep:"none" placeholder:"FROM[..TO]"`
	AsOf          day      `help:"The day to answer for; today when left out."`
	JSON          bool     `name:"json" help:"Answer in JSON."`
}

// day is a day given on the command line.
type day struct{ disclosure.Date }

// UnmarshalText reads a day as 2026-03-29.
func (d *day) UnmarshalText(text []byte) error { return d.Date.UnmarshalText(text) }

func (c retentionClock) Run(to streams) error {
	law := policy.Load()
	file, err := c.file()
	if err != nil {
		return err
	}
	asOf := c.AsOf.Date
	if asOf.IsZero() {
		asOf = disclosure.DateOf(time.Now())
	}
	due, ok := law.ClockOf(c.Class, file, asOf)
	if !ok {
		return fmt.Errorf("there is no class %q; the classes are %s", c.Class, strings.Join(law.ClassIDs(), ", "))
	}
	if c.JSON {
		return jsonLines(to.out).Encode(due)
	}
	fmt.Fprintf(to.out, "clock: %s\n", due.Clock)
	if !due.DueOn.IsZero() {
		fmt.Fprintf(to.out, "due on: %s\n", due.DueOn)
	}
	fmt.Fprintln(to.out, due.Reason)
	if due.Assumption != "" {
		fmt.Fprintln(to.out, "Assumed:", due.Assumption)
	}
	return nil
}

// file is a case with these dates and no others.
func (c retentionClock) file() (disclosure.Case, error) {
	file := disclosure.Case{
		State: disclosure.CaseOpen,
		Triggers: disclosure.Triggers{
			RecordCreated: c.Created.Date, Closed: c.Closed.Date, TenancyEnded: c.TenancyEnded.Date, Born: c.Born.Date, Died: c.Died.Date,
			AdoptionOrder: c.Order.Date, ApprovalTerminated: c.ApprovalEnded.Date, MarkerReviewed: c.MarkerReview.Date,
			Ended: c.Ended.Date,
		},
	}
	if !file.Triggers.Closed.IsZero() {
		file.State = disclosure.CaseClosed
	}
	if !c.Born.IsZero() && c.Died.Before(c.Born.Date) && !c.Died.IsZero() {
		return file, fmt.Errorf("the death is before the birth: one of the two is wrong")
	}
	if c.KeptWith != "" {
		file.Classes = []string{c.KeptWith}
	}
	for _, given := range c.Hold {
		hold, err := parseHold(given)
		if err != nil {
			return file, err
		}
		file.Holds = append(file.Holds, hold)
	}
	return file, nil
}

// parseHold reads FROM, FROM.. or FROM..TO.
func parseHold(s string) (disclosure.Hold, error) {
	from, to, _ := strings.Cut(s, "..")
	placed, err := disclosure.ParseDate(from)
	if err != nil {
		return disclosure.Hold{}, fmt.Errorf("--hold wants FROM or FROM..TO, for example 2026-01-05..2026-09-30")
	}
	hold := disclosure.Hold{PlacedOn: placed}
	if to != "" {
		if hold.ReleasedOn, err = disclosure.ParseDate(to); err != nil || hold.ReleasedOn.Before(placed) {
			return disclosure.Hold{}, fmt.Errorf("--hold wants FROM..TO, and TO is not before FROM")
		}
	}
	return hold, nil
}
