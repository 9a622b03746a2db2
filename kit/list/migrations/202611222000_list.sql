-- +goose Up
-- What a person set for a list: columns, their widths, the view it opens with.
CREATE TABLE list_setting (
  shop_id      BIGINT NOT NULL,
  account_id   BIGINT NOT NULL,
  list         TEXT   NOT NULL,
  columns      TEXT   NOT NULL DEFAULT '[]',   -- JSON, in their order
  opening_view TEXT   NOT NULL DEFAULT '',
  updated_at   BIGINT NOT NULL,
  CONSTRAINT list_setting_pk PRIMARY KEY (shop_id, account_id, list)
);

-- A saved view: filters, search and order under a name.
CREATE TABLE list_view (
  shop_id    BIGINT  NOT NULL,
  id         BIGINT  NOT NULL,
  list       TEXT    NOT NULL,
  account_id BIGINT  NOT NULL,                 -- who made it
  shared     BOOLEAN NOT NULL DEFAULT FALSE,
  name       TEXT    NOT NULL,
  query      TEXT    NOT NULL,
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL,
  removed_at BIGINT  NOT NULL DEFAULT 0,       -- kept for Undo
  CONSTRAINT list_view_pk PRIMARY KEY (shop_id, id)
);
CREATE INDEX list_view_of_list ON list_view (shop_id, list, removed_at, id);

-- One act on many rows, and how far it has come.
CREATE TABLE list_run (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  list       TEXT   NOT NULL,
  act        TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  actor_kind TEXT   NOT NULL,
  actor_id   BIGINT NOT NULL,
  actor_name TEXT   NOT NULL,
  query      TEXT   NOT NULL,
  chosen     TEXT   NOT NULL DEFAULT '[]',     -- JSON: ids ticked; empty means all that match
  input      TEXT   NOT NULL DEFAULT '{}',     -- JSON
  place      TEXT   NOT NULL DEFAULT '',       -- cursor: how far it has come
  total      BIGINT NOT NULL,
  more       BOOLEAN NOT NULL DEFAULT FALSE,   -- total is a bound
  done       BIGINT NOT NULL DEFAULT 0,
  failed     BIGINT NOT NULL DEFAULT 0,
  change_set BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT list_run_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT list_run_state_known CHECK (state IN ('running', 'done', 'stopped'))
);
CREATE INDEX list_run_of_list ON list_run (shop_id, list, id);

CREATE TABLE list_run_failure (
  shop_id   BIGINT NOT NULL,
  run_id    BIGINT NOT NULL,
  object_id BIGINT NOT NULL,
  name      TEXT   NOT NULL,
  message   TEXT   NOT NULL,                   -- English, the key of its translation
  args      TEXT   NOT NULL DEFAULT '[]',
  CONSTRAINT list_run_failure_pk PRIMARY KEY (shop_id, run_id, object_id),
  CONSTRAINT list_run_failure_run_fk FOREIGN KEY (shop_id, run_id) REFERENCES list_run (shop_id, id) ON DELETE CASCADE
);
