-- kind: transformation
-- Transformations of Protocols: events renamed, properties renamed, dropped, hashed or computed on the way.

-- @tables
CREATE TABLE transformation_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, enabled INTEGER, source_id TEXT, metadata_id TEXT, condition TEXT, drops_events INTEGER,
  new_event_name TEXT, renamed_properties INTEGER, allowed_properties INTEGER, hash_algorithm TEXT
) STRICT;

-- @project
INSERT INTO transformation_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.name', ''), :id),
  flag(:body ->> '$.enabled'), :body ->> '$.sourceId', :body ->> '$.destinationMetadataId',
  cut(CAST(:body ->> '$.if' AS TEXT)), flag(:body ->> '$.drop'), nullif(:body ->> '$.newEventName', ''),
  json_array_length(:body, '$.propertyRenames'), json_array_length(:body, '$.allowProperties'),
  lower(:body ->> '$.hashPropertiesConfiguration.algorithm'));

-- @views
CREATE VIEW transformations AS
  SELECT r.resource_id AS id,
         r.name AS name,                            -- the id where no name was set
         r.enabled AS enabled,
         r.source_id AS source_id,
         r.metadata_id AS metadata_id,              -- Meta id it applies to; NULL: at the source, for all destinations
         r.condition AS condition,                  -- which events
         r.drops_events AS drops_events,            -- 1: matching events are dropped; NULL: not said
         r.new_event_name AS new_event_name,
         r.renamed_properties AS renamed_properties,    -- how many
         r.allowed_properties AS allowed_properties,    -- how many; NULL: no allow list
         r.hash_algorithm AS hash_algorithm         -- of hashed properties: sha256; NULL: hashes none
  FROM transformation_rows r WHERE {r};
