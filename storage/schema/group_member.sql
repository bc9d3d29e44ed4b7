-- kind: group_member of group
-- Who belongs to which group: one row per edge.

-- @tables
CREATE TABLE group_member_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, group_id TEXT NOT NULL, user_id TEXT
) STRICT;
CREATE INDEX group_member_rows_user ON group_member_rows (user_id) WHERE to_seq IS NULL;

-- @project
INSERT INTO group_member_rows VALUES (:seq, NULL, :id, :parent, :body ->> '$.id');

-- @views
CREATE VIEW group_members AS
  SELECT r.group_id AS group_id, r.user_id AS user_id
  FROM group_member_rows r WHERE {r};
