-- kind: tracking_plan_rule of tracking_plan
-- Rules of tracking plans, and the properties that their JSON schemas name. Rules have no id of their own in the API;
-- ours is plan/type/key/version.

-- @tables
CREATE TABLE tracking_plan_rule_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  tracking_plan_id TEXT NOT NULL, type TEXT, key TEXT, version INTEGER, deprecated_at TEXT,
  cut_json_schema TEXT   -- only of a long one; a short one is read where it is kept
) STRICT;
CREATE TABLE tracking_plan_property_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  tracking_plan_id TEXT NOT NULL, name TEXT, path TEXT, type TEXT, description TEXT
) STRICT;

-- @project
INSERT INTO tracking_plan_rule_rows VALUES (:seq, NULL, :id, :parent, upper(:body ->> '$.type'), :body ->> '$.key',
  whole(:body ->> '$.version'), nullif(:body ->> '$.deprecatedAt', ''),
  nullif(cut(:body -> '$.jsonSchema'), :body -> '$.jsonSchema'));
-- The first level only says where values stand: context, traits, properties.
INSERT INTO tracking_plan_property_rows
  SELECT :seq, NULL, :id, :parent, p.name, '$.jsonSchema' || substr(p.path, 2), p.type, cut(p.description)
  FROM schema_properties(:body -> '$.jsonSchema') p WHERE p.depth > 0;

-- @views
CREATE VIEW tracking_plan_rules AS
  SELECT r.resource_id AS id,                 -- plan/type/key/version
         r.tracking_plan_id AS tracking_plan_id,
         r.type AS type,                      -- TRACK, IDENTIFY, GROUP, PAGE, SCREEN, COMMON
         r.key AS key,                        -- event name; NULL or empty unless TRACK
         r.version AS version,
         r.deprecated_at AS deprecated_at,
         coalesce(r.cut_json_schema, (SELECT l.content -> '$.jsonSchema' FROM log l WHERE l.seq = r.from_seq))
           AS json_schema                     -- JSON text, cut above 4 KiB
  FROM tracking_plan_rule_rows r WHERE {r};
CREATE VIEW tracking_plan_properties AS
  SELECT r.resource_id AS rule_id, r.tracking_plan_id AS tracking_plan_id,
         r.name AS name,
         r.path AS path,                      -- where in the rule: $.jsonSchema.properties.properties.properties.email
         r.type AS type,                      -- JSON: "string", or ["string","null"]
         r.description AS description
  FROM tracking_plan_property_rows r WHERE {r};
