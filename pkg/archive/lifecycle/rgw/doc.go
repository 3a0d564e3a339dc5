// Package rgw runs Ceph's S3 server (radosgw) for tests, because it is a real S3
// server that carries lifecycle rules out, and can be told that a day lasts two
// seconds. It runs as separate processes on loopback, in a directory of its own,
// and only under the build tag check. Only tests may import it.
//
// It serves for lifecycle alone: it ignores checksums and conditions on uploads,
// which the embedded server enforces.
package rgw
