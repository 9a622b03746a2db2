-- +goose Up
CREATE INDEX change_set_by_actor ON change_set (shop_id, actor_id, id);
