package desk

// DataTag shows a test the tag of a data category.
var DataTag = dataTag

// FoundBy shows a test the digest of what an entry is found by.
var FoundBy = foundBy
