package policy

// The register's own classes: what it keeps that belongs to no case. No notice
// says how long; each is the default until the council sets its own, and is
// reported with its assumption.
var (
	// AccessClass is of the record of who looked at what.
	AccessClass = Class{
		ID: "register-access", Row: "register", What: "Record of who looked at what, and why", Section: "the register's own",
		Trigger: RecordCreated, Period: Period{Years: 6}, Bound: Exactly, Rule: "the register's default",
		Assumption: "No notice says how long. Six years is the time in which a claim may be brought (Limitation Act 1980, section 9); the council may set another.",
	}
	// ExportClass is of the request for an export: its filter and its purpose. The
	// file itself expires after a week.
	ExportClass = Class{
		ID: "register-export", Row: "register", What: "Request for an export", Section: "the register's own",
		Trigger: RecordCreated, Period: Period{Months: 1}, Bound: Exactly, Rule: "the register's default",
		Assumption: "No notice says how long. A month outlasts the file; who asked for it stays in the record of who looked.",
	}
)

// OwnClasses are the register's own, whatever its notices.
func OwnClasses() []Class { return []Class{AccessClass, ExportClass} }
