// Tries and records a disclosure with the client that oapi-codegen made, reads it, attaches a
// letter and makes an export.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"contract/client"
)

const register = "E07000107"

func main() {
	if err := try(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "oapi-codegen:", err)
		os.Exit(1)
	}
	fmt.Println("oapi-codegen: tried, recorded, read, refused with reasons, a letter attached and an export made")
}

func as(token string) client.RequestEditorFn {
	return func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+os.Getenv(token))
		return nil
	}
}

func try(ctx context.Context, url, example string) error {
	text, err := os.ReadFile(example)
	if err != nil {
		return err
	}
	var d client.Disclosure
	if err := json.Unmarshal(text, &d); err != nil {
		return err
	}
	api, err := client.NewClientWithResponses(url)
	if err != nil {
		return err
	}
	dryly := true
	tried, err := api.RecordDisclosureWithResponse(ctx, register, &client.RecordDisclosureParams{DryRun: &dryly}, d, as("RECORDER"))
	if err != nil || tried.JSON200 == nil || tried.JSON200.Outcome == nil || tried.JSON200.Id != nil {
		return fmt.Errorf("a dry run says nothing of what would become of it: %v %s", err, tried.Status())
	}
	key, purpose := "contract-go", "Try the client"
	recorded, err := api.RecordDisclosureWithResponse(ctx, register, &client.RecordDisclosureParams{IdempotencyKey: &key}, d, as("RECORDER"))
	if err != nil || recorded.JSON201 == nil {
		return fmt.Errorf("not recorded: %v %s", err, recorded.Status())
	}
	seen, err := api.OpenDisclosureWithResponse(ctx, register, recorded.JSON201.Id, &client.OpenDisclosureParams{AccessPurpose: &purpose}, as("DPO"))
	if err != nil || seen.JSON200 == nil {
		return fmt.Errorf("not read: %v %s", err, seen.Status())
	}
	entry, err := seen.JSON200.Entry.ValueByDiscriminator()
	if of, is := entry.(client.EntryOfDisclosure); err != nil || !is || of.Body.Case != d.Case {
		return fmt.Errorf("read as %T, and not as it was recorded: %v", entry, err)
	}
	if err := attach(ctx, api, d.Case, recorded.JSON201.Id); err != nil {
		return fmt.Errorf("attach a letter: %w", err)
	}
	if err := export(ctx, api, d.Case); err != nil {
		return fmt.Errorf("make an export: %w", err)
	}
	d.Evidence, key = nil, "contract-go-refused"
	refused, err := api.RecordDisclosureWithResponse(ctx, register, &client.RecordDisclosureParams{IdempotencyKey: &key}, d, as("RECORDER"))
	if err != nil || refused.ApplicationproblemJSON422 == nil || refused.ApplicationproblemJSON422.Errors == nil {
		return fmt.Errorf("what is refused comes as no problem with errors: %v %s", err, refused.Status())
	}
	return nil
}

// attach asks for a ticket, puts the letter where that says, and has it archived.
func attach(ctx context.Context, api *client.ClientWithResponses, of, recorded string) error {
	letter := []byte("SAMPLE. Sent by the client in Go.")
	sum := sha256.Sum256(letter)
	ticket, err := api.RequestUploadWithResponse(ctx, register, of, &client.RequestUploadParams{IdempotencyKey: "contract-go-letter"}, client.LetterRequest{
		Title: "Sample letter", ContentType: "text/plain", Size: int64(len(letter)), Sha256: hex.EncodeToString(sum[:]), Disclosure: &recorded,
	}, as("RECORDER"))
	if err != nil || ticket.JSON201 == nil {
		return fmt.Errorf("no ticket: %v %s", err, ticket.Status())
	}
	put, err := http.NewRequestWithContext(ctx, ticket.JSON201.Method, ticket.JSON201.Url, bytes.NewReader(letter))
	if err != nil {
		return err
	}
	for name, value := range ticket.JSON201.Headers {
		put.Header.Set(name, value)
	}
	sent, err := http.DefaultClient.Do(put)
	if err != nil || sent.StatusCode != http.StatusOK {
		return fmt.Errorf("the archive did not take it: %v", err)
	}
	defer sent.Body.Close()
	archived, err := api.CompleteUploadWithResponse(ctx, register, of, ticket.JSON201.Document, &client.CompleteUploadParams{IdempotencyKey: "contract-go-archived"}, as("RECORDER"))
	if err != nil || archived.JSON201 == nil {
		return fmt.Errorf("not archived: %v %s", err, archived.Status())
	}
	return nil
}

// export asks for a workbook until it is there, and fetches it.
func export(ctx context.Context, api *client.ClientWithResponses, of string) error {
	purpose := "Try the client"
	asked, err := api.RequestExportWithResponse(ctx, register, &client.RequestExportParams{IdempotencyKey: "contract-go-export"}, client.ExportRequest{
		Format: "xlsx", Filter: &client.Search{Case: &of}, Purpose: purpose,
	}, as("DPO"))
	if err != nil || asked.JSON202 == nil {
		return fmt.Errorf("not asked for: %v %s", err, asked.Status())
	}
	for range 100 {
		job, err := api.ShowExportWithResponse(ctx, register, asked.JSON202.Id, &client.ShowExportParams{AccessPurpose: &purpose}, as("DPO"))
		if err != nil || job.JSON200 == nil {
			return fmt.Errorf("not shown: %v %s", err, job.Status())
		}
		if job.JSON200.Url == nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		file, err := http.Get(*job.JSON200.Url)
		if err != nil {
			return err
		}
		defer file.Body.Close()
		content, err := io.ReadAll(file.Body)
		if sum := sha256.Sum256(content); err != nil || hex.EncodeToString(sum[:]) != *job.JSON200.Sha256 || job.JSON200.Rows == 0 {
			return fmt.Errorf("%d rows, or not the bytes of the digest: %v", job.JSON200.Rows, err)
		}
		return nil
	}
	return errors.New("it was not done in ten seconds")
}
