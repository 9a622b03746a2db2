package accounting

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Formats of Export.
const (
	FormatHledger   = "hledger"
	FormatBeancount = "beancount"
	FormatCSV       = "csv"
)

// posted is one ledger line with its entry, as exports read them.
type posted struct {
	Seq         int64
	Day         string
	DocumentDay string
	Journal     string
	Label       string
	Ref         string
	Currency    string
	Hash        string
	Number      string
	Account     string
	Kind        string
	Sub         string
	Amount      int64
	TaxKind     string
	TaxCountry  string
	TaxRate     money.Rate
	EntryID     id.ID
}

// Export streams the books of the period, oldest entry first, in a format that
// hledger, beancount or a spreadsheet reads. Days are inclusive; "" is no limit.
func Export(tx *db.Tx, w io.Writer, format, from, to string) error {
	if err := Period(from, to); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	write, err := exporter(tx, out, format)
	if err != nil {
		return err
	}
	q := `SELECT e.seq, e.day, e.document_day, e.journal, e.label, e.ref, e.currency, e.hash,
		a.number, a.label AS account, a.kind, a.sub, l.amount, l.tax_kind, l.tax_country, l.tax_rate, l.entry_id
		FROM ledger_entry e
		JOIN ledger_line l ON l.shop_id = e.shop_id AND l.entry_id = e.id
		JOIN ledger_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
		WHERE e.shop_id = $1 AND e.day >= $2 AND e.day <= $3
		ORDER BY e.day, e.seq, l.line_no`
	if to == "" {
		to = "9999-12-31"
	}
	if err := db.Each(tx, q, []any{from, to}, write); err != nil {
		return err
	}
	return out.Flush()
}

func exporter(tx *db.Tx, out *bufio.Writer, format string) (func(posted) error, error) {
	accounts, err := Accounts(tx)
	if err != nil {
		return nil, err
	}
	switch format {
	case FormatHledger:
		return hledger(tx, out, accounts)
	case FormatBeancount:
		return beancount(tx, out, accounts)
	case FormatCSV:
		return spreadsheet(out)
	}
	return nil, errs.Invalid("The format “%s” is not known. Use hledger, beancount or csv.", format)
}

// hledger writes the journal so that `hledger check -s` accepts it: every account and
// commodity is declared first.
func hledger(tx *db.Tx, out *bufio.Writer, accounts []Account) (func(posted) error, error) {
	for _, a := range accounts {
		fmt.Fprintf(out, "account %s  ; %s\n", plainName(a.Kind, a.Number, a.Sub), a.Label)
	}
	currencies, err := currenciesUsed(tx)
	if err != nil {
		return nil, err
	}
	for _, code := range currencies {
		fmt.Fprintf(out, "commodity %s %s\n", code, money.Of(1000_00, code).Decimal())
	}
	last := id.ID(0)
	return func(p posted) error {
		if p.EntryID != last {
			last = p.EntryID
			fmt.Fprintf(out, "\n%s * (%06d) %s  ; ref:%s, journal:%s\n", p.Day, p.Seq, oneLine(p.Label), tagValue(p.Ref), p.Journal)
		}
		_, err := fmt.Fprintf(out, "    %s  %s %s\n", plainName(p.Kind, p.Number, p.Sub), money.Of(p.Amount, p.Currency).Decimal(), p.Currency)
		return err
	}, nil
}

func beancount(tx *db.Tx, out *bufio.Writer, accounts []Account) (func(posted) error, error) {
	currencies, err := currenciesUsed(tx)
	if err != nil {
		return nil, err
	}
	first, err := db.One[string](tx, `SELECT COALESCE(MIN(day), '1970-01-01') FROM ledger_entry WHERE shop_id = $1`)
	if err != nil {
		return nil, err
	}
	for _, code := range currencies {
		fmt.Fprintf(out, "option \"operating_currency\" \"%s\"\n", code)
	}
	for _, a := range accounts {
		fmt.Fprintf(out, "%s open %s %s\n", first, plainName(a.Kind, a.Number, a.Sub), strings.Join(currencies, ","))
	}
	last := id.ID(0)
	return func(p posted) error {
		if p.EntryID != last {
			last = p.EntryID
			fmt.Fprintf(out, "\n%s * %s\n  entry: \"%d\"\n  ref: %s\n", p.Day, quoted(p.Label), p.Seq, quoted(p.Ref))
		}
		_, err := fmt.Fprintf(out, "  %s  %s %s\n", plainName(p.Kind, p.Number, p.Sub), money.Of(p.Amount, p.Currency).Decimal(), p.Currency)
		return err
	}, nil
}

func spreadsheet(out *bufio.Writer) (func(posted) error, error) {
	sheet := csv.NewWriter(out)
	header := []string{"entry", "day", "document_day", "journal", "account", "account_label", "sub", "label", "ref",
		"debit", "credit", "currency", "tax_kind", "tax_country", "tax_rate", "hash"}
	if err := sheet.Write(header); err != nil {
		return nil, err
	}
	return func(p posted) error {
		debit, credit := money.Of(max(p.Amount, 0), p.Currency), money.Of(max(-p.Amount, 0), p.Currency)
		rate := ""
		if p.TaxKind != "" {
			rate = p.TaxRate.Percent()
		}
		err := sheet.Write([]string{strconv.FormatInt(p.Seq, 10), p.Day, p.DocumentDay, p.Journal, p.Number, harmless(p.Account),
			harmless(p.Sub), harmless(p.Label), harmless(p.Ref), debit.Decimal(), credit.Decimal(), p.Currency,
			p.TaxKind, p.TaxCountry, rate, p.Hash})
		sheet.Flush()
		return err
	}, nil
}

func currenciesUsed(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `SELECT DISTINCT currency FROM ledger_entry WHERE shop_id = $1 ORDER BY currency`)
}

// plainName is the account's name in plain-text ledgers: Assets:A411000 or
// Assets:A467000:Test-card. Both programs want a capital or digit first.
func plainName(kind, number, sub string) string {
	roots := map[string]string{"asset": "Assets", "liability": "Liabilities", "equity": "Equity", "income": "Income", "expense": "Expenses"}
	name := roots[kind] + ":A" + number
	if sub == "" {
		return name
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, sub)
	return name + ":" + strings.ToUpper(clean[:1]) + clean[1:]
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, ";", ",")), " ")
}

func tagValue(text string) string { return strings.ReplaceAll(oneLine(text), ",", " ") }

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine(text)) + `"`
}

// harmless keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection).
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
