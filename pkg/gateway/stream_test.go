package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/store"
)

// streamOf is a stream's event of records with these keys.
func streamOf(keys ...store.Key) json.RawMessage {
	records := make([]map[string]any, 0, len(keys))
	for _, key := range keys {
		records = append(records, map[string]any{"eventName": "INSERT", "dynamodb": map[string]any{"Keys": map[string]any{
			store.PartitionAttr: map[string]string{"S": key.Partition}, store.SortAttr: map[string]string{"S": key.Sort},
		}}})
	}
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		panic(err)
	}
	return event
}

// either serves both kinds of event: it notes each job, and answers 204 to
// every request.
func either(jobs *[]string, fail error) func(context.Context, json.RawMessage) (any, error) {
	work := func(_ context.Context, register disclosure.Register, job string) error {
		*jobs = append(*jobs, register.String()+"/"+job)
		return fail
	}
	answer := func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return events.APIGatewayV2HTTPResponse{StatusCode: 204}, nil
	}
	return gateway.Either(answer, gateway.Exports(work))
}

func TestAStreamStartsTheJobsThatItTellsOf(t *testing.T) {
	var got []string
	event := streamOf(store.ExportKey("E07000107", "one"), store.ExportKey("E10000016", "two"))
	if answer, err := either(&got, nil)(t.Context(), event); err != nil || answer != nil {
		t.Errorf("answered %v, %v, want nothing", answer, err)
	}
	if want := []string{"E07000107/one", "E10000016/two"}; !slices.Equal(got, want) {
		t.Errorf("worked on %v, want %v", got, want)
	}
}

func TestAJobThatFailsIsDeliveredAgain(t *testing.T) {
	var got []string
	fail := errors.New("the table was not to be had")
	event := streamOf(store.ExportKey("E07000107", "one"), store.ExportKey("E07000107", "two"))
	if _, err := either(&got, fail)(t.Context(), event); !errors.Is(err, fail) {
		t.Errorf("got error %v, want the job's own", err)
	}
	if want := []string{"E07000107/one"}; !slices.Equal(got, want) {
		t.Errorf("worked on %v, want %v: the rest comes again with it", got, want)
	}
}

func TestAStreamRecordOfAnotherKindIsRefused(t *testing.T) {
	for name, event := range map[string]json.RawMessage{
		"an entry":                   streamOf(store.EntryKey("E07000107", "id")),
		"a leaf":                     streamOf(store.LeafKey("E07000107", "id")),
		"a kind that only begins so": streamOf(store.Key{Partition: "exports#E07000107", Sort: "one"}),
		"more after the register":    streamOf(store.Key{Partition: store.ExportPartition("E07000107") + "#more", Sort: "one"}),
		"no register":                streamOf(store.Key{Partition: "export#", Sort: "one"}),
		"no keys":                    json.RawMessage(`{"Records":[{"dynamodb":{"Keys":{}}}]}`),
		"no change":                  json.RawMessage(`{"Records":[{}]}`),
		"keys of another type":       json.RawMessage(`{"Records":[{"dynamodb":{"Keys":{"pk":{"N":"1"},"sk":{"N":"2"}}}}]}`),
		"keys of no type":            json.RawMessage(`{"Records":[{"dynamodb":{"Keys":{"pk":{"X":"1"}}}}]}`),
		"records that are none":      json.RawMessage(`{"Records":[1]}`),
	} {
		t.Run(name, func(t *testing.T) {
			var jobs []string
			if _, err := either(&jobs, nil)(t.Context(), event); err == nil {
				t.Error("got no error")
			}
			if len(jobs) > 0 {
				t.Errorf("worked on %v", jobs)
			}
		})
	}
}

func TestEitherTellsARequestFromAStream(t *testing.T) {
	var jobs []string
	request, err := json.Marshal(event(t))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := either(&jobs, nil)(t.Context(), request)
	if got, want := fmt.Sprint(answer), fmt.Sprint(events.APIGatewayV2HTTPResponse{StatusCode: 204}); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	for name, other := range map[string]string{"not JSON": "{", "no object": "[]", "a request of another shape": `{"headers":1}`} {
		if answer, err := either(&jobs, nil)(t.Context(), json.RawMessage(other)); err == nil {
			t.Errorf("%s: got %v, want an error", name, answer)
		}
	}
	if len(jobs) > 0 {
		t.Errorf("worked on %v", jobs)
	}
}
