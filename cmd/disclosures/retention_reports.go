package main

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

type retentionDue struct {
	asking
	Days int `help:"Days ahead." default:"90"`
}

type retentionFacts struct {
	asking
	Days int `help:"Days ahead." default:"90"`
}

type (
	retentionReviews    struct{ asking }
	retentionNotStarted struct{ asking }
	retentionHolds      struct{ asking }
)

type retentionCertificates struct {
	asking
	Month string `help:"The month, for example 2026-11; this one when left out."`
}

var caseColumns = []string{"case", "clock", "due on=dueOn", "begins on=beginsOn", "why=reason"}

func (c retentionDue) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/due", list: "cases", columns: caseColumns, about: []string{"halted=halted.reason"}, none: "Nothing is due in that time."},
		url.Values{"days": {strconv.Itoa(c.Days)}})
}

func (c retentionFacts) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{
		path: "/retention/facts", list: "facts", columns: []string{"entry", "kind", "clock", "due on=dueOn", "why=reason"},
		none: "No fact is to go, or to be looked at, in that time.",
	}, url.Values{"days": {strconv.Itoa(c.Days)}})
}

func (c retentionReviews) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/reviews", list: "cases", columns: caseColumns, none: "No case is up for review."}, url.Values{})
}

func (c retentionNotStarted) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/not-started", list: "cases", columns: caseColumns, none: "No case waits for its clock to start."}, url.Values{})
}

func (c retentionHolds) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{
		path: "/retention/holds", list: "holds", columns: []string{"case", "by", "placed on=placedOn", "review on=reviewOn", "review overdue=overdue"},
		none: "No hold stands.",
	}, url.Values{})
}

func (c retentionCertificates) Run(ctx context.Context, to streams) error {
	if c.Month == "" {
		c.Month = disclosure.DateOf(time.Now()).String()[:len("2006-01")]
	}
	return c.show(ctx, to, question{
		path: "/retention/certificates", list: "certificates",
		columns: []string{"certificate=id", "case", "letters", "entries", "class=classes.class", "rule=classes.rule", "authority", "erased=erasedAt", "gone=absentAt"},
		none:    "Nothing was destroyed in " + c.Month + ".",
	}, url.Values{"month": {c.Month}})
}
