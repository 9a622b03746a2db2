-- +goose Up
CREATE INDEX customer_by_last_order ON customer (shop_id, last_order_at, id);
CREATE INDEX customer_by_country ON customer (shop_id, country, id);
CREATE INDEX customer_by_country_name ON customer (shop_id, country, name_key, id);
CREATE INDEX customer_by_country_spent ON customer (shop_id, country, spent, id);
