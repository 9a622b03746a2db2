-- +goose Up

CREATE TABLE page (
  shop_id         BIGINT NOT NULL,
  id              BIGINT NOT NULL,
  handle          TEXT   NOT NULL,
  title           TEXT   NOT NULL,
  body            TEXT   NOT NULL DEFAULT '',
  status          TEXT   NOT NULL DEFAULT 'published',
  seo_title       TEXT   NOT NULL DEFAULT '',
  seo_description TEXT   NOT NULL DEFAULT '',
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  version         BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT page_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT page_handle_key UNIQUE (shop_id, handle)
);

CREATE TABLE menu (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  handle     TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version    BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT menu_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT menu_handle_key UNIQUE (shop_id, handle)
);

CREATE TABLE menu_entry (
  shop_id  BIGINT NOT NULL,
  menu_id  BIGINT NOT NULL,
  position BIGINT NOT NULL,
  depth    BIGINT NOT NULL DEFAULT 0,
  title    TEXT   NOT NULL,
  target   TEXT   NOT NULL,
  CONSTRAINT menu_entry_pk PRIMARY KEY (shop_id, menu_id, position),
  CONSTRAINT menu_entry_menu_fk FOREIGN KEY (shop_id, menu_id) REFERENCES menu (shop_id, id)
);

CREATE TABLE redirect (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  path       TEXT   NOT NULL,
  target     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT redirect_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT redirect_path_key UNIQUE (shop_id, path)
);

CREATE TABLE theme_setting (
  shop_id BIGINT NOT NULL,
  name    TEXT   NOT NULL,
  value   TEXT   NOT NULL,
  CONSTRAINT theme_setting_pk PRIMARY KEY (shop_id, name)
);
