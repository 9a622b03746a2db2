-- +goose Up
CREATE TABLE idempotency (
	shop_id      BIGINT NOT NULL,
	caller       TEXT   NOT NULL,
	route        TEXT   NOT NULL,
	key          TEXT   NOT NULL,
	request_hash TEXT   NOT NULL,
	status       BIGINT NOT NULL DEFAULT 0,
	header       TEXT   NOT NULL DEFAULT '',
	cookies      TEXT   NOT NULL DEFAULT '[]',
	answer       TEXT   NOT NULL DEFAULT '',
	created_at   BIGINT NOT NULL,
	CONSTRAINT idempotency_pk PRIMARY KEY (shop_id, caller, route, key)
);
CREATE INDEX idempotency_age ON idempotency (shop_id, created_at);
