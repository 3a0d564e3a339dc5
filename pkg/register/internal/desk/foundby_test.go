package desk_test

import (
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// The vector of docs/ledger.md. The digest is in entries for ever: a change here
// needs a new version of the entry.
func TestTheDigestOfWhatAnEntryIsFoundBy(t *testing.T) {
	entry := store.Item{Key: store.EntryKey("E07000107", "x"), Attrs: store.Attrs{"kind": "disclosure", "department": ""}}
	listing := store.Item{
		Key:   store.Key{Partition: "idx#E07000107#all", Sort: "2026-11-21T09:00:00.000Z#x"},
		Attrs: store.Attrs{"recordedAt": int64(1), "subjects": []byte{0xff}},
	}
	request := store.Item{Key: store.IdempotencyKey("E07000107", "00")}
	got := desk.FoundBy(ledger.Salt{}, []store.Item{request, listing, entry})
	doc, err := os.ReadFile("../../../../docs/ledger.md")
	if err != nil || !strings.Contains(string(doc), "```\n"+got+"\n```") {
		t.Errorf("docs/ledger.md does not have %s: %v", got, err)
	}
	for name, other := range map[string][]store.Item{
		"one item less":           {request, entry},
		"no request":              {listing, entry},
		"an item twice":           {listing, listing, entry, request},
		"a text for bytes":        {{Key: listing.Key, Attrs: store.Attrs{"recordedAt": int64(1), "subjects": "\xff"}}, entry, request},
		"another number":          {{Key: listing.Key, Attrs: store.Attrs{"recordedAt": int64(2), "subjects": []byte{0xff}}}, entry, request},
		"an attribute more":       {listing, {Key: entry.Key, Attrs: store.Attrs{"kind": "disclosure", "department": "", "case": ""}}, request},
		"a true for a false":      {{Key: listing.Key, Attrs: store.Attrs{"recordedAt": true, "subjects": []byte{0xff}}}, entry, request},
		"names that run together": {listing, {Key: entry.Key, Attrs: store.Attrs{"kin": "ddisclosure", "department": ""}}, request},
	} {
		if desk.FoundBy(ledger.Salt{}, other) == got {
			t.Errorf("%s makes the same digest", name)
		}
	}
	if desk.FoundBy(ledger.Salt{1}, []store.Item{entry, listing, request}) == got {
		t.Error("another salt makes the same digest")
	}
	if desk.FoundBy(ledger.Salt{}, []store.Item{entry, listing, request}) != got {
		t.Error("another order makes another digest")
	}
}
