package archive_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
)

func get(t *testing.T, link string) (status int, body []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	return send(t, r)
}

// stored uploads the sample letter and returns how to download it.
func (o office) stored(t *testing.T) ([]byte, archive.Download) {
	t.Helper()
	body, letter := sample(t)
	if got := upload(t, o.ticket(t, letter), body); got != http.StatusOK {
		t.Fatalf("upload answered %d, want 200", got)
	}
	stored, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	return body, archive.Download{
		Key: letter.Key, Version: stored.Version, Filename: "letter.pdf", ContentType: letter.ContentType,
	}
}

// A function's client is made from the environment's configuration, whose
// defaults have the SDK ask for checksums by signed headers. A browser that
// follows a link sends none.
func TestLinkAndTicketOfAFunctionsClient(t *testing.T) {
	o := openOffice(t)
	body, download := o.stored(t)
	client := s3.New(o.client.Options(), func(options *s3.Options) {
		options.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
		options.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
	})
	o.Correspondence = archive.NewCorrespondence(client, o.bucket)
	link, err := o.Link(t.Context(), download, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if status, got := get(t, link); status != http.StatusOK || !bytes.Equal(got, body) {
		t.Errorf("the link answered %d with %d bytes, want 200 with %d", status, len(got), len(body))
	}
	o.stored(t)
}

func TestLinkDownloadsTheLetter(t *testing.T) {
	o := openOffice(t)
	body, download := o.stored(t)
	link, err := o.Link(t.Context(), download, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || !bytes.Equal(got.Bytes(), body) {
		t.Errorf("answered %s with %d bytes, want the %d bytes of the letter", response.Status, got.Len(), len(body))
	}
	if got, want := response.Header.Get("Content-Disposition"), `attachment; filename="letter.pdf"; filename*=UTF-8''letter.pdf`; got != want {
		t.Errorf("Content-Disposition\n got %s\nwant %s", got, want)
	}
	if got, want := response.Header.Get("Content-Type"), "application/pdf"; got != want {
		t.Errorf("Content-Type is %s, want %s", got, want)
	}
}

func TestTamperedLinkIsRefused(t *testing.T) {
	o := openOffice(t)
	_, download := o.stored(t)
	_, other := o.stored(t)
	link, err := o.Link(t.Context(), download, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name, value string) func(*url.URL) {
		return func(u *url.URL) {
			q := u.Query()
			q.Set(name, value)
			u.RawQuery = q.Encode()
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*url.URL)
	}{
		{"another letter", func(u *url.URL) {
			u.Path = strings.Replace(u.Path, download.Key, other.Key, 1)
			set("versionId", other.Version)(u)
		}},
		{"another version", set("versionId", other.Version)},
		{"a page in place of a file", set("response-content-disposition", "inline")},
		{"another type", set("response-content-type", "text/html")},
		{"a longer life", set("X-Amz-Expires", "604800")},
		{"another signature", set("X-Amz-Signature", strings.Repeat("0", 64))},
		{"no signature", func(u *url.URL) { u.RawQuery = "versionId=" + url.QueryEscape(download.Version) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := url.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			tt.change(u)
			if u.String() == link {
				t.Fatal("the link was not changed")
			}
			if status, _ := get(t, u.String()); status != http.StatusForbidden {
				t.Errorf("answered %d, want 403", status)
			}
		})
	}
}

func TestLinkAfterItsTimeIsRefused(t *testing.T) {
	o := openOffice(t)
	_, download := o.stored(t)
	link, err := o.Link(t.Context(), download, time.Now().Add(-2*time.Minute), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, link); status != http.StatusForbidden {
		t.Errorf("answered %d, want 403", status)
	}
}

func TestLinkToALetterNamesItsVersion(t *testing.T) {
	o := openOffice(t)
	if got, err := o.Link(t.Context(), archive.Download{Key: newKey(t)}, time.Now(), time.Minute); err == nil {
		t.Errorf("got a link %s, want an error", got)
	}
}

func TestFilenamesAreSafe(t *testing.T) {
	for _, tt := range []struct {
		name, filename, want string
	}{
		{"no name", "", `attachment; filename="download"; filename*=UTF-8''download`},
		{"spaces", "complaint file.pdf", `attachment; filename="complaint file.pdf"; filename*=UTF-8''complaint%20file.pdf`},
		{"Welsh", "ŵy.pdf", `attachment; filename="_y.pdf"; filename*=UTF-8''%C5%B5y.pdf`},
		{"a header break", "a\r\nSet-Cookie: x=1", `attachment; filename="aSet-Cookie_ x=1"; filename*=UTF-8''aSet-Cookie_%20x%3D1`},
		{"a quotation mark", `a"; filename="b.exe`, `attachment; filename="a_; filename=_b.exe"; filename*=UTF-8''a_%3B%20filename%3D_b.exe`},
		{"a path", "../../etc/passwd", `attachment; filename="_.._etc_passwd"; filename*=UTF-8''_.._etc_passwd`},
		{"a hidden file", ".bashrc", `attachment; filename="bashrc"; filename*=UTF-8''bashrc`},
		{"a name that reads backwards", "a\u202egpj.exe", `attachment; filename="agpj.exe"; filename*=UTF-8''agpj.exe`},
		{"invalid UTF-8", "a\xffb.pdf", `attachment; filename="ab.pdf"; filename*=UTF-8''ab.pdf`},
		{"an escape", "100%25.pdf", `attachment; filename="100_25.pdf"; filename*=UTF-8''100%2525.pdf`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := archive.NewCorrespondence(offline(), "correspondence")
			link, err := c.Link(t.Context(), archive.Download{Key: newKey(t), Version: "v", Filename: tt.filename}, time.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			if got := u.Query().Get("response-content-disposition"); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// offline returns a client with a role's temporary credentials for S3 on AWS,
// which it cannot reach.
func offline() *s3.Client {
	return s3.New(s3.Options{
		Region:     "eu-west-2",
		HTTPClient: unreachable{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: "ASIAFICTIONAL", SecretAccessKey: "fictional", SessionToken: "fictional-session",
			}, nil
		}),
	})
}

func TestTicketsAndLinksForAWSAreMadeWithoutACall(t *testing.T) {
	c := archive.NewCorrespondence(offline(), "correspondence")
	_, letter := sample(t)
	ticket, err := c.Ticket(t.Context(), letter, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	link, err := c.Link(t.Context(), archive.Download{Key: letter.Key, Version: "v"}, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for name, signed := range map[string]string{"ticket": ticket.URL, "link": link} {
		u, err := url.Parse(signed)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := u.Scheme+"://"+u.Host+u.Path, "https://correspondence.s3.eu-west-2.amazonaws.com/"+letter.Key; got != want {
			t.Errorf("%s goes to %s, want %s", name, got, want)
		}
		if got := u.Query().Get("X-Amz-Security-Token"); got != "fictional-session" {
			t.Errorf("%s has session token %q, want the role's", name, got)
		}
	}
}

type unreachable struct{}

func (unreachable) Do(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network call was expected")
}
