-- +goose Up

-- How the shop lets its buyers pay; one row a method it has set up.
CREATE TABLE payment_method (
  shop_id      BIGINT  NOT NULL,
  method       TEXT    NOT NULL,
  name         TEXT    NOT NULL DEFAULT '',
  instructions TEXT    NOT NULL DEFAULT '',
  account_name TEXT    NOT NULL DEFAULT '',
  iban         TEXT    NOT NULL DEFAULT '',
  bic          TEXT    NOT NULL DEFAULT '',
  capture      TEXT    NOT NULL DEFAULT 'automatic',
  active       BOOLEAN NOT NULL,
  position     BIGINT  NOT NULL,
  updated_at   BIGINT  NOT NULL,
  CONSTRAINT payment_method_pk PRIMARY KEY (shop_id, method),
  CONSTRAINT payment_method_capture CHECK (capture IN ('automatic', 'manual'))
);

-- The shop's account with a provider. Keys are made once, are in no change set and are
-- shown nowhere.
CREATE TABLE payment_account (
  shop_id    BIGINT NOT NULL,
  provider   TEXT   NOT NULL,
  secret     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT payment_account_pk PRIMARY KEY (shop_id, provider)
);

-- One intent to pay for an order. capturing and refunding are amounts asked of the
-- provider and not answered yet; the checks are the last wall against paying back
-- more than came in.
CREATE TABLE payment (
  shop_id      BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  token        TEXT   NOT NULL,
  order_id     BIGINT NOT NULL,
  order_number TEXT   NOT NULL,
  method       TEXT   NOT NULL,
  provider     TEXT   NOT NULL DEFAULT '',
  capture      TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  amount       BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  authorised   BIGINT NOT NULL DEFAULT 0,
  captured     BIGINT NOT NULL DEFAULT 0,
  refunded     BIGINT NOT NULL DEFAULT 0,
  capturing    BIGINT NOT NULL DEFAULT 0,
  refunding    BIGINT NOT NULL DEFAULT 0,
  reference    TEXT   NOT NULL DEFAULT '',
  session_url  TEXT   NOT NULL DEFAULT '',
  return_path  TEXT   NOT NULL DEFAULT '',
  error        TEXT   NOT NULL DEFAULT '',
  expires_at   BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  CONSTRAINT payment_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT payment_token_key UNIQUE (shop_id, token),
  CONSTRAINT payment_amounts CHECK (amount > 0 AND captured >= 0 AND refunded >= 0 AND capturing >= 0 AND refunding >= 0
    AND captured + capturing <= authorised AND refunded + refunding <= captured AND authorised <= amount)
);
CREATE INDEX payment_order ON payment (shop_id, order_id, id);
CREATE INDEX payment_waiting ON payment (shop_id, state, updated_at);

-- One call to a provider: written before the call, its idempotency key is its own id.
CREATE TABLE payment_operation (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  amount     BIGINT NOT NULL,
  refund_id  BIGINT NOT NULL DEFAULT 0,
  reason     TEXT   NOT NULL DEFAULT '',
  state      TEXT   NOT NULL,
  error      TEXT   NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT payment_operation_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT payment_operation_payment_fk FOREIGN KEY (shop_id, payment_id) REFERENCES payment (shop_id, id),
  CONSTRAINT payment_operation_kind CHECK (kind IN ('session', 'capture', 'void', 'refund')),
  CONSTRAINT payment_operation_state CHECK (state IN ('intent', 'unknown', 'done', 'failed'))
);
CREATE INDEX payment_operation_payment ON payment_operation (shop_id, payment_id, id);
CREATE INDEX payment_operation_open ON payment_operation (shop_id, state, updated_at);

-- What providers told us: once each, whatever came of it.
CREATE TABLE payment_notice (
  shop_id     BIGINT NOT NULL,
  provider    TEXT   NOT NULL,
  event_id    TEXT   NOT NULL,
  payment_id  BIGINT NOT NULL DEFAULT 0,
  outcome     TEXT   NOT NULL,
  received_at BIGINT NOT NULL,
  CONSTRAINT payment_notice_pk PRIMARY KEY (shop_id, provider, event_id)
);
