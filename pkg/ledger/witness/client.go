package witness

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"disclosure-register/pkg/ledger"
)

// Client asks a witness elsewhere to cosign. It may be used concurrently.
type Client struct {
	url  string
	key  string
	http *http.Client
	seen atomic.Int64 // the size the witness is thought to have seen last
}

// NewClient returns a client of the witness at the URL of its submission prefix,
// with its verifier key. It makes no call. The HTTP client may be nil.
func NewClient(url, key string, client *http.Client) *Client {
	if client == nil {
		client = http.DefaultClient
	}
	return &Client{url: strings.TrimSuffix(url, "/") + "/add-checkpoint", key: key, http: client}
}

// Key returns the witness's verifier key.
func (c *Client) Key() string { return c.key }

// Cosign asks for a cosignature of the checkpoint. The witness is sent a proof
// from the size it is thought to have seen last, and once more from the size it
// says. Its error wraps [ledger.ErrForked] when the witness has seen a history
// that the checkpoint does not extend.
func (c *Client) Cosign(ctx context.Context, signed []byte, prove func(oldSize int64) (ledger.Consistency, error)) ([]byte, error) {
	tree, err := ledger.ReadTree(signed)
	if err != nil {
		return nil, err
	}
	size := min(c.seen.Load(), tree.N)
	for range 2 {
		proof, err := prove(size)
		if err != nil {
			return nil, err
		}
		lines, status, err := c.post(ctx, proof.Lines()+"\n"+string(signed))
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			c.seen.Store(tree.N)
			return lines, nil
		case status == http.StatusUnprocessableEntity:
			return nil, fmt.Errorf("the witness refuses: %w", ledger.ErrForked)
		case status != http.StatusConflict:
			return nil, fmt.Errorf("the witness answered %d", status)
		}
		said, err := strconv.ParseInt(strings.TrimSuffix(string(lines), "\n"), 10, 64)
		if err != nil || said < 0 || said == size {
			return nil, fmt.Errorf("the witness refuses: %w", ledger.ErrForked)
		}
		if said > tree.N {
			// It has seen more of the log than this checkpoint: another run's.
			return nil, fmt.Errorf("the witness has seen %d leaves already, more than %d", said, tree.N)
		}
		size = said
	}
	return nil, fmt.Errorf("the witness has seen other checkpoints meanwhile")
}

func (c *Client) post(ctx context.Context, body string) (answer []byte, status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, strings.NewReader(body))
	if err != nil {
		return nil, 0, fmt.Errorf("ask the witness: %w", err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, 0, fmt.Errorf("ask the witness: %w", err)
	}
	defer response.Body.Close()
	if answer, err = io.ReadAll(io.LimitReader(response.Body, largestRequest)); err != nil {
		return nil, 0, fmt.Errorf("read the witness's answer: %w", err)
	}
	return answer, response.StatusCode, nil
}
