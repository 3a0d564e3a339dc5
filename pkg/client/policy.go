package client

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

// Policy is the notices and the law in force: what ids mean.
type Policy struct {
	Register struct {
		Name       string `json:"name"`
		Controller string `json:"controller"`
	} `json:"register"`
	Notices []struct {
		ID       string  `json:"id"`
		Title    string  `json:"title"`
		Purposes []Title `json:"purposes"`
		// Recipients are whom the notice says that data may be shared with, and what it
		// asks first.
		Recipients []struct {
			Row       string `json:"row"` // the rule's name in docs/notices.md
			Title     string `json:"title"`
			Condition string `json:"condition"`
			Requires  []struct {
				Detail string `json:"detail"` // what is said when it does not hold
				Clears string `json:"clears"`
			} `json:"requires"`
		} `json:"recipients"`
		Retention []struct {
			ID    string `json:"id"`
			What  string `json:"what"`
			Bound string `json:"bound"`
		} `json:"retention"`
	} `json:"notices"`
	Catalogue struct {
		Items    []LawItem `json:"items"`
		Gateways []LawItem `json:"gateways"`
		// Compatibility is why a purpose is compatible with the first one.
		Compatibility []Title `json:"purposeCompatibility"`
		Recipients    []struct {
			Title
			Kinds []struct {
				Title
				Now string `json:"now"` // what took its place; empty while it is in use
			} `json:"kinds"`
		} `json:"recipients"`
		DataCategories []struct {
			Title
			Kind string `json:"kind"` // personal, special, criminal or equalities
		} `json:"dataCategories"`
		Evidence []struct {
			Name string `json:"name"`
			Says string `json:"says"`
			Type string `json:"type"` // choice, or another
			// Titles are the answers that it can have, where it is one of a few.
			Titles []Title `json:"titles"`
		} `json:"evidence"`
	} `json:"catalogue"`
}

// Title is an id and what it is called.
type Title struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// LawItem is a basis, a condition, an exemption or a gateway.
type LawItem struct {
	Title
	Kind     string `json:"kind"`
	Citation string `json:"citation"`
	// From and Until are the first and the last day on which it was the law; Until is zero of
	// what still is.
	From    disclosure.Date `json:"from"`
	Until   disclosure.Date `json:"until"`
	Test    string          `json:"test"`
	Lifts   []string        `json:"lifts"` // of an exemption: the provisions
	Telling struct {
		Relieves string `json:"relieves"` // full, partly, access-only, request-only or none
	} `json:"telling"` // of an exemption: whether it relieves the council of telling the person
}

// Policy asks what the register runs under.
func (c *Client) Policy(ctx context.Context) (Policy, error) {
	return look[Policy](ctx, c, "", "/policy", nil)
}
