package store

// Size is how many bytes the item counts against [MaxItemBytes] and
// [MaxRequestBytes]: names and values, the key's included, as DynamoDB counts.
func (i Item) Size() int {
	size := len(PartitionAttr) + len(i.Partition) + len(SortAttr) + len(i.Sort)
	for name, value := range i.Attrs {
		size += len(name) + valueSize(value)
	}
	return size
}

// maxNumberSize is DynamoDB's size of the longest int64: a byte for two digits,
// one for the sign and one more.
const maxNumberSize = 12

func valueSize(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	case int64:
		return maxNumberSize
	default: // bool
		return 1
	}
}
