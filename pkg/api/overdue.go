package api

// overdue adds the lists of what has to be looked at again.
func overdue(s *service) {
	addPages(s, get("show-overdue-withholdings", "/overdue/withholdings", "Withholdings to look at again",
		"Every disclosure kept from a person on a ground that has passed its review date or lost what it rested on, the longest overdue first. It stays withheld until a person decides."),
		s.registrar.OverdueWithholdings)
	addPages(s, get("show-overdue-markers", "/overdue/markers", "Warning markers to look at again",
		"Every warning marker whose review is overdue, or of which the person is not told, with everyone who holds a copy."),
		s.registrar.OverdueMarkers)
	addPages(s, get("show-overdue-emergencies", "/overdue/emergencies", "Emergencies still to be recorded in full",
		"Every emergency share that was recorded in short and not completed since, with what is missing and for how many days."),
		s.registrar.OverdueEmergencies)
}
