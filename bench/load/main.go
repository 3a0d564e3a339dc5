// Command load drives two or more builds of the service, one after another and
// over again, by HTTP on this machine, and prints what each did as ratios to the
// first: a machine's own speed is in every figure alike.
//
//	go run ./bench/load -rounds 5 -for 5s old/disclosures new/disclosures
//
// Each run is a process of its own on a data directory of its own. Every
// disclosure is of another person; each case has three. Meanwhile another client
// records with "Prefer: wait" a few times a second, and times the receipt.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

var (
	rounds  = flag.Int("rounds", 5, "how often each program has its turn")
	lasting = flag.Duration("for", 5*time.Second, "how long each run records")
	clients = flag.String("clients", "1,16", "how many record at once")
	example = flag.String("example", "docs/examples/housing-ombudsman.json", "the disclosure to record")
	dir     = flag.String("dir", "", "where the data directories are made (the system's temporary ones)")
)

const register = "E07000107"

// figures are of one run.
type figures struct {
	perSecond, cpu, pageCPU, files, bytes float64 // cpu in ms a record or page; files and bytes an entry
	median, last, sealed                  time.Duration
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := compare(); err != nil {
		log.Fatalf("load: %v", err)
	}
}

// compare keeps what was written until the end: for some minutes after many files were
// removed ext4 takes longer to make one, and the next run would pay for it.
func compare() error {
	if flag.NArg() < 1 {
		return errors.New("which programs?")
	}
	body, err := os.ReadFile(*example)
	if err != nil {
		return err
	}
	all, err := os.MkdirTemp(*dir, "load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(all)
	for _, text := range strings.Split(*clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("-clients: %q is no number of clients", text)
		}
		runs := make([][]figures, flag.NArg())
		for range *rounds {
			for i, program := range flag.Args() {
				f, err := run(all, program, body, n)
				if err != nil {
					return fmt.Errorf("%s: %w", program, err)
				}
				runs[i] = append(runs[i], f)
			}
		}
		print(n, flag.Args(), runs)
	}
	return nil
}

func print(n int, programs []string, runs [][]figures) {
	fmt.Printf("\n%d clients, medians of %d runs of %s\n\n", n, len(runs[0]), *lasting)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "program\trecords/s\tratio\tmedian\t99 of 100\tCPU a record\tratio\tCPU a page\tratio\treceipt, 99 of 100\tfiles an entry\tKB an entry")
	rate, cpu, page := func(f figures) float64 { return f.perSecond }, func(f figures) float64 { return f.cpu }, func(f figures) float64 { return f.pageCPU }
	for i, program := range programs {
		r := runs[i]
		fmt.Fprintf(w, "%s\t%.0f\t%.2f\t%s\t%s\t%.2f ms\t%.2f\t%.2f ms\t%.2f\t%s\t%.2f\t%.1f\n", filepath.Base(program),
			middle(r, rate), middle(r, rate)/middle(runs[0], rate),
			time.Duration(middle(r, func(f figures) float64 { return float64(f.median) })).Round(100*time.Microsecond),
			time.Duration(middle(r, func(f figures) float64 { return float64(f.last) })).Round(100*time.Microsecond),
			middle(r, cpu), middle(r, cpu)/middle(runs[0], cpu),
			middle(r, page), middle(r, page)/middle(runs[0], page),
			time.Duration(middle(r, func(f figures) float64 { return float64(f.sealed) })).Round(time.Millisecond),
			middle(r, func(f figures) float64 { return f.files }), middle(r, func(f figures) float64 { return f.bytes })/1024)
	}
	w.Flush()
}

func middle(runs []figures, of func(figures) float64) float64 {
	values := make([]float64, len(runs))
	for i, f := range runs {
		values[i] = of(f)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// run starts the program, records for a while, reads pages, and ends it.
func run(within, program string, body []byte, n int) (f figures, err error) {
	data, err := os.MkdirTemp(within, "run-")
	if err != nil {
		return f, err
	}
	s, err := start(program, data)
	if err != nil {
		return f, err
	}
	defer s.stop()
	recorder, err := token(program, data, "recorder", "--department", "housing")
	if err != nil {
		return f, err
	}
	dpo, err := token(program, data, "dpo")
	if err != nil {
		return f, err
	}
	for i := range 50 { // what is made at the first request is made now
		if _, err := s.record(recorder, body, i+1_000_000, false); err != nil {
			return f, err
		}
	}
	filesBefore, bytesBefore := kept(data)
	before, begun := s.cpu(), time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), *lasting)
	defer cancel()
	var mu sync.Mutex
	var times, receipts []time.Duration
	var failure error
	var all sync.WaitGroup
	record := func(at int, wait bool, into *[]time.Duration) bool {
		took, err := s.record(recorder, body, at, wait)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failure = err
			return false
		}
		*into = append(*into, took)
		return true
	}
	for c := range n {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if !record(c*100_000+i, false, &times) {
					return
				}
			}
		})
	}
	all.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if !record(9_000_000+i, true, &receipts) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	all.Wait()
	took := time.Since(begun)
	if failure != nil {
		return f, failure
	}
	time.Sleep(300 * time.Millisecond) // the last are being sealed
	f.cpu = ms(s.cpu()-before) / float64(len(times)+len(receipts))
	filesAfter, bytesAfter := kept(data)
	entries := float64(len(times) + len(receipts))
	f.files, f.bytes = float64(filesAfter-filesBefore)/entries, float64(bytesAfter-bytesBefore)/entries
	slices.Sort(times)
	slices.Sort(receipts)
	f.perSecond = float64(len(times)) / took.Seconds()
	f.median, f.last, f.sealed = times[len(times)/2], times[len(times)*99/100], receipts[len(receipts)*99/100]

	const pages = 100
	before = s.cpu()
	for range pages {
		if _, err := s.send(http.MethodGet, "/disclosures?limit=50", dpo, nil, nil); err != nil {
			return f, err
		}
	}
	time.Sleep(300 * time.Millisecond)
	f.pageCPU = ms(s.cpu()-before) / pages
	return f, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// kept counts the files of the archive and the bytes of everything.
func kept(data string) (files, bytes int64) {
	_ = filepath.Walk(data, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return nil // it was being renamed
		}
		if strings.Contains(path, "/s3/") {
			files++
		}
		bytes += info.Size()
		return nil
	})
	return files, bytes
}

// service is a program that runs.
type service struct {
	command *exec.Cmd
	url     string
	client  *http.Client
}

func start(program, data string) (*service, error) {
	s := &service{
		command: exec.Command(program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--sample=false"),
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}, Timeout: time.Minute},
	}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	notes, err := os.Create(filepath.Join(filepath.Dir(data), filepath.Base(data)+".notes"))
	if err != nil {
		return nil, err
	}
	defer notes.Close()
	defer os.Remove(notes.Name())
	s.command.Stderr = notes
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "API "); ok {
			s.url = strings.TrimSpace(rest)
		}
		if strings.HasPrefix(lines.Text(), "README.md") {
			break
		}
	}
	go io.Copy(io.Discard, out)
	if s.url == "" {
		s.stop()
		return nil, fmt.Errorf("it did not start")
	}
	return s, nil
}

func (s *service) stop() {
	_ = s.command.Process.Signal(os.Interrupt)
	_ = s.command.Wait()
}

// cpu is what the process has used, in the system's ticks of a hundredth.
func (s *service) cpu() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.command.Process.Pid))
	if err != nil {
		log.Fatalf("load: %v", err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func token(program, data, role string, more ...string) (string, error) {
	out, err := exec.Command(program, append([]string{"token", "--data", data, "--register", register, "--role", role}, more...)...).Output()
	return strings.TrimSpace(string(out)), err
}

// record records the n-th disclosure, of its own person, three to a case.
func (s *service) record(token string, body []byte, n int, wait bool) (time.Duration, error) {
	var d map[string]any
	if err := json.Unmarshal(body, &d); err != nil {
		return 0, err
	}
	d["case"] = fmt.Sprintf("LOAD-C-2026-%08d", n/3)
	d["subjects"].([]any)[0].(map[string]any)["reference"] = fmt.Sprintf("LOAD-P-%08d", n)
	sent, err := json.Marshal(d)
	if err != nil {
		return 0, err
	}
	headers := map[string]string{"Idempotency-Key": fmt.Sprint("load-", n)}
	if wait {
		headers["Prefer"] = "wait=5"
	}
	begun := time.Now()
	answer, err := s.send(http.MethodPost, "/disclosures", token, sent, headers)
	took := time.Since(begun)
	if err == nil && wait && !bytes.Contains(answer, []byte(`"receipt"`)) {
		return took, fmt.Errorf("no receipt within five seconds")
	}
	return took, err
}

func (s *service) send(method, path, token string, body []byte, headers map[string]string) ([]byte, error) {
	request, err := http.NewRequest(method, s.url+"/v1/registers/"+register+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Access-Purpose", "Measuring")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	return answer, err
}
