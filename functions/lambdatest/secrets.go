package lambdatest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// SecretARN names the registers' secret, and ConsoleSecretARN the console's.
const (
	SecretARN        = "arn:aws:secretsmanager:" + region + ":" + account + ":secret:register-AbCdEf"
	ConsoleSecretARN = "arn:aws:secretsmanager:" + region + ":" + account + ":secret:console-GhIjKl"
)

// serveSecrets answers GetSecretValue for the one secret that the function's role may
// read, as the table of infra/roles_test.go has it.
func (on Infrastructure) serveSecrets(t testing.TB, function Function) (address string) {
	t.Helper()
	if function.Pages {
		return serveSecret(t, ConsoleSecretARN, on.ConsoleSecret)
	}
	return serveSecret(t, SecretARN, on.Secret)
}

// serveSecret answers GetSecretValue for the secret, and nothing else.
func serveSecret(t testing.TB, arn, secret string) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ SecretId string } //nolint:revive // AWS's name
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" || in.SecretId != arn {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`) //nolint:errcheck // the client has gone
			return
		}
		json.NewEncoder(w).Encode(map[string]string{"ARN": arn, "Name": "register", "SecretString": secret}) //nolint:errcheck // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// secretsAccesses lists what a request asks of IAM.
func secretsAccesses(r *http.Request, body []byte) (string, []access, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in struct{ SecretId string } //nolint:revive // AWS's name
	if err := json.Unmarshal(body, &in); err != nil {
		return operation, nil, err
	}
	return operation, []access{{action: "secretsmanager:" + operation, on: "RegisterSecretArn", resource: in.SecretId}}, nil
}

func refuseSecrets(w http.ResponseWriter) { refuseKMS(w) } // in the same words
