package desk_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
	"disclosure-register/pkg/store/storetest"
)

const dartford disclosure.Register = "E07000107"

// The people who ask.
var (
	housing = disclosure.Caller{Register: dartford, Subject: "sub-housing", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	revenue = disclosure.Caller{Register: dartford, Subject: "sub-revenues", Name: "R. Collector", Roles: []disclosure.Role{disclosure.Recorder}, Department: "revenues"}
	dpo     = disclosure.Caller{Register: dartford, Subject: "sub-dpo", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	auditor = disclosure.Caller{Register: dartford, Subject: "sub-auditor", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

// office is a register on one machine's real parts, whose clock a test turns and
// whose table fails when told.
type office struct {
	*registrar.Registrar
	table *storetest.Faulty
	path  string

	mu  sync.Mutex
	now time.Time
}

func newDesk(t *testing.T) *office {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	return newDeskWith(t, desk.Options{
		Letters: archive.NewCorrespondence(client, letters), Reports: archive.NewReports(client, reports),
	})
}

func newDeskWith(t *testing.T, options desk.Options) *office {
	t.Helper()
	return newDeskOver(t, func(store.Table) desk.Options { return options })
}

// newDeskOver is given its options when its table is there.
func newDeskOver(t *testing.T, over func(table store.Table) desk.Options) *office {
	t.Helper()
	path := filepath.Join(t.TempDir(), "register.db")
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &office{table: storetest.NewFaulty(table), path: path, now: time.Now()}
	d.open(t, d.table, over(table))
	d.listAnew(t)
	d.table.Reset()
	return d
}

// open has the desk work over the table.
func (d *office) open(t *testing.T, table store.Table, options desk.Options) {
	t.Helper()
	law := policy.Load()
	keys, err := desk.NewKeyring([]byte("a secret for tests alone, 32 long"))
	if err != nil {
		t.Fatal(err)
	}
	options.Now = d.clock
	if options.Pause == nil {
		options.Pause = func(context.Context, int) {}
	}
	d.Registrar = registrar.New(table, law, keys, options)
}

// listAnew has every register's older entries listed anew, as retention does: of a
// register that has none, it is told so for good.
func (d *office) listAnew(t *testing.T) (listed int) {
	t.Helper()
	for _, register := range d.Law().RegisterIDs() {
		for more := true; more; {
			n, again, err := d.ListAnew(t.Context(), register)
			if err != nil {
				t.Fatal(err)
			}
			listed, more = listed+n, again
		}
	}
	return listed
}

// clock begins at the real time, which S3 goes by too, and moves a millisecond
// with every look, so that entries have an order.
func (d *office) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(time.Millisecond)
	return d.now
}

func (d *office) turnClock(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// looking returns the caller with a purpose.
func looking(c disclosure.Caller) desk.Looking {
	return desk.Looking{Caller: c, Purpose: "Subject access request of 3 November"}
}

var keyCount struct {
	sync.Mutex
	n int
}

// asks returns the caller with a key that nobody has used.
func asks(c disclosure.Caller) desk.Asking {
	keyCount.Lock()
	defer keyCount.Unlock()
	keyCount.n++
	return desk.Asking{Caller: c, IdempotencyKey: fmt.Sprintf("key-%d", keyCount.n)}
}

// toOmbudsman is a disclosure that breaks no rule, changed as a test needs.
func toOmbudsman(t *testing.T, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile("../../../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&d)
	}
	if day := disclosure.DateOf(d.DisclosedAt).String(); d.Evidence["investigationRequestDate"] != nil && day < "2026-11-02" {
		d.Evidence["investigationRequestDate"] = day // nobody is asked afterwards
	}
	return d
}

func about(references ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Subjects = nil
		for _, r := range references {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: r, Role: "complainant"})
		}
	}
}

func inCase(ref disclosure.CaseRef) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Case = ref }
}

func on(day int) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.DisclosedAt = time.Date(2026, time.November, day, 9, 0, 0, 0, time.UTC)
	}
}

func (d *office) record(t *testing.T, by disclosure.Caller, body disclosure.Disclosure) desk.Recorded {
	t.Helper()
	got, err := d.Record(t.Context(), asks(by), body)
	if err != nil {
		t.Fatalf("record: %v", detail(err))
	}
	return got
}

// detail shows the findings of an error, for a failing test to print.
func detail(err error) string {
	if e, ok := err.(*disclosure.Error); ok {
		return fmt.Sprintf("%s %v", e.Detail, e.Findings)
	}
	return fmt.Sprint(err)
}

func kindOf(t *testing.T, err error) disclosure.ErrorKind {
	t.Helper()
	e, ok := err.(*disclosure.Error)
	if !ok {
		t.Fatalf("got %v, want an error a caller may see", err)
	}
	return e.Kind
}

// finds returns the ids of every page of a search.
func (d *office) finds(t *testing.T, by disclosure.Caller, s desk.Search) []disclosure.EntryID {
	t.Helper()
	ids := []disclosure.EntryID{}
	for cursor := ""; ; {
		rows, err := d.Search(t.Context(), looking(by), s, 0, cursor)
		if err != nil {
			t.Fatalf("search: %v", detail(err))
		}
		for _, row := range rows.Rows {
			ids = append(ids, row.ID)
		}
		if cursor = rows.Cursor; cursor == "" {
			return ids
		}
	}
}

// keys lists every key in the table file, past every interface.
func (d *office) keys(t *testing.T) []store.Key {
	t.Helper()
	db, err := sql.Open("sqlite", d.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT pk, sk FROM item")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var keys []store.Key
	for rows.Next() {
		var pk, sk []byte
		if err := rows.Scan(&pk, &sk); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, store.Key{Partition: string(pk), Sort: string(sk)})
	}
	return keys
}

// checkWhole fails the test unless every entry has its leaf and everything its
// list of keys names, and every index item, open flag and request belongs to an
// entry. It returns how many entries of the kind there are.
func (d *office) checkWhole(t *testing.T, kind disclosure.Kind) int {
	t.Helper()
	entries, owned, present := 0, map[store.Key]bool{}, map[store.Key]bool{}
	keys := d.keys(t)
	for _, key := range keys {
		present[key] = true
	}
	for _, key := range keys {
		if !strings.HasPrefix(key.Partition, "entry#") {
			continue
		}
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if item.Attrs["kind"] == string(kind) {
			entries++
		}
		leaf := store.Key{Partition: "leaf" + strings.TrimPrefix(key.Partition, "entry"), Sort: "leaf"}
		if !present[leaf] {
			t.Errorf("an entry has no leaf")
		}
		var list [][2]string
		if err := json.Unmarshal(item.Attrs["keys"].([]byte), &list); err != nil {
			t.Fatal(err)
		}
		members, _ := item.Attrs["members"].([]byte)
		for token := range slices.Chunk(members, 16) { // of a share's people, who may go before it
			owned[store.Key{Partition: "idx#" + dartford.String() + "#subject/2#" + hex.EncodeToString(token), Sort: item.Attrs["shared"].(string)}] = true
		}
		for _, k := range list {
			owned[store.Key{Partition: k[0], Sort: k[1]}] = true
			if !present[store.Key{Partition: k[0], Sort: k[1]}] && !strings.HasPrefix(k[0], "open#") && !strings.HasPrefix(k[0], "watch#") { // a flag may have been cleared, and what is overdue put right
				t.Errorf("an entry lists a %s item that is not there", strings.SplitN(k[0], "#", 2)[0])
			}
		}
	}
	for key := range present {
		if list, is := strings.CutPrefix(key.Partition, "watch#"+dartford.String()+"#letter/"); is { // a letter's, which has no entry yet
			_, document, _ := strings.Cut(key.Sort, "#")
			if !slices.ContainsFunc(keys, func(k store.Key) bool { return k.Sort == "doc#"+document }) {
				t.Errorf("a letter that there is none of is on the list of %s", list)
			}
			continue
		}
		switch prefix, _, _ := strings.Cut(key.Partition, "#"); prefix {
		case "idx", "open", "watch":
			if !owned[key] {
				t.Errorf("a dangling %s item", prefix)
			}
		}
	}
	return entries
}

// newDeskAround returns a desk whose archive a test has wrapped.
func newDeskAround(t *testing.T, wrap func(desk.Letters) desk.Letters) *office {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	return newDeskWith(t, desk.Options{
		Letters: wrap(archive.NewCorrespondence(client, letters)), Reports: archive.NewReports(client, reports),
	})
}
