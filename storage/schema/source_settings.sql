-- kind: source_settings of source
-- Schema settings of a source: what is blocked, and where blocked events and violations are forwarded to.
-- Forwarding that is off comes as an absent key, null or an empty string; all three are NULL here.
-- Enum values come in several spellings; they are upper case here. An absent boolean is NULL: not known.

-- @tables
CREATE TABLE source_settings_rows (
  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL, source_id TEXT NOT NULL,
  track_allow_unplanned_events INTEGER, track_allow_unplanned_event_properties INTEGER,
  track_allow_event_on_violations INTEGER, track_allow_properties_on_violations INTEGER,
  track_common_event_on_violations TEXT,
  identify_allow_unplanned_traits INTEGER, identify_allow_traits_on_violations INTEGER,
  identify_common_event_on_violations TEXT,
  group_allow_unplanned_traits INTEGER, group_allow_traits_on_violations INTEGER,
  group_common_event_on_violations TEXT,
  forwarding_violations_to TEXT, forwarding_blocked_events_to TEXT
) STRICT;

-- @project
INSERT INTO source_settings_rows VALUES (:seq, NULL, :id, :parent,
  flag(:body ->> '$.track.allowUnplannedEvents'), flag(:body ->> '$.track.allowUnplannedEventProperties'),
  flag(:body ->> '$.track.allowEventOnViolations'), flag(:body ->> '$.track.allowPropertiesOnViolations'),
  upper(:body ->> '$.track.commonEventOnViolations'),
  flag(:body ->> '$.identify.allowUnplannedTraits'), flag(:body ->> '$.identify.allowTraitsOnViolations'),
  upper(:body ->> '$.identify.commonEventOnViolations'),
  flag(:body ->> '$.group.allowUnplannedTraits'), flag(:body ->> '$.group.allowTraitsOnViolations'),
  upper(:body ->> '$.group.commonEventOnViolations'),
  nullif(:body ->> '$.forwardingViolationsTo', ''), nullif(:body ->> '$.forwardingBlockedEventsTo', ''));

-- @views
CREATE VIEW source_settings AS
  SELECT r.source_id AS source_id,
         r.track_allow_unplanned_events AS track_allow_unplanned_events,                        -- 0: blocked
         r.track_allow_unplanned_event_properties AS track_allow_unplanned_event_properties,    -- 0: properties omitted
         r.track_allow_event_on_violations AS track_allow_event_on_violations,                  -- 0: blocked
         r.track_allow_properties_on_violations AS track_allow_properties_on_violations,        -- 0: properties omitted
         r.track_common_event_on_violations AS track_common_event_on_violations,  -- ALLOW, BLOCK, OMIT_PROPERTIES
         r.identify_allow_unplanned_traits AS identify_allow_unplanned_traits,
         r.identify_allow_traits_on_violations AS identify_allow_traits_on_violations,
         r.identify_common_event_on_violations AS identify_common_event_on_violations,          -- ALLOW, BLOCK, OMIT_TRAITS
         r.group_allow_unplanned_traits AS group_allow_unplanned_traits,
         r.group_allow_traits_on_violations AS group_allow_traits_on_violations,
         r.group_common_event_on_violations AS group_common_event_on_violations,
         r.forwarding_violations_to AS forwarding_violations_to,          -- source id; NULL: off
         r.forwarding_blocked_events_to AS forwarding_blocked_events_to   -- source id; NULL: off
  FROM source_settings_rows r WHERE {r};
-- Sources that block whole events, with the reasons. A source that is not here blocks nothing that is known.
CREATE VIEW source_blocking AS
  SELECT source_id,
         count(*) AS reason_count,
         group_concat(reason, ', ') AS reasons    -- "unplanned events, events with violations"
  FROM (SELECT source_id, 1 AS place, 'unplanned events' AS reason FROM source_settings
        WHERE track_allow_unplanned_events = 0
        UNION ALL SELECT source_id, 2, 'events with violations' FROM source_settings
        WHERE track_allow_event_on_violations = 0
        UNION ALL SELECT source_id, 3, 'track calls against the common schema' FROM source_settings
        WHERE track_common_event_on_violations = 'BLOCK'
        UNION ALL SELECT source_id, 4, 'identify calls against the common schema' FROM source_settings
        WHERE identify_common_event_on_violations = 'BLOCK'
        UNION ALL SELECT source_id, 5, 'group calls against the common schema' FROM source_settings
        WHERE group_common_event_on_violations = 'BLOCK'
        ORDER BY source_id, place)
  GROUP BY source_id;
