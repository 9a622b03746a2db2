-- +goose Up
CREATE TABLE stock_location (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL, is_default BOOLEAN NOT NULL,
  CONSTRAINT stock_location_pk PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX stock_location_default ON stock_location (shop_id, is_default) WHERE is_default = TRUE;

-- loose: the variant may go below what is there (back-order, not counted, or it was
-- below when counting began). All other levels keep 0 <= reserved <= on_hand.
CREATE TABLE stock_level (
  shop_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL,
  on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL, value BIGINT NOT NULL, moves BIGINT NOT NULL,
  tracked BOOLEAN NOT NULL, back_order BOOLEAN NOT NULL, loose BOOLEAN NOT NULL, updated_at BIGINT NOT NULL,
  CONSTRAINT stock_level_pk PRIMARY KEY (shop_id, variant_id, location_id),
  CONSTRAINT stock_level_location_fk FOREIGN KEY (shop_id, location_id) REFERENCES stock_location (shop_id, id),
  CONSTRAINT stock_level_reserved_positive CHECK (reserved >= 0),
  CONSTRAINT stock_level_enough CHECK (loose OR on_hand >= reserved)
);

CREATE TABLE stock_reservation (
  shop_id BIGINT NOT NULL, owner_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL, expires_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
  CONSTRAINT stock_reservation_pk PRIMARY KEY (shop_id, owner_id, variant_id, location_id),
  CONSTRAINT stock_reservation_level_fk FOREIGN KEY (shop_id, variant_id, location_id) REFERENCES stock_level (shop_id, variant_id, location_id),
  CONSTRAINT stock_reservation_positive CHECK (quantity >= 0)
);
CREATE INDEX stock_reservation_expiring ON stock_reservation (shop_id, expires_at) WHERE expires_at > 0;
CREATE INDEX stock_reservation_of_variant ON stock_reservation (shop_id, variant_id);

-- Append-only. seq counts per variant and location without a gap, so that a missing
-- row shows; on_hand and value are what the movement left behind.
CREATE TABLE stock_movement (
  shop_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL, seq BIGINT NOT NULL, id BIGINT NOT NULL,
  kind TEXT NOT NULL, quantity BIGINT NOT NULL, cost BIGINT NOT NULL, on_hand BIGINT NOT NULL, value BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', order_id BIGINT NOT NULL DEFAULT 0, source_id BIGINT NOT NULL DEFAULT 0,
  actor_kind TEXT NOT NULL, actor_id BIGINT NOT NULL, actor_name TEXT NOT NULL, created_at BIGINT NOT NULL,
  CONSTRAINT stock_movement_pk PRIMARY KEY (shop_id, variant_id, location_id, seq),
  CONSTRAINT stock_movement_kind_known CHECK (kind IN ('adjusted', 'imported', 'left', 'came_back', 'revalued'))
);
CREATE UNIQUE INDEX stock_movement_id ON stock_movement (shop_id, id);
CREATE INDEX stock_movement_of_order ON stock_movement (shop_id, order_id, variant_id) WHERE order_id <> 0;
