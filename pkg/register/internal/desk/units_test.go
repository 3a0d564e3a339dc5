package desk_test

import (
	"context"
	"testing"

	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
)

// billing is a table that counts what DynamoDB bills for writing what comes to it: by its
// published rule, two units for each kilobyte of an item in a transaction, and one for
// each of a row of the pending index.
type billing struct {
	store.Table
	units int
}

func (b *billing) Transact(ctx context.Context, writes []store.Write) error {
	for _, w := range writes {
		kilobytes := max(1, (w.Item.Size()+1023)/1024)
		b.units += 2 * kilobytes
		if w.Item.Attrs[store.PendingAttr] != nil {
			b.units += kilobytes
		}
	}
	return b.Table.Transact(ctx, writes)
}

// docs/benchmarks.md and docs/cost.md say so too: of the disclosure of docs/examples.
func TestWhatARecordingCostsInWriteUnits(t *testing.T) {
	d := newDesk(t)
	bill := &billing{Table: d.table}
	d.open(t, dynamo.Open(dynamotest.Serve(t, bill).Client(), dynamotest.TableName), desk.Options{})
	for _, c := range []struct {
		name  string
		units int
	}{
		{"the first disclosure of a case", 29},
		{"a later one", 27},
	} {
		bill.units = 0
		d.record(t, housing, toOmbudsman(t))
		if bill.units != c.units {
			t.Errorf("%s takes %d write units, want %d", c.name, bill.units, c.units)
		}
	}
}
