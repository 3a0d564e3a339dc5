package embedded_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"disclosure-register/pkg/archive/embedded"
)

// Those who have no signature and no haste keep out neither a department with a
// ticket nor the service itself.
func TestSlowStrangersKeepNobodyOut(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir(), MaxConnections: 16})
	address := strings.TrimPrefix(s.URL(), "http://")
	for i := range 100 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\nx", key, address)
		} else {
			fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: ", key)
		}
	}
	file(t, s.Access().Client()) // by the front, as a department does
	// For longer than it takes a request to count as signed.
	for began := time.Now(); time.Since(began) < 4*time.Second; {
		asked := time.Now()
		inspect(t, s.Access().Client())
		if took := time.Since(asked); took > time.Second {
			t.Fatalf("an answer took %v", took)
		}
	}
}

func TestARefusedUploadIsNotReadOut(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir()})
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: any\r\nContent-Length: 100000\r\n\r\n%s", key, strings.Repeat("x", 20_000))
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 403") {
		t.Errorf("got %.40q (%v), want a refusal and the end of the connection", answer, err)
	}
}

func status(err error) int {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}
