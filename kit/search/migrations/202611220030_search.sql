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
-- search_term counts the documents of each word; first and second are its first two
-- letters, by which a mistyped word finds its neighbours.
CREATE TABLE search_term (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    n BIGINT NOT NULL,
    CONSTRAINT search_term_pk PRIMARY KEY (shop_id, kind, term)
);
CREATE INDEX search_term_first_index ON search_term (shop_id, kind, first);
CREATE INDEX search_term_second_index ON search_term (shop_id, kind, second);
