//go:build check

package dynamolocal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// startTimeout is generous: a Java on a busy machine takes ten seconds.
const startTimeout = 90 * time.Second

// endpoint is where the test program's server listens, set by Main.
var endpoint string

// Main starts the one server of a test program, runs its tests, stops the server
// and returns the code to exit with.
func Main(m *testing.M) int {
	server, err := start(os.Getenv("DYNAMODB_LOCAL_DIR"))
	if err != nil {
		fmt.Fprintf(os.Stderr, "DynamoDB Local: %v\n", err)
		return 1
	}
	endpoint = server.endpoint
	code := m.Run()
	if err := server.stop(); err != nil {
		fmt.Fprintf(os.Stderr, "DynamoDB Local: stop: %v\n", err)
		return 1
	}
	return code
}

// server is a Java process, guarded by a shell that ends it when its own input
// ends: so it goes too when the test program is killed.
type server struct {
	endpoint string
	guard    *exec.Cmd
	input    io.Closer
	exited   chan error
	output   *bytes.Buffer // of Java; to be read once it has exited
}

// guardScript runs its arguments until input ends or they do.
const guardScript = `
"$@" </dev/null &
child=$!
exec 3<&0
{ cat <&3; kill "$child"; } >/dev/null 2>&1 &
wait "$child"
`

func start(dir string) (*server, error) {
	if dir == "" {
		return nil, errors.New("DYNAMODB_LOCAL_DIR is not set: run make check, or set it to the folder of DynamoDB Local's jars")
	}
	jars, err := filepath.Glob(filepath.Join(dir, "DynamoDBLocal-*.jar"))
	if err != nil || len(jars) != 1 {
		return nil, fmt.Errorf("found %d DynamoDBLocal-*.jar in %s (DYNAMODB_LOCAL_DIR), want one", len(jars), dir)
	}
	port, err := freePort()
	if err != nil {
		return nil, fmt.Errorf("find a port: %w", err)
	}
	s := &server{
		endpoint: "http://" + net.JoinHostPort("127.0.0.1", port),
		exited:   make(chan error, 1),
		output:   new(bytes.Buffer),
	}
	s.guard = exec.Command("sh", "-c", guardScript, "guard",
		"java", "-Djava.library.path="+dir, "-cp", filepath.Join(dir, "*"),
		"software.amazon.dynamodb.services.local.main.ServerRunner",
		"-port", port, "-inMemory", "-sharedDb", "-disableTelemetry")
	s.guard.Stdout, s.guard.Stderr = s.output, s.output
	if s.input, err = s.guard.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.guard.Start(); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	go func() { s.exited <- s.guard.Wait() }()
	if err := s.waitReady(); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// waitReady asks until the server answers.
func (s *server) waitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	client := clientOf(s.endpoint)
	for {
		_, err := client.ListTables(ctx, &dynamodb.ListTablesInput{})
		if err == nil {
			return nil
		}
		select {
		case exit := <-s.exited:
			s.exited <- exit
			return fmt.Errorf("ended before it was ready: %s", s.output)
		case <-ctx.Done():
			return fmt.Errorf("not ready after %v: %w", startTimeout, err)
		case <-tick.C:
		}
	}
}

// stop ends the server and waits until it has gone.
func (s *server) stop() error {
	if err := s.input.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	select {
	case <-s.exited: // by a signal, which is no failure
		return nil
	case <-time.After(30 * time.Second):
		return errors.New("still running after half a minute")
	}
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}

// clientOf keeps the SDK's retries on: DynamoDB Local sometimes drops a
// connection. It takes only letters and digits in an access key.
func clientOf(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint,
		Region:       "eu-west-2",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
}
