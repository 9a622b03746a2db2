package invoices

import "github.com/coulisse/coulisse/kit/db"

// Suggest returns a few documents whose number begins as typed, the newest first.
func Suggest(tx *db.Tx, words string, most int) ([]Invoice, error) {
	var found []Invoice
	for _, kind := range []string{KindInvoice, KindCreditNote} {
		more, err := db.AllQ[Invoice](tx, db.Query(columns).And(`i.kind = ?`, kind).And(`i.number >= ?`, words).And(`i.number < ?`, words+"\U0010FFFF").
			Then(` ORDER BY i.number DESC LIMIT ?`, most-len(found)))
		if err != nil {
			return nil, err
		}
		if found = append(found, more...); len(found) >= most {
			return found, nil
		}
	}
	return found, nil
}
