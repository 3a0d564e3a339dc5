package console_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
)

// A colour on which the text could not be read does not get as far as a page.
func TestAColourOnWhichTextCannotBeReadIsRefused(t *testing.T) {
	for colour, want := range map[string]string{
		"":                               "",
		"#17324d":                        "",
		"#767676":                        "", // 4.54 to 1
		"#777777":                        "has a contrast of 4.4 to 1",
		"#FFCC00":                        "has a contrast of 1.5 to 1",
		"#ffffff":                        "has a contrast of 1.0 to 1",
		"17324d":                         "write it as #rrggbb",
		"#fff":                           "write it as #rrggbb",
		"red":                            "write it as #rrggbb",
		"#17324d;} body { display: none": "write it as #rrggbb",
	} {
		if _, err := console.ParseLook("", colour); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", colour, err, want)
		}
	}
	for _, name := range []string{strings.Repeat("n", 101), "Sample\nCouncil"} {
		if _, err := console.ParseLook(name, ""); err == nil || !strings.Contains(err.Error(), "of at most 100") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// The name stands on every page, before anybody has signed in too, and the colour in the
// one stylesheet, after the console's own for light pages and for dark.
func TestTheCouncilsNameAndColourStandOnEveryPage(t *testing.T) {
	o := newOffice(t)
	look, err := console.ParseLook("Sample & Example <Council>", "#7A1F3D")
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(o.url, "http://")
	own := o.browser().open("/assets/console.css").body
	o.console = console.New(console.Config{
		API: client.InProcess{Handler: o.api}, Address: o.url, Hosts: []string{address}, Look: look, Now: o.now, Log: slog.New(slog.DiscardHandler),
	})
	const name = "<span>Sample &amp; Example &lt;Council&gt;</span>"
	if p := o.browser().open("/sign-in"); p.status != http.StatusOK || !strings.Contains(p.body, name) {
		t.Errorf("before signing in: %d %s", p.status, p.body)
	}
	b := o.signedIn(dpo)
	for _, path := range []string{"/", "/search", "/more", "/nowhere"} {
		if p := b.open(path); !strings.Contains(p.body, name) || strings.Contains(p.body, "Dartford Borough Council</span>") {
			t.Errorf("%s has another name: %s", path, p.body)
		}
	}
	if styled := b.open("/assets/console.css").body; styled != own+":root { --bar: #7a1f3d; }\n" || strings.Count(own, "--bar:") != 2 {
		t.Errorf("the stylesheet ends with %q", styled[max(0, len(styled)-80):])
	}
}
