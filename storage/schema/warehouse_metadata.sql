-- kind: warehouse_metadata
-- Types of warehouse, from the documents embedded in warehouses: those in use in this workspace.

-- @tables
CREATE TABLE warehouse_metadata_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, name TEXT, slug TEXT
) STRICT;

-- @project
INSERT INTO warehouse_metadata_rows VALUES (:seq, NULL, :id, :body ->> '$.name', :body ->> '$.slug');

-- @views
CREATE VIEW warehouse_metadata AS
  SELECT r.resource_id AS id, r.name AS name, r.slug AS slug
  FROM warehouse_metadata_rows r WHERE {r};
