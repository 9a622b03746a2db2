package shops

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Difference is one field that a change altered.
type Difference struct {
	Field  string // "title", "variants[2].price"
	Before string
	After  string
}

// maxDifferences keeps the diff of a large thing readable; the rest is counted.
const maxDifferences = 60

// Diff compares the states before and after field by field. Fields that only count or
// date are left out. The second value says how many more differ.
func (c ChangeRow) Diff() ([]Difference, int) {
	before, after := map[string]string{}, map[string]string{}
	flatten(c.Before, before)
	flatten(c.After, after)
	var list []Difference
	for field, value := range before {
		if after[field] != value {
			list = append(list, Difference{field, value, after[field]})
		}
	}
	for field, value := range after {
		if _, known := before[field]; !known && value != "" {
			list = append(list, Difference{field, "", value})
		}
	}
	slices.SortFunc(list, func(a, b Difference) int { return strings.Compare(a.Field, b.Field) })
	if len(list) > maxDifferences {
		return list[:maxDifferences], len(list) - maxDifferences
	}
	return list, 0
}

func flatten(state string, into map[string]string) {
	if state == "" {
		return
	}
	decoder := json.NewDecoder(strings.NewReader(state))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) == nil {
		flattenValue("", value, into)
	}
}

func flattenValue(path string, value any, into map[string]string) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if !slices.Contains(bookkeeping, key) {
				flattenValue(strings.TrimPrefix(path+"."+key, "."), inner, into)
			}
		}
	case []any:
		for i, inner := range v {
			flattenValue(path+"["+strconv.Itoa(i+1)+"]", inner, into)
		}
	case nil:
		into[path] = ""
	default:
		into[path] = fmt.Sprint(v)
	}
}
