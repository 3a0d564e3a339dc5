package archive

const (
	PartSize = partSize
	// ReadAhead is how much of a report Write may hold in memory.
	ReadAhead = (concurrency + 2) * partSize
)

// SetLargest lowers the size limit of reports.
func (r *Reports) SetLargest(n int64) { r.largest = n }
