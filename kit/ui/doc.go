// Package ui is the component kit of every screen that is not the storefront: plain values
// in, HTML out. It knows no department. Each component is one file with its style sheet
// beside it (table.templ, table.css); /_ui shows all of them in all states.
//
// # How to write a screen
//
// A handler takes the frame from kit/web and gives it the page of its own templ file:
//
//	frame := r.Frame(tx, r.Text.T("Orders"), "orders")
//	frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("New order"), URL: …, Look: ui.Primary, Icon: "plus", Key: "c"})
//	return web.Page(ui.Page(frame, orderList(page)))
//
// All words arrive translated; the few words of the kit itself ("Close") it translates alone.
//
// Frames: Page (admin), PlainPage (log-in, password), PublicPage (landing, with Hero, SignUpForm, Feature).
//
// Layout: Stack, Row, Between, Grid(2|3|4), Columns(aside), Card + CardFoot, Heading, Note, TabBar.
//
// Lists: List(ListProps{Tabs, Filter, Table, Pager, Empty, Bulk}) is the whole page of a noun.
// Its parts stand alone too: Table, FilterBar, Pager, Empty. A row is TableRow{ID, URL, Name, Cells};
// cells are components: Plain, Strong, Muted, Two, Code, Time, Badge, Tags, PersonCell, Picture.
// Amounts and counts are Plain in a Column with Number: true.
//
// Forms: Form(FormProps{Action}) brings the `_once` field; inside stand ErrorSummary, fields,
// and FormFoot or SaveBar. A field is Field{Name, Label, Value, Hint, Error}: TextField,
// EmailField, PasswordField, PhoneField, URLField, TextArea, MoneyField(f, "EUR"), NumberField
// (Suffix is the unit), SelectField, CountryField, VATField, RadioField, CheckField, ToggleField, ChecksField,
// TagsField, DateField, DateTimeField, FileField, ColourField, SearchField, Hidden; ComboField (a long
// list, searched), RangeField (two days), RichField (formatted text; clean it with kit/rich), ImageDrop,
// AddressFields (by country). The last five are islands: they work without script and load their module
// only where they stand. After a refusal the same
// page is drawn again with Error filled and the value as typed.
//
// One thing: Columns with Cards, Details (facts), Sums (totals), Address, Images, Timeline (with
// DiffView as Detail of a change set), Badge(ui.Success, "Paid"), BadgeHollow, Stat, Sparkline, Bars, Chart (interactive), RichText.
//
// Acts: Button (look Primary once a page, Secondary, Ghost, Destroy; Opens: "id" opens a Dialog),
// Menu with MenuLink, MenuForm, MenuOpens, MenuLine; Dialog, Drawer (DialogProps.Drawer), ConfirmForm.
//
// Messages: Banner, Toast (web.Answer.Toast), Progress, Checklist, Skeleton, Empty.
//
// Icons are named as on lucide.dev; iconshapes.go lists those at hand.
//
// # Rules
//
// No style attribute and no script in a page: the content security policy refuses both. What moves is
// asked for by data attributes (data-once, data-guard, data-key, data-peek …) and every
// page works without script. Classes belong to the kit; a screen that needs one more look brings a
// small style sheet in a Bundle (layer "pages", PageProps.Styles).
package ui
