-- +goose Up
CREATE TABLE chain_head (
    shop_id BIGINT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT chain_head_pk PRIMARY KEY (shop_id, chain)
);
