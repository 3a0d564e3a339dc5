package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/verifier"
	"disclosure-register/pkg/sealing/keyfile"
)

// logUnaltered is the number of the question that this command answers by proof
// and not by what the service says.
const logUnaltered = 18

// askLog is what that question is asked with.
type askLog struct {
	Key  []string `help:"For question 18: a public key of the log that you trust, or a file of them. May be repeated; this machine's own when left out."`
	Keep string   `help:"For question 18: a new file in which to keep the checkpoint for next time." type:"path"`
}

// logAnswer is the answer in JSON. What it says in words goes beside it.
type logAnswer struct {
	// Holds is false where the log is not the one that was seen, or has shrunk.
	Holds bool `json:"holds"`
	// Compared is what the log was compared with: the "checkpoint" that was kept, entry for
	// entry; the number of entries that it had ("size"); or "nothing" of the past.
	Compared string `json:"compared"`
	Origin   string `json:"origin,omitempty"`
	Size     *int64 `json:"size,omitempty"` // entries now
	Since    *int64 `json:"since,omitempty"`
	Recorded *int64 `json:"recorded,omitempty"` // entries since
	// OwnKey is true where the signature was checked with this machine's own key.
	OwnKey     bool   `json:"ownKey"`
	Checkpoint string `json:"checkpoint,omitempty"`
}

// What the log was compared with.
const (
	withNothing    = "nothing"
	withSize       = "size"
	withCheckpoint = "checkpoint"
)

// logSince is the answer about a log as it now is, and as it was with so many entries. A
// log of which no checkpoint holds has nothing more to say of it.
func logSince(holds bool, compared string, now ledger.Checkpoint, own bool, since *int64) *logAnswer {
	answer := &logAnswer{Holds: holds, Compared: compared, Since: since, OwnKey: own}
	if len(now.Signed) == 0 {
		return answer
	}
	answer.Origin, answer.Size, answer.Checkpoint = string(now.Origin), &now.N, string(now.Signed)
	if since != nil && now.N >= *since {
		recorded := now.N - *since
		answer.Recorded = &recorded
	}
	return answer
}

// proveLog answers in plain English or, where JSON is asked for, in one object of it with
// the words beside it. A log that does not hold ends the command with a failure in either.
func (a ask) proveLog(ctx context.Context, to streams) error {
	if !a.JSON {
		_, err := a.logProved(ctx, to)
		return err
	}
	answer, err := a.logProved(ctx, streams{out: to.notes, notes: to.notes})
	if answer == nil {
		return err
	}
	return errors.Join(jsonLines(to.out).Encode(answer), err)
}

// logProved asks for the newest checkpoint with proof that the log extends the one
// in the file --since, verifies both here, and says in plain English what holds.
// Without --since there is nothing to compare with yet.
func (a ask) logProved(ctx context.Context, to streams) (*logAnswer, error) {
	keys, own, err := a.logKeys()
	if err != nil {
		return nil, err
	}
	if a.Since == "" {
		signed, err := a.get(ctx, "/checkpoint")
		if err != nil {
			return nil, err
		}
		now, err := keys.Open(signed)
		if err != nil {
			return nil, fmt.Errorf("the checkpoint does not hold: %w", err)
		}
		a.sayHead(to, now, own)
		fmt.Fprintln(to.out, "Nothing is proved of the past: give the checkpoint that you kept from last time, --since FILE.")
		return logSince(true, withNothing, now, own, nil), a.keepCheckpoint(to, now)
	}
	if size, err := strconv.ParseInt(a.Since, 10, 64); err == nil && size >= 0 {
		return a.grewFrom(ctx, to, keys, size)
	}
	kept, err := os.ReadFile(a.Since)
	if err != nil {
		return nil, fmt.Errorf("read the checkpoint that was kept: %w (for question %d, --since is its file)", err, logUnaltered)
	}
	old, err := keys.Open(kept)
	if err != nil {
		return nil, fmt.Errorf("the checkpoint that was kept does not hold: %w", err)
	}
	now, err := a.extended(ctx, keys, old)
	if errors.Is(err, ledger.ErrForked) {
		fmt.Fprintf(to.out, "FAILS  %v.\n", err)
		fmt.Fprintf(to.out, "The log is not the one of which you kept a checkpoint of %d entries: some were removed or changed, or you are shown another log.\nKeep your checkpoint and this one: together they are evidence.\n", old.N)
		return logSince(false, withCheckpoint, now, own, &old.N), errDoesNotHold
	}
	if err != nil {
		return nil, err
	}
	a.sayHead(to, now, own)
	fmt.Fprintf(to.out, "holds  It extends the log you kept a checkpoint of, which had %d entries: none of those was changed, moved or removed since.\n", old.N)
	fmt.Fprintf(to.out, "Recorded since: %d. To check those entries themselves, and that none is left out, ask for an evidence bundle (docs/runbooks/audit.md):\n  POST /exports {\"format\":\"bundle\",\"range\":{\"first\":%d},\"purpose\":\"…\"}\n  verify --key KEY --since %s BUNDLE.zip\n", now.N-old.N, old.N, a.Since)
	return logSince(true, withCheckpoint, now, own, &old.N), a.keepCheckpoint(to, now)
}

// grewFrom says how the log has grown since it had so many entries, for somebody who
// knows the number and has no checkpoint: then it can be shown that the log is signed
// and has not shrunk, and not that its past is the one they saw.
func (a ask) grewFrom(ctx context.Context, to streams, keys ledger.Keys, size int64) (*logAnswer, error) {
	signed, err := a.get(ctx, "/checkpoint")
	if err != nil {
		return nil, err
	}
	now, err := keys.Open(signed)
	if err != nil {
		return nil, fmt.Errorf("the checkpoint does not hold: %w", err)
	}
	own := len(a.Key) == 0
	a.sayHead(to, now, own)
	if now.N < size {
		fmt.Fprintf(to.out, "FAILS  It had %d entries, and now has %d: a log never shrinks. Keep this answer, and tell the Data Protection Officer.\n", size, now.N)
		return logSince(false, withSize, now, own, &size), errDoesNotHold
	}
	fmt.Fprintf(to.out, "Recorded since: %d.\nA number alone does not show that the first %d are those you saw: for that, keep a checkpoint with --keep FILE, and give it next time as --since FILE.\n", now.N-size, size)
	return logSince(true, withSize, now, own, &size), a.keepCheckpoint(to, now)
}

// logKeys are those given with --key, or else this machine's own.
func (a ask) logKeys() (keys ledger.Keys, own bool, err error) {
	if len(a.Key) > 0 {
		keys, err = verifier.ReadKeys(a.Key...)
		return keys, false, err
	}
	register, err := disclosure.ParseRegister(a.Register)
	if err != nil {
		return ledger.Keys{}, false, err
	}
	signing, err := keyfile.Open(filepath.Join(a.Data, logKeyFile))
	if err != nil {
		return ledger.Keys{}, false, fmt.Errorf("give the log's public key with --key; %s has none: %w", a.Data, err)
	}
	line, err := verifierKey(register, signing.Public())
	if err != nil {
		return ledger.Keys{}, false, err
	}
	keys, err = ledger.ParseKeys(line)
	return keys, true, err
}

// extended asks once, and verifies the answer. When the service has no proof, its
// checkpoint alone may show why: the log has shrunk.
func (a ask) extended(ctx context.Context, keys ledger.Keys, old ledger.Checkpoint) (ledger.Checkpoint, error) {
	path := "/checkpoint"
	if old.N > 0 { // every log extends the empty one
		path += "?since=" + strconv.FormatInt(old.N, 10)
	}
	answer, refusal := a.get(ctx, path)
	if refusal == nil && old.N > 0 {
		return keys.OpenExtension(answer, old)
	}
	if refusal != nil {
		var err error
		if answer, err = a.get(ctx, "/checkpoint"); err != nil {
			return ledger.Checkpoint{}, refusal
		}
	}
	now, err := keys.Open(answer)
	if err != nil {
		return ledger.Checkpoint{}, fmt.Errorf("the checkpoint does not hold: %w", err)
	}
	if now.N < old.N || old.N == 0 {
		return now, ledger.Consistency{OldSize: old.N}.Check(now.Tree, old.Tree)
	}
	return ledger.Checkpoint{}, refusal
}

func (a ask) sayHead(to streams, now ledger.Checkpoint, own bool) {
	fmt.Fprintf(to.out, "holds  The log %s has %d entries, and its head is signed by its key.\n", now.Origin, now.N)
	if own {
		fmt.Fprintln(to.out, "note   The key is this machine's own. An auditor compares it with what the council publishes, and gives it with --key.")
	}
}

// keepCheckpoint writes the checkpoint for next time, and never over another.
func (a ask) keepCheckpoint(to streams, now ledger.Checkpoint) error {
	if a.Keep == "" {
		fmt.Fprintln(to.out, "Keep the checkpoint for next time: --keep FILE.")
		return nil
	}
	file, err := os.OpenFile(a.Keep, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	_, err = file.Write(now.Signed)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	fmt.Fprintf(to.out, "Kept in %s for next time.\n", a.Keep)
	return nil
}
