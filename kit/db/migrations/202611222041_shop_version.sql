-- +goose Up
-- Raised by every write that changes what buyers see, so that copies kept in memory,
-- of this process and of others, know that they are old. Row 0 stands for all shops.
CREATE TABLE shop_version (
    shop_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT shop_version_pk PRIMARY KEY (shop_id)
);
