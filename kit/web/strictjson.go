package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// unmarshalStrict is json.Unmarshal that refuses a key given twice: which of the two
// counts would be a matter of luck.
func unmarshalStrict(data []byte, v any) error {
	if _, any := v.(*any); any { // huma decodes twice; one look is enough
		if err := refuseDoubles(data); err != nil {
			return err
		}
	}
	return json.Unmarshal(data, v)
}

func refuseDoubles(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := value(decoder, 0); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is text after the JSON value")
	}
	return nil
}

// value reads one JSON value with all its keys.
func value(decoder *json.Decoder, depth int) error {
	if depth > 100 {
		return errors.New("the JSON is nested too deeply")
	}
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			// encoding/json takes keys in any case, so two spellings are one field.
			folded := strings.ToLower(strings.ToUpper(name))
			if seen[folded] {
				return fmt.Errorf("the key %q is given twice", name)
			}
			seen[folded] = true
			if err := value(decoder, depth+1); err != nil {
				return err
			}
		}
		_, err = decoder.Token()
	case json.Delim('['):
		for decoder.More() {
			if err := value(decoder, depth+1); err != nil {
				return err
			}
		}
		_, err = decoder.Token()
	}
	return err
}
