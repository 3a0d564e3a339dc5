package dynamo

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestBackOffDoubles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for n := 1; n < maxBatchCalls; n++ {
			start := time.Now()
			if err := backOff(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			most := 50 * time.Millisecond << (n - 1)
			if got := time.Since(start); got > most || got < most/2 {
				t.Errorf("wait %d: got %v, want between %v and %v", n, got, most/2, most)
			}
		}
	})
}

func TestBackOffEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		start := time.Now()
		if err := backOff(ctx, 5); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
		}
		if got, want := time.Since(start), time.Millisecond; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
