package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Service is the register that rows are recorded in, over HTTP.
type Service struct {
	URL      string // without /v1
	Register string // the council's ONS code
	Token    string
	Client   *http.Client // nil for the default
}

// item is one row as a batch carries it.
type item struct {
	Key        string          `json:"key"`
	Disclosure json.RawMessage `json:"disclosure"`
}

// result is what the register says of one row.
type result struct {
	Status   int  `json:"status"`
	Earlier  bool `json:"earlier"`
	Changed  bool `json:"changed"`
	Recorded *struct {
		Flags []finding `json:"flags"`
	} `json:"recorded"`
	Explanation *struct {
		Outcome string    `json:"outcome"`
		Rules   []finding `json:"rules"`
	} `json:"explanation"`
	Problem *refusal `json:"problem"`
}

// finding is a rule that a row does not meet, and where.
type finding struct {
	Rule     string `json:"rule"`
	Pointer  string `json:"pointer"`
	Detail   string `json:"detail"`
	Severity string `json:"severity"`
	Clears   string `json:"clears"`
}

// refusal is a problem document: an item's, or that of a batch as a whole.
type refusal struct {
	Status int       `json:"status"`
	Detail string    `json:"detail"`
	Errors []finding `json:"errors"`
}

func (r *refusal) Error() string {
	return fmt.Sprintf("the service answered %d: %s", r.Status, r.Detail)
}

// errNotNow is of a call whose outcome is not known, or that was not let through:
// sending it again is safe.
var errNotNow = errors.New("the service cannot be reached, or cannot answer now")

// send sends a batch. It returns a *refusal when the service took none of it, and
// [errNotNow] when it may be sent again.
func (s *Service) send(ctx context.Context, items []item, dryRun bool) ([]result, error) {
	body, err := json.Marshal(map[string]any{"items": items})
	if err != nil {
		return nil, fmt.Errorf("encode a batch: %w", err)
	}
	address := strings.TrimSuffix(s.URL, "/") + "/v1/registers/" + s.Register + "/disclosures/batch"
	if dryRun {
		address += "?dryRun=true"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("the service's address is not one such as http://127.0.0.1:8080")
	}
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client().Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotNow, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errNotNow, err)
	case response.StatusCode == http.StatusTooManyRequests, response.StatusCode >= http.StatusInternalServerError:
		return nil, fmt.Errorf("%w: it answered %d", errNotNow, response.StatusCode)
	case response.StatusCode != http.StatusOK:
		refused := &refusal{Status: response.StatusCode}
		_ = json.Unmarshal(text, refused) // the status says enough
		return nil, refused
	}
	var answer struct {
		Results []result `json:"results"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Results) != len(items) {
		return nil, fmt.Errorf("the service's answer cannot be read: is %s a register of this version?", s.URL)
	}
	return answer.Results, nil
}

// ownClient keeps a connection for every lane, of every import.
var ownClient = sync.OnceValue(func() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = lanes
	return &http.Client{Transport: transport}
})

func (s *Service) client() *http.Client {
	if s.Client == nil {
		return ownClient()
	}
	return s.Client
}
