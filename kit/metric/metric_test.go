package metric_test

import (
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/metric"
)

func TestFiguresAreWrittenAsPrometheusReadsThem(t *testing.T) {
	set := metric.NewSet()
	count := set.Counter("things_total", "Things.")
	took := set.Histogram("work_seconds", "Work.", "kind")
	count.Add(2)
	took.Observe(2*time.Millisecond, `a "b"`)
	took.Observe(20*time.Second, `a "b"`)
	var out strings.Builder
	set.WriteAll(&out)
	for _, line := range []string{
		"# TYPE things_total counter", "things_total 2", "# TYPE work_seconds histogram",
		`work_seconds_bucket{kind="a \"b\"",le="0.001"} 0`, `work_seconds_bucket{kind="a \"b\"",le="0.003"} 1`,
		`work_seconds_bucket{kind="a \"b\"",le="10"} 1`, `work_seconds_bucket{kind="a \"b\"",le="+Inf"} 2`,
		`work_seconds_sum{kind="a \"b\""} 20.002`, `work_seconds_count{kind="a \"b\""} 2`, "# TYPE go_goroutines gauge",
	} {
		if !strings.Contains(out.String(), line+"\n") {
			t.Errorf("%q is missing in:\n%s", line, out.String())
		}
	}
}
