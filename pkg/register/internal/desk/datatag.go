package desk

import (
	"crypto/sha256"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// A data category stands in an index item's summary as its tag: the first two
// bytes of the SHA-256 of its id. Thirty-nine ids in words would not fit in a
// summary; their tags take 78 bytes. A test holds that no two categories of the
// catalogue have one tag.
const dataTagSize = 2

func dataTag(category string) [dataTagSize]byte {
	sum := sha256.Sum256([]byte(category))
	return [dataTagSize]byte(sum[:dataTagSize])
}

// dataTags are the tags of a disclosure's data categories, sorted and once each.
func dataTags(d *disclosure.Disclosure) []byte {
	var categories []string
	for _, item := range d.Data {
		categories = append(categories, item.Category)
	}
	slices.Sort(categories)
	var tags []byte
	for _, c := range slices.Compact(categories) {
		tag := dataTag(c)
		tags = append(tags, tag[:]...)
	}
	return tags
}
