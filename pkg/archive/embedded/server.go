package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
	"github.com/versity/versitygw/s3api"
)

// Config says where a server keeps its objects and where it listens.
type Config struct {
	// Dir holds everything; it is made when absent. Only one server may use
	// it at a time: the caller locks it. Required.
	Dir string
	// Listen is a loopback host and port; port 0 takes a free one. Empty
	// means 127.0.0.1:0. Links carry this address, so they die when it
	// changes.
	Listen string
	// Correspondence and Reports name the two buckets; empty means
	// "correspondence" and "reports".
	Correspondence, Reports string
}

// running is true while a server exists. versitygw checks this too, but only
// after the second server has moved the working directory from under the first,
// which then finds none of its objects.
var running atomic.Bool

// ErrRunning says that this process already has a server.
var ErrRunning = errors.New("another S3 server is running in this process")

// Server is a running S3 server.
type Server struct {
	config Config
	access Access
	stop   context.CancelFunc
	done   chan struct{} // closed when the gateway has returned
	err    error         // why it returned; read after done
	closed sync.Once
}

// Start serves S3 until [Server.Close] and returns when both buckets are
// there, or [ErrRunning] when there is a server already. It changes the working
// directory of the process. ctx bounds the start alone.
//
// A failure, or a kill during the first start, may leave a directory with some
// of its parts made; the next start completes it. Starting again on the same
// directory finds everything that was stored.
func Start(ctx context.Context, config Config) (*Server, error) {
	if !running.CompareAndSwap(false, true) {
		return nil, fmt.Errorf("start embedded S3: %w", ErrRunning)
	}
	s, err := open(ctx, config)
	if err != nil {
		running.Store(false)
		return nil, fmt.Errorf("start embedded S3: %w", err)
	}
	if err := MakeBuckets(ctx, s.Client(), s.config.Correspondence, s.config.Reports); err != nil {
		return nil, errors.Join(fmt.Errorf("start embedded S3: %w", err), s.Close())
	}
	return s, nil
}

// open makes what is missing on disk and starts the gateway.
func open(ctx context.Context, config Config) (*Server, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	secret, err := loadOrMakeSecret(filepath.Join(config.Dir, "secret.key"))
	if err != nil {
		return nil, err
	}
	if err := prepare(config); err != nil {
		return nil, err
	}
	return listen(ctx, config, secret)
}

// complete fills in defaults and makes the directory absolute, since the
// gateway is about to change what a relative one means.
func (c Config) complete() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("no directory given")
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return c, fmt.Errorf("find the directory: %w", err)
	}
	c.Dir = dir
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return c, fmt.Errorf("read the address to listen on: %w", err)
	}
	// Plain HTTP: beyond this machine it would carry letters in the clear.
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return c, fmt.Errorf("address %s is not a loopback address", c.Listen)
	}
	if c.Correspondence == "" {
		c.Correspondence = "correspondence"
	}
	if c.Reports == "" {
		c.Reports = "reports"
	}
	return c, nil
}

// prepare makes the directories, for this user's eyes only, and clears away a
// bucket whose making was cut short. Such a bucket is an empty directory that
// versitygw can neither use nor make again; one in good order and empty loses
// nothing either, for the start makes it anew.
func prepare(c Config) error {
	for _, name := range []string{"objects", "versions", "metadata"} {
		if err := os.MkdirAll(filepath.Join(c.Dir, name), 0o700); err != nil {
			return fmt.Errorf("make the directory of %s: %w", name, err)
		}
	}
	for _, bucket := range []string{c.Correspondence, c.Reports} {
		// Removing a directory that holds anything fails, as it should.
		_ = os.Remove(filepath.Join(c.Dir, "objects", bucket))
	}
	return forgetUnwritten(c)
}

// listen runs the gateway on the configured address. The gateway cannot tell
// which port it was given, so a free one is found first. Another process may
// take it in between: then the gateway cannot bind and another is tried.
func listen(ctx context.Context, config Config, secret string) (*Server, error) {
	_, port, _ := net.SplitHostPort(config.Listen)
	if port != "0" {
		return run(ctx, config, config.Listen, secret)
	}
	var errs []error
	for len(errs) < 5 && ctx.Err() == nil {
		address, err := freeAddress(config.Listen)
		if err != nil {
			return nil, err
		}
		s, err := run(ctx, config, address, secret)
		if err == nil {
			return s, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(append(errs, ctx.Err())...)
}

func freeAddress(listen string) (string, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// run starts the gateway and returns when it accepts connections, or with the
// reason why it never will.
func run(ctx context.Context, config Config, address, secret string) (*Server, error) {
	metadata, err := meta.NewSideCar(filepath.Join(config.Dir, "metadata"))
	if err != nil {
		return nil, fmt.Errorf("open the metadata: %w", err)
	}
	options := posix.PosixOpts{
		VersioningDir:       filepath.Join(config.Dir, "versions"),
		CopyObjectThreshold: 5 << 30, // zero would refuse every copy
	}
	options.SetNewDirPerm(0o700)
	options.SetNewFilePerm(0o600)
	backend, err := posix.New(filepath.Join(config.Dir, "objects"), metadata, options)
	if err != nil {
		return nil, fmt.Errorf("open the objects: %w", err)
	}

	// The gateway outlives the start, and so must not end with its context.
	gateway, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{
		config: config,
		access: Access{URL: "http://" + address, Secret: secret},
		stop:   stop,
		done:   make(chan struct{}),
	}
	ready := make(chan struct{})
	root := auth.Account{Access: accessKey, Secret: secret, Role: auth.RoleAdmin}
	go func() {
		defer close(s.done)
		s.err = embedgw.RunVersityGW(gateway, backend, &embedgw.Config{
			RootUserAccess:    accessKey,
			RootUserSecret:    secret,
			IAMService:        auth.NewIAMServiceSingle(root),
			Region:            region,
			Ports:             []string{address},
			MaxConnections:    1024,
			MaxRequests:       512,
			MultipartMaxParts: 10_000,
			KeepAlive:         true,
			Quiet:             true, // its request log would show keys and signatures
			S3Options:         []s3api.Option{s3api.WithOnListen(func() { close(ready) })},
		})
	}()
	select {
	case <-ready:
		return s, nil
	case <-s.done:
		stop()
		return nil, fmt.Errorf("serve S3 on %s: %w", address, s.err)
	case <-ctx.Done():
		stop()
		<-s.done
		return nil, fmt.Errorf("serve S3 on %s: %w", address, ctx.Err())
	}
}

// Client returns an S3 client with full rights. It may be used concurrently.
func (s *Server) Client() *s3.Client { return s.access.Client() }

// Access returns what another process needs to use the server.
func (s *Server) Access() Access { return s.access }

// URL returns the server's address, such as http://127.0.0.1:9000.
func (s *Server) URL() string { return s.access.URL }

// Buckets returns the names of the two buckets.
func (s *Server) Buckets() (correspondence, reports string) {
	return s.config.Correspondence, s.config.Reports
}

// Done is closed when the server has stopped, by [Server.Close] or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

// Close lets requests in hand finish, for up to ten seconds, and stops the
// server. Calling it again is harmless. Everything acknowledged stays on disk.
func (s *Server) Close() error {
	s.stop()
	<-s.done
	s.closed.Do(func() { running.Store(false) })
	if s.err != nil {
		return fmt.Errorf("stop embedded S3: %w", s.err)
	}
	return nil
}
