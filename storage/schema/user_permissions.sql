-- kind: user_permissions of user
-- Permissions given to users directly, and the view that joins them with those given to groups. An answer that leaves
-- permissions out is no document but a gap: what is not shown is unknown, not "none".

-- @tables
CREATE TABLE user_permission_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  role_id TEXT, role_name TEXT, resource_type TEXT, target_id TEXT, labels INTEGER
) STRICT;

-- @project
INSERT INTO user_permission_rows
  SELECT :seq, NULL, :id, p.value ->> '$.roleId', p.value ->> '$.roleName',
         upper(t.value ->> '$.type'), t.value ->> '$.id',
         coalesce(json_array_length(p.value, '$.labels'), 0) + coalesce(json_array_length(t.value, '$.labels'), 0)
  FROM json_each(:body, '$.permissions') p LEFT JOIN json_each(p.value, '$.resources') t ON t.type = 'object'
  WHERE p.type = 'object';

-- @views
-- One row per role and what it is given on. A user's rights are their own rows and those of their groups.
CREATE VIEW user_permissions AS
  SELECT r.resource_id AS user_id,
         r.role_id AS role_id, r.role_name AS role_name,
         r.resource_type AS resource_type,  -- WORKSPACE, SOURCE, WAREHOUSE, SPACE, FUNCTION
         r.target_id AS resource_id,
         r.labels AS labels                 -- how many labels narrow it; 0: everything there is on that resource
  FROM user_permission_rows r WHERE {r};
CREATE VIEW permissions AS
  SELECT 'user' AS subject_kind, p.user_id AS subject_id, p.role_id AS role_id, p.role_name AS role_name,
         p.resource_type AS resource_type, p.resource_id AS resource_id, p.labels AS labels
  FROM user_permissions p
  UNION ALL
  SELECT 'group', p.group_id, p.role_id, p.role_name, p.resource_type, p.resource_id, p.labels
  FROM group_permissions p;
