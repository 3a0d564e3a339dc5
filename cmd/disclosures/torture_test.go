//go:build check || torture

package main_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var tortureFor = flag.Duration("torture.for", 30*time.Second, "how long the torture goes on")

// Sixteen clients record, archive letters and ask for exports, with strangers in
// the way, until the process is killed at a random moment, over and over. After
// each round everything acknowledged is there under the id that was given, and
// what was asked again is recorded once; the check of the log, letters and all,
// is clean; and no export is left unfinished. docs/reliability.md has the figures.
func TestTorture(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	acknowledged, asked := map[string]string{}, map[string]bool{}
	var mu sync.Mutex
	var kills, letters, exports int
	body := example(t)
	record := func(r *running, key string) bool {
		mu.Lock()
		asked[key] = true
		mu.Unlock()
		status, answer, err := r.send(r.tokens["recorder"], http.MethodPost, "/disclosures", key, body)
		if err != nil {
			return false
		}
		var recorded struct{ ID string }
		if status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
			t.Errorf("recording: %d %s", status, answer)
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		if first, was := acknowledged[key]; was && first != recorded.ID {
			t.Errorf("acknowledged as %s, now %s", first, recorded.ID)
		}
		acknowledged[key] = recorded.ID
		return true
	}
	open := func() *running {
		r := start(t, data, "--sample=false")
		r.tokens["recorder"], r.tokens["auditor"] = r.token(t, "recorder", "housing"), r.token(t, "auditor", "")
		return r
	}
	for until := time.Now().Add(*tortureFor); time.Now().Before(until) && !t.Failed(); kills++ {
		r := open()
		var clients sync.WaitGroup
		for c := range 16 {
			clients.Go(func() {
				for n := 0; ; n++ {
					key := fmt.Sprintf("%d-%d-%d", kills, c, n)
					if !record(r, key) {
						return
					}
					switch (c + n) % 8 {
					case 0:
						if archived(r, key) {
							mu.Lock()
							letters++
							mu.Unlock()
						}
					case 1:
						asks := fmt.Sprintf(`{"format":"csv","filter":{"case":%q},"purpose":"Torture"}`, exampleCase)
						if status, _, err := r.send(r.tokens["auditor"], http.MethodPost, "/exports", key, []byte(asks)); err == nil && status/100 == 2 {
							mu.Lock()
							exports++
							mu.Unlock()
						}
					case 2:
						if c, err := dial(r); err == nil {
							defer c.Close()
							fmt.Fprint(c, "POST /v1/registers/E07000107/disclosures HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
						}
					}
				}
			})
		}
		time.Sleep(time.Duration(50+random.IntN(1500)) * time.Millisecond) // the moment is what is tried
		r.kill()
		clients.Wait()
		if kills%5 == 0 {
			wantClean(t, data)
		}
	}
	r := open()
	for key := range asked {
		record(r, key)
	}
	if got := r.recorded(t); got != len(asked) {
		t.Errorf("%d disclosures for %d requests", got, len(asked))
	}
	r.waitForEntry(t, "last")
	r.kill()
	wantClean(t, data)
	t.Logf("%d kills; %d disclosures asked for, %d letters and %d exports acknowledged; nothing lost, nothing twice", kills, len(asked), letters, exports)
}

func wantClean(t *testing.T, data string) {
	t.Helper()
	out, code := ends(t, "log", "check", "--register", "E07000107", "--data", data)
	if code != 0 && !strings.Contains(out, "no such file or directory") { // killed before its first checkpoint
		t.Errorf("the check of the log ends with %d:\n%s", code, out)
	}
}

// archived sends a letter and completes it, and reports whether all of it was
// acknowledged. The service may be killed meanwhile.
func archived(r *running, key string) bool {
	l := &sent{r: r, key: key, body: []byte("A fictional letter, about " + key)}
	sum := sha256.Sum256(l.body)
	asked := fmt.Sprintf(`{"title":"A letter","contentType":"text/plain","size":%d,"sha256":"%s"}`, len(l.body), hex.EncodeToString(sum[:]))
	recorder := r.tokens["recorder"]
	status, answer, err := r.send(recorder, http.MethodPost, "/cases/"+exampleCase+"/correspondence", "ticket-"+key, []byte(asked))
	if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &l.ticket) != nil {
		return false
	}
	request, err := http.NewRequest(l.ticket.Method, l.ticket.URL, bytes.NewReader(l.body))
	if err != nil {
		return false
	}
	for name, value := range l.ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	status, _, err = r.send(recorder, http.MethodPost, "/cases/"+exampleCase+"/correspondence/"+l.ticket.Document+"/complete", "complete-"+key, nil)
	return err == nil && status/100 == 2
}

// dial connects to the API and sends nothing.
func dial(r *running) (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(r.url, "http://")) }
