package client

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

// Facts asks what is known of a person, an agreement, a document, a contract, a breach or
// a post.
func (c *Client) Facts(ctx context.Context, purpose string, about disclosure.FactKey) ([]Fact, error) {
	answer, err := look[struct {
		Facts []Fact `json:"facts"`
	}](ctx, c, purpose, "/facts", set("dimension", about.Dimension, "reference", about.Reference))
	return answer.Facts, err
}

// LearnFact records a fact. The body is as docs/openapi.yaml has it.
func (c *Client) LearnFact(ctx context.Context, key string, body map[string]any) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/facts", body)
}

// ConfirmFact says whether what a fact takes away of a protection is so.
func (c *Client) ConfirmFact(ctx context.Context, key string, id disclosure.EntryID, said disclosure.FactConfirmed) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/facts"+segment(id.String())+"/confirm", said)
}

// Changed is a change to a person's data, and who has to be told of it.
type Changed struct {
	Entry      disclosure.EntryID    `json:"entry"`
	What       disclosure.ChangeKind `json:"what"`
	On         disclosure.Date       `json:"on"`
	Recipients []struct {
		disclosure.ToldRecipient
		Outcome disclosure.TellingOutcome `json:"outcome"`
		Inquiry bool                      `json:"mayBeNoRecipient"`
	} `json:"recipients"`
}

// Changes asks what was changed about a person, and who has to be told.
func (c *Client) Changes(ctx context.Context, purpose, subject string) ([]Changed, error) {
	answer, err := look[struct {
		Changes []Changed `json:"changes"`
	}](ctx, c, purpose, "/changes", set("subject", subject))
	return answer.Changes, err
}
