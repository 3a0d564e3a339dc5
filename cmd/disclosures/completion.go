package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// completion prints what a shell needs to complete commands and flags when Tab is
// pressed.
type completion struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// The scripts ask the program itself what may come next, and so never grow stale. They
// call it as it was called, which need not be by this name.
var completionScripts = map[string]string{
	"bash": `_disclosures() {
	local IFS=$'\n'
	COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _disclosures disclosures
`,
	"zsh": `#compdef disclosures
_disclosures() {
	local -a next
	next=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT-1]}" 2>/dev/null)}")
	next=(${next:#})
	if (( ${#next} )); then compadd -a next; else _files; fi
}
compdef _disclosures disclosures
`,
	"fish": `function __disclosures_next
	set -l words (commandline -opc)
	$words[1] complete -- $words[2..-1] 2>/dev/null
end
complete -c disclosures -a '(__disclosures_next)'
`,
}

func (c completion) Run(to streams) error {
	_, err := fmt.Fprint(to.out, completionScripts[c.Shell])
	return err
}

// next prints what may follow the words of a command line, one a line; nothing where
// that is anybody's own, such as a file.
type next struct {
	Words []string `arg:"" optional:"" help:"The words so far."`
}

func (n next) Run(app *kong.Kong, to streams) error {
	for _, word := range mayFollow(app.Model.Node, n.Words) {
		if _, err := fmt.Fprintln(to.out, word); err != nil {
			return err
		}
	}
	return nil
}

// mayFollow returns what may come after the words, which begin below the node.
func mayFollow(at *kong.Node, words []string) (may []string) {
	given := map[string]bool{}
	var value *kong.Flag // what the last word was a flag of, when it waits for its value
	for _, word := range words {
		if value != nil {
			value = nil
			continue
		}
		if name, is := strings.CutPrefix(word, "--"); is {
			name, _, whole := strings.Cut(name, "=")
			given[name] = true
			if flag := flagOf(at, name); flag != nil && !flag.IsBool() && !whole {
				value = flag
			}
			continue
		}
		for _, child := range at.Children {
			if child.Name == word {
				at = child
				break
			}
		}
	}
	if value != nil {
		return slices.DeleteFunc(value.EnumSlice(), func(one string) bool { return one == "" })
	}
	for _, child := range at.Children {
		if child.Type == kong.CommandNode && !child.Hidden {
			may = append(may, child.Name)
		}
	}
	if at.Name == "ask" {
		for _, number := range slices.Sorted(maps.Keys(questions)) {
			may = append(may, strconv.Itoa(number))
		}
	}
	for _, argument := range at.Positional {
		may = append(may, argument.EnumSlice()...)
	}
	for _, group := range at.AllFlags(true) {
		for _, flag := range group {
			if !given[flag.Name] {
				may = append(may, "--"+flag.Name)
			}
		}
	}
	return may
}

// flagOf returns the flag of that name which the command takes, or nil.
func flagOf(at *kong.Node, name string) *kong.Flag {
	for _, group := range at.AllFlags(false) {
		for _, flag := range group {
			if flag.Name == name {
				return flag
			}
		}
	}
	return nil
}
