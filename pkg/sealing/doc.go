// Package sealing puts recorded entries into the log, in order, and publishes
// it. It is the one imperative shell around package ledger: load the head,
// decide what to append, commit.
//
// # One run
//
// [Sealer.Seal] does the same each time, whatever the run before it left behind:
//
//  1. Read the head: the tree's size, its right edge, and the last batch.
//  2. Publish it, as far as it is not published: prove that it extends the last
//     signed checkpoint, put up the tiles, sign, replace the checkpoint, and keep
//     a copy of it for ever.
//  3. Take up to [MaxBatch] pending leaves and, in one transaction that depends
//     on the head's size, move the head and give each leaf its index.
//  4. Begin again, until what was pending is taken and published.
//
// There is no other recovery: a run that follows a crash is an ordinary run.
// Several may go on at once. Of two that take a batch, one commits; of two that
// publish, the checkpoint's version lets one replace it.
//
// # What holds
//
//   - An entry is in the tree once, from the moment of its transaction, and never
//     leaves it, whatever becomes of its leaf's item: its place is written down
//     in the same transaction, where only sealing writes.
//   - One tree of each size is ever committed to: the head decides it before
//     anything is signed.
//   - The published checkpoint never goes back, and all that it commits to was
//     published before it.
//   - Every checkpoint that was signed and published is kept under a key of its
//     own.
//   - Nothing is signed that does not extend the last signed checkpoint. What
//     cannot be explained by a crash or another run is a [Refusal], and needs a
//     person.
//
// # After a restore
//
// A table that was restored knows less than its log has published, and is refused.
// [Comparer.Compare] says what is lost, and [Comparer.Bridge] goes on from the
// published log once a person has decided that it is. [Comparer.Inspect] compares
// everything that is here with the log.
package sealing
