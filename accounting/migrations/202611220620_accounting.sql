-- +goose Up
CREATE TABLE ledger_chart (
    shop_id BIGINT NOT NULL,
    chart   TEXT   NOT NULL,
    CONSTRAINT ledger_chart_pk PRIMARY KEY (shop_id)
);

-- An account is a role with an optional subdivision: a provider, a country of taxation.
CREATE TABLE ledger_account (
    shop_id    BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    role       TEXT   NOT NULL,
    sub        TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    label      TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT ledger_account_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT ledger_account_role UNIQUE (shop_id, role, sub),
    CONSTRAINT ledger_account_kind CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense'))
);

-- Append-only. seq and hash come from the shop's chain "ledger".
CREATE TABLE ledger_entry (
    shop_id       BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    hash          TEXT   NOT NULL,
    journal       TEXT   NOT NULL,
    day           TEXT   NOT NULL,
    document_day  TEXT   NOT NULL,
    label         TEXT   NOT NULL,
    ref           TEXT   NOT NULL,
    fact          TEXT   NOT NULL,
    fact_id       BIGINT NOT NULL,
    order_id      BIGINT NOT NULL,
    currency      TEXT   NOT NULL,
    total         BIGINT NOT NULL,
    reverses      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    CONSTRAINT ledger_entry_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT ledger_entry_seq UNIQUE (shop_id, seq)
);
CREATE INDEX ledger_entry_day ON ledger_entry (shop_id, day, seq);
CREATE INDEX ledger_entry_fact ON ledger_entry (shop_id, fact, fact_id);
CREATE INDEX ledger_entry_order ON ledger_entry (shop_id, order_id, seq);

-- Append-only. amount is positive for debit, negative for credit, in minor units.
-- tax_kind: '' none, 'base' a taxable base, 'tax' the tax itself; bases and taxes
-- of sales are negative like their credits, so that a credit note takes back.
CREATE TABLE ledger_line (
    shop_id      BIGINT NOT NULL,
    entry_id     BIGINT NOT NULL,
    line_no      BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    amount       BIGINT NOT NULL,
    order_id     BIGINT NOT NULL,
    tax_kind     TEXT   NOT NULL,
    tax_country  TEXT   NOT NULL,
    tax_rate     BIGINT NOT NULL,
    tax_category TEXT   NOT NULL,
    tax_scheme   TEXT   NOT NULL,
    CONSTRAINT ledger_line_pk PRIMARY KEY (shop_id, entry_id, line_no),
    CONSTRAINT ledger_line_entry_fk FOREIGN KEY (shop_id, entry_id) REFERENCES ledger_entry (shop_id, id),
    CONSTRAINT ledger_line_account_fk FOREIGN KEY (shop_id, account_id) REFERENCES ledger_account (shop_id, id),
    CONSTRAINT ledger_line_amount CHECK (amount <> 0 OR tax_kind <> '')
);
CREATE INDEX ledger_line_account ON ledger_line (shop_id, account_id, day, entry_id);
CREATE INDEX ledger_line_order ON ledger_line (shop_id, order_id, account_id);
CREATE INDEX ledger_line_tax ON ledger_line (shop_id, tax_kind, day);

-- Sums per account and month, kept by Post and proved by Verify: balances stay
-- quick at any number of entries.
CREATE TABLE ledger_month (
    shop_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    month      TEXT   NOT NULL,
    debit      BIGINT NOT NULL,
    credit     BIGINT NOT NULL,
    CONSTRAINT ledger_month_pk PRIMARY KEY (shop_id, account_id, month),
    CONSTRAINT ledger_month_account_fk FOREIGN KEY (shop_id, account_id) REFERENCES ledger_account (shop_id, id)
);
