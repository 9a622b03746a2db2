-- +goose Up
CREATE INDEX ledger_entry_by_journal ON ledger_entry (shop_id, journal, day, seq);
CREATE INDEX ledger_entry_by_ref ON ledger_entry (shop_id, ref, seq);
CREATE INDEX ledger_line_by_tax_rule ON ledger_line (shop_id, tax_country, tax_rate, tax_category, tax_scheme, entry_id) WHERE tax_kind <> '';
