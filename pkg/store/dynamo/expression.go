package dynamo

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// expression is one of DynamoDB's, with what it refers to. Every name is given
// by reference, since DynamoDB reserves 573 words ("state" and "name" among
// them) and refuses signs such as a dot.
type expression struct {
	expression *string // nil for none
	names      map[string]string
	values     map[string]types.AttributeValue
}

// conditionOf is a condition as DynamoDB tests it. A key attribute exists
// exactly when its item does.
func conditionOf(c store.Condition) expression {
	switch c.Kind {
	case store.IsAbsent:
		return expression{
			expression: aws.String("attribute_not_exists(#pk)"),
			names:      map[string]string{"#pk": store.PartitionAttr},
		}
	case store.IsPresent:
		return expression{
			expression: aws.String("attribute_exists(#pk)"),
			names:      map[string]string{"#pk": store.PartitionAttr},
		}
	case store.AttrIs:
		var references []string
		values := make(map[string]types.AttributeValue, len(c.Values))
		for i, value := range c.Values {
			reference := fmt.Sprintf(":v%d", i)
			references = append(references, reference)
			values[reference] = fromValue(value)
		}
		return expression{
			expression: aws.String("#a IN (" + strings.Join(references, ", ") + ")"),
			names:      map[string]string{"#a": c.Attr},
			values:     values,
		}
	}
	return expression{}
}

// partitionWithin selects the partition's items whose sort key the bounds allow.
// DynamoDB takes one condition on a sort key, so that an exclusive after cannot
// go with a to: see indexRange.
func partitionWithin(q store.Query, from, to, after string) expression {
	partition, sort := store.PartitionAttr, store.SortAttr
	if q.Index == store.PendingIndex {
		partition, sort = store.PendingAttr, store.PendingSinceAttr
	}
	e := expression{
		names:  map[string]string{"#pk": partition},
		values: map[string]types.AttributeValue{":pk": fromValue(q.Partition)},
	}
	text := "#pk = :pk"
	switch {
	case after != "":
		text += " AND #sk > :after"
		e.values[":after"] = fromValue(after)
	case from != "" && to != "":
		text += " AND #sk BETWEEN :from AND :to"
		e.values[":from"], e.values[":to"] = fromValue(from), fromValue(to)
	case from != "":
		text += " AND #sk >= :from"
		e.values[":from"] = fromValue(from)
	case to != "":
		text += " AND #sk <= :to"
		e.values[":to"] = fromValue(to)
	}
	if strings.Contains(text, "#sk") {
		e.names["#sk"] = sort
	}
	e.expression = &text
	return e
}
