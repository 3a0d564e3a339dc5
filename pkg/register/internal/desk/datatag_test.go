package desk_test

import (
	"testing"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

func TestEveryCategoryOfDataHasATagOfItsOwn(t *testing.T) {
	law := policy.Load()
	tags := map[[2]byte]string{}
	for _, c := range law.Catalogue().DataCategories {
		tag := desk.DataTag(c.ID)
		if tags[tag] != "" {
			t.Errorf("%s and %s have one tag: change the id of the newer", tags[tag], c.ID)
		}
		tags[tag] = c.ID
	}
	if len(tags) == 0 {
		t.Error("the catalogue has no category of data")
	}
}
