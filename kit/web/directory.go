package web

import (
	"strings"
	"sync"

	"github.com/coulisse/coulisse/kit/db"
)

// directory remembers which shop a host is, with the version it was read at. A copy is
// used only while the version still stands, so another process's change counts at once.
type directory struct {
	hosts sync.Map // host → *listing
}

type listing struct {
	shop    Shop
	version db.Version
}

// maxHosts bounds the memory; past it the directory starts anew.
const maxHosts = 10_000

// shopOf returns the shop of a host and its version, from memory when nothing changed.
func (s *Server) shopOf(r *Request, host string) (shop Shop, version db.Version, err error) {
	if known, ok := s.directory.hosts.Load(host); ok && s.config.Keep {
		l := known.(*listing)
		now, err := s.config.DB.VersionNow(r.Context(), l.shop.ID)
		if err == nil && now == l.version && !l.over(s.config.DB.Now()) {
			return l.shop, now, nil
		}
	}
	err = s.config.DB.Read(r.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "the shop of a host")
		if label, ok := strings.CutSuffix(host, "."+s.config.Domain); ok {
			shop, err = s.config.Auth.ShopByHandle(sys, label)
		} else {
			shop, err = s.config.Auth.ShopByDomain(sys, host)
		}
		if err == nil {
			version, err = db.VersionOf(tx, shop.ID)
		}
		return err
	})
	if err == nil {
		s.directory.keep(host, &listing{shop, version})
	}
	return shop, version, err
}

// over says that the trial has ended since the copy was made: a change without a write.
func (l *listing) over(now db.Time) bool {
	return l.shop.TrialEnds != 0 && now >= l.shop.TrialEnds && !l.shop.Closed
}

func (d *directory) keep(host string, l *listing) {
	n := 0
	d.hosts.Range(func(_, _ any) bool { n++; return n < maxHosts })
	if n >= maxHosts {
		d.hosts.Clear()
	}
	d.hosts.Store(host, l)
}
