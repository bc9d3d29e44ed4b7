-- kind: source
-- Sources and their labels. Catalogue data about the type of a source is `source_metadata`, shared by all of that type.

-- @tables
CREATE TABLE source_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  slug TEXT, name TEXT, enabled INTEGER, metadata_id TEXT, write_keys INTEGER
) STRICT;
CREATE TABLE source_label_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  key TEXT, value TEXT
) STRICT;

-- @project
INSERT INTO source_rows VALUES (:seq, NULL, :id,
  :body ->> '$.slug', coalesce(nullif(:body ->> '$.name', ''), :body ->> '$.slug', :id), flag(:body ->> '$.enabled'),
  :body ->> '$.metadata.id', json_array_length(:body, '$.writeKeys'));
INSERT INTO source_label_rows
  SELECT :seq, NULL, :id, l.value ->> '$.key', l.value ->> '$.value'
  FROM json_each(:body, '$.labels') l WHERE l.type = 'object';

-- @views
CREATE VIEW sources AS
  SELECT r.resource_id AS id,
         r.slug AS slug,
         r.name AS name,                -- display name; the slug where the name was never set
         r.enabled AS enabled,          -- 1: accepts data
         r.metadata_id AS metadata_id,  -- type of the source, in source_metadata
         r.write_keys AS write_keys     -- how many; 0 may mean that the token may not see them
  FROM source_rows r WHERE {r};
CREATE VIEW source_labels AS
  SELECT r.resource_id AS source_id, r.key AS key, r.value AS value
  FROM source_label_rows r WHERE {r};
-- One row per source. Which label names the environment, and which of its values are production, is configuration
-- (`environments`); this view is the only place that reads it.
CREATE VIEW source_environment AS
  SELECT s.id AS source_id,
         l.value AS environment,        -- NULL: the source has no such label
         CASE WHEN l.value IS NULL THEN NULL
              ELSE EXISTS (SELECT 1 FROM config c, json_each(c.content, '$.production') p
                           WHERE c.name = 'environments' AND lower(p.value) = lower(l.value)) END AS is_production
  FROM sources s
  LEFT JOIN (SELECT source_id, min(lower(value)) AS value FROM source_labels
             WHERE lower(key) = lower(coalesce((SELECT json_extract(c.content, '$.label') FROM config c WHERE c.name = 'environments'),
                                               'environment'))
             GROUP BY source_id) l ON l.source_id = s.id;
