// Package sheet reads the spreadsheet in which a council has kept its log of
// disclosures, and makes the body of a disclosure of each of its rows, as a
// mapping says: which column is which field, and how the council writes it.
//
// It knows no rule: what it makes is for the register to judge. What it says of a
// row never repeats what stands in a cell, which may be anyone's data.
//
// docs/import.md describes the mapping for whoever writes one.
package sheet
