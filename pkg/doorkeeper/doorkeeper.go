// Package doorkeeper bounds how many connections a server holds, so that nobody
// who has not shown who they are keeps out anybody who can.
//
// When the house is full, a new connection takes the place of the oldest one that
// has not been admitted: one that has sent no whole request yet, whose request
// has shown no right to be here, or that is idle. Only when every place is taken
// by the admitted does a new connection wait. Counting by remote address would
// not help: on one machine all callers share one.
package doorkeeper

import (
	"container/list"
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listener is a listener that holds at most so many connections. It never ends
// because a connection could not be accepted, as for want of file descriptors: it
// waits and tries again until it is closed.
type Listener struct {
	net.Listener
	most int

	mu        sync.Mutex
	strangers *list.List // of *conn, the oldest first
	admitted  int
	free      chan struct{} // tells that an admitted connection has gone or is a stranger again
	closed    chan struct{}
	once      sync.Once
}

// Bound bounds the listener. Most is at least 1.
func Bound(inner net.Listener, most int) *Listener {
	return &Listener{Listener: inner, most: max(most, 1), strangers: list.New(), free: make(chan struct{}, 1), closed: make(chan struct{})}
}

// Accept returns the next connection, or [net.ErrClosed].
func (l *Listener) Accept() (net.Conn, error) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		inner, err := l.Listener.Accept()
		if err == nil {
			return l.seat(inner)
		}
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		// Most often descriptors have run out. A place given up frees one.
		l.mu.Lock()
		oldest := l.oldest()
		l.mu.Unlock()
		if oldest != nil {
			oldest.Close()
		}
		select {
		case <-time.After(wait):
		case <-l.closed:
			return nil, net.ErrClosed
		}
	}
}

// seat finds the connection a place.
func (l *Listener) seat(inner net.Conn) (net.Conn, error) {
	c := &conn{Conn: inner, house: l}
	for {
		l.mu.Lock()
		if l.strangers.Len()+l.admitted < l.most {
			c.place = l.strangers.PushBack(c)
			l.mu.Unlock()
			return c, nil
		}
		oldest := l.oldest()
		l.mu.Unlock()
		if oldest != nil {
			oldest.Close()
			continue
		}
		select {
		case <-l.free:
		case <-l.closed:
			inner.Close()
			return nil, net.ErrClosed
		}
	}
}

// oldest is called with the lock held.
func (l *Listener) oldest() *conn {
	if first := l.strangers.Front(); first != nil {
		return first.Value.(*conn)
	}
	return nil
}

// Close ends Accept, and leaves the connections open.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// conn is a connection with a place. Its fields are guarded by the house's lock.
type conn struct {
	net.Conn
	house    *Listener
	place    *list.Element // among the strangers; nil when admitted or gone
	admitted bool
}

// Close gives the place up.
func (c *conn) Close() error {
	l := c.house
	l.mu.Lock()
	if c.place != nil {
		l.strangers.Remove(c.place)
		c.place = nil
	}
	if c.admitted {
		c.admitted = false
		l.admitted--
		l.tell()
	}
	l.mu.Unlock()
	return c.Conn.Close()
}

func (l *Listener) tell() {
	select {
	case l.free <- struct{}{}:
	default:
	}
}

// admit lets the connection keep its place until it is a stranger again.
func (c *conn) admit() {
	l := c.house
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.place == nil {
		return // admitted already, or gone
	}
	l.strangers.Remove(c.place)
	c.place, c.admitted = nil, true
	l.admitted++
}

// forget makes a stranger of the connection, the youngest.
func (c *conn) forget() {
	l := c.house
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.admitted {
		c.admitted = false
		l.admitted--
		c.place = l.strangers.PushBack(c)
		l.tell()
	}
}

type key struct{}

// Attend has the server hand its connections to this package: what comes over a
// bounded listener can then be admitted, and is a stranger again when its request
// has been answered.
func Attend(server *http.Server) {
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, key{}, c)
	}
	server.ConnState = func(c net.Conn, state http.ConnState) {
		if known, ok := c.(*conn); ok && state == http.StateIdle {
			known.forget()
		}
	}
}

// Admit keeps the place of the connection that the request came over until the
// request is answered. It does nothing where there is no bounded listener.
func Admit(ctx context.Context) {
	if c, ok := ctx.Value(key{}).(*conn); ok {
		c.admit()
	}
}
