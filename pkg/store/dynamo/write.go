package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// onFailure has the item in the way come back with the refusal itself, so that no
// read is needed to see it.
const onFailure = types.ReturnValuesOnConditionCheckFailureAllOld

// Transact implements [store.Table] by one TransactWriteItems.
func (t *Table) Transact(ctx context.Context, writes []store.Write) error {
	if err := store.ValidateWrites(writes); err != nil {
		return err
	}
	items := make([]types.TransactWriteItem, len(writes))
	for i, w := range writes {
		items[i] = t.fromWrite(w)
	}
	var attempts attempts
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items}, attempts.watch)
	if err != nil {
		return writeFailure(err, len(writes), attempts.uncertain)
	}
	return nil
}

func (t *Table) fromWrite(w store.Write) types.TransactWriteItem {
	condition := conditionOf(w.If)
	switch w.Action {
	case store.Put:
		return types.TransactWriteItem{Put: &types.Put{
			TableName:                           &t.name,
			Item:                                fromItem(w.Item),
			ConditionExpression:                 condition.expression,
			ExpressionAttributeNames:            condition.names,
			ExpressionAttributeValues:           condition.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	case store.Delete:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName:                           &t.name,
			Key:                                 fromKey(w.Item.Key),
			ConditionExpression:                 condition.expression,
			ExpressionAttributeNames:            condition.names,
			ExpressionAttributeValues:           condition.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	default: // Check: ValidateWrites knows no other
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName:                           &t.name,
			Key:                                 fromKey(w.Item.Key),
			ConditionExpression:                 condition.expression,
			ExpressionAttributeNames:            condition.names,
			ExpressionAttributeValues:           condition.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	}
}
