package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The program says what may come next, and its commands and flags are all there.
func TestWhatMayFollowOnACommandLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		words, may, not []string
	}{
		{nil, []string{"ask", "serve", "completion", "--version", "--help"}, []string{"complete", "--register"}},
		{[]string{"ask"}, []string{"1", "27", "--register", "--purpose", "--subject", "--list"}, []string{"28", "serve"}},
		{[]string{"ask", "6", "--subject", "serve"}, []string{"--since"}, []string{"--subject", "--listen"}},
		{[]string{"ask", "6", "--subject"}, nil, []string{"--since", "ask"}},
		{[]string{"completion"}, []string{"bash", "zsh", "fish"}, nil},
		{[]string{"log"}, []string{"check"}, []string{"ask"}},
		{[]string{"token", "--role"}, []string{"dpo", "recorder"}, []string{"--department"}},
		{[]string{"token", "--role=dpo"}, []string{"--department"}, []string{"--role", "dpo"}},
	} {
		out, code := ends(t, append([]string{"complete", "--"}, tt.words...)...)
		got := strings.Split(out, "\n")
		if code != 0 {
			t.Errorf("%v: ended with %d: %s", tt.words, code, out)
		}
		for _, want := range tt.may {
			if !slices.Contains(got, want) {
				t.Errorf("%v: %s is not among %v", tt.words, want, got)
			}
		}
		for _, other := range tt.not {
			if slices.Contains(got, other) {
				t.Errorf("%v: %s is among %v", tt.words, other, got)
			}
		}
	}
}

// Bash itself completes a command, by a name that is not in the path.
func TestBashCompletesCommands(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	script, code := ends(t, "completion", "bash")
	if code != 0 {
		t.Fatalf("completion bash ended with %d", code)
	}
	file := filepath.Join(t.TempDir(), "completion.bash")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{"se": "serve", "ask 6 --sub": "--subject", "ask 1": "1 10 11 12 13 14 15 16 17 18 19", "ask 6 --subject a": ""} {
		words := strings.Split(line, " ")
		set := `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _disclosures; printf '%s' "${COMPREPLY[*]}"`
		out, err := exec.CommandContext(t.Context(), "bash", append([]string{"-c", set, "bash", file, path}, words...)...).CombinedOutput()
		if err != nil || string(out) != want {
			t.Errorf("%s: completed to %q (%v), want %q", line, out, err, want)
		}
	}
	for shell, mark := range map[string]string{"zsh": "#compdef disclosures", "fish": "complete -c disclosures"} {
		if out, code := ends(t, "completion", shell); code != 0 || !strings.Contains(out, mark) {
			t.Errorf("completion %s: %q (%d)", shell, out, code)
		}
	}
	if out, code := ends(t, "completion", "sh"); code == 0 {
		t.Errorf("completion sh: %q", out)
	}
}
