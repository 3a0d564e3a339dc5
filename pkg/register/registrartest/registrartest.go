// Package registrartest has a registrar for tests of what stands on one.
package registrartest

import (
	"testing"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
)

// New returns a registrar over the table, under the law as it is, that has listed older
// entries anew as a start of the service does. Its secret is the same in every test.
func New(t testing.TB, table store.Table, o registrar.Options) *registrar.Registrar {
	t.Helper()
	law := policy.Load()
	keys, err := registrar.NewKeyring([]byte("a secret for tests alone, 32 long"))
	if err != nil {
		t.Fatal(err)
	}
	register := registrar.New(table, law, keys, o)
	for _, id := range law.RegisterIDs() {
		for more := true; more; {
			if _, more, err = register.ListAnew(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
	}
	return register
}
