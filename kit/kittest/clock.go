package kittest

import (
	"sync"
	"time"
)

// Clock is a settable clock that starts at 2026-11-22T10:00:00Z and stands still.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a clock at the usual start.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
}

// Now is the clock's time, for db.Options.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set puts the clock to a time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}
