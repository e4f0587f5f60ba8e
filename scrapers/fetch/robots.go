package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
	"golang.org/x/time/rate"

	"refuge/law"
)

const (
	robotsFor     = 24 * time.Hour  // how long a robots.txt is believed
	robotsAgain   = time.Minute     // after how long one that could not be had is asked for again
	maxRobots     = 500 << 10       // RFC 9309 § 2.5: at least so much is read, the rest is not
	maxCrawlDelay = 5 * time.Minute // a longer one is taken as a wish to be left alone
)

// robots is what a host's robots.txt says to us.
type robots struct {
	group *robotstxt.Group
	err   error     // why nothing may be fetched for now
	until time.Time // when it is to be fetched again
}

// permitted returns nil if the host's robots.txt lets us ask for the address.
// target is the address as it will be sent but for the key's value.
func (c *Client) permitted(ctx context.Context, h *host, target *url.URL) error {
	select {
	case h.asking <- struct{}{}:
		defer func() { <-h.asking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if h.robots == nil || !c.now().Before(h.robots.until) {
		r, err := c.fetchRobots(ctx, h, target)
		if err != nil {
			return err
		}
		h.robots = r
	}
	if h.robots.err != nil {
		return h.robots.err
	}
	path := target.EscapedPath()
	if path == "" {
		path = "/"
	}
	if target.RawQuery != "" {
		path += "?" + target.RawQuery
	}
	if !h.robots.group.Test(path) {
		return fmt.Errorf("robots.txt of %s does not let %s ask for %s: %w", target.Host, c.name, target.EscapedPath(), law.ErrRefused)
	}
	return nil
}

// fetchRobots asks for robots.txt (RFC 9309): none (4xx) allows everything;
// one that cannot be had (5xx, no connection) forbids everything for now.
func (c *Client) fetchRobots(ctx context.Context, h *host, target *url.URL) (*robots, error) {
	u := &url.URL{Scheme: target.Scheme, Host: target.Host, Path: "/robots.txt"}
	x := exchange{Request: Request{Accept: "text/plain, */*", MaxBytes: maxRobots}, robots: true}
	a, _, err := c.attempts(ctx, u, x)
	var status *StatusError
	var nobody *UnreachableError
	var body []byte
	switch {
	case err == nil:
		body = a.body
	case ctx.Err() != nil, errors.As(err, &nobody):
		return nil, err
	case errors.As(err, &status) && status.Status >= 400 && status.Status < 500 && status.Status != 429:
	case errors.Is(err, law.ErrRefused) && status == nil:
		// Not the server's word but ours: a private address.
		return nil, err
	default:
		return &robots{
			err:   fmt.Errorf("robots.txt of %s cannot be had, so nothing is fetched from it for now: %v: %w", u.Host, err, law.ErrUnavailable),
			until: c.now().Add(robotsAgain),
		}, nil
	}
	data, err := robotstxt.FromBytes(rules(body))
	if err != nil {
		return &robots{
			err:   fmt.Errorf("robots.txt of %s cannot be read (%v): %w", u.Host, err, law.ErrUnavailable),
			until: c.now().Add(robotsAgain),
		}, nil
	}
	r := &robots{group: data.FindGroup(c.name), until: c.now().Add(robotsFor)}
	if r.group.CrawlDelay > maxCrawlDelay {
		r.err = fmt.Errorf("robots.txt of %s asks for %s between two requests, longer than we stay: %w",
			u.Host, r.group.CrawlDelay, law.ErrRefused)
	}
	h.limiter.SetLimitAt(c.now(), rate.Every(max(c.interval, r.group.CrawlDelay)))
	return r, nil
}

// rules keeps the lines of a robots.txt that have a meaning. The parser gives
// up the whole file over one line it cannot read; RFC 9309 § 2.2 wants every
// line obeyed that can be read.
func rules(body []byte) []byte {
	var out bytes.Buffer
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	agent := false
	for line := range strings.FieldsFuncSeq(strings.ToValidUTF8(string(body), ""), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if !ok || value == "" {
			continue
		}
		switch name {
		case "user-agent":
			agent = true
		case "allow", "disallow":
		case "crawl-delay":
			if n, err := strconv.ParseFloat(value, 64); err != nil || !(n >= 0 && n < 1e6) {
				continue
			}
		default:
			continue
		}
		if agent {
			out.WriteString(name + ": " + value + "\n")
		}
	}
	return out.Bytes()
}
