package lambdatest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// process is a running function.
type process struct {
	name   string
	api    *runtimeAPI
	cmd    *exec.Cmd
	output *output
	ended  chan struct{}
	one    sync.Mutex // Lambda gives an instance one event at a time
}

// Nothing of this account is real.
const (
	region  = "eu-west-2"
	account = "123456789012"
)

// start runs a built function with the given environment and no other.
func start(t testing.TB, program string, timeout time.Duration, environment map[string]string) *process {
	t.Helper()
	name := filepath.Base(program)
	p := &process{name: name, api: serveRuntime(t, timeout), output: new(output), ended: make(chan struct{})}
	p.cmd = exec.Command(program)
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "LANG=en_US.UTF-8", "TZ=:UTC",
		"AWS_REGION=" + region, "AWS_DEFAULT_REGION=" + region,
		"AWS_LAMBDA_RUNTIME_API=" + p.api.address,
		"AWS_LAMBDA_FUNCTION_NAME=" + name, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
		"_HANDLER=bootstrap",
	}
	for variable, value := range environment {
		p.cmd.Env = append(p.cmd.Env, variable+"="+value)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended by itself
		<-p.ended
	})
	return p
}

func (p *process) invoke(t testing.TB, event []byte) outcome {
	t.Helper()
	p.one.Lock()
	defer p.one.Unlock()
	out, err := p.api.invoke(event, p.ended)
	if err != nil {
		t.Fatalf("invoke %s: %v\n%s", p.name, err, p.output)
	}
	return out
}

// FailToStart starts a function of the template with some of its settings changed,
// or unset when "", and returns how it ended and what it wrote. It fails the test
// if the function takes its settings and asks for an event.
func FailToStart(t testing.TB, on Infrastructure, function string, settings map[string]string) (exitCode int, written string) {
	t.Helper()
	template := ReadTemplate(t)
	environment := on.environment(t, function, template[function])
	environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = on.serveSecrets(t, template[function])
	environment["AWS_ENDPOINT_URL_KMS"] = serveKMS(t, on.keys())
	for name, value := range settings {
		if environment[name] = value; value == "" {
			delete(environment, name)
		}
	}
	p := start(t, Program(t, function), template[function].Timeout, environment)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode(), p.output.String()
	case <-p.api.ready:
		t.Errorf("%s started all the same", function)
	case <-timer.C:
		t.Errorf("%s neither started nor ended within %v", function, patience)
	}
	return 0, p.output.String()
}

// output is what a process has written, to either stream.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// String returns everything written so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
