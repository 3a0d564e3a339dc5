package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

const (
	// logBucket is where the logs are published in the embedded S3.
	logBucket = "log"
	// logSite begins the origins of this machine's logs. A council's own log is
	// named for where it publishes.
	logSite = "one-machine.invalid/disclosure-register"
)

// publisher seals entries into the log as they are recorded, as the table's
// stream makes the seal function do on AWS.
type publisher struct {
	loop   *sealing.Loop
	reader *sealing.Reader
	keys   logKeys
}

func newPublisher(ctx context.Context, table *sqlite.Table, objects *embedded.Server, dir *dataDir, law *policy.Law, log *slog.Logger) (*publisher, error) {
	keys, err := openLogKeys(dir)
	if err != nil {
		return nil, err
	}
	_, err = objects.Client().CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(logBucket)})
	if owned := new(types.BucketAlreadyOwnedByYou); err != nil && !errors.As(err, &owned) {
		return nil, fmt.Errorf("make the log's bucket: %w: %w", errArchive, err)
	}
	published := objects.InPlace()
	var registers []string
	for _, r := range law.Registers() {
		registers = append(registers, r.ID.String())
	}
	sealer := sealing.New(table, published, keys.signing, keys.config())
	loop := sealing.NewLoop(sealer, registers, log)
	loop.OnRefusal(func(r *sealing.Refusal) {
		// The table is not the one that was published from: nobody is answered from it.
		if r.Reason == sealing.Shrunk || r.Reason == sealing.Forked {
			table.Condemn(r)
		}
	})
	return &publisher{loop: loop, reader: sealing.NewReader(table, published).KnownBy(logSite, keys.public()...), keys: keys}, nil
}

// waking returns the table, telling the loop of every leaf as it is written.
func (p *publisher) waking(table store.Table) store.Table { return wakingTable{table, p.loop} }

type wakingTable struct {
	store.Table
	loop *sealing.Loop
}

func (t wakingTable) Transact(ctx context.Context, writes []store.Write) error {
	err := t.Table.Transact(ctx, writes)
	for _, w := range writes {
		// Also after an unknown outcome: looking in vain costs one query.
		if rest, ok := strings.CutPrefix(w.Item.Partition, "leaf#"); ok {
			register, _, _ := strings.Cut(rest, "#")
			t.loop.Wake(register)
			break
		}
	}
	return err
}
