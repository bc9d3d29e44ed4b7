-- kind: user
-- Members of the workspace. The list says nothing about their permissions: see user_permissions.

-- @tables
CREATE TABLE user_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, name TEXT, email TEXT
) STRICT;

-- @project
INSERT INTO user_rows VALUES (:seq, NULL, :id,
  coalesce(nullif(:body ->> '$.name', ''), nullif(:body ->> '$.email', ''), :id), :body ->> '$.email');

-- @views
CREATE VIEW users AS
  SELECT r.resource_id AS id,
         r.name AS name,                 -- the e-mail address where no name was set
         r.email AS email,
         CASE WHEN instr(r.email, '@') > 0 THEN lower(substr(r.email, instr(r.email, '@') + 1)) END AS email_domain
  FROM user_rows r WHERE {r};
-- Who made a change, for people: a user by name, anybody else as the audit trail says.
CREATE VIEW change_actors AS
  SELECT c.seq AS seq,
         coalesce(u.name, c.actor_email, c.actor,
                  CASE c.attribution WHEN 'unattributed' THEN 'nobody whom the audit trail names'
                                     ELSE 'somebody who is not known yet' END) AS who
  FROM changes c LEFT JOIN users u ON u.id = c.actor_user_id;
