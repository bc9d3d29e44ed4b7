-- kind: role
-- Roles that can be given to users and groups.

-- @tables
CREATE TABLE role_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, name TEXT, description TEXT
) STRICT;

-- @project
INSERT INTO role_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.name', ''), :id),
  cut(CAST(:body ->> '$.description' AS TEXT)));

-- @views
CREATE VIEW roles AS
  SELECT r.resource_id AS id,
         r.name AS name,                 -- Workspace Owner, Source Admin, ...
         r.description AS description
  FROM role_rows r WHERE {r};
