package dynamotest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"disclosure-register/pkg/store"
)

// scanned is how many items one Scan looks at. DynamoDB stops at 1 MB.
const scanned = 300

type scanRequest struct {
	TableName                 string
	FilterExpression          string
	ProjectionExpression      string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
	ConsistentRead            *bool
	ExclusiveStartKey         attributes
}

// do shows the keys of the items that the filter lets through, which may be none
// of those looked at.
func (in *scanRequest) do(s *Server, r *http.Request) (any, error) {
	if err := wantTable(in.TableName); err != nil {
		return nil, err
	}
	if err := wantConsistent(in.ConsistentRead); err != nil {
		return nil, err
	}
	prefix, err := in.prefix()
	if err != nil {
		return nil, err
	}
	var after store.Key
	if in.ExclusiveStartKey != nil {
		if after, err = toKey(in.ExclusiveStartKey); err != nil {
			return nil, err
		}
	}
	walker, is := s.table.(store.Walker)
	if !is {
		return nil, refuse("UnknownOperationException", "the table served cannot be scanned")
	}
	var keys []store.Key
	if err := walker.Walk(r.Context(), "", func(page []store.Key) error {
		keys = append(keys, page...)
		return nil
	}); err != nil {
		return nil, fromStore(err)
	}
	slices.SortFunc(keys, compareKeys)
	first, found := slices.BinarySearchFunc(keys, after, compareKeys)
	if found {
		first++
	}
	keys = keys[first:]
	out := struct {
		Items            []attributes
		Count            int
		ScannedCount     int
		LastEvaluatedKey attributes `json:",omitempty"`
	}{Items: []attributes{}}
	if len(keys) > scanned {
		keys = keys[:scanned]
		out.LastEvaluatedKey = fromKey(keys[scanned-1])
	}
	for _, key := range keys {
		if strings.HasPrefix(key.Partition, prefix) {
			out.Items = append(out.Items, fromKey(key))
		}
	}
	out.Count, out.ScannedCount = len(out.Items), len(keys)
	return out, nil
}

func compareKeys(a, b store.Key) int {
	return cmp.Or(strings.Compare(a.Partition, b.Partition), strings.Compare(a.Sort, b.Sort))
}

// prefix reads the filter and the projection, which are the driver's.
func (in *scanRequest) prefix() (string, error) {
	e := expression{text: in.FilterExpression, names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
	m := prefixPattern.FindStringSubmatch(e.text)
	if m == nil {
		return "", refuse("ValidationException", "unknown filter expression %q", e.text)
	}
	var prefix string
	if err := e.bound(&prefix, m[1], store.PartitionAttr, m[2]); err != nil {
		return "", err
	}
	partition, sort, found := strings.Cut(in.ProjectionExpression, ", ")
	for reference, want := range map[string]string{partition: store.PartitionAttr, sort: store.SortAttr} {
		if name, err := e.name(reference); err != nil || name != want || !found {
			return "", refuse("ValidationException", "unknown projection expression %q", in.ProjectionExpression)
		}
	}
	return prefix, e.wantAllUsed()
}
