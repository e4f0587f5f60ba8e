package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"refuge/law"
)

// maxURL bounds an address, in bytes.
const maxURL = 8 << 10

// closed4 are the IPv4 ranges no public server has: the special-purpose
// registry of IANA (RFC 6890 and its successors), multicast and the reserved
// top, and the withdrawn relay prefix of 6to4.
var closed4 = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
	"192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4",
)

// IPv6 is the other way round: only 2000::/3 is given out, and these parts of
// it are for protocols (Teredo, benchmarks), documentation and 6to4. Mapped,
// NAT64, unique local and link-local addresses all lie outside 2000::/3.
var (
	open6   = netip.MustParsePrefix("2000::/3")
	closed6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(s ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(s))
	for i, p := range s {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}

// public says whether an address is one a public server can have.
func public(a netip.Addr) bool {
	list := closed4
	if a.Is6() {
		if a.Zone() != "" || !open6.Contains(a) {
			return false
		}
		list = closed6
	}
	for _, p := range list {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// CheckURL says whether an address found in a record may be asked for: http or
// https, a host, no user or password in it, and no host that names this
// machine or a private network. The error wraps law.ErrInvalid where the
// address is malformed and law.ErrRefused where it leads inside. A name that
// passes may still lead to a private address: the client looks again when it
// connects.
func CheckURL(raw string) error {
	u, err := parseURL(raw)
	if err != nil {
		return err
	}
	return checkHost(u)
}

// parseURL reads an absolute http address and brings it into the form that is
// sent: without fragment, the query in printable ASCII.
func parseURL(raw string) (*url.URL, error) {
	if len(raw) > maxURL {
		return nil, fmt.Errorf("address of %d bytes: the bound is %d: %w", len(raw), maxURL, law.ErrInvalid)
	}
	u, err := url.Parse(raw)
	if err != nil {
		// The text of url.Parse's error repeats the address, with any key in it.
		return nil, fmt.Errorf("address cannot be read: %w", law.ErrInvalid)
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("address with scheme %q: only http and https are fetched: %w", u.Scheme, law.ErrInvalid)
	case u.User != nil:
		return nil, fmt.Errorf("address of %s has a user name in it: %w", u.Hostname(), law.ErrInvalid)
	case u.Hostname() == "":
		return nil, fmt.Errorf("address without a host: %w", law.ErrInvalid)
	}
	for _, r := range u.Host {
		if r <= ' ' || r > '~' {
			return nil, fmt.Errorf("host %q: write it in ASCII (punycode): %w", u.Host, law.ErrInvalid)
		}
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("port %q is none: %w", p, law.ErrInvalid)
		}
	}
	u.Host = strings.ToLower(u.Host)
	u.RawQuery = printable(u.RawQuery)
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// printable escapes what may not stand in a request line.
func printable(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c > '~' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func checkHost(u *url.URL) error {
	host := strings.TrimSuffix(u.Hostname(), ".")
	if a, err := netip.ParseAddr(host); err == nil {
		if !public(a) {
			return fmt.Errorf("%s is no public address: %w", host, law.ErrRefused)
		}
		return nil
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch last {
	case "localhost", "local", "internal", "localdomain":
		return fmt.Errorf("%s names a private network: %w", host, law.ErrRefused)
	}
	// 127.1, 2130706433 and 0x7f.1 are read as addresses by some resolvers.
	if _, err := strconv.ParseUint(last, 0, 64); err == nil || last == "" || strings.Trim(last, "0123456789") == "" {
		return fmt.Errorf("host %q is neither a name nor an address: %w", host, law.ErrInvalid)
	}
	return nil
}

// hostPort is the host of an address with its port spelled out.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// dialer connects to public addresses, and to whatever stands behind the
// host:port pairs in allow. The check is made on the address that is connected
// to, so a name that changes between a look-up and the connection (DNS
// rebinding) gains nothing.
type dialer struct {
	allow   map[string]bool
	timeout time.Duration
}

func (d dialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	nd := net.Dialer{Timeout: d.timeout}
	if !d.allow[addr] {
		nd.Control = refusePrivate
	}
	return nd.DialContext(ctx, network, addr)
}

func refusePrivate(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("connecting to %q, which is no address: %w", address, law.ErrRefused)
	}
	if !public(a.Addr()) {
		return fmt.Errorf("%s is no public address: %w", a.Addr(), law.ErrRefused)
	}
	return nil
}
