package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
