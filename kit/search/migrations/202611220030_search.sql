-- +goose Up
CREATE TABLE search_doc (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT search_doc_pk PRIMARY KEY (shop_id, kind, id),
    CONSTRAINT search_doc_doc_key UNIQUE (shop_id, doc_id)
);
CREATE TABLE search_term (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    n BIGINT NOT NULL,
    CONSTRAINT search_term_pk PRIMARY KEY (shop_id, kind, term)
);
