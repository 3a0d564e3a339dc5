package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

// plainText is the media type of what the log publishes.
const plainText = "text/plain; charset=utf-8"

func logging(s *service) {
	add(s, inText(get("show-checkpoint", "/checkpoint", "The log's newest checkpoint",
		"The signed head of the register's log (C2SP tlog-checkpoint). Keep it: a later one can be proved to extend it. "+
			"With since, the size of one that was kept, a proof goes before the checkpoint, and a blank line between: that the log only grew since (docs/ledger.md)."),
		"text/plain", "The checkpoint"),
		func(ctx context.Context, in *struct {
			Place
			Since int64 `query:"since" minimum:"1" doc:"The second line of a checkpoint kept from before" example:"1024"`
		},
		) (*text, error) {
			by, err := s.caller(ctx, in.Place)
			if err != nil {
				return nil, err
			}
			var checkpoint []byte
			if in.Since > 0 {
				checkpoint, err = s.registrar.CheckpointSince(ctx, by, in.Since)
			} else {
				checkpoint, err = s.registrar.Checkpoint(ctx, by)
			}
			return &text{plainText, checkpoint}, err
		})
	add(s, inText(get("show-receipt", "/receipts/{id}", "An entry's receipt",
		"Offline proof that the entry is in the log (C2SP tlog-proof). It holds nothing personal, and still proves an entry that has been destroyed."),
		"text/plain", "The receipt"),
		func(ctx context.Context, in *struct {
			Place
			ID string `path:"id"`
		},
		) (*text, error) {
			by, err := s.caller(ctx, in.Place)
			if err != nil {
				return nil, err
			}
			var id disclosure.EntryID
			if id, err = entryID(in.ID); err != nil {
				return nil, err
			}
			receipt, err := s.registrar.Receipt(ctx, by, id)
			return &text{plainText, receipt}, err
		})
}
