package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// found are the rows of a council of which something is so.
func (y *year) found(register string, is func(row) bool) (rows []row) {
	for _, log := range y.logs {
		if log.register != register {
			continue
		}
		for _, r := range log.rows {
			if is(r) {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// files are the case of each row of which all of it is so.
func (y *year) files(register string, is ...string) (files []string) {
	for _, r := range y.found(register, func(r row) bool {
		return !slices.ContainsFunc(is, func(what string) bool { return !r.has(what) })
	}) {
		files = append(files, r.file)
	}
	return files
}

func (y *year) about(who string) []row {
	return y.found(dartford, func(r row) bool { return r.person == who })
}

// listedIn are the recipients of the shares that somebody is in, once for each share.
func (y *year) listedIn(who string) (recipients []string) {
	for _, r := range y.routines {
		if r.has(who) {
			recipients = append(recipients, r.recipient)
		}
	}
	return recipients
}

// sizeOfLog finds the line of a checkpoint that says how many entries the log has.
var sizeOfLog = regexp.MustCompile(`(?m)^\d+$`)

// questions are those of docs/questions.md with what the year itself says is the answer.
// The entry and the letter that two of them are asked with are looked up first.
func (s *service) questions(ctx context.Context, y *year, times int) ([]question, error) {
	entry, err := s.first(ctx, "/disclosures?case="+letterOfCase, "rows", "id")
	if err != nil {
		return nil, err
	}
	letter, err := s.first(ctx, "/cases/"+letterOfCase, "correspondence", "document")
	if err != nil {
		return nil, err
	}
	kept, err := os.ReadFile(s.kept)
	if err != nil {
		return nil, err
	}
	period := fmt.Sprintf("from=%s&to=%s", y.from, y.to)
	current := func(number int, query string, want ...string) question {
		return question{number: number, path: "/disclosures/current?limit=50&" + query, list: "disclosures", columns: []string{"disclosure.case"}, want: want}
	}

	// Mrs A.
	var all, told, outcomes []string
	for _, r := range y.about(mrsA) {
		outcome := "shown"
		if r.has(toPolice) {
			outcome = "withheld"
		} else {
			told = append(told, r.recipient)
		}
		all, outcomes = append(all, r.recipient+" "+outcome), append(outcomes, outcome)
	}
	for _, recipient := range y.listedIn(mrsA) {
		all, told, outcomes = append(all, recipient+" shown"), append(told, recipient), append(outcomes, "shown")
	}

	// Who objected, and who consented.
	objection := disclosure.NewDate(2026, time.May, 3)
	var since, relied []string
	for _, r := range y.about(objector) {
		if !r.day.Before(objection) {
			since = append(since, r.file+" objection")
		}
	}
	for _, r := range y.about(consenter) {
		against := ""
		if r.has(noFooting) {
			against = "consent-withdrawn"
		}
		relied = append(relied, fmt.Sprint(r.file, " ", r.has(onConsent), " ", against))
	}

	// Whose data were put right.
	holders := map[string]bool{}
	for _, r := range y.about(corrected) {
		if r.has(withAddress) {
			holders[r.recipient] = true
		}
	}
	for _, recipient := range y.listedIn(corrected) {
		holders[recipient] = true
	}

	quarter := y.found(dartford, func(r row) bool {
		return r.has(toPolice) && !r.day.Before(disclosure.NewDate(2026, time.July, 1)) && !r.day.After(disclosure.NewDate(2026, time.September, 30))
	})
	var police []string
	for _, r := range quarter {
		police = append(police, fmt.Sprint(r.file, " ", map[bool]string{true: "refused", false: "disclosed"}[r.has(refused)]))
	}

	var consents []string
	for _, r := range y.found(maidstone, func(row) bool { return true }) {
		consents = append(consents, r.file+" "+r.is[0])
	}

	var approvals []string
	for _, log := range y.logs {
		for _, r := range log.rows {
			if log.register == dartford {
				approvals = append(approvals, fmt.Sprint(map[bool]string{true: "yes", false: "not-known"}[log.name == "complaints"], " ", r.has(ownApproval)))
			}
		}
	}
	for range y.routines {
		approvals = append(approvals, "yes false")
	}

	// What was recorded under Dartford: each row, each share with its parts and its closing,
	// and each fact.
	recorded := 0
	for _, r := range y.routines {
		recorded += 2 + (len(r.people)+disclosure.MaxSharePart-1)/disclosure.MaxSharePart
	}
	for _, f := range slices.Concat(y.facts, y.later) {
		if f.register == dartford {
			recorded++
		}
	}
	singles := len(y.found(dartford, func(row) bool { return true }))
	recorded += singles
	exempt := len(y.files(dartford, exemption))
	var agreements []string
	for _, f := range y.facts {
		if f.kind == "agreement" {
			agreements = append(agreements, fmt.Sprint(f.about, " ", f.body["until"].(disclosure.Date).DaysSince(y.today)))
		}
	}
	subject := func(path, who, more string) string { return path + "?subject=" + who + more }
	return []question{
		{number: 1, path: subject("/sharing", mrsA, ""), list: "disclosures", columns: []string{"recipient.organisation", "toPerson"}, want: all},
		{number: 2, path: subject("/subject-report", mrsA, "&to=person"), list: "shared", columns: []string{"recipient"}, want: told},
		{number: 3, path: subject("/subject-report/review", mrsA, "&to=person"), list: "about", columns: []string{"outcome"}, want: outcomes, sum: true},
		{number: 4, path: "/overdue/withholdings", list: "withholdings", columns: []string{"case"}, want: y.files(dartford, withholding)},
		{number: 5, path: subject("/changes", corrected, ""), list: "changes", columns: []string{"what", "outstanding"}, want: []string{fmt.Sprint("rectification ", len(holders))}},
		{number: 6, path: subject("/sharing", objector, "&since="+objection.String()), list: "disclosures", columns: []string{"case", "against.what"}, want: since},
		{number: 7, path: subject("/sharing", consenter, ""), list: "disclosures", columns: []string{"case", "reliesOnConsent", "against.what"}, want: relied},
		{number: 8, path: "/breach?reference=" + wrongLetter, columns: []string{"reference", "disclosures.case", "subjects"}, want: []string{strings.Join([]string{wrongLetter, y.files(dartford, breached)[0], y.found(dartford, func(r row) bool { return r.has(breached) })[0].person}, " ")}},
		{number: 9, path: "/disclosures/current?limit=50&recipientCategory=police&from=2026-07-01&to=2026-09-30", list: "disclosures", columns: []string{"disclosure.case", "disclosure.decision"}, want: police},
		current(10, "aspect="+noFooting, y.files(dartford, noFooting)...),
		current(11, "aspect="+outside+"&"+period, y.files(dartford, outside)...),
		{number: 12, path: "/disclosures/current?aspect=" + equality, register: kent, list: "disclosures", columns: []string{"disclosure.case"}, want: y.files(kent, equality)},
		{number: 13, path: "/disclosures/current?aspect=consent-first", register: maidstone, list: "disclosures", columns: []string{"disclosure.case", "consent"}, want: consents},
		{number: 14, path: "/overdue/markers", list: "markers", columns: []string{"subject", "copies.recipient.organisation"}, want: []string{markedOverdue + " Example Repairs Ltd", markedUntold + " "}},
		{number: 15, path: subject("/changes", unmarked, "&what=marker-removed"), list: "changes", columns: []string{"what", "recipients.organisation"}, want: []string{"marker-removed Example Lifts Ltd,Example Repairs Ltd"}},
		{number: 16, path: "/overdue/emergencies", list: "emergencies", columns: []string{"case"}, want: y.files(dartford, emergency)},
		current(17, "aspect="+leftUK, y.files(dartford, leftUK)...),
		{number: 18, path: "/checkpoint?since=" + sizeOfLog.FindString(string(kept)), read: func(row any) string {
			sizes := sizeOfLog.FindAllString(says(row, ""), -1)
			if len(sizes) == 0 {
				return "no checkpoint"
			}
			size, err := strconv.Atoi(sizes[len(sizes)-1])
			return fmt.Sprint("all are in it: ", err == nil && size >= recorded)
		}, want: []string{"all are in it: true"}},
		{number: 19, path: "/sample?seed=2026-audit&" + period, columns: []string{"population.size", "population.withExemptions"}, want: []string{fmt.Sprint(singles+len(y.routines), " ", exempt)}},
		{number: 20, path: "/cases/" + letterOfCase + "/correspondence/" + letter + "/check", columns: []string{"outcome"}, want: []string{"matches"}},
		{number: 21, path: "/disclosures/current?limit=50&" + period, list: "disclosures", columns: []string{"approvals.entitled", "approvals.own"}, want: approvals, sum: true},
		{
			number: 22, path: "/retention/records", list: "records", columns: []string{"what", "case"},
			only: func(line string) bool { return !strings.HasPrefix(line, "not-started ") }, // those are all the open files
			want: []string{"held " + heldFile, "past-retention " + closedFile},
		},
		{
			number: 23, path: "/statistics?from=2025-12&to=2026-11&exact=true", list: "rows", columns: []string{"table", "value", "and", "exact"},
			only: func(line string) bool {
				return strings.HasPrefix(line, "refused-recipient ") || strings.HasPrefix(line, "exemption-department ")
			},
			want: []string{fmt.Sprint("refused-recipient police  ", len(y.files(dartford, refused))), fmt.Sprint("exemption-department dpa18-sch2-para2 community-safety ", exempt)},
		},
		{number: 24, path: "/disclosures/" + entry + "/law", columns: []string{"applied.notice", "same"}, want: []string{"dartford-complaints true"}},
		{
			number: 25, path: subject("/access", mrsA, ""), list: "accesses", columns: []string{"by.name", "purpose"}, sum: true,
			only: func(line string) bool {
				return slices.Contains([]string{"D. Sample Question 1", "D. Sample Question 2", "D. Sample Question 3"}, line)
			},
			want: slices.Repeat([]string{"D. Sample Question 1", "D. Sample Question 2", "D. Sample Question 3"}, times),
		},
		{number: 26, path: "/overdue/tellings", list: "tellings", columns: []string{"case"}, want: y.files(dartford, tellingDue)},
		{number: 27, path: "/agreements", list: "agreements", columns: []string{"reference", "daysLeft"}, want: agreements},
	}, nil
}

// first is what the first row of an answer says.
func (s *service) first(ctx context.Context, path, list, place string) (string, error) {
	said, err := s.asks(ctx, dartford, "Looking up what to ask about", http.MethodGet, path, "", nil)
	if err != nil {
		return "", err
	}
	rows := rowsOf(said.body, list)
	if len(rows) == 0 || says(rows[0], place) == "" {
		return "", fmt.Errorf("%s: there is no %s in %v", path, list, said.body)
	}
	return says(rows[0], place), nil
}
