package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store/storetest"
)

// An auditor kept a checkpoint. One call proves that the log has only grown
// since, and one bundle what it grew by; a log that is another is found out.
func questionUnaltered(t *testing.T) {
	l := newLogged(t)
	seal := func(n int, who string) ledger.Checkpoint {
		for i := range n {
			l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%s-%d", who, i))))
			l.seal()
		}
		signed, err := l.Checkpoint(t.Context(), auditor)
		if err != nil {
			t.Fatal(detail(err))
		}
		c, err := l.keys.Open(signed)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	kept := seal(3, "then")
	now := seal(4, "since")

	l.table.Reset()
	answer, err := l.CheckpointSince(t.Context(), auditor, kept.N)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got := l.table.Calls(); got != (storetest.Calls{}) {
		t.Errorf("calls = %+v: the published log answers, and no table", got)
	}
	if got, err := l.keys.OpenExtension(answer, kept); err != nil || got.Tree != now.Tree {
		t.Errorf("since last audit: %v, %v", got.Tree, err)
	}
	p := l.prove(aRange(kept.N, 0))
	p.wantsProblems(t)
	if v := l.verify(p.file, kept.Signed); len(v.Problems) > 0 || v.Complete.First != 3 || v.Complete.End != 8 {
		t.Errorf("the entries since: %v, %v", v.Complete, v.Problems)
	}

	// A log that was begun anew, and is longer by now.
	other := newLogged(t)
	for i := range 9 {
		other.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-other-%d", i))))
		other.seal()
	}
	for size := int64(1); size <= kept.N; size++ {
		answer, err := other.CheckpointSince(t.Context(), auditor, size)
		if err != nil {
			t.Fatal(detail(err))
		}
		if _, err := other.keys.OpenExtension(answer, ledger.Checkpoint{Tree: kept.Tree}); err == nil {
			t.Errorf("another log was proved to extend the kept one, by a proof since %d", size)
		} else if size == kept.N && !errors.Is(err, ledger.ErrForked) {
			t.Errorf("a forked log: %v", err)
		}
	}

	// A log that shrank has no proof, and says so to whoever asks for one.
	_, err = l.CheckpointSince(t.Context(), auditor, now.N+100)
	if kindOf(t, err) != disclosure.Refused || !strings.Contains(err.(*disclosure.Error).Findings[0].Detail, "the log has shrunk") {
		t.Errorf("since a larger log: %v", detail(err))
	}
	if _, err := l.CheckpointSince(t.Context(), auditor, -1); kindOf(t, err) != disclosure.Refused {
		t.Errorf("since less than nothing: %v", detail(err))
	}
}
