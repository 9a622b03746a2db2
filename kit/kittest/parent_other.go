//go:build !linux

package kittest

import (
	"os/exec"
	"syscall"
)

// startWithParent starts the server. Here nothing ends it with this process, so it
// is left to the next start of the machine.
func startWithParent(serve *exec.Cmd, who *syscall.Credential) error {
	serve.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	return serve.Start()
}
