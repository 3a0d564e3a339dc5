package client

import (
	"context"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Joins is a page of joins of two references.
type Joins struct {
	Joins  []Join             `json:"joins"`
	Before disclosure.EntryID `json:"before"` // asks for the next page
}

// Join is a join of two references and what became of it.
type Join struct {
	Entry disclosure.EntryID `json:"entry"`
	disclosure.Join
	State      string    `json:"state"` // proposed, stands, refused or ended
	ProposedBy string    `json:"proposedBy"`
	ProposedAt time.Time `json:"proposedAt"`
	Decided    *JoinSaid `json:"decided"`
	Ended      *JoinSaid `json:"ended"`
	Overdue    bool      `json:"overdue"`
}

// JoinSaid is who said what of a join.
type JoinSaid struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Joins asks for the joins that wait for a second person or stand, or with ended for all;
// of the whole register, or those that name a reference.
func (c *Client) Joins(ctx context.Context, purpose, subject string, ended bool, before string) (Joins, error) {
	return look[Joins](ctx, c, purpose, "/joins", set("subject", subject, "before", before, "ended", map[bool]string{true: strconv.FormatBool(ended)}[ended]))
}

// Join asks for the join that the entry asked for, whatever became of it.
func (c *Client) Join(ctx context.Context, purpose string, entry disclosure.EntryID) (Joins, error) {
	return look[Joins](ctx, c, purpose, "/joins", set("entry", entry.String()))
}

// ProposeJoin says that two references are one person's.
func (c *Client) ProposeJoin(ctx context.Context, key string, j disclosure.Join) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/joins", j)
}

// ConfirmJoin confirms or refuses a join, as a second person.
func (c *Client) ConfirmJoin(ctx context.Context, key string, id disclosure.EntryID, d disclosure.JoinDecided) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/joins"+segment(id.String())+"/confirm", d)
}

// EndJoin ends a join.
func (c *Client) EndJoin(ctx context.Context, key string, id disclosure.EntryID, e disclosure.JoinEnded) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/joins"+segment(id.String())+"/end", e)
}
