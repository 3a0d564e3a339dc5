// Command year invents what a council shares in a year, loads it into a service of its
// own in the ways that the documentation teaches, asks the questions of docs/questions.md
// about it and compares each answer with what was invented. It prints how long each took, a
// page at a time, and how much of it was the service's own work.
//
//	go run ./bench/year bin/disclosures
//
// It ends with 1 where an answer is wrong, and not where one is slow. Nobody in it is
// real, so that it may print what is missing of an answer.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"disclosure-register/pkg/disclosure"
)

func main() {
	log.SetFlags(0)
	s, seed, times, dir := size{}, uint64(0), 0, ""
	flag.IntVar(&s.singles, "singles", 3000, "how many single disclosures")
	flag.IntVar(&s.shares, "shares", 40, "how many shares of many people")
	flag.IntVar(&s.members, "members", 5000, "how many people each share has")
	flag.IntVar(&s.agreements, "agreements", 12, "how many sharing agreements")
	flag.Uint64Var(&seed, "seed", 1, "the same seed makes the same year")
	flag.IntVar(&times, "times", 5, "how often each question is asked")
	flag.StringVar(&dir, "dir", "", "where the logs and the data directory are made (the system's temporary ones)")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := measure(ctx, flag.Arg(0), dir, seed, s, times, os.Stdout); err != nil {
		log.Fatalf("year: %v", err)
	}
}

// measure loads a year, asks, and prints what became of it.
func measure(ctx context.Context, program, dir string, seed uint64, s size, times int, out io.Writer) (err error) {
	if program == "" {
		return errors.New("which program?")
	}
	all, err := os.MkdirTemp(dir, "year-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(all)) }()
	y := invent(seed, s, disclosure.DateOf(time.Now()))
	service, err := startService(ctx, program, filepath.Join(all, "data"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.stop()) }()
	say := func(format string, values ...any) { fmt.Fprintf(out, format+"\n", values...) }
	if err := service.load(ctx, y, all, say); err != nil {
		return err
	}
	questions, err := service.questions(ctx, y, times)
	if err != nil {
		return err
	}
	answers := []asked{}
	for _, q := range questions {
		a, err := service.put(ctx, q, times)
		if err != nil {
			return err
		}
		answers = append(answers, a)
	}
	if err := table(out, answers); err != nil {
		return err
	}
	proof, err := service.at(ctx, dartford, "ask", "18", "--since", service.kept, "--purpose", "Question 18")
	if err != nil {
		return err
	}
	if !strings.Contains(proof, "\nholds  It extends the log") {
		return fmt.Errorf("question 18: the log is not proved to extend what was kept:\n%s", proof)
	}
	return wrong(answers)
}

// table prints how long each answer took, a page at a time.
func table(out io.Writer, answers []asked) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nquestion\trows\tpages\tfirst\tmedian\tworst\tCPU\tanswer")
	for _, a := range answers {
		first := a.took[0]
		slices.Sort(a.took)
		fmt.Fprintf(w, "%d\t%d\t%d\t%.1f ms\t%.1f ms\t%.1f ms\t%.1f ms\t%s\n", a.number, a.rows, a.pages, ms(first), ms(a.took[len(a.took)/2]), ms(a.took[len(a.took)-1]), ms(a.cpu),
			map[bool]string{true: "right", false: "WRONG"}[a.right()])
	}
	return w.Flush()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// wrong names each answer that is not what was invented, with what is missing of it and
// what is too much.
func wrong(answers []asked) error {
	var faults []error
	for _, a := range answers {
		if !a.right() {
			faults = append(faults, fmt.Errorf("question %d: missing %q, too much %q", a.number, without(a.want, a.got), without(a.got, a.want)))
		}
	}
	return errors.Join(faults...)
}

// without are the lines of one list that are not in the other, each as often as that.
func without(lines, other []string) []string {
	left := slices.Clone(lines)
	for _, line := range other {
		if at := slices.Index(left, line); at >= 0 {
			left = slices.Delete(left, at, at+1)
		}
	}
	if len(left) > 20 {
		left = append(left[:20], "…")
	}
	return left
}
