package fetch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"refuge/law"
)

// host is what is remembered of one host.
type host struct {
	slots  chan struct{} // one for each request that may run at once
	asking chan struct{} // held while robots.txt is read or fetched
	robots *robots       // under asking

	limiter *rate.Limiter

	mu    sync.Mutex
	until time.Time // the host asked to be left alone till then

	users int       // under Client.mu
	used  time.Time // under Client.mu
}

// enter returns the host and holds it in memory till leave. The host longest
// unused makes room for a new one.
func (c *Client) enter(name string) *host {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[name]
	if h == nil {
		if len(c.hosts) >= maxHosts {
			c.forget(now)
		}
		h = &host{slots: make(chan struct{}, c.concurrent), asking: make(chan struct{}, 1), limiter: rate.NewLimiter(rate.Every(c.interval), 1)}
		c.hosts[name] = h
	}
	h.users++
	h.used = now
	return h
}

func (c *Client) leave(h *host) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h.users--
}

func (c *Client) forget(now time.Time) {
	oldest := ""
	for name, h := range c.hosts {
		h.mu.Lock()
		resting := h.until.After(now)
		h.mu.Unlock()
		if h.users == 0 && !resting && (oldest == "" || h.used.Before(c.hosts[oldest].used)) {
			oldest = name
		}
	}
	delete(c.hosts, oldest)
}

// pause leaves a host alone for a while, at most for a day.
func (c *Client) pause(name string, d time.Duration) {
	h := c.enter(name)
	defer c.leave(h)
	until := c.now().Add(min(d, 24*time.Hour))
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.After(h.until) {
		h.until = until
	}
}

// wait returns when it is this request's turn.
func (h *host) wait(ctx context.Context, c *Client) error {
	for {
		h.mu.Lock()
		d := h.until.Sub(c.now())
		h.mu.Unlock()
		if d <= 0 {
			break
		}
		if d > c.maxWait {
			return fmt.Errorf("the host asked to be left alone for another %s: %w", d.Round(time.Second), law.ErrUnavailable)
		}
		if err := c.sleep(ctx, d); err != nil {
			return err
		}
	}
	now := c.now()
	turn := h.limiter.ReserveN(now, 1)
	d := turn.DelayFrom(now)
	if d <= 0 {
		return nil
	}
	if err := c.sleep(ctx, d); err != nil {
		turn.CancelAt(c.now())
		return err
	}
	return nil
}
