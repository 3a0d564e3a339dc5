package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/keyfile"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// onAWS is a table behind DynamoDB's protocol and a bucket on a real S3 server,
// which the environment of the command names.
type onAWS struct {
	t      *testing.T
	desk   *registrar.Registrar
	sealer *sealing.Sealer
	place  []string // the command's flags
}

func newOnAWS(t *testing.T) *onAWS {
	t.Helper()
	return newOnTable(t, sqlitetest.New(t))
}

func newOnTable(t *testing.T, table *sqlite.Table) *onAWS {
	t.Helper()
	client, _, reports := embeddedtest.Buckets(t)
	name := reports + "-log"
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	credentials, err := client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for variable, value := range map[string]string{
		"AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": credentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.SecretAccessKey,
		"AWS_ENDPOINT_URL_DYNAMODB": dynamotest.Serve(t, table).URL, "AWS_ENDPOINT_URL_S3": embeddedtest.Access(t).URL,
	} {
		t.Setenv(variable, value)
	}
	key, err := keyfile.OpenOrMake(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	origin, err := ledger.NewOrigin("log.example.gov.uk", "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ledger.VerifierKey(origin, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return &onAWS{
		t: t, desk: registrartest.New(t, table, registrar.Options{}),
		sealer: sealing.New(table, bucket.New(client, name), key, sealing.Config{Site: "log.example.gov.uk"}),
		place:  []string{"--register", "E07000107", "--table", dynamotest.TableName, "--bucket", name, "--key", verifier},
	}
}

func (a *onAWS) record(key string) {
	a.t.Helper()
	var d disclosure.Disclosure
	if err := json.Unmarshal(example(a.t), &d); err != nil {
		a.t.Fatal(err)
	}
	by := disclosure.Caller{Register: "E07000107", Subject: "h", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	if _, err := a.desk.Record(a.t.Context(), registrar.Asking{Caller: by, IdempotencyKey: key}, d); err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.sealer.Seal(a.t.Context(), "E07000107"); err != nil {
		a.t.Fatal(err)
	}
}

func TestATableOnAWSIsComparedWithItsLog(t *testing.T) {
	a := newOnAWS(t)
	a.record("one")
	a.record("two")
	out, code := ends(t, append([]string{"log", "check"}, a.place...)...)
	if code != 0 || !strings.Contains(out, "2 entries are here and are what was sealed") {
		t.Errorf("ended with %d: %s", code, out)
	}
	if out, code := ends(t, "log", "check", "--register", "E07000107", "--table", dynamotest.TableName); code == 0 {
		t.Errorf("without a bucket and a key: %s", out)
	}
}

// What was altered in an entry that is packed is named as any other, also where it cannot
// be read any more.
func TestAPackedEntryThatWasAlteredIsNamed(t *testing.T) {
	table := sqlitetest.New(t)
	a := newOnTable(t, table)
	packing := dynamo.Open(dynamotest.Serve(t, table).Client(), dynamotest.TableName)
	a.desk = registrartest.New(t, packing, registrar.Options{})
	a.record("one")
	if out, code := ends(t, append([]string{"log", "check"}, a.place...)...); code != 0 || !strings.Contains(out, "1 entries are here and are what was sealed") {
		t.Errorf("ended with %d: %s", code, out)
	}
	var keys []store.Key
	if err := table.Walk(t.Context(), "entry#", func(found []store.Key) error { keys = append(keys, found...); return nil }); err != nil || len(keys) != 1 {
		t.Fatalf("%d entries (%v)", len(keys), err)
	}
	item, err := table.Get(t.Context(), keys[0])
	if err != nil {
		t.Fatal(err)
	}
	packed := item.Attrs["packed"].([]byte)
	packed[len(packed)/2] ^= 1
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
	if out, code := ends(t, append([]string{"log", "check"}, a.place...)...); code == 0 || !strings.Contains(out, "the entry is not what was sealed") {
		t.Errorf("ended with %d: %s", code, out)
	}
}

// Somebody with the role for it, and no more, finds out what a restored table has
// lost and has the log go on (docs/runbooks/restore.md).
func TestTheGlassIsBrokenToBridgeARestoredTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	a := newOnTable(t, table)
	a.record("one")
	backup := filepath.Join(t.TempDir(), "register.db")
	for _, part := range []string{"", "-wal"} { // nobody writes meanwhile
		content, err := os.ReadFile(path + part)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(backup+part, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a.record("two")

	restored, err := sqlite.Open(backup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { restored.Close() })
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", lambdatest.BreakTheGlass(t, dynamotest.Serve(t, restored).URL, "infra/restored-table.yaml", "BridgeRole"))
	log := func(command ...string) (string, int) {
		t.Helper()
		return ends(t, append(append([]string{"log"}, command...), a.place...)...)
	}
	if out, code := log("check"); code == 0 || strings.Count(out, "LOST  place 1 ") != 1 {
		t.Fatalf("check ended with %d: %s", code, out)
	}
	if out, code := log("bridge", "--give-up", "2"); code == 0 {
		t.Errorf("another number than is lost was given up: %s", out)
	}
	if out, code := log("bridge", "--give-up", "1"); code != 0 {
		t.Fatalf("bridge ended with %d: %s", code, out)
	}
	if out, code := log("check", "--given-up", "1"); code != 0 {
		t.Errorf("check after the bridge ended with %d: %s", code, out)
	}
}

// Whoever checks the log by the role for it reads everything and writes nothing; and what
// lists an entry and is gone is put back by the policy for that, and not without.
func TestTheLogIsCheckedAndRepairedByTheRoleForIt(t *testing.T) {
	const template = "infra/check-role.yaml"
	table := sqlitetest.New(t)
	a := newOnTable(t, table)
	a.record("one")
	dynamoDB := dynamotest.Serve(t, table).URL
	check := func(as []string, flags ...string) (string, int) {
		t.Helper()
		t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", lambdatest.BreakTheGlass(t, dynamoDB, template, as...))
		return ends(t, append(append([]string{"log", "check"}, a.place...), flags...)...)
	}
	if out, code := check([]string{"CheckRole"}); code != 0 || !strings.Contains(out, "1 entries are here and are what was sealed") {
		t.Fatalf("ended with %d: %s", code, out)
	}
	var listed []store.Key
	if err := table.Walk(t.Context(), "idx#", func(found []store.Key) error { listed = append(listed, found...); return nil }); err != nil || len(listed) == 0 {
		t.Fatalf("%d items list the entry (%v)", len(listed), err)
	}
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Delete, Item: store.Item{Key: listed[0]}}}); err != nil {
		t.Fatal(err)
	}
	if out, code := check([]string{"CheckRole"}); code == 0 || !strings.Contains(out, "--repair") {
		t.Fatalf("ended with %d: %s", code, out)
	}
	if out, code := check([]string{"CheckRole", "MayRepair"}, "--repair"); !strings.Contains(out, "1 items that were gone have been put back") {
		t.Fatalf("ended with %d: %s", code, out)
	}
	if out, code := check([]string{"CheckRole"}); code != 0 {
		t.Errorf("ended with %d: %s", code, out)
	}
}
