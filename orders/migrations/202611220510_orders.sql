-- +goose Up
CREATE TABLE orders (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  token TEXT NOT NULL,                    -- secret of the buyer's status page
  state TEXT NOT NULL,                    -- open closed cancelled
  payment_state TEXT NOT NULL,
  delivery_state TEXT NOT NULL,
  todo TEXT NOT NULL DEFAULT '',          -- ship, pay or nothing: the tabs of the list
  attention TEXT NOT NULL DEFAULT '',     -- what a person must look at, in one sentence
  source TEXT NOT NULL,                   -- shop, import
  document TEXT NOT NULL DEFAULT '',      -- of an import: invoice, credit_note
  customer_id BIGINT NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '{}',     -- JSON
  locale TEXT NOT NULL,
  currency TEXT NOT NULL,
  prices_include_tax BOOLEAN NOT NULL,
  subtotal BIGINT NOT NULL,
  discount BIGINT NOT NULL DEFAULT 0,
  delivery BIGINT NOT NULL DEFAULT 0,
  delivery_net BIGINT NOT NULL DEFAULT 0,
  delivery_tax BIGINT NOT NULL DEFAULT 0,
  net BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  authorised BIGINT NOT NULL DEFAULT 0,
  captured BIGINT NOT NULL DEFAULT 0,
  refunded BIGINT NOT NULL DEFAULT 0,     -- asked for: captured is never exceeded
  returned BIGINT NOT NULL DEFAULT 0,     -- refunded and known to have left
  delivery_refunded BIGINT NOT NULL DEFAULT 0,
  delivery_option TEXT NOT NULL DEFAULT '',
  delivery_name TEXT NOT NULL DEFAULT '',
  payment_method TEXT NOT NULL DEFAULT '',
  quantity BIGINT NOT NULL DEFAULT 0,
  cancel_reason TEXT NOT NULL DEFAULT '',
  placed_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL DEFAULT 0,
  cancelled_at BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT orders_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT orders_refund_within_captured CHECK (refunded <= captured OR document <> '')
);
CREATE UNIQUE INDEX orders_number ON orders (shop_id, number);
CREATE UNIQUE INDEX orders_token ON orders (shop_id, token);
CREATE INDEX orders_by_placed ON orders (shop_id, placed_at, id);
CREATE INDEX orders_by_total ON orders (shop_id, total, id);
CREATE INDEX orders_by_state ON orders (shop_id, state, placed_at, id);
CREATE INDEX orders_by_todo ON orders (shop_id, todo, placed_at, id) WHERE todo <> '';
CREATE INDEX orders_by_country ON orders (shop_id, country, placed_at, id);
CREATE INDEX orders_by_customer ON orders (shop_id, customer_id, placed_at, id);

CREATE TABLE order_line (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,                     -- goods, and in imports fee, delivery, discount
  variant_id BIGINT NOT NULL DEFAULT 0,   -- 0: a line of text
  product_id BIGINT NOT NULL DEFAULT 0,
  title TEXT NOT NULL,
  variant_title TEXT NOT NULL DEFAULT '',
  sku TEXT NOT NULL DEFAULT '',
  image_hash TEXT NOT NULL DEFAULT '',
  quantity BIGINT NOT NULL,
  shipped BIGINT NOT NULL DEFAULT 0,
  withdrawn BIGINT NOT NULL DEFAULT 0,    -- refunded before they left
  refunded BIGINT NOT NULL DEFAULT 0,     -- all refunded, withdrawn ones included
  unit_price BIGINT NOT NULL,
  discount BIGINT NOT NULL DEFAULT 0,
  net BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  tax_country TEXT NOT NULL DEFAULT '',
  tax_rate BIGINT NOT NULL DEFAULT 0,
  tax_category TEXT NOT NULL DEFAULT '',
  tax_scheme TEXT NOT NULL DEFAULT '',
  tax_name TEXT NOT NULL DEFAULT '',
  tax_reason TEXT NOT NULL DEFAULT '',
  cost BIGINT NOT NULL DEFAULT 0,
  weight BIGINT NOT NULL DEFAULT 0,
  delivered BOOLEAN NOT NULL DEFAULT TRUE, -- needs delivery
  CONSTRAINT order_line_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT order_line_order_fk FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, id),
  CONSTRAINT order_line_left CHECK (kind <> 'goods' OR quantity < 0 OR (shipped + withdrawn <= quantity AND refunded <= quantity))
);
CREATE INDEX order_line_by_order ON order_line (shop_id, order_id, position);

CREATE TABLE order_tax (
  shop_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  part TEXT NOT NULL,                     -- lines, delivery
  position BIGINT NOT NULL,
  country TEXT NOT NULL,
  rate BIGINT NOT NULL,
  category TEXT NOT NULL,
  scheme TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  base BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT order_tax_pk PRIMARY KEY (shop_id, order_id, part, position),
  CONSTRAINT order_tax_order_fk FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, id)
);

CREATE TABLE order_refund (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  cancellation BOOLEAN NOT NULL DEFAULT FALSE,
  state TEXT NOT NULL,                    -- pending done failed
  amount BIGINT NOT NULL,
  returned BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  delivery BIGINT NOT NULL DEFAULT 0,
  adjustment BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  CONSTRAINT order_refund_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT order_refund_order_fk FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, id)
);
CREATE INDEX order_refund_by_order ON order_refund (shop_id, order_id, id);

CREATE TABLE order_refund_line (
  shop_id BIGINT NOT NULL,
  refund_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  withdrawn BIGINT NOT NULL DEFAULT 0,
  restocked BOOLEAN NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT order_refund_line_pk PRIMARY KEY (shop_id, refund_id, order_line_id),
  CONSTRAINT order_refund_line_refund_fk FOREIGN KEY (shop_id, refund_id) REFERENCES order_refund (shop_id, id),
  CONSTRAINT order_refund_line_line_fk FOREIGN KEY (shop_id, order_line_id) REFERENCES order_line (shop_id, id)
);

CREATE TABLE order_entry (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,                     -- English sentence, or the words of a note
  args TEXT NOT NULL DEFAULT '[]',        -- JSON
  actor_kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT order_entry_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT order_entry_order_fk FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, id)
);
CREATE INDEX order_entry_by_order ON order_entry (shop_id, order_id, id);

CREATE TABLE cart (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  token TEXT NOT NULL,                    -- secret: the only key to the cart
  currency TEXT NOT NULL,
  locale TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',       -- JSON, empty until given
  delivery_option TEXT NOT NULL DEFAULT '',
  order_id BIGINT NOT NULL DEFAULT 0,     -- a cart becomes one order
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT cart_pk PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX cart_token ON cart (shop_id, token);
CREATE INDEX cart_by_age ON cart (shop_id, updated_at);

CREATE TABLE cart_line (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  cart_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  seen_price BIGINT NOT NULL,             -- what the buyer was last told
  CONSTRAINT cart_line_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT cart_line_cart_fk FOREIGN KEY (shop_id, cart_id) REFERENCES cart (shop_id, id),
  CONSTRAINT cart_line_quantity CHECK (quantity > 0)
);
CREATE INDEX cart_line_by_cart ON cart_line (shop_id, cart_id, id);
CREATE UNIQUE INDEX cart_line_variant ON cart_line (shop_id, cart_id, variant_id);
