#!/usr/bin/env bash
# Changes the code one operator at a time and looks whether the tests of its package
# notice, in the packages that decide, sign, keep and destroy. It takes hours, and
# prints what lived: docs/reliability.md says what is known of those. Packages that
# only tests use are left alone.
#
#   gremlins.sh [PACKAGE...]
#
# Not with gremlins' --test-cpu: version 0.6.0 hands it to go test as one word, which
# go test refuses, and then every mutant counts as killed.
set -euo pipefail

packages=("$@")
((${#packages[@]})) || packages=(./pkg/policy ./pkg/policy/compile ./pkg/archive ./pkg/ledger ./pkg/store ./pkg/register/cases)
for package in "${packages[@]}"; do
	printf '%s\n' "$package"
	go run github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0 unleash "$package" \
		--workers 1 --timeout-coefficient 20 --output-statuses lt \
		--exclude-files 'test/|dynamolocal/|/rgw/'
done
