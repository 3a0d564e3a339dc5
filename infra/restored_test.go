package infra_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func restored(t *testing.T) stack { return readYAML(t, "restored-table.yaml") }

// A restored table is the table in everything but its name and where it finds its
// key: what a restore leaves out (stream, backups, protection, bound) is asked for.
func TestARestoredTableIsTheTable(t *testing.T) {
	got, want := maps.Clone(restored(t).Resources["Table"].Properties), maps.Clone(evidence(t).Resources["Table"].Properties)
	if name := text(got["TableName"]); name != "${TableName}" {
		t.Errorf("got name %s, want the one given", name)
	}
	if key := text(at(got, "SSESpecification", "KMSMasterKeyId")); key != "infra:RegisterKeyArn" {
		t.Errorf("got key %s, want the register's", key)
	}
	delete(got, "TableName")
	at(got, "SSESpecification").(object)["KMSMasterKeyId"] = at(want, "SSESpecification", "KMSMasterKeyId")
	if text(got) != text(want) {
		t.Errorf("got table\n%s\nwant\n%s", text(got), text(want))
	}
	for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if got := text(restored(t).Resources["Table"].Attributes[policy]); got != "Retain" {
			t.Errorf("got %s %s, want Retain", policy, got)
		}
	}
}

// CloudFormation refuses to import with a template that has outputs, or any resource that
// is not imported. The runbook cuts one out of the whole, by this command.
func TestWhatIsImportedIsTheTableAlone(t *testing.T) {
	page, err := os.ReadFile("../docs/runbooks/restore.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^ +(sed .* infra/restored-table\.yaml > )import\.yaml$`).FindAllSubmatch(page, -1)
	if len(commands) != 1 {
		t.Fatalf("restore.md has %d commands that make import.yaml, want one", len(commands))
	}
	file := filepath.Join(t.TempDir(), "import.yaml")
	cut := exec.Command("bash", "-c", string(commands[0][1])+`"$0"`, file)
	cut.Dir = ".."
	if out, err := cut.CombinedOutput(); err != nil {
		t.Fatalf("cut it out: %v\n%s", err, out)
	}
	template, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{"Rules:", "Conditions:", "Outputs:"} {
		if strings.Contains(string(template), "\n"+section) {
			t.Errorf("what is imported has %s", section)
		}
	}
	got, whole := readYAML(t, file), restored(t)
	if len(got.Resources) != 1 || !reflect.DeepEqual(got.Resources["Table"], whole.Resources["Table"]) {
		t.Errorf("got resources %v, want the table as it is", got.Resources)
	}
	if !reflect.DeepEqual(got.Parameters, whole.Parameters) {
		t.Errorf("got parameters %v, want those of the whole, which come from here", got.Parameters)
	}
}

// The application takes its table from either stack, by the same names.
func TestARestoredTableIsExportedAsTheTableIs(t *testing.T) {
	for _, output := range []string{"TableName", "TableArn", "TableStreamArn"} {
		if got, want := text(restored(t).Outputs[output]), text(evidence(t).Outputs[output]); got != want {
			t.Errorf("%s: got %s, want %s", output, got, want)
		}
	}
	if got, want := text(at(application(t).Parameters, "TableStack", "Default")), text(at(application(t).Parameters, "InfraStack", "Default")); got != want {
		t.Errorf("got a table of %s by default, want of %s", got, want)
	}
}

// Who bridges a log has these powers, for an hour, and nobody has them unless named.
func TestBreakingTheGlass(t *testing.T) {
	s := restored(t)
	role := s.Resources["BridgeRole"]
	want := []string{
		"  dynamodb:BatchGetItem on ${Table.Arn}",
		"  dynamodb:BatchGetItem on infra:${FormerStack}-TableArn",
		"  dynamodb:GetItem on ${Table.Arn}",
		"  dynamodb:GetItem on infra:${FormerStack}-TableArn",
		"  dynamodb:PutItem on ${Table.Arn} of head leaf place, in a transaction",
		"  dynamodb:Query on ${Table.Arn}",
		"  dynamodb:Query on ${Table.Arn}/index/pending",
		"  dynamodb:Query on infra:${FormerStack}-TableArn",
		"  dynamodb:Scan on ${Table.Arn}",
		"  dynamodb:Scan on infra:${FormerStack}-TableArn",
		"  kms:Decrypt on infra:RegisterKeyArn through dynamodb for ${TableName} or infra:${FormerStack}-TableName",
		"  s3:GetObject on infra:LogBucketArn/*",
		"  s3:ListBucket on infra:LogBucketArn",
	}
	got := grants(t, "BridgeRole", role)
	diff(t, "BridgeRole", got, want)
	if got, want := text(role.Attributes["Condition"]), "Bridges"; got != want {
		t.Errorf("got condition %s, want %s", got, want)
	}
	trust := text(at(role.Properties, "AssumeRolePolicyDocument", "Statement"))
	if want := "[{Action: sts:AssumeRole, Condition: {Bool: {aws:MultiFactorAuthPresent: true}}, Effect: Allow, Principal: {AWS: ${BridgePrincipalArn}}}]"; trust != want {
		t.Errorf("got trust %s, want %s", trust, want)
	}
	if got := text(role.Properties["MaxSessionDuration"]); got != "3600" {
		t.Errorf("got sessions of %s seconds, want of 3600", got)
	}
	if got, want := s.ofType("AWS::IAM::Role"), []string{"BridgeRole"}; !slices.Equal(got, want) {
		t.Errorf("got roles %v, want %v", got, want)
	}
}

// Who checks the log reads the table and the log, and writes nothing; what lists entries
// is put back by a policy that is there only when it is asked for.
func TestWhoChecksTheLog(t *testing.T) {
	s := readYAML(t, "check-role.yaml")
	role, repair := s.Resources["CheckRole"], s.Resources["MayRepair"]
	diff(t, "CheckRole", grants(t, "CheckRole", role), []string{
		"  dynamodb:BatchGetItem on infra:TableArn",
		"  dynamodb:GetItem on infra:TableArn",
		"  dynamodb:Query on infra:TableArn",
		"  dynamodb:Scan on infra:TableArn",
		"  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName",
		"  s3:GetObject on infra:LogBucketArn/*",
		"  s3:ListBucket on infra:LogBucketArn",
	})
	diff(t, "MayRepair", grants(t, "MayRepair", resource{Properties: object{"Policies": list{repair.Properties}}}), []string{
		"  dynamodb:ConditionCheckItem on infra:TableArn of access entry",
		"  dynamodb:PutItem on infra:TableArn of access idx, in a transaction",
	})
	if got := text(repair.Properties["RoleName"]) + " where " + text(repair.Attributes["Condition"]); got != "${CheckRole} where Repairs" || text(at(s.Parameters, "Repairs", "Default")) != "no" {
		t.Errorf("got the policy of %s", got)
	}
	trust := text(at(role.Properties, "AssumeRolePolicyDocument", "Statement"))
	if want := "[{Action: sts:AssumeRole, Condition: {Bool: {aws:MultiFactorAuthPresent: true}}, Effect: Allow, Principal: {AWS: ${CheckPrincipalArn}}}]"; trust != want {
		t.Errorf("got trust %s, want %s", trust, want)
	}
	if _, given := s.Parameters["CheckPrincipalArn"].(object)["Default"]; given || len(s.Resources) != 2 {
		t.Errorf("somebody has the role who is not named, or there is more than it: %v", s.Resources)
	}
}
