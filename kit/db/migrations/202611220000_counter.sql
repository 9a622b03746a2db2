-- +goose Up
CREATE TABLE counter (
    shop_id BIGINT NOT NULL,
    series TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT counter_pk PRIMARY KEY (shop_id, series),
    CONSTRAINT counter_value_check CHECK (value > 0)
);
