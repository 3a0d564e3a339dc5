package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"syscall"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// What the service logs of a failure that a person must mend names a runbook, once.
func TestALineOfTheLogNamesTheRunbookOfItsError(t *testing.T) {
	answered := func(status int) error {
		return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: errors.New("api error"),
		}}
	}
	for _, tt := range []struct {
		name string
		err  error
		see  string // "" is none
	}{
		{"sealing, the disk is full", fmt.Errorf("create a tile: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), "disk-full.md"},
		{"sealing, the table is full", fmt.Errorf("put a batch: %w", store.ErrFull), "disk-full.md"},
		{"sealing, the table is damaged", fmt.Errorf("read the head: %w", store.ErrDamaged), "table-damaged.md"},
		{"the archive fails", fmt.Errorf("upload: %w", answered(500)), "disk-full.md"},
		{"the archive refuses", fmt.Errorf("upload: %w", answered(403)), ""},
		{"it is refused", &sealing.Refusal{Reason: sealing.Forked}, "log-refused.md"},
		{"a tile is not the checkpoint's", fmt.Errorf("read the entries: %w", ledger.ErrInconsistent), "log-overwritten.md"},
		{"something else", errors.New("something else"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			log := slog.New(advising{slog.NewTextHandler(&out, nil)})
			sealing.Log(log.With("a", 1).WithGroup("b"), "E07000107", sealing.Report{}, tt.err)
			if got := strings.Count(out.String(), "docs/runbooks/"); tt.see == "" && got != 0 || tt.see != "" && !strings.Contains(out.String(), "docs/runbooks/"+tt.see) {
				t.Errorf("logged %s, want %q", &out, tt.see)
			}
		})
	}
}
