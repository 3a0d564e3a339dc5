package recording

import (
	"context"
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// Link is a short-lived way to read one letter or report.
type Link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// OpenLetter returns a link to an archived letter, after recording that the
// caller asked for it: the access is on record before the link is given.
func (r *Records) OpenLetter(ctx context.Context, by desk.Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (Link, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "open-letter")
	if err != nil {
		return Link{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return Link{}, desk.NoLetter()
	}
	looked := disclosure.Access{Action: "open-letter", Document: id}
	at := desk.DocumentAt(by.Caller.Register, id)
	found, err := r.desk.CaseFor(ctx, by.Caller.Register, ref, desk.Request{}, at)
	if err != nil && !desk.IsNotFound(err) {
		return Link{}, err
	}
	item, there := found.At(at)
	if !there {
		return Link{}, r.desk.UnseenOf(ctx, by, ref, looked, desk.NoLetter())
	}
	doc, err := desk.DecodeDocument(item)
	if err != nil {
		return Link{}, err
	}
	if !reach.Covers(by.Caller, doc.Department) {
		return Link{}, r.desk.UnseenOf(ctx, by, ref, looked, desk.NoLetter())
	}
	if doc.State == desk.LetterDestroyed {
		return Link{}, desk.LetterGone()
	}
	if doc.State != desk.LetterArchived {
		return Link{}, disclosure.Fail(disclosure.Conflict, "This letter has not been archived yet.")
	}
	looked.Results = 1
	if err := r.desk.Look(ctx, by, ref, looked); err != nil {
		return Link{}, err
	}
	now := r.desk.Now()
	url, err := r.letters.Link(ctx, download(doc), now, desk.LinkLasts)
	if err != nil {
		return Link{}, fmt.Errorf("presign a download: %w", err)
	}
	return Link{URL: url, Expires: now.Add(desk.LinkLasts)}, nil
}

// download names the file by what it is and when it was archived, in London: the name
// travels in the link and stays in a folder, where a title, or the reference of a case, might
// name a person.
func download(d *desk.Document) archive.Download {
	kind := "letter"
	switch family, _, _ := strings.Cut(d.ContentType, "/"); {
	case family == "audio":
		kind = "recording"
	case family == "image":
		kind = "picture"
	case d.ContentType == "message/rfc822", d.ContentType == "application/vnd.ms-outlook":
		kind = "email"
	}
	name := kind + "-archived-" + d.ArchivedAt.In(disclosure.London).Format("2006-01-02-1504") + extensions[d.ContentType]
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
