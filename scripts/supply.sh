#!/usr/bin/env bash
# Writes what the programs are made of to the folder named: sbom.json (CycloneDX, of
# every module that is compiled in, with its licence) and licences.txt (one line a
# module). Then it asks govulncheck for known faults in them, where the database can
# be reached.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# cyclonedx-gomod names the module by a git tag, and does not know a worktree: it is
# given a repository of one commit, tagged as Go would name this one.
cd "$here"
version=v0.0.0-$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y%m%d%H%M%S)-$(git rev-parse --short=12 HEAD)
git archive HEAD | tar xf - -C "$work"
git -C "$work" init --quiet
git -C "$work" add --all
git -C "$work" -c user.name=sbom -c user.email=sbom@localhost commit --quiet --message sbom
git -C "$work" tag "$version"
go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 app -json -licenses -std -main cmd/disclosures -output "$out/sbom.json" "$work"
jq -r '.components[] | [.name, .version, ([.evidence.licenses[]?.license.id, .licenses[]?.license.id] | unique | join(" or ") | if . == "" then "UNKNOWN" else . end)] | @tsv' \
	"$out/sbom.json" | sort >"$out/licences.txt"
printf '%d modules, of which %d have no licence that was recognised\n' "$(wc -l <"$out/licences.txt")" "$(grep -c 'UNKNOWN$' "$out/licences.txt" || true)"

if ! curl --silent --show-error --fail --max-time 20 --output /dev/null https://vuln.go.dev/index/db.json; then
	echo 'supply: the database of known faults cannot be reached from here, so nothing was asked of it: run this where it can be, before a release' >&2
	exit 0
fi
go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...
