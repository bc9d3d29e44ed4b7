-- kind: workspace
-- The workspace that the token opens. One row.

-- @tables
CREATE TABLE workspace_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  slug TEXT, name TEXT
) STRICT;

-- @project
INSERT INTO workspace_rows VALUES (:seq, NULL, :id, :body ->> '$.slug', :body ->> '$.name');

-- @views
CREATE VIEW workspace AS
  SELECT r.resource_id AS id,   -- the workspace's id
         r.slug AS slug,        -- its name in URLs
         r.name AS name         -- its display name
  FROM workspace_rows r WHERE {r};
