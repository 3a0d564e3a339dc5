package lambdatest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/uuid"

	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

// Deployment is both stacks as scripts/tools/deploy.py deployed them on moto: what
// CloudFormation made of the templates, with every name, export, policy and
// environment resolved.
type Deployment struct {
	Name               string // of the application's stack; with -infra after it, of the other's
	Endpoint           string
	Resources          map[string]int // how many each stack has, by its name
	LeftOut            []LeftOut
	Partly             map[string]string // what moto's resource of a type does not have
	InfraTemplateBytes int
	Functions          map[string]DeployedFunction // by its name in the template, "RecordFunction"
	Mappings           []Mapping
	Buckets            map[string]Bucket // by its name
	Table              struct{ Name, Arn, Key string }
	Secret             struct{ Arn, Key string }
	LogKey             string
}

// LeftOut is a resource that moto does not make, and what is done instead.
type LeftOut struct{ Stack, Resource, Type, Instead string }

// DeployedFunction is a function with its resolved environment and role.
type DeployedFunction struct {
	Name, Arn, RoleArn, LogGroup string
	Environment                  map[string]string
	Timeout                      int
	Role                         role
	RoleBytes                    int // of its policies together, as IAM counts them
	ResourcePolicyBytes          int
}

// Mapping is a mapping of the table's stream to a function.
type Mapping struct {
	FunctionName, EventSourceArn string
	DestinationConfig            struct {
		OnFailure struct{ Destination string }
	}
}

// Bucket is a bucket with its resolved policy.
type Bucket struct {
	Output string // its name in infra/template.yaml
	Key    string // ARN of the key it encrypts with; "" is S3's own
	Locked bool   // Object Lock
	Policy role
}

// DeployStacks deploys both stacks on moto for the life of the test, from the template
// that `sam build` wrote, for every register of the law. Their names are as those of
// `make acceptance`, and new each time: nothing may rest on what the parameters name when
// nobody says otherwise.
func DeployStacks(t testing.TB) *Deployment {
	t.Helper()
	return deployStacks(t)
}

// DeployOnRestored is the same with the application on a table that was restored, in the
// stack of infra/restored-table.yaml: after docs/runbooks/restore.md.
func DeployOnRestored(t testing.TB) *Deployment {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	return deployStacks(t, filepath.Join(root, "infra", "restored-table.yaml"))
}

func deployStacks(t testing.TB, restored ...string) *Deployment {
	t.Helper()
	registers := Infrastructure{}.registers(t)
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(root, ".tools")
	built, err := os.Open(filepath.Join(root, ".aws-sam", "build", "template.yaml"))
	if err != nil {
		t.Fatalf("read what sam built (run make build): %v", err)
	}
	defer built.Close()
	expand := exec.Command(filepath.Join(tools, "venv", "bin", "python"), filepath.Join(root, "scripts", "tools", "expand.py"))
	expand.Stdin, expand.Stderr = built, os.Stderr
	expanded, err := expand.Output()
	if err != nil {
		t.Fatalf("expand the template (run make tools): %v", err)
	}
	application := filepath.Join(t.TempDir(), "application.json")
	if err := os.WriteFile(application, expanded, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &Deployment{Name: "register-acceptance-" + uuid.NewString()[:8]}
	// It lives as long as its standard input is open.
	moto := exec.Command(filepath.Join(tools, "moto", "bin", "python"), append([]string{
		filepath.Join(root, "scripts", "tools", "deploy.py"), d.Name,
		filepath.Join(root, "infra", "template.yaml"), application, registers, testSecret, testConsoleSecret,
	}, restored...)...)
	leash, err := moto.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := moto.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	written := new(bytes.Buffer)
	moto.Stderr = written
	if err := moto.Start(); err != nil {
		t.Fatalf("start moto (run make tools): %v", err)
	}
	t.Cleanup(func() {
		_ = leash.Close()
		_, _ = io.Copy(io.Discard, said)
		_ = moto.Wait() // the test is over, and it has nothing to lose
	})
	if err := json.NewDecoder(said).Decode(d); err != nil {
		_ = moto.Wait()
		t.Fatalf("deploy on moto: %v\n%s", err, written)
	}
	return d
}

// Infrastructure is what the deployed functions run over: moto's table and secret, and
// buckets of the deployed names on a real S3, since moto's has no Object Lock that
// locks.
func (d *Deployment) Infrastructure(t testing.TB) Infrastructure {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	on := Infrastructure{S3: embeddedtest.Access(t), LogKey: key}
	client := on.S3.Client()
	named := map[string]string{}
	for name, bucket := range d.Buckets {
		named[bucket.Output] = name
		if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{
			Bucket: &name, ObjectLockEnabledForBucket: &bucket.Locked,
			CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region},
		}); err != nil {
			t.Fatalf("make the bucket %s: %v", name, err)
		}
	}
	on.DynamoDB, on.Table, on.deployed = d.Endpoint, d.Table.Name, d
	on.Letters, on.Reports, on.Log = named["CorrespondenceBucket"], named["ReportsBucket"], named["LogBucket"]
	return on
}

// function is the deployed function of a folder's name, "record".
func (d *Deployment) function(t testing.TB, folder string) DeployedFunction {
	t.Helper()
	for name, function := range d.Functions {
		if strings.EqualFold(strings.TrimSuffix(name, "Function"), folder) {
			return function
		}
	}
	t.Fatalf("nothing that was deployed is the function %s", folder)
	return DeployedFunction{}
}

// implied gives each access its ARN and what every request has, and adds what a
// service asks of KMS in the caller's name: DynamoDB to decrypt the table's key, S3 to
// make or decrypt an object's, Secrets Manager to decrypt the secret's.
func (d *Deployment) implied(method string, asked []access) []access {
	var all []access
	for _, a := range asked {
		a.facts = maps.Clone(a.facts)
		if a.facts == nil {
			a.facts = map[string]string{}
		}
		a.facts[secureTransport], a.facts[sourceAccount] = "true", account
		service, operation, _ := strings.Cut(a.action, ":")
		decrypt := access{action: "kms:Decrypt", facts: map[string]string{
			viaService: service + "." + region + ".amazonaws.com", secureTransport: "true",
		}}
		switch service {
		case "dynamodb":
			a.arn = "arn:aws:dynamodb:" + region + ":" + account + ":table/" + a.resource
			if a.index != "" {
				a.arn += "/index/" + a.index
			}
			decrypt.arn, decrypt.facts[contextOfTable] = d.Table.Key, a.resource
		case "secretsmanager":
			// The console's secret is under AWS's own key, which asks nothing of the caller.
			if a.arn = a.resource; a.resource == d.Secret.Arn {
				decrypt.arn, decrypt.facts[contextOfSecret] = d.Secret.Key, a.resource
			}
		case "kms", "lambda":
			a.arn = a.resource
		case "codedeploy":
			a.arn = "arn:aws:codedeploy:" + region + ":" + account + ":" + a.resource
		case "s3":
			a.facts[tlsVersion] = "1.3"
			name, _, _ := strings.Cut(a.resource, "/")
			a.arn = "arn:aws:s3:::" + a.resource
			if strings.HasPrefix(operation, "ListBucket") {
				a.arn = "arn:aws:s3:::" + name
			}
			// With a bucket key the context is the bucket's. A look at an object's
			// headers decrypts nothing.
			decrypt.facts[contextOfBucket] = "arn:aws:s3:::" + name
			switch {
			case operation == "PutObject":
				decrypt.arn, decrypt.action = d.Buckets[name].Key, "kms:GenerateDataKey"
			case (operation == "GetObject" || operation == "GetObjectVersion") && method == "GET":
				decrypt.arn = d.Buckets[name].Key
			}
		}
		if all = append(all, a); decrypt.arn != "" {
			all = append(all, decrypt)
		}
	}
	return all
}

// looking is what S3 asks before it says that an object is not there.
func (d *Deployment) looking(method string, asked []access) []access {
	for _, a := range asked {
		if a.action == "s3:GetObject" || a.action == "s3:GetObjectVersion" {
			name, _, _ := strings.Cut(a.resource, "/")
			return d.implied(method, []access{{action: "s3:ListBucket", resource: name}})
		}
	}
	return nil
}

// policyOf is the policy of the bucket that an access is on.
func (d *Deployment) policyOf(a access) role {
	name, _, _ := strings.Cut(strings.TrimPrefix(a.arn, "arn:aws:s3:::"), "/")
	return d.Buckets[name].Policy
}

// Unmapped says what a mapping of the stream, or a function's log, needs of AWS that
// the function's role does not allow.
func (d *Deployment) Unmapped() []string {
	var lacks []string
	check := func(name string, f DeployedFunction, wanted ...access) {
		g := guard{role: f.Role, deployed: d}
		for _, a := range wanted {
			if refusal := g.judge([]access{a}); refusal != "" {
				lacks = append(lacks, name+": "+refusal)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Functions)) {
		f := d.Functions[name]
		// CloudFormation's attribute ends in ":*", and moto's does not.
		group := "arn:aws:logs:" + region + ":" + account + ":log-group:" + f.LogGroup
		check(name, f, access{action: "logs:CreateLogStream", arn: group}, access{action: "logs:PutLogEvents", arn: group})
	}
	for _, m := range d.Mappings {
		for name, f := range d.Functions {
			if f.Name == m.FunctionName {
				for _, action := range []string{"DescribeStream", "GetRecords", "GetShardIterator"} {
					check(name, f, access{action: "dynamodb:" + action, arn: m.EventSourceArn})
				}
				check(name, f, access{action: "sqs:SendMessage", arn: m.DestinationConfig.OnFailure.Destination},
					access{action: "kms:Decrypt", arn: d.Table.Key, facts: map[string]string{
						viaService: "dynamodb." + region + ".amazonaws.com", contextOfTable: d.Table.Name,
					}})
			}
		}
	}
	return lacks
}
