// Package cases keeps the council's case files: it closes, holds and dates them, says
// when each is due and why, and destroys what the register's retention rules say is to
// go, and nothing else, under certificates.
//
// What happens to a case that is due is in disposal.go, in the order in which it happens:
// the phases, the ways between them, and what a run does in each. A run is the work of the
// retain function. It first brings the reminders under the retention rules of the day, should
// those have changed. It then looks at every reminder that has come due and takes
// each case as far as it can go today:
//
//	fence      the case refuses everything else from here on
//	release    each letter: a cooling-off lock, the disposal tag, its hold off
//	wait       S3's lifecycle destroys the letters once their locks lapse
//	look       each letter is asked for, and S3 answers that there is none
//	erase      entries with their salts and indexes, letters' items, the case's dates
//	scrub      the table's own files keep no copy (one machine)
//	list       the case joins the list that is replayed after a restore
//	certify    the certificate is appended and the case becomes a tombstone
//
// What belongs to no case (facts, looks, requests for exports) it erases when its
// own class has run out, under certificates too.
//
// It deletes no object: it has no such power. Each step is stored before the
// next begins and may be repeated from its start, so that a run may stop, crash
// or be started twice at any point, and the next one goes on. One certificate is
// written for each disposal, however often that happens.
package cases
