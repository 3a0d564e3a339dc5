// Package policy judges disclosures. It holds the law catalogue, the councils'
// privacy notices and the retention clocks, all of them dated data, and the
// small engine that applies them.
//
// Everything here is pure: no clock, no input or output beyond the embedded
// files, no logger. A [Law] is loaded once and may be used by any number of
// goroutines. The same [Question] has the same [Decision] for ever under the
// same catalogue and notice versions, so a decision can be replayed years later.
//
// Three layers judge a disclosure, in this order:
//
//   - form: is it a record at all? What is malformed is refused for ever.
//   - the law: rules that hold whatever a notice says (Article 6, Article 9,
//     Schedule 1, gateways, exemptions). One rule to a file: article6.go and so on.
//   - the notice: rows of the council's own privacy notice, as data in notices/.
//
// The package decides no disclosure. It refuses a record that lacks what the law
// asks for, or flags it for the Data Protection Officer; people decide.
package policy
