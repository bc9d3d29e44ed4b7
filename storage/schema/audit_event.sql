-- kind: audit_event
-- The audit trail: who touched what, without the difference. Kept here beyond the 90 days that Segment keeps it.

-- @tables
CREATE TABLE audit_event_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  time TEXT, type TEXT, actor TEXT, actor_email TEXT, on_type TEXT, on_id TEXT, on_name TEXT,
  at INTEGER,     -- milliseconds UTC; NULL: the time cannot be read
  on_tail TEXT    -- what follows the last slash of on_id, where it has one
) STRICT;

CREATE INDEX audit_event_rows_resource ON audit_event_rows (on_id, at);
CREATE INDEX audit_event_rows_tail ON audit_event_rows (on_tail, at) WHERE on_tail IS NOT NULL;
CREATE INDEX audit_event_rows_seq ON audit_event_rows (from_seq);

-- @project
INSERT INTO audit_event_rows VALUES (:seq, NULL, :id, :body ->> '$.timestamp', :body ->> '$.type', :body ->> '$.actor',
  :body ->> '$.actorEmail', :body ->> '$.resourceType', :body ->> '$.resourceId', :body ->> '$.resourceName',
  instant(:body ->> '$.timestamp'),
  iif(length(:body ->> '$.resourceId') <= 256 AND instr(:body ->> '$.resourceId', '/') > 0,
      substr(:body ->> '$.resourceId',
             length(rtrim(:body ->> '$.resourceId', replace(:body ->> '$.resourceId', '/', ''))) + 1), NULL));

-- @views
CREATE VIEW audit_events AS
  SELECT r.resource_id AS id,
         r.time AS time,                     -- as Segment gave it
         r.type AS type,                     -- free words: "Source Modified"; the wording varies
         r.actor AS actor,                   -- user id, or public-api-token/...
         r.actor_email AS actor_email,
         r.on_type AS resource_type, r.on_id AS resource_id, r.on_name AS resource_name
  FROM audit_event_rows r WHERE {r};
-- Resources that an event says were deleted. The wording varies ("Source Deleted", "User Removed"); who is removed from a
-- group is still there.
CREATE VIEW deletion_events AS
  SELECT resource_id, resource_type, time, actor FROM audit_events
  WHERE (type LIKE '%deleted%' OR type LIKE '%removed%') AND type NOT LIKE '%removed from%';
