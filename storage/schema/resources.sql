-- What resources are called and how they belong together, over all kinds. Which field of which kind names another
-- resource is said here and nowhere else; children of a resource (filters of a destination) are known by their parent.

-- @tables

-- @project

-- @views
-- Kinds that have no name of their own are missing, or carry the name of what they are about.
CREATE VIEW resource_names AS
  SELECT 'workspace' AS kind, id AS id, name AS name FROM workspace
  UNION ALL SELECT 'source', id, name FROM sources
  UNION ALL SELECT 'source_settings', id, name FROM sources
  UNION ALL SELECT 'source_metadata', id, name FROM source_metadata
  UNION ALL SELECT 'destination', id, name FROM destinations
  UNION ALL SELECT 'delivery_summary', id, name FROM destinations
  UNION ALL SELECT 'destination_metadata', id, name FROM destination_metadata
  UNION ALL SELECT 'destination_filter', id, title FROM destination_filters
  UNION ALL SELECT 'destination_subscription', id, name FROM destination_subscriptions
  UNION ALL SELECT 'tracking_plan', id, name FROM tracking_plans
  UNION ALL SELECT 'tracking_plan_rule', id, coalesce(nullif(key, ''), lower(type)) FROM tracking_plan_rules
  UNION ALL SELECT 'transformation', id, name FROM transformations
  UNION ALL SELECT 'function', id, name FROM functions
  UNION ALL SELECT 'function_code', id, name FROM functions
  UNION ALL SELECT 'warehouse', id, name FROM warehouses
  UNION ALL SELECT 'warehouse_metadata', id, name FROM warehouse_metadata
  UNION ALL SELECT 'user', id, name FROM users
  UNION ALL SELECT 'user_permissions', id, name FROM users
  UNION ALL SELECT 'group', id, name FROM groups
  UNION ALL SELECT 'role', id, name FROM roles
  UNION ALL SELECT 'invite', id, email FROM invites
  UNION ALL SELECT 'audit_event', id, type FROM audit_events;
-- Read from left to right (destination "receives from" source) or from right to left (source "sends to" destination).
-- The other resource need not exist: an id that leads nowhere is a row, too.
CREATE VIEW resource_links AS
  SELECT 'destination' AS kind, id AS id, 'receives from' AS says,
         'source' AS other_kind, source_id AS other_id, 'sends to' AS other_says FROM destinations
  UNION ALL SELECT 'destination', id, 'is an instance of', 'destination_metadata', metadata_id, 'has the instance'
    FROM destinations
  UNION ALL SELECT 'source', id, 'is of the type', 'source_metadata', metadata_id, 'is the type of' FROM sources
  UNION ALL SELECT 'source', source_id, 'is governed by', 'tracking_plan', tracking_plan_id, 'governs'
    FROM source_tracking_plans
  UNION ALL SELECT 'source', source_id, 'forwards blocked events to', 'source', forwarding_blocked_events_to,
                   'receives the blocked events of' FROM source_settings
  UNION ALL SELECT 'source', source_id, 'forwards violations to', 'source', forwarding_violations_to,
                   'receives the violations of' FROM source_settings
  UNION ALL SELECT 'delivery_summary', destination_id, 'was answered for', 'destination_metadata', metadata_id,
                   'has the summary' FROM delivery_summaries
  UNION ALL SELECT 'transformation', id, 'applies to', 'source', source_id, 'is transformed by' FROM transformations
  UNION ALL SELECT 'transformation', id, 'applies to', 'destination_metadata', metadata_id, 'is transformed by'
    FROM transformations
  UNION ALL SELECT 'function', id, 'was written by', 'user', created_by, 'wrote' FROM functions
  UNION ALL SELECT 'warehouse', warehouse_id, 'receives from', 'source', source_id, 'is stored in'
    FROM warehouse_sources
  UNION ALL SELECT 'warehouse', id, 'is of the type', 'warehouse_metadata', metadata_id, 'is the type of'
    FROM warehouses
  UNION ALL SELECT 'user', user_id, 'is a member of', 'group', group_id, 'has the member' FROM group_members
  UNION ALL SELECT subject_kind, subject_id, 'has the role', 'role', role_id, 'is given to' FROM permissions
  UNION ALL SELECT subject_kind, subject_id, 'has rights on', lower(resource_type), resource_id, 'is open to'
    FROM permissions WHERE resource_type <> 'WORKSPACE';
