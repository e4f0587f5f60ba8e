package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"refuge/law"
)

func TestCheckURL(t *testing.T) {
	for raw, kind := range map[string]error{
		"https://springfield.example/a.pdf":                  nil,
		"http://springfield.example:8080/a b?x=y z§":         nil,
		"https://8.8.8.8/":                                   nil,
		"https://[2606:4700::1111]/":                         nil,
		"https://legistar1.granicus.com/x/attachments/a.pdf": nil,
		"https://1and1.com/":                                 nil,
		"":                                                   law.ErrInvalid,
		"springfield.example/a":                              law.ErrInvalid,
		"/a":                                                 law.ErrInvalid,
		"ftp://springfield.example/":                         law.ErrInvalid,
		"file:///etc/passwd":                                 law.ErrInvalid,
		"javascript:alert(1)":                                law.ErrInvalid,
		"http:springfield.example":                           law.ErrInvalid,
		"http://":                                            law.ErrInvalid,
		"http://user@springfield.example/":                   law.ErrInvalid,
		"http://user:password@springfield.example/":          law.ErrInvalid,
		"http://springfield.example:0/":                      law.ErrInvalid,
		"http://springfield.example:99999/":                  law.ErrInvalid,
		"http://springfield.example/\r\nHost: other":         law.ErrInvalid,
		"http://sprıngfield.example/":                        law.ErrInvalid,
		"http://１２７.０.０.１/":                                  law.ErrInvalid,
		"http://.../":                                        law.ErrInvalid,
		"http://127.1/":                                      law.ErrInvalid,
		"http://2130706433/":                                 law.ErrInvalid,
		"http://0x7f000001/":                                 law.ErrInvalid,
		"http://0177.0.0.01/":                                law.ErrInvalid,
		"http://256.1.1.1/":                                  law.ErrInvalid,
		"http://99999999999999999999/":                       law.ErrInvalid,
		"http://a.example/" + strings.Repeat("x", maxURL):    law.ErrInvalid,
		"http://localhost/":                                  law.ErrRefused,
		"http://LOCALHOST./":                                 law.ErrRefused,
		"http://a.localhost:8971/":                           law.ErrRefused,
		"http://printer.local/":                              law.ErrRefused,
		"http://metadata.google.internal/":                   law.ErrRefused,
		"http://127.0.0.1/":                                  law.ErrRefused,
		"http://127.255.255.254/":                            law.ErrRefused,
		"http://0.0.0.0/":                                    law.ErrRefused,
		"http://10.1.2.3/":                                   law.ErrRefused,
		"http://172.31.0.1/":                                 law.ErrRefused,
		"http://192.168.1.1/":                                law.ErrRefused,
		"http://169.254.169.254/latest/meta-data/":           law.ErrRefused,
		"http://100.64.0.1/":                                 law.ErrRefused,
		"http://198.18.0.1/":                                 law.ErrRefused,
		"http://192.0.2.1/":                                  law.ErrRefused,
		"http://198.51.100.1/":                               law.ErrRefused,
		"http://203.0.113.1/":                                law.ErrRefused,
		"http://192.0.0.1/":                                  law.ErrRefused,
		"http://192.88.99.1/":                                law.ErrRefused,
		"http://224.0.0.1/":                                  law.ErrRefused,
		"http://255.255.255.255/":                            law.ErrRefused,
		"http://[::]/":                                       law.ErrRefused,
		"http://[::1]/":                                      law.ErrRefused,
		"http://[::ffff:127.0.0.1]/":                         law.ErrRefused,
		"http://[::ffff:8.8.8.8]/":                           law.ErrRefused,
		"http://[::7f00:1]/":                                 law.ErrRefused,
		"http://[64:ff9b::7f00:1]/":                          law.ErrRefused,
		"http://[64:ff9b:1::1]/":                             law.ErrRefused,
		"http://[fe80::1]/":                                  law.ErrRefused,
		"http://[fe80::1%25eth0]/":                           law.ErrRefused,
		"http://[fec0::1]/":                                  law.ErrRefused,
		"http://[fc00::1]/":                                  law.ErrRefused,
		"http://[fd12:3456::1]/":                             law.ErrRefused,
		"http://[ff02::1]/":                                  law.ErrRefused,
		"http://[100::1]/":                                   law.ErrRefused,
		"http://[2001:db8::1]/":                              law.ErrRefused,
		"http://[2001:2::1]/":                                law.ErrRefused,
		"http://[2001:0:1::1]/":                              law.ErrRefused,
		"http://[2002:7f00:1::]/":                            law.ErrRefused,
		"http://[3fff::1]/":                                  law.ErrRefused,
		"http://[2606:4700::1111%25eth0]/":                   law.ErrRefused,
	} {
		if err := CheckURL(raw); !errors.Is(err, kind) || kind == nil && err != nil {
			t.Errorf("%q: %v, want %v", raw[:min(len(raw), 80)], err, kind)
		}
	}
}

// TestNamesThatLeadInside has a client told of no private address, and names
// that resolve to loopback: the connection is what is refused.
func TestNamesThatLeadInside(t *testing.T) {
	s := newSite(t)
	ctx := context.Background()
	d := dialer{allow: map[string]bool{}}
	addr := strings.TrimPrefix(s.URL, "http://")
	port := addr[strings.LastIndexByte(addr, ':'):]
	for _, a := range []string{addr, "localhost" + port, "[::ffff:127.0.0.1]" + port} {
		conn, err := d.dial(ctx, "tcp", a)
		if err == nil {
			err = errors.Join(errors.New("connected"), conn.Close())
		}
		if !errors.Is(err, law.ErrRefused) {
			t.Errorf("dialling %s: %v, want a refusal", a, err)
		}
	}
	if err := refusePrivate("tcp", "nonsense", nil); !errors.Is(err, law.ErrRefused) {
		t.Errorf("an address that is none: %v", err)
	}
	// The base URL names one port of one host; its neighbours stay closed.
	c := newClient(t, Options{}, s)
	other := newSite(t)
	for _, u := range []string{other.URL, "http://localhost" + port, strings.Replace(s.URL, "127.0.0.1", "127.0.0.2", 1)} {
		if _, err := c.Get(ctx, Request{URL: u + "/x"}); !errors.Is(err, law.ErrRefused) {
			t.Errorf("%s beside %s: %v, want a refusal", u, s.URL, err)
		}
	}
	if len(other.asked) > 0 || len(s.asked) > 0 {
		t.Error("a server inside was asked")
	}
	// A name the operator gave may lead inside: that is what it is for.
	named := newClient(t, Options{Allow: []string{"http://localhost" + port}})
	if _, err := named.Get(ctx, Request{URL: "http://LOCALHOST" + port + "/x"}); err != nil {
		t.Errorf("a base URL by name: %v", err)
	}
}

// TestDialRefusalIsTold lets the connection of the client itself be refused,
// as it is when a name turns to a private address after it was checked.
func TestDialRefusalIsTold(t *testing.T) {
	s := newSite(t)
	c := newClient(t, Options{}, s)
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	c.transport.DialContext = dialer{allow: map[string]bool{}}.dial
	r, err := c.Get(context.Background(), Request{URL: s.URL + "/x"})
	if !errors.Is(err, law.ErrRefused) || !strings.Contains(err.Error(), "127.0.0.1 is no public address") || r.Attempts != 1 {
		t.Errorf("dialling %s: %v after %d", port, err, r.Attempts)
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy, s := newSite(t), newSite(t)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	c := newClient(t, Options{}, s)
	if c.transport.Proxy != nil {
		t.Error("the client has a proxy")
	}
	if _, err := c.Get(context.Background(), Request{URL: s.URL + "/x"}); err != nil || len(proxy.asked) > 0 {
		t.Errorf("%v; the proxy was asked %d times", err, len(proxy.asked))
	}
}

func TestPublicKnowsNoInvalidAddress(t *testing.T) {
	if public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// FuzzCheckURL holds that an address that passes can be asked for as it is.
func FuzzCheckURL(f *testing.F) {
	for _, s := range []string{"https://springfield.example/a?b=c", "http://127.1/", "http://[::1]/", "http://a/\x00", "HTTP://A.example:80/%zz", "http://a.example/?\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		err := CheckURL(raw)
		if err != nil {
			if !errors.Is(err, law.ErrInvalid) && !errors.Is(err, law.ErrRefused) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		u, err := parseURL(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := http.NewRequest(http.MethodGet, u.String(), nil); err != nil {
			t.Fatalf("%q passes and cannot be asked for: %v", raw, err)
		}
		if strings.ContainsAny(u.RequestURI(), " \r\n\t") {
			t.Fatalf("%q gives the request line %q", raw, u.RequestURI())
		}
		if err := CheckURL(u.String()); err != nil {
			t.Fatalf("%q passes, %q does not: %v", raw, u.String(), err)
		}
	})
}
