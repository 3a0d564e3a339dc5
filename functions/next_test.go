package functions_test

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// While requests move to a new release, and after they have moved back, two versions
// serve one table: each reads what the other has written. A new version may therefore
// add an attribute to an item, or a member to an entry, and nothing else: what changes
// the meaning of what is there is read by one release before another writes it
// (docs/adr/0051-a-release-is-tried-and-shifted.md).
//
// Here a table is written as such a next version would write it, and the main job is
// done over it as ever: searched, corrected, exported, proved and closed.
func TestWhatANextVersionAddsToItemsIsReadByThisOne(t *testing.T) {
	t.Parallel()
	next := &nextVersion{Table: sqlitetest.New(t)}
	wantTheSame(t, tell(t, inOneProcessOver(t, next)), tell(t, inOneProcess(t)))
	if next.attributes.Load() == 0 {
		t.Error("nothing was added")
	}
}

// An entry is shown, corrected, found and proved by its bytes as they were recorded,
// whatever else is in them.
func TestWhatANextVersionAddsToEntriesIsReadByThisOne(t *testing.T) {
	t.Parallel()
	next := &nextVersion{Table: sqlitetest.New(t), toEntries: true}
	r := inOneProcessOver(t, next)
	s := &story{t: t, to: r}
	id := text(s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated), "id")
	s.post(housing, base+"/disclosures/"+id+"/corrections", "two", object{
		"reason": "The adjudicator's name was wrong", "disclosure": toOmbudsman(t),
	}, http.StatusCreated)
	if next.members.Load() != 2 {
		t.Fatalf("added members to %d entries", next.members.Load())
	}
	r.seal(t)
	shown := s.get(dpo, base+"/disclosures/"+id, http.StatusOK)
	if got := string(encode(t, shown)); !strings.Contains(got, caseRef) {
		t.Errorf("got %s, want the disclosure", got)
	}
	if rows := s.get(dpo, base+"/disclosures?subject="+marker, http.StatusOK)["rows"].([]any); len(rows) != 2 {
		t.Errorf("found %d, want both", len(rows))
	}
	receipt := r.send(t, lambdatest.Request{By: &dpo, Method: http.MethodGet, Target: base + "/receipts/" + id})
	if receipt.Status != http.StatusOK {
		t.Errorf("receipt: got %d %s", receipt.Status, receipt.Body)
	}
}

// nextVersion writes every item with an attribute more and, where it is to, every entry
// with a member more, to which its leaf commits.
type nextVersion struct {
	store.Table
	toEntries           bool
	attributes, members atomic.Int64
}

func (n *nextVersion) Transact(ctx context.Context, writes []store.Write) error {
	written := slices.Clone(writes)
	leaves := map[store.Key][]byte{}
	for i, w := range written {
		if w.Action != store.Put {
			continue
		}
		attrs := maps.Clone(w.Item.Attrs)
		attrs["ofANextVersion"] = "more"
		n.attributes.Add(1)
		kind, rest, _ := strings.Cut(w.Item.Partition, "#")
		entry, is := attrs["bytes"].([]byte)
		salt, salted := attrs["salt"].([]byte)
		if n.toEntries && kind == "entry" && is && salted && w.If.Kind == store.IsAbsent {
			register, id, _ := strings.Cut(rest, "#")
			entry = append(bytes.TrimSuffix(entry, []byte("}")), `,"zzzOfANextVersion":"more"}`...)
			attrs["bytes"] = entry
			leaf := ledger.NewLeaf(ledger.Salt(salt), entry)
			leaves[store.LeafKey(register, id)] = leaf[:]
			n.members.Add(1)
		}
		written[i].Item.Attrs = attrs
	}
	for i, w := range written {
		if leaf, is := leaves[w.Item.Key]; is {
			written[i].Item.Attrs["leaf"] = leaf
		}
	}
	return n.Table.Transact(ctx, written)
}
