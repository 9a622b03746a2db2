-- +goose Up

-- The history of a shop: change sets and the changes in them. Append only, but for the
-- mark that a set was undone.

CREATE TABLE change_set (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  actor_kind TEXT   NOT NULL,
  actor_id   BIGINT NOT NULL DEFAULT 0,
  actor_name TEXT   NOT NULL DEFAULT '',
  summary    TEXT   NOT NULL DEFAULT '',
  args       TEXT   NOT NULL DEFAULT '[]',
  undo_of    BIGINT NOT NULL DEFAULT 0,
  undone_by  BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  CONSTRAINT change_set_pk PRIMARY KEY (shop_id, id)
);

CREATE TABLE change (
  shop_id       BIGINT  NOT NULL,
  id            BIGINT  NOT NULL,
  change_set_id BIGINT  NOT NULL,
  object        TEXT    NOT NULL,
  object_id     BIGINT  NOT NULL,
  title         TEXT    NOT NULL DEFAULT '',
  verb          TEXT    NOT NULL,
  before        TEXT    NOT NULL DEFAULT '',
  after         TEXT    NOT NULL DEFAULT '',
  undoable      BOOLEAN NOT NULL DEFAULT FALSE,
  created_at    BIGINT  NOT NULL,
  CONSTRAINT change_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT change_set_fk FOREIGN KEY (shop_id, change_set_id) REFERENCES change_set (shop_id, id)
);
CREATE INDEX change_of_set ON change (shop_id, change_set_id, id);
CREATE INDEX change_of_object ON change (shop_id, object, object_id, id);
