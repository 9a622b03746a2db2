-- +goose Up
-- Append-only: a document is never changed; what is wrong is taken back by a credit note.
CREATE TABLE invoice (
    shop_id            BIGINT  NOT NULL,
    id                 BIGINT  NOT NULL,
    kind               TEXT    NOT NULL,
    series             TEXT    NOT NULL,
    seq                BIGINT  NOT NULL,
    number             TEXT    NOT NULL,
    chain_seq          BIGINT  NOT NULL,
    chain_hash         TEXT    NOT NULL,
    order_id           BIGINT  NOT NULL,
    order_number       TEXT    NOT NULL,
    customer_id        BIGINT  NOT NULL,
    buyer_name         TEXT    NOT NULL,
    corrects_id        BIGINT  NOT NULL,
    corrects_number    TEXT    NOT NULL,
    cause              TEXT    NOT NULL,
    cause_id           BIGINT  NOT NULL,
    day                TEXT    NOT NULL,
    supply_day         TEXT    NOT NULL,
    locale             TEXT    NOT NULL,
    currency           TEXT    NOT NULL,
    prices_include_tax BOOLEAN NOT NULL,
    net                BIGINT  NOT NULL,
    tax                BIGINT  NOT NULL,
    gross              BIGINT  NOT NULL,
    paid               BIGINT  NOT NULL,
    payment            TEXT    NOT NULL,
    seller             TEXT    NOT NULL,
    buyer              TEXT    NOT NULL,
    delivered_to       TEXT    NOT NULL,
    mentions           TEXT    NOT NULL,
    created_at         BIGINT  NOT NULL,
    CONSTRAINT invoice_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT invoice_series UNIQUE (shop_id, kind, series, seq),
    CONSTRAINT invoice_number UNIQUE (shop_id, kind, number),
    CONSTRAINT invoice_cause UNIQUE (shop_id, kind, cause, cause_id),
    CONSTRAINT invoice_kind CHECK (kind IN ('invoice', 'credit_note'))
);
CREATE INDEX invoice_day ON invoice (shop_id, day, id);
CREATE INDEX invoice_order ON invoice (shop_id, order_id, id);
CREATE INDEX invoice_customer ON invoice (shop_id, customer_id, id);

CREATE TABLE invoice_line (
    shop_id       BIGINT NOT NULL,
    invoice_id    BIGINT NOT NULL,
    line_no       BIGINT NOT NULL,
    order_id      BIGINT NOT NULL,
    order_line_id BIGINT NOT NULL,
    use           TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    sku           TEXT   NOT NULL,
    quantity      BIGINT NOT NULL,
    unit_price    BIGINT NOT NULL,
    net           BIGINT NOT NULL,
    tax           BIGINT NOT NULL,
    gross         BIGINT NOT NULL,
    tax_country   TEXT   NOT NULL,
    tax_rate      BIGINT NOT NULL,
    tax_name      TEXT   NOT NULL,
    tax_category  TEXT   NOT NULL,
    tax_scheme    TEXT   NOT NULL,
    CONSTRAINT invoice_line_pk PRIMARY KEY (shop_id, invoice_id, line_no),
    CONSTRAINT invoice_line_invoice_fk FOREIGN KEY (shop_id, invoice_id) REFERENCES invoice (shop_id, id)
);
CREATE INDEX invoice_line_order ON invoice_line (shop_id, order_id, order_line_id);
