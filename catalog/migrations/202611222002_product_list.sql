-- +goose Up
-- The products of the admin list: each view has an index in each order.
CREATE INDEX product_by_status_title ON product (shop_id, status, title_key, id);
CREATE INDEX product_by_status_updated ON product (shop_id, status, updated_at, id);
CREATE INDEX product_by_status_price ON product (shop_id, status, price_from, id);
CREATE INDEX product_by_status_vendor ON product (shop_id, status, vendor_key, id);
CREATE INDEX product_by_kind ON product (shop_id, kind, id);
CREATE INDEX product_without_image ON product (shop_id, id) WHERE image_hash = '';
