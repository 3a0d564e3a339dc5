package gateway_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/gateway"
)

func TestWhatCannotBeServedIsSaid(t *testing.T) {
	const issuer = "https://login.council.example/"
	for name, test := range map[string]struct{ list, issuer, says string }{
		"nothing":                 {"", issuer, "not an ONS code"},
		"no register":             {"Dartford", issuer, "not an ONS code"},
		"a comma too many":        {"E07000107,", issuer, "not an ONS code"},
		"a register twice":        {"E07000107, E07000107=https://login.county.example/", issuer, "twice"},
		"a register of no issuer": {"E10000016=https://login.county.example/,E07000107", "", "E07000107 has no issuer"},
		"an issuer that is empty": {"E07000107=", issuer, "E07000107 has no issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := gateway.ParseServing(test.list, test.issuer); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got error %v, want one about %q", err, test.says)
			}
		})
	}
}

func TestOnlyServedRegistersHaveALaw(t *testing.T) {
	law, err := serving(t).Law()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, id := range law.RegisterIDs() {
		got = append(got, id.String())
	}
	if want := "E07000107 E10000016"; strings.Join(got, " ") != want {
		t.Errorf("got registers %v, want %s", got, want)
	}
	if _, known := law.Register("E07000110"); known {
		t.Error("got the law of a register that is not served")
	}
	other, err := gateway.ParseServing("E07999999", "https://login.council.example/")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Law(); err == nil {
		t.Error("got a law for a register that it does not have")
	}
}
