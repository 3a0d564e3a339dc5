package infra_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/sealing/trigger"
)

// Whoever is woken by an alarm is told what to do: where to look, or which page to
// follow, and each of those is there.
func TestAlarmsSayWhatToDo(t *testing.T) {
	s := application(t)
	page := regexp.MustCompile(`docs/[a-z/-]+\.md`)
	named := regexp.MustCompile(`\b[A-Z][a-z]+[A-Z][A-Za-z]+\b`)
	elsewhere := []string{"MemorySize", "ReservedConcurrency"} // properties, parameters
	for _, name := range s.ofType("AWS::CloudWatch::Alarm") {
		said := text(s.Resources[name].Properties["AlarmDescription"])
		what, do, found := strings.Cut(said, ". ")
		if !found || len(what) < 20 || len(do) < 40 {
			t.Errorf("%s: says what is wrong and not what to do: %q", name, said)
		}
		if len(said) > 1024 { // CloudWatch takes no more
			t.Errorf("%s: a description of %d letters, want at most 1024", name, len(said))
		}
		for _, file := range page.FindAllString(said, -1) {
			if _, err := os.Stat(filepath.Join("..", file)); err != nil {
				t.Errorf("%s: sends the reader to %s: %v", name, file, err)
			}
		}
		for _, one := range named.FindAllString(said, -1) {
			_, isResource := s.Resources[one]
			_, isParameter := s.Parameters[one]
			isEvent := strings.Contains(one, "Function") // a schedule's rule, made by the transform
			if !isResource && !isParameter && !isEvent && !slices.Contains(elsewhere, one) {
				t.Errorf("%s: speaks of %s, which is nothing in the template", name, one)
			}
		}
	}
}

// The dashboard shows every metric that the register writes and no other, by the
// names under which it is written.
func TestTheDashboardShowsWhatIsWritten(t *testing.T) {
	s := application(t)
	dashboards := s.ofType("AWS::CloudWatch::Dashboard")
	if !slices.Equal(dashboards, []string{"Dashboard"}) {
		t.Fatalf("got dashboards %v, want one", dashboards)
	}
	substituted, ok := at(s.Resources["Dashboard"].Properties, "DashboardBody", "Fn::Sub").(list)
	if !ok || len(substituted) != 2 {
		t.Fatal("the dashboard's body is no Fn::Sub with a table")
	}
	body := text(substituted[0])
	for _, variable := range regexp.MustCompile(`\$\{([^}]+)\}`).FindAllStringSubmatch(body, -1) {
		_, isResource := s.Resources[variable[1]]
		_, isGiven := substituted[1].(object)[variable[1]]
		if !isResource && !isGiven && variable[1] != "AWS::Region" && variable[1] != "AWS::StackName" {
			t.Errorf("the dashboard is of %s, which is nothing in the template", variable[1])
		}
	}
	var page struct {
		Widgets []struct {
			X, Y, Width, Height int
			Properties          struct {
				Title, Region string
				Metrics       [][]any
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatalf("the dashboard's body: %v", err)
	}
	expression := regexp.MustCompile(`^SELECT MAX\((\w+)\) FROM SCHEMA\("` + regexp.QuoteMeta(namespace) + `", Register\)$`)
	var shown []string
	for i, w := range page.Widgets {
		if w.X+w.Width > 24 || w.Width == 0 || w.Height == 0 || w.Properties.Title == "" || w.Properties.Region != "${AWS::Region}" || len(w.Properties.Metrics) == 0 {
			t.Errorf("widget %d is not whole: %+v", i, w)
		}
		for _, metric := range w.Properties.Metrics {
			if of, is := metric[0].(map[string]any); is {
				found := expression.FindStringSubmatch(text(of["expression"]))
				if found == nil {
					t.Errorf("widget %d computes %v", i, of)
					continue
				}
				shown = append(shown, found[1])
			} else if metric[0] == namespace {
				shown = append(shown, text(metric[1]))
			}
		}
	}
	// Two are of alarms alone: a number of them says nothing beside another.
	want := slices.DeleteFunc(slices.Concat(metricsOfStack, metricsOfRegister), func(metric string) bool {
		return metric == cases.MetricUnfinished || metric == trigger.Unswept
	})
	slices.Sort(shown)
	slices.Sort(want)
	diff(t, "the register's metrics", shown, want)
}

// A trace holds what Lambda itself knows of a run. A library that puts what a function
// calls into it would put keys and names there: they are made of references.
func TestNothingPutsWhatAFunctionCallsIntoATrace(t *testing.T) {
	modules, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, library := range []string{"aws-xray-sdk-go", "otelaws", "otellambda", "dd-trace-go"} {
		if strings.Contains(string(modules), library) {
			t.Errorf("go.mod has %s", library)
		}
	}
}
