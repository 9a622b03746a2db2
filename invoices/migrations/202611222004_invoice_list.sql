-- +goose Up
CREATE INDEX invoice_by_kind ON invoice (shop_id, kind, day, id);
CREATE INDEX invoice_by_gross ON invoice (shop_id, gross, id);
CREATE INDEX invoice_by_kind_gross ON invoice (shop_id, kind, gross, id);
CREATE INDEX invoice_by_number ON invoice (shop_id, number);
CREATE INDEX invoice_by_order_number ON invoice (shop_id, order_number, id);
