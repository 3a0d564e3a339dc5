package registrar

// DataTag shows a test the tag of a data category.
var DataTag = dataTag
