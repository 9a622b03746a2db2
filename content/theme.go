package content

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Names of the settings of the default theme, with what holds until one is set.
var themeDefaults = map[string]string{
	"colour_accent": "#4338ca",
	"announcement":  "",
	"headline":      "",
	"subheadline":   "",
	"logo":          "",
}

var colourShape = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// ThemeSettings returns the settings of the shop's theme, defaults filled in.
func ThemeSettings(tx *db.Tx) (map[string]string, error) {
	settings := map[string]string{}
	for name, value := range themeDefaults {
		settings[name] = value
	}
	rows, err := db.All[struct{ Name, Value string }](tx, `SELECT name, value FROM theme_setting WHERE shop_id = $1`)
	for _, row := range rows {
		settings[row.Name] = row.Value
	}
	return settings, err
}

// SetTheme changes settings of the theme; names not given stay. Unknown name or a colour
// that is none: errs.Invalid.
func SetTheme(tx *db.Tx, values map[string]string) error {
	before, err := ThemeSettings(tx)
	if err != nil {
		return err
	}
	problem := errs.Invalid("Please check the marked fields.")
	after := map[string]string{}
	for name, value := range before {
		after[name] = value
	}
	for name, value := range values {
		if _, known := themeDefaults[name]; !known || len(value) > 500 {
			problem.With(name, "The theme has no such setting, or the text is too long.")
		}
		if name == "colour_accent" && !colourShape.MatchString(value) {
			problem.With(name, "Enter a colour like #4338ca.")
		}
		after[name] = value
	}
	if err = problem.OrNil(); err != nil {
		return err
	}
	if err = saveTheme(tx, after); err != nil {
		return err
	}
	if err = shops.Record(tx, shops.Change{Object: "theme", ID: tx.Shop, Title: "Theme", Verb: "updated",
		Before: before, After: after, Undoable: true}); err != nil {
		return err
	}
	return changed(tx, "theme", tx.Shop, "")
}

func saveTheme(tx *db.Tx, settings map[string]string) error {
	for name := range themeDefaults {
		if _, err := tx.Exec(`INSERT INTO theme_setting (shop_id, name, value) VALUES ($1, $2, $3)
			ON CONFLICT (shop_id, name) DO UPDATE SET value = excluded.value`, name, settings[name]); err != nil {
			return err
		}
	}
	return nil
}

func restoreTheme(tx *db.Tx, _ id.ID, before []byte) error {
	var old map[string]string
	if err := json.Unmarshal(before, &old); err != nil {
		return fmt.Errorf("read recorded theme settings: %w", err)
	}
	return orChanged(tx, saveTheme(tx, old), "theme", tx.Shop)
}
