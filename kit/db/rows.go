package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode"

	"github.com/coulisse/coulisse/kit/errs"
)

// One returns the single row of a query; no row is errs.NotFound, which is also what
// another shop's row is.
func One[T any](tx *Tx, q string, args ...any) (T, error) {
	value, found, err := Maybe[T](tx, q, args...)
	if err == nil && !found {
		err = errs.NotFound("This does not exist or has been removed.")
	}
	return value, err
}

// Maybe returns the first row of a query and whether there was one.
func Maybe[T any](tx *Tx, q string, args ...any) (T, bool, error) {
	var first T
	found := false
	err := run(tx, q, args, false, func(value T) error {
		if !found {
			first, found = value, true
		}
		return nil
	})
	return first, found, err
}

// All returns every row of a query; bound it with LIMIT where it can grow.
func All[T any](tx *Tx, q string, args ...any) ([]T, error) {
	var all []T
	err := run(tx, q, args, false, func(value T) error {
		all = append(all, value)
		return nil
	})
	return all, err
}

// Each calls fn for every row in flat memory; fn may run statements of its own.
func Each[T any](tx *Tx, q string, args []any, fn func(T) error) error {
	return run(tx, q, args, true, fn)
}

// run maps rows to T by column name. A scalar T takes the only column.
func run[T any](tx *Tx, q string, args []any, stream bool, fn func(T) error) error {
	st, bound, err := tx.prepare(q, args)
	if err != nil {
		return err
	}
	var plan *rowPlan
	var stopped error
	each := func(columns []string, values []any) error {
		var row T
		target := reflect.ValueOf(&row).Elem()
		if plan == nil {
			if plan, err = planOf(target.Type(), st, columns); err != nil {
				return err
			}
		}
		if err := plan.fill(target, columns, values); err != nil {
			return err
		}
		stopped = fn(row)
		return stopped
	}
	ask := tx.work.session.query
	if stream {
		ask = tx.work.session.stream
	}
	err = tx.observed(st, [][]any{bound}, func() error { return ask(st, bound, each) })
	if stopped != nil {
		return stopped
	}
	return tx.note(q, err)
}

// rowPlan says where each column goes; made once per type and text.
type rowPlan struct {
	scalar bool
	fields []fieldPlan
}

type fieldPlan struct {
	index []int
	json  bool
}

func planOf(t reflect.Type, st *statement, columns []string) (*rowPlan, error) {
	if known, ok := st.plans.Load(t); ok {
		return known.(*rowPlan), nil
	}
	plan := &rowPlan{scalar: scalar(t)}
	if plan.scalar && len(columns) != 1 {
		return nil, fmt.Errorf("%d columns do not fit one %s", len(columns), t)
	}
	if !plan.scalar {
		fields := map[string]fieldPlan{}
		collect(t, nil, "", fields)
		for _, column := range columns {
			field, ok := fields[column]
			if !ok {
				return nil, fmt.Errorf("column %s has no field in %s", column, t)
			}
			plan.fields = append(plan.fields, field)
		}
	}
	st.plans.Store(t, plan)
	return plan, nil
}

func scalar(t reflect.Type) bool {
	return t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(scannerType)
}

var scannerType = reflect.TypeFor[sql.Scanner]()

// collect lists the columns a struct offers. `db:"name"` renames a field, `db:"-"`
// hides it, `db:"name,json"` decodes JSON text, `db:"ship_*"` flattens a struct
// under a prefix; embedded structs are flattened as they are. The outer field wins.
func collect(t reflect.Type, path []int, prefix string, into map[string]fieldPlan) {
	var inner []func()
	for i := range t.NumField() {
		field := t.Field(i)
		name, option, _ := strings.Cut(field.Tag.Get("db"), ",")
		index := append(append([]int{}, path...), i)
		before, flat := strings.CutSuffix(name, "*")
		switch {
		case name == "-" || !field.IsExported() && !field.Anonymous:
			continue
		case field.Type.Kind() == reflect.Struct && (flat || field.Anonymous && name == "" && !scalar(field.Type)):
			inner = append(inner, func() { collect(field.Type, index, prefix+before, into) })
			continue
		case name == "":
			name = snake(field.Name)
		}
		if _, taken := into[prefix+name]; !taken {
			into[prefix+name] = fieldPlan{index: index, json: option == "json"}
		}
	}
	for _, later := range inner {
		later()
	}
}

// snake turns VATNumber into vat_number and ProductID into product_id.
func snake(name string) string {
	runes := []rune(name)
	var out strings.Builder
	for i, r := range runes {
		afterLower := i > 0 && !unicode.IsUpper(runes[i-1])
		beforeLower := i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if unicode.IsUpper(r) && (afterLower || beforeLower) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

func (p *rowPlan) fill(target reflect.Value, columns []string, values []any) error {
	if p.scalar {
		return assign(target, values[0], columns[0])
	}
	for i, field := range p.fields {
		into := target.FieldByIndex(field.index)
		err := error(nil)
		if field.json {
			err = assignJSON(into, values[i])
		} else {
			err = assign(into, values[i], columns[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func assignJSON(into reflect.Value, value any) error {
	switch text := value.(type) {
	case string:
		if text == "" {
			return nil
		}
		return json.Unmarshal([]byte(text), into.Addr().Interface())
	case nil:
		return nil
	}
	return fmt.Errorf("%T is no JSON text", value)
}

// assign puts an engine's value into a Go value; NULL becomes the zero value.
func assign(into reflect.Value, value any, column string) error {
	if value == nil {
		into.SetZero()
		return nil
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		return assign(into.Elem(), value, column)
	}
	if into.CanAddr() {
		if scanner, ok := into.Addr().Interface().(sql.Scanner); ok {
			return scanner.Scan(value)
		}
	}
	if set(into, value) {
		return nil
	}
	return fmt.Errorf("column %s: %T does not fit %s (sums need CAST(… AS BIGINT))", column, value, into.Type())
}

func set(into reflect.Value, value any) bool {
	switch into.Kind() {
	case reflect.Int64, reflect.Int, reflect.Int32, reflect.Int16, reflect.Int8:
		n, ok := integer(value)
		if ok && !into.OverflowInt(n) {
			into.SetInt(n)
			return true
		}
	case reflect.String:
		switch v := value.(type) {
		case string:
			into.SetString(v)
			return true
		case []byte:
			into.SetString(string(v))
			return true
		}
	case reflect.Bool:
		switch v := value.(type) {
		case bool:
			into.SetBool(v)
			return true
		case int64:
			into.SetBool(v != 0)
			return v == 0 || v == 1
		}
	case reflect.Float64:
		switch v := value.(type) {
		case float64:
			into.SetFloat(v)
			return true
		case float32:
			into.SetFloat(float64(v))
			return true
		}
	case reflect.Slice:
		if into.Type().Elem().Kind() != reflect.Uint8 {
			return false
		}
		switch v := value.(type) {
		case string:
			into.SetBytes([]byte(v))
			return true
		case []byte:
			into.SetBytes(append([]byte{}, v...))
			return true
		}
	case reflect.Interface:
		into.Set(reflect.ValueOf(value))
		return true
	}
	return false
}

func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case int64:
		return v, true
	case int32:
		return int64(v), true
	case int16:
		return int64(v), true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// plain turns an argument into int64, string, bool, []byte or nil: what both engines
// take alike. Floats are refused, money is whole.
func plain(arg any) (any, error) {
	switch v := arg.(type) {
	case nil, int64, string, bool, []byte:
		return v, nil
	case driver.Valuer:
		value, err := v.Value()
		if err != nil {
			return nil, err
		}
		return plain(value)
	}
	v := reflect.ValueOf(arg)
	switch v.Kind() {
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%d is too large", v.Uint())
		}
		return int64(v.Uint()), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes(), nil
		}
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem().Interface())
	}
	return nil, fmt.Errorf("%T is no database value; use int64, text, bool or db.JSON", arg)
}

// JSON wraps an argument to be stored as JSON text.
func JSON(value any) driver.Valuer { return jsonValue{value} }

type jsonValue struct{ value any }

// Value encodes the wrapped value.
func (j jsonValue) Value() (driver.Value, error) {
	data, err := json.Marshal(j.value)
	return string(data), err
}
