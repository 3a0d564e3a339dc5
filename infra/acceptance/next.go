package main

import (
	"context"
	"os/exec"
	"regexp"
	"strings"
)

// prefix begins the name of a run, and of everything that it makes.
const prefix = "register-acceptance-"

var names = regexp.MustCompile(`^` + prefix + `[0-9a-f]{8}$`)

// commitOf is what is tried: the commit of the working tree, and whether it was changed
// since. It is "" where git does not say.
func commitOf(ctx context.Context) string {
	head, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	commit := strings.TrimSpace(string(head))
	if changed, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no").Output(); err != nil || len(changed) > 0 {
		commit += " with changes that are not in it"
	}
	return commit
}

// forbiddenByOrganisation is how AWS says that a service control policy stands in the
// way, whatever the account's own administrator may do.
const forbiddenByOrganisation = "explicit deny in a service control policy"

// known are faults that have one mend whatever the step was, by what AWS says of them.
var known = []struct{ says, next string }{
	{
		forbiddenByOrganisation, "A service control policy of the account's organisation forbids this call. Whoever keeps it has to let the account use this region and, of what AWS serves " +
			"from us-east-1 or for all regions, IAM and STS; or take an account of an organisational unit without that policy. A council's own account needs the same.",
	},
	{"ExpiredToken", "The profile's session is over: sign in again (aws sso login, or as the council does)."},
	{"Token has expired", "The profile's session is over: sign in again (aws sso login, or as the council does)."},
	{"InvalidClientTokenId", "AWS does not know the profile's key. Look at what the profile names (aws configure list)."},
	{"Unable to locate credentials", "The profile names no key. Look at what it names (aws configure list)."},
	{"Could not connect to the endpoint", "AWS was not reached from here. Look at the network, and at a proxy's variables."},
	{"LimitExceeded", "The account is at a quota of AWS. Look at it in Service Quotas, ask for more, or remove what is not needed."},
	{"UnreservedConcurrentExecution", "A new account has ten executions of functions in all, and none may be reserved. Ask for more in Service Quotas (Lambda, concurrent executions)."},
	{"executable file not found", "A program is missing here: the AWS CLI (version 2), bash or jq."},
}

// next says what to do about a step that failed.
func next(s step, said string) string {
	for _, one := range known {
		if strings.Contains(said, one.says) {
			return one.next
		}
	}
	if strings.Contains(said, "AccessDenied") && s.name != "letter" {
		return "AWS refused this to the profile. It has to be an administrator of the account. Where it is: " + s.next
	}
	return s.next
}
