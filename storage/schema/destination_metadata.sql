-- kind: destination_metadata
-- Integrations by Meta id, from the documents embedded in destinations: those in use in this workspace.

-- @tables
CREATE TABLE destination_metadata_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL,
  name TEXT, slug TEXT, status TEXT, partner_owned INTEGER,
  cloud_mode_instances TEXT, device_mode_instances TEXT,
  supports_browser INTEGER, supports_server INTEGER, supports_mobile INTEGER
) STRICT;
CREATE TABLE destination_metadata_region_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, region TEXT NOT NULL, is_endpoint INTEGER NOT NULL
) STRICT;

-- @project
INSERT INTO destination_metadata_rows VALUES (:seq, NULL, :id, :body ->> '$.name', :body ->> '$.slug',
  upper(:body ->> '$.status'), flag(:body ->> '$.partnerOwned'),
  upper(:body ->> '$.supportedFeatures.cloudModeInstances'), upper(:body ->> '$.supportedFeatures.deviceModeInstances'),
  flag(:body ->> '$.supportedPlatforms.browser'), flag(:body ->> '$.supportedPlatforms.server'),
  flag(:body ->> '$.supportedPlatforms.mobile'));
INSERT INTO destination_metadata_region_rows
  SELECT :seq, NULL, :id, lower(g.value), 0 FROM json_each(:body, '$.supportedRegions') g WHERE g.type = 'text'
  UNION ALL
  SELECT :seq, NULL, :id, lower(g.value), 1 FROM json_each(:body, '$.regionEndpoints') g WHERE g.type = 'text';

-- @views
CREATE VIEW destination_metadata AS
  SELECT r.resource_id AS id,                          -- Meta id
         r.name AS name, r.slug AS slug,
         r.status AS status,                           -- PUBLIC, PUBLIC_BETA, DEPRECATED, UNAVAILABLE, ...
         r.partner_owned AS partner_owned,
         r.cloud_mode_instances AS cloud_mode_instances,    -- how many instances a source may have: 0, 1, MULTIPLE
         r.device_mode_instances AS device_mode_instances,
         r.supports_browser AS supports_browser, r.supports_server AS supports_server,
         r.supports_mobile AS supports_mobile
  FROM destination_metadata_rows r WHERE {r};
-- Regions that an integration names. No row at all for a Meta id: it names none, which is not known to be anywhere.
CREATE VIEW destination_metadata_regions AS
  SELECT r.resource_id AS metadata_id,
         r.region AS region,              -- lower case: us-west-2, eu-west-1; for endpoints: us, eu
         r.is_endpoint AS is_endpoint     -- 1: the partner has an endpoint there; 0: Segment delivers from there
  FROM destination_metadata_region_rows r WHERE {r};
