package sealing_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

func (o *office) watch(t *testing.T, most int64, day time.Time) (compared int64, found []sealing.Finding, err error) {
	t.Helper()
	compared, err = o.comparer().Watch(t.Context(), register, o.keys(t), most, day, func(f sealing.Finding) { found = append(found, f) })
	return compared, found, err
}

func TestWatchingFindsWhatIsNotAsItWasSealed(t *testing.T) {
	const count = 600
	const id = "00000270"
	whole := newOffice(t)
	if compared, found, err := whole.watch(t, count, start); compared != 0 || found != nil || err != nil {
		t.Fatalf("a log that was not begun: %d, %v, %v", compared, found, err)
	}
	whole.record(t, count)
	whole.seal(t)
	other := ledger.NewLeaf(ledger.Salt{}, []byte("other"))
	leaf, place := store.LeafKey(register, id), store.PlaceKey(register, id)
	for name, tt := range map[string]struct {
		tamper  func(*testing.T, *office)
		want    string // of entry 270; "" is nothing
		refusal sealing.Reason
	}{
		"nothing":               {func(*testing.T, *office) {}, "", ""},
		"what is still pending": {func(t *testing.T, o *office) { o.record(t, 3) }, "", ""},
		"another leaf":          {put(leaf, func(a store.Attrs) { a[store.LeafAttr] = other[:] }), "its leaf item has another leaf", ""},
		"a leaf that is gone":   {gone(leaf), "its leaf item is gone", ""},
		"a place that is gone":  {gone(place), "its place item is gone", ""},
		"a leaf that pends":     {put(leaf, func(a store.Attrs) { a[store.PendingAttr] = register; a[store.PendingSinceAttr] = "2026" }), "its leaf item is pending again", ""},
		"a published tile": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(register+"/tile/entries/001", func(b []byte) []byte { b[40] ^= 1; return b })
		}, "", sealing.Rewritten},
		"a checkpoint of others": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(register+"/checkpoint", func(b []byte) []byte { return bytes.Replace(b, []byte("\n600\n"), []byte("\n599\n"), 1) })
		}, "", sealing.Foreign},
		"a table without a head": {gone(store.HeadKey(register)), "", sealing.Shrunk},
	} {
		t.Run(name, func(t *testing.T) {
			o := whole.copied(t)
			tt.tamper(t, o)
			compared, found, err := o.watch(t, count, start)
			var refusal *sealing.Refusal
			if errors.As(err, &refusal) {
				if refusal.Reason != tt.refusal {
					t.Errorf("refused: %v, want %s", err, tt.refusal)
				}
				return
			}
			if err != nil || compared != count || tt.refusal != "" {
				t.Fatalf("compared %d, %v, want %s", compared, err, tt.refusal)
			}
			switch {
			case tt.want == "" && len(found) > 0:
				t.Errorf("found %+v, want nothing", found)
			case tt.want != "" && (len(found) != 1 || found[0].Index != 270 || found[0].ID != id || found[0].What != tt.want):
				t.Errorf("found %+v, want entry %s: %s", found, id, tt.want)
			}
		})
	}
}

// The checkpoint has been taken away, and the table knows of a log.
func TestWatchingMissesTheCheckpoint(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	unpublished := newOffice(t)
	unpublished.table = o.table
	var refusal *sealing.Refusal
	if _, _, err := unpublished.watch(t, 10, start); !errors.As(err, &refusal) || refusal.Reason != sealing.Unpublished {
		t.Errorf("got %v, want %s", err, sealing.Unpublished)
	}
}

// A night compares a part, and as many nights as there are tiles compare all of it,
// whatever was found on another.
func TestAFewNightsWatchTheWholeLog(t *testing.T) {
	const count, most = 1500, 300 // six tiles, two a night
	o := newOffice(t)
	o.record(t, count)
	o.seal(t)
	wrong := map[string]bool{"00000000": true, "00000300": true, "00000700": true, "00001499": true}
	for id := range wrong {
		gone(store.PlaceKey(register, id))(t, o)
	}
	for night := range 6 {
		compared, found, err := o.watch(t, most, start.AddDate(0, 0, night))
		if err != nil || compared < most || compared > most+256 {
			t.Fatalf("night %d: compared %d, %v, want a tile more than %d at most", night, compared, err, most)
		}
		for _, f := range found {
			delete(wrong, f.ID)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("no night found %v", wrong)
	}
}
