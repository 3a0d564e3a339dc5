package lambdatest

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tableStream keeps the keys of what was put into the table, in order, as a
// KEYS_ONLY stream does.
type tableStream struct {
	mu      sync.Mutex
	records []json.RawMessage
	taken   map[string]int // how many each reader has had
}

// took notes a request that succeeded. A put on condition that nothing is there
// is an insertion; any other is taken for a change, which no mapping here asks
// for.
func (s *tableStream) took(operation string, body []byte) {
	if operation != "TransactWriteItems" {
		return
	}
	var in dynamoRequest
	if json.Unmarshal(body, &in) != nil {
		return // it would not have succeeded
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range in.TransactItems {
		put, is := item["Put"]
		if !is {
			continue
		}
		event := "MODIFY"
		if strings.HasPrefix(put.ConditionExpression, "attribute_not_exists") {
			event = "INSERT"
		}
		s.records = append(s.records, StreamRecord(event, put.Item.PK.S, put.Item.SK.S))
	}
}

// take returns what the reader has not had yet.
func (s *tableStream) take(reader string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken == nil {
		s.taken = map[string]int{}
	}
	records := slices.Clone(s.records[s.taken[reader]:])
	s.taken[reader] = len(s.records)
	return records
}

// StreamRecord is a record of the table's stream, which carries keys and nothing
// else of the item. Event is INSERT, MODIFY or REMOVE.
func StreamRecord(event, partition, sort string) json.RawMessage {
	type text struct{ S string }
	record, err := json.Marshal(map[string]any{
		"eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": event, "eventVersion": "1.1",
		"eventSource": "aws:dynamodb", "awsRegion": region,
		"eventSourceARN": "arn:aws:dynamodb:" + region + ":" + account + ":table/register/stream/2026-11-02T09:30:00.000",
		"dynamodb": map[string]any{
			"ApproximateCreationDateTime": 1793871000, "SequenceNumber": "4421584500000000017450439091",
			"SizeBytes": len(partition) + len(sort) + 4, "StreamViewType": "KEYS_ONLY",
			"Keys": map[string]text{"pk": {partition}, "sk": {sort}},
		},
	})
	if err != nil {
		panic("lambdatest: encode a stream record: " + err.Error())
	}
	return record
}

// ScheduleEvent is the event that a schedule of the template makes.
func ScheduleEvent(at time.Time) []byte {
	event, err := json.Marshal(map[string]any{
		"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "source": "aws.events", "detail-type": "Scheduled Event",
		"account": account, "region": region, "time": at.UTC().Format(time.RFC3339),
		"resources": []string{"arn:aws:events:" + region + ":" + account + ":rule/every-minute"}, "detail": map[string]any{},
	})
	if err != nil {
		panic("lambdatest: encode a schedule's event: " + err.Error())
	}
	return event
}

// StreamEvent is the event that a mapping makes of records.
func StreamEvent(records ...json.RawMessage) []byte {
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		panic("lambdatest: encode a stream event: " + err.Error())
	}
	return event
}

// passes reports whether the mapping sends the record to its function.
func (s Stream) passes(t testing.TB, record json.RawMessage) bool {
	t.Helper()
	for _, filter := range s.Filters {
		var pattern, value any
		if err := json.Unmarshal([]byte(filter), &pattern); err != nil {
			t.Fatalf("read a filter: %v", err)
		}
		if err := json.Unmarshal(record, &value); err != nil {
			t.Fatalf("read a record: %v", err)
		}
		if matchPattern(pattern, value) {
			return true
		}
	}
	return len(s.Filters) == 0
}

// matchPattern knows objects, lists of values and {"prefix": …} of EventBridge's
// patterns; anything else matches nothing.
func matchPattern(pattern, value any) bool {
	switch pattern := pattern.(type) {
	case map[string]any:
		fields, ok := value.(map[string]any)
		for name, inner := range pattern {
			ok = ok && matchPattern(inner, fields[name])
		}
		return ok
	case []any:
		for _, one := range pattern {
			text, _ := value.(string)
			rule, _ := one.(map[string]any)
			prefix, given := rule["prefix"].(string)
			if one == value || given && len(rule) == 1 && strings.HasPrefix(text, prefix) {
				return true
			}
		}
	}
	return false
}

// Rewind has the function's mapping begin at the stream's horizon again, as a mapping
// does that a deploy has made anew or re-pointed.
func (s *Stack) Rewind(function string) {
	s.stream.mu.Lock()
	defer s.stream.mu.Unlock()
	delete(s.stream.taken, function)
}
