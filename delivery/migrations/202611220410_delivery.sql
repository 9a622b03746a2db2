-- +goose Up

-- Where the shop delivers. places is a list by spaces: FR, DE, * (rest of the world),
-- FR:97 (postal codes that begin with 97); a leading - takes a place out.
CREATE TABLE delivery_zone (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  places     TEXT   NOT NULL,
  position   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT delivery_zone_pk PRIMARY KEY (shop_id, id)
);

-- A way to deliver in a zone and its price. bands is a JSON list of {up_to, price}:
-- up_to is grams or minor units by kind, 0 in the last one means without limit.
CREATE TABLE delivery_method (
  shop_id      BIGINT  NOT NULL,
  id           BIGINT  NOT NULL,
  zone_id      BIGINT  NOT NULL,
  name         TEXT    NOT NULL,
  estimate     TEXT    NOT NULL DEFAULT '',
  kind         TEXT    NOT NULL,
  bands        TEXT    NOT NULL,
  free_from    BIGINT  NOT NULL DEFAULT 0,
  tax_category TEXT    NOT NULL,
  active       BOOLEAN NOT NULL,
  position     BIGINT  NOT NULL,
  created_at   BIGINT  NOT NULL,
  CONSTRAINT delivery_method_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT delivery_method_zone_fk FOREIGN KEY (shop_id, zone_id) REFERENCES delivery_zone (shop_id, id),
  CONSTRAINT delivery_method_kind CHECK (kind IN ('flat', 'weight', 'price'))
);
CREATE INDEX delivery_method_zone ON delivery_method (shop_id, zone_id, position);

-- One parcel or letter that left for an order.
CREATE TABLE shipment (
  shop_id      BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  order_id     BIGINT NOT NULL,
  carrier      TEXT   NOT NULL DEFAULT '',
  tracking     TEXT   NOT NULL DEFAULT '',
  tracking_url TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  CONSTRAINT shipment_pk PRIMARY KEY (shop_id, id)
);
CREATE INDEX shipment_order ON shipment (shop_id, order_id, id);

CREATE TABLE shipment_line (
  shop_id       BIGINT NOT NULL,
  id            BIGINT NOT NULL,
  shipment_id   BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  variant_id    BIGINT NOT NULL,
  quantity      BIGINT NOT NULL,
  CONSTRAINT shipment_line_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT shipment_line_shipment_fk FOREIGN KEY (shop_id, shipment_id) REFERENCES shipment (shop_id, id),
  CONSTRAINT shipment_line_quantity CHECK (quantity > 0)
);
CREATE INDEX shipment_line_shipment ON shipment_line (shop_id, shipment_id);
