#!/usr/bin/env bash
# Holds docs/openapi.yaml to what others make of it: redocly and Spectral find no
# error, clients made by oapi-codegen, openapi-python-client and openapi-generator (in
# TypeScript and in Java) compile and record a disclosure, attach a letter and make an
# export against a running service, and Schemathesis finds nothing in the answers that the
# description does not say. `make tools` installs what it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/tools/install.sh contract
here=$PWD/scripts/contract npm=$PWD/.tools/contract/node_modules/.bin python=$PWD/.tools/contract-venv/bin
description=$PWD/docs/openapi.yaml example=$PWD/docs/examples/housing-ombudsman.json

work=$(mktemp -d)
service=
finish() {
	[[ -z $service ]] || kill "$service" 2>/dev/null || true
	[[ -z $service ]] || wait "$service" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$npm/redocly" lint --config "$here/redocly.yaml" "$description"
"$npm/spectral" lint --ruleset "$here/spectral.yaml" --fail-severity warn "$description"

CGO_ENABLED=0 go build -o "$work/disclosures" ./cmd/disclosures
"$work/disclosures" serve --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/notes" &
service=$!
for _ in $(seq 300); do
	grep -q '^README' "$work/out" && break
	kill -0 "$service" || { cat "$work/notes" >&2; exit 1; }
	sleep 0.2
done
url=$(sed -n 's/^ *API *//p' "$work/out")
token() { "$work/disclosures" token --data "$work/data" --register E07000107 "$@"; }
RECORDER=$(token --role recorder --department housing)
DPO=$(token --role dpo)
export RECORDER DPO

# The client's own module has the generator and what the client needs at their versions.
cp -r "$here/goclient" "$work/goclient"
mkdir "$work/goclient/client"
(
	cd "$work/goclient"
	export CGO_ENABLED=0
	go tool oapi-codegen -config oapi-codegen.yaml -o client/client.go "$description"
	go build -o "$work/goclient.program" .
)
"$work/goclient.program" "$url" "$example"

"$python/openapi-python-client" generate --path "$description" --meta none --output-path "$work/python/pyclient" --config "$here/python.yaml" >"$work/generated"
if grep -q 'Unable to\|will not be generated' "$work/generated"; then
	cat "$work/generated" >&2
	exit 1
fi
"$python/python" "$here/record.py" "$work/python" "$url" "$example"

generator=$(echo .tools/contract-venv/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar)
generate() { # LANGUAGE FOLDER [MORE...]
	java -jar "$generator" generate --input-spec "$description" --generator-name "$1" --output "$2" "${@:3}" >"$work/generated" 2>&1 || {
		cat "$work/generated" >&2
		exit 1
	}
}

generate typescript-fetch "$work/typescript/client"
cp "$here/try.ts" "$work/typescript"
"$npm/tsc" --strict --target es2022 --module commonjs --outDir "$work/typescript.program" "$work/typescript/try.ts"
node "$work/typescript.program/try.js" "$url" "$(<"$example")"

generate java "$work/java" --library native --global-property apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false
find "$work/java/src/main/java" "$here/java" -name '*.java' >"$work/java.sources"
javac -nowarn -proc:none -Xlint:none -d "$work/java.program" -cp "$PWD/.tools/openapi-java/*" @"$work/java.sources" 2>"$work/compiled" || {
	cat "$work/compiled" >&2
	exit 1
}
java -cp "$work/java.program:$PWD/.tools/openapi-java/*" Try "$url" "$example"

# Every operation, with the bodies and queries that the description allows and some that
# it does not; bounded, and the same ones each time.
(
	cd "$work" # where it would keep a database
	"$python/schemathesis" run "$description" --url "$url" \
		--header "Authorization: Bearer $DPO" --header 'Access-Purpose: Contract' \
		--phases examples,coverage,fuzzing,stateful --max-examples 2 --generation-deterministic --max-time 60 --request-timeout 30 \
		--checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
		--warnings off --no-color
)
