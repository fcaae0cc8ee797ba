CREATE TABLE accrual_lines (
    sender ${word}, report_id String, revision UInt32, part UInt32, parts UInt32, content UInt64,
    line UInt32, work String, reference String,
    period_from Date, period_until Date, service ${word}, commercial_model ${word},
    currency ${word}, territory ${word}, use_type ${word},
    first_day Date, days UInt16, units Int64, revenue_micros Int64,
    state_code UInt8, hold_code UInt8, royalty_e8 Int64,
    entry_holder Array(${word}), entry_account Array(UInt8), entry_right Array(UInt8),
    entry_licence Array(${word}), entry_amount_e8 Array(Int64),
    version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(period_from)
ORDER BY (sender, report_id, revision, part, content, line, work)
${window};

CREATE TABLE receipt_rows (
    receipt_key String, event_id String, event_type ${word}, source ${word}, subject String,
    accepted UInt8, lines UInt32, reasons Array(${word}),
    topic ${word}, kafka_partition UInt32, kafka_offset UInt64, recorded_at DateTime, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY receipt_key ${window};

CREATE TABLE dead_letter_rows (
    topic ${word}, kafka_partition UInt32, kafka_offset UInt64, reason ${word}, faults Array(String),
    lines UInt32, recorded_at DateTime, message_key String, message String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (topic, kafka_partition, kafka_offset) ${window};

CREATE TABLE case_rows (
    case_id String, work String, state ${word}, reference String, platform ${word},
    use_type ${word}, territory ${word}, at_day Date, licence String, reason String,
    reporter ${word}, location String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (case_id, work) ${window};

CREATE TABLE anomaly_rows (
    kind ${word}, subject String, platform ${word}, report_id String, detail String, active UInt8,
    from_day Int32, until_day Int32, value Int64, baseline Int64, amount_e8 Int64, currency ${word},
    version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, subject, platform, report_id, detail) ${window};

CREATE TABLE ownership_pictures (
    work String, kind ${word}, title String, references Array(String),
    segment_right Array(${word}), segment_territories Array(String),
    segment_from_day Array(Int32), segment_until_day Array(Int32), segment_status Array(${word}),
    segment_holders Array(Array(String)), segment_shares_ppm Array(Array(Int32)),
    segment_facts Array(Array(String)), version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY work ${window};

CREATE TABLE platform_allocation_rows (
    sender ${word}, report_id String, revision UInt32, part UInt32, content UInt64, row_number UInt32,
    line UInt32, reference String, rights_controller String, rights_type ${word}, share_ppm Int32,
    amount ${exact}, net_revenue ${exact}, currency ${word},
    net_revenue_currency ${word}, territory ${word}, version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (sender, report_id, revision, part, content, row_number) ${window};

CREATE TABLE ingest_batches (
    token String, table_name String, rows UInt64, first_offsets String, inserted_at DateTime
) ENGINE = MergeTree ORDER BY (inserted_at, token);
