package gateway

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Metrics of what departments send, over all registers of the stack, in its namespace: a
// metric for each register would cost more than the recording does. template.yaml has the
// dashboard.
const (
	// Recorded counts entries that were answered 201; a repeat counts again.
	Recorded = "Recorded"
	// Flagged counts those among them that were recorded with a flag.
	Flagged = "Flagged"
	// Refused counts what was answered 422: a broken rule, or not well formed.
	Refused = "Refused"
)

// Counted passes on what the handler answers and writes a line from which CloudWatch
// makes metrics of the namespace (embedded metric format), so that the function needs no
// permission to put them. It counts disclosures and their corrections, each item of a batch as one,
// and no dry run. It reads statuses and whether there are flags, and nothing else.
func Counted(handler http.Handler, log *slog.Logger, namespace string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := &answer{header: w.Header()}
		handler.ServeHTTP(given, r)
		given.WriteHeader(http.StatusOK)
		if c := countOf(r, given); c != (counts{}) {
			c.measure(log, namespace, time.Now())
		}
		w.WriteHeader(given.status)
		_, _ = w.Write(given.body.Bytes()) // whoever asked has gone
	})
}

type counts struct{ recorded, flagged, refused int }

// outcome is as much of an answer as is counted: one entry's, or a batch's.
type outcome struct {
	Flags   []json.RawMessage `json:"flags"`
	Results []struct {
		Status   int  `json:"status"`
		Earlier  bool `json:"earlier"`
		Recorded *struct {
			Flags []json.RawMessage `json:"flags"`
		} `json:"recorded"`
	} `json:"results"`
}

func countOf(r *http.Request, given *answer) (c counts) {
	_, what, _ := strings.Cut(r.URL.Path, "/disclosures")
	if r.Method != http.MethodPost || !strings.Contains(r.URL.Path, "/disclosures") || r.URL.Query().Get("dryRun") == "true" {
		return counts{}
	}
	var from outcome
	if json.Unmarshal(given.body.Bytes(), &from) != nil {
		return counts{}
	}
	if what == "/batch" && given.status == http.StatusOK {
		for _, one := range from.Results {
			switch {
			case one.Status == http.StatusUnprocessableEntity:
				c.refused++
			case one.Status == http.StatusCreated && !one.Earlier && one.Recorded != nil:
				c.add(len(one.Recorded.Flags) > 0)
			}
		}
		return c
	}
	switch given.status {
	case http.StatusCreated:
		c.add(len(from.Flags) > 0)
	case http.StatusUnprocessableEntity:
		c.refused++
	}
	return c
}

func (c *counts) add(flagged bool) {
	if c.recorded++; flagged {
		c.flagged++
	}
}

func (c counts) measure(log *slog.Logger, namespace string, at time.Time) {
	metrics := []map[string]string{}
	for _, name := range []string{Recorded, Flagged, Refused} {
		metrics = append(metrics, map[string]string{"Name": name, "Unit": "Count"})
	}
	log.LogAttrs(context.Background(), slog.LevelInfo, "recording",
		slog.Any("_aws", map[string]any{
			"Timestamp":         at.UnixMilli(),
			"CloudWatchMetrics": []map[string]any{{"Namespace": namespace, "Dimensions": [][]string{{}}, "Metrics": metrics}},
		}),
		slog.Int(Recorded, c.recorded), slog.Int(Flagged, c.flagged), slog.Int(Refused, c.refused))
}
