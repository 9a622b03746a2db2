-- +goose Up
CREATE TABLE order_import (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  lines BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  invoices BIGINT NOT NULL,
  credit_notes BIGINT NOT NULL,
  already BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  net BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT order_import_pk PRIMARY KEY (shop_id, id)
);

CREATE TABLE order_import_problem (
  shop_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  line BIGINT NOT NULL,
  document TEXT NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  args TEXT NOT NULL,
  stayed_out BOOLEAN NOT NULL,
  CONSTRAINT order_import_problem_pk PRIMARY KEY (shop_id, import_id, position),
  CONSTRAINT order_import_problem_import_fk FOREIGN KEY (shop_id, import_id) REFERENCES order_import (shop_id, id)
);
