package lambdatest

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// KeyARN names the one key there is: it signs the log.
const KeyARN = "arn:aws:kms:" + region + ":" + account + ":key/1234abcd-12ab-34cd-56ef-1234567890ab"

// serveKMS answers GetPublicKey and Sign for [KeyARN], and nothing else.
func serveKMS(t testing.TB, key ed25519.PrivateKey) (address string) {
	t.Helper()
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			KeyId, MessageType, SigningAlgorithm string //nolint:revive // AWS's names
			Message                              []byte
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		answer := map[string]any{"KeyId": KeyARN}
		err := json.NewDecoder(r.Body).Decode(&in)
		switch operation := r.Header.Get("X-Amz-Target"); {
		case err == nil && in.KeyId == KeyARN && operation == "TrentService.GetPublicKey":
			answer["KeySpec"], answer["KeyUsage"], answer["PublicKey"] = "ECC_NIST_EDWARDS25519", "SIGN_VERIFY", public
		case err == nil && in.KeyId == KeyARN && operation == "TrentService.Sign" && in.MessageType == "RAW" && in.SigningAlgorithm == "ED25519_SHA_512":
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

// kmsAccesses lists what a request asks of IAM. KMS has an action of the name of
// each operation.
func kmsAccesses(r *http.Request, body []byte) (string, []access, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in struct{ KeyId string } //nolint:revive // AWS's name
	if err := json.Unmarshal(body, &in); err != nil || in.KeyId != KeyARN {
		return operation, nil, fmt.Errorf("it names another key than %s", KeyARN)
	}
	return operation, []access{{action: "kms:" + operation, on: "LogSigningKeyArn"}}, nil
}

func refuseKMS(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	io.WriteString(w, `{"__type":"AccessDeniedException","message":"not authorized"}`) //nolint:errcheck // the client has gone
}
