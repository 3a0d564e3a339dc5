package problem

import (
	"encoding/json"
	"net/http"
)

// Write answers a request with the problem.
func Write(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", ContentType)
	w.WriteHeader(p.Status)
	// The status is out; a client that hung up needs no answer.
	_ = json.NewEncoder(w).Encode(p)
}
