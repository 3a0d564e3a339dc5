package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
	"github.com/versity/versitygw/s3api"

	"disclosure-register/pkg/doorkeeper"
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
	// Log names the bucket that [Server.InPlace] publishes logs in, when it is made;
	// empty means "log".
	Log string
	// MaxConnections is how many connections from outside are held at once;
	// zero means 128. Each takes four file descriptors.
	MaxConnections int
	// Origins are those of pages whose browser may put letters here by a ticket, such as
	// http://127.0.0.1:8080. None means that no browser may.
	Origins []string
	// Failed, if there is one, is told when the server fails somebody outside, by the
	// status that they are answered: the gateway itself says why to nobody.
	Failed func(status int)

	readWithin time.Duration // zero means the constant of this name
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
	log    *InPlace
	notes  notes
	stop   context.CancelFunc
	front  *http.Server
	socket string
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
	if c.Log == "" {
		c.Log = "log"
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = 128
	}
	return c, nil
}

// Parts of the directory; doc.go says what each holds.
const (
	objectsDir       = "objects"
	versionsDir      = "versions"
	metadataDir      = "metadata"
	olderMetadataDir = "versions-metadata"
)

// prepare makes the directories, for this user's eyes only, and puts right what a
// kill or another release has left. An empty bucket of which nothing is noted is a
// making that was cut short, which versitygw can neither use nor make again; the start
// makes it anew. One that letters are noted of has lost them.
func prepare(c Config) error {
	if err := refuseLost(c); err != nil {
		return err
	}
	for _, name := range []string{objectsDir, versionsDir, metadataDir, olderMetadataDir} {
		if err := os.MkdirAll(filepath.Join(c.Dir, name), 0o700); err != nil {
			return fmt.Errorf("make the directory of %s: %w", name, err)
		}
	}
	for _, bucket := range []string{c.Correspondence, c.Reports} {
		folder := filepath.Join(c.Dir, objectsDir, bucket)
		if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
			return fmt.Errorf("a file stands where the folder of bucket %s should be", bucket)
		}
		// Removing a directory that holds anything fails, as it should.
		_ = os.Remove(folder)
	}
	return errors.Join(adoptNotes(c.Dir), relock(c.Dir), forgetUnwritten(c))
}

// ErrLost says that the folder of letters is gone or empty though letters are noted.
var ErrLost = errors.New("the archive has lost its letters")

// refuseLost returns [ErrLost] where the bucket of letters would be made anew over what
// is noted of letters: each would then be answered for as one that was destroyed. A
// first upload or a last destruction that a kill cuts short leaves versitygw's folder of
// temporary files in the bucket, which is then not empty.
func refuseLost(c Config) error {
	left, err := os.ReadDir(filepath.Join(c.Dir, objectsDir, c.Correspondence))
	if len(left) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // of what is no folder, or may not be read, others say so
	}
	notes := filepath.Join(c.Dir, metadataDir, c.Correspondence)
	err = filepath.WalkDir(notes, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == filepath.Join(notes, noteDir):
			return fs.SkipDir // the bucket's own
		case !entry.IsDir():
			return ErrLost
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // there was no bucket yet
	}
	return wrapped("look for the letters that are noted", err)
}

// listen starts the gateway and the front that stands before it, and returns when
// both take connections, or with the reason why they never will.
func listen(ctx context.Context, config Config, secret string) (*Server, error) {
	log := &InPlace{dir: filepath.Join(config.Dir, objectsDir, config.Log), notes: filepath.Join(config.Dir, metadataDir, config.Log)}
	if err := log.forgetUnfinished(); err != nil {
		return nil, err
	}
	kept, err := openNotes(config.Dir, config.Log, log)
	if err != nil {
		return nil, err
	}
	options := posix.PosixOpts{
		VersioningDir:       filepath.Join(config.Dir, versionsDir),
		CopyObjectThreshold: 5 << 30, // zero would refuse every copy
	}
	options.SetNewDirPerm(0o700)
	options.SetNewFilePerm(0o600)
	objects, err := posix.New(filepath.Join(config.Dir, objectsDir), kept, options)
	if err != nil {
		return nil, fmt.Errorf("open the objects: %w", err)
	}
	socket, err := socketFor(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("find a place for the gateway's socket: %w", err)
	}
	listener, err := net.Listen("tcp", config.Listen)
	if err != nil {
		return nil, fmt.Errorf("serve S3: %w", err)
	}

	// The gateway outlives the start, and so must not end with its context.
	gateway, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{
		notes:  kept,
		config: config,
		access: Access{URL: "http://" + listener.Addr().String(), Secret: secret},
		log:    log,
		stop:   stop,
		done:   make(chan struct{}),
		front:  newFront(socket, config),
		socket: socket,
	}
	ready := make(chan struct{})
	root := auth.Account{Access: accessKey, Secret: secret, Role: auth.RoleAdmin}
	go func() {
		defer close(s.done)
		s.err = embedgw.RunVersityGW(gateway, objects, &embedgw.Config{
			RootUserAccess:    accessKey,
			RootUserSecret:    secret,
			IAMService:        auth.NewIAMServiceSingle(root),
			Region:            region,
			Ports:             []string{socket},
			SocketPerm:        "0600",
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
		go func() { _ = s.front.Serve(doorkeeper.Bound(listener, config.MaxConnections)) }() // ends when it is shut down
		return s, nil
	case <-s.done:
		stop()
		return nil, errors.Join(fmt.Errorf("serve S3: %w", s.err), listener.Close())
	case <-ctx.Done():
		stop()
		<-s.done
		return nil, errors.Join(fmt.Errorf("serve S3: %w", ctx.Err()), listener.Close())
	}
}

// Client returns an S3 client with full rights. It may be used concurrently. It
// does not come by the front, so that nobody outside stands in its way; what it
// presigns does.
func (s *Server) Client() *s3.Client { return s.access.client(straight(s.socket)) }

// Access returns what another process needs to use the server.
func (s *Server) Access() Access { return s.access }

// URL returns the server's address, such as http://127.0.0.1:9000.
func (s *Server) URL() string { return s.access.URL }

// DamagedNotes is of how many objects, since the start, a note of their digests was met
// that cannot be read. They are listed, and not given out.
func (s *Server) DamagedNotes() (n int) {
	s.notes.damaged.Range(func(any, any) bool { n++; return true })
	return n
}

// Buckets returns the names of the two buckets.
func (s *Server) Buckets() (correspondence, reports string) {
	return s.config.Correspondence, s.config.Reports
}

// Check returns an error unless the bucket of letters is there, locks them and keeps their
// versions, as it did when the server was started.
func (s *Server) Check(ctx context.Context) error {
	return checkCorrespondence(ctx, s.Client(), s.config.Correspondence)
}

// Done is closed when the server has stopped, by [Server.Close] or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

// Close lets requests in hand finish, for up to ten seconds, and stops the
// server. Calling it again is harmless. Everything acknowledged stays on disk.
func (s *Server) Close() error {
	grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if s.front.Shutdown(grace) != nil {
		_ = s.front.Close() // who has not finished by now is cut off
	}
	s.stop()
	<-s.done
	s.closed.Do(func() {
		forget(filepath.Dir(s.socket))
		running.Store(false)
	})
	if s.err != nil {
		return fmt.Errorf("stop embedded S3: %w", s.err)
	}
	return nil
}
