-- kind: tracking_plan
-- Tracking plans and libraries. Only plans of type LIVE govern sources.

-- @tables
CREATE TABLE tracking_plan_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, slug TEXT, type TEXT, description TEXT
) STRICT;

-- @project
INSERT INTO tracking_plan_rows VALUES (:seq, NULL, :id,
  coalesce(nullif(:body ->> '$.name', ''), :body ->> '$.slug', :id), :body ->> '$.slug',
  upper(:body ->> '$.type'), cut(:body ->> '$.description'));

-- @views
CREATE VIEW tracking_plans AS
  SELECT r.resource_id AS id, r.name AS name, r.slug AS slug,
         r.type AS type,                 -- LIVE, ENGAGE, PROPERTY_LIBRARY, RULE_LIBRARY, TEMPLATE, or one not known yet
         r.description AS description
  FROM tracking_plan_rows r WHERE {r};
