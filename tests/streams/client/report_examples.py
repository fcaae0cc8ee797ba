"""Reports to write, all alike but for what a test changes."""

from datetime import UTC, date, datetime
from typing import Any

from streams.client import UsageReportWriter

DAY = date(2026, 9, 4)
SEPTEMBER = (date(2026, 9, 1), date(2026, 10, 1))
NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)


def writer(**changed: Any) -> UsageReportWriter:
    given: dict[str, Any] = {
        "sender": "tunefy",
        "report_id": "R1",
        "period": SEPTEMBER,
        "currency": "CNY",
        "territory": "CN",
        "occurred_at": NOON,
    }
    return UsageReportWriter(**{**given, **changed})


def filled(lines: int, **changed: Any) -> UsageReportWriter:
    report = writer(**changed)
    for number in range(lines):
        report.add(f"work:w-{number}", "OnDemandStream", DAY, number, number * 1000)
    return report


def ids(report: UsageReportWriter) -> list[str]:
    return [event.event_id for event in report.close()]
