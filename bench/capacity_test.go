//go:build bench

package bench_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamolocal"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// benchCapacity says what DynamoDB bills: by its published rule from the size of
// each item as the driver sends it, and as DynamoDB Local counts, which is known to
// count transactions otherwise than AWS does.
func benchCapacity(b *testing.B) {
	progress("capacity units")
	meter, billed := &meter{}, &billed{Table: sqlitetest.New(b)}
	local := dynamodb.New(dynamolocal.Client(b).Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, meter.attach) })
	counted := capacityOf(b, dynamo.Open(local, dynamolocal.NewTable(b)), func() string { return row(meter.take()) })
	lines := []string{row("call", "read units", "write units", "DynamoDB Local counts")}
	for i, line := range capacityOf(b, dynamo.Open(dynamotest.Serve(b, billed).Client(), dynamotest.TableName), func() string { return row(billed.take()) }) {
		lines = append(lines, row(line.call, line.units, counted[i].units))
	}
	table("Capacity units, the record of the look and the pending index included", lines...)
}

// capacity is what a call takes.
type capacity struct{ call, units string }

// capacityOf makes the calls over the table, and takes its units after each.
func capacityOf(b *testing.B, table store.Table, take func() string) (all []capacity) {
	b.Helper()
	desk := registrartest.New(b, table, registrar.Options{})
	for n := range 60 {
		record(b, desk, fmt.Sprint("before-", n))
	}
	search := func(s registrar.Search, limit int) func() {
		return func() {
			_, err := desk.Search(b.Context(), looking(dpo), s, limit, "")
			must(b, err)
		}
	}
	for _, call := range []struct {
		name string
		do   func()
	}{
		{"record a disclosure", func() { record(b, desk, "measured") }},
		{"the same again", func() { record(b, desk, "measured") }},
		{"a page of 50", search(registrar.Search{}, 50)},
		{"a page of one person's", search(registrar.Search{Subject: "BENCH-P-measured"}, 50)},
		{"what was shared about one person", func() {
			_, err := desk.Sharing(b.Context(), looking(auditor), "BENCH-P-measured", disclosure.Date{}, answering.SharingPage{})
			must(b, err)
		}},
	} {
		take()
		call.do()
		all = append(all, capacity{call.name, take()})
	}
	return all
}

// billed counts units as DynamoDB's documentation says: a strongly consistent
// read takes one for each 4 KB of an item, or of a query's items together, and at
// least one; a write in a transaction two for each KB; a row of the index one for
// each KB.
type billed struct {
	store.Table
	read, write float64
}

func units(bytes, each int) float64 { return float64(max(1, (bytes+each-1)/each)) }

const kilobyte = 1024

func (t *billed) take() (read, write float64) {
	read, write = t.read, t.write
	t.read, t.write = 0, 0
	return read, write
}

func (t *billed) Transact(ctx context.Context, writes []store.Write) error {
	for _, w := range writes {
		t.write += 2 * units(w.Item.Size(), kilobyte)
		if w.Item.Attrs[store.PendingAttr] != nil {
			t.write += units(w.Item.Size(), kilobyte)
		}
	}
	return t.Table.Transact(ctx, writes)
}

func (t *billed) Get(ctx context.Context, key store.Key) (store.Item, error) {
	item, err := t.Table.Get(ctx, key)
	t.read += units(item.Size(), 4*kilobyte)
	return item, err
}

func (t *billed) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	items, err := t.Table.BatchGet(ctx, keys)
	t.read += float64(len(keys) - len(items)) // an item that is not there costs one
	for _, item := range items {
		t.read += units(item.Size(), 4*kilobyte)
	}
	return items, err
}

func (t *billed) Query(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := t.Table.Query(ctx, q)
	size := 0
	for _, item := range page.Items {
		size += item.Size()
	}
	t.read += units(size, 4*kilobyte)
	return page, err
}

// meter asks DynamoDB what each call consumed.
type meter struct {
	mu    sync.Mutex
	units float64
}

func (m *meter) take() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	units := m.units
	m.units = 0
	return units
}

func (m *meter) attach(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meter", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		const total = types.ReturnConsumedCapacityTotal
		switch input := in.Parameters.(type) {
		case *dynamodb.TransactWriteItemsInput:
			input.ReturnConsumedCapacity = total
		case *dynamodb.BatchGetItemInput:
			input.ReturnConsumedCapacity = total
		case *dynamodb.GetItemInput:
			input.ReturnConsumedCapacity = total
		case *dynamodb.QueryInput:
			input.ReturnConsumedCapacity = total
		}
		out, metadata, err := next.HandleInitialize(ctx, in)
		switch output := out.Result.(type) {
		case *dynamodb.TransactWriteItemsOutput:
			m.add(output.ConsumedCapacity...)
		case *dynamodb.BatchGetItemOutput:
			m.add(output.ConsumedCapacity...)
		case *dynamodb.GetItemOutput:
			m.addOne(output.ConsumedCapacity)
		case *dynamodb.QueryOutput:
			m.addOne(output.ConsumedCapacity)
		}
		return out, metadata, err
	}), middleware.After)
}

func (m *meter) addOne(capacity *types.ConsumedCapacity) {
	if capacity != nil {
		m.add(*capacity)
	}
}

func (m *meter) add(capacity ...types.ConsumedCapacity) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range capacity {
		if c.CapacityUnits != nil {
			m.units += *c.CapacityUnits
		}
	}
}
