package api_test

import (
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/policy"
)

// The words that a query may use are the law's.
func TestAQueryNamesEveryAspect(t *testing.T) {
	var want []string
	for _, a := range policy.Aspects() {
		want = append(want, string(a))
	}
	field, _ := reflect.TypeFor[api.Filter]().FieldByName("Aspect")
	if got := field.Tag.Get("enum"); got != strings.Join(want, ",") {
		t.Errorf("got %s, want %s", got, strings.Join(want, ","))
	}
}
