package exporting

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What may be asked for is what can be written.
func TestEveryFormatIsInTheRequest(t *testing.T) {
	asked, _ := reflect.TypeFor[Request]().FieldByName("Format")
	offered := strings.Split(asked.Tag.Get("enum"), ",")
	slices.Sort(offered)
	if written := slices.Sorted(maps.Keys(formats)); !slices.Equal(offered, written) {
		t.Errorf("a request offers %v, and there are %v", offered, written)
	}
	for name, f := range formats {
		if got := f.file(); got.name == "" || got.ending == "" || !strings.Contains(got.contentType, "/") || !strings.Contains(asked.Tag.Get("doc"), name) {
			t.Errorf("%s: %+v, and its words %q", name, got, asked.Tag.Get("doc"))
		}
	}
}
