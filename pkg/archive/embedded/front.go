package embedded

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
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
	readWithin    = 30 * time.Second // some kilobytes of an answer; and all of it, bodyWithin
	// The gateway takes so many bytes of a body before it looks at the signature,
	// and then refuses at once. So whoever has sent them, and a moment later has not
	// been refused, has signed.
	taken       = 16 << 10
	provenAfter = 2 * time.Second
)

// newFront returns the server that stands between the gateway and everybody
// outside the process.
func newFront(socket string, config Config) *http.Server {
	failed := func(status int) {
		if status >= http.StatusInternalServerError && config.Failed != nil {
			config.Failed(status)
		}
	}
	proxy := &httputil.ReverseProxy{
		// The signature covers the host as the client wrote it.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "gateway"})
			r.Out.Host = r.In.Host
			// Whether a letter is what was stored can be told of the whole alone.
			if isLetter(config, r.In.URL) {
				r.Out.Header.Del("Range")
				r.Out.Header.Del("If-Range")
			}
		},
		Transport: &http.Transport{
			DialContext: dial(socket), DisableCompression: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 5 * time.Second,
			ExpectContinueTimeout: time.Second,
		},
		ModifyResponse: func(r *http.Response) error {
			if !brokeOff(r.Request.Context()) {
				failed(r.StatusCode)
			}
			keepWhole(config, r, func() { failed(http.StatusInternalServerError) })
			return nil
		},
		// The gateway is gone, or has hung up in the middle of a body that it could not keep.
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, _ error) {
			if brokeOff(r.Context()) {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			if r.Context().Err() == nil {
				failed(http.StatusBadGateway)
			}
			w.WriteHeader(http.StatusBadGateway)
		},
		FlushInterval: -1,
		ErrorLog:      log.New(discard{}, "", 0), // it would write addresses, which are signed
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proven := time.AfterFunc(provenAfter, func() { doorkeeper.Admit(r.Context()) })
		defer proven.Stop()
		if r.ContentLength != 0 {
			proven.Stop()
			body := r.Body
			doorkeeper.Within(body, headersWithin)
			sent := &beginning{ReadCloser: body, left: taken, over: func() {
				doorkeeper.Within(body, bodyWithin)
				proven.Reset(provenAfter)
			}}
			r = r.WithContext(context.WithValue(r.Context(), sentKey{}, sent))
			r.Body = sent
		}
		proxy.ServeHTTP(w, r)
	})
	server := &http.Server{
		Handler: doorkeeper.Hurried(cmp.Or(config.readWithin, readWithin), bodyWithin,
			doorkeeper.Impatient(bodyWithin, crossOrigin(config.Origins, config.Correspondence, handler))),
		ReadHeaderTimeout: headersWithin, WriteTimeout: 2 * bodyWithin, IdleTimeout: idleFor, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(discard{}, "", 0),
	}
	doorkeeper.Attend(server)
	return server
}

// beginning is a body that says when its first bytes have been read, if there are
// more, and knows whether it can be read to its end.
type beginning struct {
	io.ReadCloser
	left   int
	over   func()
	broken atomic.Bool
}

// sentKey is of the body of a request, in its context.
type sentKey struct{}

// brokeOff reports whether the sender of a request's body went away, was too slow, or
// sent what is no body: nothing then is the archive's fault.
func brokeOff(ctx context.Context) bool {
	sent, is := ctx.Value(sentKey{}).(*beginning)
	return is && sent.broken.Load()
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF && !errors.Is(err, http.ErrBodyReadAfterClose) {
		b.broken.Store(true)
	}
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
