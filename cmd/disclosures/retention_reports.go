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

func (c retentionDue) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/due", none: "Nothing is due in that time."},
		url.Values{"days": {strconv.Itoa(c.Days)}})
}

func (c retentionFacts) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/facts", none: "No fact is to go, or to be looked at, in that time."}, url.Values{"days": {strconv.Itoa(c.Days)}})
}

func (c retentionReviews) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/reviews", none: "No case is up for review."}, url.Values{})
}

func (c retentionNotStarted) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/not-started", none: "No case waits for its clock to start."}, url.Values{})
}

func (c retentionHolds) Run(ctx context.Context, to streams) error {
	return c.show(ctx, to, question{path: "/retention/holds", none: "No hold stands."}, url.Values{})
}

func (c retentionCertificates) Run(ctx context.Context, to streams) error {
	if c.Month == "" {
		c.Month = disclosure.DateOf(time.Now()).String()[:len("2006-01")]
	}
	return c.show(ctx, to, question{path: "/retention/certificates", none: "Nothing was destroyed in " + c.Month + "."}, url.Values{"month": {c.Month}})
}
