-- Everybody who was ever seen in the workspace, by every name and address: what `segaudit erase` looks people up in.

-- @tables

-- @project

-- @views
-- Members, invited people, and actors of the audit trail; also those that are gone by now.
CREATE VIEW people AS
  SELECT 'user' AS kind, r.resource_id AS id,
         r.name AS name,                 -- the e-mail address, or the id, where no name was set
         r.email AS address              -- NULL: not shown
  FROM user_rows r WHERE {from r}
  UNION SELECT 'invite', r.resource_id, NULL, r.email FROM invite_rows r WHERE {from r}
  -- Tokens act, too, but are no people.
  UNION SELECT 'user', iif(r.actor LIKE 'user/%', substr(r.actor, 6), r.actor), NULL, r.actor_email
    FROM audit_event_rows r WHERE {from r} AND (r.actor LIKE 'user/%' OR instr(r.actor, '/') = 0);
