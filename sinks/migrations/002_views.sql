CREATE VIEW usage_lines AS
SELECT sender, report_id, revision, part, parts, content, line, work, reference, period_from, period_until,
    service, commercial_model, currency, territory, use_type, first_day, days, units, revenue_micros,
    ['accrued', 'held', 'unmatched', 'superseded', 'rejected'][state_code] AS state,
    ['', 'unlicensed', 'overclaim', 'currency', 'territory', 'amount limit'][hold_code + 1] AS hold_reason,
    royalty_e8
FROM accrual_lines FINAL WHERE state_code < 6;

CREATE VIEW accruals AS
SELECT sender, report_id, revision, part, line, work, reference, period_from, period_until, service,
    commercial_model, currency, territory, use_type, first_day, days,
    ['', 'unlicensed', 'overclaim', 'currency', 'territory', 'amount limit'][hold_code + 1] AS hold_reason,
    holder, ['payable', 'held', 'unclaimed', 'unmatched'][account_code] AS account,
    ['UserDefined', 'MakeAvailable', 'Mechanical', 'Performing', 'Print', 'Reproduction',
     'Synchronization'][right_code + 1] AS right_name,
    licence, amount_e8
FROM accrual_lines FINAL
ARRAY JOIN entry_holder AS holder, entry_account AS account_code, entry_right AS right_code,
    entry_licence AS licence, entry_amount_e8 AS amount_e8
WHERE state_code < 4;

CREATE VIEW receipts AS SELECT * FROM receipt_rows FINAL;

CREATE VIEW dead_letters AS SELECT * FROM dead_letter_rows FINAL;

CREATE VIEW cases AS SELECT * FROM case_rows FINAL WHERE state != 'Moved';

CREATE VIEW anomalies AS SELECT * FROM anomaly_rows FINAL WHERE active = 1;

CREATE VIEW ownership AS
SELECT work, kind, title, segment_right AS right_name, territories, from_day, until_day, status,
    holders, shares_ppm, facts, version
FROM ownership_pictures FINAL
ARRAY JOIN segment_right, segment_territories AS territories, segment_from_day AS from_day,
    segment_until_day AS until_day, segment_status AS status, segment_holders AS holders,
    segment_shares_ppm AS shares_ppm, segment_facts AS facts;

CREATE VIEW platform_allocations AS SELECT * FROM platform_allocation_rows FINAL;
