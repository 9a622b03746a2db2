-- +goose Up

-- How the shop charges tax beside what the shop itself keeps (shop.vat_exempt).
CREATE TABLE tax_setting (
  shop_id    BIGINT  NOT NULL,
  oss        BOOLEAN NOT NULL,
  mention    TEXT    NOT NULL DEFAULT '',
  updated_at BIGINT  NOT NULL,
  CONSTRAINT tax_setting_pk PRIMARY KEY (shop_id)
);

-- Countries beside the home country where the shop has a VAT number of its own.
CREATE TABLE tax_registration (
  shop_id    BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  country    TEXT   NOT NULL,
  number     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT tax_registration_pk PRIMARY KEY (shop_id, id),
  CONSTRAINT tax_registration_country_key UNIQUE (shop_id, country)
);

-- The shop's own rates over the seed. Days are text: a rate begins and ends at midnight
-- of the country, whatever the zone. An empty valid_to is open.
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
