-- +goose Up
CREATE TABLE customer (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',   -- folded: one customer per e-mail
  reference TEXT NOT NULL DEFAULT '',   -- number in the system the history came from
  name TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',    -- folded, for sorting
  phone TEXT NOT NULL DEFAULT '',
  locale TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  orders_count BIGINT NOT NULL DEFAULT 0,
  spent BIGINT NOT NULL DEFAULT 0,
  last_order_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT customer_pk PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX customer_email ON customer (shop_id, email_key) WHERE email_key <> '';
CREATE UNIQUE INDEX customer_reference ON customer (shop_id, reference) WHERE reference <> '';
CREATE INDEX customer_by_name ON customer (shop_id, name_key, id);
CREATE INDEX customer_by_spent ON customer (shop_id, spent, id);
CREATE INDEX customer_by_orders ON customer (shop_id, orders_count, id);

CREATE TABLE customer_address (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  address_key TEXT NOT NULL,            -- hash of all fields: the same address is kept once
  name TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  line1 TEXT NOT NULL DEFAULT '',
  line2 TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  vat_number TEXT NOT NULL DEFAULT '',
  used_at BIGINT NOT NULL,
  CONSTRAINT customer_address_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT customer_address_customer_fk FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id)
);
CREATE UNIQUE INDEX customer_address_once ON customer_address (shop_id, customer_id, address_key);

CREATE TABLE customer_note (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT customer_note_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT customer_note_customer_fk FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id)
);
CREATE INDEX customer_note_by_customer ON customer_note (shop_id, customer_id, id);
