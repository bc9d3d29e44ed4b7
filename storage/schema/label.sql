-- kind: label
-- Labels that the workspace defines. Which of them a source carries is in source_labels.

-- @tables
CREATE TABLE label_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, key TEXT, value TEXT, description TEXT
) STRICT;

-- @project
INSERT INTO label_rows VALUES (:seq, NULL, :id, :body ->> '$.key', :body ->> '$.value',
  cut(CAST(:body ->> '$.description' AS TEXT)));

-- @views
CREATE VIEW labels AS
  SELECT r.resource_id AS id,            -- key/value
         r.key AS key, r.value AS value, r.description AS description
  FROM label_rows r WHERE {r};
