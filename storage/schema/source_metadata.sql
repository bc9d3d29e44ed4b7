-- kind: source_metadata
-- Types of source, from the documents embedded in sources: what the catalogue says about each type in use.

-- @tables
CREATE TABLE source_metadata_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, slug TEXT, status TEXT, is_cloud_event_source INTEGER
) STRICT;

-- @project
INSERT INTO source_metadata_rows VALUES (:seq, NULL, :id, :body ->> '$.name', :body ->> '$.slug',
  :body ->> '$.status', flag(:body ->> '$.isCloudEventSource'));

-- @views
CREATE VIEW source_metadata AS
  SELECT r.resource_id AS id, r.name AS name, r.slug AS slug,
         r.status AS status,                                  -- NULL in older answers
         r.is_cloud_event_source AS is_cloud_event_source
  FROM source_metadata_rows r WHERE {r};
