// Package store is the register's one table: its key schema, and [Table], the
// interface that a driver of it provides. Drivers are packages dynamo (AWS) and
// sqlite (one machine); package storetest is the suite both pass.
//
// # The table
//
// The partition key starts with the item's kind, so that an IAM condition on
// dynamodb:LeadingKeys confines each function to the kinds it needs. R is the
// register; H is a keyed hash, never a name or a reference in clear. case is a case's
// name in keys: a digest of its reference, or of one opened until 29 November 2026 the
// reference itself. H and dept are of canonical forms; the index dimensions of the
// same names without "/2" are of what was written, and only of older entries.
//
//	partition                    sort                     what                                        lives
//	entry#R#id                   entry                    canonical bytes, salt, list of index keys   until disposal
//	idx#R#all                    disclosedAt#id           summary of a disclosure or correction       until disposal
//	idx#R#subject/2#H            disclosedAt#id             the same, once for each subject; and of a share
//	                                                        once for each of its people, with reference and salt
//	idx#R#case#case              disclosedAt#id
//	idx#R#recipient/2#H          disclosedAt#id
//	idx#R#category#id            disclosedAt#id             an ombudsman's gateways are listed with the category
//	idx#R#legal#id               disclosedAt#id             condition, exemption, other gateway, and basis but that of
//	                                                        a public task, which only older entries have
//	idx#R#department/2#dept      disclosedAt#id
//	idx#R#decision#word          disclosedAt#id             but "disclosed", which only older entries have
//	idx#R#flag#rule              disclosedAt#id
//	idx#R#aspect#word            disclosedAt#id             no footing, left the country, and so on
//	idx#R#breach/2#H             disclosedAt#id
//	idx#R#share#dept             disclosedAt#id             shares of many people: a department's; all under ""; and the occasions of a series under S- and a keyed hash
//	idx#R#about#id               recordedAt#id            corrections, letters and clearances of an entry
//	idx#R#event#case             recordedAt#id            every other entry of a case
//	idx#R#superseded             disclosedAt#id             a correction, at the instant of what it replaced
//	idx#R#answered#requests      at#id                    requests for access that have ended          own clock
//	idx#R#certificate            at#id                    certificates of disposal                    for ever
//	due#R                        kind#day#case[#id]        a reminder to look at a case or a fact      until followed
//	due#R                        person#day#case#id       somebody to be erased from a share         until they are
//	due#R#holds                  last                     which hold was placed last                 for ever
//	open#R                       0|1#recordedAt#id#n      a flag not yet cleared, departures first    until cleared
//	watch#R#list                 day#id                   an entry overdue from a day                 until put right
//	watch#R#letter/dept          day#document             a letter of the department's that has not arrived     until it has, or is given up
//	open#R#untold                day#id                   a change of which recipients may be left to be told   until looked at
//	open#R#clock                 awareAt#id               a breach whose clock may run                until looked at
//	open#R#unlisted              day#id                   a share of which not everybody is known to be listed   until they are
//	open#R#undecided             day#id                   what may be undecided in an answer to a person  until looked at
//	open#R#spare#n               id                       nothing, in place of one of these that might have been   until disposal
//	idem#R#H                     first                    the first answer to a request               until disposal
//	fact#R#dimension#H           facts                    what is known, and what was before          own clock
//	answer#R#H                   facts                    who asked for a person's data, and what was released  own clock
//	answer#R#H                   decision#to#id           what was decided last of a disclosure        until disposal
//	fact#R#dimension#H           kept-whole               what departments are not to know            own clock
//	fact#R#dimension#H           kept                     of that, what a recording needs; once, all of it   own clock
//	case#R#case                  state                    the case: state, triggers, holds; apart, what each department shared outside the notice  until disposal, then a tombstone
//	case#R#case                  doc#document             an upload ticket or an archived letter      until disposal, then a tombstone
//	case#R#case                  disposal                 progress of the case's disposal             until its certificate
//	case#R                       spellings                how far older entries are listed anew       for ever
//	case#R                       retention                when retention last ran, and if it was halted  for ever
//	disposal#R                   what                     progress of a disposal of no case           until its certificate
//	disposal#R                   rules                    how far reminders are under today's rules   until the next rules
//	disposal#R                   looks                    the month from which looks are to be purged for ever
//	disposal#R#disposal          leaves#n                 leaves of what a disposal has erased        until its certificate
//	access#R#month               at#id                    who looked, at what, and why                own retention class
//	access#R#dimension#value     at#id                    a copy, by person, entry, case or caller, or for want of a purpose
//	export#R                     id                       an export job                               until its file expires
//	leaf#R#id                    leaf                     salted commitment; log index once sealed    for ever
//	place#R#id                   place                    its place in the log; written by sealing    for ever
//	head#R                       head                     tree size, frontier, unpublished batch      for ever
//	head#R                       batch#index              ids of the entries of one batch of the log  for ever
//
// # The index
//
// There is one secondary index, [PendingIndex]: sparse, holding leaves that the
// log has not yet taken. Its partition is the leaf's "pending" attribute (the
// register) and its sort key "pendingSince" (recordedAt#id). It lags, and is
// never used to answer an audit question.
//
// # Durability and consistency
//
// Every write is a transaction. An entry, its index items, its idempotency item,
// its leaf and its open flags are one transaction, so that no reader ever sees
// one without the others. Every audit query is a strongly consistent read of one
// index partition, so that it sees every disclosure acknowledged before it.
package store

// Names of the table's attributes that its key schema and its index fix; infra/
// creates the table with the same names. No item may carry an attribute called
// [PartitionAttr] or [SortAttr] beside its key.
const (
	PartitionAttr = "pk"
	SortAttr      = "sk"

	// PendingIndex is the sparse index of leaves that the log has not yet taken.
	// It holds the items that have both of its key attributes, and shows of each
	// its key, these two and [LeafAttr].
	PendingIndex = "pending"
	// PendingAttr is the index's partition attribute: the register.
	PendingAttr = "pending"
	// PendingSinceAttr is the index's sort attribute: recordedAt#id. It ends in
	// the entry's id, so that no two rows share it.
	PendingSinceAttr = "pendingSince"
	// LeafAttr is the commitment of a leaf, carried by the index so that a batch
	// needs no read of its own.
	LeafAttr = "leaf"

	// BytesAttr and KeysAttr are an entry's canonical bytes and the list of what goes
	// with it. A driver may keep them in another form, so that no condition may be on
	// them.
	BytesAttr = "bytes"
	KeysAttr  = "keys"
)
