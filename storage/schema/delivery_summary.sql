-- kind: delivery_summary of destination, measured
-- Delivery-metrics summaries of the last whole UTC day. They are asked for by Instance id and answered by Meta id: the
-- API cannot tell two instances of one integration on one source apart here.

-- @tables
CREATE TABLE delivery_summary_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  source_id TEXT, metadata_id TEXT, successes INTEGER, expired INTEGER, discarded INTEGER, retried INTEGER, totals TEXT
) STRICT;
CREATE INDEX delivery_summary_rows_history ON delivery_summary_rows (resource_id, from_seq);
CREATE TABLE delivery_summary_total_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  metric TEXT NOT NULL, part TEXT, total REAL
) STRICT;

-- @project
INSERT INTO delivery_summary_rows
  SELECT :seq, NULL, :id, :body ->> '$.sourceId', :body ->> '$.destinationMetadataId',
         max(whole(m.value ->> '$.total')) FILTER (WHERE m.value ->> '$.metricName' = 'successes'),
         max(whole(m.value ->> '$.total')) FILTER (WHERE m.value ->> '$.metricName' = 'expired'),
         max(whole(m.value ->> '$.total')) FILTER (WHERE m.value ->> '$.metricName' = 'discarded'),
         max(whole(m.value ->> '$.total')) FILTER (WHERE m.value ->> '$.metricName' = 'retried'),
         cut(:body -> '$.metrics')
  FROM (SELECT 1) LEFT JOIN json_each(:body, '$.metrics') m ON m.type = 'object';
INSERT INTO delivery_summary_total_rows
  SELECT :seq, NULL, :id, m.value ->> '$.metricName', NULL, CAST(m.value ->> '$.total' AS REAL)
  FROM json_each(:body, '$.metrics') m WHERE m.type = 'object' AND m.value ->> '$.metricName' IS NOT NULL
  UNION ALL
  SELECT :seq, NULL, :id, m.value ->> '$.metricName', b.value ->> '$.metricName', CAST(b.value ->> '$.value' AS REAL)
  FROM json_each(:body, '$.metrics') m, json_each(m.value, '$.breakdown') b
  WHERE m.type = 'object' AND b.type = 'object' AND m.value ->> '$.metricName' IS NOT NULL;

-- @views
CREATE VIEW delivery_summaries AS
  SELECT r.resource_id AS destination_id,   -- Instance id: what was asked for
         r.source_id AS source_id,          -- as answered
         r.metadata_id AS metadata_id,      -- Meta id that the answer names
         r.successes AS successes, r.expired AS expired, r.discarded AS discarded,
         r.retried AS retried,              -- totals of the last whole UTC day; NULL: not in the answer
         r.totals AS totals                 -- all metrics as answered, JSON; equal texts are equal answers
  FROM delivery_summary_rows r WHERE {r};
CREATE VIEW delivery_summary_totals AS
  SELECT r.resource_id AS destination_id,
         r.metric AS metric,                -- successes, expired, discarded, retried, time_to_success, ...
         r.part AS part,                    -- NULL: the total; else a part of it: successes_after_retry
         r.total AS total
  FROM delivery_summary_total_rows r WHERE {r};
-- Every answer so far, the current one included. A repeated equal answer is one row.
CREATE VIEW delivery_summary_history AS
  SELECT r.from_seq AS seq, r.resource_id AS destination_id, r.source_id AS source_id, r.metadata_id AS metadata_id,
         r.successes AS successes, r.expired AS expired, r.discarded AS discarded, r.retried AS retried,
         r.totals AS totals
  FROM delivery_summary_rows r WHERE {from r};
