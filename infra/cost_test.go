package infra_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/sealing/trigger"
)

// council is how much a stack is used in a month.
type council struct {
	name                                   string
	registers, disclosures, looks, letters float64
}

var councils = []council{
	{"a district", 1, 1_000, 3_000, 500},
	{"a county", 1, 10_000, 30_000, 4_000},
	{"300 councils", 300, 600_000, 1_800_000, 250_000},
}

// What one thing takes, counted: units by docs/benchmarks.md, "Capacity units", the
// rest by reading what the functions do. A look is a page of fifty or a person's
// entries, and is an entry of the log itself.
const (
	minutes = 43_800 // of a month
	nights  = 30

	writesOfDisclosure, readsOfDisclosure = 29, 6
	writesOfLook, readsOfLook             = 8, 4
	writesOfSealing                       = 2 + 2 + 1    // leaf, place, and off the pending index
	readsOfSweep                          = 2            // a register's head, and what is pending
	readsOfCheck                          = 2            // of each leaf compared: its item and its place's
	leavesANight, fewestLeaves            = 25_000, 4096 // pkg/sealing/trigger

	requestsOfLetter = 4 // a place, done, and two looks
	// Everybody works in a browser: a page for each look, and four to record.
	pagesOfDisclosure, secondsOfPage = 4, 0.3
	kilobytesOfLook                  = 4
	monthsKept                       = 72
	// A line of the table costs two units a kilobyte, as it is written in a transaction.
	kilobytesOfDisclosure = writesOfDisclosure / 2
	megabytesOfLetter     = 0.3

	secondsOfRequest, secondsOfSealing, gigabytes = 0.1, 0.15, 0.5
	objectsPut, objectsGot                        = 4, 3 // of one sealing: tiles, checkpoint, kept checkpoint
	kilobytesLogged                               = 1.2  // of a request, by API Gateway and the function
	kilobytesSwept                                = 0.9  // of a register a minute
	tracesFree                                    = 100_000
)

// The metrics that the register writes (TestTheDashboardShowsWhatIsWritten has those
// shown): each is paid for by the month.
var (
	metricsOfRegister = []string{trigger.OldestPending, trigger.Refused, trigger.Damaged, trigger.Overwritten, trigger.Unwitnessed}
	metricsOfStack    = []string{
		gateway.Recorded, gateway.Flagged, gateway.Refused, cases.MetricOpenFlags, cases.MetricMayBeUndecided,
		cases.MetricWaiting, cases.MetricLate, cases.MetricUnfinished, trigger.Unswept, trigger.Wrong,
		"RefusedTokens", // counted from the access log (ApiRefusedTokens)
	}
)

// bill is a month's, by what is paid for. Every entry is sealed alone, which is the
// most it can cost: of those that come together one batch is made.
func bill(s stack, c council, price map[string]float64) (lines []string, total float64) {
	entries := c.disclosures + c.looks
	requests := entries + requestsOfLetter*c.letters
	gigabytesKept := (c.disclosures*kilobytesOfDisclosure + c.looks*kilobytesOfLook) * monthsKept / 1e6
	pages := c.looks + c.disclosures*pagesOfDisclosure
	alarms := 0.0 // one that computes is paid for by each metric that it looks at
	for _, name := range s.ofType("AWS::CloudWatch::Alarm") {
		metrics, _ := s.Resources[name].Properties["Metrics"].(list)
		looks := 0
		for _, one := range metrics {
			if _, is := one.(object)["MetricStat"]; is {
				looks++
			}
		}
		alarms += float64(max(1, looks))
	}
	ofRegisters, ofStack := float64(len(metricsOfRegister)), float64(len(metricsOfStack))
	for _, line := range []struct {
		what string
		cost float64
	}{
		{"API Gateway", requests * price["requestsMillion"] / 1e6},
		{"Lambda", (requests+entries+minutes)*price["lambdaRequestsMillion"]/1e6 +
			(requests*secondsOfRequest+(entries+minutes*c.registers/8)*secondsOfSealing+120*c.registers)*gigabytes*price["lambdaGBSecond"]},
		{"DynamoDB, writing", (c.disclosures*writesOfDisclosure + c.looks*writesOfLook + entries*writesOfSealing) * price["writeUnitsMillion"] / 1e6},
		{"DynamoDB, reading", (c.disclosures*readsOfDisclosure + c.looks*readsOfLook + minutes*c.registers*readsOfSweep +
			nights*readsOfCheck*max(leavesANight, fewestLeaves*c.registers)) * price["readUnitsMillion"] / 1e6},
		{"DynamoDB, kept for six years, with backups", gigabytesKept * (price["tableGBMonth"] + price["backupGBMonth"])},
		{"S3, letters kept for six years", c.letters * megabytesOfLetter / 1e3 * monthsKept * price["s3GBMonth"]},
		{"S3, the log", entries * (objectsPut*price["s3PutThousand"] + objectsGot*price["s3GetThousand"]) / 1e3},
		{"KMS and the secret", 2*price["kmsKeyMonth"] + entries*price["kmsSignTenThousand"]/1e4 + price["secretMonth"]},
		{"The console, for every page", price["secretMonth"] + pages*(price["requestsMillion"]+price["lambdaRequestsMillion"])/1e6 +
			pages*secondsOfPage*gigabytes*price["lambdaGBSecond"]},
		{"CloudWatch, metrics", (ofStack + ofRegisters*c.registers) * price["metricMonth"]},
		{"CloudWatch, alarms", (alarms + ofRegisters*(c.registers-1)) * price["alarmMonth"]},
		{"CloudWatch, logs", (requests*kilobytesLogged + minutes*c.registers*kilobytesSwept) / 1e6 * price["logsGB"]},
		{"X-Ray", max(0, minutes+0.05*(requests+entries)-tracesFree) * price["tracesMillion"] / 1e6},
	} {
		lines = append(lines, fmt.Sprintf("%s|%.2f", line.what, line.cost))
		total += line.cost
	}
	return lines, total
}

// docs/cost.md is the formula's result: a price, an alarm or a metric more changes it.
// Set COST_PRINT to have the table as it should be.
func TestTheCostIsWhatTheFormulaSays(t *testing.T) {
	b, err := os.ReadFile("testdata/prices.json")
	if err != nil {
		t.Fatal(err)
	}
	var pinned struct {
		Day    string
		Prices map[string]float64
	}
	if err := json.Unmarshal(b, &pinned); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/cost.md")
	if err != nil {
		t.Fatal(err)
	}
	s := application(t)
	rows := map[int][]string{}
	sum := "| **a month, USD** |"
	each := "| for each disclosure |"
	for _, c := range councils {
		lines, total := bill(s, c, pinned.Prices)
		for i, line := range lines {
			what, cost, _ := strings.Cut(line, "|")
			if rows[i] == nil {
				rows[i] = []string{what}
			}
			rows[i] = append(rows[i], cost)
		}
		sum += fmt.Sprintf(" **%.0f** |", total)
		each += fmt.Sprintf(" %.4f |", total/c.disclosures)
	}
	var want []string
	for i := range len(rows) {
		want = append(want, "| "+strings.Join(rows[i], " | ")+" |")
	}
	want = append(want, sum, each)
	table := strings.Join(want, "\n")
	if os.Getenv("COST_PRINT") != "" {
		fmt.Println(table)
	}
	if !strings.Contains(string(page), table) {
		t.Errorf("docs/cost.md does not say what the formula says:\n%s", table)
	}
	if !strings.Contains(string(page), pinned.Day) {
		t.Errorf("docs/cost.md does not say that its prices are of %s", pinned.Day)
	}
	for _, c := range councils {
		use := fmt.Sprintf("| %s | %.0f | %.0f | %.0f | %.0f |", c.name, c.registers, c.disclosures, c.looks, c.letters)
		if !strings.Contains(string(page), use) {
			t.Errorf("docs/cost.md does not say %s", use)
		}
	}
}

// What a variable of a function holds at most, in bytes, in a stack that has two witnesses
// and is changing its log's key for the second time. Each name that is longer takes
// registers away.
var holdsAtMost = map[string]int{
	"TABLE": 64, "JWT_ISSUER": 100, "RELEASE": 16, "GOGC": 3, "GOMEMLIMIT": 6, "METRICS": 48, "REGISTER_SECRET": 100,
	"LOG_BUCKET": 63, "CORRESPONDENCE_BUCKET": 63, "REPORTS_BUCKET": 63,
	"LOG_SITE": 32, "LOG_KEYS": 2*75 + 1, "LOG_FORMER_KEYS": 2*100 + 1, "LOG_WITNESSES": 2*(50+1+80) + 1, "COOLING_OFF": 4,
	"API_ADDRESS": 70, "CONSOLE_SECRET": 110, "CONSOLE_CLIENT_ID": 64, "CONSOLE_SCOPES": 80, "CONSOLE_NAME": 100, "CONSOLE_COLOUR": 7, "ARCHIVE_ORIGIN": 100, "TRIES": 3, "VERSIONS": 4 * 100,
}

// The registers of a stack stand in the environment of each of its functions, which is
// 4 KB in all; docs/cost.md says how many that is.
func TestTheRegistersOfAStackFitAFunction(t *testing.T) {
	s := application(t)
	fit := 4096 / len("E07000107,") // the parameter itself
	for _, name := range s.ofType("AWS::Serverless::Function") {
		free := 4096 - len("REGISTERS") + 1 // no comma after the last
		for _, variables := range []any{s.Globals["Function"], object(s.Resources[name].Properties)} {
			given, _ := at(variables, "Environment", "Variables").(object)
			for variable := range given {
				bytes, known := holdsAtMost[variable]
				if variable != "REGISTERS" && !known {
					t.Errorf("%s: how long is %s?", name, variable)
				}
				if variable != "REGISTERS" {
					free -= len(variable) + bytes
				}
			}
		}
		fit = min(fit, free/len("E07000107,"))
	}
	page, err := os.ReadFile("../docs/cost.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("| the list of registers | %d of them", fit/10*10); !strings.Contains(string(page), want) || fit < 300 {
		t.Errorf("docs/cost.md does not say %q, or that is fewer than 300", want)
	}
}
