package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// LastRun is the day of retention's last run, by which the next sees whether the clock
// has jumped.
type LastRun struct {
	// On is the day of the last run that was allowed to destroy. It is zero where there
	// was none and nothing has been disclosed.
	On disclosure.Date `json:"on,omitzero"`
	// Doubted is the day on which runs have destroyed nothing since, because the clock
	// had jumped to it; zero when the last run was allowed to.
	Doubted disclosure.Date `json:"doubted,omitzero"`
}

// Halt says that retention destroys nothing, because the clock has jumped.
type Halt struct {
	LastRun disclosure.Date `json:"lastRun,omitzero" format:"date" doc:"The day on which retention last ran"`
	Clock   disclosure.Date `json:"clock" format:"date" doc:"The day that the service's clock says instead of one soon after"`
	Reason  string          `json:"reason"`
}

// LastRun reads when retention last ran. Of a register in which it never did it is the
// day on which the disclosure with the latest day was recorded.
func (r *Registrar) LastRun(ctx context.Context, register disclosure.Register) (LastRun, error) {
	item, err := r.table.Get(ctx, store.RetentionKey(register.String()))
	if errors.Is(err, store.ErrNoItem) {
		return r.lastRecorded(ctx, register)
	}
	if err != nil {
		return LastRun{}, read("load when retention last ran", err)
	}
	var last LastRun
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &last); err != nil {
		return LastRun{}, fmt.Errorf("decode when retention last ran: %w", err)
	}
	return last, nil
}

func (r *Registrar) lastRecorded(ctx context.Context, register disclosure.Register) (LastRun, error) {
	page, err := r.table.Query(ctx, store.Query{
		Partition: store.IndexPartition(register.String(), store.ByAll, ""), Descending: true, Limit: 1,
	})
	if err != nil {
		return LastRun{}, read("query the latest disclosure", err)
	}
	if len(page.Items) == 0 {
		return LastRun{}, nil
	}
	at, err := entryOf(page.Items[0]).RecordedAt()
	return LastRun{On: disclosure.DateOf(at)}, err
}

// NoteRun stores when retention last ran. It may be repeated, and two at once do no harm.
func (r *Registrar) NoteRun(ctx context.Context, register disclosure.Register, last LastRun) error {
	doc, err := json.Marshal(last)
	if err != nil {
		return fmt.Errorf("encode when retention last ran: %w", err)
	}
	item := store.Item{Key: store.RetentionKey(register.String()), Attrs: store.Attrs{attrDoc: doc}}
	return r.attempt(ctx, []store.Write{{Action: store.Put, Item: item}})
}

// halted says that retention destroys nothing, or nil when it does its work.
func (r *Registrar) halted(ctx context.Context, register disclosure.Register) (*Halt, error) {
	last, err := r.LastRun(ctx, register)
	if err != nil || last.Doubted.IsZero() {
		return nil, err
	}
	return &Halt{
		LastRun: last.On, Clock: last.Doubted,
		Reason: "Nothing is destroyed: retention last ran on " + last.On.String() + ", and the service's clock then said " + last.Doubted.String() +
			". Whoever runs the service confirms the day, or puts the clock right.",
	}, nil
}
