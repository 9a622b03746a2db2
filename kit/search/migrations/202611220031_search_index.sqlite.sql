-- +goose Up
-- rowid is search_doc.doc_id; shop holds one token like s42k… of shop and kind.
CREATE VIRTUAL TABLE search_index USING fts5 (
    shop, title, body, content = '', contentless_delete = 1,
    prefix = '3 4', tokenize = "unicode61 remove_diacritics 0"
);
