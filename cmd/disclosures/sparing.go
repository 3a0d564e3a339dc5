package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// sumFor is for how long what is said again is only counted.
	sumFor = time.Minute
	// differently is how many lines are told apart meanwhile.
	differently = 20
)

// sparing logs what may come as often as somebody outside likes: a line at once, and when
// it comes again, once a minute and how often. It may be used concurrently.
type sparing struct {
	log *slog.Logger
	sum time.Duration // zero means sumFor

	mu   sync.Mutex
	said map[string]int // how often again, of the lines of the last minute
}

func (s *sparing) say(level slog.Level, message string, more ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprint(level, message, more)
	if _, again := s.said[line]; !again && len(s.said) >= differently {
		level, message, more = slog.LevelError, "and more of the kind, which is not told apart", nil
		line = message
	}
	if _, again := s.said[line]; again {
		s.said[line]++
		return
	}
	s.log.Log(context.Background(), level, message, more...)
	s.later(line, level, message, more)
}

// later says how often the line came again, and goes on counting as long as it does.
// The lock is held.
func (s *sparing) later(line string, level slog.Level, message string, more []any) {
	if s.said == nil {
		s.said = map[string]int{}
	}
	s.said[line] = 0
	sum := s.sum
	if sum == 0 {
		sum = sumFor
	}
	time.AfterFunc(sum, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		again := s.said[line]
		delete(s.said, line)
		if again > 0 {
			s.log.Log(context.Background(), level, message, append(more[:len(more):len(more)], "again", again)...)
			s.later(line, level, message, more)
		}
	})
}
