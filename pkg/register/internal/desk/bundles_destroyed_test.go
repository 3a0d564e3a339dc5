package desk_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// Six entries of a case are destroyed under a certificate of two parts, and the
// looks of a year under another.
func TestABundleShowsWhatWasDestroyedWithItsCertificate(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	for i := range 4 {
		l.record(t, housing, toOmbudsman(t, inCase(doomed), about(fmt.Sprintf("DBC-P-doomed-%d", i))))
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
	}
	l.finds(t, dpo, desk.Search{})
	l.closeLongAgo(doomed)
	l.seal()
	before := l.size()
	old, err := l.Checkpoint(t.Context(), auditor)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got := l.destroy(); got.Certified != 1 {
		t.Fatalf("destroyed %+v, want the case", got)
	}
	l.turnClock(6*year + 60*24*time.Hour)
	if got := l.destroy(); got.Accesses == 0 {
		t.Fatalf("destroyed %+v, want the looks", got)
	}
	whole := l.prove(aRange(0, 0))
	whole.wantsProblems(t)
	if whole.Destroyed != 6 || whole.Lost != 0 || whole.job.Warnings != nil || int64(whole.job.Rows) != whole.Complete.End {
		t.Errorf("%d destroyed, %d lost, of %d rows; warnings %v", whole.Destroyed, whole.Lost, whole.job.Rows, whole.job.Warnings)
	}
	if got := l.verify(whole.file, old); len(got.Problems) > 0 {
		t.Errorf("since before the destruction: %v", got.Problems)
	}
	if bytes.Contains(whole.file, []byte("DBC-P-doomed")) {
		t.Error("the bundle still names somebody in what was destroyed")
	}

	// The certificates lie beyond the range, and are in the bundle all the same.
	part := l.prove(aRange(0, before))
	part.wantsProblems(t)
	if part.Complete != (bundle.Range{First: 0, End: before}) || part.Destroyed != 6 || int64(part.job.Rows) <= before {
		t.Errorf("complete %v with %d destroyed and %d rows, want the certificates beside", part.Complete, part.Destroyed, part.job.Rows)
	}
	// A search finds what is there, and has no need of them.
	if left := l.prove(aSelection(desk.Search{})); left.Entries != 4 || left.Destroyed != 0 || len(left.Problems) > 0 {
		t.Errorf("a selection has %d entries, %d destroyed: %v", left.Entries, left.Destroyed, left.Problems)
	}
}

// A certificate that has itself gone certifies nothing, and nor does a part that
// goes on with its list.
func TestWithoutItsCertificateWhatWasDestroyedIsLost(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	for i := range 3 {
		l.record(t, housing, toOmbudsman(t, inCase(doomed), about(fmt.Sprintf("DBC-P-doomed-%d", i))))
	}
	l.closeLongAgo(doomed) // four entries, and three leaves to a part
	l.seal()
	l.destroy()
	l.seal()
	if l.size() != 6 {
		t.Fatalf("the log has %d entries, want those of the case, a part and its certificate", l.size())
	}
	l.tamper(store.EntryKey(dartford.String(), l.idAt(5).String()), removed)
	p := l.prove(aRange(0, 6))
	p.wantsProblems(t, "entry 0 is LOST", "entry 1 is LOST", "entry 2 is LOST", "entry 3 is LOST", "entry 5 is LOST")
	if len(p.job.Warnings) != 1 || !strings.HasPrefix(p.job.Warnings[0], "LOST, not destroyed: 5 entries, those of leaves 0, 1, 2, 3, 5. ") {
		t.Errorf("the job warns: %v", p.job.Warnings)
	}
}

// However many certificates there have been since.
func TestTheCertificateIsFoundAmongMany(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	l.record(t, housing, toOmbudsman(t, inCase(doomed)))
	l.closeLongAgo(doomed)
	var others []store.Write // whose entries are of no interest, and not there
	for i := range 99 {
		key := store.Key{
			Partition: store.IndexPartition(dartford.String(), store.ByCertificate, ""),
			Sort:      store.IndexSort(l.clock(), fmt.Sprintf("01990000-0000-7000-8000-%012d", i)),
		}
		others = append(others, store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: store.Attrs{"kind": "disposal"}}})
	}
	if err := l.table.Transact(t.Context(), others); err != nil {
		t.Fatal(err)
	}
	l.turnClock(time.Hour)
	for i := range others {
		others[i].Item.Key.Sort = store.IndexSort(l.clock(), fmt.Sprintf("01990000-0000-7000-8001-%012d", i))
	}
	if err := l.table.Transact(t.Context(), others); err != nil {
		t.Fatal(err)
	}
	l.destroy()
	l.seal()
	p := l.prove(aRange(0, 3))
	if p.wantsProblems(t); p.Destroyed != 2 {
		t.Errorf("%d destroyed, want 2", p.Destroyed)
	}
}

// Whoever has the table can change what the register says, and not what its log
// committed to: the bundle is made all the same, and gives them away.
func TestTamperingWithTheTableIsShown(t *testing.T) {
	swap := func(t *testing.T, l *logged, name string) {
		t.Helper()
		a, b := l.keyOf(l.idAt(1)), l.keyOf(l.idAt(2))
		var of [2]any
		l.tamper(a, func(attrs store.Attrs) store.Attrs { of[0] = attrs[name]; return attrs })
		l.tamper(b, func(attrs store.Attrs) store.Attrs { of[1] = attrs[name]; attrs[name] = of[0]; return attrs })
		l.tamper(a, func(attrs store.Attrs) store.Attrs { attrs[name] = of[1]; return attrs })
	}
	const differs = ": the entry, with its salt in rows.txt, is not what the log committed to"
	for name, tt := range map[string]struct {
		tamper   func(t *testing.T, l *logged)
		warning  string
		problems []string
	}{
		"a changed byte in an entry": {func(t *testing.T, l *logged) {
			l.tamper(l.keyOf(l.idAt(1)), func(attrs store.Attrs) store.Attrs {
				attrs["bytes"] = bytes.Replace(attrs["bytes"].([]byte), []byte("Housing"), []byte("Hiding "), 1)
				return attrs
			})
		}, "CHANGED since it was recorded: the entry of leaf 1.", []string{"entries/1.json" + differs}},
		"a swapped salt": {
			func(t *testing.T, l *logged) { swap(t, l, "salt") },
			"CHANGED since it was recorded: 2 entries, those of leaves 1, 2.",
			[]string{"entries/1.json" + differs, "entries/2.json" + differs},
		},
		"two entries exchanged": {
			func(t *testing.T, l *logged) { swap(t, l, "bytes") },
			"CHANGED since it was recorded: 2 entries, those of leaves 1, 2.",
			[]string{"entries/1.json" + differs, "entries/2.json" + differs},
		},
		"a salt cut short": {func(t *testing.T, l *logged) {
			l.tamper(l.keyOf(l.idAt(2)), func(attrs store.Attrs) store.Attrs { attrs["salt"] = attrs["salt"].([]byte)[:16]; return attrs })
		}, "CHANGED", []string{"entries/2.json" + differs}},
		"an entry emptied": {func(t *testing.T, l *logged) {
			l.tamper(l.keyOf(l.idAt(2)), func(attrs store.Attrs) store.Attrs { delete(attrs, "bytes"); return attrs })
		}, "CHANGED", []string{"entries/2.json" + differs}},
		"a removed disclosure": {
			func(t *testing.T, l *logged) { l.tamper(l.keyOf(l.idAt(1)), removed) },
			"LOST, not destroyed: the entry of leaf 1.",
			[]string{"rows.txt: entry 1 is LOST, not destroyed"},
		},
		"a removed look": {
			func(t *testing.T, l *logged) { l.tamper(l.keyOf(l.idAt(3)), removed) },
			"LOST, not destroyed: the entry of leaf 3.",
			[]string{"rows.txt: entry 3 is LOST, not destroyed"},
		},
		"the newest removed": {
			func(t *testing.T, l *logged) { l.tamper(l.keyOf(l.idAt(4)), removed) },
			"LOST, not destroyed: the entry of leaf 4.",
			[]string{"rows.txt: entry 4 is LOST, not destroyed"},
		},
		"the list of a batch reordered": {func(t *testing.T, l *logged) {
			l.tamper(store.BatchKey(dartford.String(), 0), func(attrs store.Attrs) store.Attrs {
				ids := strings.Split(attrs["entries"].(string), "\n")
				slices.Reverse(ids)
				attrs["entries"] = strings.Join(ids, "\n")
				return attrs
			})
		}, "CHANGED since it was recorded: 4 entries, those of leaves 0, 1, 3, 4.", []string{"entries/0.json", "entries/1.json", "entries/3.json", "entries/4.json"}},
		"the list of a batch with a name that is none": {func(t *testing.T, l *logged) {
			l.tamper(store.BatchKey(dartford.String(), 0), func(attrs store.Attrs) store.Attrs {
				ids := strings.Split(attrs["entries"].(string), "\n")
				ids[3] = "nobody"
				attrs["entries"] = strings.Join(ids, "\n")
				return attrs
			})
		}, "LOST, not destroyed: the entry of leaf 3.", []string{"rows.txt: entry 3 is LOST"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t)
			for i := range 3 {
				l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
			}
			l.finds(t, dpo, desk.Search{})
			l.record(t, housing, toOmbudsman(t, about("DBC-P-last")))
			l.seal()
			tt.tamper(t, l)
			p := l.prove(aRange(0, 5))
			p.wantsProblems(t, tt.problems...)
			if p.job.Status != exporting.ExportDone || p.job.Rows != 5 || len(p.job.Warnings) != 1 || !strings.HasPrefix(p.job.Warnings[0], tt.warning) {
				t.Errorf("the job ended as %s with %d rows and warns %q", p.job.Status, p.job.Rows, p.job.Warnings)
			}
		})
	}
}

// A search lists an entry that somebody has removed, and one whose leaf they
// removed.
func TestASelectionShowsWhatItsSearchListsAndIsGone(t *testing.T) {
	l := newLogged(t)
	var ids []disclosure.EntryID
	for i := range 3 {
		ids = append(ids, l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i)))).ID)
	}
	l.seal()
	l.tamper(store.EntryKey(dartford.String(), ids[0].String()), removed)
	l.tamper(store.LeafKey(dartford.String(), ids[1].String()), removed)
	p := l.prove(aSelection(desk.Search{}))
	p.wantsProblems(t, "rows.txt: entry 0 is LOST")
	if p.Entries != 1 || len(p.job.Warnings) != 2 || !strings.HasPrefix(p.job.Warnings[0], "NOT IN THE BUNDLE: 1 ") || !strings.HasPrefix(p.job.Warnings[1], "LOST") {
		t.Errorf("%d entries; the job warns %q", p.Entries, p.job.Warnings)
	}
}

// Who has the log's bucket can change what is published, and then nothing can be
// proved by it: the job says so instead of making a bundle that would not hold.
func TestARewrittenLogMakesNoBundle(t *testing.T) {
	for name, tamper := range map[string]func(data []byte) []byte{
		"tile/0/000.p/2":       func(data []byte) []byte { return append([]byte{data[0] ^ 1}, data[1:]...) },
		"tile/entries/000.p/2": func(data []byte) []byte { return append(data[:40:40], append([]byte{data[40] ^ 1}, data[41:]...)...) },
		"checkpoint":           func(data []byte) []byte { return bytes.Replace(data, []byte("\n2\n"), []byte("\n3\n"), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t)
			l.record(t, housing, toOmbudsman(t))
			l.record(t, housing, toOmbudsman(t, about("DBC-P-other")))
			l.seal()
			job, err := l.RequestExport(t.Context(), asks(auditor), aRange(0, 2))
			if err != nil {
				t.Fatal(detail(err))
			}
			l.bucket.Tamper(dartford.String()+"/"+name, tamper)
			for range 3 {
				if err := l.RunExport(t.Context(), dartford, job.ID); err == nil {
					t.Fatal("a bundle was made of a log that does not agree with itself")
				}
			}
			if got := l.exported(t, job.ID); got.Status != exporting.ExportFailed || !strings.Contains(got.Problem, map[bool]string{true: "is not signed by the log's key", false: "does not agree with its own signed checkpoint"}[name == "checkpoint"]) {
				t.Errorf("the job ended as %+v", got)
			}
		})
	}
}

// Where a certificate is in the log is known from its leaf's item, which
// whoever has the table can change: the log's own list knows it as well.
func TestACertificateIsFoundWhateverBecameOfItsLeaf(t *testing.T) {
	const size = 6 // another disclosure, three of the case and its closure, and the certificate
	says := func(index int64) func(store.Attrs) store.Attrs {
		return func(attrs store.Attrs) store.Attrs { attrs[sealing.IndexAttr] = index; return attrs }
	}
	for name, tamper := range map[string]func(store.Attrs) store.Attrs{
		"removed":            removed,
		"at another's place": says(0),
		"at a destroyed one": says(2),
		"beyond the log":     says(1000),
		"before its place":   says(-1),
		"as if never sealed": func(attrs store.Attrs) store.Attrs { delete(attrs, sealing.IndexAttr); return attrs },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t, func(o *desk.Options) { o.LeavesInPart = 10 })
			const doomed disclosure.CaseRef = "DBC-C-doomed"
			l.record(t, housing, toOmbudsman(t))
			for i := range 3 {
				l.record(t, housing, toOmbudsman(t, inCase(doomed), about(fmt.Sprintf("DBC-P-doomed-%d", i))))
			}
			l.closeLongAgo(doomed)
			l.destroy()
			l.seal()
			if l.size() != size {
				t.Fatalf("the log has %d entries, want %d", l.size(), size)
			}
			l.asleep = true // there is nothing to seal, and a job looks a long time
			l.tamper(store.LeafKey(dartford.String(), l.idAt(size-1).String()), tamper)
			for _, e := range []exporting.Request{aRange(0, size), aRange(1, size), aRange(1, 3)} {
				p := l.prove(e)
				p.wantsProblems(t)
				if want := int(min(e.Range.End, size-1) - 1); p.Destroyed != want || p.Lost != 0 {
					t.Errorf("%v: %d destroyed and %d lost, want %d destroyed", *e.Range, p.Destroyed, p.Lost, want)
				}
				if len(p.job.Warnings) != 1 || !strings.HasPrefix(p.job.Warnings[0], "CHANGED in the table: the leaf's item of the entry of leaf 5, ") {
					t.Errorf("%v: the job warns %q", *e.Range, p.job.Warnings)
				}
			}

			// A certificate that the list does not have either is not in the log.
			// Nor is one that the list has before what it certifies.
			certificate, first := l.idAt(size-1).String(), l.idAt(0).String()
			for _, list := range [][2]string{{certificate, "nobody"}, {first, certificate}} {
				l.tamper(store.BatchKey(dartford.String(), 0), func(attrs store.Attrs) store.Attrs {
					attrs["entries"] = strings.Replace(attrs["entries"].(string), list[0], list[1], 1)
					return attrs
				})
				p := l.prove(aRange(3, 5))
				p.wantsProblems(t, "entry 3 is LOST", "entry 4 is LOST")
				if len(p.job.Warnings) == 0 || !strings.HasPrefix(p.job.Warnings[0], "LOST, not destroyed: 2 entries, those of leaves 3, 4. ") {
					t.Errorf("with %s in the list for %s: the job warns %q", list[1], list[0], p.job.Warnings)
				}
			}
		})
	}
}
