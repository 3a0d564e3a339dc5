package infra_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// released are the functions that requests reach by an alias, which moves to a new
// version when that has been tried.
var released = []string{"ArchiveFunction", "ConsoleFunction", "QueryFunction", "RecordFunction"}

// What answers requests is released: tried first, then given a part of them while
// alarms are watched, of which one is the API's, since what a function answers with a
// 5xx is no error of Lambda's.
//
// Seal, retain and export change at once. Of two versions, one would order entries
// under another's checkpoint, or take up half of what the other destroys; an alias
// would also be another address for their mappings and schedules, which name the
// function.
func TestWhatAnswersRequestsIsReleased(t *testing.T) {
	s := application(t)
	for _, function := range functions(t, s) {
		p := s.Resources[function].Properties
		alias := slices.Contains(released, function)
		if got := p["AutoPublishAlias"]; (got == "live") != alias || (got != nil) != alias {
			t.Errorf("%s: got alias %s", function, text(got))
		}
		if !alias {
			if preference, given := p["DeploymentPreference"]; given {
				t.Errorf("%s: got %s, want it to change at once", function, text(preference))
			}
			continue
		}
		// The transform names a version for what the template says of its function: with
		// parameters as they are written there, so the description is what changes.
		if text(p["AutoPublishAliasAllProperties"]) != "true" || text(p["VersionDescription"]) != "${Release}" {
			t.Errorf("%s: a new release may leave it as it is", function)
		}
		part := strings.TrimSuffix(function, "Function")
		api := map[bool]string{true: "ConsoleServerErrors", false: "ApiServerErrors"}[part == "Console"]
		want := "{Alarms: {Fn::If: [WatchesAlarms [${" + part + "Errors} ${" + part + "Throttles} ${" + part + "Duration} ${AWS::StackName}-" + api + "] [${AWS::NoValue}]]}, " +
			"Hooks: {PreTraffic: ${TrialFunction}}, "
		if part == "Console" {
			want += "PassthroughCondition: true, "
		}
		want += "Role: ${ShiftRole.Arn}, Type: {Fn::If: [Tries ${TrafficShift} AllAtOnce]}}"
		if got := text(p["DeploymentPreference"]); got != want {
			t.Errorf("%s: got %s, want %s", function, got, want)
		}
		if got, want := text(s.Resources[api].Properties["AlarmName"]), "${AWS::StackName}-"+api; got != want {
			t.Errorf("%s watches the alarm %s, which is called %s", function, want, got)
		}
	}
	if got, want := text(at(s.Globals, "Function", "Environment", "Variables", "RELEASE")), "${Release}"; got != want {
		t.Errorf("got %s, want %s: without a change of its own, no version is published and no secret read anew", got, want)
	}
	if _, given := s.Parameters["Release"].(object)["Default"]; given {
		t.Error("a deploy that names no release would change nothing, and say that all is well")
	}
}

// A changed parameter reaches the functions that answer requests only with a new
// release, so every command that deploys names one.
func TestCommandsNameTheirRelease(t *testing.T) {
	command := regexp.MustCompile(`(?m)^ *\S*sam deploy[^\n]*(?:\\\n[^\n]*)*`)
	seen := 0
	for _, pattern := range []string{"../README.md", "README.md", "../docs/*.md", "../docs/runbooks/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range command.FindAll(page, -1) {
				seen++
				if !bytes.Contains(found, []byte(`Release="$(date -u +%Y%m%dT%H%M%SZ)"`)) {
					t.Errorf("%s: %q names no new release", file, found)
				}
				if bytes.Contains(found, []byte("…")) {
					t.Errorf("%s: %q cannot be given as it stands; what a deploy does not name stays as it was", file, found)
				}
			}
		}
	}
	if seen < 6 {
		t.Errorf("found %d commands: they are written in a way that this test does not know", seen)
	}
}
