-- +goose Up
-- In the order jobs are taken in: a backlog is never sorted.
CREATE INDEX job_due_index ON job (shop_id, state, priority, run_at, id);
DROP INDEX job_waiting_index;
