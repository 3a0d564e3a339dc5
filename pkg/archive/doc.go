// Package archive keeps correspondence and reports in S3.
//
// It speaks the real S3 API, to AWS or to the server of package embedded, and
// knows two buckets:
//
//   - [Correspondence], versioned and under Object Lock: the letters, e-mails
//     and recordings that prove what was sent. A department uploads straight to
//     S3 with a [Ticket] and every letter is born under a legal hold. Only
//     [Disposal] can take its hold off, and nothing in this package deletes
//     a letter.
//   - [Reports], with a short life: files made from the register for a data
//     protection officer or an auditor, who can always ask for them again.
//
// Object keys are random ([NewKey]): S3 writes keys to its access logs,
// inventories and events, where a case or a person must not appear.
//
// Tickets and links are bearer secrets until they expire: whoever holds the
// URL has the power. Never log one. They also end early when the credentials
// that signed them do, which for a Lambda role is a matter of hours.
//
// # Permissions
//
// What S3 asks of a role, beside the use of the bucket's KMS key:
//
//	Correspondence.Ticket   s3:PutObject, s3:PutObjectLegalHold   kms:GenerateDataKey
//	Correspondence.Inspect  s3:GetObject, s3:GetObjectLegalHold,
//	                        s3:ListBucket                         kms:Decrypt
//	Correspondence.Examine  s3:GetObject, s3:GetObjectVersion,
//	                        s3:GetObjectLegalHold, s3:ListBucket  kms:Decrypt
//	Correspondence.Link     s3:GetObjectVersion                   kms:Decrypt
//	Reports.Write           s3:PutObject, s3:AbortMultipartUpload kms:GenerateDataKey, kms:Decrypt
//	Reports.Link            s3:GetObject, s3:GetObjectVersion     kms:Decrypt
//
// [Disposal] and [Disposed] say what they need. Three of these fail quietly when missing. Without s3:ListBucket an absent
// object answers 403, not 404. Without s3:GetObjectLegalHold the hold is left
// out of the answer and reads as off. Without kms:Decrypt the checksum is left
// out of the answer.
//
// All methods may be called concurrently.
package archive
