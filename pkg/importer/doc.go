// Package importer records the rows of a council's spreadsheet log as
// disclosures, through the API and by the same rules as everybody else.
//
// Nothing is kept between runs, and nothing has to be: each row has a key made
// from what identifies it, and the register records a key once. So a run that was
// stopped anywhere, by kill -9 too, is finished by running it again, and a file
// that has grown or been re-ordered records only what is new.
package importer
