-- kind: warehouse_source of warehouse
-- Which sources a warehouse receives: one row per edge.

-- @tables
CREATE TABLE warehouse_source_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  warehouse_id TEXT NOT NULL, source_id TEXT
) STRICT;
CREATE INDEX warehouse_source_rows_source ON warehouse_source_rows (source_id) WHERE to_seq IS NULL;

-- @project
INSERT INTO warehouse_source_rows VALUES (:seq, NULL, :id, :parent, :body ->> '$.id');

-- @views
CREATE VIEW warehouse_sources AS
  SELECT r.warehouse_id AS warehouse_id, r.source_id AS source_id
  FROM warehouse_source_rows r WHERE {r};
