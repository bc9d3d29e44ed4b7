-- kind: destination_filter of destination
-- Filters of destinations: rules by which data leaves less often, or less of it.

-- @tables
CREATE TABLE destination_filter_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  destination_id TEXT NOT NULL, source_id TEXT, title TEXT, enabled INTEGER, condition TEXT, actions TEXT,
  drops_events INTEGER, created_at TEXT
) STRICT;
CREATE INDEX destination_filter_rows_destination ON destination_filter_rows (destination_id) WHERE to_seq IS NULL;

-- @project
INSERT INTO destination_filter_rows VALUES (:seq, NULL, :id, :parent, :body ->> '$.sourceId',
  coalesce(nullif(:body ->> '$.title', ''), :id), flag(:body ->> '$.enabled'), cut(CAST(:body ->> '$.if' AS TEXT)),
  (SELECT group_concat(upper(a.value ->> '$.type'), ', ') FROM json_each(:body, '$.actions') a WHERE a.type = 'object'),
  CASE json_type(:body, '$.actions') WHEN 'array' THEN
    EXISTS (SELECT 1 FROM json_each(:body, '$.actions') a WHERE a.type = 'object' AND upper(a.value ->> '$.type') = 'DROP')
  END,
  :body ->> '$.createdAt');

-- @views
CREATE VIEW destination_filters AS
  SELECT r.resource_id AS id,
         r.destination_id AS destination_id, r.source_id AS source_id,
         r.title AS title,                  -- the id where no title was set
         r.enabled AS enabled,
         r.condition AS condition,          -- Segment's filter language, cut above 4 KiB
         r.actions AS actions,              -- "DROP, SAMPLE": DROP, DROP_PROPERTIES, ALLOW_PROPERTIES, SAMPLE
         r.drops_events AS drops_events,    -- 1: whole events that match are dropped; NULL: not said
         r.created_at AS created_at
  FROM destination_filter_rows r WHERE {r};
