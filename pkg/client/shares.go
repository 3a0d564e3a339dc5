package client

import (
	"context"
	"encoding/json"
	"strconv"

	"disclosure-register/pkg/disclosure"
)

// RecordShare records a share of many people. The body is as docs/openapi.yaml has it.
func (c *Client) RecordShare(ctx context.Context, key string, body json.RawMessage) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/shares", body)
}

// Share is a share as it now reads, and how far its people are listed.
type Share struct {
	Share struct {
		Share disclosure.Share `json:"share"`
	} `json:"share"`
	Listed int  `json:"listed"` // people, but for those taken out
	Next   int  `json:"next"`   // the lowest number that no part has
	Closed bool `json:"closed"`
}

// Share shows a share, and nobody who is in it.
func (c *Client) Share(ctx context.Context, purpose string, id disclosure.EntryID) (Share, error) {
	return look[Share](ctx, c, purpose, "/shares"+segment(id.String()), nil)
}

// SharePeople is a page of a share's people, those taken out of it among them. A page
// may be empty, and still have a cursor.
type SharePeople struct {
	People []ShareMember `json:"people"`
	Cursor string        `json:"cursor"`
}

// ShareMember is somebody who was listed in a share.
type ShareMember struct {
	Person   string `json:"person"`   // the council's reference, as it was written
	TakenOut bool   `json:"takenOut"` // they were in it by mistake
}

// SharePeople shows a page of a share's people.
func (c *Client) SharePeople(ctx context.Context, purpose string, id disclosure.EntryID, cursor string) (SharePeople, error) {
	return look[SharePeople](ctx, c, purpose, "/shares"+segment(id.String())+"/people", set("cursor", cursor))
}

// AddSharePeople lists at most [disclosure.MaxSharePart] people, wholly or not at all.
// The share and the part's number say which part it is, whatever the key.
func (c *Client) AddSharePeople(ctx context.Context, key string, id disclosure.EntryID, part int, people []string) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/shares"+segment(id.String())+"/parts/"+strconv.Itoa(part), map[string][]string{"people": people})
}

// ShareClosing compares the people listed with the number that the share gives.
type ShareClosing struct {
	Stated int `json:"stated"`
	Listed int `json:"listed"`
}

// CloseShare closes a share.
func (c *Client) CloseShare(ctx context.Context, key string, id disclosure.EntryID) (ShareClosing, error) {
	return change[ShareClosing](ctx, c, key, "/shares"+segment(id.String())+"/close", struct{}{})
}
