-- +goose Up
-- Unique, so that SQLite knows the order of a list of variants by product: title, product, place.
CREATE UNIQUE INDEX product_title_place ON product (shop_id, title_key, id);
CREATE UNIQUE INDEX variant_place ON variant (shop_id, product_id, position, id);
