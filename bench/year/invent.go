package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
)

// size is how large a year is.
type size struct {
	singles, shares, members, agreements int
}

// The councils of the year. Nearly all of it is Dartford's; the other two are asked
// what their notices alone promise.
const (
	dartford  = "E07000107"
	kent      = "E10000016"
	maidstone = "E07000110"
)

// Whom the questions about one person are about.
const (
	mrsA      = "DBC-P-000001" // in every share but the one whose list is not finished
	objector  = "DBC-P-000002"
	consenter = "DBC-P-000003"
	corrected = "DBC-P-000004"
	unmarked  = "DBC-P-000005"
	others    = 100 // the first number of everybody else
)

// importedBy is who imports the logs, and so who has recorded each row.
const importedBy = "M. Import"

// The aspects of docs/questions.md, and what else a question asks for.
const (
	noFooting    = "no-footing"
	outside      = "outside-notice"
	leftUK       = "left-uk"
	equality     = "equality-data"
	toPolice     = "police"
	refused      = "refused"
	ownApproval  = "own approval"
	emergency    = "emergency"
	tellingDue   = "telling due"
	withholding  = "withholding to look at again"
	onConsent    = "relies on consent"
	exemption    = "cites an exemption"
	withAddress  = "address"
	breached     = "breach"
	actsForThem  = "acts-for-person"
	onRegister   = "on-register"
	notObtained  = "not-obtained"
	wrongLetter  = "DBC-BR-2026-001"
	letterOfCase = "DBC-YL-0001"
	heldFile     = "DBC-YL-0002"
	closedFile   = "DBC-YL-0003"
)

// row is one row of a log, and what of it the questions ask for.
type row struct {
	file, person, recipient string
	day                     disclosure.Date
	is                      []string
	cells                   []string
}

func (r row) has(what string) bool { return slices.Contains(r.is, what) }

// workbook is one log, as a department keeps it.
type workbook struct {
	name, register, department string
	excel                      bool
	header                     []string
	rows                       []row
}

// routine is one occasion of sharing about many people.
type routine struct {
	occasion, recipient string
	day                 disclosure.Date
	people              []string
	unfinished          bool // its list has somebody less than it says
}

// fact is what the register has to know.
type fact struct {
	kind, about, register string
	body                  map[string]any
}

// year is what a council shared in a year, all of it invented.
type year struct {
	from, to, today disclosure.Date
	logs            []*workbook
	routines        []routine
	facts           []fact // recorded before the logs are imported
	later           []fact // and after
}

// inventor makes rows of the log it has.
type inventor struct {
	random *rand.Rand
	year   *year
	n      int
}

// invent makes a year. The same seed and size make the same logs; what is overdue is so
// whenever it is asked, and what is not yet so is reckoned from today.
func invent(seed uint64, s size, today disclosure.Date) *year {
	y := &year{from: disclosure.NewDate(2025, time.December, 1), to: disclosure.NewDate(2026, time.November, 20), today: today}
	i := &inventor{random: rand.New(rand.NewPCG(seed, 26)), year: y}
	i.complaints(s.singles * 7 / 10)
	i.police(s.singles * 25 / 100)
	i.visits(s.singles - s.singles*7/10 - s.singles*25/100)
	i.highways(max(s.singles/30, 6))
	i.advocates(max(s.singles/30, 6))
	i.routines(s)
	i.know(s.agreements)
	return y
}

// anyDay is a day of the year.
func (i *inventor) anyDay() disclosure.Date {
	return i.year.from.AddDays(i.random.IntN(i.year.to.DaysSince(i.year.from)))
}

func (i *inventor) anybody() string { return person(others + i.random.IntN(40_000)) }

func person(n int) string { return fmt.Sprintf("DBC-P-%06d", n) }

// british is a day as councils write it.
func british(d disclosure.Date) string {
	text := d.String()
	return text[8:] + "/" + text[5:7] + "/" + text[:4]
}

// at is a time of day, by London's clocks.
func (i *inventor) at() string { return fmt.Sprintf("%02d:%02d", 9+i.n%8, i.n%60) }

// noticed is the day on which what went wrong was seen, where anything did.
func noticed(wrong string) string {
	if wrong == "" {
		return ""
	}
	return british(disclosure.NewDate(2026, time.November, 23))
}

// complaint is a row of the complaints team's log.
type complaint struct {
	file, person, who, organisation, reference, address, basis, country, urgency, signedBy string
	told                                                                                   string
	toldOn                                                                                 disclosure.Date
	wrong, breach                                                                          string
}

func (i *inventor) complaints(n int) {
	log := &workbook{name: "complaints", register: dartford, department: "complaints", header: []string{
		"Ref", "Date", "Time", "File", "Who", "Organisation", "Person there", "Their ref", "Asked on", "Person", "What was sent", "Address too",
		"Why", "Why needed", "Outcome", "Basis", "Country", "Urgency", "Signed off by", "Told", "Told on", "What went wrong", "Breach", "Why no breach", "Noticed on",
	}}
	i.year.logs = append(i.year.logs, log)
	add := func(day disclosure.Date, change func(*complaint), is ...string) {
		i.n++
		c := complaint{
			file: fmt.Sprintf("DBC-C-26-%05d", i.n), person: i.anybody(), who: "Ombudsman", organisation: "Housing Ombudsman Service", reference: fmt.Sprintf("2026%05d", i.n),
			basis: "Public task", urgency: "Routine", signedBy: "B. Example", told: "yes", toldOn: day,
		}
		change(&c)
		if c.who == "Bins" {
			c.organisation, c.reference = "Example Waste Ltd", ""
			is = append(is, withAddress)
			c.address = "yes"
		}
		why := ""
		if c.wrong != "" && c.breach == "" {
			why = "Looked at when the log was imported; nothing was lost."
		}
		log.rows = append(log.rows, row{file: c.file, person: c.person, recipient: c.organisation, day: day, is: is, cells: []string{
			fmt.Sprintf("C-%05d", i.n), british(day), i.at(), c.file, c.who, c.organisation, "J. Sample", c.reference, british(day.AddDays(-7)), c.person, "The complaint form", c.address,
			"They asked what the complaint is about.", "The form alone was asked for.", "Shared", c.basis, c.country, c.urgency, c.signedBy, c.told, british(c.toldOn), c.wrong, c.breach, why, noticed(c.wrong),
		}})
	}
	about := func(who string) func(*complaint) { return func(c *complaint) { c.person = who } }
	bins := func(who string) func(*complaint) {
		return func(c *complaint) { c.person, c.who = who, "Bins" }
	}
	day := func(month time.Month, d int) disclosure.Date { return disclosure.NewDate(2026, month, d) }

	add(day(time.February, 3), func(c *complaint) { c.person, c.file = mrsA, letterOfCase })
	add(day(time.June, 9), func(c *complaint) { bins(mrsA)(c); c.file = heldFile })
	add(day(time.September, 1), func(c *complaint) { c.person, c.file = mrsA, closedFile })
	add(day(time.May, 1), about(objector))
	add(day(time.May, 3), about(objector))
	add(day(time.July, 7), bins(objector))
	add(day(time.April, 10), func(c *complaint) { c.person, c.basis = consenter, "Consent" }, onConsent, outside) // the notice does not name consent
	add(day(time.August, 14), func(c *complaint) {
		c.person, c.basis, c.wrong = consenter, "Consent", "Nobody saw that consent had been withdrawn."
	}, onConsent, noFooting, outside)
	add(day(time.March, 2), about(corrected))
	add(day(time.March, 3), bins(corrected))
	add(day(time.March, 4), bins(corrected))
	for range 3 {
		add(i.anyDay(), func(c *complaint) { c.basis, c.wrong = "None", "Nobody wrote down what it rested on." }, noFooting)
		add(i.anyDay(), func(c *complaint) { c.reference, c.wrong = "", "Nobody wrote the ombudsman's reference down." }, outside)
		add(i.anyDay(), func(c *complaint) { c.signedBy = importedBy }, ownApproval)
		add(i.anyDay(), func(c *complaint) { c.country = "Canada" }, leftUK)
	}
	for range 2 {
		add(i.anyDay(), func(c *complaint) {
			c.who, c.organisation, c.reference, c.urgency, c.basis = "Safeguarding", "Kent County Council, Adult Safeguarding", "", "Emergency", "Vital interests"
		}, emergency, outside)
		at := i.anyDay()
		add(at, func(c *complaint) { c.told, c.toldOn = "later", at.AddDays(3) }, tellingDue)
	}
	add(day(time.October, 5), func(c *complaint) {
		c.who, c.wrong, c.breach = "Bins", "The letter was put in the wrong envelope.", wrongLetter
	}, breached)
	for len(log.rows) < n {
		file := fmt.Sprintf("DBC-C-26-%05d", i.n)
		for range min(3, n-len(log.rows)) { // three of a case
			if i.random.IntN(5) < 2 {
				add(i.anyDay(), func(c *complaint) { bins(c.person)(c); c.file = file })
			} else {
				add(i.anyDay(), func(c *complaint) { c.file = file })
			}
		}
	}
}

func (i *inventor) police(n int) {
	log := &workbook{name: "police", register: dartford, department: "community-safety", excel: true, header: []string{
		"No", "Date", "Time", "File", "Disclosed?", "Force", "Officer", "Form", "Crime ref", "Offence", "Person", "What", "Why", "Why needed", "How sent", "Ground", "Provisions", "Why not told", "Review by", "Dealt with by",
	}}
	i.year.logs = append(i.year.logs, log)
	add := func(day disclosure.Date, who string, review disclosure.Date, is ...string) {
		i.n++
		is = append(is, toPolice)
		yes, sent, ground, provisions, notTold, until, needed := "Y", "Secure e-mail", "Sch 2 para 2", "15(1)-(3)", "Telling would let the goods be moved.", british(review), "The name alone was asked for."
		why := "Asked for in an investigation."
		if slices.Contains(is, refused) {
			yes, sent, ground, provisions, notTold, until, needed, why = "N", "", "", "", "", "", "", "The request went further than the inquiry it named."
		} else {
			is = append(is, exemption, outside) // the notice does not name the police
		}
		file := fmt.Sprintf("DBC-CS-26-%05d", i.n)
		log.rows = append(log.rows, row{file: file, person: who, recipient: "Sample Constabulary", day: day, is: is, cells: []string{
			fmt.Sprintf("P-%05d", i.n), british(day), i.at(), file, yes, "Sample Constabulary", fmt.Sprintf("PC %d Example", 100+i.n%40), "Form of the force", fmt.Sprintf("46/%05d/26", i.n), "Burglary",
			who, "Name", why, needed, sent, ground, provisions, notTold, until, "L. Sample",
		}})
	}
	ahead := i.year.today.AddMonths(6)
	add(disclosure.NewDate(2026, time.May, 20), mrsA, ahead)
	for range 2 {
		add(disclosure.NewDate(2026, time.January, 12+i.n%9), i.anybody(), disclosure.NewDate(2026, time.July, 12), withholding)
	}
	for len(log.rows) < n {
		if i.random.IntN(5) == 0 {
			add(i.anyDay(), i.anybody(), ahead, refused)
		} else {
			add(i.anyDay(), i.anybody(), ahead)
		}
	}
}

func (i *inventor) visits(n int) {
	log := &workbook{name: "visits", register: dartford, department: "housing", header: []string{"No", "Date", "Time", "File", "Told", "Person", "Why"}}
	i.year.logs = append(i.year.logs, log)
	add := func(day disclosure.Date, who, told string) {
		i.n++
		file := fmt.Sprintf("DBC-M-26-%05d", i.n)
		log.rows = append(log.rows, row{file: file, person: who, recipient: told, day: day, cells: []string{
			fmt.Sprintf("V-%05d", i.n), british(day), i.at(), file, told, who, "Two operatives visit the home",
		}})
	}
	add(disclosure.NewDate(2026, time.April, 1), unmarked, "Example Repairs Ltd")
	add(disclosure.NewDate(2026, time.April, 2), unmarked, "Example Lifts Ltd")
	add(disclosure.NewDate(2026, time.April, 8), markedOverdue, "Example Repairs Ltd")
	for len(log.rows) < n {
		add(i.anyDay(), i.anybody(), "Example Repairs Ltd")
	}
}

func (i *inventor) highways(n int) {
	log := &workbook{name: "highways", register: kent, department: "highways", header: []string{"No", "Date", "Time", "File", "Person", "Equality form", "What went wrong", "Noticed on"}}
	i.year.logs = append(i.year.logs, log)
	for at := range n {
		i.n++
		form, wrong, is := "", "", []string(nil)
		if at < 3 {
			form, wrong, is = "yes", "The equality answers went with it.", []string{equality}
		}
		day, file, who := i.anyDay(), fmt.Sprintf("KCC-FB-26-%05d", i.n), fmt.Sprintf("KCC-P-%06d", i.n)
		log.rows = append(log.rows, row{file: file, person: who, recipient: "Example Highways Ltd", day: day, is: is, cells: []string{fmt.Sprintf("H-%05d", i.n), british(day), i.at(), file, who, form, wrong, noticed(wrong)}})
	}
}

func (i *inventor) advocates(n int) {
	log := &workbook{name: "advocates", register: maidstone, department: "complaints", header: []string{"No", "Date", "Time", "File", "Person", "Stage 1", "Authority", "What went wrong", "Noticed on"}}
	i.year.logs = append(i.year.logs, log)
	for at := range n {
		i.n++
		day, file, who := disclosure.NewDate(2026, time.Month(2+at%9), 1+at%28), fmt.Sprintf("MBC-S2-26-%05d", i.n), fmt.Sprintf("MBC-P-%06d", i.n)
		authority, wrong, is := "Form that she signed", "", actsForThem
		switch {
		case at < 2:
			authority, wrong, is = "", "Nobody asked the person first.", notObtained
		case at < 4:
			is = onRegister
			i.year.facts = append(i.year.facts, fact{kind: "consent", about: who, register: maidstone, body: map[string]any{
				"from": day.AddDays(-10), "recipient": "Example Advocacy", "reference": "Form of ten days before",
			}})
		}
		log.rows = append(log.rows, row{file: file, person: who, recipient: "Example Advocacy", day: day, is: []string{is}, cells: []string{fmt.Sprintf("A-%05d", i.n), british(day), i.at(), file, who, "S1-" + file, authority, wrong, noticed(wrong)}})
	}
}

// routines are mailings, of which the last is not wholly listed. Of everybody but Mrs A
// some are in several and most in none.
func (i *inventor) routines(s size) {
	houses := []string{"Sample Mailing Ltd", "Example Print and Post Ltd", "Example Surveys Ltd"}
	for n := range s.shares {
		r := routine{
			occasion: fmt.Sprintf("Mailing %02d of the year", n+1), recipient: houses[n%len(houses)], day: i.year.from.AddDays(7 * n), unfinished: n == s.shares-1,
		}
		first := others + i.random.IntN(40_000)
		for at := range s.members {
			r.people = append(r.people, person(others+(first-others+at)%60_000))
		}
		if !r.unfinished {
			r.people[s.members/2] = mrsA
		}
		if n%4 == 1 {
			r.people[0] = corrected
		}
		i.year.routines = append(i.year.routines, r)
	}
}

// Those with a marker.
const (
	markedOverdue = "DBC-P-000010"
	markedUntold  = "DBC-P-000011"
	markedInTime  = "DBC-P-000012"
)

// lastMarker stands in a fact for the entry of the last marker that was recorded.
const lastMarker = "the last marker"

func (i *inventor) know(agreements int) {
	y := i.year
	know := func(kind, about string, body map[string]any) {
		y.facts = append(y.facts, fact{kind: kind, about: about, register: dartford, body: body})
	}
	for n := range agreements {
		know("agreement", fmt.Sprintf("DBC-ISA-%02d", n+1), map[string]any{
			"from": y.from.AddDays(-30), "until": y.today.AddDays(30 + 50*n), "version": "2026", "signatories": []string{"Dartford Borough Council", fmt.Sprintf("Example Partner %d", n+1)},
			"covers": "Referrals between the two",
		})
	}
	know("objection", objector, map[string]any{"from": disclosure.NewDate(2026, time.May, 3), "reason": "Fears that the address gets about", "reference": "Letter of 3 May 2026"})
	know("consent", consenter, map[string]any{
		"from": disclosure.NewDate(2026, time.April, 1), "until": disclosure.NewDate(2026, time.July, 31), "recipient": "Housing Ombudsman Service", "reference": "Form of 1 April 2026",
	})
	know("authority", "Complaints Manager", map[string]any{"from": y.from.AddDays(-400), "reference": "Scheme of delegation, part 3"})
	marker := func(who string, body map[string]any) {
		all := map[string]any{"reason": "Threats to staff on a visit", "subjectTold": "told", "decidedBy": "Service Manager, Housing", "reference": "Decision of the service manager"}
		for member, value := range body {
			all[member] = value
		}
		know("marker", who, all)
	}
	marker(markedOverdue, map[string]any{"from": disclosure.NewDate(2026, time.January, 5), "toldOn": disclosure.NewDate(2026, time.January, 6), "reviewBy": disclosure.NewDate(2026, time.July, 1)})
	marker(markedInTime, map[string]any{"from": y.today.AddDays(-60), "toldOn": y.today.AddDays(-59), "reviewBy": y.today.AddDays(60)})
	know("marker", markedUntold, map[string]any{
		"reason": "Threats to staff on a visit", "from": y.today.AddDays(-30), "reviewBy": y.today.AddDays(60), "subjectTold": "not-told", "ground": "dpa18-sch2-para2",
		"dpoConsulted": y.today.AddDays(-31), "decidedBy": "Service Manager, Housing", "reference": "Decision of the service manager",
	})
	off := map[string]any{
		"from": disclosure.NewDate(2026, time.February, 1), "toldOn": disclosure.NewDate(2026, time.February, 2), "reviewBy": disclosure.NewDate(2026, time.July, 1),
		"reason": "Threats to staff on a visit", "subjectTold": "told", "decidedBy": "Service Manager, Housing", "reference": "Decision of the service manager",
	}
	know("marker", unmarked, off)
	taken := maps.Clone(off)
	taken["until"], taken["replaces"] = disclosure.NewDate(2026, time.June, 30), lastMarker
	y.later = append(y.later,
		fact{kind: "marker", about: unmarked, register: dartford, body: taken},
		fact{kind: "change", about: corrected, register: dartford, body: map[string]any{"from": y.to, "reason": "She moved in March", "change": map[string]any{"what": "rectification", "data": []string{"address"}}}},
		fact{kind: "change", about: unmarked, register: dartford, body: map[string]any{"from": y.to, "reason": "It was set in error", "change": map[string]any{"what": "marker-removed", "fact": lastMarker}}},
	)
}
