package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// Eight departments record until the process is killed in the middle, five times
// over. Everything that was acknowledged must be there; nothing may be there
// that was never asked for; and a request whose answer was lost must, asked
// again, be recorded once.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	acknowledged := map[string]string{} // key to id
	asked := map[string]bool{}
	body := example(t)
	for round := range 5 {
		r := start(t, data, "--sample=false")
		token := r.token(t, "recorder", "housing")
		var mu sync.Mutex
		var writers sync.WaitGroup
		enough := make(chan struct{})
		var once sync.Once
		for w := range 8 {
			writers.Go(func() {
				for n := 0; ; n++ {
					key := fmt.Sprintf("round-%d-writer-%d-%d", round, w, n)
					mu.Lock()
					asked[key] = true
					mu.Unlock()
					status, answer, err := r.send(token, http.MethodPost, "/disclosures", key, body)
					if err != nil {
						return // killed
					}
					var recorded struct{ ID string }
					if status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
						t.Errorf("status = %d: %s", status, answer)
						return
					}
					mu.Lock()
					acknowledged[key] = recorded.ID
					if len(acknowledged) >= 40*(round+1) {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		r.kill()
		writers.Wait()
	}

	r := start(t, data, "--sample=false")
	token := r.token(t, "recorder", "housing")
	for key := range asked {
		status, answer, err := r.send(token, http.MethodPost, "/disclosures", key, body)
		var recorded struct{ ID string }
		if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
			t.Fatalf("asked again: %d, %v", status, err)
		}
		if id, ok := acknowledged[key]; ok && id != recorded.ID {
			t.Errorf("acknowledged as %s, now %s", id, recorded.ID)
		}
	}
	if found := r.recorded(t); found != len(asked) {
		t.Errorf("%d disclosures for %d requests", found, len(asked))
	}
}
