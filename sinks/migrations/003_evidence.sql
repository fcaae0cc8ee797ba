CREATE TABLE evidence_rows (
    log_id String, leaf_index UInt64, receipt_key String, event_id String, event_type ${word},
    source ${word}, subject String, topic ${word}, kafka_partition UInt32, kafka_offset UInt64,
    recorded_millis Int64, content_sha256 String, path String,
    tree_size UInt64, root String, boundary_millis Int64, daily UInt8, public_key String,
    signature String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (log_id, leaf_index) ${window};

CREATE TABLE tree_head_rows (
    log_id String, boundary_millis Int64, tree_size UInt64, root String, daily UInt8,
    public_key String, signature String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (log_id, boundary_millis) ${window};

CREATE VIEW evidence AS
SELECT lower(hex(log_id)) AS log_hex, leaf_index, receipt_key, event_id, event_type, source, subject,
    topic, kafka_partition, kafka_offset, recorded_millis,
    toDateTime(intDiv(recorded_millis, 1000)) AS recorded_at,
    lower(hex(content_sha256)) AS content_hex, lower(hex(path)) AS path_hex,
    tree_size, lower(hex(root)) AS root_hex, boundary_millis, daily,
    lower(hex(public_key)) AS key_hex, lower(hex(signature)) AS signature_hex
FROM evidence_rows FINAL;

CREATE VIEW tree_heads AS
SELECT lower(hex(log_id)) AS log_hex, tree_size, lower(hex(root)) AS root_hex, boundary_millis,
    toDateTime(intDiv(boundary_millis, 1000)) AS boundary, daily,
    lower(hex(public_key)) AS key_hex, lower(hex(signature)) AS signature_hex
FROM tree_head_rows FINAL;
