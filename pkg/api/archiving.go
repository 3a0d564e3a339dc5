package api

func archiving(s *service) {
	letters(s)
	cases(s)
	clearing(s)
	untold(s)
	openBreaches(s)
	accessRequests(s)
	waits(s)
}
