package api

import (
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func TestASummaryIsThatOfItsOperation(t *testing.T) {
	s := unasked()
	does := map[string]string{}
	for _, item := range s.description.OpenAPI().Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post} {
			if o != nil {
				does[o.OperationID] = o.Summary
			}
		}
	}
	for name, summary := range does {
		if summaries[name] != summary {
			t.Errorf("write %q: %q", name, summary)
		}
	}
	for name := range summaries {
		if _, is := does[name]; !is {
			t.Errorf("there is no operation %q", name)
		}
	}
}
