-- The log: everything the agent ever learnt, decided or was told, in order. Rows are appended and never changed; what
-- a row said may be erased (content and salt become NULL), its hash stays, so that the links still hold.
CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,          -- milliseconds UTC; never decreases
  type TEXT NOT NULL,           -- baseline, created, modified, reinterpreted, deleted, vanished, audit_event,
                                -- collection_seen, collection_retired, gap_opened, gap_closed, not_available,
                                -- violation, config, sweep, attribution, erasure
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  parent TEXT NOT NULL,
  content TEXT,                 -- JSON
  salt BLOB,                    -- 16 random bytes
  content_hash BLOB NOT NULL,   -- SHA-256(salt, content); 32 zero bytes for a row that never had content
  link BLOB NOT NULL            -- SHA-256(previous link, header, content_hash)
) STRICT;
CREATE TRIGGER log_rows_stay BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_rows_are_final BEFORE UPDATE OF seq, at, type, kind, id, parent, content_hash, link ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- What the database is about and what wrote it.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- How fresh each collection is. Beside the log: a look that finds nothing new says nothing that must be kept.
CREATE TABLE collection_looks (
  kind TEXT NOT NULL, parent TEXT NOT NULL,
  last_complete INTEGER, last_attempt INTEGER,
  reader TEXT,                  -- reader version of the last complete look
  PRIMARY KEY (kind, parent)
) STRICT;
