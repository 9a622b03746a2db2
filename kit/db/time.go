package db

import (
	"encoding/json"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

// Time is milliseconds since 1970 in UTC, the only form of time in the database.
// In JSON it is RFC 3339; zero means never and is null.
type Time int64

// TimeOf converts from Go's time; the zero time becomes zero.
func TimeOf(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMilli())
}

// Go converts to Go's time in UTC; zero becomes the zero time.
func (t Time) Go() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t)).UTC()
}

// Day is the date in UTC: "2026-11-22". Legal dates are taken in the shop's zone instead.
func (t Time) Day() string { return t.Go().Format(time.DateOnly) }

// DayIn is the date in a zone.
func (t Time) DayIn(zone *time.Location) string { return t.Go().In(zone).Format(time.DateOnly) }

// Add moves the time by a duration.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

// MarshalJSON writes RFC 3339 in UTC with milliseconds, or null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(t.Go().Format("2006-01-02T15:04:05.000Z07:00"))
}

// UnmarshalJSON reads RFC 3339 or null.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*t = 0
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return errs.Invalid("Write a time like 2026-11-22T10:00:00Z.").WithCause(err)
	}
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return errs.Invalid("Write a time like 2026-11-22T10:00:00Z.").WithCause(err)
	}
	*t = TimeOf(parsed)
	return nil
}
