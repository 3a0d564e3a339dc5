package dynamo

import (
	"errors"
	"fmt"
	"net/http"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"disclosure-register/pkg/store"
)

// writeFailure says what became of a transaction of n writes. Uncertain is
// whether some attempt at it may have been applied, the last or an earlier one.
func writeFailure(err error, n int, uncertain bool) error {
	var cancelled *types.TransactionCanceledException
	switch {
	case errors.As(err, &cancelled):
		// Nothing was written, by an earlier attempt either: DynamoDB would have
		// known its token and answered with its success.
		return toCancelled(cancelled, n)
	case isCode(err, "ValidationException"):
		return failure("transact", cause(err), store.ErrInvalid)
	case isThrottle(err) && !uncertain:
		return failure("transact", cause(err), store.ErrThrottled)
	case isRefusal(err) && !uncertain:
		return failure("transact", cause(err), store.ErrDenied)
	default:
		return failure("transact", cause(err), store.ErrUnknownOutcome)
	}
}

func readFailure(what string, err error) error {
	switch {
	case isCode(err, "ValidationException"):
		return failure(what, cause(err), store.ErrInvalid)
	case isThrottle(err):
		return failure(what, cause(err), store.ErrThrottled)
	case isRefusal(err):
		return failure(what, cause(err), store.ErrDenied)
	default:
		return fmt.Errorf("%s: %w", what, cause(err))
	}
}

func failure(what string, cause, kind error) error {
	return fmt.Errorf("%s: %w: %w", what, cause, kind)
}

// toCancelled gives DynamoDB's reasons, which are in the order of the writes.
func toCancelled(from *types.TransactionCanceledException, n int) error {
	cancelled := &store.Cancelled{Reasons: make([]store.Reason, n), Found: make([]store.Item, n)}
	if len(from.CancellationReasons) != n {
		return fmt.Errorf("transact: %d reasons for %d writes: %w", len(from.CancellationReasons), n, store.ErrUnknownOutcome)
	}
	for i, reason := range from.CancellationReasons {
		code := ""
		if reason.Code != nil {
			code = *reason.Code
		}
		switch code {
		case "", "None":
		case "ConditionalCheckFailed":
			cancelled.Reasons[i] = store.ConditionFailed
			if len(reason.Item) == 0 {
				continue
			}
			item, err := toItem(reason.Item)
			if err != nil {
				return fmt.Errorf("transact: item in the way of write %d: %w", i+1, err)
			}
			cancelled.Found[i] = item
		case "TransactionConflict":
			cancelled.Reasons[i] = store.Conflicted
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			cancelled.Reasons[i] = store.WriteThrottled
		case "ValidationError", "ItemCollectionSizeLimitExceeded":
			return fmt.Errorf("transact: write %d of %d: %s: %w", i+1, n, code, store.ErrInvalid)
		default:
			return fmt.Errorf("transact: write %d of %d: cancelled for %s", i+1, n, code)
		}
	}
	return cancelled
}

// cause leaves out what DynamoDB says beside its error code. An error that never
// came from DynamoDB names hosts and ports at most, and wraps the context's when
// that is why the call ended.
func cause(err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return err
	}
	id := "unknown"
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.ServiceRequestID() != "" {
		id = response.ServiceRequestID()
	}
	return fmt.Errorf("%s (request %s)", api.ErrorCode(), id)
}

func isCode(err error, codes ...string) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	for _, code := range codes {
		if api.ErrorCode() == code {
			return true
		}
	}
	return false
}

// isThrottle reports a refusal for load, before anything was done.
func isThrottle(err error) bool {
	return isCode(err, "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded")
}

// isRefusal reports that DynamoDB answered that it would not do as asked. A
// transaction in progress is not refused: an earlier attempt at it goes on.
func isRefusal(err error) bool {
	var response *awshttp.ResponseError
	return errors.As(err, &response) &&
		response.HTTPStatusCode() >= http.StatusBadRequest &&
		response.HTTPStatusCode() < http.StatusInternalServerError &&
		!isCode(err, "TransactionInProgressException")
}
