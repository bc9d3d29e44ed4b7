-- Tables that are derived from log rows which are not versions of one kind, and the views that read them.

-- @tables
CREATE TABLE version_rows (
  from_seq INTEGER PRIMARY KEY, to_seq INTEGER, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL
) STRICT;
CREATE INDEX version_rows_open ON version_rows (kind, id) WHERE to_seq IS NULL;
CREATE INDEX version_rows_collection ON version_rows (kind, parent, id) WHERE to_seq IS NULL;
CREATE TABLE change_rows (
  from_seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL,
  kind TEXT NOT NULL, resource_id TEXT NOT NULL, parent TEXT NOT NULL
) STRICT;
CREATE INDEX change_rows_resource ON change_rows (kind, resource_id);
CREATE INDEX change_rows_at ON change_rows (at);
CREATE TABLE changed_field_rows (
  from_seq INTEGER NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT
) STRICT;
CREATE INDEX changed_field_rows_seq ON changed_field_rows (from_seq);
CREATE TABLE attribution_rows (
  from_seq INTEGER PRIMARY KEY, to_seq INTEGER, change_seq INTEGER NOT NULL, unattributed INTEGER NOT NULL,
  actor TEXT, actor_email TEXT, event_id TEXT, event_type TEXT, event_at INTEGER, events TEXT
) STRICT;
CREATE INDEX attribution_rows_change ON attribution_rows (change_seq);
CREATE TABLE collection_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, kind TEXT NOT NULL, parent TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT, detail TEXT
) STRICT;
CREATE INDEX collection_rows_open ON collection_rows (kind, parent) WHERE to_seq IS NULL;
CREATE TABLE config_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, name TEXT NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE violation_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, policy TEXT NOT NULL, resource_kind TEXT NOT NULL,
  resource_id TEXT NOT NULL, resource_name TEXT, severity TEXT NOT NULL, came_from TEXT, state TEXT NOT NULL,
  first_seen INTEGER NOT NULL, state_since INTEGER NOT NULL, message TEXT, evidence TEXT, actor TEXT, waiver TEXT,
  cause INTEGER   -- seq of the change that opened it
) STRICT;
CREATE INDEX violation_rows_open ON violation_rows (policy, resource_kind, resource_id) WHERE to_seq IS NULL;

-- @views
-- Configuration in force: environments, packs, parameters. One row per name.
CREATE VIEW config AS
  SELECT r.name AS name, r.content AS content FROM config_rows r WHERE {r};
-- What became different, one row per changed resource and step. The first look at a collection is no change. Who did it
-- says the audit trail; an event that comes late names the actor late.
CREATE VIEW changes AS
  SELECT r.from_seq AS seq,
         strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1000.0, 'unixepoch') AS at,   -- when the agent recorded it
         r.at AS at_ms,                            -- the same in milliseconds since 1970: quick to find what is recent
         r.kind AS kind, r.resource_id AS resource_id, r.parent AS parent_id,
         r.type AS change,                         -- created, modified, deleted, vanished
         a.actor AS actor,                         -- as the event gives it: user/ID, public-api-token/..., system
         a.actor_email AS actor_email,
         CASE WHEN a.actor GLOB 'user/*' THEN substr(a.actor, 6)
              WHEN instr(a.actor, '/') = 0 THEN a.actor END AS actor_user_id,  -- id in users; NULL for tokens
         CASE a.unattributed WHEN 0 THEN 'event' WHEN 1 THEN 'unattributed' END AS attribution,
                                                   -- event; unattributed: the trail tells of none; NULL: not known yet
         a.event_id AS event_id,                   -- the nearest one, where several may tell of it
         a.event_type AS event_type,
         strftime('%Y-%m-%dT%H:%M:%fZ', a.event_at / 1000.0, 'unixepoch') AS event_at
  FROM change_rows r LEFT JOIN attribution_rows a ON a.change_seq = r.from_seq AND {a} WHERE {from r};
-- Fields that a modification touched. Old and new are JSON; NULL: the field was absent. Hidden values are fingerprints.
CREATE VIEW changed_fields AS
  SELECT r.from_seq AS seq,
         r.field AS field,                         -- JSON pointer: /metadata/id
         r.old AS old_value, r.new AS new_value
  FROM changed_field_rows r WHERE {from r};
-- Collections looked at, with what is known about them.
CREATE VIEW collections AS
  SELECT r.kind AS kind, r.parent AS parent_id,
         r.state AS state,                         -- complete, gap, not_available
         r.reason AS reason, r.detail AS detail,
         strftime('%Y-%m-%dT%H:%M:%fZ', l.last_complete / 1000.0, 'unixepoch') AS last_complete_at
  FROM collection_rows r LEFT JOIN collection_looks l ON l.kind = r.kind AND l.parent = r.parent
  WHERE {r};
