-- +goose Up
CREATE INDEX stock_movement_by_variant ON stock_movement (shop_id, variant_id, id);
CREATE INDEX stock_movement_by_kind ON stock_movement (shop_id, kind, id);
CREATE INDEX stock_movement_by_reason ON stock_movement (shop_id, reason, id);
CREATE INDEX stock_movement_by_order ON stock_movement (shop_id, order_id, id) WHERE order_id <> 0;
