// Package lifecycle is a stand-in, on one machine, for what S3 does by itself on
// AWS: it applies the lifecycle rules of a bucket. The embedded S3 server has no
// lifecycle of its own.
//
// The rules are read from infra/template.yaml, the file AWS is configured from,
// so there is one source of what may be destroyed. Time is counted as AWS counts
// it: whole days from a version's creation, or from when it stopped being the
// current one, rounded up to the next midnight UTC.
//
// A version under a lock or a legal hold is refused by the server, here as on
// AWS, and is tried again the next day. Nothing in this package may be given to
// a function on AWS: it needs the power to delete.
package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
)

// Rules are one bucket's.
type Rules struct {
	rules []rule
	// versioned is whether the template's bucket keeps versions. One that does
	// not loses an expired object for good.
	versioned bool
}

type rule struct {
	ID                             string `yaml:"Id"`
	Status                         string `yaml:"Status"`
	TagFilters                     []tag  `yaml:"TagFilters"`
	ExpirationInDays               int    `yaml:"ExpirationInDays"`
	ExpiredObjectDeleteMarker      bool   `yaml:"ExpiredObjectDeleteMarker"`
	NoncurrentVersionExpiration    days   `yaml:"NoncurrentVersionExpiration"`
	AbortIncompleteMultipartUpload abort  `yaml:"AbortIncompleteMultipartUpload"`
}

type (
	tag struct {
		Key   string `yaml:"Key"`
		Value string `yaml:"Value"`
	}
	days struct {
		NoncurrentDays int `yaml:"NoncurrentDays"`
	}
	abort struct {
		DaysAfterInitiation int `yaml:"DaysAfterInitiation"`
	}
)

// Read takes the rules of one bucket from a CloudFormation template. A rule that
// says anything this package does not do is an error: a rule half applied is
// worse than none.
func Read(template []byte, bucket string) (Rules, error) {
	var t struct {
		Resources map[string]struct {
			Properties struct {
				VersioningConfiguration struct {
					Status string `yaml:"Status"`
				} `yaml:"VersioningConfiguration"`
				LifecycleConfiguration struct {
					Rules []map[string]any `yaml:"Rules"`
				} `yaml:"LifecycleConfiguration"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(template, &t); err != nil {
		return Rules{}, fmt.Errorf("read lifecycle rules: %w", err)
	}
	resource, found := t.Resources[bucket]
	if !found || len(resource.Properties.LifecycleConfiguration.Rules) == 0 {
		return Rules{}, fmt.Errorf("read lifecycle rules: the template gives %s none", bucket)
	}
	rules := Rules{versioned: resource.Properties.VersioningConfiguration.Status == "Enabled"}
	for _, written := range resource.Properties.LifecycleConfiguration.Rules {
		text, err := yaml.Marshal(written)
		if err != nil {
			return Rules{}, fmt.Errorf("read lifecycle rules: %w", err)
		}
		var r rule
		if err := yaml.UnmarshalWithOptions(text, &r, yaml.Strict()); err != nil {
			return Rules{}, fmt.Errorf("read a lifecycle rule of %s: %w", bucket, err)
		}
		if r.Status == "Enabled" {
			rules.rules = append(rules.rules, r)
		}
	}
	return rules, nil
}

// after returns the instant at which something that began at the given one is n
// days old: the midnight UTC that ends the n-th whole day.
func after(began time.Time, n int) time.Time {
	day := 24 * time.Hour
	old := began.UTC().Add(time.Duration(n) * day)
	if midnight := old.Truncate(day); !midnight.Equal(old) {
		return midnight.Add(day)
	}
	return old
}

// covers reports whether the version's tags meet the rule's filter.
func (r rule) covers(tags []tag) bool {
	for _, want := range r.TagFilters {
		if !slices.Contains(tags, want) {
			return false
		}
	}
	return true
}
