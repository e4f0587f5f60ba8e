package fetch

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"

	"refuge/law"
)

// A host behind which nobody listens is asked once, and the error says so in
// one sentence without the address that was asked for.
func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, Options{Allow: []string{"http://" + host}})
	r, err := c.Get(context.Background(), Request{URL: "http://" + host + "/v1/springfield/matters?$filter=long"})
	var nobody *UnreachableError
	if !errors.As(err, &nobody) || !errors.Is(err, law.ErrUnavailable) || r.Attempts != 1 {
		t.Fatalf("%v after %d attempts", err, r.Attempts)
	}
	if want := host + " cannot be reached: connection refused"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if len(c.clock.slept) > 0 {
		t.Errorf("it waited %v", c.clock.slept)
	}
}

func TestUnreachable(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"unknown name", dial(&net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}), "h cannot be reached: no such host"},
		{"no name server", dial(&net.DNSError{Err: "i/o timeout", Name: "h", IsTimeout: true}), "h cannot be reached: the name server does not answer"},
		{"no network", dial(syscall.ENETUNREACH), "h cannot be reached: network is unreachable"},
		{"our own rule", dial(law.ErrRefused), ""},
		{"cut off on the way", &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, ""},
		{"none", nil, ""},
	} {
		got := ""
		if e := unreachable("h", c.err); e != nil {
			got = e.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
