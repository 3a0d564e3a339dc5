// Tries and records a disclosure with the client that oapi-codegen made, and reads it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"contract/client"
)

const register = "E07000107"

func main() {
	if err := try(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "oapi-codegen:", err)
		os.Exit(1)
	}
	fmt.Println("oapi-codegen: tried, recorded, read, and refused with reasons")
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
	if err != nil || seen.JSON200 == nil || seen.JSON200.Entry.Case == nil || *seen.JSON200.Entry.Case != d.Case {
		return fmt.Errorf("not read as it was recorded: %v %s", err, seen.Status())
	}
	d.Evidence, key = nil, "contract-go-refused"
	refused, err := api.RecordDisclosureWithResponse(ctx, register, &client.RecordDisclosureParams{IdempotencyKey: &key}, d, as("RECORDER"))
	if err != nil || refused.ApplicationproblemJSON422 == nil || refused.ApplicationproblemJSON422.Errors == nil {
		return fmt.Errorf("what is refused comes as no problem with errors: %v %s", err, refused.Status())
	}
	return nil
}
