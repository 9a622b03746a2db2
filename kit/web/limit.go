package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

// limits are token buckets by route and address. They live in memory: a restart
// forgives, which is harmless for what they guard.
type limits struct {
	mu      sync.Mutex
	buckets map[string]*bucket
	now     func() time.Time
}

type bucket struct {
	tokens float64
	last   time.Time
}

// maxBuckets bounds the memory; past it the full buckets are dropped first.
const maxBuckets = 100_000

func newLimits() *limits { return &limits{buckets: map[string]*bucket{}, now: time.Now} }

// take spends one of n tokens a minute, or says how long to wait.
func (l *limits) take(what string, who netip.Addr, n int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, rate := l.now(), float64(n)/60
	key := what + " " + network(who)
	b := l.buckets[key]
	if b == nil {
		l.sweep(now)
		b = &bucket{tokens: float64(n), last: now}
		l.buckets[key] = b
	}
	b.tokens = min(float64(n), b.tokens+now.Sub(b.last).Seconds()*rate)
	b.last = now
	if b.tokens < 1 {
		wait := int((1-b.tokens)/rate) + 1
		return errs.TooMany(wait, "Too many attempts from here. Please wait %d seconds and try again.", wait)
	}
	b.tokens--
	return nil
}

// sweep drops buckets that have not been used for a minute: they are full again.
func (l *limits) sweep(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for key, b := range l.buckets {
		if now.Sub(b.last) > time.Minute {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// network is an IPv4 address, or the /64 an IPv6 address belongs to.
func network(who netip.Addr) string {
	who = who.Unmap()
	if who.Is6() {
		prefix, err := who.Prefix(64)
		if err == nil {
			return prefix.String()
		}
	}
	return who.String()
}

// clientAddress is the peer, or what listed proxies say about it: from the right of
// X-Forwarded-For the first address that is no listed proxy.
func (s *Server) clientAddress(hr *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(hr.RemoteAddr)
	if err != nil {
		host = hr.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return netip.IPv4Unspecified()
	}
	hops := strings.Split(strings.Join(hr.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.isProxy(peer); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		peer = hop
	}
	return peer.Unmap()
}

func (s *Server) isProxy(a netip.Addr) bool {
	for _, prefix := range s.config.Proxies {
		if prefix.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
