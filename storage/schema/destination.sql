-- kind: destination
-- Destinations: configured instances. `id` is the Instance id, `metadata_id` the Meta id: the integration's type, shared
-- by all its instances.

-- @tables
CREATE TABLE destination_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, enabled INTEGER, source_id TEXT, metadata_id TEXT
) STRICT;
CREATE TABLE destination_settings_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, value TEXT, masked INTEGER NOT NULL
) STRICT;

-- @project
INSERT INTO destination_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.name', ''), :id),
  flag(:body ->> '$.enabled'), :body ->> '$.sourceId', :body ->> '$.metadata.id');
INSERT INTO destination_settings_rows
  SELECT :seq, NULL, :id, s.key, cut(CAST(s.value AS TEXT)), coalesce(instr(CAST(s.value AS TEXT), 'masked:'), 0) > 0
  FROM json_each(:body, '$.settings') s;

-- @views
CREATE VIEW destinations AS
  SELECT r.resource_id AS id,           -- Instance id
         r.name AS name,                -- display name; the id where the name was never set
         r.enabled AS enabled,          -- 1: receives data, if its source is enabled too
         r.source_id AS source_id,
         r.metadata_id AS metadata_id   -- Meta id, in destination_metadata
  FROM destination_rows r WHERE {r};
-- Values are fingerprints (equal values have equal fingerprints), except booleans and names listed in
-- `redaction.readable_settings`.
CREATE VIEW destination_settings AS
  SELECT r.resource_id AS destination_id,
         r.name AS name,
         r.value AS value,
         r.masked AS masked             -- 1: Segment masked the value; equal masks do not prove equal values
  FROM destination_settings_rows r WHERE {r};
