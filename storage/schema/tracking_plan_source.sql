-- kind: tracking_plan_source of tracking_plan
-- Which sources a tracking plan governs: one row per edge.

-- @tables
CREATE TABLE tracking_plan_source_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  tracking_plan_id TEXT NOT NULL, source_id TEXT
) STRICT;
CREATE INDEX tracking_plan_source_rows_source ON tracking_plan_source_rows (source_id) WHERE to_seq IS NULL;

-- @project
INSERT INTO tracking_plan_source_rows VALUES (:seq, NULL, :id, :parent, :body ->> '$.id');

-- @views
CREATE VIEW source_tracking_plans AS
  SELECT r.source_id AS source_id, r.tracking_plan_id AS tracking_plan_id
  FROM tracking_plan_source_rows r WHERE {r};
