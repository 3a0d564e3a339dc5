package disposal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/disposal"
)

// A night says of how many registers it has not finished the work: none when it had
// the time, and every one when it had not.
func TestANightSaysWhatItHasNotFinished(t *testing.T) {
	for name, test := range map[string]struct {
		time time.Duration
		want string
	}{
		"enough time": {time.Hour, `"UnfinishedRegisters":0`},
		"no time":     {time.Second, `"UnfinishedRegisters":3`},
	} {
		t.Run(name, func(t *testing.T) {
			o, out := newOffice(t), &bytes.Buffer{}
			config := disposal.OnAWS(slog.New(slog.NewJSONHandler(out, nil)))
			config.Now = o.Now
			night := disposal.New(o.Registrar, o.vault, o.vault, config).
				Nightly([]disclosure.Register{"E07000107", "E07000110", "E10000016"})
			ctx, cancel := context.WithTimeout(t.Context(), test.time)
			defer cancel()
			if err := night(ctx, json.RawMessage(`{"source": "aws.events"}`)); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), test.want) {
				t.Errorf("wrote no %s:\n%s", test.want, out)
			}
		})
	}
}
