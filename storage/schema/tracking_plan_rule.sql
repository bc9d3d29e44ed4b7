-- kind: tracking_plan_rule of tracking_plan
-- Rules of tracking plans, and the properties that their JSON schemas name. Rules have no id of their own in the API;
-- ours is plan/type/key/version.

-- @tables
CREATE TABLE tracking_plan_rule_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  tracking_plan_id TEXT NOT NULL, type TEXT, key TEXT, version INTEGER, deprecated_at TEXT, json_schema TEXT
) STRICT;
CREATE TABLE tracking_plan_property_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  tracking_plan_id TEXT NOT NULL, name TEXT, path TEXT, type TEXT, description TEXT
) STRICT;

-- @project
INSERT INTO tracking_plan_rule_rows VALUES (:seq, NULL, :id, :parent, upper(:body ->> '$.type'), :body ->> '$.key',
  whole(:body ->> '$.version'), nullif(:body ->> '$.deprecatedAt', ''), cut(:body -> '$.jsonSchema'));
INSERT INTO tracking_plan_property_rows
  WITH RECURSIVE schema(path, node, depth) AS (
    SELECT '$.jsonSchema', :body -> '$.jsonSchema', 0
    UNION ALL
    SELECT s.path || substr(p.fullkey, 2), p.value, s.depth + 1
    FROM schema s, json_each(s.node, '$.properties') p WHERE p.type = 'object' AND s.depth < 20
    UNION ALL
    SELECT s.path || '.items', s.node -> '$.items', s.depth
    FROM schema s WHERE json_type(s.node, '$.items') = 'object'
  )
  -- The first level only says where values stand: context, traits, properties.
  SELECT :seq, NULL, :id, :parent, p.key, s.path || substr(p.fullkey, 2),
         CAST(p.value -> '$.type' AS TEXT), cut(CAST(p.value ->> '$.description' AS TEXT))
  FROM schema s, json_each(s.node, '$.properties') p WHERE s.depth > 0 AND p.type = 'object';

-- @views
CREATE VIEW tracking_plan_rules AS
  SELECT r.resource_id AS id,                 -- plan/type/key/version
         r.tracking_plan_id AS tracking_plan_id,
         r.type AS type,                      -- TRACK, IDENTIFY, GROUP, PAGE, SCREEN, COMMON
         r.key AS key,                        -- event name; NULL or empty unless TRACK
         r.version AS version,
         r.deprecated_at AS deprecated_at,
         r.json_schema AS json_schema         -- JSON text, cut above 4 KiB
  FROM tracking_plan_rule_rows r WHERE {r};
CREATE VIEW tracking_plan_properties AS
  SELECT r.resource_id AS rule_id, r.tracking_plan_id AS tracking_plan_id,
         r.name AS name,
         r.path AS path,                      -- where in the rule: $.jsonSchema.properties.properties.properties.email
         r.type AS type,                      -- JSON: "string", or ["string","null"]
         r.description AS description
  FROM tracking_plan_property_rows r WHERE {r};
