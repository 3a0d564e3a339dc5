package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// watched counts what is asked of a table, and can be put out of order.
type watched struct {
	store.Table
	reads, writes int
	fault         error
}

func (w *watched) Transact(ctx context.Context, writes []store.Write) error {
	w.writes++
	return w.Table.Transact(ctx, writes)
}

func (w *watched) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if w.reads++; w.fault != nil {
		return store.Item{}, w.fault
	}
	return w.Table.Get(ctx, key)
}

func (w *watched) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	if w.reads++; w.fault != nil {
		return nil, w.fault
	}
	return w.Table.BatchGet(ctx, keys)
}

// A release is tried in a register that may be any of the law's: each answers every
// trial as it must, and nothing is written. Without its table each fails its trial.
func TestAReleaseIsTriedAndNothingRecorded(t *testing.T) {
	t.Parallel()
	law := policy.Load()
	table := &watched{Table: sqlitetest.New(t)}
	published := sealing.NewReader(table, sealingtest.NewBucket(t))
	desk := registrartest.New(t, table, registrar.Options{Log: published})
	out := &bytes.Buffer{}
	log := slog.New(slog.NewJSONHandler(out, nil))
	table.writes = 0
	for _, register := range law.RegisterIDs() {
		for name, test := range map[string]struct {
			handler http.Handler
			trials  []gateway.Trial
		}{
			"record":  {api.Recording(desk, log), gateway.RecordTrials(law, register)},
			"archive": {api.Archiving(desk, log), gateway.ArchiveTrials(register)},
			"query":   {api.Querying(desk, log), gateway.QueryTrials(register)},
		} {
			serve := gateway.OrTrial(serving(t).HTTP(test.handler), test.handler, log, test.trials...)
			out.Reset()
			table.reads = 0
			if answer, err := serve(t.Context(), json.RawMessage(gateway.TrialEvent)); err != nil || answer != nil {
				t.Errorf("%s of %s: got %v, %v\n%s", name, register, answer, err, out)
			}
			if table.reads == 0 {
				t.Errorf("%s of %s was tried without its table", name, register)
			}
			table.fault = errors.New("Zzyzx is out of order")
			if _, err := serve(t.Context(), json.RawMessage(gateway.TrialEvent)); err == nil || !strings.Contains(err.Error(), " trials went otherwise") {
				t.Errorf("%s of %s without its table: got %v", name, register, err)
			}
			if !strings.Contains(out.String(), `"msg":"trial of a release"`) {
				t.Errorf("%s of %s without its table: logged %s", name, register, out)
			}
			table.fault = nil
		}
	}
	if table.writes > 0 {
		t.Errorf("%d writes, want none", table.writes)
	}
}

// What is sent by a client is in the body of a request's event, so that no client can
// ask for a trial; and a trial says nothing of what is tried or as whom.
func TestOnlyTheHooksEventIsATrial(t *testing.T) {
	t.Parallel()
	served, tried := 0, 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, found := auth.Caller(r.Context()); !found {
			t.Error("no caller")
		}
		if r.URL.Path == "/tried" {
			tried++
			return
		}
		served++
	})
	by := gateway.RecordTrials(policy.Load(), "E07000107")[0].By
	log := slog.New(slog.DiscardHandler)
	serve := gateway.OrTrial(serving(t).HTTP(handler), handler, log, gateway.Trial{Name: "one", Method: "GET", Path: "/tried", By: by, Want: 200})
	e := event(t)
	e.Body = gateway.TrialEvent
	e.Headers["trial"] = "release"
	request, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		payload       string
		served, tried int
		fails         bool
	}{
		{string(request), 1, 0, false},
		{gateway.TrialEvent, 0, 1, false},
		{`{"trial":"release","version":"2.0","requestContext":{"authorizer":{"jwt":{"claims":{"sub":"intruder"}}}}}`, 0, 1, false},
		{`{"trial":"other"}`, 0, 0, true},
		{`{}`, 0, 0, true},
		{`trial`, 0, 0, true},
	} {
		served, tried = 0, 0
		if _, err := serve(t.Context(), json.RawMessage(test.payload)); (err != nil) != test.fails {
			t.Errorf("%s: got %v", test.payload, err)
		}
		if served != test.served || tried != test.tried {
			t.Errorf("%s: served %d and tried %d, want %d and %d", test.payload, served, tried, test.served, test.tried)
		}
	}
}
