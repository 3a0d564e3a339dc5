// Package embeddedtest gives tests a real S3 with fresh buckets. Only tests may
// import it.
//
// The server changes the working directory of its process (package embedded),
// which would break every test that opens testdata by a relative path. So it
// runs in a second process, started from the same test binary: this package's
// init sees in the environment that it is the server, serves, and never returns
// to the tests. It takes its directory with it when the tests end, however they
// end.
package embeddedtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive/embedded"
)

// asServer is set in the environment of the process that is to be the server.
const asServer = "DISCLOSURES_TEST_S3_SERVER"

func init() {
	if os.Getenv(asServer) == "" {
		return
	}
	if err := serve(); err != nil {
		log.Fatalf("embeddedtest: %v", err)
	}
	os.Exit(0)
}

// serve runs a server in a directory of its own, tells the parent where, and
// ends with it: the parent's end of standard input closes by its death too.
func serve() error {
	tell := os.NewFile(3, "access")
	dir, err := os.MkdirTemp("", "embedded-s3-")
	if err != nil {
		return fmt.Errorf("make a directory: %w", err)
	}
	defer os.RemoveAll(dir)
	server, err := embedded.Start(context.Background(), embedded.Config{Dir: dir})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(tell).Encode(server.Access()); err != nil {
		return fmt.Errorf("tell the tests where the server is: %w", err)
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	// Stopped first, the server cannot write into what is being removed.
	return errors.Join(err, server.Close())
}

// server is the second process.
type server struct {
	embedded.Access
	// leash is its standard input, which it lives by. It is kept here because
	// the garbage collector would close it.
	leash io.WriteCloser
}

// theServer starts the one server of this test binary.
var theServer = sync.OnceValues(func() (server, error) {
	var s server
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	listen, tell, err := os.Pipe()
	if err != nil {
		return s, err
	}
	defer listen.Close()
	process := exec.Command(self)
	process.Env = append(os.Environ(), asServer+"=1")
	process.ExtraFiles = []*os.File{tell}
	process.Stderr = os.Stderr
	if s.leash, err = process.StdinPipe(); err != nil {
		return s, err
	}
	err = process.Start()
	// Only the server may hold this end now, or its death would not be seen.
	if err := errors.Join(err, tell.Close()); err != nil {
		return s, err
	}
	if err := json.NewDecoder(listen).Decode(&s.Access); err != nil {
		return s, fmt.Errorf("hear from the server: %w", err)
	}
	return s, nil
})

var count atomic.Int64

// Buckets returns a client of this test binary's S3 server and the names of
// two new buckets that no other test uses: correspondence under Object Lock,
// and reports. It may be called from parallel tests.
func Buckets(t testing.TB) (client *s3.Client, correspondence, reports string) {
	t.Helper()
	a := Access(t)
	n := count.Add(1)
	correspondence, reports = fmt.Sprintf("correspondence-%d", n), fmt.Sprintf("reports-%d", n)
	client = a.Client()
	if err := embedded.MakeBuckets(t.Context(), client, correspondence, reports); err != nil {
		t.Fatal(err)
	}
	return client, correspondence, reports
}

// Access returns the address and secret of this test binary's S3 server, for a
// test that starts a process of its own.
func Access(t testing.TB) embedded.Access {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatalf("start S3: %v", err)
	}
	return s.Access
}
