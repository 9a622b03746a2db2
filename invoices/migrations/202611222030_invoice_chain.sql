-- +goose Up
-- What the hash of a document covers, by version, and the salted commitment to its
-- personal fields. Documents of version 1 keep what they have.
ALTER TABLE invoice ADD COLUMN chain_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE invoice ADD COLUMN personal_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN personal_seal TEXT NOT NULL DEFAULT '';
