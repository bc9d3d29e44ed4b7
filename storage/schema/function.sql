-- kind: function
-- parts: SOURCE, DESTINATION, INSERT_SOURCE, INSERT_DESTINATION, INSERT_TRANSFORMATION
-- Functions that customers write. The list says nothing about their code: see function_code.

-- @tables
CREATE TABLE function_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, type TEXT, catalog_id TEXT, created_by TEXT, created_at TEXT
) STRICT;

-- @project
INSERT INTO function_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.displayName', ''), :id),
  upper(:body ->> '$.resourceType'), :body ->> '$.catalogId', :body ->> '$.createdBy', :body ->> '$.createdAt');

-- @views
CREATE VIEW functions AS
  SELECT r.resource_id AS id,
         r.name AS name,                 -- the id where no name was set
         r.type AS type,                 -- SOURCE, DESTINATION, INSERT_SOURCE, INSERT_DESTINATION, INSERT_TRANSFORMATION
         r.catalog_id AS catalog_id,     -- id of the source or integration type that the function became
         r.created_by AS created_by,     -- user id
         r.created_at AS created_at
  FROM function_rows r WHERE {r};
