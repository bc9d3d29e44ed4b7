-- kind: warehouse
-- Warehouses. The API gives them no name of their own; it stands among their settings.

-- @tables
CREATE TABLE warehouse_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, enabled INTEGER, metadata_id TEXT
) STRICT;

-- @project
INSERT INTO warehouse_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.settings.name', ''), :id),
  flag(:body ->> '$.enabled'), :body ->> '$.metadata.id');

-- @views
CREATE VIEW warehouses AS
  SELECT r.resource_id AS id,
         r.name AS name,                 -- the id where no name was set
         r.enabled AS enabled,
         r.metadata_id AS metadata_id    -- type of warehouse, in warehouse_metadata
  FROM warehouse_rows r WHERE {r};
