package lambdatest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// dynamoRequest is as much of a request as IAM and the stream look at.
type dynamoRequest struct {
	TableName    string
	Key          keyAttributes
	RequestItems map[string]struct{ Keys []keyAttributes }

	IndexName                 string
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]struct{ S string }

	TransactItems []map[string]transactWrite // one member each: Put, Delete, …
}

type transactWrite struct {
	TableName           string
	Item, Key           keyAttributes
	ConditionExpression string
}

type keyAttributes struct {
	PK struct{ S string } `json:"pk"`
	SK struct{ S string } `json:"sk"`
}

var partitionTerm = regexp.MustCompile(`^(#\w+) = (:\w+)`)

// dynamoAccesses lists what a request asks of IAM. A transaction asks for each
// write's own action.
func dynamoAccesses(r *http.Request, body []byte) (string, []access, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in dynamoRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return operation, nil, err
	}
	one := access{action: "dynamodb:" + operation, on: "TableArn", resource: in.TableName}
	switch operation {
	case "GetItem":
		one.keys = []string{in.Key.PK.S}
	case "BatchGetItem":
		for name, table := range in.RequestItems {
			one.resource = name
			for _, key := range table.Keys {
				one.keys = append(one.keys, key.PK.S)
			}
		}
	case "Query":
		names := partitionTerm.FindStringSubmatch(in.KeyConditionExpression)
		partition := map[string]string{"": "pk", "pending": "pending"}[in.IndexName]
		if names == nil || partition == "" || in.ExpressionAttributeNames[names[1]] != partition {
			return operation, nil, fmt.Errorf("a query of another index or form")
		}
		one.keys = []string{in.ExpressionAttributeValues[names[2]].S}
		one.index = in.IndexName
	case "TransactWriteItems":
		return operation, in.writes(), nil
	}
	return operation, []access{one}, nil
}

func (in dynamoRequest) writes() []access {
	actions := map[string]string{"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
	var asked []access
	for _, item := range in.TransactItems {
		for kind, write := range item {
			key := write.Key.PK.S
			if kind == "Put" {
				key = write.Item.PK.S
			}
			one := access{action: "dynamodb:" + actions[kind], on: "TableArn", resource: write.TableName, keys: []string{key}}
			// By the service authorization reference a check has no such key
			// (infra/authorization_test.go).
			if kind != "ConditionCheck" {
				one.facts = map[string]string{enclosingOperation: "TransactWriteItems"}
			}
			asked = append(asked, one)
		}
	}
	return asked
}

func refuseDynamo(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	io.WriteString(w, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized"}`) //nolint:errcheck // the client has gone
}
