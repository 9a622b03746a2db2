-- +goose Up
CREATE TABLE event (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    fact TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT event_pk PRIMARY KEY (shop_id, id)
);
CREATE TABLE event_heard (
    shop_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    listener TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    CONSTRAINT event_heard_pk PRIMARY KEY (shop_id, event_id, listener),
    CONSTRAINT event_heard_event_fk FOREIGN KEY (shop_id, event_id) REFERENCES event (shop_id, id)
);
CREATE INDEX event_heard_age_index ON event_heard (shop_id, heard_at);
