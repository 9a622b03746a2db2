//go:build !linux

package kittest

import (
	"os/exec"
	"syscall"
)

// startWithParent starts the server. Here nothing ends it with this process, so it
// is left to the next start of the machine.
func startWithParent(serve *exec.Cmd, who *syscall.Credential) (ended <-chan struct{}, err error) {
	serve.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	over := make(chan struct{})
	if err := serve.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = serve.Wait()
		close(over)
	}()
	return over, nil
}
