package lambdatest

import (
	"debug/elf"
	"debug/gosym"
	"debug/macho"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// programs is where this test process keeps what it builds.
var programs string

// Main runs the tests of a package that starts functions, and removes what they
// built: os.Exit(lambdatest.Main(m.Run)).
func Main(run func() int) int {
	dir, err := os.MkdirTemp("", "functions-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "lambdatest:", err)
		return 1
	}
	defer os.RemoveAll(dir)
	programs = dir
	return run()
}

// asDeployed is how sam builds a function.
var asDeployed = []string{"build", "-tags", "lambda.norpc", "-ldflags", "-s -w"}

// build compiles every function for this machine, once in a process.
var build = sync.OnceValue(func() error {
	if programs == "" {
		return fmt.Errorf("TestMain must call lambdatest.Main")
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	mains, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil || len(mains) == 0 {
		return fmt.Errorf("no functions under %s", root)
	}
	arguments := append(slices.Clone(asDeployed), "-o", programs+string(filepath.Separator))
	for _, main := range mains {
		// Read here, so that a cached test result is not used after a change that
		// only the compiler would see.
		if _, err := os.ReadFile(main); err != nil {
			return err
		}
		arguments = append(arguments, filepath.Dir(main))
	}
	compile := exec.Command("go", arguments...)
	compile.Dir = root
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("build the functions: %w\n%s", err, out)
	}
	return nil
})

// Linked are the names of everything that a function is built with: its table of them stays
// in a program that is stripped as on deployment.
func Linked(t testing.TB, function string) []string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	table, text, err := lineTable(filepath.Join(programs, function))
	if err != nil {
		t.Fatalf("read what %s is built with: %v", function, err)
	}
	symbols, err := gosym.NewTable(nil, gosym.NewLineTable(table, text))
	if err != nil {
		t.Fatalf("read what %s is built with: %v", function, err)
	}
	var names []string
	for _, f := range symbols.Funcs {
		names = append(names, f.Name)
	}
	return names
}

// lineTable is a program's table of functions, and where their code begins: on Linux, and
// on a Mac.
func lineTable(program string) (table []byte, text uint64, err error) {
	if mac, err := macho.Open(program); err == nil {
		defer mac.Close()
		table, err := mac.Section("__gopclntab").Data()
		return table, mac.Section("__text").Addr, err
	}
	file, err := elf.Open(program)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	table, err = file.Section(".gopclntab").Data()
	return table, file.Section(".text").Addr, err
}

// moduleRoot is the nearest folder above the test's that has a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod above the tests")
		}
		dir = filepath.Dir(dir)
	}
}
