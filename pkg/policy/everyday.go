package policy

import (
	"slices"
	"strings"
	"sync"
)

// Everyday reports whether all that an officer wrote of it in free words, and an answer would
// print, is in words of every day that say what data went, for what and to whose post, and
// nothing of how anybody is to be met, addressed or kept an eye on.
//
// No list holds all the words that tell of a marker; this one is of those that do not. It is
// asked of nobody who has none.
func (t Texts) Everyday() bool { return t.everyday }

// areEveryday reports whether every word of the folded text is one of every day.
func areEveryday(text string) bool { return len(unusual(text)) == 0 }

// unusual are the words of the folded text that are not of every day, as they are or with an
// "s"; nor a number of two figures and more, that of a stage, of a day, or of things.
func unusual(text string) (all []string) {
	known, words := everydayWords(), strings.Fields(text)
	next := func(n int) string {
		if n+1 < len(words) {
			return words[n+1]
		}
		return ""
	}
	for n, word := range words {
		digits := strings.Trim(word, "0123456789") == ""
		switch {
		case known[word] || known[strings.TrimSuffix(word, "s")], digits && len(word) > 1:
		case digits && (n > 0 && words[n-1] == "stage" || monthName().MatchString(next(n))):
		case (digits || slices.Contains(toTen, word)) && slices.Contains(things, next(n)):
		case !slices.Contains(all, word):
			all = append(all, word)
		}
	}
	return all
}

var (
	toTen = strings.Fields("three four five six seven eight nine ten")
	// things are those of which it is no matter how many there are.
	things = strings.Fields("minutes hours days weeks months years letters pages forms photographs invoices payments collections missed bins rooms repairs")
)

// monthName is the name of a month, as it is folded.
var monthName = lazily(`^` + months + `$`)

var everydayWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{".": true}
	for word := range strings.FieldsSeq(everyday) {
		words[word] = true
	}
	return words
})

// everyday are the words, as they are folded. What tells how somebody is to be met, what they
// are like, what to do first, that something stands beside a name, or how many are to come, is
// not among them: no "do", "must", "no", "not", "only", "never", "two", "staff", "meet", "code",
// "list", "note" or colour.
const everyday = `
a an the this that these those it its he she they him her them his hers their theirs who whom whose what which where when why how there here
of in on at to for from by with as into about between under over after since until during within out up down through behalf s
and or but so also either each every all any some other others another same own
i our us
is are was were be been being has have had having may can
one first second third last past new old whole part parts less
january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
day days date dates time times week weeks month months year years morning afternoon evening today yesterday tomorrow minute minutes hour hours

person people child children adult family parent parents mother father son daughter brother sister wife husband partner relative neighbour neighbours
tenant tenants tenancy resident residents owner owners leaseholder occupier householder household customer customers client applicant claimant complainant complainants
constituent pupil student patient driver landlord member members public user users caller representative advocate councillor councillors mp member parliament ward
solicitor solicitors adviser advisers interpreter translator surveyor engineer inspector investigator clerk secretary director head chief executive assistant deputy duty social worker workers
officer officers manager managers managing colleague colleagues team teams department departments council councils authority office services service customer housing benefits benefit revenues tax taxes
planning environment environmental highways parks waste recycling education school schools library libraries licensing electoral finance legal insurance complaints feedback contract contracts area district county
borough parish town village company contractor contractors provider supplier organisation body bank surgery hospital doctor nurse pharmacy court tribunal ombudsman commissioner regulator association

name names named surname address addresses home house houses flat flats room rooms building street road lane avenue close place property land garden gardens number numbers postcode email telephone mobile phone
birth age gender sex title nationality language occupation employer work works working job income savings bank account payment payments paid pay rent arrears debt bill bills bin bins collection collections refund amount sum cost costs price
file files record records recording recordings recorded letter letters document documents form forms copy copies page pages photograph photographs picture pictures plan plans map report reports statement statements correspondence
minutes summary reply replies answer answers response responses question questions reason reasons detail details information data fact facts story account version opinion comments comment decision decisions outcome result results resolution resolutions resolve resolved
complaint complaints complained complain complains enquiry enquiries request requests application applications claim claims appeal appeals case cases matter matters issue issues concern concerns dispute stage stages review reviews
investigation investigations inspection inspections survey surveys assessment assessments agreement agreements lease permit licence invoice invoices order orders reference references evidence
nature kind sort type subject purpose use need needs want wants wish wishes remedy sought done happened happens happening

repair repairs repaired boiler heating roof window windows door doors fence fences wall walls floor kitchen bathroom damp mould leak leaks drain drains water gas electricity noise smell tree trees hedge kerb pavement path
parking car cars vehicle vehicles bus bicycle traffic road roads footpath harbour bridge crossing pothole round rounds refuse rubbish missed late early
asthma illness condition health medical medicine medicines treatment disability diagnosis adjustment adjustments adaptation adaptations wheelchair hearing sight religion ethnicity belief

investigate investigated investigating find found finding look looks looked looking saw seek seeks deal deals dealt verify verified establish answer answered replied reply respond say says said told asks asked asking
write writes written wrote sends sent gives gave given receive received pass passed share shared shows shown heard describe described describes explain explained
makes made came live lives lived living stood started began end ended finish finished change changed changes move moved moves
replace replaced fix fixed mend mended build built painted clean cleaned emptied deliver delivered collect collected pay represent represents represented agree agreed agrees decide decided commission commissioned provide provided support supports help helps helped
confirm confirmed compare compared count counted measure measured update updated correct corrected record set settle settled close closed open opened lost sold bought rented let
again left right well long short small full true wrong
year old former current present previous later earlier already yet now then while still often once stands production safeguarding well
adjudicator lawyer barrister constable trainee apprentice handle handled handling postal post mail mails e emails sample example civic local central main general usual annual monthly weekly daily
`
