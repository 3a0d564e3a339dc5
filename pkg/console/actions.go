package console

// didWhat are the looks in words, by the names of the API's operations, as *Who looked*
// says them.
var didWhat = map[string]string{
	"search-disclosures": "Searched the disclosures", "read-disclosures": "Read disclosures as they now read", "open-disclosure": "Opened a disclosure",
	"show-law": "Looked at the law that a disclosure was recorded under", "show-share": "Looked at a share of many people", "show-shares": "Listed the shares of many people",
	"show-share-people": "Listed the people of a share",

	"show-flags": "Looked at the flags that wait", "show-cleared-flags": "Looked at the flags that were cleared", "show-waiting": "Looked at Today, or counted a queue of it",
	"show-overdue-withholdings": "Listed the withholdings to look at again", "show-overdue-markers": "Listed the warning markers to look at again",
	"show-overdue-emergencies": "Listed the emergencies to record in full", "show-overdue-tellings": "Listed the people to be told", "show-duplicates": "Looked for what was recorded twice",

	"show-facts": "Looked at what is known of a person or a thing", "show-pending-facts": "Listed the facts to confirm", "show-undecided-objections": "Listed the objections to decide",
	"show-joins": "Looked at references that are one person’s", "show-agreements": "Listed the sharing agreements", "show-changes": "Looked at who is to be told of a person’s changes",
	"show-untold-changes": "Listed the changes that recipients are to be told of", "show-breach": "Looked at a breach", "show-open-breaches": "Listed the breaches with something to do",
	"show-closed-breaches": "Listed the breaches that are closed",

	"show-cases": "Listed the cases", "show-case": "Looked at a case", "show-own-case": "Looked at what is the department’s own in a case", "show-own-work": "Listed what the department has left to do",
	"show-unfinished-letters": "Listed the letters that have not arrived", "show-ticket": "Asked again where to send a letter", "open-letter": "Opened a letter",
	"check-letter": "Had a letter checked",

	"subject-report": "Made an answer to a person", "print-subject-report": "Printed an answer to a person", "review-subject-report": "Reviewed the draft of an answer to a person",
	"show-access-requests": "Listed the requests of people", "show-undecided": "Looked at what has to be decided first", "show-sharing": "Looked at everything that was shared about a person",

	"request-export": "Asked for an export", "show-exports": "Listed the exports", "show-export": "Looked at an export",

	"show-retention-records": "Read the record of retention", "show-due": "Listed what is due for destruction", "show-reviews": "Listed the cases to review", "show-not-started": "Listed the cases whose time has not begun",
	"show-holds": "Listed the holds", "show-certificates": "Listed what was destroyed", "show-fact-retention": "Listed when facts are destroyed",

	"show-statistics": "Looked at the statistics", "annual-return": "Looked at the annual return", "annual-return-file": "Saved the annual return", "processing-record": "Looked at the record of processing",
	"processing-record-file": "Saved the record of processing", "draw-sample": "Drew a random sample", "show-accesses": "Looked at who looked",
}
