package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

// longestWait bounds Prefer: wait (RFC 7240), in seconds.
const longestWait = 2

// recordedInLog is an answer to a recording that was asked to wait.
type recordedInLog struct {
	registrar.Recorded
	Receipt string `json:"receipt,omitempty" doc:"Offline proof that the entry is in the log (C2SP tlog-proof), when asked for by Prefer: wait and there in time"`
}

// preferredWait reads Prefer: wait=2. Anything else asks for no wait.
func preferredWait(prefer string) time.Duration {
	for preference := range strings.SplitSeq(prefer, ",") {
		if seconds, ok := strings.CutPrefix(strings.TrimSpace(preference), "wait="); ok {
			if n, err := strconv.Atoi(seconds); err == nil && n > 0 {
				return time.Duration(min(n, longestWait)) * time.Second
			}
		}
	}
	return 0
}

// plain answers with text that is not JSON.
type plain struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func logging(s *service, api huma.API) {
	text := func(o huma.Operation, description string) huma.Operation {
		o.Responses = map[string]*huma.Response{"200": {
			Description: description,
			Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}}
		return o
	}
	huma.Register(api, text(get("show-checkpoint", "/checkpoint", "The log's newest checkpoint",
		"The signed head of the register's log (C2SP tlog-checkpoint). Keep it: a later one can be proved to extend it. "+
			"With since, the size of one that was kept, a proof goes before the checkpoint, and a blank line between: that the log only grew since (docs/ledger.md)."), "The checkpoint"),
		func(ctx context.Context, in *struct {
			Place
			Since int64 `query:"since" minimum:"1" doc:"The second line of a checkpoint kept from before" example:"1024"`
		},
		) (*plain, error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			var body []byte
			if in.Since > 0 {
				body, err = s.registrar.CheckpointSince(ctx, by, in.Since)
			} else {
				body, err = s.registrar.Checkpoint(ctx, by)
			}
			if err != nil {
				return nil, s.fail(err)
			}
			return &plain{"text/plain; charset=utf-8", body}, nil
		})
	huma.Register(api, text(get("show-receipt", "/receipts/{id}", "An entry's receipt",
		"Offline proof that the entry is in the log (C2SP tlog-proof). It holds nothing personal, and still proves an entry that has been destroyed."), "The receipt"),
		func(ctx context.Context, in *struct {
			Place
			ID string `path:"id"`
		},
		) (*plain, error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			id, err := entryID(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Receipt(ctx, by, id)
			if err != nil {
				return nil, s.fail(err)
			}
			return &plain{"text/plain; charset=utf-8", body}, nil
		})
}
