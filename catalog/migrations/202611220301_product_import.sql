-- +goose Up
CREATE TABLE product_import (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, file_hash TEXT NOT NULL, file_name TEXT NOT NULL, file_size BIGINT NOT NULL,
  state TEXT NOT NULL, change_set BIGINT NOT NULL DEFAULT 0,
  line_count BIGINT NOT NULL DEFAULT 0, created_count BIGINT NOT NULL DEFAULT 0, updated_count BIGINT NOT NULL DEFAULT 0,
  unchanged_count BIGINT NOT NULL DEFAULT 0, refused_count BIGINT NOT NULL DEFAULT 0, problem_count BIGINT NOT NULL DEFAULT 0,
  ignored TEXT NOT NULL DEFAULT '', failure TEXT NOT NULL DEFAULT '', failure_args TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  CONSTRAINT product_import_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT product_import_state_known CHECK (state IN ('checking', 'checked', 'running', 'done', 'failed'))
);
CREATE TABLE product_import_problem (
  shop_id BIGINT NOT NULL, import_id BIGINT NOT NULL, position BIGINT NOT NULL,
  line BIGINT NOT NULL, column_name TEXT NOT NULL, handle TEXT NOT NULL, message TEXT NOT NULL, args TEXT NOT NULL DEFAULT '',
  CONSTRAINT product_import_problem_pk PRIMARY KEY (shop_id, import_id, position),
  CONSTRAINT product_import_problem_fk FOREIGN KEY (shop_id, import_id) REFERENCES product_import (shop_id, id) ON DELETE CASCADE
);
