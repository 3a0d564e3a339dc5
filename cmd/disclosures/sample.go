package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
)

//go:embed sample/*.json sample/letter.txt
var sampleFiles embed.FS

// addSample records the sample cases as their department would, letter and
// closure included. Each request has a fixed key, so that starting again adds
// nothing.
func addSample(ctx context.Context, desk *registrar.Registrar, today disclosure.Date) error {
	by := func(key string) registrar.Asking {
		return registrar.Asking{
			Caller:         developmentCaller(sampleRegister, disclosure.Recorder, sampleDepartment, "Sample Officer"),
			IdempotencyKey: "sample-" + key,
		}
	}
	var first disclosure.EntryID
	for _, name := range []string{"1-housing-ombudsman", "2-social-services", "3-police-refused", "4-wrong-contractor"} {
		d, err := readSample[disclosure.Disclosure](name)
		if err != nil {
			return err
		}
		recorded, err := desk.Record(ctx, by(name), d)
		if err != nil {
			return fmt.Errorf("record %s: %w", name, withFindings(err))
		}
		if first == "" {
			first = recorded.ID
		}
	}
	if err := addSampleLetter(ctx, desk, by, first); err != nil {
		return fmt.Errorf("archive the letter: %w", withFindings(err))
	}
	closed := disclosure.Closure{ClosedOn: disclosure.NewDate(2026, time.November, 2), Note: "SAMPLE. The ombudsman found no fault."}
	if _, err := desk.Close(ctx, by("close"), "SAMPLE-1", closed); err != nil {
		return fmt.Errorf("close the case: %w", withFindings(err))
	}
	if err := addSampleChange(ctx, desk); err != nil {
		return err
	}
	return addSampleDays(ctx, desk, by, today)
}

// addSampleDays adds what is of some days before or after today, for there to be work on
// whichever day the sample is added: a case whose two years end in three weeks, and a
// request that came twelve days ago. It comes last: on a later day its keys have been used
// for other days, which ends the adding.
func addSampleDays(ctx context.Context, desk *registrar.Registrar, by func(string) registrar.Asking, today disclosure.Date) error {
	old, err := readSample[disclosure.Disclosure]("5-long-closed")
	if err != nil {
		return err
	}
	closed := today.AddDays(21).AddMonths(-24)
	shared := closed.AddDays(-60)
	old.DisclosedAt, old.TellSubject.On = shared.Start().Add(11*time.Hour), shared
	old.Evidence["investigationRequestDate"] = shared.AddDays(-7).String()
	if _, err := desk.Record(ctx, by("long-closed"), old); err != nil {
		return fmt.Errorf("record the case that is due: %w", withFindings(err))
	}
	if _, err := desk.Close(ctx, by("long-closed-close"), old.Case, disclosure.Closure{ClosedOn: closed, Note: "SAMPLE. The ombudsman found that it took too long."}); err != nil {
		return fmt.Errorf("close the case that is due: %w", withFindings(err))
	}
	asks := answering.RequestForAccess{Subject: "SAMPLE-PERSON-1", Received: today.AddDays(-12)}
	asks.AskedBy, asks.As, asks.IdentitySettled = "S. Sample", disclosure.AskerPerson, today.AddDays(-10)
	if _, err := desk.RecordRequest(ctx, sampleDPO("request"), asks); err != nil {
		return fmt.Errorf("record the request: %w", withFindings(err))
	}
	return nil
}

func sampleDPO(key string) registrar.Asking {
	return registrar.Asking{
		Caller:         developmentCaller(sampleRegister, disclosure.DPO, "", "Sample Data Protection Officer"),
		IdempotencyKey: "sample-" + key,
	}
}

// addSampleChange has the Data Protection Officer record a correction, of which
// the ombudsman is still to be told.
func addSampleChange(ctx context.Context, desk *registrar.Registrar) error {
	change, err := readSample[disclosure.Fact]("change")
	if err != nil {
		return err
	}
	if _, err := desk.LearnFact(ctx, sampleDPO("change"), change); err != nil {
		return fmt.Errorf("record the change: %w", withFindings(err))
	}
	return nil
}

func readSample[T any](name string) (sample T, err error) {
	text, err := sampleFiles.ReadFile("sample/" + name + ".json")
	if err != nil {
		return sample, err
	}
	if err := json.Unmarshal(text, &sample); err != nil {
		return sample, fmt.Errorf("read %s: %w", name, err)
	}
	return sample, nil
}

func addSampleLetter(ctx context.Context, desk *registrar.Registrar, by func(string) registrar.Asking, id disclosure.EntryID) error {
	text, err := sampleFiles.ReadFile("sample/letter.txt")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	ticket, err := desk.RequestUpload(ctx, by("ticket"), "SAMPLE-1", registrar.LetterRequest{
		Title: "SAMPLE letter to the ombudsman", ContentType: "text/plain", Size: int64(len(text)),
		SHA256: hex.EncodeToString(sum[:]), Disclosure: id,
	})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, ticket.Method, ticket.URL, bytes.NewReader(text))
	if err != nil {
		return err
	}
	for name, value := range ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close() // its body says nothing that its status does not
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusPreconditionFailed {
		return fmt.Errorf("the archive answered %s", response.Status)
	}
	_, err = desk.CompleteUpload(ctx, by("letter"), "SAMPLE-1", ticket.Document)
	return err
}

// overtaken reports whether the sample data was added by an earlier start and
// has since gone on with its life: a ticket lapsed, a case destroyed, or the
// files of this version differ.
func overtaken(err error) bool {
	var e *disclosure.Error
	return errors.As(err, &e) && (e.Kind == disclosure.Conflict || e.Kind == disclosure.Gone)
}

// withFindings adds what the rules said, for whoever changes the sample.
func withFindings(err error) error {
	var e *disclosure.Error
	if errors.As(err, &e) && len(e.Findings) > 0 {
		return fmt.Errorf("%w: %v", err, e.Findings)
	}
	return err
}
