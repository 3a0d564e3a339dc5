package lambdatest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What the guards let through and what they stop, on the roles as they are.
func TestARoleReachesAsFarAsItSays(t *testing.T) {
	template := ReadTemplate(t)
	inTransaction := map[string]string{enclosingOperation: "TransactWriteItems"}
	for name, test := range map[string]struct {
		function string
		access   access
		want     bool
	}{
		"record reads a case": {"record", access{action: "dynamodb:BatchGetItem", on: "TableArn", keys: []string{"case#R#1", "idem#R#1"}}, true},
		"record reads another kind among them": {
			"record", access{action: "dynamodb:BatchGetItem", on: "TableArn", keys: []string{"case#R#1", "entry#R#1"}}, false,
		},
		"record reads nothing in particular": {"record", access{action: "dynamodb:BatchGetItem", on: "TableArn"}, false},
		"record queries":                     {"record", access{action: "dynamodb:Query", on: "TableArn", keys: []string{"idx#R#all"}}, false},
		"record adds an entry": {
			"record", access{action: "dynamodb:PutItem", on: "TableArn", keys: []string{"entry#R#1"}, facts: inTransaction}, true,
		},
		"record adds an entry outside a transaction": {
			"record", access{action: "dynamodb:PutItem", on: "TableArn", keys: []string{"entry#R#1"}}, false,
		},
		"query adds an entry": {
			"query", access{action: "dynamodb:PutItem", on: "TableArn", keys: []string{"entry#R#1"}, facts: inTransaction}, false,
		},
		"record deletes": {
			"record", access{action: "dynamodb:DeleteItem", on: "TableArn", keys: []string{"entry#R#1"}, facts: inTransaction}, false,
		},
		"archive puts a letter under hold": {
			"archive", access{action: "s3:PutObject", on: "CorrespondenceBucketArn", facts: map[string]string{legalHold: "ON"}}, true,
		},
		"archive puts a letter without one":  {"archive", access{action: "s3:PutObject", on: "CorrespondenceBucketArn"}, false},
		"archive reads a report":             {"archive", access{action: "s3:GetObject", on: "ReportsBucketArn"}, false},
		"record puts into the log":           {"record", access{action: "s3:PutObject", on: "LogBucketArn"}, false},
		"record signs":                       {"record", access{action: "kms:Sign", on: "LogSigningKeyArn"}, false},
		"seal signs":                         {"seal", access{action: "kms:Sign", on: "LogSigningKeyArn"}, true},
		"seal signs with a key it was given": {"seal", access{action: "kms:Sign", on: "LogSigningKeyArns"}, true},
		"seal signs with any other key":      {"seal", access{action: "kms:Sign", on: "another key"}, false},
		"seal lists what is pending":         {"seal", access{action: "dynamodb:Query", on: "TableArn", index: "pending", keys: []string{"R"}}, true},
		"archive lists a case's disclosures": {"archive", access{action: "dynamodb:Query", on: "TableArn", keys: []string{"idx#R#case#C-1"}}, true},
		"archive lists a person's":           {"archive", access{action: "dynamodb:Query", on: "TableArn", keys: []string{"idx#R#subject/2#token"}}, true},
		"archive lists a recipient's":        {"archive", access{action: "dynamodb:Query", on: "TableArn", keys: []string{"idx#R#recipient#token"}}, false},
		"seal lists the table":               {"seal", access{action: "dynamodb:Query", on: "TableArn", keys: []string{"idx#R#all"}}, false},
		"query lists what is pending":        {"query", access{action: "dynamodb:Query", on: "TableArn", index: "pending", keys: []string{"idx#R#all"}}, false},
		"seal reads an entry":                {"seal", access{action: "dynamodb:BatchGetItem", on: "TableArn", keys: []string{"entry#R#1"}}, false},
		"seal moves the head": {
			"seal", access{action: "dynamodb:PutItem", on: "TableArn", keys: []string{"head#R"}, facts: inTransaction}, true,
		},
		"export writes a report": {"export", access{action: "s3:PutObject", on: "ReportsBucketArn"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := template[test.function].role.allows(test.access)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("allowed = %v, want %v", got, test.want)
			}
		})
	}
}

func TestAConditionThatIsNotKnownHoldsUpTheTest(t *testing.T) {
	r := role{{Sid: "Odd", Effect: "Allow", Action: []string{"dynamodb:GetItem"}, Resource: "x-TableArn", Condition: map[string]map[string]any{
		"IpAddress": {"aws:SourceIp": "192.0.2.0/24"},
	}}}
	if _, err := r.allows(access{action: "dynamodb:GetItem", on: "TableArn", keys: []string{"entry#R#1"}}); err == nil {
		t.Error("got no error")
	}
}

func TestTheGuardStopsWhatTheRoleDoesNotAllow(t *testing.T) {
	reached := 0
	backend := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	t.Cleanup(backend.Close)
	for name, test := range map[string]struct {
		target, body string
		want         int
	}{
		"a query of the index": {
			"Query", `{"KeyConditionExpression":"#pk = :pk","ExpressionAttributeNames":{"#pk":"pk"},"ExpressionAttributeValues":{":pk":{"S":"idx#R#all"}}}`, 200,
		},
		"a query of the facts": {
			"Query", `{"KeyConditionExpression":"#pk = :pk","ExpressionAttributeNames":{"#pk":"pk"},"ExpressionAttributeValues":{":pk":{"S":"fact#R#1"}}}`, 400,
		},
		"a query of the leaves": {
			"Query", `{"IndexName":"pending","KeyConditionExpression":"#pk = :pk","ExpressionAttributeNames":{"#pk":"pending"},"ExpressionAttributeValues":{":pk":{"S":"R"}}}`, 400,
		},
		"a look at an entry":        {"GetItem", `{"Key":{"pk":{"S":"entry#R#1"},"sk":{"S":"entry"}}}`, 200},
		"a look at the idempotency": {"GetItem", `{"Key":{"pk":{"S":"idem#R#1"},"sk":{"S":"first"}}}`, 400},
		"a scan":                    {"Scan", `{}`, 400},
		"a transaction of an access and an entry": {
			"TransactWriteItems", `{"TransactItems":[{"Put":{"Item":{"pk":{"S":"access#R#2026-11"},"sk":{"S":"1"}}}},{"Put":{"Item":{"pk":{"S":"entry#R#1"},"sk":{"S":"entry"}}}}]}`, 400,
		},
		"no JSON": {"GetItem", `{`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			g := &guard{role: ReadTemplate(t)["query"].role, accesses: dynamoAccesses, refuse: refuseDynamo}
			address := g.serve(t, backend.URL)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+test.target)
			reached = 0
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			through := test.want == http.StatusOK
			if response.StatusCode != test.want || (reached == 1) != through {
				t.Errorf("answered %d and reached DynamoDB %d times, want %d", response.StatusCode, reached, test.want)
			}
			if refused := g.takeRefused(); (len(refused) == 0) != through {
				t.Errorf("noted %v", refused)
			}
		})
	}
}

// A deployment as moto makes one, small: what the evaluator reads of it.
func smallDeployment() *Deployment {
	const arn = "arn:aws:dynamodb:eu-west-2:123456789012:table/infra-Table-1"
	d := &Deployment{Buckets: map[string]Bucket{
		"infra-letters": {Key: "arn:aws:kms:eu-west-2:123456789012:key/register", Policy: role{
			{Sid: "DenyWithoutTLS", Effect: "Deny", Action: []string{"s3:*"}, Resource: []any{"arn:aws:s3:::infra-letters", "arn:aws:s3:::infra-letters/*"}, Condition: map[string]map[string]any{"Bool": {secureTransport: "false"}}},
			{Sid: "DenyUploadWithoutLegalHold", Effect: "Deny", Action: []string{"s3:PutObject"}, Resource: "arn:aws:s3:::infra-letters/*", Condition: map[string]map[string]any{"StringNotEquals": {legalHold: "ON"}}},
		}},
	}}
	d.Secret.Arn, d.Secret.Key = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:register", "arn:aws:kms:eu-west-2:123456789012:key/register"
	d.Table.Name, d.Table.Arn, d.Table.Key = "infra-Table-1", arn, "arn:aws:kms:eu-west-2:123456789012:key/register"
	return d
}

func decryptFor(context, name string) statement {
	return statement{Sid: "Decrypt", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resource: "arn:aws:kms:eu-west-2:123456789012:key/register", Condition: map[string]map[string]any{
		"StringEquals": {context: name},
	}}
}

// Each of these differs from one that is allowed in one thing, which is what AWS would
// refuse it for.
func TestADeployedRoleReachesNoFurtherThanItsNames(t *testing.T) {
	read := statement{Sid: "Read", Effect: "Allow", Action: []string{"dynamodb:GetItem"}, Resource: "arn:aws:dynamodb:eu-west-2:123456789012:table/infra-Table-1"}
	put := statement{Sid: "Put", Effect: "Allow", Action: []string{"s3:PutObject"}, Resource: "arn:aws:s3:::infra-letters/*"}
	const secretARN = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:register"
	get := statement{Sid: "Get", Effect: "Allow", Action: []string{"s3:GetObjectVersion"}, Resource: "arn:aws:s3:::infra-letters/*"}
	secret := statement{Sid: "Secret", Effect: "Allow", Action: []string{"secretsmanager:GetSecretValue"}, Resource: secretARN}
	held := map[string]string{legalHold: "ON"}
	for name, test := range map[string]struct {
		role role
		asks access
		want string // what the refusal says; "" is none
	}{
		"a read of the table":            {role{read, decryptFor(contextOfTable, "infra-Table-1")}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, ""},
		"of another table":               {role{read, decryptFor(contextOfTable, "infra-Table-1")}, access{action: "dynamodb:GetItem", resource: "infra-Table-2"}, "infra-Table-2"},
		"of its index":                   {role{read, decryptFor(contextOfTable, "infra-Table-1")}, access{action: "dynamodb:GetItem", resource: "infra-Table-1", index: "pending"}, "/index/pending"},
		"without the key":                {role{read}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, "kms:Decrypt"},
		"with the key for another table": {role{read, decryptFor(contextOfTable, "infra-Table-2")}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, "kms:Decrypt"},
		"with the key through S3 alone":  {role{read, decryptFor(viaService, "s3.eu-west-2.amazonaws.com")}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, "kms:Decrypt"},
		"a letter under hold":            {role{put, decryptFor(contextOfBucket, "arn:aws:s3:::infra-letters")}, access{action: "s3:PutObject", resource: "infra-letters/a", facts: held}, ""},
		"a letter without hold":          {role{put, decryptFor(contextOfBucket, "arn:aws:s3:::infra-letters")}, access{action: "s3:PutObject", resource: "infra-letters/a"}, "DenyUploadWithoutLegalHold"},
		"a letter that cannot be sealed": {role{put}, access{action: "s3:PutObject", resource: "infra-letters/a", facts: held}, "kms:GenerateDataKey"},
		"a letter whose hold may not be put": {
			role{put, decryptFor(contextOfBucket, "arn:aws:s3:::infra-letters")},
			access{action: "s3:PutObjectLegalHold", resource: "infra-letters/a", facts: held},
			"s3:PutObjectLegalHold",
		},
		"a letter that cannot be opened":  {role{get}, access{action: "s3:GetObjectVersion", resource: "infra-letters/a"}, "kms:Decrypt"},
		"a secret":                        {role{secret, decryptFor(contextOfSecret, secretARN)}, access{action: "secretsmanager:GetSecretValue", resource: secretARN}, ""},
		"a secret that cannot be opened":  {role{secret}, access{action: "secretsmanager:GetSecretValue", resource: secretARN}, "kms:Decrypt"},
		"what a statement denies":         {role{{Sid: "Not", Effect: "Deny", Action: read.Action, Resource: read.Resource}}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, "dynamodb:GetItem"},
		"a letter in another bucket":      {role{put, decryptFor(contextOfBucket, "arn:aws:s3:::infra-letters")}, access{action: "s3:PutObject", resource: "infra-reports/a", facts: held}, "infra-reports"},
		"a condition key nobody has said": {role{{Sid: "Odd", Effect: "Allow", Action: []string{"dynamodb:GetItem"}, Resource: read.Resource, Condition: map[string]map[string]any{"StringEquals": {"aws:SourceVpc": "vpc-1"}}}}, access{action: "dynamodb:GetItem", resource: "infra-Table-1"}, "no condition key"},
	} {
		t.Run(name, func(t *testing.T) {
			d := smallDeployment()
			g := &guard{role: test.role, deployed: d}
			got := g.judge(d.implied("GET", []access{test.asks}))
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("refused %q, want it to be of %q", got, test.want)
			}
		})
	}
}

// A request asks of IAM all that AWS asks of it, and tells of itself no more than AWS does.
func TestWhatARequestAsksOfIAM(t *testing.T) {
	said := func(asked []access) string {
		var all []string
		for _, a := range asked {
			all = append(all, a.String())
		}
		return strings.Join(all, "; ")
	}
	put := httptest.NewRequest(http.MethodPut, "/letters/a", nil)
	put.Header.Set("X-Amz-Object-Lock-Legal-Hold", "ON")
	_, asked, err := s3Accesses(map[string]string{"letters": "Letters"})(put, nil)
	if want := "s3:PutObject on Letters, s3:object-lock-legal-hold ON; s3:PutObjectLegalHold on Letters, s3:object-lock-legal-hold ON"; err != nil || said(asked) != want {
		t.Errorf("a letter under hold asks for %s (%v), want %s", said(asked), err, want)
	}
	_, asked, err = dynamoAccesses(httptest.NewRequest(http.MethodPost, "/", nil), []byte(`{}`))
	if err != nil || len(asked) != 1 {
		t.Errorf("no operation asks for %s (%v)", said(asked), err)
	}
	transaction := httptest.NewRequest(http.MethodPost, "/", nil)
	transaction.Header.Set("X-Amz-Target", "DynamoDB_20120810.TransactWriteItems")
	_, asked, err = dynamoAccesses(transaction, []byte(`{"TransactItems":[{"Put":{"Item":{"pk":{"S":"entry#R#1"}}}},{"ConditionCheck":{"Key":{"pk":{"S":"case#R#1"}}}}]}`))
	want := `dynamodb:PutItem on TableArn of ["entry#R#1"], dynamodb:EnclosingOperation TransactWriteItems; dynamodb:ConditionCheckItem on TableArn of ["case#R#1"]`
	if err != nil || said(asked) != want {
		t.Errorf("a transaction asks for %s (%v), want %s", said(asked), err, want)
	}
}

// S3 says that nothing is there only to who may list the bucket, and otherwise that it is
// forbidden, which the functions would take for a fault.
func TestWhoMayNotListIsNotToldThatNothingIsThere(t *testing.T) {
	backend := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(backend.Close)
	get := statement{Sid: "Get", Effect: "Allow", Action: []string{"s3:GetObject"}, Resource: "arn:aws:s3:::infra-log/*"}
	list := statement{Sid: "List", Effect: "Allow", Action: []string{"s3:ListBucket"}, Resource: "arn:aws:s3:::infra-log"}
	for name, test := range map[string]struct {
		role role
		want int
	}{"who may list": {role{get, list}, 0}, "who may not": {role{get}, 1}} {
		g := &guard{role: test.role, accesses: s3Accesses(nil), refuse: refuseS3, deployed: smallDeployment()}
		response, err := http.Get(g.serve(t, backend.URL) + "/infra-log/checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if refused := g.takeRefused(); len(refused) != test.want || test.want > 0 && !strings.Contains(refused[0], "s3:ListBucket") {
			t.Errorf("%s: noted %v", name, refused)
		}
	}
}

// What is too long for Lambda or API Gateway is not handed on, whatever the function said.
func TestAnAnswerIsHeldToThePlatformsLimits(t *testing.T) {
	for length, want := range map[int]bool{longestAnswer: false, longestAnswer + 1: true} {
		if answer, failed := taken(outcome{body: make([]byte, length)}); failed != want || !failed && len(answer) != length {
			t.Errorf("an answer of %d bytes: failed %v", length, failed)
		}
	}
	for length, want := range map[int]int{longestHeaders: http.StatusOK, longestHeaders + 1: http.StatusInternalServerError} {
		if got := passed(Response{Status: http.StatusOK, Header: http.Header{"Location": {strings.Repeat("x", length)}}}); got.Status != want {
			t.Errorf("%d bytes of headers: %d, want %d", length, got.Status, want)
		}
	}
}
