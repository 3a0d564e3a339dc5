//go:build check

package lifecycle

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// S3 returns the rules in the form in which an S3 server that carries rules out
// takes them, every rule whole.
func (r Rules) S3() ([]types.LifecycleRule, error) {
	var out []types.LifecycleRule
	for _, from := range r.rules {
		rule := types.LifecycleRule{ID: aws.String(from.ID), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("")}}
		if len(from.TagFilters) > 1 {
			return nil, fmt.Errorf("lifecycle rule %s: more than one tag is not supported", from.ID)
		}
		if len(from.TagFilters) == 1 {
			rule.Filter = &types.LifecycleRuleFilter{Tag: &types.Tag{Key: &from.TagFilters[0].Key, Value: &from.TagFilters[0].Value}}
		}
		if n := from.ExpirationInDays; n > 0 {
			rule.Expiration = &types.LifecycleExpiration{Days: aws.Int32(int32(n))}
		}
		if from.ExpiredObjectDeleteMarker {
			rule.Expiration = &types.LifecycleExpiration{ExpiredObjectDeleteMarker: aws.Bool(true)}
		}
		if n := from.NoncurrentVersionExpiration.NoncurrentDays; n > 0 {
			rule.NoncurrentVersionExpiration = &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(int32(n))}
		}
		if n := from.AbortIncompleteMultipartUpload.DaysAfterInitiation; n > 0 {
			rule.AbortIncompleteMultipartUpload = &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(int32(n))}
		}
		out = append(out, rule)
	}
	return out, nil
}
