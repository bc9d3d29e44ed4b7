-- kind: group
-- User groups and the permissions given to them.

-- @tables
CREATE TABLE group_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, name TEXT, member_count INTEGER,
  permissions INTEGER
) STRICT;
CREATE TABLE group_permission_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  role_id TEXT, role_name TEXT, resource_type TEXT, target_id TEXT, labels INTEGER
) STRICT;

-- @project
INSERT INTO group_rows VALUES (:seq, NULL, :id, coalesce(nullif(:body ->> '$.name', ''), :id),
  whole(:body ->> '$.memberCount'), json_array_length(:body, '$.permissions'));
INSERT INTO group_permission_rows
  SELECT :seq, NULL, :id, p.value ->> '$.roleId', p.value ->> '$.roleName',
         upper(t.value ->> '$.type'), t.value ->> '$.id',
         coalesce(json_array_length(p.value, '$.labels'), 0) + coalesce(json_array_length(t.value, '$.labels'), 0)
  FROM json_each(:body, '$.permissions') p LEFT JOIN json_each(p.value, '$.resources') t ON t.type = 'object'
  WHERE p.type = 'object';

-- @views
CREATE VIEW groups AS
  SELECT r.resource_id AS id,
         r.name AS name,                    -- the id where no name was set
         r.member_count AS member_count,    -- as Segment counts them
         r.permissions AS permissions       -- how many; NULL: the API did not say
  FROM group_rows r WHERE {r};
CREATE VIEW group_permissions AS
  SELECT r.resource_id AS group_id,
         r.role_id AS role_id, r.role_name AS role_name,
         r.resource_type AS resource_type,  -- WORKSPACE, SOURCE, WAREHOUSE, SPACE, FUNCTION
         r.target_id AS resource_id,
         r.labels AS labels                 -- how many labels narrow it; 0: everything there is on that resource
  FROM group_permission_rows r WHERE {r};
