package client

import (
	"cmp"
	"context"
	"errors"

	"disclosure-register/pkg/disclosure"
)

// WhatWaits is everything that waits for the Data Protection Officer.
type WhatWaits struct {
	AsOf   disclosure.Date `json:"asOf"`
	Queues []WaitingQueue  `json:"queues"`
}

// WaitingQueue is one queue and its first rows.
type WaitingQueue struct {
	Queue  string          `json:"queue"`
	Count  int             `json:"count"`
	More   bool            `json:"more"` // there may be more than were counted
	Oldest disclosure.Date `json:"oldest"`
	Rows   []WaitingRow    `json:"rows"`
}

// WaitingRow is one thing that waits. What does not apply is zero.
type WaitingRow struct {
	Entry     disclosure.EntryID    `json:"entry"`
	With      disclosure.EntryID    `json:"with"` // of two records that may be one: the other
	Share     bool                  `json:"share"`
	Case      disclosure.CaseRef    `json:"case"`
	Document  disclosure.DocumentID `json:"document"` // of a letter that has not arrived
	Subjects  []string              `json:"subjects"`
	To        disclosure.Asker      `json:"to"`
	Recipient *disclosure.Recipient `json:"recipient"`
	Reference string                `json:"reference"` // of a breach or an agreement
	Says      string                `json:"says"`
	Since     disclosure.Date       `json:"since"`
	Due       disclosure.Date       `json:"due"`
	Overdue   int                   `json:"overdue"` // days
	Breaks    bool                  `json:"departure"`
}

// WhatWaits asks for every queue in one look.
func (c *Client) WhatWaits(ctx context.Context, purpose string) (WhatWaits, error) {
	return look[WhatWaits](ctx, c, purpose, "/waiting", nil)
}

// Waiting asks how many wait in the queue, by its name among [WhatWaits].
func (c *Client) Waiting(ctx context.Context, purpose, queue string) (WaitingQueue, error) {
	counted, err := look[WhatWaits](ctx, c, purpose, "/waiting", set("count", queue))
	if err != nil || len(counted.Queues) != 1 {
		return WaitingQueue{}, cmp.Or(err, errors.New("client: the queue was not counted"))
	}
	return counted.Queues[0], nil
}
