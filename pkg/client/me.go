package client

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
)

// You are who asks, as the token says, and what they may do.
type You struct {
	Name       string            `json:"name"`
	Council    string            `json:"council"`
	Department string            `json:"department"`
	Roles      []disclosure.Role `json:"roles"`
	May        []struct {
		Operation string `json:"operation"` // its name in docs/openapi.yaml
		Reach     string `json:"reach"`     // own or all
		Purpose   bool   `json:"purpose"`   // it has to be said why
	} `json:"may"`
	TokenEnds time.Time `json:"tokenEnds"` // zero where it cannot be told
}

// Me asks who the token says is asking. It is on record as no look.
func (c *Client) Me(ctx context.Context) (You, error) {
	return look[You](ctx, c, "", "/me", nil)
}
