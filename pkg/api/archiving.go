package api

func archiving(s *service) {
	letters(s)
	caseFiles(s)
	changeShares(s)
	clearing(s)
	decideDuplicate(s)
	confirming(s)
	joining(s)
	untold(s)
	openBreaches(s)
	accessRequests(s)
	waits(s)
}
