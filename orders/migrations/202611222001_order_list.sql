-- +goose Up
-- The orders of the list: each view and filter has an index that is in the order shown.
CREATE INDEX orders_by_payment ON orders (shop_id, payment_state, placed_at, id);
CREATE INDEX orders_by_delivery ON orders (shop_id, delivery_state, placed_at, id);
CREATE INDEX orders_by_attention ON orders (shop_id, placed_at, id) WHERE attention <> '';
CREATE INDEX orders_by_todo_total ON orders (shop_id, todo, total, id) WHERE todo <> '';
CREATE INDEX orders_by_state_total ON orders (shop_id, state, total, id);
