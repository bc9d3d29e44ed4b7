-- kind: function_code of function
-- Code of functions: never the text, only its fingerprint, its length and what looks like a secret in it. What looks
-- like a secret is decided before anything is stored; a verdict and a position are all that is left of it.

-- @tables
CREATE TABLE function_code_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  fingerprint TEXT, length INTEGER, deployed_at TEXT, is_latest_version INTEGER, settings INTEGER, open_settings INTEGER
) STRICT;
CREATE TABLE function_code_secret_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  secret TEXT NOT NULL, line INTEGER, column INTEGER
) STRICT;

-- @project
INSERT INTO function_code_rows
  SELECT :seq, NULL, :id, :body ->> '$.code.fingerprint', whole(:body ->> '$.code.length'), :body ->> '$.deployedAt',
         flag(:body ->> '$.isLatestVersion'), json_array_length(:body, '$.settings'),
         CASE json_type(:body, '$.settings') WHEN 'array' THEN
           (SELECT count(*) FROM json_each(:body, '$.settings') s
            WHERE s.type = 'object' AND flag(s.value ->> '$.sensitive') = 0) END;
INSERT INTO function_code_secret_rows
  SELECT :seq, NULL, :id, s.value ->> '$.secret', whole(s.value ->> '$.line'), whole(s.value ->> '$.column')
  FROM json_each(:body, '$.code.secrets') s WHERE s.type = 'object' AND s.value ->> '$.secret' IS NOT NULL;

-- @views
CREATE VIEW function_code AS
  SELECT r.resource_id AS function_id,
         r.fingerprint AS fingerprint,               -- equal code has equal fingerprints; NULL: the API showed no code
         r.length AS length,                         -- bytes
         r.deployed_at AS deployed_at,
         r.is_latest_version AS is_latest_version,   -- 0: older code runs than is saved
         r.settings AS settings,                     -- how many settings the function declares
         r.open_settings AS open_settings            -- how many of them are marked as not sensitive
  FROM function_code_rows r WHERE {r};
CREATE VIEW function_code_secrets AS
  SELECT r.resource_id AS function_id,
         r.secret AS secret,                         -- what it looks like: private key, AWS access key, ...
         r.line AS line, r.column AS column          -- where, from 1
  FROM function_code_secret_rows r WHERE {r};
