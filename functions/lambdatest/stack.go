package lambdatest

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/policy"
)

// Infrastructure is what a stack is deployed over.
type Infrastructure struct {
	DynamoDB string          // endpoint
	Table    string          // name
	S3       embedded.Access // its one user, whom the functions act as
	Letters  string          // bucket
	Reports  string          // bucket
	Log      string          // bucket
	Secret   string          // the registers' secret
	LogKey   ed25519.PrivateKey
	// NextLogKey is the key of [NextKeyARN], if there is one.
	NextLogKey ed25519.PrivateKey
	// Registers, LogSigningKeyArns and LogFormerKeys are parameters of the template.
	Registers         string // every one of the law's unless it is said
	LogSigningKeyArns []string
	LogFormerKeys     string
	// The console's secret, and what it is told of the API and the council's provider.
	ConsoleSecret   string
	ConsoleSettings map[string]string
	// CoolingOff is for how long letters that are let go stay locked: a week unless it
	// is said.
	CoolingOff time.Duration

	deployed *Deployment // nil where the template alone is read
}

// keys are what KMS has.
func (on Infrastructure) keys() map[string]ed25519.PrivateKey {
	if on.deployed != nil {
		return map[string]ed25519.PrivateKey{on.deployed.LogKey: on.LogKey}
	}
	keys := map[string]ed25519.PrivateKey{KeyARN: on.LogKey}
	if on.NextLogKey != nil {
		keys[NextKeyARN] = on.NextLogKey
	}
	return keys
}

// LogSite is where the log would be published: it begins its origins.
const LogSite = "log.council.example"

// Issuer is who signs the tokens of every request: JwtIssuer of the template.
const Issuer = "https://login.council.example/"

// testSecret is the registers' secret: the same in every stack of a test, so that what
// is derived from it is the same.
const testSecret = "a secret for tests alone, 32 long"

// testConsoleSecret is the console's.
const testConsoleSecret = `{"clientSecret": "a password for tests alone", "cookieKeys": ["YSBrZXkgZm9yIHRlc3RzIGFsb25lLCAzMiBieXRlcyE="]}`

// NewInfrastructure takes fresh buckets beside the given table. As in
// infra/template.yaml, the reports bucket keeps no versions.
func NewInfrastructure(t testing.TB, dynamoDB, table string) Infrastructure {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	log := reports + "-log"
	reports += "-unversioned"
	for _, bucket := range []string{reports, log} {
		if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{
			Bucket:                    &bucket,
			CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region},
		}); err != nil {
			t.Fatalf("make the bucket %s: %v", bucket, err)
		}
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return Infrastructure{
		DynamoDB: dynamoDB, Table: table, S3: embeddedtest.Access(t), Letters: letters, Reports: reports, Log: log,
		Secret: testSecret, LogKey: key,
		ConsoleSecret: testConsoleSecret,
	}
}

// Stack is the application of template.yaml, deployed for one test. It is safe
// for concurrent use.
type Stack struct {
	template  Template
	functions map[string]*deployed
	stream    tableStream
	logKey    ed25519.PublicKey
	reports   reports
}

// deployed is a running function and the guards before what it calls.
type deployed struct {
	*process
	dynamo, s3, kms, secrets, lambda, codeDeploy *guard
}

func (d *deployed) guards() []*guard {
	return []*guard{d.dynamo, d.s3, d.kms, d.secrets, d.lambda, d.codeDeploy}
}

// Deploy starts every function of the application over the infrastructure. When
// the test ends it fails if one tried what its role does not allow.
func Deploy(t testing.TB, on Infrastructure) *Stack {
	t.Helper()
	s := &Stack{template: ReadTemplate(t), functions: map[string]*deployed{}, logKey: on.LogKey.Public().(ed25519.PublicKey)}
	t.Cleanup(func() {
		for _, refusal := range s.Refused() {
			t.Errorf("AWS would refuse %s", refusal)
		}
	})
	kms := serveKMS(t, on.keys())
	for name, function := range s.template {
		d := &deployed{
			dynamo: &guard{role: function.role, accesses: dynamoAccesses, refuse: refuseDynamo, done: s.stream.took},
			s3: &guard{role: function.role, refuse: refuseS3, accesses: s3Accesses(map[string]string{
				on.Letters: "CorrespondenceBucketArn", on.Reports: "ReportsBucketArn", on.Log: "LogBucketArn",
			})},
			kms: &guard{role: function.role, accesses: kmsAccesses(on.LogSigningKeyArns), refuse: refuseKMS},
		}
		environment, secrets := on.environment(t, name, function), ""
		d.secrets = &guard{accesses: secretsAccesses, refuse: refuseSecrets}
		versions := versionsOf(environment)
		d.lambda = &guard{role: function.role, accesses: lambdaAccesses(versions), refuse: refuseKMS}
		d.codeDeploy = &guard{role: function.role, accesses: codeDeployAccesses, refuse: refuseKMS}
		if on.deployed != nil {
			for _, g := range d.guards() {
				g.role, g.deployed = on.deployed.function(t, name).Role, on.deployed
			}
			secrets = d.secrets.serve(t, on.deployed.Endpoint)
		} else {
			secrets = on.serveSecrets(t, function)
		}
		environment["AWS_ENDPOINT_URL_DYNAMODB"] = d.dynamo.serve(t, on.DynamoDB)
		environment["AWS_ENDPOINT_URL_S3"] = d.s3.serve(t, on.S3.URL)
		environment["AWS_ENDPOINT_URL_KMS"] = d.kms.serve(t, kms)
		environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = secrets
		environment["AWS_ENDPOINT_URL_LAMBDA"] = d.lambda.serve(t, s.serveLambda(t, versions))
		environment["AWS_ENDPOINT_URL_CODEDEPLOY"] = d.codeDeploy.serve(t, s.serveCodeDeploy(t))
		d.process = start(t, Program(t, name), function.Timeout, environment)
		s.functions[name] = d
	}
	return s
}

// environment is what the template gives the function, and whom it acts as.
func (on Infrastructure) environment(t testing.TB, name string, function Function) map[string]string {
	t.Helper()
	credentials, err := on.S3.Client().Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"AWS_ACCESS_KEY_ID": credentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.SecretAccessKey,
	}
	if on.deployed != nil {
		maps.Copy(environment, on.deployed.function(t, name).Environment)
		if _, cools := environment["COOLING_OFF"]; cools && on.CoolingOff > 0 {
			environment["COOLING_OFF"] = on.CoolingOff.String()
		}
		return environment
	}
	keys := KeyARN
	if len(on.LogSigningKeyArns) > 0 {
		keys = strings.Join(on.LogSigningKeyArns, ",")
	}
	values := map[string]string{
		"TABLE": on.Table, "REGISTER_SECRET": SecretARN, "CORRESPONDENCE_BUCKET": on.Letters, "REPORTS_BUCKET": on.Reports, "LOG_BUCKET": on.Log,
		"LOG_SITE": LogSite, "LOG_KEYS": keys, "LOG_FORMER_KEYS": on.LogFormerKeys, "LOG_WITNESSES": "", "RELEASE": "one", "GOGC": "400", "GOMEMLIMIT": "400MiB",
		"METRICS": "DisclosureRegister/register", "REGISTERS": on.registers(t), "JWT_ISSUER": Issuer,
		"API_ADDRESS": "https://" + Domain, "CONSOLE_SECRET": ConsoleSecretARN, "CONSOLE_CLIENT_ID": "console", "CONSOLE_SCOPES": "", "CONSOLE_NAME": "", "CONSOLE_COLOUR": "", "ARCHIVE_ORIGIN": "https://letters.invalid",
		"COOLING_OFF": cmp.Or(on.CoolingOff, 7*24*time.Hour).String(),
		"TRIES":       "yes", "VERSIONS": strings.Join(slices.Sorted(maps.Keys(ReadTemplate(t).versions())), ","),
	}
	for _, variable := range function.Environment {
		value, known := values[variable]
		if !known {
			t.Fatalf("template.yaml gives a function the variable %s, which has no value here", variable)
		}
		environment[variable] = value
	}
	if function.Pages {
		maps.Copy(environment, on.ConsoleSettings)
	}
	return environment
}

// registers is the parameter of that name.
func (on Infrastructure) registers(t testing.TB) string {
	t.Helper()
	if on.Registers != "" {
		return on.Registers
	}
	law := policy.Load()
	var all []string
	for _, id := range law.RegisterIDs() {
		all = append(all, id.String())
	}
	return strings.Join(all, ",")
}

// longestAnswer is how long Lambda lets an answer be, in bytes.
const longestAnswer = 6_291_556

// Invoke gives a function an event. It returns the function's answer, or, when
// failed, its error document.
func (s *Stack) Invoke(t testing.TB, function string, event []byte) (answer []byte, failed bool) {
	t.Helper()
	running, found := s.functions[function]
	if !found {
		t.Fatalf("template.yaml has no function %s", function)
	}
	return taken(running.invoke(t, event))
}

// taken is what Lambda takes of a function's answer: all of it, or an error in its place.
func taken(out outcome) (answer []byte, failed bool) {
	if !out.failed && len(out.body) > longestAnswer {
		return []byte(`{"errorType":"Function.ResponseSizeTooLarge"}`), true
	}
	return out.body, out.failed
}

// DeliverStream gives a function every record since the last call for it that
// its mapping lets through, one to an event, again after an error as often as the
// mapping says.
func (s *Stack) DeliverStream(t testing.TB, function string) {
	t.Helper()
	for _, record := range s.stream.take(function) {
		for _, stream := range s.template[function].Streams {
			if stream.passes(t, record) {
				s.deliver(t, function, record, stream.Retries)
			}
		}
	}
}

// LogKey is the public half of the key that signs the log.
func (s *Stack) LogKey() ed25519.PublicKey { return s.logKey }

func (s *Stack) deliver(t testing.TB, function string, record json.RawMessage, retries int) {
	t.Helper()
	for try := 0; ; try++ {
		document, failed := s.Invoke(t, function, StreamEvent(record))
		if !failed {
			return
		}
		if try == retries {
			t.Errorf("%s failed every try at a stream record: %s", function, document)
			return
		}
	}
}

// Output is what every function has written to its log.
func (s *Stack) Output() string {
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.functions)) {
		all.WriteString(s.functions[name].output.String())
	}
	return all.String()
}

// Calls returns how often the functions have called DynamoDB since the last time
// it was asked, by operation, retries included.
func (s *Stack) Calls() map[string]int {
	calls := map[string]int{}
	for _, function := range s.functions {
		for operation, n := range function.dynamo.takeCalls() {
			calls[operation] += n
		}
	}
	return calls
}

// Refused lists what roles did not allow, and forgets it.
func (s *Stack) Refused() []string {
	var all []string
	for name, function := range s.functions {
		for _, g := range function.guards() {
			for _, refusal := range g.takeRefused() {
				all = append(all, name+": "+refusal)
			}
		}
	}
	return all
}
