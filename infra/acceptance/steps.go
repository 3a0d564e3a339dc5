package main

// What is paid for at most, and for how long the sum holds: prices.json of infra/testdata
// by the day, and the work itself (TestTheTopPrice). Whatever is not removed goes on
// costing.
const (
	topPrice = 10.0 // US dollars
	mostDays = 14
)

const byRig = "functions/lambdatest deploys both stacks there by scripts/tools/deploy.py, with what moto lacks left out"

// What is to be done about a step that failed, where several say the same.
const (
	ofDeploy = "What is said first is CloudFormation's own reason. Mend that, in the account or in the template; a stack that could not be made is removed at the next run."
	ofPolicy = "The policy of the role or the bucket in the template is not what it is meant to be on AWS: do not deploy this commit for a council. Report it with the line beside it."
	ofAnswer = "The register answers otherwise than it does on one machine: do not deploy this commit for a council. ApiLog has the request's status, and the function's log has its error under the requestId of the answer."
	ofLog    = "SealLog says what sealing did, and SealFailures holds what of the stream was set aside. If the log refuses to be signed, docs/runbooks/log-refused.md."
)

// steps are everything that is tried, in order.
var steps = []step{
	{
		"account", "refuses an account that has a stack of the register", nil, "",
		(*acceptance).refuseUsed, "Take an account that has nothing else in it, and a profile that is its administrator.",
	},
	{"infrastructure", "deploys infra/template.yaml", []string{"account"}, byRig, (*acceptance).deployInfra, ofDeploy},
	{
		"around", "deploys an identity provider of the run's own, and a topic for alarms",
		[]string{"account"},
		"moto has no authorizer to fetch a key; functions/lambdatest verifies the token", (*acceptance).deployAround, ofDeploy,
	},
	{"application", "deploys template.yaml", []string{"infrastructure", "around"}, byRig, (*acceptance).deployApplication, ofDeploy},
	{
		"roles", "has IAM judge what every statement of every role allows, and for each of its conditions what it does not",
		[]string{"application"},
		"", (*acceptance).tryRoles, ofPolicy,
	},
	{
		"claims", "asks with Entra's and Cognito's claims",
		[]string{"application"},
		"", (*acceptance).tryShapes, "docs/identity.md says what the claims mean. " + ofAnswer,
	},
	{
		"tokens", "sends tokens that API Gateway must refuse",
		[]string{"application"},
		"moto has no JWT authorizer: what stands in its place would be tried", (*acceptance).tryTokens,
		"API Gateway takes a token that it must not: look at the authorizer's issuer and audience, and open the API to nobody meanwhile.",
	},
	{"recording", "records, once and again in a case, corrects, and tries what is forbidden", []string{"application"}, "", (*acceptance).tryRecording, ofAnswer},
	{
		"letter", "archives a letter with its hold, is refused one without, reads it and cannot delete it",
		[]string{"recording"},
		"", (*acceptance).tryLetter, "A letter that can be deleted, or sent without its hold, is not protected. " + ofPolicy,
	},
	{
		"log key", "asks KMS for the Ed25519 key of the log",
		[]string{"application"},
		"", (*acceptance).tryKey, "KMS has no Ed25519 key in this region, or the profile may not see it. Without one the log is not signed: take a region that has it.",
	},
	{
		"stream", "turns the schedule off, waits for a receipt that the stream brings, and verifies it",
		[]string{"log key"},
		"", (*acceptance).tryStream, ofLog,
	},
	{
		"sweep", "turns the stream off and waits for a receipt that the schedule brings",
		[]string{"stream"},
		"moto runs no mapping and no schedule; TestTheSweepSealsWithoutTheStream has seal called without a stream", (*acceptance).trySweep, ofLog,
	},
	{
		"export", "has an export written, fetches it and compares its digest",
		[]string{"recording"},
		"", (*acceptance).tryExport, "ExportLog says what writing it did, and ExportFailures holds what was set aside.",
	},
	{"large", "records 7 MB in a case and reads all of it", []string{"application"}, "", (*acceptance).tryLarge, ofAnswer},
	{
		"disposal", "has a case with a letter destroyed, to its certificate",
		[]string{"recording"},
		"", (*acceptance).tryDisposal, "RetainLog says what the night did. A case is not destroyed, or is without a certificate: let no council's retention run on this commit (NightlyRetention=DISABLED).",
	},
	{
		"log check", "has disclosures log check compare the whole table with the published log",
		[]string{"stream", "sweep", "large", "disposal"},
		"", (*acceptance).tryCheck, "docs/runbooks/log-overwritten.md. On a table that nobody but this run wrote to, what is found is a fault of the register: do not deploy this commit for a council.",
	},
	{
		"same again", "deploys what is there, which must change nothing",
		[]string{"application"},
		"moto's CloudFormation knows no SAM and compares no templates", (*acceptance).redeploySame,
		"Look in the stack's events at what changed: something of the template is new with each deploy.",
	},
	{
		"new release", "deploys a new release, whose change set must replace nothing but versions",
		[]string{"same again"},
		"moto's CloudFormation knows no SAM and compares no templates; TestTheFunctionsRunOnBothStacksAsTheyAreDeployed has the hook try a release", (*acceptance).redeployChanged,
		"TrialLog says which version failed a trial, and at what. A resource that would be replaced is named: do not deploy this commit over a council's stack.",
	},
	{
		"key change", "changes the key of the log, with both keys and then with the new one",
		[]string{"new release", "stream"},
		"moto has no Ed25519 key; TestTheLogsKeyIsChangedByDeploying does it", (*acceptance).tryKeyChange, "docs/runbooks/log-key.md has the steps. " + ofLog,
	},
	{
		"alarms", "has four alarms go off, one by silence, and waits until they clear",
		[]string{"application", "stream", "sweep"},
		"nothing is measured there, so nothing goes off", (*acceptance).tryAlarms,
		"Look at the alarm's metric in CloudWatch: whether it has data, and from where. Nobody would have been told.",
	},
	{
		"restore", "carries out docs/runbooks/restore.md",
		[]string{"disposal", "export", "letter", "log check"},
		"", (*acceptance).tryRestore,
		"The last lines are of the command that failed, and the line before them says which. The functions are opened again; the next run restores under another name. Mend the runbook if it is wrong.",
	},
	{"remove", "removes everything, and lists what AWS does not let go", []string{
		"roles", "claims", "tokens", "stream", "sweep", "large", "log check", "key change", "alarms", "restore",
	}, "", (*acceptance).remove, "What is left is named below, and costs until it is gone. Run it again, or delete the stack that is named by hand and then run it again."},
}
