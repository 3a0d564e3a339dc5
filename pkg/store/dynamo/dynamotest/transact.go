package dynamotest

import (
	"errors"
	"net/http"
	"reflect"

	"disclosure-register/pkg/store"
)

type transactRequest struct {
	TransactItems      []transactItem
	ClientRequestToken string
}

type transactItem struct {
	Put, Delete, ConditionCheck *writeRequest
}

type writeRequest struct {
	TableName                           string
	Item                                attributes // for Put
	Key                                 attributes // for Delete and ConditionCheck
	ConditionExpression                 string
	ExpressionAttributeNames            map[string]string
	ExpressionAttributeValues           attributes
	ReturnValuesOnConditionCheckFailure string
}

// token is a transaction that was seen before. DynamoDB remembers one for ten
// minutes, a server for its life.
type token struct {
	writes []store.Write
	state  tokenState
}

type tokenState int

const (
	inProgress tokenState = iota
	succeeded
	unknown // the table did not say: a retry is told the same and applies nothing
)

func (in *transactRequest) do(s *Server, r *http.Request) (any, error) {
	writes := make([]store.Write, len(in.TransactItems))
	for i, item := range in.TransactItems {
		var err error
		if writes[i], err = item.write(); err != nil {
			return nil, err
		}
	}
	if in.ClientRequestToken == "" {
		return nil, refuse("ValidationException", "no client request token: the SDK gives one")
	}
	done, err := s.claim(in.ClientRequestToken, writes)
	if done || err != nil {
		return struct{}{}, err
	}
	err = s.table.Transact(r.Context(), writes)
	s.settle(in.ClientRequestToken, err)
	if err != nil {
		return nil, fromStore(err)
	}
	return struct{}{}, nil
}

// claim takes the token for a new transaction, or reports that it was done.
func (s *Server) claim(name string, writes []store.Write) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen, found := s.tokens[name]
	switch {
	case !found:
		s.tokens[name] = token{writes: writes}
		return false, nil
	case !reflect.DeepEqual(seen.writes, writes):
		return false, refuse("IdempotentParameterMismatchException", "a token used for another transaction")
	case seen.state == inProgress:
		return false, refuse("TransactionInProgressException", "the transaction goes on")
	case seen.state == unknown:
		return false, refusal{status: http.StatusInternalServerError, code: "InternalServerError", message: "outcome unknown"}
	default:
		return true, nil
	}
}

// settle remembers how the transaction ended. One that wrote nothing is forgotten.
func (s *Server) settle(name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var cancelled *store.Cancelled
	settled := s.tokens[name]
	switch {
	case err == nil:
		settled.state = succeeded
	case errors.As(err, &cancelled), errors.Is(err, store.ErrThrottled), errors.Is(err, store.ErrInvalid):
		delete(s.tokens, name)
		return
	default:
		settled.state = unknown
	}
	s.tokens[name] = settled
}

func (i transactItem) write() (store.Write, error) {
	var w store.Write
	var in *writeRequest
	given := 0
	for action, request := range map[store.Action]*writeRequest{
		store.Put: i.Put, store.Delete: i.Delete, store.Check: i.ConditionCheck,
	} {
		if request != nil {
			given++
			w.Action, in = action, request
		}
	}
	if given != 1 {
		return w, refuse("ValidationException", "a transaction item of %d actions", given)
	}
	if err := wantTable(in.TableName); err != nil {
		return w, err
	}
	if in.ReturnValuesOnConditionCheckFailure != "ALL_OLD" {
		return w, refuse("ValidationException", "the driver asks for the item in the way")
	}
	if (in.Item != nil) != (w.Action == store.Put) || (in.Key != nil) != (w.Action != store.Put) {
		return w, refuse("ValidationException", "an item where a key belongs, or a key where an item belongs")
	}
	var err error
	if w.Action == store.Put {
		w.Item.Key, w.Item.Attrs, err = cutKey(in.Item)
	} else {
		w.Item.Key, err = toKey(in.Key)
	}
	if err != nil {
		return w, err
	}
	e := expression{text: in.ConditionExpression, names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
	w.If, err = e.condition()
	return w, err
}
