CREATE TABLE account (
  id             BIGINT  NOT NULL,
  email          TEXT    NOT NULL,
  email_folded   TEXT    NOT NULL,
  name           TEXT    NOT NULL DEFAULT '',
  locale         TEXT    NOT NULL DEFAULT 'en',
  password_hash  TEXT    NOT NULL DEFAULT '',
  terms_version  TEXT    NOT NULL DEFAULT '',
  terms_at       BIGINT  NOT NULL DEFAULT 0,
  created_at     BIGINT  NOT NULL,
  CONSTRAINT account_pk PRIMARY KEY (id),
  CONSTRAINT account_email_key UNIQUE (email_folded)
);

CREATE TABLE account_link (
  token_hash TEXT   NOT NULL,
  account_id BIGINT NOT NULL,
  purpose    TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT account_link_pk PRIMARY KEY (token_hash),
  CONSTRAINT account_link_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX account_link_account ON account_link (account_id, purpose);

CREATE TABLE account_shop (
  account_id BIGINT NOT NULL,
  shop_id    BIGINT NOT NULL,
  CONSTRAINT account_shop_pk PRIMARY KEY (account_id, shop_id)
);

CREATE TABLE api_token (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  token_hash TEXT   NOT NULL,
  hint       TEXT   NOT NULL,
  scopes     TEXT   NOT NULL,
  made_by    TEXT   NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT api_token_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT api_token_hash_key UNIQUE (shop_id, token_hash),
  CONSTRAINT api_token_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);

CREATE TABLE attempt (
  what       TEXT   NOT NULL,
  since      BIGINT NOT NULL,
  times      BIGINT NOT NULL,
  CONSTRAINT attempt_pk PRIMARY KEY (what)
);

CREATE INDEX attempt_since ON attempt (since);

CREATE TABLE bulk_edit (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, change_set BIGINT NOT NULL,
  total_count BIGINT NOT NULL, done_count BIGINT NOT NULL DEFAULT 0, saved_count BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  CONSTRAINT bulk_edit_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT bulk_edit_state_known CHECK (state IN ('running', 'done'))
);

CREATE TABLE bulk_edit_part (
  shop_id BIGINT NOT NULL, bulk_edit_id BIGINT NOT NULL, position BIGINT NOT NULL,
  done BOOLEAN NOT NULL, edits TEXT NOT NULL, faults TEXT NOT NULL DEFAULT '',
  CONSTRAINT bulk_edit_part_pk PRIMARY KEY (shop_id, bulk_edit_id, position),
  CONSTRAINT bulk_edit_part_fk FOREIGN KEY (shop_id, bulk_edit_id) REFERENCES bulk_edit (shop_id, id) ON DELETE CASCADE
);

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

CREATE INDEX cart_by_age ON cart (shop_id, updated_at);

CREATE UNIQUE INDEX cart_token ON cart (shop_id, token);

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

CREATE TABLE chain_head (
    shop_id BIGINT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT chain_head_pk PRIMARY KEY (shop_id, chain)
);

CREATE TABLE change (
  shop_id       BIGINT  NOT NULL,
  id            BIGINT  NOT NULL,
  change_set_id BIGINT  NOT NULL,
  object        TEXT    NOT NULL,
  object_id     BIGINT  NOT NULL,
  title         TEXT    NOT NULL DEFAULT '',
  verb          TEXT    NOT NULL,
  before        TEXT    NOT NULL DEFAULT '',
  after         TEXT    NOT NULL DEFAULT '',
  undoable      BOOLEAN NOT NULL DEFAULT FALSE,
  created_at    BIGINT  NOT NULL,
  CONSTRAINT change_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT change_set_fk FOREIGN KEY (shop_id, change_set_id) REFERENCES change_set (shop_id, id)
);

CREATE INDEX change_of_object ON change (shop_id, object, object_id, id);

CREATE INDEX change_of_set ON change (shop_id, change_set_id, id);

CREATE TABLE change_set (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  actor_kind TEXT   NOT NULL,
  actor_id   BIGINT NOT NULL DEFAULT 0,
  actor_name TEXT   NOT NULL DEFAULT '',
  summary    TEXT   NOT NULL DEFAULT '',
  args       TEXT   NOT NULL DEFAULT '[]',
  undo_of    BIGINT NOT NULL DEFAULT 0,
  undone_by  BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  CONSTRAINT change_set_pk PRIMARY KEY (shop_id, id)
);

CREATE INDEX change_set_by_actor ON change_set (shop_id, actor_id, id);

CREATE TABLE collection (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, handle TEXT NOT NULL, title TEXT NOT NULL, title_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', by_rule BOOLEAN NOT NULL, any_rule BOOLEAN NOT NULL, sort TEXT NOT NULL,
  seo_title TEXT NOT NULL DEFAULT '', seo_description TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CONSTRAINT collection_pk PRIMARY KEY (shop_id, id)
);

CREATE INDEX collection_by_title ON collection (shop_id, title_key, id);

CREATE UNIQUE INDEX collection_handle ON collection (shop_id, handle);

CREATE TABLE collection_product (
  shop_id BIGINT NOT NULL, collection_id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL,
  CONSTRAINT collection_product_pk PRIMARY KEY (shop_id, collection_id, product_id),
  CONSTRAINT collection_product_collection_fk FOREIGN KEY (shop_id, collection_id) REFERENCES collection (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT collection_product_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
);

CREATE INDEX collection_product_of_product ON collection_product (shop_id, product_id);

CREATE TABLE collection_rule (
  shop_id BIGINT NOT NULL, collection_id BIGINT NOT NULL, position BIGINT NOT NULL,
  field TEXT NOT NULL, relation TEXT NOT NULL, value TEXT NOT NULL,
  CONSTRAINT collection_rule_pk PRIMARY KEY (shop_id, collection_id, position),
  CONSTRAINT collection_rule_collection_fk FOREIGN KEY (shop_id, collection_id) REFERENCES collection (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE counter (
    shop_id BIGINT NOT NULL,
    series TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT counter_pk PRIMARY KEY (shop_id, series),
    CONSTRAINT counter_value_check CHECK (value > 0)
);

CREATE TABLE customer (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',   -- folded: one customer per e-mail
  reference TEXT NOT NULL DEFAULT '',   -- number in the system the history came from
  name TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',    -- folded, for sorting
  phone TEXT NOT NULL DEFAULT '',
  locale TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  orders_count BIGINT NOT NULL DEFAULT 0,
  spent BIGINT NOT NULL DEFAULT 0,
  last_order_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT customer_pk PRIMARY KEY (shop_id, id)
);

CREATE INDEX customer_by_country ON customer (shop_id, country, id);

CREATE INDEX customer_by_country_name ON customer (shop_id, country, name_key, id);

CREATE INDEX customer_by_country_spent ON customer (shop_id, country, spent, id);

CREATE INDEX customer_by_last_order ON customer (shop_id, last_order_at, id);

CREATE INDEX customer_by_name ON customer (shop_id, name_key, id);

CREATE INDEX customer_by_orders ON customer (shop_id, orders_count, id);

CREATE INDEX customer_by_spent ON customer (shop_id, spent, id);

CREATE UNIQUE INDEX customer_email ON customer (shop_id, email_key) WHERE email_key <> '';

CREATE UNIQUE INDEX customer_reference ON customer (shop_id, reference) WHERE reference <> '';

CREATE TABLE customer_address (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  address_key TEXT NOT NULL,            -- hash of all fields: the same address is kept once
  name TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  line1 TEXT NOT NULL DEFAULT '',
  line2 TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  vat_number TEXT NOT NULL DEFAULT '',
  used_at BIGINT NOT NULL,
  CONSTRAINT customer_address_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT customer_address_customer_fk FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id)
);

CREATE UNIQUE INDEX customer_address_once ON customer_address (shop_id, customer_id, address_key);

CREATE TABLE customer_note (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT customer_note_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT customer_note_customer_fk FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id)
);

CREATE INDEX customer_note_by_customer ON customer_note (shop_id, customer_id, id);

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

CREATE TABLE delivery_zone (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  places     TEXT   NOT NULL,
  position   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT delivery_zone_pk PRIMARY KEY (shop_id, id)
);

CREATE TABLE event (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    fact TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT event_pk PRIMARY KEY (shop_id, id)
);

CREATE TABLE event_heard (
    shop_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    listener TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    CONSTRAINT event_heard_pk PRIMARY KEY (shop_id, event_id, listener),
    CONSTRAINT event_heard_event_fk FOREIGN KEY (shop_id, event_id) REFERENCES event (shop_id, id)
);

CREATE INDEX event_heard_age_index ON event_heard (shop_id, heard_at);

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

CREATE TABLE idempotency (
	shop_id      BIGINT NOT NULL,
	caller       TEXT   NOT NULL,
	route        TEXT   NOT NULL,
	key          TEXT   NOT NULL,
	request_hash TEXT   NOT NULL,
	status       BIGINT NOT NULL DEFAULT 0,
	header       TEXT   NOT NULL DEFAULT '',
	cookies      TEXT   NOT NULL DEFAULT '[]',
	answer       TEXT   NOT NULL DEFAULT '',
	created_at   BIGINT NOT NULL,
	CONSTRAINT idempotency_pk PRIMARY KEY (shop_id, caller, route, key)
);

CREATE INDEX idempotency_age ON idempotency (shop_id, created_at);

CREATE TABLE invitation (
  shop_id      BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  email        TEXT   NOT NULL,
  email_folded TEXT   NOT NULL,
  role         TEXT   NOT NULL,
  token_hash   TEXT   NOT NULL DEFAULT '',
  invited_by   TEXT   NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  CONSTRAINT invitation_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT invitation_email_key UNIQUE (shop_id, email_folded),
  CONSTRAINT invitation_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);

CREATE TABLE invoice (
    shop_id            BIGINT  NOT NULL,
    id                 BIGINT  NOT NULL,
    kind               TEXT    NOT NULL,
    series             TEXT    NOT NULL,
    seq                BIGINT  NOT NULL,
    number             TEXT    NOT NULL,
    chain_seq          BIGINT  NOT NULL,
    chain_hash         TEXT    NOT NULL,
    order_id           BIGINT  NOT NULL,
    order_number       TEXT    NOT NULL,
    customer_id        BIGINT  NOT NULL,
    buyer_name         TEXT    NOT NULL,
    corrects_id        BIGINT  NOT NULL,
    corrects_number    TEXT    NOT NULL,
    cause              TEXT    NOT NULL,
    cause_id           BIGINT  NOT NULL,
    day                TEXT    NOT NULL,
    supply_day         TEXT    NOT NULL,
    locale             TEXT    NOT NULL,
    currency           TEXT    NOT NULL,
    prices_include_tax BOOLEAN NOT NULL,
    net                BIGINT  NOT NULL,
    tax                BIGINT  NOT NULL,
    gross              BIGINT  NOT NULL,
    paid               BIGINT  NOT NULL,
    payment            TEXT    NOT NULL,
    seller             TEXT    NOT NULL,
    buyer              TEXT    NOT NULL,
    delivered_to       TEXT    NOT NULL,
    mentions           TEXT    NOT NULL,
    created_at         BIGINT  NOT NULL, chain_version BIGINT NOT NULL DEFAULT 1, personal_salt TEXT NOT NULL DEFAULT '', personal_seal TEXT NOT NULL DEFAULT '',
    CONSTRAINT invoice_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT invoice_series UNIQUE (shop_id, kind, series, seq),
    CONSTRAINT invoice_number UNIQUE (shop_id, kind, number),
    CONSTRAINT invoice_cause UNIQUE (shop_id, kind, cause, cause_id),
    CONSTRAINT invoice_kind CHECK (kind IN ('invoice', 'credit_note'))
);

CREATE INDEX invoice_by_gross ON invoice (shop_id, gross, id);

CREATE INDEX invoice_by_kind ON invoice (shop_id, kind, day, id);

CREATE INDEX invoice_by_kind_gross ON invoice (shop_id, kind, gross, id);

CREATE INDEX invoice_by_number ON invoice (shop_id, number);

CREATE INDEX invoice_by_order_number ON invoice (shop_id, order_number, id);

CREATE INDEX invoice_customer ON invoice (shop_id, customer_id, id);

CREATE INDEX invoice_day ON invoice (shop_id, day, id);

CREATE INDEX invoice_order ON invoice (shop_id, order_id, id);

CREATE TABLE invoice_line (
    shop_id       BIGINT NOT NULL,
    invoice_id    BIGINT NOT NULL,
    line_no       BIGINT NOT NULL,
    order_id      BIGINT NOT NULL,
    order_line_id BIGINT NOT NULL,
    use           TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    sku           TEXT   NOT NULL,
    quantity      BIGINT NOT NULL,
    unit_price    BIGINT NOT NULL,
    net           BIGINT NOT NULL,
    tax           BIGINT NOT NULL,
    gross         BIGINT NOT NULL,
    tax_country   TEXT   NOT NULL,
    tax_rate      BIGINT NOT NULL,
    tax_name      TEXT   NOT NULL,
    tax_category  TEXT   NOT NULL,
    tax_scheme    TEXT   NOT NULL,
    CONSTRAINT invoice_line_pk PRIMARY KEY (shop_id, invoice_id, line_no),
    CONSTRAINT invoice_line_invoice_fk FOREIGN KEY (shop_id, invoice_id) REFERENCES invoice (shop_id, id)
);

CREATE INDEX invoice_line_order ON invoice_line (shop_id, order_id, order_line_id);

CREATE TABLE job (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    state TEXT NOT NULL,
    priority BIGINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL DEFAULT 0,
    max_attempts BIGINT NOT NULL,
    uniq TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT job_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT job_state_check CHECK (state IN ('ready', 'running', 'dead'))
);

CREATE INDEX job_due_index ON job (shop_id, state, priority, run_at, id);

CREATE UNIQUE INDEX job_uniq_key ON job (shop_id, kind, uniq) WHERE uniq <> '' AND state <> 'dead';

CREATE TABLE job_every (
    shop_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    CONSTRAINT job_every_pk PRIMARY KEY (shop_id, name)
);

CREATE TABLE job_ready (
    shop_id BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    lingers BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT job_ready_pk PRIMARY KEY (shop_id)
);

CREATE TABLE ledger_account (
    shop_id    BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    role       TEXT   NOT NULL,
    sub        TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    label      TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT ledger_account_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT ledger_account_role UNIQUE (shop_id, role, sub),
    CONSTRAINT ledger_account_kind CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense'))
);

CREATE TABLE ledger_chart (
    shop_id BIGINT NOT NULL,
    chart   TEXT   NOT NULL,
    CONSTRAINT ledger_chart_pk PRIMARY KEY (shop_id)
);

CREATE TABLE ledger_entry (
    shop_id       BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    hash          TEXT   NOT NULL,
    journal       TEXT   NOT NULL,
    day           TEXT   NOT NULL,
    document_day  TEXT   NOT NULL,
    label         TEXT   NOT NULL,
    ref           TEXT   NOT NULL,
    fact          TEXT   NOT NULL,
    fact_id       BIGINT NOT NULL,
    order_id      BIGINT NOT NULL,
    currency      TEXT   NOT NULL,
    total         BIGINT NOT NULL,
    reverses      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    CONSTRAINT ledger_entry_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT ledger_entry_seq UNIQUE (shop_id, seq)
);

CREATE INDEX ledger_entry_by_journal ON ledger_entry (shop_id, journal, day, seq);

CREATE INDEX ledger_entry_by_ref ON ledger_entry (shop_id, ref, seq);

CREATE INDEX ledger_entry_day ON ledger_entry (shop_id, day, seq);

CREATE INDEX ledger_entry_fact ON ledger_entry (shop_id, fact, fact_id);

CREATE INDEX ledger_entry_order ON ledger_entry (shop_id, order_id, seq);

CREATE TABLE ledger_line (
    shop_id      BIGINT NOT NULL,
    entry_id     BIGINT NOT NULL,
    line_no      BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    amount       BIGINT NOT NULL,
    order_id     BIGINT NOT NULL,
    tax_kind     TEXT   NOT NULL,
    tax_country  TEXT   NOT NULL,
    tax_rate     BIGINT NOT NULL,
    tax_category TEXT   NOT NULL,
    tax_scheme   TEXT   NOT NULL,
    CONSTRAINT ledger_line_pk PRIMARY KEY (shop_id, entry_id, line_no),
    CONSTRAINT ledger_line_entry_fk FOREIGN KEY (shop_id, entry_id) REFERENCES ledger_entry (shop_id, id),
    CONSTRAINT ledger_line_account_fk FOREIGN KEY (shop_id, account_id) REFERENCES ledger_account (shop_id, id),
    CONSTRAINT ledger_line_amount CHECK (amount <> 0 OR tax_kind <> '')
);

CREATE INDEX ledger_line_account ON ledger_line (shop_id, account_id, day, entry_id);

CREATE INDEX ledger_line_by_tax_rule ON ledger_line (shop_id, tax_country, tax_rate, tax_category, tax_scheme, entry_id) WHERE tax_kind <> '';

CREATE INDEX ledger_line_order ON ledger_line (shop_id, order_id, account_id);

CREATE INDEX ledger_line_tax ON ledger_line (shop_id, tax_kind, day);

CREATE TABLE ledger_month (
    shop_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    month      TEXT   NOT NULL,
    debit      BIGINT NOT NULL,
    credit     BIGINT NOT NULL,
    CONSTRAINT ledger_month_pk PRIMARY KEY (shop_id, account_id, month),
    CONSTRAINT ledger_month_account_fk FOREIGN KEY (shop_id, account_id) REFERENCES ledger_account (shop_id, id)
);

CREATE TABLE list_run (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  list       TEXT   NOT NULL,
  act        TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  actor_kind TEXT   NOT NULL,
  actor_id   BIGINT NOT NULL,
  actor_name TEXT   NOT NULL,
  query      TEXT   NOT NULL,
  chosen     TEXT   NOT NULL DEFAULT '[]',     -- JSON: ids ticked; empty means all that match
  input      TEXT   NOT NULL DEFAULT '{}',     -- JSON
  place      TEXT   NOT NULL DEFAULT '',       -- cursor: how far it has come
  total      BIGINT NOT NULL,
  more       BOOLEAN NOT NULL DEFAULT FALSE,   -- total is a bound
  done       BIGINT NOT NULL DEFAULT 0,
  failed     BIGINT NOT NULL DEFAULT 0,
  change_set BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT list_run_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT list_run_state_known CHECK (state IN ('running', 'done', 'stopped'))
);

CREATE INDEX list_run_of_list ON list_run (shop_id, list, id);

CREATE TABLE list_run_failure (
  shop_id   BIGINT NOT NULL,
  run_id    BIGINT NOT NULL,
  object_id BIGINT NOT NULL,
  name      TEXT   NOT NULL,
  message   TEXT   NOT NULL,                   -- English, the key of its translation
  args      TEXT   NOT NULL DEFAULT '[]',
  CONSTRAINT list_run_failure_pk PRIMARY KEY (shop_id, run_id, object_id),
  CONSTRAINT list_run_failure_run_fk FOREIGN KEY (shop_id, run_id) REFERENCES list_run (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE list_setting (
  shop_id      BIGINT NOT NULL,
  account_id   BIGINT NOT NULL,
  list         TEXT   NOT NULL,
  columns      TEXT   NOT NULL DEFAULT '[]',   -- JSON, in their order
  opening_view TEXT   NOT NULL DEFAULT '',
  updated_at   BIGINT NOT NULL,
  CONSTRAINT list_setting_pk PRIMARY KEY (shop_id, account_id, list)
);

CREATE TABLE list_view (
  shop_id    BIGINT  NOT NULL,
  id         BIGINT  NOT NULL,
  list       TEXT    NOT NULL,
  account_id BIGINT  NOT NULL,                 -- who made it
  shared     BOOLEAN NOT NULL DEFAULT FALSE,
  name       TEXT    NOT NULL,
  query      TEXT    NOT NULL,
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL,
  removed_at BIGINT  NOT NULL DEFAULT 0,       -- kept for Undo
  CONSTRAINT list_view_pk PRIMARY KEY (shop_id, id)
);

CREATE INDEX list_view_of_list ON list_view (shop_id, list, removed_at, id);

CREATE TABLE menu (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  handle     TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version    BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT menu_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT menu_handle_key UNIQUE (shop_id, handle)
);

CREATE TABLE menu_entry (
  shop_id  BIGINT NOT NULL,
  menu_id  BIGINT NOT NULL,
  position BIGINT NOT NULL,
  depth    BIGINT NOT NULL DEFAULT 0,
  title    TEXT   NOT NULL,
  target   TEXT   NOT NULL,
  CONSTRAINT menu_entry_pk PRIMARY KEY (shop_id, menu_id, position),
  CONSTRAINT menu_entry_menu_fk FOREIGN KEY (shop_id, menu_id) REFERENCES menu (shop_id, id)
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

CREATE TABLE order_import (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  lines BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  invoices BIGINT NOT NULL,
  credit_notes BIGINT NOT NULL,
  already BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  net BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT order_import_pk PRIMARY KEY (shop_id, id)
);

CREATE TABLE order_import_problem (
  shop_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  line BIGINT NOT NULL,
  document TEXT NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  args TEXT NOT NULL,
  stayed_out BOOLEAN NOT NULL,
  CONSTRAINT order_import_problem_pk PRIMARY KEY (shop_id, import_id, position),
  CONSTRAINT order_import_problem_import_fk FOREIGN KEY (shop_id, import_id) REFERENCES order_import (shop_id, id)
);

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
  created_at BIGINT NOT NULL, forgiven BIGINT NOT NULL DEFAULT 0,
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
  version BIGINT NOT NULL DEFAULT 1, forgiven BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT orders_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT orders_refund_within_captured CHECK (refunded <= captured OR document <> '')
);

CREATE INDEX orders_by_attention ON orders (shop_id, placed_at, id) WHERE attention <> '';

CREATE INDEX orders_by_country ON orders (shop_id, country, placed_at, id);

CREATE INDEX orders_by_customer ON orders (shop_id, customer_id, placed_at, id);

CREATE INDEX orders_by_delivery ON orders (shop_id, delivery_state, placed_at, id);

CREATE INDEX orders_by_payment ON orders (shop_id, payment_state, placed_at, id);

CREATE INDEX orders_by_placed ON orders (shop_id, placed_at, id);

CREATE INDEX orders_by_sale ON orders (shop_id, placed_at, state, total);

CREATE INDEX orders_by_state ON orders (shop_id, state, placed_at, id);

CREATE INDEX orders_by_state_total ON orders (shop_id, state, total, id);

CREATE INDEX orders_by_todo ON orders (shop_id, todo, placed_at, id) WHERE todo <> '';

CREATE INDEX orders_by_todo_total ON orders (shop_id, todo, total, id) WHERE todo <> '';

CREATE INDEX orders_by_total ON orders (shop_id, total, id);

CREATE UNIQUE INDEX orders_number ON orders (shop_id, number);

CREATE UNIQUE INDEX orders_token ON orders (shop_id, token);

CREATE TABLE page (
  shop_id         BIGINT NOT NULL,
  id              BIGINT NOT NULL,
  handle          TEXT   NOT NULL,
  title           TEXT   NOT NULL,
  body            TEXT   NOT NULL DEFAULT '',
  status          TEXT   NOT NULL DEFAULT 'published',
  seo_title       TEXT   NOT NULL DEFAULT '',
  seo_description TEXT   NOT NULL DEFAULT '',
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  version         BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT page_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT page_handle_key UNIQUE (shop_id, handle)
);

CREATE TABLE payment (
  shop_id      BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  token        TEXT   NOT NULL,
  order_id     BIGINT NOT NULL,
  order_number TEXT   NOT NULL,
  method       TEXT   NOT NULL,
  provider     TEXT   NOT NULL DEFAULT '',
  capture      TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  amount       BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  authorised   BIGINT NOT NULL DEFAULT 0,
  captured     BIGINT NOT NULL DEFAULT 0,
  refunded     BIGINT NOT NULL DEFAULT 0,
  capturing    BIGINT NOT NULL DEFAULT 0,
  refunding    BIGINT NOT NULL DEFAULT 0,
  reference    TEXT   NOT NULL DEFAULT '',
  session_url  TEXT   NOT NULL DEFAULT '',
  return_path  TEXT   NOT NULL DEFAULT '',
  error        TEXT   NOT NULL DEFAULT '',
  expires_at   BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  CONSTRAINT payment_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT payment_token_key UNIQUE (shop_id, token),
  CONSTRAINT payment_amounts CHECK (amount > 0 AND captured >= 0 AND refunded >= 0 AND capturing >= 0 AND refunding >= 0
    AND captured + capturing <= authorised AND refunded + refunding <= captured AND authorised <= amount)
);

CREATE INDEX payment_order ON payment (shop_id, order_id, id);

CREATE INDEX payment_waiting ON payment (shop_id, state, updated_at);

CREATE TABLE payment_account (
  shop_id    BIGINT NOT NULL,
  provider   TEXT   NOT NULL,
  secret     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT payment_account_pk PRIMARY KEY (shop_id, provider)
);

CREATE TABLE payment_method (
  shop_id      BIGINT  NOT NULL,
  method       TEXT    NOT NULL,
  name         TEXT    NOT NULL DEFAULT '',
  instructions TEXT    NOT NULL DEFAULT '',
  account_name TEXT    NOT NULL DEFAULT '',
  iban         TEXT    NOT NULL DEFAULT '',
  bic          TEXT    NOT NULL DEFAULT '',
  capture      TEXT    NOT NULL DEFAULT 'automatic',
  active       BOOLEAN NOT NULL,
  position     BIGINT  NOT NULL,
  updated_at   BIGINT  NOT NULL,
  CONSTRAINT payment_method_pk PRIMARY KEY (shop_id, method),
  CONSTRAINT payment_method_capture CHECK (capture IN ('automatic', 'manual'))
);

CREATE TABLE payment_notice (
  shop_id     BIGINT NOT NULL,
  provider    TEXT   NOT NULL,
  event_id    TEXT   NOT NULL,
  payment_id  BIGINT NOT NULL DEFAULT 0,
  outcome     TEXT   NOT NULL,
  received_at BIGINT NOT NULL,
  CONSTRAINT payment_notice_pk PRIMARY KEY (shop_id, provider, event_id)
);

CREATE TABLE payment_operation (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  amount     BIGINT NOT NULL,
  refund_id  BIGINT NOT NULL DEFAULT 0,
  reason     TEXT   NOT NULL DEFAULT '',
  state      TEXT   NOT NULL,
  error      TEXT   NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT payment_operation_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT payment_operation_payment_fk FOREIGN KEY (shop_id, payment_id) REFERENCES payment (shop_id, id),
  CONSTRAINT payment_operation_kind CHECK (kind IN ('session', 'capture', 'void', 'refund')),
  CONSTRAINT payment_operation_state CHECK (state IN ('intent', 'unknown', 'done', 'failed'))
);

CREATE INDEX payment_operation_open ON payment_operation (shop_id, state, updated_at);

CREATE INDEX payment_operation_payment ON payment_operation (shop_id, payment_id, id);

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

CREATE INDEX product_by_kind ON product (shop_id, kind, id);

CREATE INDEX product_by_price ON product (shop_id, price_from, id);

CREATE INDEX product_by_status ON product (shop_id, status, id);

CREATE INDEX product_by_status_price ON product (shop_id, status, price_from, id);

CREATE INDEX product_by_status_title ON product (shop_id, status, title_key, id);

CREATE INDEX product_by_status_updated ON product (shop_id, status, updated_at, id);

CREATE INDEX product_by_status_vendor ON product (shop_id, status, vendor_key, id);

CREATE INDEX product_by_title ON product (shop_id, title_key, id);

CREATE INDEX product_by_updated ON product (shop_id, updated_at, id);

CREATE INDEX product_by_vendor ON product (shop_id, vendor_key, id);

CREATE UNIQUE INDEX product_handle ON product (shop_id, handle);

CREATE UNIQUE INDEX product_title_place ON product (shop_id, title_key, id);

CREATE INDEX product_without_image ON product (shop_id, id) WHERE image_hash = '';

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

CREATE TABLE product_import (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, file_hash TEXT NOT NULL, file_name TEXT NOT NULL, file_size BIGINT NOT NULL,
  state TEXT NOT NULL, change_set BIGINT NOT NULL DEFAULT 0,
  line_count BIGINT NOT NULL DEFAULT 0, created_count BIGINT NOT NULL DEFAULT 0, updated_count BIGINT NOT NULL DEFAULT 0,
  unchanged_count BIGINT NOT NULL DEFAULT 0, refused_count BIGINT NOT NULL DEFAULT 0, problem_count BIGINT NOT NULL DEFAULT 0,
  ignored TEXT NOT NULL DEFAULT '', failure TEXT NOT NULL DEFAULT '', failure_args TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  CONSTRAINT product_import_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT product_import_state_known CHECK (state IN ('checking', 'checked', 'running', 'done', 'failed'))
);

CREATE TABLE product_import_problem (
  shop_id BIGINT NOT NULL, import_id BIGINT NOT NULL, position BIGINT NOT NULL,
  line BIGINT NOT NULL, column_name TEXT NOT NULL, handle TEXT NOT NULL, message TEXT NOT NULL, args TEXT NOT NULL DEFAULT '',
  CONSTRAINT product_import_problem_pk PRIMARY KEY (shop_id, import_id, position),
  CONSTRAINT product_import_problem_fk FOREIGN KEY (shop_id, import_id) REFERENCES product_import (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE product_option (
  shop_id BIGINT NOT NULL, product_id BIGINT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
  CONSTRAINT product_option_pk PRIMARY KEY (shop_id, product_id, position),
  CONSTRAINT product_option_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE,
  CONSTRAINT product_option_three CHECK (position BETWEEN 1 AND 3)
);

CREATE TABLE product_tag (
  shop_id BIGINT NOT NULL, product_id BIGINT NOT NULL, tag_key TEXT NOT NULL, tag TEXT NOT NULL, position BIGINT NOT NULL,
  CONSTRAINT product_tag_pk PRIMARY KEY (shop_id, product_id, tag_key),
  CONSTRAINT product_tag_product_fk FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
);

CREATE INDEX product_tag_by_tag ON product_tag (shop_id, tag_key, product_id);

CREATE TABLE redirect (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  path       TEXT   NOT NULL,
  target     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT redirect_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT redirect_path_key UNIQUE (shop_id, path)
);

CREATE TABLE search_doc (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT search_doc_pk PRIMARY KEY (shop_id, kind, id),
    CONSTRAINT search_doc_doc_key UNIQUE (shop_id, doc_id)
);

CREATE VIRTUAL TABLE search_index USING fts5 (
    shop, title, body, content = '', contentless_delete = 1,
    prefix = '3 4', tokenize = "unicode61 remove_diacritics 0"
);

CREATE TABLE 'search_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_index_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'search_index_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'search_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE search_term (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    n BIGINT NOT NULL,
    CONSTRAINT search_term_pk PRIMARY KEY (shop_id, kind, term)
);

CREATE INDEX search_term_first_index ON search_term (shop_id, kind, first);

CREATE INDEX search_term_second_index ON search_term (shop_id, kind, second);

CREATE TABLE session (
  token_hash TEXT    NOT NULL,
  id         BIGINT  NOT NULL,
  account_id BIGINT  NOT NULL,
  address    TEXT    NOT NULL DEFAULT '',
  agent      TEXT    NOT NULL DEFAULT '',
  created_at BIGINT  NOT NULL,
  seen_at    BIGINT  NOT NULL,
  CONSTRAINT session_pk PRIMARY KEY (token_hash),
  CONSTRAINT session_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX session_account ON session (account_id, id);

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

CREATE TABLE shop (
  shop_id            BIGINT  NOT NULL,
  handle             TEXT    NOT NULL,
  name               TEXT    NOT NULL,
  email              TEXT    NOT NULL,
  phone              TEXT    NOT NULL DEFAULT '',
  country            TEXT    NOT NULL,
  currency           TEXT    NOT NULL,
  locale             TEXT    NOT NULL,
  languages          TEXT    NOT NULL DEFAULT '',
  zone               TEXT    NOT NULL,
  prices_include_tax BOOLEAN NOT NULL DEFAULT TRUE,
  legal_name         TEXT    NOT NULL DEFAULT '',
  legal_form         TEXT    NOT NULL DEFAULT '',
  capital            TEXT    NOT NULL DEFAULT '',
  line1              TEXT    NOT NULL DEFAULT '',
  line2              TEXT    NOT NULL DEFAULT '',
  postal_code        TEXT    NOT NULL DEFAULT '',
  city               TEXT    NOT NULL DEFAULT '',
  region             TEXT    NOT NULL DEFAULT '',
  tax_id             TEXT    NOT NULL DEFAULT '',
  company_id         TEXT    NOT NULL DEFAULT '',
  register           TEXT    NOT NULL DEFAULT '',
  directors          TEXT    NOT NULL DEFAULT '',
  legal_note         TEXT    NOT NULL DEFAULT '',
  vat_exempt         BOOLEAN NOT NULL DEFAULT FALSE,
  plan               TEXT    NOT NULL DEFAULT 'trial',
  trial_ends         BIGINT  NOT NULL DEFAULT 0,
  suspended_at       BIGINT  NOT NULL DEFAULT 0,
  created_at         BIGINT  NOT NULL,
  updated_at         BIGINT  NOT NULL,
  version            BIGINT  NOT NULL DEFAULT 1,
  CONSTRAINT shop_pk PRIMARY KEY (shop_id)
);

CREATE TABLE shop_host (
  host       TEXT    NOT NULL,
  shop_id    BIGINT  NOT NULL,
  kind       TEXT    NOT NULL,
  main       BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT  NOT NULL,
  CONSTRAINT shop_host_pk PRIMARY KEY (host)
);

CREATE INDEX shop_host_shop ON shop_host (shop_id, host);

CREATE TABLE shop_version (
    shop_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT shop_version_pk PRIMARY KEY (shop_id)
);

CREATE TABLE staff_member (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  role       TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT staff_member_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT staff_member_account_key UNIQUE (shop_id, account_id),
  CONSTRAINT staff_member_shop_fk FOREIGN KEY (shop_id) REFERENCES shop (shop_id)
);

CREATE TABLE stock_level (
  shop_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL,
  on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL, value BIGINT NOT NULL, moves BIGINT NOT NULL,
  tracked BOOLEAN NOT NULL, back_order BOOLEAN NOT NULL, loose BOOLEAN NOT NULL, updated_at BIGINT NOT NULL,
  CONSTRAINT stock_level_pk PRIMARY KEY (shop_id, variant_id, location_id),
  CONSTRAINT stock_level_location_fk FOREIGN KEY (shop_id, location_id) REFERENCES stock_location (shop_id, id),
  CONSTRAINT stock_level_reserved_positive CHECK (reserved >= 0),
  CONSTRAINT stock_level_enough CHECK (loose OR on_hand >= reserved)
);

CREATE TABLE stock_location (
  shop_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL, is_default BOOLEAN NOT NULL,
  CONSTRAINT stock_location_pk PRIMARY KEY (shop_id, id)
);

CREATE UNIQUE INDEX stock_location_default ON stock_location (shop_id, is_default) WHERE is_default = TRUE;

CREATE TABLE stock_movement (
  shop_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL, seq BIGINT NOT NULL, id BIGINT NOT NULL,
  kind TEXT NOT NULL, quantity BIGINT NOT NULL, cost BIGINT NOT NULL, on_hand BIGINT NOT NULL, value BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', order_id BIGINT NOT NULL DEFAULT 0, source_id BIGINT NOT NULL DEFAULT 0,
  actor_kind TEXT NOT NULL, actor_id BIGINT NOT NULL, actor_name TEXT NOT NULL, created_at BIGINT NOT NULL,
  CONSTRAINT stock_movement_pk PRIMARY KEY (shop_id, variant_id, location_id, seq),
  CONSTRAINT stock_movement_kind_known CHECK (kind IN ('adjusted', 'imported', 'left', 'came_back', 'revalued'))
);

CREATE INDEX stock_movement_by_kind ON stock_movement (shop_id, kind, id);

CREATE INDEX stock_movement_by_order ON stock_movement (shop_id, order_id, id) WHERE order_id <> 0;

CREATE INDEX stock_movement_by_reason ON stock_movement (shop_id, reason, id);

CREATE INDEX stock_movement_by_variant ON stock_movement (shop_id, variant_id, id);

CREATE UNIQUE INDEX stock_movement_id ON stock_movement (shop_id, id);

CREATE INDEX stock_movement_of_order ON stock_movement (shop_id, order_id, variant_id) WHERE order_id <> 0;

CREATE TABLE stock_reservation (
  shop_id BIGINT NOT NULL, owner_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, location_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL, expires_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
  CONSTRAINT stock_reservation_pk PRIMARY KEY (shop_id, owner_id, variant_id, location_id),
  CONSTRAINT stock_reservation_level_fk FOREIGN KEY (shop_id, variant_id, location_id) REFERENCES stock_level (shop_id, variant_id, location_id),
  CONSTRAINT stock_reservation_positive CHECK (quantity >= 0)
);

CREATE INDEX stock_reservation_expiring ON stock_reservation (shop_id, expires_at) WHERE expires_at > 0;

CREATE INDEX stock_reservation_of_variant ON stock_reservation (shop_id, variant_id);

CREATE TABLE tax_rate (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  country    TEXT   NOT NULL,
  category   TEXT   NOT NULL,
  rate       BIGINT NOT NULL,
  valid_from TEXT   NOT NULL DEFAULT '',
  valid_to   TEXT   NOT NULL DEFAULT '',
  note       TEXT   NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  CONSTRAINT tax_rate_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT tax_rate_range CHECK (rate >= 0 AND rate <= 1000000)
);

CREATE INDEX tax_rate_country ON tax_rate (shop_id, country, category, valid_from);

CREATE TABLE tax_registration (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  country    TEXT   NOT NULL,
  number     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT tax_registration_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT tax_registration_country_key UNIQUE (shop_id, country)
);

CREATE TABLE tax_setting (
  shop_id    BIGINT  NOT NULL,
  oss        BOOLEAN NOT NULL,
  mention    TEXT    NOT NULL DEFAULT '',
  updated_at BIGINT  NOT NULL,
  CONSTRAINT tax_setting_pk PRIMARY KEY (shop_id)
);

CREATE TABLE theme_setting (
  shop_id BIGINT NOT NULL,
  name    TEXT   NOT NULL,
  value   TEXT   NOT NULL,
  CONSTRAINT theme_setting_pk PRIMARY KEY (shop_id, name)
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

CREATE INDEX variant_by_sku ON variant (shop_id, sku);

CREATE INDEX variant_of_product ON variant (shop_id, product_id, position);

CREATE UNIQUE INDEX variant_place ON variant (shop_id, product_id, position, id);

