package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// toolDir is where the command is built, and goes with the tests.
var toolDir string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if toolDir, err = os.MkdirTemp("", "disclosures-test-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(toolDir)
		return m.Run()
	}())
}

// tool is the built command, made once for the whole package.
var tool = sync.OnceValues(func() (string, error) {
	path := filepath.Join(toolDir, "disclosures")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// command is the built tool with these arguments.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(path, args...)
}

// run runs the built tool and returns what it answered, what it noted and how it
// ended.
func run(t *testing.T, args ...string) (out, notes string, code int) {
	t.Helper()
	var answer, said bytes.Buffer
	c := command(t, args...)
	c.Stdout, c.Stderr = &answer, &said
	err := c.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return answer.String(), said.String(), c.ProcessState.ExitCode()
}

// ends runs the tool and returns all that it wrote and how it ended.
func ends(t *testing.T, args ...string) (text string, code int) {
	t.Helper()
	out, notes, code := run(t, args...)
	return out + notes, code
}

// follow runs the shell commands of a page as they are written, at the top of the
// project, but for what is replaced, and returns all that they wrote.
func follow(t *testing.T, page string, replace ...string) string {
	t.Helper()
	var script strings.Builder
	script.WriteString("set -eu\n")
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(page, -1) {
		script.WriteString(strings.NewReplacer(replace...).Replace(block[1]))
	}
	shell := exec.Command("sh")
	shell.Dir = "../.."
	shell.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	shell.Stdin = strings.NewReader(script.String())
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("the commands ended with %v:\n%s", err, out)
	}
	return string(out)
}
