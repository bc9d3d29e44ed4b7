-- Changes that no audit event explains yet, and between which looks they happened. Beside the log, written together
-- with the change: what comes of a window is logged, and then it goes.
CREATE TABLE change_windows (
  seq INTEGER PRIMARY KEY,                   -- of the change
  type TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL,
  before INTEGER,                            -- seq of the version that the change ended; NULL: it created the resource
  since INTEGER NOT NULL,                    -- milliseconds UTC: the last look without the change
  seen INTEGER NOT NULL,                     -- milliseconds UTC: the first look with it
  unattributed INTEGER NOT NULL DEFAULT 0    -- 1: the log says that nobody is known; a late event still counts
) STRICT;
CREATE INDEX change_windows_seen ON change_windows (seen);
CREATE INDEX change_windows_unsettled ON change_windows (seen) WHERE unattributed = 0;
