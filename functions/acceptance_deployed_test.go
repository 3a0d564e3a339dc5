//go:build deployed

package functions_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/infra"
	"disclosure-register/pkg/archive/lifecycle"
)

// What `make acceptance` does in an account it does here, for every step that moto, the
// stand-in for AWS, can do: the program itself, with the AWS CLI, over both stacks as
// they are deployed. What cannot be tried here it says.
func TestTheProgramAcceptsWhatMotoCanDo(t *testing.T) {
	deployed := lambdatest.DeployStacks(t)
	on := deployed.Infrastructure(t)
	on.CoolingOff = 15 * time.Second // two thirds of which must be longer than a night takes here
	stack := lambdatest.Deploy(t, on)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	built := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", built+"/", "../infra/acceptance", "../cmd/disclosures").CombinedOutput(); err != nil {
		t.Fatalf("build the programs: %v\n%s", err, out)
	}
	program := filepath.Join(built, "acceptance")
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := on.S3.Client().Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	aws, api := stack.ServeAWS(t, on), stack.ServeAPI(t, &key.PublicKey)
	begin := func(name string) (dir string) {
		t.Helper()
		dir = t.TempDir()
		state := encode(t, object{
			"Region": "eu-west-2", "Name": name, "Began": time.Now(), "Key": private, "Issuer": lambdatest.Issuer, "Kept": object{"log-site": lambdatest.LogSite},
		})
		if err := os.WriteFile(filepath.Join(dir, "state.json"), state, 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	before := t.TempDir() // of programs that stand before others
	run := func(dir string) (said string, done map[string]step, err error) {
		t.Helper()
		accept := exec.CommandContext(t.Context(), program, "-region", "eu-west-2", "-state", dir, "-stand-in", api, "-disclosures", filepath.Join(built, "disclosures"))
		accept.Dir = root
		accept.Env = []string{
			"PATH=" + before + ":" + filepath.Join(root, ".tools", "moto", "bin") + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir(),
			"AWS_ENDPOINT_URL=" + aws, "AWS_ENDPOINT_URL_S3=" + on.S3.URL,
			"AWS_ACCESS_KEY_ID=" + credentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + credentials.SecretAccessKey,
		}
		out, failed := accept.CombinedOutput()
		var kept struct{ Done map[string]step }
		text, err := os.ReadFile(filepath.Join(dir, "state.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &kept); err != nil {
			t.Fatal(err)
		}
		return string(out), kept.Done, failed
	}

	// An account that has stacks of ours under other names is refused, and nothing is tried.
	if said, done, err := run(begin("register-acceptance-00000000")); err == nil || !strings.Contains(done["account"].Said, "-remove -name "+deployed.Name) ||
		done["account"].Next == "" || done["recording"].Outcome != "waits" {
		t.Fatalf("an account with a stack of ours: %v\n%s", err, said)
	}

	stop := keepUp(t, stack, on)
	// A drill that is stopped half way is carried out again, and nothing that it left is in
	// the way.
	dir := begin(deployed.Name)
	stopAt(t, before, filepath.Join(root, ".tools", "moto", "bin", "aws"), "s3 sync")
	said, done, err := run(dir)
	for again := 0; done["disposal"].Outcome == "waits" && again < 5; again++ { // for the night, on a busy machine
		said, done, err = run(dir)
	}
	if restore := done["restore"]; err == nil || restore.Outcome != "FAILED" || !strings.Contains(restore.Said, "stopped by the test") || restore.Next == "" || done["remove"].Outcome != "waits" {
		t.Fatalf("the program, stopped in its drill: %v\n%s\n%s", err, said, stack.Output())
	}
	said, done, err = run(dir)
	stop()
	t.Log(said)
	if err != nil {
		t.Fatalf("the program: %v\n%s", err, stack.Output())
	}
	if report, err := os.ReadFile(filepath.Join(dir, "report.md")); err != nil || !strings.Contains(string(report), "Account 123456789012. Commit ") || strings.Contains(string(report), "X-Amz-") {
		t.Errorf("the report: %v\n%s", err, report)
	}
	left := []string{"alarms", "application", "around", "infrastructure", "key change", "new release", "same again", "sweep", "tokens"}
	for name, found := range done {
		want := "passed"
		if slices.Contains(left, name) {
			want = "not tried"
		}
		if found.Outcome != want || want == "not tried" && !strings.HasPrefix(found.Said, "not tried here, because ") {
			t.Errorf("%s: %s, %s; want it %s", name, found.Outcome, found.Said, want)
		}
	}
	if carried := done["restore"].Said; len(regexp.MustCompile(`left out: `).FindAllString(carried, -1)) != 8 {
		t.Errorf("of restore.md was left out: %s", carried)
	}
	// Two letters were sent without a legal hold, which the bucket's policy refused.
	refused := stack.Refused()
	for _, refusal := range refused {
		if !strings.HasPrefix(refusal, "archive: s3:PutObject ") || strings.Contains(refusal, "legal-hold") {
			t.Errorf("AWS would refuse %s", refusal)
		}
	}
	if len(refused) != 2 {
		t.Errorf("%d requests were refused, want the two letters without a hold", len(refused))
	}
	wantNothingPrivate(t, stack.Output())
}

// step is what the program remembers of one.
type step struct{ Outcome, Said, Next string }

// stopAt has the AWS CLI fail at a command, once.
func stopAt(t *testing.T, dir, aws, command string) {
	t.Helper()
	script := "#!/bin/bash\nif [[ \"$1 $2\" == '" + command + "' && ! -e " + dir + "/stopped ]]; then touch " + dir + "/stopped; echo stopped by the test >&2; exit 1; fi\nexec " + aws + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "aws"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

// keepUp does what AWS does by itself: the stream calls its functions, and S3 carries its
// lifecycle rules out, as though three days were over.
func keepUp(t *testing.T, stack *lambdatest.Stack, on lambdatest.Infrastructure) (stop func()) {
	t.Helper()
	rules, err := lifecycle.Read(infra.Template, "CorrespondenceBucket")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			stack.DeliverStream(t, "seal")
			stack.DeliverStream(t, "export")
			if _, err := lifecycle.Apply(ctx, on.S3.Client(), on.Letters, rules, time.Now().Add(72*time.Hour)); err != nil && ctx.Err() == nil && !strings.Contains(err.Error(), "NoSuchBucket") {
				t.Errorf("lifecycle: %v", err)
			}
			time.Sleep(time.Second)
		}
	}()
	return func() { cancel(); <-ended }
}
