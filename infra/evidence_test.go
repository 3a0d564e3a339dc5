package infra_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/store"
)

func TestEverythingThatOutlivesADeployIsKept(t *testing.T) {
	s := evidence(t)
	for name, r := range s.Resources {
		checkKept(t, name, r)
		for _, property := range []string{"BucketName", "TableName", "Name"} {
			if got, given := r.Properties[property]; given {
				t.Errorf("%s: got the name %s, want none: what is kept must not stop the next stack", name, text(got))
			}
		}
	}
}

func checkKept(t *testing.T, name string, r resource) {
	t.Helper()
	for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if got, want := text(r.Attributes[policy]), "Retain"; got != want {
			t.Errorf("%s: got %s %s, want %s", name, policy, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	got := properties(evidence(t).Resources["Table"].Properties)
	diff(t, "table's properties", got, []string{
		"AttributeDefinitions: [{AttributeName: pk, AttributeType: S} {AttributeName: sk, AttributeType: S} " +
			"{AttributeName: " + store.PendingAttr + ", AttributeType: S} {AttributeName: " + store.PendingSinceAttr + ", AttributeType: S}]",
		"BillingMode: PAY_PER_REQUEST",
		"DeletionProtectionEnabled: true",
		"GlobalSecondaryIndexes: [{IndexName: " + store.PendingIndex + ", KeySchema: [{AttributeName: " + store.PendingAttr + ", KeyType: HASH} " +
			"{AttributeName: " + store.PendingSinceAttr + ", KeyType: RANGE}], " +
			"OnDemandThroughput: {MaxReadRequestUnits: ${MaxReadUnits}, MaxWriteRequestUnits: ${MaxWriteUnits}}, Projection: {NonKeyAttributes: [leaf], ProjectionType: INCLUDE}}]",
		"KeySchema: [{AttributeName: pk, KeyType: HASH} {AttributeName: sk, KeyType: RANGE}]",
		"OnDemandThroughput: {MaxReadRequestUnits: ${MaxReadUnits}, MaxWriteRequestUnits: ${MaxWriteUnits}}",
		"PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35}",
		"SSESpecification: {KMSMasterKeyId: ${RegisterKey.Arn}, SSEEnabled: true, SSEType: KMS}",
		"StreamSpecification: {StreamViewType: KEYS_ONLY}",
	})
}

// cfn-lint takes any word here; DynamoDB takes four, and only this one keeps
// personal data out of the stream.
func TestStreamHoldsKeysAlone(t *testing.T) {
	got := text(at(evidence(t).Resources["Table"].Properties, "StreamSpecification", "StreamViewType"))
	valid := []string{"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"}
	if !slices.Contains(valid, got) {
		t.Errorf("got stream view %s, want one of %v", got, valid)
	}
	if want := "KEYS_ONLY"; got != want {
		t.Errorf("got stream view %s, want %s", got, want)
	}
}

// A tile or checkpoint that somebody replaced is still there as a version.
func TestLogKeepsVersions(t *testing.T) {
	p := evidence(t).Resources["LogBucket"].Properties
	if got, want := text(at(p, "VersioningConfiguration", "Status")), "Enabled"; got != want {
		t.Errorf("got versioning %s, want %s", got, want)
	}
}

// The bucket's policy protects what is kept for ever by where it is.
func TestWhatALogKeepsIsWhereItsPolicySays(t *testing.T) {
	var protected []string
	for _, v := range at(evidence(t).Resources["LogBucketPolicy"].Properties, "PolicyDocument", "Statement").(list) {
		if text(at(v, "Sid")) == "DenyReplacingWhatIsKept" {
			for _, on := range at(v, "Resource").(list) {
				protected = append(protected, strings.TrimSuffix(strings.TrimPrefix(text(on), "${LogBucket.Arn}/*/"), "*"))
			}
		}
	}
	for path, want := range map[string]bool{
		ledger.KeptPath(1000):                true,
		ledger.ResignedPath(1000, []byte{1}): true,
		"tile/0/000.p/1":                     true,
		"tile/entries/000.p/1":               true,
		ledger.CheckpointPath:                false,
	} {
		got := slices.ContainsFunc(protected, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
		if got != want {
			t.Errorf("%s: protected = %v, want %v", path, got, want)
		}
	}
}

// cfn-lint takes a locked bucket whose versions are suspended; S3 does not.
func TestLockedBucketKeepsVersions(t *testing.T) {
	p := evidence(t).Resources["CorrespondenceBucket"].Properties
	if got, want := text(p["ObjectLockEnabled"]), "true"; got != want {
		t.Errorf("got Object Lock %s, want %s", got, want)
	}
	if got, want := text(at(p, "VersioningConfiguration", "Status")), "Enabled"; got != want {
		t.Errorf("got versioning %s, want %s", got, want)
	}
	if rule, given := p["ObjectLockConfiguration"]; given {
		t.Errorf("got default retention %s, want none: a date cannot be shortened once given", text(rule))
	}
}

func TestBucketsAreEncryptedAndPrivate(t *testing.T) {
	s := evidence(t)
	buckets := s.ofType("AWS::S3::Bucket")
	if want := []string{"AccessLogBucket", "CorrespondenceBucket", "LogBucket", "ReportsBucket"}; !slices.Equal(buckets, want) {
		t.Fatalf("got buckets %v, want %v", buckets, want)
	}
	for _, name := range buckets {
		encryption := "{ServerSideEncryptionConfiguration: [{BucketKeyEnabled: true, ServerSideEncryptionByDefault: " +
			"{KMSMasterKeyID: ${RegisterKey.Arn}, SSEAlgorithm: aws:kms}}]}"
		// The log is published, and readable when the register's key is lost; S3 writes
		// its own record with no other key than its own.
		if name == "LogBucket" || name == "AccessLogBucket" {
			encryption = "{ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}"
		}
		for property, want := range map[string]string{
			"BucketEncryption":  encryption,
			"OwnershipControls": "{Rules: [{ObjectOwnership: BucketOwnerEnforced}]}",
			"PublicAccessBlockConfiguration": "{BlockPublicAcls: true, BlockPublicPolicy: true, " +
				"IgnorePublicAcls: true, RestrictPublicBuckets: true}",
		} {
			if got := text(s.Resources[name].Properties[property]); got != want {
				t.Errorf("%s: got %s %s, want %s", name, property, got, want)
			}
		}
	}
}

// S3 destroys; the register only says what is due. A rule more, or a filter
// less, destroys letters.
func TestLifecycleDestroysOnlyWhatIsReleased(t *testing.T) {
	s := evidence(t)
	var got []string
	for _, bucket := range s.ofType("AWS::S3::Bucket") {
		rules, _ := at(s.Resources[bucket].Properties, "LifecycleConfiguration", "Rules").(list)
		for _, rule := range rules {
			got = append(got, bucket+" "+text(rule))
		}
	}
	diff(t, "lifecycle rules", got, []string{
		"AccessLogBucket {ExpirationInDays: 365, Id: expire-access-logs, Status: Enabled}",
		"CorrespondenceBucket {ExpirationInDays: 1, Id: destroy-released, " +
			"NoncurrentVersionExpiration: {NoncurrentDays: 1}, Status: Enabled, TagFilters: [{Key: disposal, Value: due}]}",
		"CorrespondenceBucket {ExpiredObjectDeleteMarker: true, Id: clear-delete-markers, Status: Enabled}",
		"CorrespondenceBucket {AbortIncompleteMultipartUpload: {DaysAfterInitiation: 1}, Id: abort-unfinished-uploads, Status: Enabled}",
		"ReportsBucket {ExpirationInDays: 7, Id: expire-reports, Status: Enabled}",
		"ReportsBucket {AbortIncompleteMultipartUpload: {DaysAfterInitiation: 1}, Id: abort-unfinished-uploads, Status: Enabled}",
	})
}

func TestBucketPoliciesOnlyRefuse(t *testing.T) {
	s := evidence(t)
	var got []string
	for _, policy := range s.ofType("AWS::S3::BucketPolicy") {
		bucket := strings.TrimSuffix(policy, "Policy")
		if got, want := text(s.Resources[policy].Properties["Bucket"]), "${"+bucket+"}"; got != want {
			t.Errorf("%s: got bucket %s, want %s", policy, got, want)
		}
		for _, v := range at(s.Resources[policy].Properties, "PolicyDocument", "Statement").(list) {
			statement := v.(object)
			if text(statement["Sid"]) == "TakeAccessLogs" { // TestEveryUseOfABucketIsOnRecord
				continue
			}
			if got, want := text(statement["Effect"])+" "+text(statement["Principal"]), "Deny *"; got != want {
				t.Errorf("%s: got %s, want %s: roles give, this refuses everyone", policy, got, want)
			}
			on := strings.ReplaceAll(text(statement["Resource"]), "${"+bucket+".Arn}", "bucket")
			got = append(got, bucket+" "+text(statement["Action"])+" on "+on+" if "+text(statement["Condition"]))
		}
	}
	want := []string{
		"LogBucket [s3:DeleteObject s3:DeleteObjectVersion] on bucket/* if nothing",
		"LogBucket s3:PutObject on [bucket/*/tile/* bucket/*/checkpoints/* bucket/*/resigned/*] if {Null: {s3:if-none-match: true}}",
	}
	for _, bucket := range s.ofType("AWS::S3::Bucket") {
		want = append(want,
			bucket+" s3:* on [bucket bucket/*] if {Bool: {aws:SecureTransport: false}}",
			bucket+" s3:* on [bucket bucket/*] if {NumericLessThan: {s3:TlsVersion: 1.2}}")
		if bucket == "LogBucket" || bucket == "AccessLogBucket" {
			continue
		}
		want = append(want,
			bucket+" s3:PutObject on bucket/* if {Null: {s3:x-amz-server-side-encryption: false}, "+
				"StringNotEquals: {s3:x-amz-server-side-encryption: aws:kms}}",
			bucket+" s3:PutObject on bucket/* if {Null: {s3:x-amz-server-side-encryption-aws-kms-key-id: false}, "+
				"StringNotEquals: {s3:x-amz-server-side-encryption-aws-kms-key-id: ${RegisterKey.Arn}}}",
			bucket+" s3:PutObject on bucket/* if {Null: {s3:x-amz-server-side-encryption-customer-algorithm: false}}")
		if bucket == "CorrespondenceBucket" {
			want = append(want,
				bucket+" s3:PutObject on bucket/* if {StringNotEquals: {s3:object-lock-legal-hold: ON}}",
				bucket+" [s3:BypassGovernanceRetention s3:DeleteObject s3:DeleteObjectVersion] on bucket/* if nothing")
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	diff(t, "bucket policies", got, want)
}

// S3 says of every request to a bucket who made it, in a bucket of its own, into which
// S3's log service alone may write, and for this account alone.
func TestEveryUseOfABucketIsOnRecord(t *testing.T) {
	s := evidence(t)
	for _, bucket := range s.ofType("AWS::S3::Bucket") {
		got := text(s.Resources[bucket].Properties["LoggingConfiguration"])
		want := "{DestinationBucketName: ${AccessLogBucket}, LogFilePrefix: " + strings.ToLower(strings.TrimSuffix(bucket, "Bucket")) + "/}"
		if bucket == "AccessLogBucket" { // a record of its own records would have no end
			want = "nothing"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", bucket, got, want)
		}
	}
	var allowed []string
	for _, v := range at(s.Resources["AccessLogBucketPolicy"].Properties, "PolicyDocument", "Statement").(list) {
		if text(at(v, "Effect")) == "Allow" {
			allowed = append(allowed, text(v))
		}
	}
	diff(t, "what may be written", allowed, []string{
		"{Action: s3:PutObject, Condition: {StringEquals: {aws:SourceAccount: ${AWS::AccountId}}}, Effect: Allow, " +
			"Principal: {Service: logging.s3.amazonaws.com}, Resource: ${AccessLogBucket.Arn}/*, Sid: TakeAccessLogs}",
	})
}

// Any change to how the secret is generated makes a new one, and then no subject
// can be found by reference again.
func TestSecretIsNeverMadeAnew(t *testing.T) {
	got := text(evidence(t).Resources["RegisterSecret"].Properties["GenerateSecretString"])
	if want := "{ExcludePunctuation: true, PasswordLength: 64}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestKeyRotates(t *testing.T) {
	key := evidence(t).Resources["RegisterKey"]
	for property, want := range map[string]string{"EnableKeyRotation": "true", "PendingWindowInDays": "30"} {
		if got := text(key.Properties[property]); got != want {
			t.Errorf("got %s %s, want %s", property, got, want)
		}
	}
}

// A key of another kind could not sign what C2SP's formats ask for.
func TestLogIsSignedWithEd25519(t *testing.T) {
	p := evidence(t).Resources["LogSigningKey"].Properties
	for property, want := range map[string]string{
		"KeySpec": "ECC_NIST_EDWARDS25519", "KeyUsage": "SIGN_VERIFY", "PendingWindowInDays": "30",
		"EnableKeyRotation": "nothing", // KMS rotates no asymmetric key
	} {
		if got := text(p[property]); got != want {
			t.Errorf("got %s %s, want %s", property, got, want)
		}
	}
}

// properties writes an object's members a line each, sorted.
func properties(p object) []string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(p)) {
		lines = append(lines, key+": "+text(p[key]))
	}
	return lines
}

// The stack policy must name every kind of resource this stack holds, or an
// update could replace one that it forgot.
func TestStackPolicyForbidsReplacingEverythingKept(t *testing.T) {
	policy, err := os.ReadFile("stack-policy.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Statement []struct {
			Effect    string
			Action    any
			Condition struct {
				StringEquals struct{ ResourceType []string }
			}
		}
	}
	if err := json.Unmarshal(policy, &document); err != nil {
		t.Fatalf("parse stack-policy.json: %v", err)
	}
	if got, want := len(document.Statement), 2; got != want {
		t.Fatalf("got %d statements, want %d: allow updates, refuse replacing", got, want)
	}
	refuse := document.Statement[1]
	if got, want := refuse.Effect+" "+text(refuse.Action), "Deny [Update:Replace Update:Delete]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var want []string
	for _, r := range evidence(t).Resources {
		want = append(want, r.Type)
	}
	slices.Sort(want)
	diff(t, "kinds that may not be replaced", refuse.Condition.StringEquals.ResourceType, slices.Compact(want))
}

// No second copy of what a certificate says is destroyed: nothing replicates a bucket,
// copies a backup elsewhere, or keeps one longer than certificates say.
func TestThereIsNoSecondCopy(t *testing.T) {
	kinds := []string{"AWS::Backup::", "AWS::DynamoDB::GlobalTable", "AWS::DMS::", "AWS::DataSync::", "AWS::RDS::"}
	copies := []string{"ReplicationConfiguration", "ReplicaRegions", "MultiRegion", "Replicas", "KinesisStreamSpecification", "ContinuousBackups", "InventoryConfigurations"}
	actions := []string{"s3:Replicate", "s3:PutReplicationConfiguration", "dynamodb:ExportTable", "dynamodb:CreateBackup", "dynamodb:CreateTableReplica", "backup:"}
	tables := 0
	for _, file := range []string{"template.yaml", "restored-table.yaml", "../template.yaml"} {
		s := readYAML(t, file)
		for name, r := range s.Resources {
			said := text(r.Properties)
			for _, kind := range kinds {
				if strings.HasPrefix(r.Type, kind) {
					t.Errorf("%s: %s is a %s: its copies are not destroyed", file, name, r.Type)
				}
			}
			for _, word := range slices.Concat(copies, actions) {
				if strings.Contains(said, word) {
					t.Errorf("%s: %s says %s: what it copies is not destroyed", file, name, word)
				}
			}
			if r.Type == "AWS::DynamoDB::Table" {
				tables++
				days := text(at(r.Properties, "PointInTimeRecoverySpecification", "RecoveryPeriodInDays"))
				if said := fmt.Sprint(cases.OnAWS(time.Hour, slog.New(slog.DiscardHandler), "").Backups); days != said {
					t.Errorf("%s: %s can be restored for %s days, and certificates say %s", file, name, days, said)
				}
			}
		}
	}
	if tables != 2 {
		t.Errorf("found %d tables, want the one and what it is restored to", tables)
	}
}
