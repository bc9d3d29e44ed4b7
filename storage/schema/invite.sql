-- kind: invite
-- Invitations that were not accepted yet. The API gives bare e-mail addresses; an address is personal data and no id,
-- so the id is its fingerprint.

-- @tables
CREATE TABLE invite_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, email TEXT, first_seen INTEGER
) STRICT;

-- @project
INSERT INTO invite_rows VALUES (:seq, NULL, :id, :body ->> '$.email', :at);

-- @views
CREATE VIEW invites AS
  SELECT r.resource_id AS id,
         r.email AS email,
         CASE WHEN instr(r.email, '@') > 0 THEN lower(substr(r.email, instr(r.email, '@') + 1)) END AS email_domain,
         strftime('%Y-%m-%dT%H:%M:%fZ', r.first_seen / 1000.0, 'unixepoch') AS first_seen_at  -- when the agent saw it first
  FROM invite_rows r WHERE {r};
