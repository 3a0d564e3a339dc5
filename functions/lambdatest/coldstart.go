package lambdatest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// ColdStart starts a program once, as Lambda starts a function with these
// settings, and returns how long it took to ask for its first event. Then it ends
// it. No guard stands before what it calls.
func ColdStart(t testing.TB, on Infrastructure, program string, function Function) time.Duration {
	t.Helper()
	environment := on.environment(t, filepath.Base(program), function)
	environment["AWS_ENDPOINT_URL_DYNAMODB"] = on.DynamoDB
	environment["AWS_ENDPOINT_URL_S3"] = on.S3.URL
	environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = on.serveSecrets(t, function)
	environment["AWS_ENDPOINT_URL_KMS"] = serveKMS(t, on.keys())
	begin := time.Now()
	p := start(t, program, function.Timeout, environment)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-p.api.ready:
	case <-p.ended:
		t.Fatalf("%s ended: %s", filepath.Base(program), p.output)
	case <-timer.C:
		t.Fatalf("%s did not ask for an event within %v", filepath.Base(program), patience)
	}
	took := time.Since(begin)
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
	return took
}

// Program returns the path of a built function.
func Program(t testing.TB, function string) string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(programs, function)
}

// Build compiles another program of this module as the functions are compiled,
// and returns its path.
func Build(t testing.TB, folder string) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(folder))
	compile := exec.Command("go", append(slices.Clone(asDeployed), "-o", path, "./"+filepath.ToSlash(folder))...)
	compile.Dir = root
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", folder, err, out)
	}
	return path
}
