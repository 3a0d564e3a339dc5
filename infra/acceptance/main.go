// Command acceptance tries, in an account of AWS, what no test without one can: it
// deploys both stacks under a name of their own, asks of them what a council would, has
// things go wrong, and removes them (infra/README.md, "In an account").
//
// Its steps are the table in steps.go. What each found stands in a file, so that a run
// which was stopped, failed or had to wait for AWS goes on where it was.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("acceptance: ")
	a := &acceptance{out: os.Stdout}
	flag.StringVar(&a.region, "region", "", "the region to deploy into, such as eu-west-2")
	flag.StringVar(&a.profile, "profile", "", "the AWS CLI's profile of the account")
	flag.StringVar(&a.dir, "state", ".acceptance", "the folder that remembers what was done")
	flag.StringVar(&a.disclosures, "disclosures", "bin/disclosures", "the command that is tried too: make acceptance builds it")
	price := flag.Float64("price", 0, "US dollars that may be spent: at least the top price")
	flag.BoolVar(&a.removing, "remove", false, "try nothing more, and remove what is there")
	flag.StringVar(&a.lost, "name", "", "with -remove: the name of a run whose state is lost, such as "+prefix+"1234abcd")
	flag.StringVar(&a.standIn, "stand-in", "", "where a stand-in for the API is, of a stand-in for AWS on which both stacks are deployed")
	flag.Parse()
	switch {
	case a.region == "" || flag.NArg() > 0:
		log.Fatal("say which region: make acceptance REGION=eu-west-2 PROFILE=… PRICE=…")
	case a.lost != "" && (!a.removing || !names.MatchString(a.lost)):
		log.Fatalf("-name is for -remove, and is the name of a run of this program: %s and eight hexadecimal digits", prefix)
	case a.profile == "" && a.standIn == "":
		log.Fatal("say which profile of the AWS CLI is of the account: make acceptance REGION=eu-west-2 PROFILE=… PRICE=…")
	case *price < topPrice && a.standIn == "" && !a.removing:
		log.Fatalf("it costs %.0f US dollars at most, if everything is removed within %d days (infra/README.md, \"In an account\"). Say PRICE=%.0f to agree", topPrice, mostDays, topPrice)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a.commit = commitOf(ctx)
	if err := a.open(); err != nil {
		log.Fatal(err)
	}
	if err := a.identify(ctx); err != nil {
		log.Fatal(err) //nolint:gocritic // nothing is begun
	}
	fmt.Fprintf(a.out, "In the account %s, in %s.\n", a.state.Account, a.region)
	whole, err := a.run(ctx, steps)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintf(a.out, "\nThe report is %s\n", a.file("report.md"))
	if !whole {
		stop()
		os.Exit(1) //nolint:gocritic // stopped just before
	}
}
