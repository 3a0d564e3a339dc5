#!/usr/bin/env bash
# load.sh [BASE] - drive the one-machine service by HTTP and print what it does; with
# BASE, a commit, beside that commit's service, by turns (docs/benchmarks.md).
set -euo pipefail
cd "$(dirname "$0")/.."

made=$(mktemp -d)
cleanup() {
	git worktree remove --force "$made/tree" 2>/dev/null || true
	rm -rf "$made"
}
trap cleanup EXIT

programs=()
if [[ ${1:-} ]]; then
	git worktree add --quiet --detach "$made/tree" "$1"
	(cd "$made/tree" && CGO_ENABLED=0 go build -o "$made/base" ./cmd/disclosures)
	programs+=("$made/base")
fi
CGO_ENABLED=0 go build -o "$made/now" ./cmd/disclosures
programs+=("$made/now")
CGO_ENABLED=0 go run ./bench/load "${programs[@]}"
