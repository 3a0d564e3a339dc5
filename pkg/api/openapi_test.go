package api_test

import (
	"bytes"
	"os"
	"testing"

	"disclosure-register/pkg/api"
)

func TestTheDescriptionIsNotStale(t *testing.T) {
	want, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/openapi.yaml is not what the code says: run `make openapi` and commit it")
	}
}
