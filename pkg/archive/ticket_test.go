package archive_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
)

func TestLetterIsUploadedAndInspected(t *testing.T) {
	o := openOffice(t)
	body, letter := sample(t)

	if got := upload(t, o.ticket(t, letter), body); got != http.StatusOK {
		t.Fatalf("upload answered %d, want 200", got)
	}
	got, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got.Version == "" {
		t.Error("the stored letter has no version")
	}
	if age := time.Since(got.StoredAt); age < -time.Minute || age > time.Minute {
		t.Errorf("stored at %v, want about now", got.StoredAt)
	}
	want := archive.Stored{
		Version:     got.Version,
		ContentType: letter.ContentType,
		Size:        letter.Size,
		SHA256:      letter.SHA256,
		LegalHold:   true,
		StoredAt:    got.StoredAt,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := got.Check(letter); err != nil {
		t.Errorf("check: %v", err)
	}
}

func TestTicketSignsExactlyItsHeaders(t *testing.T) {
	o := openOffice(t)
	_, letter := sample(t)
	at := time.Date(2026, 11, 2, 9, 30, 0, 500, time.UTC)

	ticket, err := o.Ticket(t.Context(), letter, at, 15*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 2, 9, 45, 0, 0, time.UTC); !ticket.Expires.Equal(want) {
		t.Errorf("expires %v, want %v", ticket.Expires, want)
	}
	u, err := url.Parse(ticket.URL)
	if err != nil {
		t.Fatal(err)
	}
	got := u.Query().Get("X-Amz-SignedHeaders")
	want := "content-length;content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-object-lock-legal-hold"
	if got != want {
		t.Errorf("signed headers\n got %s\nwant %s", got, want)
	}
	gotHeaders := slices.Sorted(maps.Keys(ticket.Headers))
	wantHeaders := []string{
		"Content-Length", "Content-Type", "If-None-Match",
		"X-Amz-Checksum-Sha256", "X-Amz-Object-Lock-Legal-Hold",
	}
	if !slices.Equal(gotHeaders, wantHeaders) {
		t.Errorf("headers to send\n got %q\nwant %q", gotHeaders, wantHeaders)
	}
	again, err := o.Ticket(t.Context(), letter, at, 15*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if again.URL != ticket.URL {
		t.Error("a repeat at the same instant gives another ticket")
	}
}

func TestUploadThatIsNotAsSignedIsRefused(t *testing.T) {
	other := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	drop := func(name string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Del(name) }
	}
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
	}{
		{"the checksum left out", drop("X-Amz-Checksum-Sha256")},
		{"another checksum", set("X-Amz-Checksum-Sha256", other)},
		{"the legal hold left out", drop("X-Amz-Object-Lock-Legal-Hold")},
		{"the legal hold off", set("X-Amz-Object-Lock-Legal-Hold", "OFF")},
		{"permission to replace", drop("If-None-Match")},
		{"another content type", set("Content-Type", "text/html")},
		{"no content type", drop("Content-Type")},
		{"another key", func(r *http.Request) { r.URL.Path += "0" }},
		{"a longer life", func(r *http.Request) {
			q := r.URL.Query()
			q.Set("X-Amz-Expires", "86400")
			r.URL.RawQuery = q.Encode()
		}},
		{"a read instead", func(r *http.Request) { r.Method = http.MethodGet }},
		{"a deletion instead", func(r *http.Request) { r.Method = http.MethodDelete }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			body, letter := sample(t)
			r := request(t, o.ticket(t, letter), body)
			tt.change(r)
			if got, answer := send(t, r); got != http.StatusForbidden && got != http.StatusBadRequest {
				t.Errorf("answered %d (%s), want a refusal", got, answer)
			}
			wantAbsent(t.Context(), t, o.client, o.bucket, letter.Key)
		})
	}
}

func TestBodyThatIsNotAsDeclaredIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(body []byte) []byte
	}{
		{"one letter altered", func(b []byte) []byte { b[10] ^= 1; return b }},
		{"a line added", func(b []byte) []byte { return append(b, "P.S. not in the register"...) }},
		{"the last byte missing", func(b []byte) []byte { return b[:len(b)-1] }},
		{"empty", func([]byte) []byte { return nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			body, letter := sample(t)
			ticket := o.ticket(t, letter)
			if got := upload(t, ticket, tt.change(body)); got < 400 || got > 499 {
				t.Errorf("upload answered %d, want a refusal", got)
			}
			wantAbsent(t.Context(), t, o.client, o.bucket, letter.Key)

			body, _ = sample(t)
			if got := upload(t, ticket, body); got != http.StatusOK {
				t.Errorf("the true letter by the same ticket answered %d, want 200", got)
			}
		})
	}
}

func TestTicketOutsideItsTimeIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name     string
		signed   time.Duration // from now
		validFor time.Duration
	}{
		{"expired a minute ago", -6 * time.Minute, 5 * time.Minute},
		{"expired days ago", -8 * 24 * time.Hour, archive.LongestValidity},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			body, letter := sample(t)
			ticket, err := o.Ticket(t.Context(), letter, time.Now().Add(tt.signed), tt.validFor)
			if err != nil {
				t.Fatal(err)
			}
			if got := upload(t, ticket, body); got != http.StatusForbidden {
				t.Errorf("upload answered %d, want 403", got)
			}
			wantAbsent(t.Context(), t, o.client, o.bucket, letter.Key)
		})
	}
}

func TestTicketThatCannotBeHonouredIsNotGiven(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*archive.Letter, *time.Duration)
	}{
		{"a key that names the case", func(l *archive.Letter, _ *time.Duration) { l.Key = "E07000107/HOU-2026-0012" }},
		{"no key", func(l *archive.Letter, _ *time.Duration) { l.Key = "" }},
		{"an empty letter", func(l *archive.Letter, _ *time.Duration) { l.Size = 0 }},
		{"a letter larger than one upload takes", func(l *archive.Letter, _ *time.Duration) { l.Size = archive.LargestLetter + 1 }},
		{"no content type", func(l *archive.Letter, _ *time.Duration) { l.ContentType = "" }},
		{"a content type with a line break", func(l *archive.Letter, _ *time.Duration) { l.ContentType = "text/plain\r\nX-Evil: 1" }},
		{"no time to use it", func(_ *archive.Letter, v *time.Duration) { *v = 0 }},
		{"more than seven days", func(_ *archive.Letter, v *time.Duration) { *v = archive.LongestValidity + time.Second }},
		{"a fraction of a second", func(_ *archive.Letter, v *time.Duration) { *v = 1500 * time.Millisecond }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			_, letter := sample(t)
			validFor := time.Minute
			tt.change(&letter, &validFor)
			if got, err := o.Ticket(t.Context(), letter, time.Now(), validFor); err == nil {
				t.Errorf("got a ticket %+v, want an error", got)
			}
		})
	}
}

func TestRepeatedUploadLeavesTheFirst(t *testing.T) {
	o := openOffice(t)
	body, letter := sample(t)
	ticket := o.ticket(t, letter)

	if got := upload(t, ticket, body); got != http.StatusOK {
		t.Fatalf("first upload answered %d, want 200", got)
	}
	first, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got := upload(t, ticket, body); got != http.StatusPreconditionFailed {
		t.Errorf("second upload answered %d, want 412", got)
	}
	second, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	if second != first {
		t.Errorf("the letter changed from %+v to %+v", first, second)
	}
	if got := versions(t.Context(), t, o.client, o.bucket, letter.Key); got != 1 {
		t.Errorf("%d versions are stored, want 1", got)
	}
}
