-- +goose Up
-- What the buyer need not pay any more: goods that came back, or never left, unpaid.
ALTER TABLE orders ADD COLUMN forgiven BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_refund ADD COLUMN forgiven BIGINT NOT NULL DEFAULT 0;
