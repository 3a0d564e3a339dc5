package dynamotest

import (
	"errors"
	"fmt"
	"net/http"

	"disclosure-register/pkg/store"
)

// Answer is what a request is answered with in place of the truth.
type Answer struct {
	// Status is the HTTP status; 0 closes the connection without an answer.
	Status int
	// Code is DynamoDB's error code, such as "ThrottlingException".
	Code string
	// Reasons are the cancellation reasons of a TransactionCanceledException,
	// such as "None" and "TransactionConflict".
	Reasons []string
	// Applied has the request carried out before it is answered so.
	Applied bool
}

// Answer plans the answers to the next requests for the operation, retries
// included, one each.
func (s *Server) Answer(operation string, answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[operation] = append(s.answers[operation], answers...)
}

// LeaveUnprocessed has the next BatchGetItems leave so many of their keys
// unprocessed, one number for each.
func (s *Server) LeaveUnprocessed(keys ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unprocessed = append(s.unprocessed, keys...)
}

func (a Answer) respond(w http.ResponseWriter) {
	if a.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	e := refusal{status: a.Status, code: a.Code, message: "planned by the test"}
	for _, reason := range a.Reasons {
		e.reasons = append(e.reasons, cancellationReason{Code: reason})
	}
	respond(w, e)
}

// refusal is an error as DynamoDB answers it.
type refusal struct {
	status  int // 0 is 400
	code    string
	message string
	reasons []cancellationReason
}

type cancellationReason struct {
	Code    string     `json:"Code"`
	Message string     `json:"Message,omitempty"`
	Item    attributes `json:"Item,omitempty"`
}

func (e refusal) Error() string { return e.code + ": " + e.message }

func refuse(code, format string, args ...any) error {
	return refusal{code: code, message: fmt.Sprintf(format, args...)}
}

// fromStore is a table's error as DynamoDB would answer it.
func fromStore(err error) error {
	var cancelled *store.Cancelled
	switch {
	case errors.As(err, &cancelled):
		return fromCancelled(cancelled)
	case errors.Is(err, store.ErrInvalid):
		return refuse("ValidationException", "%v", err)
	case errors.Is(err, store.ErrThrottled):
		return refuse("ThrottlingException", "%v", err)
	default:
		return refusal{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}
	}
}

func fromCancelled(cancelled *store.Cancelled) error {
	e := refusal{code: "TransactionCanceledException", message: "Transaction cancelled, please refer cancellation reasons for specific reasons"}
	for i, reason := range cancelled.Reasons {
		answer := cancellationReason{Code: "None"}
		switch reason {
		case store.ConditionFailed:
			answer.Code, answer.Message = "ConditionalCheckFailed", "The conditional request failed"
			if found := cancelled.Found[i]; found.Key != (store.Key{}) {
				answer.Item = fromItem(found)
			}
		case store.Conflicted:
			answer.Code, answer.Message = "TransactionConflict", "Transaction is ongoing for the item"
		case store.WriteThrottled:
			answer.Code, answer.Message = "ThrottlingError", "Throughput exceeds the current capacity"
		}
		e.reasons = append(e.reasons, answer)
	}
	return e
}

func respond(w http.ResponseWriter, err error) {
	var e refusal
	if !errors.As(err, &e) {
		e = refusal{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}
	}
	if e.status == 0 {
		e.status = http.StatusBadRequest
	}
	write(w, e.status, struct {
		Type    string               `json:"__type"`
		Message string               `json:"message"`
		Reasons []cancellationReason `json:"CancellationReasons,omitempty"`
	}{"com.amazonaws.dynamodb.v20120810#" + e.code, e.message, e.reasons})
}
