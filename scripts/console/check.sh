#!/usr/bin/env bash
# Does a Data Protection Officer's work, an officer's and an auditor's in the console with a
# real browser, by keyboard alone, and has axe look at every page, light and dark; prints the
# letter to a person, and looks at the tags of the PDF. Needs Debian's chromium, npm and
# python3-venv (`.ci/run` installs them); installs the pinned playwright-core and axe-core
# into .tools/console, and pikepdf into .tools/letter. Pictures of the pages that the README
# shows go to the folder given, or nowhere.
#
#   check.sh [docs/images]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

shots=${1:-}
lacking=()
command -v chromium >/dev/null || lacking+=(chromium)
command -v npm >/dev/null || lacking+=(npm)
if ((${#lacking[@]})); then
	echo "check.sh: install these first: ${lacking[*]} (on Debian: apt-get install ${lacking[*]})" >&2
	exit 1
fi

tools=$PWD/.tools/console
mkdir -p "$tools"
npm install --prefix "$tools" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent \
	playwright-core@1.56.1 axe-core@4.11.0

scripts/tools/install.sh letter

work=$(mktemp -d)
service=
finish() {
	[[ -z $service ]] || kill "$service" 2>/dev/null || true
	[[ -z $service ]] || wait "$service" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

CGO_ENABLED=0 go build -o "$work/disclosures" ./cmd/disclosures
# The lightest grey that is taken for the head of a page: axe looks at the worst. The
# pictures of the README are in the console's own colour.
look=(--console-name 'Sample Borough Council' --console-colour '#767676')
[[ -z $shots ]] || look=()
"$work/disclosures" serve "${look[@]}" --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/notes" &
service=$!
for _ in $(seq 300); do
	grep -q '^README' "$work/out" && break
	kill -0 "$service" || { cat "$work/notes" >&2; exit 1; }
	sleep 0.2
done
url=$(sed -n 's/^ *API *//p' "$work/out")
key=$(sed -n 's/^ *Log key *//p' "$work/out")
# What is shown where a provider signs people in, which one machine has none of.
CONSOLE_PAGES=$work go test -count=1 ./pkg/console -run '^(TestATokenThatEndsIsFollowedByAnother|TestAFormOutlivesItsToken)$'

NODE_PATH=$tools/node_modules CONSOLE_EVERY=${CONSOLE_EVERY:-} CONSOLE_TOOL=$work/disclosures CONSOLE_DATA=$work/data CONSOLE_URL=$url CONSOLE_SHOTS=$shots CONSOLE_PRINTED=$work CONSOLE_KEY=$key \
	node scripts/console/walk.cjs
.tools/letter/bin/python scripts/console/letter.py "$work/draft.pdf" "$work/draft.html" "$work/letter.pdf" "$work/letter.html"
