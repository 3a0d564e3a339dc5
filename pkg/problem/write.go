package problem

import (
	"encoding/json"
	"net/http"
)

// Write answers a request with the problem, which names the request.
func Write(w http.ResponseWriter, r *http.Request, p *Problem) {
	p = p.In(r.Context())
	w.Header().Set("Content-Type", ContentType)
	w.WriteHeader(p.Status)
	// The status is out; a client that hung up needs no answer.
	_ = json.NewEncoder(w).Encode(p)
}
