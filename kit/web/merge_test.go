package web

import (
	"net/url"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

type mergedForm struct {
	Title string      `form:"title"`
	Price string      `form:"price"`
	On    bool        `form:"on"`
	Tags  []string    `form:"tags"`
	Rows  []mergedRow `form:"rows"`
	Lines []struct {
		Words string `form:"words"`
	} `form:"lines"`
}

type mergedRow struct {
	Key   string `form:"key"`
	Price string `form:"price"`
}

func TestMerge(t *testing.T) {
	base := mergedForm{Title: "A", Price: "12.50", Tags: []string{"x"}, Rows: []mergedRow{{"a.1", "1"}, {"b.1", "2"}}}
	for _, c := range []struct {
		name         string
		mine, theirs func(f *mergedForm)
		want         func(f *mergedForm)
		clash        []string
	}{
		{"nothing", func(*mergedForm) {}, func(*mergedForm) {}, func(*mergedForm) {}, nil},
		{"different fields", func(f *mergedForm) { f.Title = "B" }, func(f *mergedForm) { f.On = true }, func(f *mergedForm) { f.Title, f.On = "B", true }, nil},
		{"the same change", func(f *mergedForm) { f.Title = "B" }, func(f *mergedForm) { f.Title = "B" }, func(f *mergedForm) { f.Title = "B" }, nil},
		{"a comma is no change", func(f *mergedForm) { f.Price = "12,50" }, func(f *mergedForm) { f.Price = "13" }, func(f *mergedForm) { f.Price = "13" }, nil},
		{"both", func(f *mergedForm) { f.Title = "B" }, func(f *mergedForm) { f.Title = "C" }, func(f *mergedForm) { f.Title = "B" }, []string{"title"}},
		{"emptied and changed", func(f *mergedForm) { f.Title = "" }, func(f *mergedForm) { f.Title = "C" }, func(f *mergedForm) { f.Title = "" }, []string{"title"}},
		{"other rows", func(f *mergedForm) { f.Rows = []mergedRow{{"a.1", "7"}, {"b.1", "2"}} }, func(f *mergedForm) { f.Rows = []mergedRow{{"a.5", "1"}, {"b.1", "8"}} },
			func(f *mergedForm) { f.Rows = []mergedRow{{"a.5", "7"}, {"b.1", "8"}} }, nil},
		{"a row gone", func(f *mergedForm) { f.Rows = []mergedRow{{"a.1", "7"}, {"b.1", "2"}} }, func(f *mergedForm) { f.Rows = []mergedRow{{"b.1", "2"}} },
			func(f *mergedForm) { f.Rows = []mergedRow{{"a.1", "7"}, {"b.1", "2"}} }, []string{"rows"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mine, theirs, want := clone(base), clone(base), clone(base)
			c.mine(&mine)
			c.theirs(&theirs)
			c.want(&want)
			got, fields := merge(groupsOf[mergedForm](), valuesOf(base), valuesOf(mine), valuesOf(theirs))
			if !sameForms(got, valuesOf(want)) {
				t.Errorf("merged is %v, want %v", got, valuesOf(want))
			}
			var clash []string
			for name, f := range fields {
				if f.Both {
					clash = append(clash, name)
				}
			}
			if !reflect.DeepEqual(clash, c.clash) {
				t.Errorf("clash in %v, want %v", clash, c.clash)
			}
		})
	}
}

func clone(f mergedForm) mergedForm {
	f.Tags, f.Rows = append([]string(nil), f.Tags...), append([]mergedRow(nil), f.Rows...)
	return f
}

// What one side left as it was comes from the other; without a clash no change is lost.
func TestMergeLosesNoChange(t *testing.T) {
	form := rapid.Custom(func(t *rapid.T) url.Values {
		values := url.Values{}
		for _, name := range []string{"title", "price", "on"} {
			if v := rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, name); v != "" {
				values.Set(name, v)
			}
		}
		return values
	})
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := form.Draw(t, "base"), form.Draw(t, "mine"), form.Draw(t, "theirs")
		got, fields := merge(map[string]string{}, base, mine, theirs)
		for _, name := range []string{"title", "price", "on"} {
			switch was, my, their, is := base.Get(name), mine.Get(name), theirs.Get(name), got.Get(name); {
			case fields[name].Both:
				if was == my || was == their || my == their {
					t.Fatalf("%s clashes without need: %q, %q, %q", name, was, my, their)
				}
			case was == my && is != their, was == their && is != my:
				t.Fatalf("%s: of %q, %q and %q came %q", name, was, my, their, is)
			}
		}
	})
}

func TestWhatAFormShowedTravelsUnharmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := mergedForm{Title: rapid.StringMatching(`[a-zé&=+% ]{0,20}`).Draw(t, "title"), Tags: []string{"a", "b"}}
		back, err := unpack(pack(valuesOf(in)))
		if err != nil || !reflect.DeepEqual(back, valuesOf(in)) {
			t.Fatalf("%v %v", back, err)
		}
	})
	for _, broken := range []string{"!", "AAAA", "zzzzzzzz"} {
		if _, err := unpack(broken); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}
