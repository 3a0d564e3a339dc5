//go:build bench

package bench_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamolocal"
)

// coldStarts is how often each function is started.
const coldStarts = 15

// benchColdStarts measures how long each built function takes from the start of
// its process until it asks the Runtime API for an event, its calls of Secrets
// Manager and KMS included, which here answer at once. The functions take turns.
func benchColdStarts(b *testing.B) {
	on := lambdatest.NewInfrastructure(b, dynamolocal.Endpoint(b), dynamolocal.NewTable(b))
	baseline := lambdatest.Build(b, "bench/sdkonly")
	const alone = "only the SDK"
	names := append([]string{alone}, slices.Sorted(maps.Keys(lambdatest.ReadTemplate(b)))...)
	took, size := map[string][]time.Duration{}, map[string]int64{}
	for n := range coldStarts {
		progress("cold starts, round %d of %d", n+1, coldStarts)
		for _, name := range names {
			program, started := baseline, time.Duration(0)
			if name == alone {
				started = lambdatest.ColdStart(b, on, program, lambdatest.Function{Timeout: time.Second})
			} else {
				program = lambdatest.Program(b, name)
				started = lambdatest.ColdStart(b, on, program, lambdatest.ReadTemplate(b)[name])
			}
			took[name] = append(took[name], started)
			info, err := os.Stat(program)
			must(b, err)
			size[name] = info.Size()
		}
	}
	lines := []string{row("function", "until it asks for an event", "ratio", "program")}
	for _, name := range names {
		lines = append(lines, row(name, median(took[name]), times(median(took[name]), median(took[alone])), fmt.Sprintf("%.1f MB", float64(size[name])/1e6)))
	}
	table(fmt.Sprintf("Cold starts (medians of %d)", coldStarts), lines...)
}
