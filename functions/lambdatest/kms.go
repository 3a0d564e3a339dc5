package lambdatest

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// KeyARN names the key of the infrastructure stack, which signs the log, and
// NextKeyARN one that it may be changed for.
const (
	KeyARN     = "arn:aws:kms:" + region + ":" + account + ":key/1234abcd-12ab-34cd-56ef-1234567890ab"
	NextKeyARN = "arn:aws:kms:" + region + ":" + account + ":key/5678abcd-12ab-34cd-56ef-1234567890ab"
)

// serveKMS answers GetPublicKey and Sign for the keys, which are by their ARNs,
// and nothing else.
func serveKMS(t testing.TB, keys map[string]ed25519.PrivateKey) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			KeyId, MessageType, SigningAlgorithm string //nolint:revive // AWS's names
			Message                              []byte
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		err := json.NewDecoder(r.Body).Decode(&in)
		key, found := keys[in.KeyId]
		answer := map[string]any{"KeyId": in.KeyId}
		switch operation := r.Header.Get("X-Amz-Target"); {
		case err == nil && found && operation == "TrentService.GetPublicKey":
			public, err := x509.MarshalPKIXPublicKey(key.Public())
			if err != nil {
				t.Error(err)
			}
			answer["KeySpec"], answer["KeyUsage"], answer["PublicKey"] = "ECC_NIST_EDWARDS25519", "SIGN_VERIFY", public
		case err == nil && found && operation == "TrentService.Sign" && in.MessageType == "RAW" && in.SigningAlgorithm == "ED25519_SHA_512":
			answer["SigningAlgorithm"], answer["Signature"] = in.SigningAlgorithm, ed25519.Sign(key, in.Message)
		default:
			w.WriteHeader(http.StatusBadRequest)
			answer = map[string]any{"__type": "NotFoundException", "message": "There is no such key, or it does not do that."}
		}
		json.NewEncoder(w).Encode(answer) //nolint:errcheck // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// kmsAccesses returns how to list what a request asks of IAM. KMS has an action
// of the name of each operation. A key that the deployment names is the
// parameter's, and the infrastructure's own key is its stack's when it names none.
func kmsAccesses(named []string) func(*http.Request, []byte) (string, []access, error) {
	return func(r *http.Request, body []byte) (string, []access, error) {
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		var in struct{ KeyId string } //nolint:revive // AWS's name
		if err := json.Unmarshal(body, &in); err != nil {
			return operation, nil, err
		}
		asked := access{action: "kms:" + operation, on: "another key", resource: in.KeyId}
		switch {
		case len(named) > 0 && slices.Contains(named, in.KeyId):
			asked.on = "LogSigningKeyArns"
		case len(named) == 0 && in.KeyId == KeyARN:
			asked.on = "LogSigningKeyArn"
		}
		return operation, []access{asked}, nil
	}
}

func refuseKMS(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	io.WriteString(w, `{"__type":"AccessDeniedException","message":"not authorized"}`) //nolint:errcheck // the client has gone
}
