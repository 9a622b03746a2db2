-- +goose Up

-- Global directories: people, their sessions and links, and which host is which shop.
-- They are small, looked up before a shop is known, and nothing of a shop hangs on them.

CREATE TABLE account (
  id             BIGINT  NOT NULL,
  email          TEXT    NOT NULL,
  email_folded   TEXT    NOT NULL,
  name           TEXT    NOT NULL DEFAULT '',
  locale         TEXT    NOT NULL DEFAULT 'en',
  password_hash  TEXT    NOT NULL DEFAULT '',
  terms_version  TEXT    NOT NULL DEFAULT '',
  terms_at       BIGINT  NOT NULL DEFAULT 0,
  created_at     BIGINT  NOT NULL,
  CONSTRAINT account_pk PRIMARY KEY (id),
  CONSTRAINT account_email_key UNIQUE (email_folded)
);

CREATE TABLE account_shop (
  account_id BIGINT NOT NULL,
  shop_id    BIGINT NOT NULL,
  CONSTRAINT account_shop_pk PRIMARY KEY (account_id, shop_id)
);

CREATE TABLE session (
  token_hash TEXT    NOT NULL,
  id         BIGINT  NOT NULL,
  account_id BIGINT  NOT NULL,
  address    TEXT    NOT NULL DEFAULT '',
  agent      TEXT    NOT NULL DEFAULT '',
  created_at BIGINT  NOT NULL,
  seen_at    BIGINT  NOT NULL,
  CONSTRAINT session_pk PRIMARY KEY (token_hash),
  CONSTRAINT session_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX session_account ON session (account_id, id);

CREATE TABLE account_link (
  token_hash TEXT   NOT NULL,
  account_id BIGINT NOT NULL,
  purpose    TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT account_link_pk PRIMARY KEY (token_hash),
  CONSTRAINT account_link_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX account_link_account ON account_link (account_id, purpose);

CREATE TABLE attempt (
  what       TEXT   NOT NULL,
  since      BIGINT NOT NULL,
  times      BIGINT NOT NULL,
  CONSTRAINT attempt_pk PRIMARY KEY (what)
);
CREATE INDEX attempt_since ON attempt (since);

-- A handle is stored as a host without a dot ("atelier"), a domain with its dots.
CREATE TABLE shop_host (
  host       TEXT    NOT NULL,
  shop_id    BIGINT  NOT NULL,
  kind       TEXT    NOT NULL,
  main       BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT  NOT NULL,
  CONSTRAINT shop_host_pk PRIMARY KEY (host)
);
CREATE INDEX shop_host_shop ON shop_host (shop_id, host);

-- Shops and what belongs to one.

CREATE TABLE shop (
  shop_id            BIGINT  NOT NULL,
  handle             TEXT    NOT NULL,
  name               TEXT    NOT NULL,
  email              TEXT    NOT NULL,
  phone              TEXT    NOT NULL DEFAULT '',
  country            TEXT    NOT NULL,
  currency           TEXT    NOT NULL,
  locale             TEXT    NOT NULL,
  languages          TEXT    NOT NULL DEFAULT '',
  zone               TEXT    NOT NULL,
  prices_include_tax BOOLEAN NOT NULL DEFAULT TRUE,
  legal_name         TEXT    NOT NULL DEFAULT '',
  legal_form         TEXT    NOT NULL DEFAULT '',
  capital            TEXT    NOT NULL DEFAULT '',
  line1              TEXT    NOT NULL DEFAULT '',
  line2              TEXT    NOT NULL DEFAULT '',
  postal_code        TEXT    NOT NULL DEFAULT '',
  city               TEXT    NOT NULL DEFAULT '',
  region             TEXT    NOT NULL DEFAULT '',
  tax_id             TEXT    NOT NULL DEFAULT '',
  company_id         TEXT    NOT NULL DEFAULT '',
  register           TEXT    NOT NULL DEFAULT '',
  directors          TEXT    NOT NULL DEFAULT '',
  legal_note         TEXT    NOT NULL DEFAULT '',
  vat_exempt         BOOLEAN NOT NULL DEFAULT FALSE,
  plan               TEXT    NOT NULL DEFAULT 'trial',
  trial_ends         BIGINT  NOT NULL DEFAULT 0,
  suspended_at       BIGINT  NOT NULL DEFAULT 0,
  created_at         BIGINT  NOT NULL,
  updated_at         BIGINT  NOT NULL,
  version            BIGINT  NOT NULL DEFAULT 1,
  CONSTRAINT shop_pk PRIMARY KEY (shop_id)
);

CREATE TABLE staff_member (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  role       TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT staff_member_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT staff_member_account_key UNIQUE (shop_id, account_id),
  CONSTRAINT staff_member_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);

CREATE TABLE invitation (
  shop_id      BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  email        TEXT   NOT NULL,
  email_folded TEXT   NOT NULL,
  role         TEXT   NOT NULL,
  token_hash   TEXT   NOT NULL DEFAULT '',
  invited_by   TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  CONSTRAINT invitation_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT invitation_email_key UNIQUE (shop_id, email_folded),
  CONSTRAINT invitation_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);

CREATE TABLE api_token (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  token_hash TEXT   NOT NULL,
  hint       TEXT   NOT NULL,
  scopes     TEXT   NOT NULL,
  made_by    TEXT   NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT api_token_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT api_token_hash_key UNIQUE (shop_id, token_hash),
  CONSTRAINT api_token_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);
