#!/usr/bin/env bash
# Gives every fuzz target of the module its time, one after the other, and stops at
# the first that finds something. What it found is written to the target's own
# testdata/fuzz, for a test with a name.
#
#   fuzz.sh TIME    TIME is each target's, such as 2m
set -euo pipefail

time=$1
targets=0
while IFS=: read -r file target; do
	targets=$((targets + 1))
	printf '%s %s, for %s\n' "${file%/*}" "$target" "$time"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "${file%/*}"
done < <(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' ./pkg ./cmd | sed 's/:func /:/')
((targets > 0)) || { echo 'fuzz: no targets found' >&2; exit 1; }
printf 'fuzz: %d targets found nothing\n' "$targets"
