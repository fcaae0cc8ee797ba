"""The real and the deliberately incomplete files of ../shared/data/dsr."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from streams.importers.dsr import read_dsr
from streams.importers.dsr.periods import date_days

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "dsr"
REAL = "DSR_TEST_YouTube_AdSupport-music_2015-Q4_IS_1of1_20160121T150926.tsv"
INCOMPLETE = (
    "DSR_PADPIDA2014999999Z_PADPIDA2014111801Y_AdSupport_2015-02_AU_1of1_20140617T092522.tsv"
)


def sample(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the shared sample {path} is not on this machine")
    return path


@pytest.fixture
def real():
    """The outcome of the real UGC report."""
    return read_dsr([sample(REAL)])


def test_real_report_passes(real):
    assert [fault.message for fault in real.faults] == []
    assert real.exit_code == 0


def test_what_the_platform_allocated_comes_out_exactly(real):
    amounts = {name: totals.allocated_amount for name, totals in real.totals.items()}
    assert amounts == {
        "PUB_2": {"USD": Decimal("125.23")},
        "PUB_3": {"USD": Decimal("41.81")},
        "SOC_1": {"USD": Decimal("31.84")},
        "Residual": {"USD": Decimal("0.0")},
    }


def test_usage_lines_of_the_real_report(real):
    lines = real.reports[0].lines
    assert lines.units == [7810, 2045, 18, 4, 258, 75]
    assert lines.revenue_micros == [2_000_000, 2_000_000, 0, 0, 0, 3_000_000]
    assert lines.reference == [
        "isrc:USSM19803037",
        "isrc:USUV71101875",
        *["isrc:USRH10903879"] * 4,
    ]
    assert set(zip(lines.use_type, lines.territory, lines.currency, strict=True)) == {
        ("Stream", "IS", "USD")
    }


def test_validity_periods_of_the_real_report_follow_each_other(real):
    lines = real.reports[0].lines
    assert lines.first_day[2:] == [
        date_days(day)[0] for day in ("20151001", "20151003", "20151004", "20151204")
    ]
    assert lines.first_day[3:] == lines.end_day[2:-1]


def test_real_report_gives_exactly_these_warnings(real):
    places = Counter((w.code, w.line, w.record_type) for w in real.warnings)
    assert places == Counter(
        [
            ("record-not-in-profile", 10, "SY02.01"),
            ("record-not-in-profile", 15, "MW01.01"),
            ("record-not-in-profile", 17, "SU03.01"),
            ("record-not-in-profile", 18, "LI01.01"),
            ("summary-service-differs", 13, "SY02.01"),
            ("wrong-cell-count", 15, "MW01.01"),
            ("wrong-cell-count", 20, "MW01.01"),
            ("wrong-cell-count", 25, "MW01.01"),
            ("reconciliation", 10, "SY02.01"),
            ("reconciliation", 16, "RU01"),
            ("reconciliation", 21, "RU01"),
            ("reconciliation", 26, "RU01"),
            ("share-scale", 18, "LI01.01"),
        ]
    )


@pytest.mark.parametrize(("line", "release", "resource"), [(16, 7100, 7810), (21, 1704, 2045)])
def test_release_and_usage_rows_of_the_real_report_are_reconciled(real, line, release, resource):
    (warning,) = [w for w in real.warnings if w.line == line]
    assert f"count {release} usages" in warning.message
    assert str(resource) in warning.message


def test_every_fault_of_the_incomplete_file_is_named():
    outcome = read_dsr([sample(INCOMPLETE)])
    found = {(fault.line, fault.code, fault.cell_name) for fault in outcome.faults}
    missing = ["FileNumber", "NumberOfFiles", "UsageStartDate", "UsageEndDate"]
    expected = {
        (1, "wrong-cell-count", ""),
        (1, "message-version", "MessageVersion"),
        (1, "not-a-date-time", "MessageCreatedDateTime"),
        *((1, "cell-missing", name) for name in [*missing, "SenderPartyId", "SenderName"]),
        (4, "wrong-cell-count", ""),
        (4, "malformed-party-id", "DistributionChannelDPID"),
        *((4, "cell-missing", name) for name in SY03_MISSING),
        (7, "wrong-cell-count", ""),
        (7, "foot-count-differs", "NumberOfLinesInFile"),
        (7, "cell-missing", "NumberOfSummaryRecords"),
        (7, "cell-missing", "NumberOfBlocksInFile"),
    }
    assert found == expected
    assert outcome.reports == []


SY03_MISSING = [
    "Territory",
    "ServiceDescription",
    "Usages",
    "Subscribers",
    "Currency",
    "NetRevenue",
    "ConsumerPaidUnitPrice",
    "FreeOrTrialSubscribers",
]


def test_every_fault_of_the_parser_sample_is_named():
    outcome = read_dsr([sample("test_file_parser.tsv")])
    found = {(fault.line, fault.code, fault.cell_name) for fault in outcome.faults}
    assert found == {
        (0, "file-name-malformed", "file name"),
        (0, "no-head", ""),
        (4, "wrong-cell-count", ""),
        (4, "malformed-party-id", "DistributionChannelDPID"),
        *((4, "cell-missing", name) for name in SY03_MISSING),
        (7, "no-foot", ""),
    }
    unknown = [w.record_type for w in outcome.warnings if w.code == "unknown-record-type"]
    assert unknown == ["FHEA", "FFOO"]
    assert outcome.exit_code == 2
