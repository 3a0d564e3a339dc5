#!/usr/bin/env bash
# Takes one mend after another out of a copy of the code, and says in what share of
# worlds pkg/api/twoworlds then tells the two apart (docs/silence.md).
#
#   scripts/silence-mutants.sh [WORLDS] [MUTANT…]
set -euo pipefail
cd "$(dirname "$0")/.."
worlds=${1:-300}
shift || true
mutants=("$@")
if [[ ${#mutants[@]} == 0 ]]; then
	mutants=(pkg/api/twoworlds/testdata/mutants/*.patch)
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 tar -c | tar -x -C "$copy"
failed=0
for mutant in "${mutants[@]}"; do
	patch -s -p1 -d "$copy" <"$mutant"
	# The test fails where it is right: the share is what is asked for.
	said=$(cd "$copy" && CGO_ENABLED=0 GOFLAGS=-trimpath go test -vet=off -tags silence -timeout 2h -run '^TestFigures$' -v ./pkg/api/twoworlds -args -twoworlds.n "$worlds" || true)
	share=$(sed -n 's/.*worlds told apart: \(.*\)/\1/p' <<<"$said")
	printf '%-45s %s\n' "$(basename "$mutant" .patch)" "${share:-does not run}"
	sed -n 's/.*found in \(.*\)/    \1/p' <<<"$said"
	if ! awk '{ sub(/%/, "", $NF); exit !($NF >= 5) }' <<<"${share:-0%}"; then
		failed=1
	fi
	patch -s -R -p1 -d "$copy" <"$mutant"
done
exit $failed
