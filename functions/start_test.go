package functions_test

import (
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
)

// A function that is wrongly set up ends as it starts, so that the deployment is
// seen to fail and not the first officer's request.
func TestAFunctionWronglySetUpDoesNotStart(t *testing.T) {
	const secret = "a secret for tests alone, 32 long"
	for _, test := range []struct {
		function, name string
		settings       map[string]string
		secret         string
		says           string
	}{
		{"record", "no table", map[string]string{"TABLE": ""}, secret, "TABLE"},
		{"query", "no table", map[string]string{"TABLE": ""}, secret, "TABLE"},
		{"seal", "no register", map[string]string{"REGISTERS": ""}, secret, "REGISTERS"},
		{"retain", "a register that the law does not have", map[string]string{"REGISTERS": "E07999999"}, secret, "E07999999"},
		{"record", "a register named twice", map[string]string{"REGISTERS": "E07000107,E07000107"}, secret, "twice"},
		{"query", "no issuer", map[string]string{"JWT_ISSUER": ""}, secret, "JWT_ISSUER"},
		{"archive", "no bucket for letters", map[string]string{"CORRESPONDENCE_BUCKET": ""}, secret, "CORRESPONDENCE_BUCKET"},
		{"export", "no bucket for reports", map[string]string{"REPORTS_BUCKET": ""}, secret, "REPORTS_BUCKET"},
		{"record", "no bucket for the log", map[string]string{"LOG_BUCKET": ""}, secret, "LOG_BUCKET"},
		{"query", "no bucket for the log", map[string]string{"LOG_BUCKET": ""}, secret, "LOG_BUCKET"},
		{"seal", "no bucket for the log", map[string]string{"LOG_BUCKET": ""}, secret, "LOG_BUCKET"},
		{"seal", "no key for the log", map[string]string{"LOG_KEYS": ""}, secret, "LOG_KEYS"},
		{"seal", "no such key", map[string]string{"LOG_KEYS": lambdatest.KeyARN + "-other"}, secret, "log key"},
		{"seal", "one key of two is not there", map[string]string{"LOG_KEYS": lambdatest.KeyARN + "," + lambdatest.NextKeyARN}, secret, "log key"},
		{"seal", "no site", map[string]string{"LOG_SITE": ""}, secret, "LOG_SITE"},
		{"seal", "a witness without its key", map[string]string{"LOG_WITNESSES": "https://witness.example"}, secret, "LOG_WITNESSES"},
		{"seal", "a site with its scheme", map[string]string{"LOG_SITE": "https://log.council.example"}, secret, "LOG_SITE"},
		{"record", "secret not named", map[string]string{"REGISTER_SECRET": ""}, secret, "REGISTER_SECRET"},
		{"record", "no such secret", map[string]string{"REGISTER_SECRET": lambdatest.SecretARN + "-other"}, secret, "REGISTER_SECRET"},
		{"export", "no such secret", map[string]string{"REGISTER_SECRET": lambdatest.SecretARN + "-other"}, secret, "REGISTER_SECRET"},
		{"console", "no client id", map[string]string{"CONSOLE_CLIENT_ID": ""}, secret, "CONSOLE_CLIENT_ID"},
		{"console", "no address of the API", map[string]string{"API_ADDRESS": ""}, secret, "API_ADDRESS"},
		{"console", "an issuer that is no https address", map[string]string{"JWT_ISSUER": "http://login.council.example/"}, secret, "issuer"},
		{"console", "the registers' secret", map[string]string{"CONSOLE_SECRET": lambdatest.SecretARN}, secret, "CONSOLE_SECRET"},
		{"check", "no site", map[string]string{"LOG_SITE": ""}, secret, "LOG_SITE"},
		{"check", "no such key", map[string]string{"LOG_KEYS": lambdatest.KeyARN + "-other"}, secret, "log key"},
		{"check", "a former key that is none", map[string]string{"LOG_FORMER_KEYS": "none"}, secret, "former key"},
		{"record", "no namespace of its metrics", map[string]string{"METRICS": ""}, secret, "METRICS"},
		{"retain", "no namespace of its metrics", map[string]string{"METRICS": ""}, secret, "METRICS"},
		{"seal", "no namespace of its metrics", map[string]string{"METRICS": ""}, secret, "METRICS"},
		{"check", "no namespace of its metrics", map[string]string{"METRICS": ""}, secret, "METRICS"},
		{"trial", "no versions to try", map[string]string{"VERSIONS": ""}, secret, "VERSIONS"},
		{"record", "secret too short", nil, "short", "secret"},
		{"archive", "secret empty", nil, "", "secret"},
	} {
		t.Run(test.function+", "+test.name, func(t *testing.T) {
			t.Parallel()
			on := lambdatest.NewInfrastructure(t, "http://127.0.0.1:9", "register")
			on.Secret = test.secret
			code, written := lambdatest.FailToStart(t, on, test.function, test.settings)
			if code == 0 {
				t.Error("it ended well")
			}
			line := strings.TrimSuffix(written, "\n")
			if !strings.Contains(line, test.says) || strings.Contains(line, "\n") {
				t.Errorf("wrote %q, want one line about %s", written, test.says)
			}
			if test.secret != "" && strings.Contains(written, test.secret) {
				t.Error("it wrote the secret")
			}
		})
	}
}
