package dynamotest

import (
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"

	"disclosure-register/pkg/store"
)

type getRequest struct {
	TableName      string
	Key            attributes
	ConsistentRead *bool
}

func (in *getRequest) do(s *Server, r *http.Request) (any, error) {
	if err := errors.Join(wantTable(in.TableName), wantConsistent(in.ConsistentRead)); err != nil {
		return nil, err
	}
	key, err := toKey(in.Key)
	if err != nil {
		return nil, err
	}
	item, err := s.table.Get(r.Context(), key)
	if errors.Is(err, store.ErrNoItem) {
		return struct{}{}, nil
	}
	if err != nil {
		return nil, fromStore(err)
	}
	return map[string]attributes{"Item": fromItem(item)}, nil
}

type batchRequest struct {
	RequestItems map[string]batchKeys
}

type batchKeys struct {
	Keys           []attributes `json:"Keys"`
	ConsistentRead *bool        `json:"ConsistentRead"`
}

func (in *batchRequest) do(s *Server, r *http.Request) (any, error) {
	wanted, found := in.RequestItems[TableName]
	if !found || len(in.RequestItems) != 1 {
		return nil, wantTable("")
	}
	if err := wantConsistent(wanted.ConsistentRead); err != nil {
		return nil, err
	}
	var keys []store.Key
	for _, raw := range wanted.Keys {
		key, err := toKey(raw)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	left := min(s.takeUnprocessed(), len(keys))
	unprocessed := map[string]batchKeys{}
	if left > 0 {
		unprocessed[TableName] = batchKeys{Keys: wanted.Keys[len(keys)-left:], ConsistentRead: wanted.ConsistentRead}
		keys = keys[:len(keys)-left]
	}
	answers := []attributes{}
	if len(keys) > 0 || left == 0 {
		items, err := s.table.BatchGet(r.Context(), keys)
		if err != nil {
			return nil, fromStore(err)
		}
		for _, item := range items {
			answers = append(answers, fromItem(item))
		}
	}
	return struct {
		Responses       map[string][]attributes
		UnprocessedKeys map[string]batchKeys
	}{map[string][]attributes{TableName: answers}, unprocessed}, nil
}

func (s *Server) takeUnprocessed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.unprocessed) == 0 {
		return 0
	}
	next := s.unprocessed[0]
	s.unprocessed = s.unprocessed[1:]
	return next
}

type queryRequest struct {
	TableName                 string
	IndexName                 string
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
	ConsistentRead            *bool
	ScanIndexForward          *bool
	Limit                     *int
	ExclusiveStartKey         attributes
}

func (in *queryRequest) do(s *Server, r *http.Request) (any, error) {
	if err := wantTable(in.TableName); err != nil {
		return nil, err
	}
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	page, err := s.table.Query(r.Context(), q)
	if err != nil {
		return nil, fromStore(err)
	}
	out := struct {
		Items            []attributes
		Count            int
		ScannedCount     int
		LastEvaluatedKey attributes `json:",omitempty"`
	}{Items: []attributes{}, Count: len(page.Items), ScannedCount: len(page.Items)}
	for _, item := range page.Items {
		out.Items = append(out.Items, fromItem(item))
	}
	if page.More {
		out.LastEvaluatedKey = lastKey(q, page)
	}
	return out, nil
}

// query reads the request as the driver meant it.
func (in *queryRequest) query() (store.Query, error) {
	e := expression{text: in.KeyConditionExpression, names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
	q := store.Query{Index: in.IndexName, Limit: aws.ToInt(in.Limit), Descending: in.ScanIndexForward != nil && !*in.ScanIndexForward}
	switch in.IndexName {
	case "":
		if err := wantConsistent(in.ConsistentRead); err != nil {
			return q, err
		}
		within, err := e.keyCondition(store.PartitionAttr, store.SortAttr)
		if err != nil {
			return q, err
		}
		if within.above != "" {
			return q, refuse("ValidationException", "the driver continues a query of the table by a start key")
		}
		q.Partition, q.From, q.To = within.partition, within.from, within.to
		if in.ExclusiveStartKey == nil {
			return q, nil
		}
		start, err := toKey(in.ExclusiveStartKey)
		if err != nil {
			return q, err
		}
		if start.Partition != q.Partition || start.Sort < q.From || q.To != "" && start.Sort > q.To {
			return q, refuse("ValidationException", "the start key is outside the query's bounds")
		}
		q.After = start.Sort
		return q, nil
	case store.PendingIndex:
		if aws.ToBool(in.ConsistentRead) {
			return q, refuse("ValidationException", "no consistent reads of a global index")
		}
		if in.ExclusiveStartKey != nil {
			return q, refuse("ValidationException", "the driver continues a query of the index by a bound")
		}
		within, err := e.keyCondition(store.PendingAttr, store.PendingSinceAttr)
		if err != nil {
			return q, err
		}
		q.Partition, q.From, q.To, q.After = within.partition, within.from, within.to, within.above
		return q, nil
	default:
		return q, refuse("ValidationException", "there is no such index")
	}
}

func lastKey(q store.Query, page store.Page) attributes {
	if q.Index == "" {
		return fromKey(store.Key{Partition: q.Partition, Sort: page.Next})
	}
	last := page.Items[len(page.Items)-1]
	key := fromKey(last.Key)
	for _, name := range []string{store.PendingAttr, store.PendingSinceAttr} {
		key[name] = attribute{last.Attrs[name]}
	}
	return key
}
