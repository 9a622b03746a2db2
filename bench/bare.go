package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// ServeBare is the floor of HTTP: net/http alone, which answers the bytes it was told
// with PUT. Any other method gets them.
func ServeBare(ctx context.Context, listen string, out io.Writer) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	var bodies sync.Map
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && r.URL.Query().Has("keep") {
			body, _ := io.ReadAll(r.Body)
			bodies.Store(r.URL.Path, body)
			return
		}
		body, known := bodies.Load(r.URL.Path)
		if !known {
			http.NotFound(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body.([]byte))))
		_, _ = w.Write(body.([]byte))
	})}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Fprintln(out, "ready")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
