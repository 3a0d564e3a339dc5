package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/verifier"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/sqlite"
)

// logPlace says where a register's table and its published log are: in the data
// directory of a service that is stopped, or on AWS, where whoever runs the
// command needs permission of their own to read both. Only bridging writes.
type logPlace struct {
	Register string   `help:"The council's ONS code, for example E07000107." required:""`
	Data     string   `help:"Data directory of the service, which is stopped." default:"data" type:"path"`
	Table    string   `help:"On AWS: name of the table. Credentials and region come from the environment."`
	Bucket   string   `help:"On AWS: name of the log's bucket."`
	Key      []string `help:"A verifier key of the log, or a file of them; on one machine, those of the data directory unless given."`
	Old      string   `help:"Another copy of the table, such as the one that was restored over, to name what is lost: a register.db, or on AWS a table's name." placeholder:"COPY"`
}

// openedLog is a log to compare and how to let go of it.
type openedLog struct {
	*sealing.Comparer
	register string
	keys     ledger.Keys
	other    store.Table   // nil when there is no other copy
	table    *sqlite.Table // on one machine, with the archive's directory
	archive  string
	// published is, on one machine, where the log is.
	published publishedFiles
	closing   []func() error
}

func (l *openedLog) close() (err error) {
	for i := len(l.closing) - 1; i >= 0; i-- {
		err = errors.Join(err, l.closing[i]())
	}
	return err
}

func (p logPlace) open(ctx context.Context) (*openedLog, error) {
	register, err := disclosure.ParseRegister(p.Register)
	if err != nil {
		return nil, err
	}
	l := &openedLog{register: register.String()}
	if p.Table != "" || p.Bucket != "" {
		err = p.onAWS(ctx, l)
	} else {
		err = p.onOneMachine(ctx, l, register)
	}
	if err == nil && len(p.Key) > 0 {
		l.keys, err = verifier.ReadKeys(p.Key...)
	}
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (p logPlace) onAWS(ctx context.Context, l *openedLog) error {
	if p.Table == "" || p.Bucket == "" || len(p.Key) == 0 {
		return errors.New("on AWS give --table, --bucket and the log's --key")
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("load the AWS configuration: %w", err)
	}
	client := dynamodb.NewFromConfig(cfg)
	l.Comparer = sealing.NewComparer(dynamo.Open(client, p.Table), bucket.New(s3.NewFromConfig(cfg), p.Bucket))
	if p.Old != "" {
		l.other = dynamo.Open(client, p.Old)
	}
	return nil
}

func (p logPlace) onOneMachine(ctx context.Context, l *openedLog, register disclosure.Register) error {
	dir, err := lockDataDir(p.Data)
	if err != nil {
		return err
	}
	l.closing = append(l.closing, dir.close)
	if err := dir.refuseIfTheLogIsLost(); err != nil {
		return err
	}
	table, err := openThere(dir.file(tableFile))
	if err != nil {
		return err
	}
	l.closing = append(l.closing, table.Close)
	if err := table.CheckSound(ctx); err != nil {
		return err
	}
	l.table, l.archive = table, dir.file(objectsDir)
	l.published = publishedFiles(dir.file(filepath.Join(objectsDir, "objects", logBucket)))
	l.Comparer = sealing.NewComparer(table, l.published)
	if p.Old != "" {
		other, err := openThere(p.Old)
		if err != nil {
			return err
		}
		l.closing = append(l.closing, other.Close)
		l.other = other
	}
	if len(p.Key) > 0 {
		return nil
	}
	if err := dir.refuseIfKeysAreMissing(); err != nil {
		return err
	}
	keys, err := openLogKeys(dir)
	if err != nil {
		return err
	}
	l.keys, err = keys.trusted(register)
	return err
}

// openThere opens a table's file that must be there already.
func openThere(path string) (*sqlite.Table, error) {
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no table at %s: give --data the data directory of the service; if it is, the table is lost (docs/runbooks/restore.md)", path)
	case err != nil:
		return nil, fmt.Errorf("open the table: %w", err)
	}
	return sqlite.Open(path)
}

// publishedFiles reads the logs in the folder that the embedded S3 keeps its
// bucket in, while nobody else does.
type publishedFiles string

// Read implements [sealing.Reads]. Nothing that only reads asks for the tag.
func (f publishedFiles) Read(_ context.Context, key string) ([]byte, string, error) {
	data, err := os.ReadFile(filepath.Join(string(f), filepath.FromSlash(key)))
	return data, "", err
}
