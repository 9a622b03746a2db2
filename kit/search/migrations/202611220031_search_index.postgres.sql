-- +goose Up
ALTER TABLE search_doc ADD COLUMN words tsvector;
CREATE INDEX search_doc_words_index ON search_doc USING gin (words);
