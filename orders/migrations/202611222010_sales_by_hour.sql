-- +goose Up
-- The figures of the first page read the index alone, without the rows.
CREATE INDEX orders_by_sale ON orders (shop_id, placed_at, state, total);
