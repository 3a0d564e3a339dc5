package canonicaljson_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"disclosure-register/pkg/internal/canonicaljson"
)

// another returns the form by the library of whoever wrote RFC 8785, which everything
// before 29 November 2026 was hashed with.
func another(t rapid.TB, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	canonical, err := jcs.Transform(encoded)
	if err != nil {
		t.Fatalf("%s: %v", encoded, err)
	}
	return string(canonical)
}

func same(t rapid.TB, v any) {
	t.Helper()
	got, err := canonicaljson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if want := another(t, v); string(got) != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// Whatever is hashed has the same bytes as it always had.
func TestEveryValueHasTheFormItAlwaysHad(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[<>&"\\/\x00-\x1f\x7f\x{2028}\x{2029}\x{fffd}é\x{1F600}a-c]{0,8}`))
	var value func(deep int) *rapid.Generator[any]
	value = func(deep int) *rapid.Generator[any] {
		kinds := []*rapid.Generator[any]{
			text.AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil), rapid.Float64().AsAny(),
			rapid.Int64Range(-1<<53+1, 1<<53-1).AsAny(),
		}
		if deep > 0 {
			kinds = append(kinds,
				rapid.SliceOfN(value(deep-1), 0, 4).AsAny(),
				rapid.MapOfN(text, value(deep-1), 0, 6).AsAny())
		}
		return rapid.OneOf(kinds...)
	}
	rapid.Check(t, func(t *rapid.T) { same(t, value(3).Draw(t, "value")) })
}

// Names sort by their UTF-16 code units, which is not the order of their bytes.
func TestNamesSortByTheirCodeUnits(t *testing.T) {
	got, err := canonicaljson.Marshal(map[string]int{"\U0001F600": 1, "\ufb33": 2, "é": 3, "a": 4})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"a":4,"é":3,"` + "\U0001F600" + `":1,"` + "\ufb33" + `":2}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheExamplesHaveTheFormTheyAlwaysHad(t *testing.T) {
	files, err := filepath.Glob("../../../docs/examples/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d examples: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		same(t, json.RawMessage(text))
	}
}

func FuzzForm(f *testing.F) {
	f.Add([]byte(`{"b":[1.5,1e21,-0.0,"\u003c"],"a":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var v any
		if json.Unmarshal(text, &v) == nil {
			same(t, v)
		}
	})
}

func aDisclosure(b *testing.B) (v any) {
	b.Helper()
	text, err := os.ReadFile("../../../docs/examples/housing-ombudsman.json")
	if err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		b.Fatal(err)
	}
	return v
}

func BenchmarkMarshal(b *testing.B) {
	v := aDisclosure(b)
	for b.Loop() {
		if _, err := canonicaljson.Marshal(v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnother(b *testing.B) {
	v := aDisclosure(b)
	for b.Loop() {
		encoded, _ := json.Marshal(v)
		if _, err := jcs.Transform(encoded); err != nil {
			b.Fatal(err)
		}
	}
}
