-- +goose Up

-- A large save of the bulk grid on its way: its parts are saved one by one, each in a
-- transaction that also takes the part off. Edits and faults are JSON, never queried.
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
