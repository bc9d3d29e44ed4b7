-- kind: destination_subscription of destination
-- Mappings of actions-based destinations: which events trigger which action.

-- @tables
CREATE TABLE destination_subscription_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  destination_id TEXT NOT NULL, name TEXT, enabled INTEGER, action_id TEXT, action_slug TEXT, trigger TEXT, model_id TEXT
) STRICT;
CREATE INDEX destination_subscription_rows_destination ON destination_subscription_rows (destination_id)
  WHERE to_seq IS NULL;

-- @project
INSERT INTO destination_subscription_rows VALUES (:seq, NULL, :id, :parent,
  coalesce(nullif(:body ->> '$.name', ''), :id), flag(:body ->> '$.enabled'), :body ->> '$.actionId',
  :body ->> '$.actionSlug', cut(CAST(:body ->> '$.trigger' AS TEXT)), :body ->> '$.modelId');

-- @views
CREATE VIEW destination_subscriptions AS
  SELECT r.resource_id AS id,
         r.destination_id AS destination_id,
         r.name AS name,                    -- the id where no name was set
         r.enabled AS enabled,
         r.action_id AS action_id, r.action_slug AS action_slug,
         r.trigger AS trigger,              -- which events: type = "track"
         r.model_id AS model_id             -- Reverse ETL model; NULL: not fed by one
  FROM destination_subscription_rows r WHERE {r};
