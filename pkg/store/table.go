package store

import "context"

// Table is what a driver provides: one partitioned, sorted table with
// conditional transactions. DynamoDB is the model; a driver for anything else
// refuses what DynamoDB would refuse. All methods may be called concurrently.
// A driver neither retries a cancelled transaction nor interprets items.
//
// A read that fails with none of this package's errors may be tried again.
type Table interface {
	// Transact applies every write or none. When it returns nil the writes are
	// durable and every later read sees them.
	//
	// [*Cancelled] means nothing was written, and says why for each write.
	// [ErrUnknownOutcome] means the writes may or may not have been applied, all
	// or none: read back before trying again. [ErrInvalid] means the request can
	// never succeed, and [ErrDenied] that none can. Any other error is as
	// [ErrUnknownOutcome] unless it is [ErrThrottled], which wrote nothing. A
	// context that ends is [ErrUnknownOutcome], wrapping its error.
	Transact(ctx context.Context, writes []Write) error

	// Get returns the item, or [ErrNoItem]. The read is strongly consistent.
	Get(ctx context.Context, key Key) (Item, error)

	// BatchGet returns those of at most [MaxBatch] distinct keys that exist, in
	// no order. Each read is strongly consistent; together they are not one
	// snapshot.
	BatchGet(ctx context.Context, keys []Key) ([]Item, error)

	// Query returns one page of a partition in sort key order. On the table it is
	// strongly consistent; on an index it may lag and may show rows that have
	// since gone.
	Query(ctx context.Context, query Query) (Page, error)
}

// Walker lists a table across its partitions. No answer needs that: only a check of
// the whole table does, which may take long.
type Walker interface {
	// Walk hands over, in pages and in no order, the key of every item whose
	// partition key begins with the prefix, until visit returns an error, which it
	// then returns. What is written or removed meanwhile may be among them or not.
	Walk(ctx context.Context, prefix string, visit func([]Key) error) error
}

// Key is an item's primary key. Both parts are non-empty UTF-8: the partition
// key of at most [MaxPartitionKey] bytes and the sort key of at most
// [MaxSortKey]. Sort keys order by their bytes.
type Key struct{ Partition, Sort string }

// Item is a key and its attributes.
type Item struct {
	Key
	Attrs Attrs
}

// Attrs are an item's attributes other than its key. A value is a string of
// UTF-8, an int64, a bool or a []byte; no other type is accepted, and a nil
// []byte is read back as an empty one. Strings and []bytes may be empty, except
// [PendingAttr] and [PendingSinceAttr], which are keys of the index.
type Attrs map[string]any

// Limits a driver keeps, which are DynamoDB's. An item may be a little smaller
// than DynamoDB's 409,600 bytes, so that no difference in counting matters.
const (
	MaxBatch        = 100     // keys in one BatchGet
	MaxWrites       = 100     // writes in one Transact
	MaxValues       = 100     // values of one Condition
	MaxItemBytes    = 400_000 // as Item.Size counts
	MaxRequestBytes = 4 << 20 // all items of one Transact
	MaxPartitionKey = 2048    // bytes; of PendingAttr too
	MaxSortKey      = 1024    // bytes; of PendingSinceAttr too
)

// Action is what a [Write] does.
type Action int

// The actions.
const (
	Put    Action = iota + 1 // create or replace the item
	Delete                   // remove the item, if there is one
	Check                    // change nothing; only the condition matters
)

// Write is one action of a transaction on one key. No key may appear twice.
type Write struct {
	Action Action
	Item   Item // only its Key, for Delete and Check: attributes there are refused
	If     Condition
}

// Condition guards a [Write]. It is tested against the item as it was before the
// transaction. The zero Condition always holds, and is refused for a Check.
type Condition struct {
	Kind   ConditionKind
	Attr   string // for AttrIs
	Values []any  // for AttrIs: any of these, of the same type; 1 to MaxValues
}

// ConditionKind is how a [Condition] is tested.
type ConditionKind int

// The kinds of condition.
const (
	Always    ConditionKind = iota
	IsAbsent                // there is no item at the key
	IsPresent               // there is one
	AttrIs                  // there is one, and Attr has one of Values
)

// Absent holds when there is no item at the key.
func Absent() Condition { return Condition{Kind: IsAbsent} }

// Present holds when there is an item at the key.
func Present() Condition { return Condition{Kind: IsPresent} }

// Attr holds when there is an item whose attribute has one of the values.
func Attr(name string, values ...any) Condition {
	return Condition{Kind: AttrIs, Attr: name, Values: values}
}

// Query asks for one page.
type Query struct {
	// Index is "" for the table, or [PendingIndex].
	Index     string
	Partition string
	// From and To bound the sort key, both inclusive; "" leaves the end open. A
	// range that ends before it begins holds nothing.
	From, To string
	// After is the sort key of the last item of the page before, exclusive; ""
	// starts at the beginning (or the end, when Descending). No item need be
	// there.
	After string
	// Descending reads from the last item to the first. An index is only read
	// forwards.
	Descending bool
	// Limit is how many items to read, 1 to [MaxPage].
	Limit int
}

// MaxPage bounds [Query.Limit].
const MaxPage = 1000

// Page is what a query read.
type Page struct {
	Items []Item
	// More is true when there may be items after the last of these. It may be
	// true with nothing left, as after an exactly full page; it is never false
	// with something left. A driver may return fewer than Limit items and More
	// (DynamoDB stops at 1 MB), even none.
	More bool
	// Next is the After of the next page when More.
	Next string
}
