package embedded

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"disclosure-register/pkg/doorkeeper"
)

// How long those outside may take. The gateway itself gives everybody for ever,
// holds a connection for each, and ends for good when one cannot be accepted.
const (
	headersWithin = 10 * time.Second
	bodyWithin    = 15 * time.Minute // the largest letter over a slow line
	idleFor       = time.Minute
	// The gateway takes so many bytes of a body before it looks at the signature,
	// and then refuses at once. So whoever has sent them, and a moment later has not
	// been refused, has signed.
	taken       = 16 << 10
	provenAfter = 2 * time.Second
)

// newFront returns the server that stands between the gateway and everybody
// outside the process.
func newFront(socket string) *http.Server {
	proxy := &httputil.ReverseProxy{
		// The signature covers the host as the client wrote it.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "gateway"})
			r.Out.Host = r.In.Host
		},
		Transport: &http.Transport{
			DialContext: dial(socket), DisableCompression: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 5 * time.Second,
			ExpectContinueTimeout: time.Second,
		},
		FlushInterval: -1,
		ErrorLog:      log.New(discard{}, "", 0), // it would write addresses, which are signed
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proven := time.AfterFunc(provenAfter, func() { doorkeeper.Admit(r.Context()) })
		defer proven.Stop()
		if r.ContentLength != 0 {
			proven.Stop()
			line := http.NewResponseController(w)
			_ = line.SetReadDeadline(time.Now().Add(headersWithin))
			r.Body = &beginning{ReadCloser: r.Body, left: taken, over: func() {
				_ = line.SetReadDeadline(time.Now().Add(bodyWithin))
				proven.Reset(provenAfter)
			}}
		}
		proxy.ServeHTTP(w, r)
	})
	server := &http.Server{
		Handler:           doorkeeper.Impatient(bodyWithin, handler),
		ReadHeaderTimeout: headersWithin, IdleTimeout: idleFor, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(discard{}, "", 0),
	}
	doorkeeper.Attend(server)
	return server
}

// beginning is a body that says when its first bytes have been read, if there are
// more.
type beginning struct {
	io.ReadCloser
	left int
	over func()
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left > 0 && err == nil {
		if b.left -= n; b.left <= 0 {
			b.over()
		}
	}
	return n, err
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// dial reaches the gateway, whatever address is asked for.
func dial(socket string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
}

// straight sends to the gateway what this process itself asks.
func straight(socket string) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.DialContext = dial(socket)
		t.MaxConnsPerHost = 64
	})
}

// socketFor returns where the gateway of the directory listens: in a folder for
// this user alone among the system's temporary ones, since a socket's path must be
// short, and one in the data directory would stand in the way of copying it. The
// folder is the same each time, so that a kill leaves no more than one.
func socketFor(dir string) (string, error) {
	base := os.TempDir()
	if len(base) > 50 { // of the 104 bytes that a socket's path may have
		base = "/tmp"
	}
	digest := sha256.Sum256([]byte(dir))
	place := filepath.Join(base, fmt.Sprintf("disclosures-%d-%x", os.Getuid(), digest[:6]))
	if err := os.Mkdir(place, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(place)
	if err != nil {
		return "", err
	}
	// Anybody may make folders there, also one of this name.
	if owner, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || info.Mode().Perm() != 0o700 || int(owner.Uid) != os.Getuid() {
		if place, err = os.MkdirTemp(base, "disclosures-"); err != nil {
			return "", err
		}
	}
	return filepath.Join(place, "gateway.sock"), nil
}
