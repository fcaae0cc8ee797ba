ALTER TABLE ownership_pictures
    ADD COLUMN segment_grade Array(${word}), ADD COLUMN segment_payable Array(UInt8),
    ADD COLUMN segment_unclaimed_ppm Array(Int32),
    ADD COLUMN registration_sources Array(String), ADD COLUMN registration_ids Array(String),
    ADD COLUMN registration_payable Array(UInt8),
    ADD COLUMN conflict_kind Array(${word}), ADD COLUMN conflict_grade Array(${word}),
    ADD COLUMN conflict_right Array(${word}), ADD COLUMN conflict_territories Array(String),
    ADD COLUMN conflict_from_day Array(Int32), ADD COLUMN conflict_until_day Array(Int32),
    ADD COLUMN conflict_sources Array(Array(String)),
    ADD COLUMN conflict_registration_ids Array(Array(String)),
    ADD COLUMN conflict_parties Array(Array(String)),
    ADD COLUMN conflict_shares_ppm Array(Array(Int32)),
    ADD COLUMN conflict_must_answer Array(Array(String));

DROP TABLE ownership;

CREATE VIEW ownership AS
SELECT work, kind, title, segment_right AS right_name, territories, from_day, until_day, status, grade,
    payable, unclaimed_ppm, holders, shares_ppm, facts, version
FROM ownership_pictures FINAL
ARRAY JOIN segment_right, segment_territories AS territories, segment_from_day AS from_day,
    segment_until_day AS until_day, segment_status AS status, segment_grade AS grade,
    segment_payable AS payable, segment_unclaimed_ppm AS unclaimed_ppm, segment_holders AS holders,
    segment_shares_ppm AS shares_ppm, segment_facts AS facts;

CREATE VIEW conflicts AS
SELECT work, title, conflict_kind AS conflict, conflict_grade AS grade, conflict_right AS right_name,
    territories, from_day, until_day, sources, registration_ids, parties, shares_ppm, must_answer
FROM ownership_pictures FINAL
ARRAY JOIN conflict_kind, conflict_grade, conflict_right, conflict_territories AS territories,
    conflict_from_day AS from_day, conflict_until_day AS until_day, conflict_sources AS sources,
    conflict_registration_ids AS registration_ids, conflict_parties AS parties,
    conflict_shares_ppm AS shares_ppm, conflict_must_answer AS must_answer;

CREATE VIEW registrations AS
SELECT work, title, source, registration_id, payable
FROM ownership_pictures FINAL
ARRAY JOIN registration_sources AS source, registration_ids AS registration_id,
    registration_payable AS payable;

CREATE TABLE trade_rows (
    source ${word}, trade_id String, assigned_work String, kind ${word}, revision UInt32, state ${word}, state_from_day Int32,
    effective UInt8, reasons Array(String), grantor String, grantee String, works Array(String),
    rights Array(${word}), use_types Array(${word}), territories String, share_ppm UInt32,
    from_day Int32, until_day Int32, exclusivity ${word}, conveyance ${word}, parent_licence_id String,
    pricing_kind ${word}, per_unit_e8 Int64, revenue_share_ppm UInt32, price_currency ${word},
    executed_on Int32, recorded_at DateTime, has_consideration UInt8, consideration_micros Int64,
    consideration_currency ${word}, term_names Array(String), term_values Array(String), version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (kind, source, trade_id, assigned_work) ${window};

CREATE VIEW trades AS SELECT * FROM trade_rows FINAL;
