"""What a report refuses: at the line where it can, and before anything is sent where it cannot."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from streams.client import ReportRefused, UsageReportWriter
from tests.streams.client.report_examples import DAY, filled, ids, writer

ADDITIONS: dict[str, tuple[Callable[[UsageReportWriter], None], type[Exception], str]] = {
    "an unknown use type": (
        lambda report: report.add("work:w-1", "Streaming", DAY, 1, 1),
        ValueError,
        "Streaming",
    ),
    "no identifier": (
        lambda report: report.add("USSM19803037", "Stream", DAY, 1, 1),
        ValueError,
        "has no namespace",
    ),
    "a wrong check digit": (
        lambda report: report.add("iswc:T0345246802", "Stream", DAY, 1, 1),
        ValueError,
        "check digit",
    ),
    "seven decimals": (
        lambda report: report.add("work:w-1", "Stream", DAY, 1, Decimal("0.0000001")),
        ValueError,
        "has 7 decimals; the contract keeps 6",
    ),
    "a float of revenue": (
        lambda report: report.add("work:w-1", "Stream", DAY, 1, 1.5),  # type: ignore[arg-type]
        TypeError,
        r"1\.5 is a float",
    ),
    "a float of units": (
        lambda report: report.add("work:w-1", "Stream", DAY, 1.0, 1),  # type: ignore[arg-type]
        TypeError,
        r"units 1\.0 is a float",
    ),
    "more units than 64 bits": (
        lambda report: report.add("work:w-1", "Stream", DAY, 2**63, 1),
        ValueError,
        "units 9223372036854775808 leaves 64 bits",
    ),
    "more days than 32 bits": (
        lambda report: report.add("work:w-1", "Stream", DAY, 1, 1, days=2**31),
        ValueError,
        "days 2147483648 leaves 32 bits",
    ),
}


@pytest.mark.parametrize("what", ADDITIONS)
def test_a_line_that_is_refused_leaves_no_trace(what: str) -> None:
    add, kind, why = ADDITIONS[what]
    report = filled(1)
    with pytest.raises(kind, match=why):
        add(report)
    assert ids(report) == ids(filled(1))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"currency": "RMB"}, "unknown_currency"),
        ({"territory": "Cathay"}, "unknown_territory"),
        ({"revision": 0}, "bad_revision"),
        ({"report_id": ""}, "bad_report_id"),
        ({"sender": ""}, "missing at source"),
        ({"period": (DAY, DAY)}, "bad_period"),
    ],
)
def test_what_intake_would_refuse_is_not_given(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ReportRefused, match=why):
        filled(1, **changed).close()


def test_a_report_is_given_whole_or_not_at_all() -> None:
    report = filled(3, block_lines=2)
    report.add("work:w-9", "Stream", date(2026, 12, 1), 1, 1)
    with pytest.raises(ReportRefused, match=r"part 2 of 2: future_date at first_day\[1\]"):
        report.close()


def test_a_report_without_a_line_is_none() -> None:
    with pytest.raises(ReportRefused, match="at least one line"):
        writer().close()


def test_a_report_has_a_bound() -> None:
    report = filled(2, max_lines=2)
    with pytest.raises(ValueError, match="more than 2 lines"):
        report.add("work:w-1", "Stream", DAY, 1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"block_lines": 0},
        {"block_lines": 10_001},
        {"max_lines": 0},
        {"occurred_at": datetime(2026, 9, 4)},
    ],
    ids=str,
)
def test_limits_that_make_no_sense(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"block_lines|max_lines|time zone"):
        writer(**changed)
