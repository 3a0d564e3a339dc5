//go:build bench

package bench_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamolocal"
)

func TestMain(m *testing.M) {
	os.Exit(lambdatest.Main(func() int { return dynamolocal.Main(m) }))
}

// BenchmarkRegister measures everything once and prints it as tables, as each is
// ready.
func BenchmarkRegister(b *testing.B) {
	for b.Loop() {
		benchRecord(b)
		benchPages(b)
		benchConsole(b)
		benchTotals(b)
		benchColdStarts(b)
		benchCapacity(b)
		benchSilence(b)
	}
}

// progress says what is going on. It goes where the tables do not.
func progress(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "… "+format+"\n", values...)
}

// table prints lines whose cells are between tabs, under a heading.
func table(heading string, lines ...string) {
	fmt.Printf("\n%s\n\n", heading)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(w, "  "+line)
	}
	if err := w.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Println()
}

func row(cells ...any) string {
	text := make([]string, len(cells))
	for i, cell := range cells {
		switch cell := cell.(type) {
		case time.Duration:
			text[i] = fmt.Sprintf("%.3f ms", float64(cell.Nanoseconds())/1e6)
		case float64:
			text[i] = fmt.Sprintf("%.2f", cell)
		default:
			text[i] = fmt.Sprint(cell)
		}
	}
	return strings.Join(text, "\t")
}

func median(durations []time.Duration) time.Duration {
	slices.Sort(durations)
	return durations[len(durations)/2]
}

// each times the calls one after another.
func each(count int, call func(n int)) []time.Duration {
	times := make([]time.Duration, count)
	for n := range count {
		begin := time.Now()
		call(n)
		times[n] = time.Since(begin)
	}
	return times
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
