ALTER TABLE ownership_pictures
    ADD COLUMN parked_source Array(String), ADD COLUMN parked_event_id Array(String),
    ADD COLUMN parked_kind Array(${word}), ADD COLUMN parked_object_id Array(String),
    ADD COLUMN parked_revision Array(Int32), ADD COLUMN parked_recorded_at Array(UInt32),
    ADD COLUMN parked_refused_event_id Array(String), ADD COLUMN parked_refused_object_id Array(String),
    ADD COLUMN parked_refused_revision Array(Int32), ADD COLUMN parked_refused_topic Array(${word}),
    ADD COLUMN parked_refused_partition Array(UInt32), ADD COLUMN parked_refused_offset Array(UInt64),
    ADD COLUMN parked_refused_reasons Array(Array(String)), ADD COLUMN parked_waits_for Array(UInt32),
    ADD COLUMN parked_events UInt32, ADD COLUMN overrun_sources Array(String);

CREATE VIEW parked AS
SELECT work, title, source, event_id, event_kind, object_id, revision, toDateTime(recorded_second) AS recorded_at,
    refused_event_id, refused_object_id, refused_revision, refused_topic, refused_partition, refused_offset,
    refused_reasons, waits_for
FROM ownership_pictures FINAL
ARRAY JOIN parked_source AS source, parked_event_id AS event_id, parked_kind AS event_kind,
    parked_object_id AS object_id, parked_revision AS revision, parked_recorded_at AS recorded_second,
    parked_refused_event_id AS refused_event_id, parked_refused_object_id AS refused_object_id,
    parked_refused_revision AS refused_revision, parked_refused_topic AS refused_topic,
    parked_refused_partition AS refused_partition, parked_refused_offset AS refused_offset,
    parked_refused_reasons AS refused_reasons, parked_waits_for AS waits_for;
