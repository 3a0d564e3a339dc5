// Package embedded runs an S3 server (versitygw) inside this process, so that
// one machine needs no cloud and tests need no pretence: Object Lock,
// versioning, checksums, conditional and presigned requests are enforced.
//
// Everything is under one directory:
//
//	objects/            the newest version of every object, a file each
//	versions/           older versions
//	metadata/           digests, locks, holds and versions of objects
//	versions-metadata/  the same of older versions
//	secret.key          the secret half of the one access key, mode 0600
//
// The directory may be moved while no server runs: locks and holds go with it.
// An older version that has lost all that was noted of it counts as held.
//
// Those outside reach versitygw by a front, which bounds their number and their
// time: it has neither bound, and one connection that cannot be accepted ends it.
// It listens on a Unix socket in the system's temporary directory.
//
// The bucket of published logs is written by this process itself, in place
// ([InPlace]), and read by S3 like any other; nothing is noted of its objects.
//
// What it promises: an acknowledged object survives kill -9 at any moment. It
// does not flush to disk, so the loss of power may lose what was acknowledged
// in the last seconds. A letter's legal hold is set just after the letter
// appears; kill -9 between the two leaves a letter without a hold, whose upload
// was not acknowledged. Lifecycle rules, bucket encryption and public-access
// blocks are not implemented: they belong to AWS.
//
// Three oddities come from versitygw. Only one server may run in a process at a
// time. Starting it changes the working directory of the whole process, for
// good, because it opens objects by relative path: use absolute paths
// everywhere else. And it prints the versions directory on standard output when
// it starts.
package embedded
