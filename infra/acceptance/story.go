package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/ledger"
)

// disclosure is the example of the documents, an hour ago, in a case of this run.
func (a *acceptance) disclosure(ofCase string) (object, error) {
	example, err := os.ReadFile("docs/examples/housing-ombudsman.json")
	if err != nil {
		return nil, err
	}
	d := object{}
	if err := json.Unmarshal(example, &d); err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	d["case"], d["disclosedAt"] = ofCase, time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	return d, nil
}

// caseOf is the reference of a case of this run.
func (a *acceptance) caseOf(what string) string {
	return strings.ToUpper("ACC-" + a.state.Name[max(0, len(a.state.Name)-8):] + "-" + what)
}

// record records the example in a case, and keeps its id.
func (a *acceptance) record(ctx context.Context, what string) (id string, err error) {
	d, err := a.disclosure(a.caseOf(what))
	if err != nil {
		return "", err
	}
	got, err := a.ask(ctx, housing, "POST /disclosures", d, http.StatusCreated)
	return text(got.object(), "id"), err
}

// tryRecording records, once and again in a case, corrects, and is refused what it should be.
func (a *acceptance) tryRecording(ctx context.Context) (string, error) {
	first, err := a.record(ctx, "MAIN")
	if err != nil {
		return "", err
	}
	a.state.Kept["first"] = first
	if _, err := a.record(ctx, "MAIN"); err != nil {
		return "", fmt.Errorf("the second disclosure of a case: %w", err)
	}
	d, err := a.disclosure(a.caseOf("MAIN"))
	if err != nil {
		return "", err
	}
	lacking, err := a.disclosure(a.caseOf("MAIN"))
	if err != nil {
		return "", err
	}
	delete(lacking["evidence"].(object), "ombudsmanCaseRef")
	d["recipient"].(object)["person"] = "K. Example"
	correction := object{"reason": "Another adjudicator", "disclosure": d}
	for _, one := range []struct {
		by      person
		request string
		body    any
		want    int
	}{
		{housing, "POST /disclosures/" + first + "/corrections", correction, http.StatusCreated},
		{housing, "POST /disclosures", lacking, http.StatusUnprocessableEntity},
		{auditor, "POST /disclosures", d, http.StatusForbidden},
		{dpo, "GET /disclosures?case=" + a.caseOf("MAIN"), nil, http.StatusOK},
		{housing, "GET /disclosures/" + first, nil, http.StatusOK},
		{revenues, "GET /disclosures/" + first, nil, http.StatusNotFound},
		{housing, "GET /access", nil, http.StatusForbidden},
		{auditor, "GET /flags", nil, http.StatusOK},
	} {
		if _, err := a.ask(ctx, one.by, one.request, one.body, one.want); err != nil {
			return "", err
		}
	}
	return "two disclosures of a case, a correction and what each of four people may not", nil
}

// archiveLetter archives a letter in a case, and returns where the API has it and the key
// under which S3 does.
func (a *acceptance) archiveLetter(ctx context.Context, what, entry string) (document, key string, err error) {
	letter := "Dear Ombudsman, the complaint file is enclosed."
	sum := sha256.Sum256([]byte(letter))
	letters := "/cases/" + a.caseOf(what) + "/correspondence"
	got, err := a.ask(ctx, housing, "POST "+letters, object{
		"title": "Letter", "contentType": "text/plain", "size": len(letter), "sha256": hex.EncodeToString(sum[:]), "disclosure": entry,
	}, http.StatusCreated)
	if err != nil {
		return "", "", err
	}
	ticket := got.object()
	place, err := url.Parse(text(ticket, "url"))
	if err != nil {
		return "", "", errors.New("the ticket has no address")
	}
	key = path.Join(register, path.Base(place.Path))
	document = letters + "/" + text(ticket, "document")
	headers, _ := ticket["headers"].(object)
	put := func(body string, without string) (int, error) {
		request, err := http.NewRequestWithContext(ctx, text(ticket, "method"), text(ticket, "url"), bytes.NewReader([]byte(body)))
		if err != nil {
			return 0, err
		}
		for name, value := range headers {
			if !strings.EqualFold(name, without) {
				request.Header.Set(name, fmt.Sprint(value))
			}
		}
		stored, err := do(request)
		return stored.status, err
	}
	for _, one := range []struct {
		what, body, without string
		stored              bool
	}{
		{"without a legal hold", letter, "x-amz-object-lock-legal-hold", false},
		{"with other bytes", strings.ToUpper(letter), "", false},
		{"as it is", letter, "", true},
	} {
		status, err := put(one.body, one.without)
		if err != nil {
			return "", "", fmt.Errorf("send the letter: %w", err)
		}
		if (status == http.StatusOK) != one.stored {
			return "", "", fmt.Errorf("S3 answered %d to the letter %s", status, one.what)
		}
	}
	_, err = a.ask(ctx, housing, "POST "+document+"/complete", nil, http.StatusCreated)
	return document, key, err
}

// tryLetter archives a letter, reads it and cannot delete it.
func (a *acceptance) tryLetter(ctx context.Context) (string, error) {
	document, key, err := a.archiveLetter(ctx, "MAIN", a.state.Kept["first"])
	if err != nil {
		return "", err
	}
	if _, err := a.ask(ctx, revenues, "GET "+document, nil, http.StatusNotFound); err != nil {
		return "", err
	}
	link, err := a.ask(ctx, dpo, "GET "+document, nil, http.StatusOK)
	if err != nil {
		return "", err
	}
	if _, err := fetch(ctx, text(link.object(), "url")); err != nil {
		return "", fmt.Errorf("read the letter: %w", err)
	}
	found, err := a.lettersOf(ctx, key)
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("the bucket has %d versions of the letter, want one", len(found))
	}
	bucket, err := a.namedIn(ctx, a.infra(), "CorrespondenceBucket")
	if err != nil {
		return "", err
	}
	for _, bypass := range [][]string{nil, {"--bypass-governance-retention"}} {
		arguments := append([]string{"s3api", "delete-object", "--bucket", bucket, "--key", found[0].Key, "--version-id", found[0].VersionID}, bypass...)
		if _, err := a.aws(ctx, arguments...); err == nil {
			return "", errors.New("the letter could be deleted")
		} else if !strings.Contains(err.Error(), "(AccessDenied)") {
			return "", fmt.Errorf("the letter was not refused to be deleted, and something else happened: %w", err)
		}
	}
	return "a letter with its hold, and none without; nobody who tried could delete it", nil
}

// version is of an object in a bucket.
type version struct {
	Key       string
	VersionID string `json:"VersionId"`
}

// lettersOf are the versions of a letter, and its delete markers.
func (a *acceptance) lettersOf(ctx context.Context, key string) (of []version, err error) {
	bucket, err := a.namedIn(ctx, a.infra(), "CorrespondenceBucket")
	if err != nil {
		return nil, err
	}
	versions, _, err := a.versions(ctx, bucket)
	for _, v := range versions {
		if v.Key == key {
			of = append(of, v)
		}
	}
	return of, err
}

func fetch(ctx context.Context, link string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, err
	}
	got, err := do(request)
	if err == nil && got.status != http.StatusOK {
		err = fmt.Errorf("S3 answered %d", got.status)
	}
	return got.body, err
}

// tryKey asks KMS for the public half of the key that signs the log.
func (a *acceptance) tryKey(ctx context.Context) (string, error) {
	infra, err := a.stackNamed(ctx, a.infra())
	if err != nil {
		return "", err
	}
	arn := infra.output("LogSigningKeyArn")
	line, err := a.verifierOf(ctx, arn)
	if err != nil {
		return "", err
	}
	a.state.Kept["log-key-arn"], a.state.Kept["log-key"] = arn, line
	return "KMS has an Ed25519 key, and gives out its public half", nil
}

// verifierOf is a key's verifier key, as auditors have it.
func (a *acceptance) verifierOf(ctx context.Context, arn string) (string, error) {
	key, err := read[struct {
		PublicKey []byte
		KeySpec   string
	}](ctx, a, "kms", "get-public-key", "--key-id", arn)
	if err != nil {
		return "", err
	}
	parsed, err := x509.ParsePKIXPublicKey(key.PublicKey)
	public, is := parsed.(ed25519.PublicKey)
	if err != nil {
		return "", fmt.Errorf("read the log's key: %w", err)
	}
	if !is || key.KeySpec != "ECC_NIST_EDWARDS25519" {
		return "", fmt.Errorf("KMS has a key of the spec %s, a %T", key.KeySpec, parsed)
	}
	origin, err := ledger.NewOrigin(a.logSite(), register)
	if err != nil {
		return "", err
	}
	return ledger.VerifierKey(origin, public)
}

// receipt waits for the receipt of an entry, and verifies it with the log's key.
func (a *acceptance) receipt(ctx context.Context, id, key string, patience time.Duration) error {
	keys, err := ledger.ParseKeys(key + "\n")
	if err != nil {
		return err
	}
	return a.until(ctx, patience, func() error {
		got, err := a.ask(ctx, housing, "GET /receipts/"+id, nil, http.StatusOK)
		if err != nil {
			return err
		}
		_, _, err = keys.OpenReceipt(got.body)
		return err
	})
}

// tryStream turns the sweep off, which would do it too, records, and waits for what the
// stream tells seal of.
func (a *acceptance) tryStream(ctx context.Context) (said string, err error) {
	rule, err := a.named(ctx, "SealFunctionSweep")
	if err != nil {
		return "", err
	}
	// Also when it is stopped meanwhile: the sweep stays on.
	defer func() {
		_, on := a.aws(context.WithoutCancel(ctx), "events", "enable-rule", "--name", rule)
		err = errors.Join(err, on)
	}()
	if _, err := a.aws(ctx, "events", "disable-rule", "--name", rule); err != nil {
		return "", err
	}
	if err := a.pause(ctx, 2*time.Minute); err != nil { // until no sweep is called any more, and the last is over
		return "", err
	}
	id, err := a.record(ctx, "STREAM")
	if err != nil {
		return "", err
	}
	began := time.Now()
	if err := a.receipt(ctx, id, a.state.Kept["log-key"], 2*time.Minute); err != nil {
		return "", err
	}
	return fmt.Sprintf("with its schedule off, a receipt that verifies, after %s", time.Since(began).Round(time.Second)), nil
}

// trySweep turns the stream off, and waits for the sweep.
func (a *acceptance) trySweep(ctx context.Context) (said string, err error) {
	function, err := a.named(ctx, "SealFunction")
	if err != nil {
		return "", err
	}
	mappings, err := read[struct{ EventSourceMappings []struct{ UUID string } }](ctx, a, "lambda", "list-event-source-mappings", "--function-name", function)
	if err != nil {
		return "", err
	}
	if len(mappings.EventSourceMappings) != 1 {
		return "", fmt.Errorf("found %d mappings of seal, want one", len(mappings.EventSourceMappings))
	}
	turn := func(ctx context.Context, to, state string) error {
		// Refused while it is being turned the other way.
		if err := a.until(ctx, 5*time.Minute, func() error {
			_, err := a.aws(ctx, "lambda", "update-event-source-mapping", "--uuid", mappings.EventSourceMappings[0].UUID, to)
			return err
		}); err != nil {
			return err
		}
		return a.until(ctx, 5*time.Minute, func() error {
			mapping, err := read[struct{ State string }](ctx, a, "lambda", "get-event-source-mapping", "--uuid", mappings.EventSourceMappings[0].UUID)
			if err == nil && mapping.State != state {
				err = fmt.Errorf("the mapping is %s, want %s", mapping.State, state)
			}
			return err
		})
	}
	// Also when it is stopped meanwhile: the stream stays on.
	defer func() { err = errors.Join(err, turn(context.WithoutCancel(ctx), "--enabled", "Enabled")) }()
	if err := turn(ctx, "--no-enabled", "Disabled"); err != nil {
		return "", err
	}
	id, err := a.record(ctx, "SWEEP")
	if err != nil {
		return "", err
	}
	if err := a.receipt(ctx, id, a.state.Kept["log-key"], 4*time.Minute); err != nil {
		return "", err
	}
	return "with its mapping off, seal's schedule put the entry into the log", nil
}

// tryExport asks for an export and compares what comes with its digest.
func (a *acceptance) tryExport(ctx context.Context) (string, error) {
	asked, err := a.ask(ctx, auditor, "POST /exports", object{"format": "csv", "filter": object{"case": a.caseOf("MAIN")}, "purpose": "Acceptance"}, http.StatusAccepted)
	if err != nil {
		return "", err
	}
	if _, err := a.ask(ctx, housing, "POST /exports", object{"format": "csv", "purpose": "Acceptance"}, http.StatusForbidden); err != nil {
		return "", err
	}
	var job object
	err = a.until(ctx, 5*time.Minute, func() error {
		got, err := a.ask(ctx, auditor, "GET /exports/"+text(asked.object(), "id"), nil, http.StatusOK)
		if job = got.object(); err == nil && text(job, "status") != "done" {
			err = fmt.Errorf("the export is %s", text(job, "status"))
		}
		return err
	})
	if err != nil {
		return "", err
	}
	file, err := fetch(ctx, text(job, "url"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(file)
	if hex.EncodeToString(sum[:]) != text(job, "sha256") {
		return "", errors.New("the file is not the one whose digest the job says")
	}
	return fmt.Sprintf("%v rows, of the digest that was said", job["rows"]), nil
}

// longestAnswer is how long Lambda lets an answer be, in bytes.
const longestAnswer = 6_291_556

// tryLarge records 7 MB in a case and reads all of it.
func (a *acceptance) tryLarge(ctx context.Context) (string, error) {
	var data []any
	for range 60 {
		data = append(data, object{"category": "correspondence", "description": "x" + strings.Repeat("長", 988) + "x", "source": "complaint"})
	}
	const entries = 38
	var recorded, found []string
	for range entries {
		d, err := a.disclosure(a.caseOf("LARGE"))
		if err != nil {
			return "", err
		}
		d["data"] = data
		got, err := a.ask(ctx, housing, "POST /disclosures", d, http.StatusCreated)
		if err != nil {
			return "", err
		}
		recorded = append(recorded, text(got.object(), "id"))
	}
	pages, bytes, cursor := 0, 0, ""
	for {
		got, err := a.ask(ctx, dpo, "GET /disclosures/current?limit=50&case="+a.caseOf("LARGE")+"&cursor="+url.QueryEscape(cursor), nil, http.StatusOK)
		if err != nil {
			return "", err
		}
		rows, _ := got.object()["disclosures"].([]any)
		for _, row := range rows {
			found = append(found, text(row.(object), "entry"))
		}
		pages, bytes = pages+1, bytes+len(got.body)
		if len(got.body) > longestAnswer {
			return "", fmt.Errorf("an answer of %d bytes", len(got.body))
		}
		if cursor = text(got.object(), "cursor"); cursor == "" {
			break
		}
	}
	for _, id := range recorded {
		if !slices.Contains(found, id) {
			return "", errors.New("an entry is on no page")
		}
	}
	if bytes < longestAnswer || pages < 2 {
		return "", fmt.Errorf("%d bytes on %d pages are not more than an answer takes", bytes, pages)
	}
	return fmt.Sprintf("%d entries of %d bytes, read whole on %d pages", entries, bytes, pages), nil
}

// tryCheck has `disclosures log check` read the whole table and compare it with the
// published log. Whoever runs it has an administrator's permission: a program has no
// device with which to take the role for it (infra/check-role.yaml).
func (a *acceptance) tryCheck(ctx context.Context) (said string, err error) {
	infra, err := a.stackNamed(ctx, a.infra())
	if err != nil {
		return "", err
	}
	keys := []string{"--key", a.state.Kept["log-key"]}
	if next := a.state.Kept["next-key-arn"]; next != "" { // the key may have been changed while a disposal waited
		verifier, err := a.verifierOf(ctx, next)
		if err != nil {
			return "", err
		}
		keys = append(keys, "--key", verifier)
	}
	var found []string
	// What was destroyed a moment ago is lost until its certificate is in the log too.
	err = a.until(ctx, 5*time.Minute, func() error {
		check := exec.CommandContext(ctx, a.disclosures, append([]string{
			"log", "check", "--register", register, "--table", infra.output("TableName"), "--bucket", infra.output("LogBucketName"),
		}, keys...)...)
		check.Env = a.environment()
		out, err := check.CombinedOutput()
		if err != nil {
			return fmt.Errorf("disclosures log check: %w: %s", err, strings.TrimSpace(string(out)))
		}
		if found = regexp.MustCompile(`(?m)^([1-9][0-9]*) entries are here and are what was sealed`).FindStringSubmatch(string(out)); found == nil {
			return fmt.Errorf("disclosures log check found nothing: %s", strings.TrimSpace(string(out)))
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return found[1] + " entries are what was sealed, with all that they are found by", nil
}

// tryDisposal has a case with a letter destroyed. S3 takes days, so it goes on in
// another run.
func (a *acceptance) tryDisposal(ctx context.Context) (string, error) {
	file := "/cases/" + a.caseOf("DUE")
	if a.state.Kept["due-letter"] == "" {
		id, err := a.record(ctx, "DUE")
		if err != nil {
			return "", err
		}
		if _, a.state.Kept["due-letter"], err = a.archiveLetter(ctx, "DUE", id); err != nil {
			return "", err
		}
		if err := a.save(); err != nil {
			return "", err
		}
	}
	state := func() (string, error) {
		got, err := a.ask(ctx, dpo, "GET "+file, nil, http.StatusOK)
		return text(got.object(), "state"), err
	}
	now, err := state()
	if err != nil {
		return "", err
	}
	if now == "open" {
		closing := object{"closedOn": time.Now().AddDate(-3, 0, 0).Format(time.DateOnly), "confirmed": true, "note": "Acceptance"}
		if _, err := a.ask(ctx, dpo, "POST "+file+"/close", closing, http.StatusCreated); err != nil {
			return "", err
		}
	}
	left, err := a.lettersOf(ctx, a.state.Kept["due-letter"])
	if err != nil {
		return "", err
	}
	if now != "disposed" && (len(left) == 0 || now != "disposing") {
		if err := a.night(ctx); err != nil {
			return "", err
		}
	}
	err = a.until(ctx, 10*time.Second, func() error {
		if left, err = a.lettersOf(ctx, a.state.Kept["due-letter"]); err == nil && len(left) > 0 {
			return later{"the case is let go and S3 has its letter still: a day's lock, and then its lifecycle at a midnight or a day or two after. Run it again tomorrow"}
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if now, err = state(); err != nil {
		return "", err
	}
	if now != "disposed" {
		if err := a.night(ctx); err != nil {
			return "", err
		}
		if now, err = state(); err != nil {
			return "", err
		}
	}
	certificates, err := a.ask(ctx, auditor, "GET /retention/certificates", nil, http.StatusOK)
	if err != nil {
		return "", err
	}
	switch {
	case now != "disposed":
		return "", later{"the letter is gone and the case is " + now + ": the night looks for it tomorrow. Run it again then"}
	case !strings.Contains(string(certificates.body), a.caseOf("DUE")):
		return "", errors.New("nothing certifies that the case is destroyed")
	}
	return "let go, destroyed by S3 alone, looked for, erased and certified", nil
}

// night runs retention as its schedule does.
func (a *acceptance) night(ctx context.Context) error {
	ran, err := a.invoke(ctx, "RetainFunction", `{"source": "aws.events"}`)
	switch {
	case err != nil:
		return err
	case ran.FunctionError != "":
		return fmt.Errorf("retain failed (%s): %s", ran.FunctionError, text(ran.answer, "errorMessage"))
	case ran.answer["unfinished"] != 0.0 || ran.answer["failed"] != 0.0:
		return fmt.Errorf("retain left %v registers unfinished, and %v cases failed", ran.answer["unfinished"], ran.answer["failed"])
	}
	return nil
}
