#!/usr/bin/env bash
# Installs what `make check` needs beyond Go into .tools/, each at the version
# pinned beside this script, and reuses it until its pin changes.
#
#   .tools/venv            cfn-lint, sam and the SAM translator  (requirements.txt)
#   .tools/moto            moto, a stand-in for AWS, and its CLI (moto.txt)
#   .tools/contract        redocly and Spectral, which read docs/openapi.yaml, and tsc (below)
#   .tools/contract-venv   openapi-python-client, openapi-generator and Schemathesis (contract.txt)
#   .tools/openapi-java    what a client in Java needs (openapi-java/pom.xml)
#   .tools/letter          pikepdf, which reads the PDF of a letter (letter.txt)
#   .tools/dynamodb-local  DynamoDB Local, jars and native parts (dynamodb-local/pom.xml)
#
# `install.sh templates` installs the first alone, which is what deploying needs,
# `install.sh moto` the first two, which is what `make deployed` needs,
# `install.sh contract` what scripts/contract/check.sh needs,
# `install.sh letter` what scripts/console/check.sh needs of Python, and
# `install.sh dynamodb-local` the last, which is what `make bench` needs.
# A missing prerequisite is an error that says what to install, never a skip.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$(cd "$here/../.." && pwd)/.tools

# The stamp of a finished install is the digest of its pins. It is written last,
# so an install that was interrupted is done again from the start.
digest() { sha256sum | cut -d' ' -f1; }
installed() { [[ -f $1/.stamp && $(<"$1/.stamp") == "$2" ]]; }

die() {
	printf 'tools: %s\n' "$*" >&2
	exit 1
}

need_gcc() {
	local cc
	cc=$(go env CC)
	command -v "${cc%% *}" >/dev/null ||
		die "make check runs the suite with Go's race detector, which needs a C compiler ($cc). Install one (Debian: apt-get install gcc libc6-dev)."
}

need_java() {
	command -v java >/dev/null ||
		die "make check and make bench use DynamoDB Local, which needs Java 17 or later. Install one (Debian: apt-get install default-jre-headless)."
	local major
	major=$(java -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p')
	((${major:-0} >= 17)) ||
		die "DynamoDB Local needs Java 17 or later; the java found first in PATH is version ${major:-unknown}."
}

need_javac() {
	command -v javac >/dev/null ||
		die "make check compiles a client in Java, which needs a compiler beside Java 17. Install one (Debian: apt-get install default-jdk-headless)."
}

need_maven() {
	command -v mvn >/dev/null ||
		die "DynamoDB Local, and what a client in Java needs, are fetched by Maven. Install it (Debian: apt-get install maven)."
}

need_ceph() {
	local program
	for program in ceph ceph-mgr ceph-mon ceph-osd radosgw; do
		command -v "$program" >/dev/null ||
			die "make check tries the lifecycle rules on a real S3 server, Ceph's. Install it (Debian: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-mgr radosgw ceph-common)."
	done
}

need_python() {
	command -v python3 >/dev/null ||
		die "cfn-lint and sam need Python 3.10 or later. Install it (Debian: apt-get install python3 python3-venv)."
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
		die "cfn-lint and sam need Python 3.10 or later; python3 is $(python3 --version 2>&1)."
	python3 -c 'import ensurepip, venv' 2>/dev/null ||
		die "Python cannot make a virtual environment here. Install its venv module (Debian: apt-get install python3-venv)."
}

need_jq() {
	command -v jq >/dev/null ||
		die "make deployed carries out docs/runbooks/restore.md, which uses jq. Install it (Debian: apt-get install jq)."
}

need_libreoffice() {
	command -v soffice >/dev/null ||
		die "make check opens exports in LibreOffice. Install it (Debian: apt-get install --no-install-recommends libreoffice-calc-nogui)."
}

need_npm() {
	command -v npm >/dev/null ||
		die "redocly, Spectral and the compiler of TypeScript are packages of npm. Install it (Debian: apt-get install npm)."
}

# linters are those of docs/openapi.yaml, and the compiler of a client made of it.
linters=(@redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3 typescript@5.9.3)

install_linters() {
	local dir=$tools/contract want
	want=$({ node --version && echo "${linters[*]}"; } | digest)
	installed "$dir" "$want" && return
	echo "tools: installing ${linters[*]} into $dir"
	rm -rf "$dir"
	mkdir -p "$dir"
	npm install --prefix "$dir" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent "${linters[@]}"
	echo "$want" >"$dir/.stamp"
}

install_venv() { # NAME PINS
	local dir=$tools/$1 pins=$here/$2 want
	want=$({ python3 --version && cat "$pins"; } | digest)
	installed "$dir" "$want" && return
	echo "tools: installing what $2 names into $dir"
	rm -rf "$dir"
	python3 -m venv "$dir"
	"$dir/bin/pip" install --quiet --disable-pip-version-check --requirement "$pins"
	echo "$want" >"$dir/.stamp"
}

install_jars() { # NAME, of what NAME/pom.xml names
	local dir=$tools/$1 pins=$here/$1/pom.xml want
	want=$(digest <"$pins")
	installed "$dir" "$want" && return
	echo "tools: fetching what $1/pom.xml names into $dir"
	rm -rf "$dir"
	mvn --batch-mode --quiet --file "$pins" dependency:copy-dependencies \
		-DincludeScope=runtime -DoutputDirectory="$dir"
	echo "$want" >"$dir/.stamp"
}

# Every prerequisite is looked for before anything is fetched.
case ${1:-all} in
all)
	need_gcc
	need_java
	need_javac
	need_maven
	need_ceph
	need_libreoffice
	need_jq
	need_python
	need_npm
	install_venv venv requirements.txt
	install_venv moto moto.txt
	install_linters
	install_venv contract-venv contract.txt
	install_venv letter letter.txt
	install_jars openapi-java
	install_jars dynamodb-local
	;;
templates)
	need_python
	install_venv venv requirements.txt
	;;
moto)
	need_jq
	need_python
	install_venv venv requirements.txt
	install_venv moto moto.txt
	;;
contract)
	need_java
	need_javac
	need_maven
	need_python
	need_npm
	install_linters
	install_venv contract-venv contract.txt
	install_jars openapi-java
	;;
letter)
	need_python
	install_venv letter letter.txt
	;;
dynamodb-local)
	need_java
	need_maven
	install_jars dynamodb-local
	;;
*) die "there is nothing to install called $1; say all, templates, moto, contract or dynamodb-local." ;;
esac
