package web

import (
	"bytes"
	"io"
	"os"
)

// spoolMemory is how much of an answer waits in memory; more goes to a temporary file.
const spoolMemory = 1 << 20

// spool holds the body of an answer until the transaction is committed.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	size   int64
}

// Write adds to the body.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.memory.Len()+len(p) > spoolMemory {
		file, err := os.CreateTemp("", "coulisse-answer-*")
		if err != nil {
			return 0, err
		}
		_ = os.Remove(file.Name()) // it lives as long as it is open
		s.file = file
		if _, err := s.memory.WriteTo(file); err != nil {
			return 0, err
		}
	}
	s.size += int64(len(p))
	if s.file != nil {
		return s.file.Write(p)
	}
	return s.memory.Write(p)
}

// small returns the body when it is in memory.
func (s *spool) small() ([]byte, bool) {
	if s.file != nil {
		return nil, false
	}
	return s.memory.Bytes(), true
}

// copyTo sends the body.
func (s *spool) copyTo(w io.Writer) error {
	if s.file == nil {
		_, err := w.Write(s.memory.Bytes())
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.file)
	return err
}

// Close drops the temporary file.
func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
