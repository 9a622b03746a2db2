-- +goose Up
CREATE TABLE product (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL,
  handle TEXT NOT NULL, title TEXT NOT NULL, title_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', vendor TEXT NOT NULL DEFAULT '', vendor_key TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '', status TEXT NOT NULL, tax_category TEXT NOT NULL,
  seo_title TEXT NOT NULL DEFAULT '', seo_description TEXT NOT NULL DEFAULT '',
  price_from BIGINT NOT NULL DEFAULT 0, price_to BIGINT NOT NULL DEFAULT 0,
  variant_count BIGINT NOT NULL DEFAULT 0, image_hash TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CONSTRAINT product_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT product_status_known CHECK (status IN ('draft', 'active', 'archived'))
);
CREATE UNIQUE INDEX product_handle ON product (shop_id, handle);
CREATE INDEX product_by_status ON product (shop_id, status, id);
CREATE INDEX product_by_title ON product (shop_id, title_key, id);
CREATE INDEX product_by_updated ON product (shop_id, updated_at, id);
CREATE INDEX product_by_price ON product (shop_id, price_from, id);
CREATE INDEX product_by_vendor ON product (shop_id, vendor_key, id);

CREATE TABLE product_tag (
  shop_id BIGINT NOT NULL, product_id BIGINT NOT NULL, tag_key TEXT NOT NULL, tag TEXT NOT NULL, position BIGINT NOT NULL,
  CONSTRAINT product_tag_pk PRIMARY KEY (shop_id, product_id, tag_key),
  CONSTRAINT product_tag_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
);
CREATE INDEX product_tag_by_tag ON product_tag (shop_id, tag_key, product_id);

CREATE TABLE product_option (
  shop_id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
  CONSTRAINT product_option_pk PRIMARY KEY (shop_id, product_id, position),
  CONSTRAINT product_option_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT product_option_three CHECK (position BETWEEN 1 AND 3)
);

CREATE TABLE variant (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL,
  title TEXT NOT NULL DEFAULT '', option1 TEXT NOT NULL DEFAULT '', option2 TEXT NOT NULL DEFAULT '', option3 TEXT NOT NULL DEFAULT '',
  sku TEXT NOT NULL DEFAULT '', barcode TEXT NOT NULL DEFAULT '',
  price BIGINT NOT NULL, compare_at BIGINT NOT NULL DEFAULT 0, cost BIGINT NOT NULL DEFAULT 0, weight BIGINT NOT NULL DEFAULT 0,
  tax_category TEXT NOT NULL DEFAULT '', delivered BOOLEAN NOT NULL, tracked BOOLEAN NOT NULL, back_order BOOLEAN NOT NULL,
  image_id BIGINT NOT NULL DEFAULT 0, version BIGINT NOT NULL,
  CONSTRAINT variant_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT variant_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT variant_amounts CHECK (price >= 0 AND compare_at >= 0 AND cost >= 0 AND weight >= 0)
);
CREATE INDEX variant_of_product ON variant (shop_id, product_id, position);
CREATE INDEX variant_by_sku ON variant (shop_id, sku);

CREATE TABLE product_image (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL,
  hash TEXT NOT NULL DEFAULT '', alt TEXT NOT NULL DEFAULT '', width BIGINT NOT NULL DEFAULT 0, height BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL, source_url TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '',
  CONSTRAINT product_image_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT product_image_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT product_image_state_known CHECK (state IN ('ready', 'pending', 'failed'))
);
CREATE INDEX product_image_of_product ON product_image (shop_id, product_id, position);
CREATE INDEX product_image_waiting ON product_image (shop_id, state, id) WHERE state <> 'ready';

CREATE TABLE collection (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, handle TEXT NOT NULL, title TEXT NOT NULL, title_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', by_rule BOOLEAN NOT NULL, any_rule BOOLEAN NOT NULL, sort TEXT NOT NULL,
  seo_title TEXT NOT NULL DEFAULT '', seo_description TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CONSTRAINT collection_pk PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX collection_handle ON collection (shop_id, handle);
CREATE INDEX collection_by_title ON collection (shop_id, title_key, id);

CREATE TABLE collection_rule (
  shop_id BIGINT NOT NULL, collection_id BIGINT NOT NULL, position BIGINT NOT NULL,
  field TEXT NOT NULL, relation TEXT NOT NULL, value TEXT NOT NULL,
  CONSTRAINT collection_rule_pk PRIMARY KEY (shop_id, collection_id, position),
  CONSTRAINT collection_rule_collection_fk FOREIGN KEY (shop_id, collection_id) REFERENCES collection (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE collection_product (
  shop_id BIGINT NOT NULL, collection_id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL,
  CONSTRAINT collection_product_pk PRIMARY KEY (shop_id, collection_id, product_id),
  CONSTRAINT collection_product_collection_fk FOREIGN KEY (shop_id, collection_id) REFERENCES collection (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT collection_product_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
);
CREATE INDEX collection_product_of_product ON collection_product (shop_id, product_id);
