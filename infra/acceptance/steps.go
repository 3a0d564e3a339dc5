package main

// What is paid for at most, and for how long the sum holds: prices.json of infra/testdata
// by the day, and the work itself (TestTheTopPrice). Whatever is not removed goes on
// costing.
const (
	topPrice = 10.0 // US dollars
	mostDays = 14
)

const byRig = "functions/lambdatest deploys both stacks there by scripts/tools/deploy.py, with what moto lacks left out"

// steps are everything that is tried, in order.
var steps = []step{
	{"account", "refuses an account that has a stack of the register", nil, "", (*acceptance).refuseUsed},
	{"infrastructure", "deploys infra/template.yaml", []string{"account"}, byRig, (*acceptance).deployInfra},
	{
		"around", "deploys an identity provider of the run's own, and a topic for alarms",
		[]string{"account"},
		"moto has no authorizer to fetch a key; functions/lambdatest verifies the token", (*acceptance).deployAround,
	},
	{"application", "deploys template.yaml", []string{"infrastructure", "around"}, byRig, (*acceptance).deployApplication},
	{"roles", "has IAM judge an allowed and a forbidden act of every statement of every role", []string{"application"}, "", (*acceptance).tryRoles},
	{"claims", "asks with Entra's and Cognito's claims", []string{"application"}, "", (*acceptance).tryShapes},
	{
		"tokens", "sends tokens that API Gateway must refuse",
		[]string{"application"},
		"moto has no JWT authorizer: what stands in its place would be tried", (*acceptance).tryTokens,
	},
	{"recording", "records, once and again in a case, corrects, and tries what is forbidden", []string{"application"}, "", (*acceptance).tryRecording},
	{"letter", "archives a letter with its hold, is refused one without, reads it and cannot delete it", []string{"recording"}, "", (*acceptance).tryLetter},
	{"log key", "asks KMS for the Ed25519 key of the log", []string{"application"}, "", (*acceptance).tryKey},
	{"stream", "turns the schedule off, waits for a receipt that the stream brings, and verifies it", []string{"log key"}, "", (*acceptance).tryStream},
	{
		"sweep", "turns the stream off and waits for a receipt that the schedule brings",
		[]string{"stream"},
		"moto runs no mapping and no schedule; TestTheSweepSealsWithoutTheStream has seal called without a stream", (*acceptance).trySweep,
	},
	{"export", "has an export written, fetches it and compares its digest", []string{"recording"}, "", (*acceptance).tryExport},
	{"large", "records 7 MB in a case and reads all of it", []string{"application"}, "", (*acceptance).tryLarge},
	{"disposal", "has a case with a letter destroyed, to its certificate", []string{"recording"}, "", (*acceptance).tryDisposal},
	{
		"same again", "deploys what is there, which must change nothing",
		[]string{"application"},
		"moto's CloudFormation knows no SAM and compares no templates", (*acceptance).redeploySame,
	},
	{
		"new release", "deploys a new release, whose change set must replace nothing but versions",
		[]string{"same again"},
		"moto's CloudFormation knows no SAM and compares no templates; TestTheFunctionsRunOnBothStacksAsTheyAreDeployed has the hook try a release", (*acceptance).redeployChanged,
	},
	{
		"key change", "changes the key of the log, with both keys and then with the new one",
		[]string{"new release", "stream"},
		"moto has no Ed25519 key; TestTheLogsKeyIsChangedByDeploying does it", (*acceptance).tryKeyChange,
	},
	{
		"alarms", "has two alarms go off, and waits until they clear",
		[]string{"application"},
		"nothing is measured there, so nothing goes off", (*acceptance).tryAlarms,
	},
	{"restore", "carries out docs/runbooks/restore.md", []string{"disposal", "export", "letter"}, "", (*acceptance).tryRestore},
	{"remove", "removes everything, and lists what AWS does not let go", []string{
		"roles", "claims", "tokens", "stream", "sweep", "large", "key change", "alarms", "restore",
	}, "", (*acceptance).remove},
}
