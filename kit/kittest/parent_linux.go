package kittest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// startWithParent starts the server so that it stops at once when this process ends,
// however it ends. The wish is bound to the thread that started it, so that thread
// is kept for good.
func startWithParent(serve *exec.Cmd, who *syscall.Credential) (ended <-chan struct{}, err error) {
	serve.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	started, over := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		started <- serve.Start()
		_ = serve.Wait()
		close(over)
	}()
	return over, <-started
}
