package desk

import (
	"context"
	"fmt"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

// Link is a short-lived way to read one letter or report.
type Link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// OpenLetter returns a link to an archived letter, after recording that the
// caller asked for it: the access is on record before the link is given.
func (r *Registrar) OpenLetter(ctx context.Context, by Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (Link, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "open-letter")
	if err != nil {
		return Link{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return Link{}, NoLetter()
	}
	looked := disclosure.Access{Action: "open-letter", Document: id}
	at := documentAt(by.Caller.Register, id)
	found, err := r.loadCase(ctx, by.Caller.Register, ref, briefly, once{}, at)
	if err != nil && !isNotFound(err) {
		return Link{}, err
	}
	item, there := found.at(at)
	if !there {
		return Link{}, r.unseen(ctx, by, ref, looked, NoLetter())
	}
	doc, err := decodeDocument(item)
	if err != nil {
		return Link{}, err
	}
	if !reach.Covers(by.Caller, doc.Department) {
		return Link{}, r.unseen(ctx, by, ref, looked, NoLetter())
	}
	if doc.State == stateDestroyed {
		return Link{}, destroyed()
	}
	if doc.State != stateArchived {
		return Link{}, disclosure.Fail(disclosure.Conflict, "This letter has not been archived yet.")
	}
	looked.Results = 1
	if err := r.recordAccess(ctx, by, ref, looked); err != nil {
		return Link{}, err
	}
	now := r.at()
	url, err := r.letters.Link(ctx, doc.download(), now, LinkLasts)
	if err != nil {
		return Link{}, fmt.Errorf("presign a download: %w", err)
	}
	return Link{URL: url, Expires: now.Add(LinkLasts)}, nil
}

// download names the file by the document's id: the name travels in the link,
// where a title might name a person.
func (d *document) download() archive.Download {
	name := "letter-" + d.ID.String()
	name += extensions[d.ContentType]
	return archive.Download{Key: d.Key, Version: d.Version, Filename: name, ContentType: d.ContentType}
}

// extensions are written out, since those the mime package gives depend on the
// machine.
var extensions = map[string]string{
	"application/pdf": ".pdf", "application/zip": ".zip", "audio/mpeg": ".mp3", "audio/wav": ".wav",
	"application/msword": ".doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif",
	"message/rfc822": ".eml", "application/vnd.ms-outlook": ".msg", "text/html": ".html", "text/plain": ".txt",
}
