package dynamo_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

var (
	dropped        = dynamotest.Answer{}
	droppedApplied = dynamotest.Answer{Applied: true}
	failed         = dynamotest.Answer{Status: http.StatusInternalServerError, Code: "InternalServerError"}
	unavailable    = dynamotest.Answer{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable"}
	throttled      = refused("ThrottlingException")
)

func refused(code string) dynamotest.Answer {
	return dynamotest.Answer{Status: http.StatusBadRequest, Code: code}
}

func cancelled(reasons ...string) dynamotest.Answer {
	return dynamotest.Answer{Status: http.StatusBadRequest, Code: "TransactionCanceledException", Reasons: reasons}
}

var entry = store.Key{Partition: "entry#R#1", Sort: "entry"}

func putEntry() store.Write {
	return store.Write{Action: store.Put, Item: store.Item{Key: entry, Attrs: store.Attrs{"a": "new"}}, If: store.Absent()}
}

// kinds are the errors that a caller acts on.
var kinds = []error{store.ErrNoItem, store.ErrInvalid, store.ErrThrottled, store.ErrDenied, store.ErrUnknownOutcome}

// wantKind checks that the error is of one kind and of no other, nil being none.
func wantKind(t *testing.T, err, want error) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %v", want)
	}
	for _, kind := range kinds {
		if got := errors.Is(err, kind); got != (kind == want) {
			t.Errorf("error %q: is %q: got %t", err, kind, got)
		}
	}
	if strings.Contains(err.Error(), "planned by the test") {
		t.Errorf("error %q repeats what the server said", err)
	}
}

func TestTransactFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers []dynamotest.Answer
		want    error // nil for an error of no kind
		calls   int
		applied bool
	}{
		{"throttled at every attempt", []dynamotest.Answer{throttled, throttled, throttled}, store.ErrThrottled, 3, false},
		{"out of capacity at every attempt", []dynamotest.Answer{
			refused("ProvisionedThroughputExceededException"), refused("RequestLimitExceeded"), throttled,
		}, store.ErrThrottled, 3, false},
		{"failing inside DynamoDB", []dynamotest.Answer{failed, unavailable, failed}, store.ErrUnknownOutcome, 3, false},
		{"losing every answer", []dynamotest.Answer{dropped, dropped, dropped}, store.ErrUnknownOutcome, 3, false},
		{"losing every answer, applied", []dynamotest.Answer{droppedApplied, dropped, dropped}, store.ErrUnknownOutcome, 3, true},
		{"losing an answer, applied, then throttled", []dynamotest.Answer{droppedApplied, throttled, throttled}, store.ErrUnknownOutcome, 3, true},
		{"failing, applied, then throttled", []dynamotest.Answer{
			{Status: http.StatusInternalServerError, Code: "InternalServerError", Applied: true}, throttled, throttled,
		}, store.ErrUnknownOutcome, 3, true},
		{"losing an answer, applied, then refused", []dynamotest.Answer{droppedApplied, refused("ExpiredTokenException")}, store.ErrUnknownOutcome, 2, true},
		{"still in progress", []dynamotest.Answer{
			refused("TransactionInProgressException"), refused("TransactionInProgressException"), refused("TransactionInProgressException"),
		}, store.ErrUnknownOutcome, 3, false},
		{"not valid", []dynamotest.Answer{refused("ValidationException")}, store.ErrInvalid, 1, false},
		{"a write not valid", []dynamotest.Answer{cancelled("ValidationError")}, store.ErrInvalid, 1, false},
		{"not permitted", []dynamotest.Answer{refused("AccessDeniedException")}, store.ErrDenied, 1, false},
		{"no such table", []dynamotest.Answer{refused("ResourceNotFoundException")}, store.ErrDenied, 1, false},
		{"losing an answer, applied, then not permitted", []dynamotest.Answer{droppedApplied, refused("AccessDeniedException")}, store.ErrUnknownOutcome, 2, true},
		{"cancelled for a reason not known", []dynamotest.Answer{cancelled("SomethingNew")}, nil, 1, false},
		{"cancelled with reasons for other writes", []dynamotest.Answer{cancelled("None", "None")}, store.ErrUnknownOutcome, 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := serve(t)
			table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
			server.Answer(dynamotest.TransactWriteItems, tt.answers...)
			wantKind(t, table.Transact(t.Context(), []store.Write{putEntry()}), tt.want)
			if got := server.Calls(dynamotest.TransactWriteItems); got != tt.calls {
				t.Errorf("got %d requests, want %d", got, tt.calls)
			}
			_, err := table.Get(t.Context(), entry)
			if applied := err == nil; applied != tt.applied {
				t.Errorf("got applied %t (%v), want %t", applied, err, tt.applied)
			}
		})
	}
}

// The SDK tries again with the same token, so that a lost answer is made good and
// the transaction does not find itself in its own way.
func TestLostAnswerIsMadeGood(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer dynamotest.Answer
	}{
		{"applied, answer lost", droppedApplied},
		{"not applied, answer lost", dropped},
		{"not applied, throttled", throttled},
		{"not applied, failed", failed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := serve(t)
			table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
			server.Answer(dynamotest.TransactWriteItems, tt.answer)
			if err := table.Transact(t.Context(), []store.Write{putEntry()}); err != nil {
				t.Errorf("got error %v, want none", err)
			}
			if got, want := server.Calls(dynamotest.TransactWriteItems), 2; got != want {
				t.Errorf("got %d requests, want %d", got, want)
			}
			var cancelled *store.Cancelled
			if err := table.Transact(t.Context(), []store.Write{putEntry()}); !errors.As(err, &cancelled) {
				t.Errorf("a transaction of its own: got error %v, want *store.Cancelled", err)
			}
		})
	}
}

// When the table itself cannot say, a retry with the same token is told no more
// and applies nothing.
func TestUnknownOutcomeOfTheTable(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.TimeoutApplied, storetest.TimeoutNotApplied} {
		t.Run(fault.String(), func(t *testing.T) {
			faulty := storetest.NewFaulty(sqlitetest.New(t))
			faulty.Inject(storetest.OnTransact(1, fault))
			server := dynamotest.Serve(t, faulty)
			table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
			wantKind(t, table.Transact(t.Context(), []store.Write{putEntry()}), store.ErrUnknownOutcome)
			if got, want := server.Calls(dynamotest.TransactWriteItems), 3; got != want {
				t.Errorf("got %d requests, want %d", got, want)
			}
			if got, want := faulty.Calls().Transact, 1; got != want {
				t.Errorf("got %d transactions of the table, want %d", got, want)
			}
			_, err := table.Get(t.Context(), entry)
			if got, want := err == nil, fault == storetest.TimeoutApplied; got != want {
				t.Errorf("got applied %t (%v), want %t", got, err, want)
			}
		})
	}
}

func TestCancellationReasons(t *testing.T) {
	server := serve(t)
	table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
	server.Answer(dynamotest.TransactWriteItems,
		cancelled("None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "ConditionalCheckFailed"))
	var writes []store.Write
	for _, sort := range []string{"a", "b", "c", "d", "e"} {
		w := putEntry()
		w.Item.Sort = sort
		writes = append(writes, w)
	}
	err := table.Transact(t.Context(), writes)
	var got *store.Cancelled
	if !errors.As(err, &got) {
		t.Fatalf("got error %v, want *store.Cancelled", err)
	}
	want := []store.Reason{store.NotThisOne, store.Conflicted, store.WriteThrottled, store.WriteThrottled, store.ConditionFailed}
	if !reflect.DeepEqual(got.Reasons, want) {
		t.Errorf("got reasons %v, want %v", got.Reasons, want)
	}
	if got, want := server.Calls(dynamotest.TransactWriteItems), 1; got != want {
		t.Errorf("got %d requests, want %d: a driver does not try again", got, want)
	}
}

func TestReadFailures(t *testing.T) {
	for _, read := range []struct {
		operation string
		do        func(context.Context, store.Table) error
	}{
		{dynamotest.GetItem, func(ctx context.Context, table store.Table) error {
			_, err := table.Get(ctx, entry)
			return err
		}},
		{dynamotest.BatchGetItem, func(ctx context.Context, table store.Table) error {
			_, err := table.BatchGet(ctx, []store.Key{entry})
			return err
		}},
		{dynamotest.Query, func(ctx context.Context, table store.Table) error {
			_, err := table.Query(ctx, store.Query{Partition: entry.Partition, Limit: 1})
			return err
		}},
	} {
		for _, tt := range []struct {
			name    string
			answers []dynamotest.Answer
			want    error // nil for an error of no kind
		}{
			{"throttled", []dynamotest.Answer{throttled, throttled, throttled}, store.ErrThrottled},
			{"failing", []dynamotest.Answer{failed, failed, failed}, nil},
			{"losing every answer", []dynamotest.Answer{dropped, dropped, dropped}, nil},
			{"not valid", []dynamotest.Answer{refused("ValidationException")}, store.ErrInvalid},
			{"not permitted", []dynamotest.Answer{refused("AccessDeniedException")}, store.ErrDenied},
		} {
			t.Run(read.operation+" "+tt.name, func(t *testing.T) {
				server := serve(t)
				table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
				server.Answer(read.operation, tt.answers...)
				wantKind(t, read.do(t.Context(), table), tt.want)
				if got, want := server.Calls(read.operation), len(tt.answers); got != want {
					t.Errorf("got %d requests, want %d", got, want)
				}
			})
		}
	}
}

// A context that ends while the table is at work leaves the outcome unknown.
func TestContextEndsDuringTransaction(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hook  func(f *storetest.Faulty, cancel func())
		apply bool
	}{
		{"before it is applied", func(f *storetest.Faulty, cancel func()) {
			f.Inject(storetest.OnTransact(1, storetest.TimeoutNotApplied))
			f.Before(func(context.Context, storetest.Call) { cancel() })
		}, false},
		{"after it is applied", func(f *storetest.Faulty, cancel func()) {
			f.After(func(context.Context, storetest.Call, error) { cancel() })
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			faulty := storetest.NewFaulty(sqlitetest.New(t))
			server := dynamotest.Serve(t, faulty)
			table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
			ctx, cancel := context.WithCancel(t.Context())
			answered := make(chan struct{})
			tt.hook(faulty, func() {
				cancel()
				<-answered // the client has given up before the server answers
			})
			err := table.Transact(ctx, []store.Write{putEntry()})
			close(answered)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got error %v, want %v", err, context.Canceled)
			}
			wantKind(t, err, store.ErrUnknownOutcome)
			if _, err := table.Get(t.Context(), entry); (err == nil) != tt.apply {
				t.Errorf("get: got error %v, want applied %t", err, tt.apply)
			}
		})
	}
}

// What a failure says names the write by its place, and the request by which AWS finds
// it.
func TestAFailureNamesTheWriteAndTheRequest(t *testing.T) {
	for want, answer := range map[string]dynamotest.Answer{
		"write 2 of 3: ValidationError": cancelled("None", "ValidationError", "None"),
		"write 3 of 3: cancelled for X": cancelled("None", "None", "X"),
		"(request TESTREQUEST)":         refused("AccessDeniedException"),
	} {
		server := serve(t)
		table := dynamo.Open(server.Client(dynamotest.WithoutWaiting), dynamotest.TableName)
		server.Answer(dynamotest.TransactWriteItems, answer)
		var writes []store.Write
		for _, sort := range []string{"a", "b", "c"} {
			w := putEntry()
			w.Item.Sort = sort
			writes = append(writes, w)
		}
		if err := table.Transact(t.Context(), writes); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
