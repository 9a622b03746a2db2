-- +goose Up
CREATE TABLE job (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    state TEXT NOT NULL,
    priority BIGINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL DEFAULT 0,
    max_attempts BIGINT NOT NULL,
    uniq TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT job_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT job_state_check CHECK (state IN ('ready', 'running', 'dead'))
);
CREATE INDEX job_waiting_index ON job (shop_id, state, priority, run_at);
CREATE UNIQUE INDEX job_uniq_key ON job (shop_id, kind, uniq) WHERE uniq <> '' AND state <> 'dead';
-- job_ready lists the shops that have work and when; the one table read over all shops.
CREATE TABLE job_ready (
    shop_id BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    lingers BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT job_ready_pk PRIMARY KEY (shop_id)
);
-- job_every keeps the next run of each periodic job, once for all processes.
CREATE TABLE job_every (
    shop_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    CONSTRAINT job_every_pk PRIMARY KEY (shop_id, name)
);
