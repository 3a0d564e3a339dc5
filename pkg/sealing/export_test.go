package sealing

import (
	"context"
	"time"
)

// Impatient makes a sealer try again at once.
func (s *Sealer) Impatient() *Sealer {
	s.pause = func(context.Context, int) {}
	return s
}

// Waiting shows a test since when the oldest entry waits that no published checkpoint has.
func (s *Sealer) Waiting(ctx context.Context, register string) (time.Time, error) {
	return s.waiting(ctx, register, nil)
}
