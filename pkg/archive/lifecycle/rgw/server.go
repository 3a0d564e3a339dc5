//go:build check

package rgw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Day is how long the server takes a lifecycle day to be.
const Day = 2 * time.Second

// programs are what the server is made of (Debian: ceph-mon ceph-osd ceph-mgr
// radosgw ceph-common).
var programs = []string{"ceph", "ceph-authtool", "ceph-mgr", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"}

// ErrMissing says that the programs are not installed. It is an error of the
// test that needs them, never a reason to skip it.
var ErrMissing = errors.New("the lifecycle tests need Ceph: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-mgr radosgw ceph-common")

const (
	accessKey = "lifecycle"
	secretKey = "lifecycle-secret"
	startWait = 90 * time.Second
)

// Start runs a server until the test ends, and returns a client of it.
func Start(t *testing.T) *s3.Client {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatal(ErrMissing)
		}
	}
	c := &cluster{t: t, dir: t.TempDir()}
	c.configure()
	c.makeKeys()
	c.startMonitor()
	c.startManager()
	c.startDisk()
	c.startGateway()
	return s3.New(s3.Options{
		BaseEndpoint: aws.String("http://" + c.gateway), Region: "eu-west-2", UsePathStyle: true,
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}, nil
		}),
	})
}

// cluster is one monitor, one manager, one disk in memory and one gateway.
type cluster struct {
	t                *testing.T
	dir              string
	monitor, gateway string // addresses
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *cluster) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

const fsid = "00000000-0000-4000-8000-00000000c0de"

func (c *cluster) configure() {
	c.t.Helper()
	c.monitor, c.gateway = freeAddress(c.t), freeAddress(c.t)
	for _, name := range []string{"mon", "mgr", "osd", "run"} {
		c.must(os.Mkdir(c.path(name), 0o700))
	}
	c.must(os.WriteFile(c.path("ceph.conf"), []byte(strings.NewReplacer("DIR", c.dir, "MONITOR", c.monitor, "GATEWAY", c.gateway, "FSID", fsid).Replace(`
[global]
fsid = FSID
mon host = [v2:MONITOR/0]
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = DIR/keyring
ms bind ipv6 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
run dir = DIR/run
admin socket = DIR/run/$name.asok
log file = DIR/$name.log
pid file = DIR/run/$name.pid
[mon.a]
mon data = DIR/mon
[mgr.x]
mgr data = DIR/mgr
[osd.0]
osd data = DIR/osd
osd objectstore = memstore
memstore device bytes = 1073741824
[client.admin]
rgw frontends = beast endpoint=GATEWAY
rgw lc debug interval = 2
rgw lifecycle work time = 00:00-23:59
rgw gc obj min wait = 1
rgw crypt require ssl = false
`)), 0o600))
}

// run runs a program to its end.
func (c *cluster) run(program string, args ...string) string {
	c.t.Helper()
	var out bytes.Buffer
	command := exec.CommandContext(c.t.Context(), program, append([]string{"--conf", c.path("ceph.conf")}, args...)...)
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil {
		c.t.Fatalf("%s %s: %v\n%s", program, args[0], err, out.String())
	}
	return out.String()
}

// daemon runs a program in the foreground until the test ends.
func (c *cluster) daemon(program string, args ...string) {
	c.t.Helper()
	log, err := os.Create(c.path(program + ".out"))
	c.must(err)
	command := exec.Command(program, append([]string{"--conf", c.path("ceph.conf"), "--foreground"}, args...)...)
	command.Stdout, command.Stderr = log, log
	c.must(command.Start())
	c.t.Cleanup(func() {
		_ = command.Process.Kill() // by its own handle: no other is touched
		_ = command.Wait()
		log.Close()
		if c.t.Failed() {
			if text, err := os.ReadFile(log.Name()); err == nil {
				c.t.Logf("%s said:\n%.2000s", program, text)
			}
		}
	})
}

func (c *cluster) makeKeys() {
	ring := c.path("keyring")
	c.run("ceph-authtool", "--create-keyring", ring, "--gen-key", "--name", "mon.", "--cap", "mon", "allow *")
	for name, caps := range map[string][]string{
		"client.admin": {"mon", "allow *", "osd", "allow *", "mgr", "allow *", "mds", "allow *"},
		"osd.0":        {"mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *"},
		"mgr.x":        {"mon", "allow profile mgr", "osd", "allow *", "mds", "allow *"},
	} {
		args := []string{ring, "--gen-key", "--name", name}
		for i := 0; i < len(caps); i += 2 {
			args = append(args, "--cap", caps[i], caps[i+1])
		}
		c.run("ceph-authtool", args...)
	}
}

func (c *cluster) startMonitor() {
	c.run("monmaptool", "--create", "--clobber", "--addv", "a", "[v2:"+c.monitor+"/0]", "--fsid", fsid, c.path("monmap"))
	c.run("ceph-mon", "--mkfs", "--id", "a", "--monmap", c.path("monmap"), "--keyring", c.path("keyring"))
	c.daemon("ceph-mon", "--id", "a")
	c.until("the monitor answers", func() bool { return c.try("ceph", "--connect-timeout", "2", "status") })
}

func (c *cluster) startManager() { c.daemon("ceph-mgr", "--id", "x") }

func (c *cluster) startDisk() {
	const id = "00000000-0000-4000-8000-00000000d15c"
	c.run("ceph", "osd", "new", id, "0")
	c.run("ceph-osd", "--mkfs", "--id", "0", "--osd-uuid", id)
	c.daemon("ceph-osd", "--id", "0")
	c.until("the disk is up", func() bool {
		var out bytes.Buffer
		command := exec.CommandContext(c.t.Context(), "ceph", "--conf", c.path("ceph.conf"), "osd", "stat")
		command.Stdout = &out
		return command.Run() == nil && strings.Contains(out.String(), "1 up")
	})
}

func (c *cluster) startGateway() {
	c.daemon("radosgw", "--name", "client.admin")
	c.until("the gateway listens", func() bool {
		connection, err := net.DialTimeout("tcp", c.gateway, time.Second)
		if err != nil {
			return false
		}
		return connection.Close() == nil
	})
	c.run("radosgw-admin", "user", "create", "--uid", "tests", "--display-name", "Tests", "--access-key", accessKey, "--secret", secretKey)
}

func (c *cluster) try(program string, args ...string) bool {
	command := exec.CommandContext(c.t.Context(), program, append([]string{"--conf", c.path("ceph.conf")}, args...)...)
	return command.Run() == nil
}

// until waits for something to be so.
func (c *cluster) until(what string, is func() bool) {
	c.t.Helper()
	Within(c.t, startWait, what, is)
}

// Within fails the test when something is not so in time.
func Within(t *testing.T, longest time.Duration, what string, is func() bool) {
	t.Helper()
	deadline := time.After(longest)
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for !is() {
		select {
		case <-deadline:
			t.Fatal(fmt.Errorf("waited %s in vain: %s", longest, what))
		case <-look.C:
		}
	}
}
