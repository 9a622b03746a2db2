package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// statements is how many statements the program has sent since its start.
func (m *meter) statements(ctx context.Context) float64 {
	text, err := fetchFrom(ctx, "http://"+m.Watch+"/metrics")
	if err != nil {
		return 0
	}
	total := 0.0
	for _, line := range strings.Split(string(text), "\n") {
		name, value, found := strings.Cut(line, " ")
		if found && strings.HasPrefix(name, "coulisse_statements_total") {
			n, _ := strconv.ParseFloat(value, 64)
			total += n
		}
	}
	return total
}

// statementsEach spreads the statements over the requests, those of the warm-up
// included.
func (m *meter) statementsEach(before, after float64, l Load, length time.Duration) float64 {
	warm := min(length/4, 500*time.Millisecond)
	asked := float64(l.Done) * (1 + warm.Seconds()/length.Seconds())
	return (after - before) / asked
}

func fetchFrom(ctx context.Context, address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
