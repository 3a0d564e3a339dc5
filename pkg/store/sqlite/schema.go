package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
)

// schemaVersion is the file's user_version; applicationID marks the file as a
// register's, so that another program's database is refused and not filled.
const (
	schemaVersion = 1
	applicationID = 0x44525431 // "DRT1"
)

// Keys are blobs, which SQLite orders by their bytes whatever the collation.
// The two columns of the pending index repeat attributes that are in attrs too.
const schema = `
CREATE TABLE item (
	pk            BLOB NOT NULL,
	sk            BLOB NOT NULL,
	attrs         BLOB NOT NULL,
	pending       BLOB,
	pending_since BLOB,
	PRIMARY KEY (pk, sk)
) WITHOUT ROWID, STRICT;

CREATE INDEX pending ON item (pending, pending_since)
	WHERE pending IS NOT NULL AND pending_since IS NOT NULL;
`

// ErrAnother says that the file is another program's.
var ErrAnother = errors.New("the file is not a register's")

// prepare makes the schema in a new file and refuses a file that is not ours or
// is of a version this program does not know.
func prepare(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing

	var version, application, objects int
	for query, into := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &application,
		"SELECT count(*) FROM sqlite_schema": &objects,
	} {
		if err := tx.QueryRow(query).Scan(into); err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
	}
	switch {
	case application == 0 && version == 0 && objects == 0: // new
	case application != applicationID:
		return ErrAnother
	case version != schemaVersion:
		return fmt.Errorf("the file has schema version %d; this program knows %d", version, schemaVersion)
	default:
		return nil
	}
	if _, err := tx.Exec(schema); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	// Both are in the same transaction as the schema, so that a crash leaves a
	// new file or a finished one.
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)); err != nil {
		return fmt.Errorf("mark schema version: %w", err)
	}
	return tx.Commit()
}
